package lock

import (
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
)

// version is the version of the library that is tested: go test -modfile=… takes another.
func version(t *testing.T) string {
	info, ok := debug.ReadBuildInfo()
	require.True(t, ok)
	for _, m := range info.Deps {
		if m.Path == "tailscale.com" {
			return m.Version
		}
	}
	require.Fail(t, "the library is no dependency")
	return ""
}

type size struct {
	States, Steps uint64
	Depth         int
}

// All properties hold, with all states visited, as long as clients do not compact what is
// old.
func TestHolds(t *testing.T) {
	for flags, want := range map[string]size{
		"":                            {4_852, 15_006, 30},
		"-network fifo":               {1_955, 4_758, 30},
		"-history 2":                  {4_852, 15_006, 30},
		"-scripts remove:2;remove:1":  {3_124, 9_642, 30},
		"-scripts revoke:2;add":       {3_304, 10_272, 30},
		"-scripts add;add,checkpoint": {28_324, 91_020, 43},
		"-ages 2":                     {52_416, 198_922, 32},
		"-crashes 1":                  {113_840, 364_182, 34},
	} {
		t.Run(flags, func(t *testing.T) {
			r := synod.Check(t, Protocol.With(flags))
			require.Equal(t, want, size{r.States, r.Steps, r.Depth})
			require.Empty(t, r.Warnings)
		})
	}
}

// A client that compacts can lose the way to the control plane. The lengths are those of
// shortest runs, with the library's own number of updates to keep.
func TestClientsGetLost(t *testing.T) {
	const compacts = " -history 30 -keep 24 -ages 1"
	for name, flags := range map[string]string{
		"too far behind (tailscale pull request 19444)": "-scripts none;add*18",
		"a revocation of what is long past":             "-clients 3 -scripts revoke:2;none;none",
	} {
		t.Run(name, func(t *testing.T) {
			synod.Catches(t, Protocol.With(flags+compacts), "synchronises", 9)
			for _, harmless := range []string{" -history 30 -keep 24", " -history 30 -keep 0"} {
				synod.Check(t, Protocol.With(flags+harmless))
			}
		})
	}
	synod.Catches(t, Protocol.With("-scripts add;checkpoint,add -ages 1"), "synchronises", 19)
}

// That updates which are not two weeks old are kept did not go together with a chain that
// is long enough to be cut (tailscale pull request 17970).
func TestYoungUpdates(t *testing.T) {
	flags := "-history 30 -keep 24"
	if version(t) == "v1.90.9" {
		synod.Catches(t, Protocol.With(flags), "compacts", 3)
		return
	}
	synod.Check(t, Protocol.With(flags))
}

// What was accepted can be undone: by the rule, not by a mistake.
func TestAcceptedIsUndone(t *testing.T) {
	synod.Catches(t, Protocol.With(""), "accepted-stays", 5)
}

func TestClaims(t *testing.T) { synod.CheckClaims(t, &Protocol) }

// A replica that is opened again from its disk has the same disk, and is seen alike.
func TestReopens(t *testing.T) {
	first := open(beginning(3, 5), false)
	again := open(first.stored(), false)
	require.Equal(t, first.stored(), again.stored())
	require.Equal(t, first.view(), again.view())
	require.Len(t, first.view().Chain, 6)
	require.Empty(t, first.view().Restart)
}

func TestScripts(t *testing.T) {
	for text, want := range map[string]string{
		"add*0":        `"add*0" is no change; accepted are none, add, add*5, remove:1, revoke:1 and checkpoint`,
		"remove":       `"remove" is no change`,
		"revoke:1000":  `"revoke:1000" is no change`,
		"checkpoint:1": `"checkpoint:1" is no change`,
		"add;add;add":  "are for 3 clients, but there are 2",
	} {
		_, err := Protocol.System("", map[string]string{"scripts": text})
		require.ErrorContains(t, err, want)
	}
}

// Updates are told in the words of the commands.
func TestUpdatesAreTold(t *testing.T) {
	var told []string
	for _, u := range beginning(2, 3).Updates {
		text := u.String()
		told = append(told, text[strings.Index(text, "(")+1:strings.Index(text, " by")])
	}
	require.ElementsMatch(t, []string{"checkpoint of K1, K2", "checkpoint of K1, K2", "add-key K99", "remove-key K99"}, told)
}
