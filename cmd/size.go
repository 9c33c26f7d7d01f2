package cmd

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/memory"
	"github.com/synod-go/synod/internal/numbers"
)

// defaultMemory is what a search may use when nothing is said; 0 is no limit.
func defaultMemory() int64 { return memory.Default(memory.OfCommand) }

func defaultMemoryText() string {
	if n := defaultMemory(); n > 0 {
		return "70% of the machine's, " + numbers.Size(n) + " here"
	}
	return "no limit"
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
