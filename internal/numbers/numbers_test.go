package numbers_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/numbers"
)

func TestCount(t *testing.T) {
	for n, want := range map[uint64]string{0: "0", 999: "999", 1000: "1,000", 1194428: "1,194,428"} {
		require.Equal(t, want, numbers.Count(n))
	}
}

func TestNegativeCount(t *testing.T) {
	require.Equal(t, "-1,234", numbers.Count(-1234))
	require.Equal(t, "-1 steps", numbers.Some(-1, "step"))
}

func TestSome(t *testing.T) {
	require.Equal(t, "1 step", numbers.Some(1, "step"))
	require.Equal(t, "0 steps", numbers.Some(0, "step"))
	require.Equal(t, "2,000 steps", numbers.Some(2000, "step"))
}

func TestOf(t *testing.T) {
	require.Equal(t, "1 of 1 step", numbers.Of(1, 1, "step"))
	require.Equal(t, "1 of 2,000 steps", numbers.Of(1, 2000, "step"))
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{1023: "1023 B", 1024: "1.0 KiB", 3 << 29: "1.5 GiB"} {
		require.Equal(t, want, numbers.Size(n))
	}
}

func TestPerSecond(t *testing.T) {
	require.Equal(t, "–", numbers.PerSecond(5, 0))
	require.Equal(t, "2,500", numbers.PerSecond(5000, 2*time.Second))
}

func TestSeconds(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Microsecond: "under 1ms", 1234567 * time.Microsecond: "1.235s", 12345678 * time.Microsecond: "12.3s",
	} {
		require.Equal(t, want, numbers.Seconds(d))
	}
}
