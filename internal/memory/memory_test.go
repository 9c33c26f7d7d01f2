package memory_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/memory"
)

// The default is a share of what there is, or of GOMEMLIMIT if that is less.
func TestDefault(t *testing.T) {
	if os.Getenv("SYNOD_PRINT_DEFAULT") != "" {
		fmt.Printf("default %d\n", memory.Default(memory.OfTest))
		return
	}
	whole := memory.Default(100)
	if runtime.GOOS == "linux" {
		require.Positive(t, whole)
	}
	require.Equal(t, whole/100*70, memory.Default(memory.OfCommand))
	require.Equal(t, whole/100*35, memory.Default(memory.OfTest))

	limited := func(limit string) string {
		c := exec.Command(os.Args[0], "-test.run=^TestDefault$")
		c.Env = append(os.Environ(), "SYNOD_PRINT_DEFAULT=1", "GOMEMLIMIT="+limit)
		out, err := c.CombinedOutput()
		require.NoError(t, err, string(out))
		return string(out)
	}
	require.Contains(t, limited("100MiB"), fmt.Sprintf("default %d\n", int64(100<<20)/100*35))
	require.Contains(t, limited("off"), fmt.Sprintf("default %d\n", whole/100*35), "as if it were not set")
}
