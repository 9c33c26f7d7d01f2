package draw

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

// Every message has its arrows: from the row that sent it to the row where it
// ended.
func TestArrowsAreTheMessages(t *testing.T) {
	for seed := range uint64(30) {
		trace, fates := random(seed, 120, 4)
		d := diagram(t, trace, Options{Whole: true})
		var drawn []truth
		for _, a := range d.Arrows {
			drawn = append(drawn, truth{a.From, a.To, a.Fate, a.Copied})
		}
		require.ElementsMatch(t, fates, drawn, "seed %d", seed)
	}
}

// A set keeps what is in it: a message that is delivered twice has two arrows
// from where it was sent, and no stub.
func TestASetDeliversTwice(t *testing.T) {
	p := traces.Packet{From: "S1", To: "S2", Name: "Hi"}
	network := traces.Seq{traces.Record{{Name: "from", Value: traces.Str("S1")}, {Name: "to", Value: traces.Str("S2")}, {Name: "name", Value: traces.Str("Hi")}}}
	state := func(network traces.Seq, step *traces.Step) traces.State {
		node := traces.Record{{Name: "up", Value: traces.Bool(true)}}
		return traces.State{Step: step, Vars: traces.Record{
			{Name: "nodes", Value: traces.Record{{Name: "S1", Value: node}, {Name: "S2", Value: node}}}, {Name: "network", Value: network},
		}}
	}
	deliver := &traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", To: "S2", Name: "Hi"}
	send := &traces.Step{Kind: traces.StepTimeout, Node: "S1", Name: "again", Sent: []traces.Packet{p}}
	trace := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{
		state(nil, nil), state(network, send), state(network, deliver), state(network, send), state(network, deliver),
	}}
	want := Arrow{From: 1, FromLane: 0, ToLane: 1, Fate: Delivered, Name: "Hi", Text: "S1→S2 Hi"}
	first, second := want, want
	first.To, second.To = 2, 4
	require.Equal(t, []Arrow{first, second}, diagram(t, trace, Options{}).Arrows)
}

// What nobody could use any more disappears: its arrow is a stub at its sender.
func TestGoneAndInFlight(t *testing.T) {
	d := diagram(t, saved(t, "commit-old-term"), Options{Whole: true})
	count := map[Fate]int{}
	for _, a := range d.Arrows {
		count[a.Fate]++
		if a.Fate == Delivered {
			require.Equal(t, traces.StepDeliver, d.Rows[a.To].Kind)
			require.Equal(t, a.ToLane, d.Rows[a.To].Lane)
		}
	}
	delivered := 0
	for _, r := range d.Rows {
		if r.Kind == traces.StepDeliver {
			delivered++
		}
	}
	require.Equal(t, delivered, count[Delivered])
	flights, _ := traces.NetworkOf(d.trace.States[d.trace.Steps()].Vars)
	require.Equal(t, len(flights), count[InFlight])
	require.Positive(t, count[Gone])
}

// A spec's lanes are the set that its variables are functions of, a step stands
// in the lane that it binds, and what one lane put into a set and another one
// bound is a message.
func TestLanesOfSpecs(t *testing.T) {
	d := diagram(t, saved(t, "spec"), Options{})
	require.Equal(t, []Lane{{Name: "1"}, {Name: "2"}, {Name: "3"}}, d.Lanes)
	var lanes []int
	for _, r := range d.Rows[1:] {
		lanes = append(lanes, r.Lane)
	}
	require.Equal(t, []int{0, 1, 0, 0, 1, 0}, lanes)
	var ends [][2]int
	for _, a := range d.Arrows {
		ends = append(ends, [2]int{a.From, a.To})
	}
	require.Equal(t, [][2]int{{1, 2}, {2, 3}, {4, 5}, {5, 6}}, ends)

	// Proposers, acceptors and a learner: up is a function of all of them, and the
	// others of some.
	d = diagram(t, saved(t, "acceptors"), Options{})
	require.Equal(t, []Lane{{Name: "1"}, {Name: "2"}, {Name: "a1"}, {Name: "a2"}, {Name: "l1"}}, d.Lanes)
	require.Equal(t, "tried[1] 0 → 1", d.Rows[1].Changes[0], "what changed in a lane comes first")
	part := DetailOf(d.trace, 2).Parts[2]
	require.Equal(t, "a1", part.Name)
	require.Contains(t, part.Fields, FieldText{Name: "promised", Text: "1", Was: "0"})

	d = diagram(t, saved(t, "lasso"), Options{})
	require.Equal(t, 0, d.Loop)
	require.Equal(t, -1, d.Rows[2].Lane, "Pass is about nobody")

	// Clients 1 and 2 are not servers 1 to 3.
	state := func(step *traces.Step, started int) traces.State {
		one := func(n int) traces.Seq { return traces.Seq{traces.Int(n), traces.Int(0), traces.Int(0)} }
		return traces.State{Step: step, Vars: traces.Record{
			{Name: "term", Value: one(0)}, {Name: "vote", Value: one(0)}, {Name: "started", Value: one(started)[:2]},
		}}
	}
	start := &traces.Step{Kind: traces.StepAction, Name: "Start", Args: traces.Record{{Name: "c", Value: traces.Int(1)}}}
	clients := &traces.Trace{Loop: traces.NoLoop, Meta: traces.Meta{Kind: traces.KindTLA}, States: []traces.State{state(nil, 0), state(start, 1)}}
	d = diagram(t, clients, Options{})
	require.Equal(t, []Lane{{Name: "1"}, {Name: "2"}, {Name: "3"}}, d.Lanes)
	require.Equal(t, -1, d.Rows[1].Lane)
	require.Len(t, DetailOf(clients, 1).Parts[0].Fields, 2)

	alone := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{{Vars: traces.Record{{Name: "n", Value: traces.Int(1)}}}, {Vars: traces.Record{{Name: "n", Value: traces.Int(2)}}}}}
	d = diagram(t, alone, Options{})
	require.Equal(t, []Lane{{Name: "state"}}, d.Lanes)
	require.Equal(t, []string{"n 1 → 2"}, d.Rows[1].Changes)
}

// A folded run has all steps in order, each in one row; the last ones, faults and
// what is recorded are kept; and it is short.
func TestFolding(t *testing.T) {
	trace, _ := random(3, 400, 5)
	d := diagram(t, trace, Options{})
	require.LessOrEqual(t, len(d.Rows), FoldFrom+2)
	next := 0
	for _, r := range d.Rows {
		require.Equal(t, next, r.First)
		require.Equal(t, r.Folded(), r.Last > r.First)
		next = r.Last + 1
	}
	require.Equal(t, len(trace.States), next)
	last := d.Rows[len(d.Rows)-lastKept:]
	for i, r := range last {
		require.Equal(t, trace.Steps()-lastKept+1+i, r.First)
	}
	require.True(t, last[lastKept-1].Failing)
	for _, a := range d.Arrows {
		require.False(t, d.Rows[a.From].Folded() && d.Rows[a.To].Folded())
	}
	short, _ := random(3, FoldFrom, 5)
	require.Len(t, diagram(t, short, Options{}).Rows, FoldFrom+1, "not folded")
	require.Len(t, diagram(t, trace, Options{Whole: true}).Rows, 401)
}

// Half of the room that the last steps leave is for those from which the last one follows
// most directly, however many faults there are.
func TestFoldingKeepsCauses(t *testing.T) {
	for seed := range uint64(10) {
		trace, _ := random(seed, 300, 5)
		whole := diagram(t, trace, Options{Whole: true})
		d := diagram(t, trace, Options{})
		kept := map[int]bool{}
		faults := 0
		for _, r := range d.Rows {
			if !r.Folded() {
				kept[r.First] = true
				if r.fault() {
					faults++
				}
			}
		}
		left := FoldFrom/2 - lastKept - 1
		for _, i := range causes(whole, trace.Steps()) {
			if i > trace.Steps()-lastKept {
				continue
			}
			require.True(t, kept[i], "step %d of seed %d", i, seed)
			if left -= 2; left <= 1 {
				break
			}
		}
		require.LessOrEqual(t, left, 1, "there were enough of them")
		require.Positive(t, faults)
	}
}

// A fold is opened by any of its steps. The others stay as they are.
func TestFoldsAreOpenedOneByOne(t *testing.T) {
	trace, _ := random(3, 300, 5)
	folded, whole := diagram(t, trace, Options{}), diagram(t, trace, Options{Whole: true})
	tried := 0
	for _, fold := range folded.Rows {
		if !fold.Folded() {
			continue
		}
		tried++
		d := diagram(t, trace, Options{Open: []int{(fold.First + fold.Last) / 2}})
		require.Len(t, d.Rows, len(folded.Rows)+fold.Last-fold.First)
		for _, r := range d.Rows {
			if fold.First <= r.First && r.First <= fold.Last {
				require.Equal(t, fold.First, r.Opened)
				r.Opened = 0
				require.Equal(t, whole.Rows[r.First], r)
				continue
			}
			require.Zero(t, r.Opened)
			require.True(t, slices.ContainsFunc(folded.Rows, func(o Row) bool { return o.First == r.First && o.Last == r.Last }))
		}
	}
	require.Greater(t, tried, 5)
	require.Equal(t, folded.Rows, diagram(t, trace, Options{Open: []int{0, trace.Steps(), -1, 1000}}).Rows, "no fold has these")
}

// Hidden lanes are not there, nor are the arrows that begin or end there; their steps are
// folded, but for the one that fails.
func TestHiddenLanes(t *testing.T) {
	for seed := range uint64(10) {
		trace, _ := random(seed, 50, 5)
		whole := diagram(t, trace, Options{Whole: true})
		hide := []string{"N2", "N4"}
		if own := whole.Rows[trace.Steps()].Lane; own >= 0 {
			hide[0] = whole.Lanes[own].Name // it fails there
			hide[1] = whole.Lanes[(own+2)%5].Name
		}
		hidden := func(lane int) bool { return slices.Contains(hide, whole.Lanes[lane].Name) }
		d := diagram(t, trace, Options{Hide: hide, Whole: true})
		require.Len(t, d.Lanes, 3)
		next := 0
		for _, r := range d.Rows {
			require.Equal(t, next, r.First)
			require.Len(t, r.Down, 3)
			for step := r.First; step <= r.Last; step++ {
				lane := whole.Rows[step].Lane
				require.Equal(t, lane >= 0 && hidden(lane) && step < trace.Steps(), r.Folded(), "step %d", step)
			}
			next = r.Last + 1
		}
		require.Equal(t, trace.Steps()+1, next)
		require.True(t, d.Rows[len(d.Rows)-1].Failing)
		var want, got [][2]string
		for _, a := range whole.Arrows {
			if !hidden(a.FromLane) && !hidden(a.ToLane) {
				want = append(want, [2]string{a.Text, whole.Lanes[a.ToLane].Name})
			}
		}
		for _, a := range d.Arrows {
			got = append(got, [2]string{a.Text, d.Lanes[a.ToLane].Name})
		}
		require.Equal(t, want, got)
	}
	trace, _ := random(3, 50, 2)
	_, err := Of(trace, Options{Hide: []string{"N1", "N2"}})
	require.EqualError(t, err, "all lanes are hidden; at least one must be seen")
	_, err = Of(trace, Options{Hide: []string{"N3"}})
	require.EqualError(t, err, `there is no node "N3" in this run; there are N1, N2`)
	_, err = Of(trace, Options{Hide: []string{"N1"}, Node: "N1"})
	require.NoError(t, err, "N2 is left, and the ends of its arrows")
}

// One node's view has the arrows that begin or end at it, and the lanes of those
// it has them with.
func TestOneNodesView(t *testing.T) {
	trace := saved(t, "faults")
	whole := diagram(t, trace, Options{Whole: true})
	d := diagram(t, trace, Options{Node: "S1", Whole: true})
	own := slices.Index(d.Lanes, Lane{Name: "S1"})
	require.GreaterOrEqual(t, own, 0)
	arrows, touching := 0, 0
	for _, a := range whole.Arrows {
		// What S1 never gets is no part of its view.
		never := a.Fate == InFlight || a.Fate == Gone
		if whole.Lanes[a.FromLane].Name == "S1" || !never && whole.Lanes[a.ToLane].Name == "S1" {
			touching++
		}
	}
	for _, a := range d.Arrows {
		require.True(t, a.FromLane == own || a.ToLane == own)
		arrows++
	}
	require.Equal(t, touching, arrows)
	for i, l := range d.Lanes {
		require.Equal(t, i != own, l.Peer)
	}
	for _, r := range whole.Rows {
		if r.Lane >= 0 && whole.Lanes[r.Lane].Name == "S1" {
			require.True(t, slices.ContainsFunc(d.Rows, func(o Row) bool { return o.First == r.First && o.Text == r.Text }), r.Text)
		}
	}
	_, err := Of(trace, Options{Node: "S9"})
	require.EqualError(t, err, `there is no node "S9" in this run; there are S1, S2, S3, C1, C2`)
}

// A value whose text is long is told element by element; indices are those of its tool.
func TestTreesOfValues(t *testing.T) {
	long := traces.Str(strings.Repeat("x", longText))
	v := traces.Record{
		{Name: "log", Value: traces.Seq{traces.Int(1), traces.Tuple{long}}},
		{Name: "of", Value: traces.Map{{Key: traces.Str("a"), Value: traces.Set{long}}}},
		{Name: "shown", Value: traces.Shown{Text: string(long), Value: traces.Seq{traces.Int(1)}}},
	}
	text := long.String()
	require.Equal(t, []TreeText{
		{Name: "log", Text: v[0].Value.String(), Tree: []TreeText{{Name: "1", Text: "1"}, {Name: "2", Text: traces.Tuple{long}.String(), Tree: []TreeText{{Name: "1", Text: text}}}}},
		{Name: "of", Text: v[1].Value.String(), Tree: []TreeText{{Name: "a", Text: traces.Set{long}.String(), Tree: []TreeText{{Text: text}}}}},
		{Name: "shown", Text: string(long)},
	}, treeOf(v, 1))
	require.Equal(t, "0", treeOf(v, 0)[0].Tree[0].Name)
	require.Nil(t, treeOf(traces.Seq{traces.Int(1)}, 0), "it fits into a line")
}

// A run has the name of its protocol, of the test that saved it, or of the spec's file.
func TestTitles(t *testing.T) {
	for want, meta := range map[string]traces.Meta{
		"raft, mutant weak-vote, 0 steps": {Protocol: "raft", Mutant: "weak-vote", Extra: map[string]string{"test": "TestRaft"}, Tool: "synod"},
		"TestVoters, 0 steps":             {Kind: traces.KindProtocol, Extra: map[string]string{"test": "TestVoters"}, Tool: "synod"},
		"MCPaxos.tla, 0 steps":            {Kind: traces.KindTLA, Source: "somewhere/tla/MCPaxos.tla", Tool: "synod"},
		"TLC, 0 steps":                    {Tool: "TLC"},
		"a run, 0 steps":                  {},
	} {
		trace := &traces.Trace{Meta: meta, Loop: traces.NoLoop, States: []traces.State{{Vars: traces.Record{{Name: "n", Value: traces.Int(1)}}}}}
		require.Equal(t, want, diagram(t, trace, Options{}).Title)
	}
}

// A detail marks what its step changed, and nothing else.
func TestDetails(t *testing.T) {
	trace := saved(t, "commit-old-term")
	d := DetailOf(trace, 1)
	require.Equal(t, "S1: timeout election", d.Title)
	changed := map[string]string{}
	for _, p := range d.Parts {
		for _, f := range p.Fields {
			if f.Changed() {
				changed[p.Name+"."+f.Name] = f.Was + " → " + f.Text
			}
		}
	}
	require.Equal(t, "0 → 1", changed["S1.Term"])
	require.Equal(t, "follower → candidate", changed["S1.Role"])
	require.NotContains(t, changed, "S2.Term")
	require.Equal(t, []string{"S1→S2, S3 RequestVote{Term: 1, LastLogIndex: 0, LastLogTerm: 0}"}, d.Sent, "a broadcast is one line")
	require.Equal(t, []FlightText{{Text: d.Sent[0], New: true, Messages: 2}}, d.Flights)
	for _, p := range DetailOf(trace, 0).Parts {
		for _, f := range p.Fields {
			require.False(t, f.Changed(), "nothing was before the initial state")
		}
	}
	aliased := *trace
	aliased.States = slices.Clone(trace.States)
	for i := range aliased.States {
		aliased.States[i].Alias = traces.Record{{Name: "twice", Value: traces.Int(2 * i)}}
	}
	require.Equal(t, Part{Name: "ALIAS", Fields: []FieldText{{Name: "twice", Text: "2", Was: "0"}}}, DetailOf(&aliased, 1).Parts[0])
	spec := DetailOf(saved(t, "spec"), 1)
	require.Equal(t, "1", spec.Parts[0].Name)
	require.Contains(t, spec.Parts[0].Fields, FieldText{Name: "currentTerm", Text: "1", Was: "0"})
}
