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

// rebuilt is how a machine is rebuilt for a run, see node.Input.
type rebuilt struct {
	way      int
	observed bool
}

// second is how a machine is rebuilt for the second run of a handler. While the search runs it is
// looked at on the way; afterwards the time is for other ways.
func (call Call) second() rebuilt { return rebuilt{max(call.Way, 1), call.Way == 0} }

// input returns what the node is given, fresh.
func (r *Runner) input(call Call, by rebuilt) node.Input {
	in := node.Input{Call: call.Kind, Timer: model.Timer(call.Timer), Whom: model.NodeID(call.Whom + 1), Way: by.way, Observed: by.observed}
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
	return r.given(r.input(call, rebuilt{}))
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

// confirmations is how often a run is made again before it is said that it always does the same.
// A coin of the library's then agrees with itself by chance once in 256 times.
const confirmations = 8

// twoRuns says how two runs of a handler differ. Those of a machine's handler may differ because
// the machine was rebuilt on another way, or looked at in between: then each does what it did when
// it is made again.
func (r *Runner) twoRuns(s node.State, first, second *Run, diff string) string {
	call := first.call
	plain := "two runs of the same handler on the same input differ: "
	m, ok := r.Kinds[s.Node].(*node.Machine)
	if !ok || !r.repeats(s, first) || !r.repeats(s, second) {
		return plain + diff + r.Differed(s.Node, call)
	}
	observed := r.run(s, call, first.Choices(), rebuilt{observed: true}, first.progress)
	if diff := first.differs(observed); diff != "" {
		diff, _, _ = strings.Cut(diff, likely(""))
		return "the handler does two things, depending on how often Disk, State and Shown were called before; they must change nothing: " + diff + r.Place(s.Node, call)
	}
	common, way, other, ok := m.OtherWay(s.Inner, second.by.way)
	if !ok {
		return plain + diff + r.Differed(s.Node, call)
	}
	diff, _, _ = strings.Cut(diff, likely(""))
	return fmt.Sprintf("after two ways to the same state the handler does two things: %s%s\none run was after:     %s\nthe other was after: %s%s",
		diff, likely(untold(m)), r.list(common, way), r.list(common, other), r.Place(s.Node, call))
}

// repeats reports whether a run does the same when it is made again.
func (r *Runner) repeats(s node.State, run *Run) bool {
	for range confirmations {
		if run.differs(r.run(s, run.call, run.Choices(), run.by, run.progress)) != "" {
			return false
		}
	}
	return true
}

// asked names the input whose handler did something else than before, and what it asked for.
func (r *Runner) asked(d *node.Diverged) string {
	if d.Input == nil {
		return ""
	}
	text := ": " + r.given(*d.Input)
	if d.Known {
		text += " asked for " + r.askedFor(d.Was) + ", and"
	}
	return text + " now asks for " + r.askedFor(d.Asked)
}

func (r *Runner) askedFor(list []node.Asked) string {
	var asked []string
	for i, a := range list {
		if i == mostShown {
			asked = append(asked, fmt.Sprintf("%d more", len(list)-i))
			break
		}
		what := ""
		if timer, ok := a.What.(model.Timer); ok {
			what = string(timer)
		} else {
			what = shorten(r.Names.Message(a.What))
		}
		if a.To != 0 {
			what += " to " + r.Names[a.To]
		}
		asked = append(asked, a.Method+" of "+what)
	}
	if asked == nil {
		return "nothing"
	}
	return strings.Join(asked, ", ")
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

// branches runs a handler once for every sequence of choices, each twice. A client that may
// not start an operation has none.
func (r *Runner) branches(s node.State, call Call, p *progress) []Branch {
	var out []Branch
	var chosen []int
	for {
		run := r.run(s, call, chosen, rebuilt{}, p)
		p.count.Add(1)
		if !call.Shown {
			again := r.run(s, call, chosen, call.second(), p)
			p.count.Add(1)
			if run.broken == "" && again.kind == Model {
				run = again // a rule that is looked at in the second run alone
			}
			if diff := run.differs(again); diff != "" {
				return broken(s, Nondeterminism, "%s: %s", r.Name(call), r.twoRuns(s, run, again, diff))
			}
		}
		if run.idle {
			return nil
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
