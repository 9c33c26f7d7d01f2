package traces_test

import (
	"flag"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

var _ = flag.Bool("update", false, "rewrite the golden files in testdata")

func TestStepsReadLikeSentences(t *testing.T) {
	vote := rec{{"term", num(1)}}
	for want, s := range map[string]traces.Step{
		"S2 receives RequestVote{term: 1} from S1": {Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "RequestVote", Message: vote},
		"S2 receives Ping from S1":                 {Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Ping", Message: rec{}},
		"S2 receives Get(x) from C, choosing 1, 0": {Kind: traces.StepDeliver, Node: "S2", From: "C", Name: "Get", Message: str("x"), Choices: []int{1, 0}},
		"drop S1→S2 Vote{term: 1}":                 {Kind: traces.StepDrop, From: "S1", To: "S2", Name: "Vote", Message: vote},
		"duplicate S1→S2 Vote":                     {Kind: traces.StepDuplicate, From: "S1", To: "S2", Name: "Vote"},
		"S1: timeout election":                     {Kind: traces.StepTimeout, Node: "S1", Name: "election"},
		"S3 crashes":                               {Kind: traces.StepCrash, Node: "S3"},
		"S3 restarts":                              {Kind: traces.StepRestart, Node: "S3"},
		"S3 starts":                                {Kind: traces.StepStart, Node: "S3"},
		"cut {S1} | {S2, S3}":                      *traces.Cut([]string{"S1"}, []string{"S3", "S2"}),
		"heal":                                     {Kind: traces.StepHeal},
		"C1 invokes put(3)":                        {Kind: traces.StepInvoke, Node: "C1", Name: "put", Message: num(3)},
		"Send(i = n1, j = n2)":                     {Kind: traces.StepAction, Name: "Send", Args: rec{{"i", str("n1")}, {"j", str("n2")}}},
		"an action":                                {Kind: traces.StepAction},
		"melt S1 core":                             {Kind: "melt", Node: "S1", Name: "core"},
	} {
		require.Equal(t, want, s.String())
	}
}

func TestDeparture(t *testing.T) {
	saved := raftRun().States[1]
	_, _, _, found := traces.Difference(saved, raftRun().States[1])
	require.False(t, found)

	live := raftRun().States[2]
	path, a, b, found := traces.Difference(saved, live)
	require.True(t, found)
	require.Equal(t, "S2.term", path)
	require.Equal(t, num(0), a)
	require.Equal(t, num(1), b)

	with := func(network ...traces.Value) traces.State {
		s := raftRun().States[1]
		s.Vars = append(rec{}, s.Vars...)
		s.Vars[1].Value = seq(network)
		return s
	}
	p, q, r := packet("S1", "S2", "A", num(1)), packet("S1", "S2", "A", num(2)), packet("S3", "S2", "A", num(2))
	_, _, _, found = traces.Difference(with(p, q, r), with(r, p, q))
	require.False(t, found, "order between channels has no meaning")
	path, a, b, found = traces.Difference(with(p, q), with(q, p))
	require.True(t, found, "order within a channel has")
	require.Equal(t, "network[0].message", path)
	require.Equal(t, num(1), a)
	require.Equal(t, num(2), b)
	path, a, b, found = traces.Difference(with(p, q), with(q))
	require.True(t, found)
	require.Equal(t, "network", path)
	require.True(t, traces.Equal(p, a))
	require.Nil(t, b)
	path, a, b, found = traces.Difference(with(p), with(p, p))
	require.True(t, found)
	require.Equal(t, "network", path)
	require.Nil(t, a)
	require.True(t, traces.Equal(p, b))
}
