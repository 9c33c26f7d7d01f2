package draw

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The Mermaid text has only lines that Mermaid knows, whatever the names are, and
// no fence ends too early.
func TestMermaid(t *testing.T) {
	text := `[^;#\n<>&]*(#\d+;[^;#\n<>&]*)*`
	known := regexp.MustCompile(`^(sequenceDiagram|    participant N\d+ as ` + text + `|    N\d+(->>|--x|-->>)N\d+: ` + text + `|    Note over N\d+(,N\d+)?: ` + text + `)$`)
	for name, trace := range samples(t) {
		var md bytes.Buffer
		require.NoError(t, Markdown(&md, trace, Options{}))
		_, diagram, found := strings.Cut(md.String(), "```mermaid\n")
		require.True(t, found, name)
		diagram, rest, found := strings.Cut(diagram, "```\n")
		require.True(t, found, name)
		for line := range strings.SplitSeq(strings.TrimSuffix(diagram, "\n"), "\n") {
			require.Regexp(t, known, line, name)
		}
		for line := range strings.SplitSeq(strings.Trim(rest, "\n"), "\n") {
			if strings.HasPrefix(line, "|") {
				require.Equal(t, 4, strings.Count(line, "|")-strings.Count(line, `\|`), line)
			}
		}
	}
}

// However long the run, GitHub takes it.
func TestMarkdownIsSmallEnough(t *testing.T) {
	for _, steps := range []int{10, 200, 2000} {
		trace, _ := random(1, steps, 12)
		for _, o := range []Options{{}, {Whole: true}} {
			var md bytes.Buffer
			require.NoError(t, Markdown(&md, trace, o))
			require.LessOrEqual(t, md.Len(), markdownMost)
			require.Contains(t, md.String(), "calm is violated here")
		}
	}
}

// However long the names of a file are, and however short the run, GitHub takes it.
func TestMarkdownOfLongNames(t *testing.T) {
	long := strings.Repeat("long name ", 20_000)
	for steps := range 12 {
		trace, _ := random(1, steps, 3)
		trace.Meta.Protocol, trace.Meta.Mutant, trace.Meta.Property, trace.Meta.Violation = long, long, long, long
		for i := range trace.States {
			if step := trace.States[i].Step; step != nil {
				step.Name = long
			}
		}
		var md bytes.Buffer
		require.NoError(t, Markdown(&md, trace, Options{}))
		require.LessOrEqual(t, md.Len(), markdownMost)
	}
}
