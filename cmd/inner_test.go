package cmd

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
)

func TestDefectOfTheSearchIsOneLineAndExit4(t *testing.T) {
	var stderr bytes.Buffer
	tool := &tool{stdout: io.Discard, stderr: &stderr}
	err := fmt.Errorf("the search could not go on: %w", &explore.PanicError{Value: "a defect", Stack: []byte("goroutine 7")})
	require.Equal(t, exitInternal, tool.exitCode(err))
	require.Equal(t, 1, strings.Count(stderr.String(), "\n"))
	require.Contains(t, stderr.String(), "internal error: a defect (please report it")
}

func TestParseMemory(t *testing.T) {
	for text, want := range map[string]int64{
		"1": 1, "4096B": 4096, "2GB": 2e9, "4GiB": 4 << 30, "512MiB": 512 << 20, "1.5GiB": 3 << 29, "10kB": 10_000, "1TiB": 1 << 40,
	} {
		got, err := parseMemory(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "0", "-1", "4G", "4gib", "GiB", "1e9", "0.1", "9999999999TiB", "1GiB ", "NaN"} {
		_, err := parseMemory(text)
		require.ErrorContains(t, err, "like 4GiB", text)
	}
}
