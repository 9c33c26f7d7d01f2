package cmd

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A line of progress stays on its line, also when the window becomes smaller while
// the search runs.
func TestProgressFollowsTheWindow(t *testing.T) {
	var said strings.Builder
	columns := 40
	p := &progress{people: &said, columns: func() int { return columns }}
	line := "depth 3 · " + strings.Repeat("states ", 10)
	p.print(line)
	columns = 12
	p.print(line)
	p.end()
	require.Equal(t, "\rdepth 3 · states states states states s\x1b[K"+"\rdepth 3 · s\x1b[K"+"\r\x1b[K", said.String())
}
