// Package handler runs the handlers of nodes: once for every sequence of choices, each
// twice over to catch nondeterminism, on a goroutine of its own because a handler need
// not return. It is the model.Env of a search.
package handler

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/place"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// The kinds of findings about a handler, and not about a property.
const (
	Panic          = "panic"
	Nondeterminism = "nondeterminism"
	Model          = "model" // a rule of the model is broken
	Stuck          = "stuck" // a handler does not return
)

// maxBranches bounds the branches of one handler run (the product of what its
// calls of Choose ask for).
const maxBranches = 4096

// Runner runs the handlers of a system's nodes.
type Runner struct {
	Codec  *canon.Codec
	Names  shown.Names
	Kinds  []node.Kind               // by index of the node
	Peers  [][]model.NodeID          // likewise
	Groups map[string][]model.NodeID // by prefix
	Patience
	Late Late // uses of an Env after its handler returned
	// Owned makes it notice which goroutine uses an Env, which takes time.
	Owned atomic.Bool
}

// Call is a call of a handler.
type Call struct {
	Shown   bool       // run the handler once, to show what it did; what it logs is kept
	In      step.Input // what the caller knows it by
	Kind    node.Call
	Message []byte // of Receive: sender, receiver, and what the message says, encoded
	Timer   string // of Timeout
	Whom    int    // of Suspect and Trust: the index of the node
	Way     int    // for the second run of a machine's handler, see node.Input; 0 is 1
}

// input returns what the node is given, fresh.
func (r *Runner) input(call Call, way int) node.Input {
	in := node.Input{Call: call.Kind, Timer: model.Timer(call.Timer), Whom: model.NodeID(call.Whom + 1), Way: way}
	if call.Kind == node.Receive {
		in.From = model.NodeID(call.Message[0] + 1)
		in.Message = guard.Must1(r.Codec.Decode(call.Message[2:]))
	}
	return in
}

// Name says what a handler was given, for people.
func (r *Runner) Name(call Call) string {
	if call.In == step.RestartInput {
		return "Start after a crash"
	}
	return r.given(r.input(call, 0))
}

// given says what a machine was given on the way to a state, for people.
func (r *Runner) given(in node.Input) string {
	switch in.Call {
	case node.Receive:
		return fmt.Sprintf("Receive of %s from %s", r.Names.Message(in.Message), r.Names[in.From])
	case node.Timeout:
		return "Timeout of " + string(in.Timer)
	case node.Invoke:
		return "Invoke"
	case node.Suspect:
		return "Suspect of " + r.Names[in.Whom]
	case node.Trust:
		return "Trust of " + r.Names[in.Whom]
	}
	return "Start"
}

// Place is a line that says in which function, file and line the handler of a call
// stands, with the end of the line before; "" when that is not known.
func (r *Runner) Place(index int, call Call) string {
	at := r.Kinds[index].Place(call.Kind)
	if at == (place.Place{}) {
		return ""
	}
	return "\nhandler: " + at.String()
}

// Differed is Place after a difference between two runs. A machine was rebuilt in two ways
// for them, so another likely cause is an omission.
func (r *Runner) Differed(index int, call Call) string {
	omitted := ""
	if m, ok := r.Kinds[index].(*node.Machine); ok && len(m.Omissions()) > 0 {
		omitted = "\nor: an omission that makes a difference (Group.Omit): " + strings.Join(m.Omissions(), ", ")
	}
	return omitted + r.Place(index, call)
}

// twoRuns says how two runs of a handler differ. Those of a machine's handler may differ because
// the machine was rebuilt on another way: then a third run, on the way of the first, does what
// that did.
func (r *Runner) twoRuns(s node.State, call Call, first *Run, diff string) string {
	if m, ok := r.Kinds[s.Node].(*node.Machine); ok {
		common, way, other, ok := m.OtherWay(s.Inner, max(call.Way, 1))
		if ok && first.differs(r.run(s, call, first.Choices(), 0)) == "" {
			diff, _, _ = strings.Cut(diff, likely(""))
			return fmt.Sprintf("after two ways to the same state the handler does two things: %s%s\none run was after:     %s\nthe other was after: %s%s",
				diff, likely(untold(m)), r.list(common, way), r.list(common, other), r.Place(s.Node, call))
		}
	}
	return "two runs of the same handler on the same input differ: " + diff + r.Differed(s.Node, call)
}

// untold is the cause of a difference between two ways to one state of a machine.
func untold(m *node.Machine) string {
	cause := "what State returns does not tell apart two states of the machine that do different things"
	if len(m.Omissions()) > 0 {
		cause += "; an omission makes a difference (Group.Omit): " + strings.Join(m.Omissions(), ", ")
	}
	return cause
}

// mostListed is how many inputs of a way are listed: the last ones.
const mostListed = 12

// list names the inputs of a way, but those that it has in common with another.
func (r *Runner) list(common int, way []node.Input) string {
	var names []string
	if common > 0 {
		names = append(names, fmt.Sprintf("(%s in common)", numbers.Some(common, "input")))
	}
	if more := len(way) - mostListed; more > 0 {
		names = append(names, fmt.Sprintf("(%s)", numbers.Some(more, "input")))
		way = way[more:]
	}
	for _, in := range way {
		names = append(names, r.given(in))
	}
	return strings.Join(names, ", ")
}

// Branch is one branch of a handler run, with the node's state after it.
type Branch struct {
	After []byte // a node.State
	Did   *Run   // nil when the handler did not come to its end
	// Broken says what is wrong, and Kind what kind of finding that is; "" is nothing.
	Broken, Kind string
	Logged       []string // what the handler logged, if the call asks for that
}

// broken is the one branch of a handler that something is wrong with.
func broken(s node.State, kind, format string, args ...any) []Branch {
	return []Branch{{After: s.Append(nil), Kind: kind, Broken: fmt.Sprintf(format, args...)}}
}

// branches runs a handler once for every sequence of choices, each twice, and counts
// the runs.
func (r *Runner) branches(s node.State, call Call, runs *atomic.Int64) []Branch {
	if call.Kind == node.Invoke && !r.Kinds[s.Node].CanInvoke(s.Inner, &Run{runner: r, Node: s.Node}) {
		return nil
	}
	var out []Branch
	var chosen []int
	for {
		run := r.run(s, call, chosen, 0)
		runs.Add(1)
		if !call.Shown {
			again := r.run(s, call, chosen, max(call.Way, 1))
			runs.Add(1)
			if run.broken == "" && again.kind == Model {
				run = again // a rule that is looked at in the second run alone
			}
			if diff := run.differs(again); diff != "" {
				return broken(s, Nondeterminism, "%s: %s", r.Name(call), r.twoRuns(s, call, run, diff))
			}
		}
		b := Branch{Broken: run.broken, Kind: run.kind, Logged: run.Logged}
		if b.Kind == Model {
			b.Broken += r.Place(s.Node, call)
		}
		if run.broken == "" {
			b.After = node.State{Node: s.Node, Up: true, Timers: run.timers, Inner: run.after}.Append(nil)
			b.Did = run
		} else {
			b.After = s.Append(nil)
		}
		out = append(out, b)
		if len(out) > maxBranches {
			return broken(s, Model, "the choices of one handler run have more than %d branches", maxBranches)
		}
		// The next sequence: the last choice that can go on does, and what
		// follows it starts anew.
		chosen = slices.Clone(run.Choices()) // those of the run stay what they were
		for len(chosen) > 0 && chosen[len(chosen)-1]+1 == run.arity[len(chosen)-1] {
			chosen = chosen[:len(chosen)-1]
		}
		if len(chosen) == 0 {
			return out
		}
		chosen[len(chosen)-1]++
	}
}
