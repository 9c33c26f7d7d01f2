package validate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/value"
)

// The ground truth of validation: the set of states of the pure spec after each event, found by taking all steps that the spec allows and
// keeping those that are, told in Go, what the event says. It knows neither the trace spec nor its search.

// truth is what a protocol's events mean.
type truth interface {
	// module is the text of a module, named Truth, that gives the spec's constants their values.
	module(header object, events []object) string
	// asks says whether a step of the spec is what an event says that happened, whatever was observed of it.
	asks(e object, action string, bound, s object) bool
	// goesOn says whether a step may be a further part of an event that has begun.
	goesOn(e object, action string, bound, s object) bool
	// stands says whether the event may leave the state as it is, when no step of the spec is what it asks for.
	stands(e, s object, asked bool) bool
	// observed says whether t, the state after the event, is as the event says.
	observed(e, t object) bool
	// unlogged says whether a step is of a kind that may have happened without being logged.
	unlogged(kind, action string, bound, s object) bool
	// is says whether m, which was sent before s, may be the message x that a log says went from a node to another one.
	is(m object, from, to any, x object, s object) bool
	// knows says whether the spec has messages like x to such a node.
	knows(to any, x object) bool
	// silent says whether m may be sent with an event that does not say so.
	silent(e, m object) bool
	// again says whether the node of the event may send m once more with it, though the spec's step does not.
	again(e, m, s, t object) bool
	// happened is told of every event that fits.
	happened(e object)
}

// loses is a truth of logs in which the last event before a crash may be missing.
type loses interface{ mayLose() bool }

// plainTruth is what most events are: one step, logged with all that it sends.
type plainTruth struct{}

func (plainTruth) goesOn(object, string, object, object) bool { return false }
func (plainTruth) silent(_, _ object) bool                    { return false }
func (plainTruth) again(_, _, _, _ object) bool               { return false }
func (plainTruth) happened(object)                            {}

// none is the action of a kind of events that are no step of the spec.
const none = ""

// isUnlogged says whether an action is the one of a kind of events, given the actions of the kinds that may be unlogged.
func isUnlogged(kind, action string, actions map[string]string) bool {
	of, judged := actions[kind]
	if !judged {
		panic("logs without " + kind + " are not judged here")
	}
	return action == of
}

// walkers are those of the specs, by their text.
var walkers = map[string]*walker{}

// walker knows the states that were met and the steps from them, so that logs that have much in common are judged quickly.
type walker struct {
	*check.Walker
	states  map[uint64][]*met
	msgs    int // the place of the variable that has all messages; -1 if there is none
	channel int // the place of the variable that has the messages on their way, in order; -1 if there is none
	plain   map[uint64]any
}

// met is a state with the steps from it.
type met struct {
	*check.WalkedState
	plain object
	steps []*metStep // nil: not asked yet
}

type metStep struct {
	action  string
	bound   object
	message *value.Value // the message that was received
	to      *check.WalkedState
	sends   []any // nil: not asked yet
}

func (w *walker) meet(s *check.WalkedState) *met {
	for _, m := range w.states[s.Hash()] {
		if m.Equal(s) {
			return m
		}
	}
	m := &met{WalkedState: s, plain: object{}}
	for i, name := range w.Variables() {
		if i == w.msgs {
			m.plain[name] = w.messages(s.Values[i])
		} else {
			m.plain[name] = plain(s.Values[i])
		}
	}
	w.states[s.Hash()] = append(w.states[s.Hash()], m)
	return m
}

// messages is a set of messages; each is made once, for they stay.
func (w *walker) messages(v value.Value) []any {
	n, _ := v.Len()
	list := make([]any, n)
	for i := range n {
		m := v.At(i)
		h := value.Hash(m)
		if w.plain[h] == nil {
			w.plain[h] = plain(m)
		}
		list[i] = w.plain[h]
	}
	return list
}

// from gives the steps from a state.
func (w *walker) from(t *testing.T, m *met) []*metStep {
	if m.steps == nil {
		m.steps = []*metStep{}
		require.NoError(t, w.Steps(m.WalkedState, func(x check.WalkedStep) bool {
			s := &metStep{action: x.Action, bound: object{}, to: x.To}
			for _, b := range x.Bound {
				s.bound[b.Name] = plain(b.Value)
				if b.Name == "m" {
					s.message = &b.Value // what is received is called m in all specs
				}
			}
			m.steps = append(m.steps, s)
			return true
		}))
	}
	return m.steps
}

// sends are all messages that are sent with a step, also those that were sent before: no action of a spec asks that a message is not
// there, so they are what is new when there is no message but the one that is received.
func (w *walker) sends(t *testing.T, from *met, x *metStep, node any) []any {
	if x.sends == nil && w.channel >= 0 {
		x.sends = w.sendsInOrder(t, from, x, node)
	}
	if x.sends != nil {
		return x.sends
	}
	var members []value.Value
	if x.message != nil {
		members = append(members, *x.message)
	}
	received, err := value.MakeSet(members)
	require.NoError(t, err)
	bare := &check.WalkedState{Values: slices.Clone(from.Values), Level: from.Level}
	bare.Values[w.msgs] = received
	x.sends = []any{}
	for _, m := range plain(w.takeAgain(t, bare, x, w.msgs)).([]any) {
		if !has(plain(received), m) {
			x.sends = append(x.sends, m)
		}
	}
	return x.sends
}

// takeAgain takes a step from another state than its own, which differs only in a variable
// with messages, and returns that variable after it.
func (w *walker) takeAgain(t *testing.T, bare *check.WalkedState, x *metStep, messages int) (after value.Value) {
	found := false
	require.NoError(t, w.Steps(bare, func(y check.WalkedStep) bool {
		same := y.Action == x.action
		for i, v := range y.To.Values {
			same = same && (i == messages || value.Hash(v) == value.Hash(x.to.Values[i]))
		}
		for _, b := range y.Bound {
			same = same && equal(plain(b.Value), x.bound[b.Name])
		}
		if same {
			found, after = true, y.To.Values[messages]
		}
		return !same
	}))
	require.True(t, found, "%s %v can be taken with no other message", x.action, x.bound)
	return after
}

// candidate is a state that an event may lead to, and what was sent on the way.
type candidate struct {
	*met
	sends []any
}

// candidates are the states that the event's steps lead to from s.
func (w *walker) candidates(t *testing.T, p truth, e object, s *met) (list []candidate, asked bool) {
	add := func(from candidate, x *metStep) {
		next := candidate{w.meet(x.to), from.sends}
		if e["sent"] != nil {
			next.sends = append(slices.Clone(from.sends), w.sends(t, from.met, x, e["node"])...)
		}
		if !slices.ContainsFunc(list, func(c candidate) bool { return c.met == next.met && equal(c.sends, next.sends) }) {
			list = append(list, next)
		}
	}
	for _, x := range w.from(t, s) {
		if p.asks(e, x.action, x.bound, s.plain) {
			asked = true
			add(candidate{s, nil}, x)
		}
	}
	for i := 0; i < len(list); i++ {
		for _, x := range w.from(t, list[i].met) {
			if p.goesOn(e, x.action, x.bound, list[i].plain) {
				add(list[i], x)
			}
		}
	}
	return list, asked
}

// tells says whether the event says just what was sent between s and c.
func tells(p truth, e object, s object, c candidate) bool {
	if e["sent"] == nil {
		return true
	}
	if s["msgs"] == nil {
		return tellsInOrder(p, e, c)
	}
	seen := make([]bool, len(c.sends))
	for _, x := range e["sent"].([]any) {
		to, x := x.(object)["to"], x.(object)["message"].(object)
		if !p.knows(to, x) {
			continue
		}
		found := false
		for i, m := range c.sends {
			if p.is(m.(object), e["node"], to, x, c.plain) {
				seen[i], found = true, true
			}
		}
		if !found && !slices.ContainsFunc(s["msgs"].([]any), func(m any) bool {
			return p.is(m.(object), e["node"], to, x, c.plain) && p.again(e, m.(object), s, c.plain)
		}) {
			return false
		}
	}
	for i, m := range c.sends {
		if !seen[i] && !has(s["msgs"], m) && !p.silent(e, m.(object)) {
			return false // it is new
		}
	}
	return true
}

// mostUnlogged is how many steps there may be without an event before each, as in the model files of the trace specs.
const mostUnlogged = 2

// withUnlogged adds the states to which steps lead that were not logged.
func (w *walker) withUnlogged(t *testing.T, p truth, kinds []any, list []*met) []*met {
	last := list
	for range mostUnlogged {
		var next []*met
		for _, s := range last {
			for _, x := range w.from(t, s) {
				if !slices.ContainsFunc(kinds, func(kind any) bool { return p.unlogged(kind.(string), x.action, x.bound, s.plain) }) {
					continue
				}
				if to := w.meet(x.to); !slices.Contains(list, to) && !slices.Contains(next, to) {
					next = append(next, to)
				}
			}
		}
		last, list = next, append(slices.Clip(list), next...)
	}
	return list
}

// behaviour says how many events are explained, and whether these are all.
func behaviour(t *testing.T, p truth, text []byte) (int, bool) {
	header, events := readObjects(t, text)
	w := walkerOf(t, p.module(header, events))
	var now []*met
	require.NoError(t, w.Steps(nil, func(x check.WalkedStep) bool {
		now = append(now, w.meet(x.To))
		return true
	}))
	kinds, _ := header["unlogged"].([]any)
	for i, e := range events {
		if now = w.after(t, p, kinds, e, now); len(now) == 0 {
			return i, false
		}
		p.happened(e)
	}
	return len(events), true
}

// after are the states in which the spec may be after an event.
func (w *walker) after(t *testing.T, p truth, kinds []any, e object, now []*met) (next []*met) {
	for _, s := range w.withLosses(t, p, e, w.withLate(t, p, e, w.withUnlogged(t, p, kinds, now))) {
		list, asked := w.candidates(t, p, e, s)
		list = append(list, w.dropped(t, p, e, s)...)
		if p.stands(e, s.plain, asked) {
			list = append(list, candidate{s, nil})
		}
		if lost, ok := p.(loses); ok && e["event"] == "crash" && lost.mayLose() {
			for _, x := range w.from(t, s) {
				if x.bound["i"] == e["node"] && x.action != "Crash" && x.action != "Restart" {
					unsent := &check.WalkedState{Values: slices.Clone(x.to.Values), Level: x.to.Level}
					unsent.Values[w.msgs] = s.Values[w.msgs]
					more, _ := w.candidates(t, p, e, w.meet(unsent))
					list = append(list, more...)
				}
			}
		}
		for _, c := range list {
			if !slices.Contains(next, c.met) && p.observed(e, c.plain) && tells(p, e, s.plain, c) {
				next = append(next, c.met)
			}
		}
	}
	return next
}

// walkerOf is the walker of a spec.
func walkerOf(t *testing.T, module string) *walker {
	w := walkers[module]
	if w == nil {
		spec := filepath.Join(t.TempDir(), "Truth.tla")
		require.NoError(t, os.WriteFile(spec, []byte(module), 0o666))
		m, err := check.Load(check.Sources{Spec: spec, Path: []string{".."}})
		require.NoError(t, err)
		walk, err := m.Walker(nil)
		require.NoError(t, err)
		walk.Bind = true
		w = &walker{walk, map[uint64][]*met{}, slices.Index(walk.Variables(), "msgs"), slices.Index(walk.Variables(), "channel"), map[uint64]any{}}
		walkers[module] = w
	}
	return w
}

// truthModule is the text of a module of a spec in which each constant is what is said beside it.
func truthModule(spec string, constants ...[2]string) string {
	text, config := "---- MODULE Truth ----\nEXTENDS "+spec+"\n", "---- CONFIG Truth ----\nINIT Init\nNEXT Next\nCONSTANTS\n"
	for _, c := range constants {
		text += fmt.Sprintf("Of%s == %s\n", c[0], c[1])
		config += fmt.Sprintf("%s <- Of%s\n", c[0], c[0])
	}
	return text + "====\n" + config + "====\n"
}

// setOf is a set of strings in TLA+.
func setOf(names []string) string {
	var list []string
	for _, n := range names {
		list = append(list, fmt.Sprintf("%q", n))
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// wasSent says whether a message of the log is one that was sent.
func wasSent(p truth, s object, from, to any, x object) bool {
	return slices.ContainsFunc(s["msgs"].([]any), func(m any) bool { return p.is(m.(object), from, to, x, s) })
}
