package lock

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
)

type size struct {
	States, Steps uint64
	Depth         int
}

// All properties hold, with all states visited, as long as clients do not compact what is
// old.
func TestHolds(t *testing.T) {
	for _, c := range []struct {
		flags string
		want  size
		long  bool
	}{
		{"", size{4_852, 15_006, 30}, false},
		{"-network fifo", size{1_955, 4_758, 30}, false},
		{"-history 2", size{4_852, 15_006, 30}, false},
		{"-scripts remove:2;remove:1", size{3_124, 9_642, 30}, false},
		{"-scripts revoke:2;add", size{3_304, 10_272, 30}, false},
		{"-scripts add;add,checkpoint", size{28_324, 91_020, 43}, true},
		{"-ages 2", size{52_416, 198_922, 32}, true},
		{"-crashes 1", size{113_840, 364_182, 34}, true},
		{"-clients 3", size{5_097_146, 23_332_185, 60}, true},
	} {
		t.Run(c.flags, func(t *testing.T) {
			if c.long && testing.Short() {
				t.Skip("it takes some seconds, the last a minute")
			}
			r := synod.Check(t, Protocol.With(c.flags))
			require.Equal(t, c.want, size{r.States, r.Steps, r.Depth})
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

// What was accepted can be undone: by the rule, not by a mistake.
func TestAcceptedIsUndone(t *testing.T) {
	synod.Catches(t, Protocol.With(""), "accepted-stays", 5)
}

func TestClaims(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes ten seconds")
	}
	synod.CheckClaims(t, &Protocol)
}

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
