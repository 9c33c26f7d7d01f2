package cmd

import (
	"fmt"
	"strconv"
	"time"
)

// count writes a number with its thousands apart: 1,194,428.
func count[T ~int | ~int64 | ~uint64](n T) string {
	s := strconv.FormatUint(uint64(n), 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// some is count with a noun: 1 step, 2 steps.
func some[T ~int | ~int64 | ~uint64](n T, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// size writes a number of bytes: 512.0 MiB.
func size(bytes int64) string {
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

// perSecond is a rate; "–" when there was no time to speak of.
func perSecond(n uint64, d time.Duration) string {
	if d < time.Millisecond {
		return "–"
	}
	return count(uint64(float64(n) / d.Seconds()))
}

// seconds writes a duration for people.
func seconds(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "under 1ms"
	case d < 10*time.Second:
		return d.Round(time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}
