package explore

import (
	"bytes"
	"os"
	"strconv"
)

// resident returns how many bytes of the process are in memory, and how many of these are
// its files: the program itself, which no collector governs. They are 0 if not known.
func resident() (all, files int64) {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, 0
	}
	fields := bytes.Fields(b)
	if len(fields) < 3 {
		return 0, 0
	}
	page := int64(os.Getpagesize())
	return number(fields[1]) * page, number(fields[2]) * page
}

// residentAtMost returns the most that resident returned at any time, 0 if that is not known.
func residentAtMost() int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(b) {
		if rest, is := bytes.CutPrefix(line, []byte("VmHWM:")); is {
			if fields := bytes.Fields(rest); len(fields) == 2 {
				return number(fields[0]) << 10
			}
		}
	}
	return 0
}

func number(digits []byte) int64 {
	n, err := strconv.ParseInt(string(digits), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
