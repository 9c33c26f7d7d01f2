// Package numbers writes numbers, sizes and durations for people.
package numbers

import (
	"fmt"
	"strconv"
	"time"
)

// Count writes a number with commas between its thousands: 1,194,428.
func Count[T ~int | ~int64 | ~uint64](n T) string {
	if n < 0 {
		return "-" + Count(uint64(-n))
	}
	s := strconv.FormatUint(uint64(n), 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Some is Count with a noun: 1 step, 2 steps.
func Some[T ~int | ~int64 | ~uint64](n T, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Count(n) + " " + noun + "s"
}

// Of is Some of a part and of the whole: 1 of 1 step, 3 of 2,000 steps.
func Of[T ~int | ~int64 | ~uint64](part, whole T, noun string) string {
	return Count(part) + " of " + Some(whole, noun)
}

// Size writes a number of bytes: 512.0 MiB.
func Size(bytes int64) string {
	value, unit := float64(bytes), "B"
	for _, next := range []string{"KiB", "MiB", "GiB", "TiB"} {
		if value < 1024 {
			break
		}
		value, unit = value/1024, next
	}
	if unit == "B" {
		return fmt.Sprintf("%d B", bytes)
	}
	return fmt.Sprintf("%.1f %s", value, unit)
}

// PerSecond is a rate; "–" when there was no time to speak of.
func PerSecond(n uint64, d time.Duration) string {
	if d < time.Millisecond {
		return "–"
	}
	return Count(uint64(float64(n) / d.Seconds()))
}

// Seconds writes a duration for people.
func Seconds(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "under 1ms"
	case d < 10*time.Second:
		return d.Round(time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}
