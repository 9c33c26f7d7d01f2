package rawnode

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
	"github.com/synod-go/synod/spec"
)

// A Ready with something to write, to send and to apply is done in the order that the form
// says, and meanwhile nothing is taken.
func TestForms(t *testing.T) {
	entry := Entry{Term: 2, Index: 2, Data: "1.1=11"}
	for form, want := range map[form][][]string{
		oneStep:    {{"take", "write", "send S2 MsgHeartbeat{Term: 2, Commit: 0, Context: \"\"}", "apply", "advance"}},
		applyLater: {{"take", "write", "send S2 MsgHeartbeat{Term: 2, Commit: 0, Context: \"\"}"}, {"apply", "advance"}},
		parallel:   {{"take"}, {"apply"}, {"write", "send S2 MsgHeartbeat{Term: 2, Commit: 0, Context: \"\"}", "advance"}},
	} {
		t.Run(string(form), func(t *testing.T) {
			env := modeltest.New("S1", model.Group{Prefix: serverPrefix, Count: 2})
			var did []string
			note := func(what string) { did = append(append(did, sent(env)...), what) }
			ready := true
			s := &server{harness: &harness{form: form}, id: 1, n: &RawNode{
				HasReady: func() bool { return ready },
				Take: func(async bool) Ready {
					require.False(t, async)
					ready = false
					note("take")
					return Ready{Entries: []Entry{entry}, CommittedEntries: []Entry{entry}, Messages: []Packet{{From: 1, To: 2, Message: MsgHeartbeat{Term: 2}}}}
				},
				Write:   func() { note("write") },
				Advance: func() { note("advance") },
				Status:  func() Status { return Status{} },
			}}
			s.Applied = []Entry{{Term: 1, Index: 1}}
			steps := [][]string{}
			step := func(f func()) {
				did = nil
				f()
				did = append(did, sent(env)...)
				steps = append(steps, did)
			}
			step(func() { s.readies(env) })
			if form != oneStep {
				require.True(t, s.Taken)
				ready = true
				s.readies(env) // takes nothing
				ready = false
				step(func() { s.apply(env); s.advance(env) })
			}
			if form == parallel {
				require.True(t, s.Taken)
				step(func() { s.write(env); s.advance(env) })
			}
			require.False(t, s.Taken)
			require.Equal(t, want, steps)
			require.Equal(t, []model.Event{Applied{entry}}, env.Events)
		})
	}
}

// sent are the messages that were sent since the last call, and what was applied.
func sent(env *modeltest.Env) (did []string) {
	for _, what := range env.Did() {
		if strings.HasPrefix(what, "record Applied") {
			what = "apply"
		}
		did = append(did, what)
	}
	return did
}

// With AsyncStorageWrites what is done is told the library by the messages that it has
// prepared, and what is for others is sent.
func TestAsync(t *testing.T) {
	env := modeltest.New("S1", model.Group{Prefix: serverPrefix, Count: 2})
	entry := Entry{Term: 2, Index: 2}
	reply := Packet{From: 1, To: 2, Message: MsgAppResp{Term: 2, Index: 2}}
	stored := Packet{From: AppendThread, To: 1, Message: MsgStorageAppendResp{Term: 2, Index: 2}}
	applied := Packet{From: ApplyThread, To: 1, Message: MsgStorageApplyResp{Entries: []Entry{entry}}}
	ready, writes := true, 0
	var stepped []Packet
	s := &server{harness: &harness{form: async}, id: 1, n: &RawNode{
		HasReady: func() bool { return ready },
		Take: func(async bool) Ready {
			require.True(t, async)
			ready = false
			return Ready{Messages: []Packet{
				{From: 1, To: 2, Message: MsgHeartbeat{Term: 2}},
				{From: 1, To: AppendThread, Message: MsgStorageAppend{Term: 2, Vote: 1, Entries: []Entry{entry}, Responses: []Packet{reply, stored}}},
				{From: 1, To: ApplyThread, Message: MsgStorageApply{Entries: []Entry{entry}, Responses: []Packet{applied}}},
			}}
		},
		Write:  func() { writes++ },
		Step:   func(p Packet) error { stepped = append(stepped, p); return nil },
		Status: func() Status { return Status{} },
	}}
	s.Applied = []Entry{{Term: 1, Index: 1}}
	s.readies(env)
	require.Equal(t, []model.Packet{{From: 1, To: 2, Message: MsgHeartbeat{Term: 2}}}, env.Take())
	require.Zero(t, writes)
	require.Equal(t, HardState{Term: 2, Vote: 1}, s.Writing[0].HardState)

	s.write(env)
	require.Equal(t, 1, writes)
	require.Equal(t, []model.Packet{{From: 1, To: 2, Message: reply.Message}}, env.Take())
	require.Equal(t, []Packet{stored}, stepped)
	s.apply(env)
	require.Equal(t, []Packet{stored, applied}, stepped)
	require.Equal(t, []model.Event{Applied{entry}}, env.Events)
}

// Entries must be applied in order, whatever the library says.
func TestApplyInOrder(t *testing.T) {
	s := &server{harness: &harness{}, id: 1}
	require.PanicsWithValue(t, "the library wants entry 3 applied after entry 1", func() {
		s.Applied = []Entry{{Index: 1}}
		s.applyEntry(modeltest.New("S1", model.Group{Prefix: serverPrefix, Count: 2}), Entry{Index: 3})
	})
}

// The state machine executes a command once, and a snapshot has all of it.
func TestStateMachine(t *testing.T) {
	data := func(c Command) string { return c.data() }
	entries := []Entry{
		{Term: 1, Index: 1},
		{Term: 2, Index: 2, Data: data(Command{1, 1, 11})},
		{Term: 2, Index: 3, Data: data(Command{2, 1, 21})},
		{Term: 2, Index: 4, Type: Change, Data: "\x00\xff\n\" x"},
		{Term: 3, Index: 5, Data: data(Command{1, 1, 11})},
	}
	require.Equal(t, 21, register(entries), "the last one is there twice")
	require.Equal(t, 11, register(entries[:2]))
	require.Equal(t, 0, register(entries[:1]))
	require.Equal(t, entries, Snapshot{Data: snapshotData(entries)}.applied())
	require.Empty(t, Snapshot{}.applied())
	require.Equal(t, "write 11 of 1 (term 2)", entries[1].text().String())
	require.Equal(t, "nothing (term 1)", entries[0].text().String())
	require.Panics(t, func() { Snapshot{Data: "1 2\n"}.applied() })
	require.Panics(t, func() { Entry{Data: "x"}.command() })
}

func TestChangesAreRead(t *testing.T) {
	single := func(t ChangeType, id model.NodeID) ConfChangeSingle { return ConfChangeSingle{t, id} }
	changes, err := parseChanges("v4,l4r3,joint:r2,leave,auto:v2", 4)
	require.NoError(t, err)
	require.Equal(t, []ConfChange{
		{Changes: []ConfChangeSingle{single(AddNode, 4)}},
		{Changes: []ConfChangeSingle{single(AddLearnerNode, 4), single(RemoveNode, 3)}},
		{Transition: JointExplicit, Changes: []ConfChangeSingle{single(RemoveNode, 2)}},
		{Context: "leave"},
		{Transition: JointImplicit, Changes: []ConfChangeSingle{single(AddNode, 2)}},
	}, changes)
	none, err := parseChanges("", 1)
	require.NoError(t, err)
	require.Empty(t, none)
	for text, want := range map[string]string{
		"v5":       `"v5" changes server 5, but there are 4; -spares says how many there are besides the first voters`,
		"x1":       `"x1" is no change; accepted are ` + acceptedChanges,
		"v1,":      `"" is no change; accepted are ` + acceptedChanges,
		"joint:":   `"joint:" is no change; accepted are ` + acceptedChanges,
		"leave:v1": `"leave:v1" is no change; accepted are ` + acceptedChanges,
	} {
		_, err := parseChanges(text, 4)
		require.EqualError(t, err, want)
	}
}

func TestScriptsAreRead(t *testing.T) {
	all, bound, err := scripts("w,r;none", 3)
	require.NoError(t, err)
	require.Equal(t, [][]spec.RegisterOp{{spec.Write(11), spec.Read()}, nil, nil}, all)
	require.Equal(t, model.Bound{Name: "scripts", Value: "w,r;none;none"}, bound)
	_, _, err = scripts("x", 1)
	require.EqualError(t, err, `scripts "x": "x" is no operation; accepted are `+acceptedScripts)
}

// What was kept must be in the log of each later leader, and in no other.
func TestKept(t *testing.T) {
	first, second := Entry{Term: 2, Index: 2}, Entry{Term: 2, Index: 3, Data: "1.1=11"}
	k := kept{}.keep(second).keep(first).keep(second)
	require.Equal(t, []Entry{first, second}, k.Entries)
	boot := Entry{Term: 1, Index: 1}
	require.Nil(t, k.elect(1, Elected{Term: 2, Log: []Entry{boot}}).Lost, "a leader of the same term")
	require.Nil(t, k.elect(1, Elected{Term: 3, Log: []Entry{boot, first, second}}).Lost)
	require.Equal(t, &lost{second, 1, 3}, k.elect(1, Elected{Term: 3, Log: []Entry{boot, first}}).Lost)
	require.Equal(t, &lost{first, 1, 3}, k.elect(1, Elected{Term: 3, Log: []Entry{boot, {Term: 3, Index: 2}, second}}).Lost)
}

func TestFirst(t *testing.T) {
	same := func(a, b string) bool { return a == b }
	none := func(v string) bool { return v == "" }
	f := first[string]{}.put(2, "b", 1, same, none).put(1, "a", 2, same, none).put(2, "b", 3, same, none)
	require.Equal(t, first[string]{At: []string{"a", "b"}}, f)
	f = f.put(2, "c", 3, same, none).put(1, "x", 1, same, none)
	require.Equal(t, &conflict[string]{Index: 2, Before: "b", Now: "c", By: 3}, f.Conflict)
}

// The claims of a version are those of the defects that it has, and those about whole runs.
func TestClaims(t *testing.T) {
	verdicts := func(path, version string) (all []string) {
		list := claims(path, version)
		require.Equal(t, progress, list[len(defects):])
		for _, c := range list[:len(defects)] {
			all = append(all, string(c.Verdict))
			require.Equal(t, c.Verdict == "violated", c.Length > 0)
		}
		return all
	}
	require.Equal(t, []string{"violated", "violated", "violated"}, verdicts(path34, "v0.5.0-alpha.5"))
	require.Equal(t, []string{"violated", "holds", "violated"}, verdicts(path35, "v3.5.35"))
	require.Equal(t, []string{"violated", "holds", "holds"}, verdicts(pathRaft, "v3.6.0"))
	require.Equal(t, []string{"holds", "holds", "holds"}, verdicts(pathRaft, "v3.7.0-rc.0"))
}
