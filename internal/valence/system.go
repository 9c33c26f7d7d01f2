package valence

import (
	"context"
	"fmt"

	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
)

// explored is the graph of a system of which some goals say what is decided.
type explored struct {
	*search.LiveGraph
	report *search.Report
	values []string
	steps  []knownStep // by mark
}

type knownStep struct {
	Step
	known bool
}

// exploredOf explores a system. What its properties say is left aside. Where numbers go by
// difference, what comes after a decision is left out: such spaces are large. The error
// says why its valences cannot be worked out.
func exploredOf(ctx context.Context, sys *model.System, opts search.Options) (*explored, error) {
	bare := *sys
	bare.Properties = nil
	e := &explored{}
	var goals []string
	goals, e.values = decisions(sys)
	switch {
	case len(goals) == 0:
		return nil, fmt.Errorf("no goal of the system says what is decided (Goal.Decides)")
	case len(goals) > MaxValues:
		return nil, fmt.Errorf("%d values may be decided; accepted are up to %d", len(goals), MaxValues)
	case sys.Symmetry:
		return nil, fmt.Errorf("which process takes a step is lost under symmetry; accepted is a system without it")
	case sys.Constraint != nil:
		return nil, fmt.Errorf("a state constraint cuts runs; accepted are bounds and assumptions")
	}
	graph := search.Graph
	if sys.Numbers != nil {
		graph = search.GraphToDecisions
	}
	var err error
	e.LiveGraph, e.report, err = graph(ctx, &bare, goals, opts)
	return e, err
}

// decisions are the goals that say what is decided, and the values.
func decisions(sys *model.System) (goals, values []string) {
	for _, g := range sys.Goals {
		if g.Decides != "" {
			goals, values = append(goals, g.Name), append(values, g.Decides)
		}
	}
	return goals, values
}

// Decided implements Graph.
func (e *explored) Decided(node int) (decided uint64) {
	truths := e.Seen(node).Truths
	for i := range e.values {
		if truths.Has(i) {
			decided |= 1 << i
		}
	}
	return decided
}

// Step implements Graph.
func (e *explored) Step(mark uint32) Step {
	for int(mark) >= len(e.steps) {
		e.steps = append(e.steps, knownStep{})
	}
	s := &e.steps[mark]
	if !s.known {
		*s = knownStep{e.step(e.Action(mark)), true}
	}
	return s.Step
}

// suspicions is above all numbers of messages.
const suspicions = 1 << 30

func (e *explored) step(a system.Action) Step {
	s := Step{Process: a.Node, Kind: a.Kind.String(), Message: None, Passes: a.Grows, Idle: a.Idle}
	switch a.Kind {
	case step.Deliver:
		_, _, name := e.System().Parties(a.Message)
		s.Owed, s.Kind, s.Message = true, "receives "+name, int(a.Message)
		s.Fleeting = e.System().Fleeting(a.Message)
	case step.Timeout:
		s.Kind = "timeout " + e.System().NodeTable.TimerName.At(uint32(a.Timer))
		s.Fault = e.System().IsFault(a) // it stands for something that goes wrong
		s.Owed = !s.Fault
	case step.Invoke, step.Restart:
		s.Owed = true
	case step.Suspect:
		// A process that has crashed is suspected in the end. So is, here, one that is up
		// for as long as mistakes are left, although nobody has to make a mistake.
		s.Owed, s.Message = true, suspicions+a.Node*model.MaxNodes+a.Whom
	case step.Trust:
	default:
		s.Fault, s.Stops = true, a.Kind == step.Crash
	}
	return s
}
