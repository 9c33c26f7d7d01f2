package waiting

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRuns(t *testing.T) {
	var b strings.Builder
	told := make(chan bool, 1)
	r := Start(writer(func(p []byte) (int, error) {
		if strings.Contains(string(p), " … for ") {
			select {
			case told <- true:
			default:
			}
		}
		return b.Write(p)
	}), 2, "a minute")
	r.Next("paxos")()
	r.every = time.Millisecond
	done := r.Next("raft")
	<-told
	done()
	text := regexp.MustCompile(`[0-9.]+m?s\b|under 1ms`).ReplaceAllString(b.String(), "T")
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	require.Equal(t, "2 runs, usually a minute", lines[0])
	require.Equal(t, "1 of 2: paxos …", lines[1])
	require.Equal(t, "1 of 2: paxos took T; T in all", lines[2])
	require.Equal(t, "2 of 2: raft …", lines[3])
	require.Equal(t, "2 of 2: raft … for T", lines[4], "a run that goes on is told of")
	require.Equal(t, "2 of 2: raft took T; T in all", lines[len(lines)-1])
}

type writer func(p []byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
