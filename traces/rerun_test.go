package traces_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// branching is a system of states that are texts: each has the steps that are listed for it, in order.
type branching struct {
	next  map[string][]traces.Step // the note of a step is where it leads
	at    []string
	step  []*traces.Step
	first []string
}

func (b *branching) Initial() int { return len(b.first) }
func (b *branching) Start(i int)  { b.at, b.step = []string{b.first[i]}, []*traces.Step{nil} }
func (b *branching) here() string { return b.at[len(b.at)-1] }
func (b *branching) Len() int     { return len(b.at) - 1 }
func (b *branching) Broken() (list []traces.Finding) {
	if b.here() == "bad" {
		list = append(list, traces.Finding{Property: "good", Kind: "invariant", Text: "it is bad"})
	}
	return list
}
func (b *branching) Enabled() []traces.Step { return b.next[b.here()] }
func (b *branching) Take(i int) {
	s := b.Enabled()[i]
	b.at, b.step = append(b.at, s.Note), append(b.step, &s)
}

func (b *branching) Back() bool {
	if b.Len() == 0 {
		return false
	}
	b.at, b.step = b.at[:len(b.at)-1], b.step[:len(b.step)-1]
	return true
}

func (b *branching) state(i int) traces.State {
	return traces.State{Vars: rec{{"x", str(b.at[i])}}, Step: b.step[i]}
}
func (b *branching) State() traces.State { return b.state(b.Len()) }
func (b *branching) Trace() *traces.Trace {
	t := &traces.Trace{Loop: traces.NoLoop}
	for i := range b.at {
		t.States = append(t.States, b.state(i))
	}
	return t
}

func go_(name, to string, args ...traces.Field) traces.Step {
	return traces.Step{Kind: traces.StepAction, Name: name, Args: args, Note: to}
}

// Every run that reads as the script is tried, from every initial state.
func TestScriptTriesEveryRunThatReadsSo(t *testing.T) {
	b := &branching{first: []string{"nowhere", "a"}, next: map[string][]traces.Step{
		"a": {go_("On", "b"), go_("On", "c"), go_("Off", "bad")},
		"b": {go_("On", "b")},
		"c": {go_("Up", "d"), go_("On", "bad")},
	}}
	r := (&traces.Script{Property: "good", Steps: []string{"On", "On"}}).Run(b)
	require.NotNil(t, r.Broken)
	require.Equal(t, 2, r.Taken)
	require.Contains(t, text.Rerun(r), "good is violated after 2 steps: it is bad\n\n0  initial state\n     x  a\n1  On\n     x     a → c\n")

	r = (&traces.Script{Property: "good", Steps: []string{"On", "Up", "On"}}).Run(b)
	require.Nil(t, r.Broken)
	require.Equal(t, "the run departs at step 3; before that, good holds. Not enabled is\n  On", text.Rerun(r))

	r = (&traces.Script{Property: "good", Steps: []string{"Away"}}).Run(b)
	require.Equal(t, 0, r.Taken)

	r = (&traces.Script{Property: "good", Steps: []string{"On"}}).Run(b)
	require.Equal(t, "the whole run can be taken, 1 step: good holds", text.Rerun(r))

	r = (&traces.Script{Property: "other", Steps: []string{"Off"}}).Run(b)
	require.Nil(t, r.Broken, "another property is not what the script is about")

	end := &traces.Finding{Property: "good", Text: "in the long run"}
	r = (&traces.Script{Property: "good", Steps: []string{"On"}, End: func() *traces.Finding { return end }}).Run(b)
	require.Equal(t, end, r.Broken)
}

// What cannot be taken is beside what is enabled and reads most alike.
func TestScriptNamesTheNearest(t *testing.T) {
	b := &branching{first: []string{"a"}, next: map[string][]traces.Step{
		"a": {go_("Vote", "b", traces.Field{Name: "k", Value: num(1)}), go_("Send", "b", traces.Field{Name: "k", Value: num(2)})},
	}}
	r := (&traces.Script{Property: "good", Steps: []string{"Send(k = 1)"}}).Run(b)
	require.Equal(t, "the run departs at step 1; before that, good holds. Not enabled is\n  Send(k = 1)\n"+
		"enabled steps that come nearest:\n  Send(k = 2)\n  Vote(k = 1)", text.Rerun(r))
}

// A script that too many runs read as is given up, and says so; states that were
// tried are not tried again.
func TestScriptIsGivenUp(t *testing.T) {
	b := &branching{first: []string{"a"}, next: map[string][]traces.Step{"a": {go_("On", "a"), go_("On", "b")}, "b": {go_("On", "b"), go_("On", "a")}}}
	steps := make([]string, 200)
	for i := range steps {
		steps[i] = "On"
	}
	r := (&traces.Script{Property: "good", Steps: steps}).Run(b)
	require.False(t, r.Incomplete)
	require.Equal(t, len(steps), r.Taken)

	b.next = map[string][]traces.Step{}
	for i := range 300 {
		b.next["a"] = append(b.next["a"], go_("On", fmt.Sprint(i)))
		for j := range 300 {
			b.next[fmt.Sprint(i)] = append(b.next[fmt.Sprint(i)], go_("On", fmt.Sprint(j)))
		}
	}
	r = (&traces.Script{Property: "good", Steps: steps}).Run(b)
	require.True(t, r.Incomplete)
	require.Contains(t, text.Rerun(r), "too many runs have these steps")
}

// A text still reads as its step when records got more fields, or an action binds more, and
// not otherwise.
func TestScriptReadsStepsWithMoreFields(t *testing.T) {
	vote := rec{{"term", num(1)}, {"fresh", num(7)}, {"of", seq{rec{{"id", num(1)}, {"fresh", str("a, b}")}}, rec{{"id", num(12)}}}}}
	for _, c := range []struct {
		step traces.Step
		text string
		want bool
	}{
		{traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Vote", Message: vote}, "S2 receives Vote{term: 1, of: [{id: 1}, {id: 12}]} from S1", true},
		{traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Vote", Message: vote}, "S2 receives Vote{term: 1} from S1", true},
		{traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Vote", Message: vote}, "S2 receives Vote from S1", true},
		{traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Vote", Message: vote}, "S2 receives Vote{term: 2} from S1", false},
		{traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Vote", Message: vote}, "S2 receives Vote{term: 1, of: [{id: 1}]} from S1", false},
		{traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Vote", Message: vote}, "S2 receives Vote{term: 1, of: [{id: 1}, {id: 1}]} from S1", false},
		{traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Vote", Message: vote}, "S2 receives Vote{term: 1, gone: 1} from S1", false},
		{traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Vote", Message: vote}, "S3 receives Vote{term: 1} from S1", false},
		{traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Vote", Message: vote}, "S2 receives Votes{term: 1} from S1", false},
		{traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Vote", Message: vote, Choices: []int{1}}, "S2 receives Vote{term: 1} from S1, choosing 1", true},
		{traces.Step{Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Vote", Message: vote, Choices: []int{1}}, "S2 receives Vote{term: 1} from S1", false},
		{traces.Step{Kind: traces.StepInvoke, Node: "C1", Name: "Ops", Message: set(rec{{"a", num(1)}, {"b", num(2)}})}, "C1 invokes Ops({{a: 1}})", true},
		{traces.Step{Kind: traces.StepTimeout, Node: "S1", Name: "vote"}, "S1: timeout votes", false},
		{go_("Send", "", traces.Field{Name: "i", Value: vote}, traces.Field{Name: "j", Value: num(3)}), "Send(i = {term: 1})", true},
		{go_("Send", "", traces.Field{Name: "i", Value: vote}, traces.Field{Name: "j", Value: num(3)}), "Send", true},
		{go_("Send", "", traces.Field{Name: "i", Value: vote}, traces.Field{Name: "j", Value: num(3)}), "Send(j = 3, i = {term: 1})", true},
		{go_("Send", "", traces.Field{Name: "i", Value: vote}, traces.Field{Name: "j", Value: num(3)}), "Send(j = 33)", false},
		{go_("Send", "", traces.Field{Name: "i", Value: vote}, traces.Field{Name: "j", Value: num(3)}), "Sends", false},
		{go_("Send", ""), "Send()", false},
	} {
		c.step.Note = "bad"
		b := &branching{first: []string{"a"}, next: map[string][]traces.Step{"a": {c.step}}}
		r := (&traces.Script{Property: "good", Steps: []string{c.text}}).Run(b)
		require.Equal(t, c.want, r.Broken != nil, fmt.Sprintf("%s as %s", c.text, c.step))
	}
}

// If a step reads exactly so, those with more fields are not meant.
func TestScriptPrefersTheExactStep(t *testing.T) {
	b := &branching{first: []string{"a"}, next: map[string][]traces.Step{
		"a": {go_("Send", "bad", traces.Field{Name: "j", Value: num(3)}), go_("Send", "b")},
	}}
	require.Nil(t, (&traces.Script{Property: "good", Steps: []string{"Send"}}).Run(b).Broken)
}
