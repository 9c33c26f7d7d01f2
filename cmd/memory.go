package cmd

import (
	"bufio"
	"bytes"
	"errors"
	"math"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/numbers"
)

// memoryShare is the part of the machine's memory that is used by default.
const memoryShare = 0.7

// defaultMemory is what a search may use when nothing is said: a part of what
// the machine, or the container, has; 0 (no limit) where that is not known.
func defaultMemory() int64 {
	total := machineMemory()
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		b, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil && n > 0 && (total == 0 || n < total) {
			total = n
		}
	}
	return int64(float64(total) * memoryShare)
}

// machineMemory reads the size of the machine's memory where Linux says it.
func machineMemory() int64 {
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

func defaultMemoryText() string {
	if n := defaultMemory(); n > 0 {
		return "70% of the machine's, " + numbers.Size(n) + " here"
	}
	return "no limit"
}

// The garbage collector's share of the bargain: a search makes little garbage
// and has a large live heap, so while there is memory it is collected rarely.
const (
	lazyGC = 400
	keenGC = 50
	// keenFrom is the part of -memory that is held when the collector starts to
	// save memory instead of time.
	keenFrom = 0.4
	// leastHeap is what the heap gets in any case: a collector that is told to
	// do with less than the program needs does nothing but collect.
	leastHeap = 256 << 20
)

// tuneGC sets the collector for a search within limit bytes (0 is no limit) and
// returns a function that adapts it while the search runs. What the user set in
// the environment is left alone.
func tuneGC(limit int64) func(explore.Progress) {
	if os.Getenv("GOGC") != "" {
		return func(explore.Progress) {}
	}
	debug.SetGCPercent(lazyGC)
	if limit > 0 {
		limitHeap(limit)
	}
	keen := false
	return func(p explore.Progress) {
		if limit > 0 {
			// The visited set lies outside the heap, and has its part of the limit.
			limitHeap(limit - p.Visited)
		}
		if !keen && limit > 0 && float64(p.Memory) > keenFrom*float64(limit) {
			keen = true
			debug.SetGCPercent(keenGC)
		}
	}
}

// limitHeap sets the collector's memory limit, unless the user set one in the environment.
func limitHeap(limit int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(max(limit, leastHeap))
	}
}

var memorySize = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?) ?([kKMGT]i?B|B|)$`)

// parseMemory reads a size in bytes.
func parseMemory(text string) (int64, error) {
	const accepted = "accepted are sizes above 0, like 4GiB, 512MiB, 2GB or a number of bytes"
	m := memorySize.FindStringSubmatch(text)
	if m == nil {
		return 0, errors.New(accepted)
	}
	number, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, errors.New(accepted)
	}
	unit := 1.0
	if len(m[2]) > 1 {
		base := 1000.0
		if strings.HasSuffix(m[2], "iB") {
			base = 1024
		}
		unit = math.Pow(base, float64(1+strings.Index("KMGT", strings.ToUpper(m[2][:1]))))
	}
	bytes := number * unit
	if bytes < 1 || bytes > math.MaxInt64/2 {
		return 0, errors.New(accepted)
	}
	return int64(bytes), nil
}
