package retest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/retest"
)

// A file that somebody else wrote says which test and which package: the command does
// nothing but run them.
func TestCommand(t *testing.T) {
	for want, in := range map[string][3]string{
		`SYNOD_REPLAY=/a.json go test -v -run '^TestLock$' example.com/lock`:             {"TestLock", "example.com/lock", "/a.json"},
		`SYNOD_REPLAY='/a b.json' go test -v -run '^TestLock$/^two=2 \(really\)$' ./...`: {"TestLock/two=2 (really)", "", "/a b.json"},
		`SYNOD_REPLAY=/a.json go test -v -run '^T$' './-exec=sh -c "touch x"'`:           {"T", `-exec=sh -c "touch x"`, "/a.json"},
		`SYNOD_REPLAY=/a.json go test -v -run '^T'\''; touch x$' 'a; touch x'`:           {"T'; touch x", "a; touch x", "/a.json"},
		`SYNOD_REPLAY=/a.json go test -v -run $'^a\012b$' example.com/lock`:              {"a\nb", "example.com/lock", "/a.json"},
		`SYNOD_REPLAY=$'/a\033[2J.json' go test -v -run '^TestLock$' example.com/lock`:   {"TestLock", "example.com/lock", "/a\x1b[2J.json"},
	} {
		require.Equal(t, want, retest.Command(in[0], in[1], in[2]))
	}
}
