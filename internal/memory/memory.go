// Package memory says how much memory a search may use when its user does not, and
// sets the garbage collector for one.
package memory

import (
	"bufio"
	"bytes"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/synod-go/synod/explore"
)

// The percentage of the memory that a search may use by default: of a command, which
// tunes the collector for it, and of a check in a test, which leaves the collector
// alone and has other tests beside it.
const (
	OfCommand = 70
	OfTest    = 35
)

// Least returns the smallest limit that a search by so many workers keeps to: the program itself,
// the tables of a small protocol and the buffers of a round.
func Least(workers int) int64 { return 96<<20 + int64(workers)*16<<20 }

// atStart is the collector's limit when the program started, which GOMEMLIMIT sets.
var atStart = debug.SetMemoryLimit(-1)

// Default is a percentage of the memory that there is: what the machine or the
// container has, or less if GOMEMLIMIT says less; 0 (no limit) where none of it is known.
func Default(percent int64) int64 {
	total := machine()
	if atStart < math.MaxInt64 && (total == 0 || atStart < total) {
		total = atStart
	}
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		b, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil && n > 0 && (total == 0 || n < total) {
			total = n
		}
	}
	return total / 100 * percent
}

// machine reads the size of the machine's memory where Linux says it.
func machine() int64 {
	b, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) == 3 && fields[0] == "MemTotal:" && fields[2] == "kB" {
			n, err := strconv.ParseInt(fields[1], 10, 64)
			if err != nil {
				return 0
			}
			return n * 1024
		}
	}
	return 0
}

// The garbage collector's share of the bargain: a search makes little garbage
// and has a large live heap, so while there is memory it is collected rarely.
const (
	lazyGC = 400
	keenGC = 50
	// keenFrom is the part of the limit that is held when the collector starts to
	// save memory instead of time.
	keenFrom = 0.4
)

// Tune sets the collector for a search within limit bytes (0 is no limit) and
// returns a function that adapts it while the search runs. What the user set in
// the environment is left alone.
func Tune(limit int64) func(explore.Progress) {
	if os.Getenv("GOGC") != "" {
		return func(explore.Progress) {}
	}
	debug.SetGCPercent(lazyGC)
	if limit > 0 {
		LimitHeap(limit)
	}
	keen := false
	return func(p explore.Progress) {
		if !keen && limit > 0 && float64(p.Memory) > keenFrom*float64(limit) {
			keen = true
			debug.SetGCPercent(keenGC)
		}
	}
}

// LimitHeap sets the collector's memory limit, unless the user set one in the environment.
func LimitHeap(limit int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	}
}
