package search

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/blocks"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
)

var _ blocks.System = (*spaces)(nil)

// thisProcess is a random number by which this process knows its own counts.
var thisProcess = rand.Uint64()

// countedApart is what a space that Apart returned has counted.
type countedApart struct {
	counted
	Process uint64
	Runs    uint64 // of handlers
}

// Apart implements blocks.System.
func (s *spaces) Apart() (explore.Space, func() (json.RawMessage, error)) {
	apart := &spaces{System: s.System, list: []*system.Space{system.NewSpace(s.System)}}
	runs := s.HandlerRuns.Load()
	return apart.list[0], func() (json.RawMessage, error) {
		if err := apart.changedByProperties(); err != nil {
			return nil, err
		}
		now := countedApart{counted: apart.counted(), Process: thisProcess, Runs: s.HandlerRuns.Load() - runs}
		now.Findings = nil // those of the task are described beside
		return json.Marshal(&now)
	}
}

// Absorb implements blocks.System.
func (s *spaces) Absorb(data json.RawMessage) error {
	var more countedApart
	if err := json.Unmarshal(data, &more); err != nil {
		return err
	}
	if len(more.Tested) != len(s.Tested) || len(more.Refused) != s.NumBounds() {
		return fmt.Errorf("a worker counts %d properties and %d bounds, and the search has %d and %d", len(more.Tested), len(more.Refused), len(s.Tested), s.NumBounds())
	}
	for i, tested := range more.Tested {
		if tested {
			s.Tested[i].Store(true)
		}
	}
	if more.Process != thisProcess {
		s.elsewhere += more.Runs
	}
	s.before.add(&more.counted)
	return nil
}

// Describe implements blocks.System.
func (s *spaces) Describe(code uint32) (json.RawMessage, error) {
	return json.Marshal(s.Findings.Of(code))
}

// Code implements blocks.System.
func (s *spaces) Code(about json.RawMessage) (uint32, error) {
	var f system.Finding
	if err := json.Unmarshal(about, &f); err != nil {
		return 0, err
	}
	if f.Property >= len(s.Questions) {
		return 0, fmt.Errorf("a finding is about property %d, and there are %d", f.Property, len(s.Questions))
	}
	return s.Findings.Register(f), nil
}

// fitEngine refuses what only a search in one process does.
func fitEngine(sys *model.System, opts *Options) error {
	refuse := func(value, accepted string) error {
		return &explore.OptionError{Option: "Engine", Value: value, Accepted: accepted}
	}
	switch {
	case opts.Edges:
		live := slices.IndexFunc(sys.Properties, func(p model.Property) bool { return p.Live.Kind != 0 })
		return refuse("with property "+sys.Properties[live].Name, "properties of states and steps, named one by one: one about whole runs needs all edges in one process")
	case hasMachines(sys):
		return refuse("with machines", "searches of nodes: a machine is rebuilt from the inputs that led to it, which other processes do not have")
	case opts.Exact:
		return refuse("with an exact search", "searches by fingerprints; another seed of these misses other states")
	case opts.Simulate != nil:
		return refuse("with a simulation", "searches of every state")
	case opts.Kinds, opts.Continue:
		return refuse("with a search that goes on after what it finds", "one that ends with the first violation")
	case opts.Checkpoint != "":
		return refuse("with a checkpoint", "the store alone, from which a search goes on by itself")
	case opts.FromGoal != "", opts.OneByOne, opts.Watch != nil:
		return refuse("with a search that is watched, or starts at a goal", "searches from the initial states, or from a saved run")
	}
	return nil
}

// byEngine has other processes search.
func (s *spaces) byEngine(ctx context.Context, opts Options) (*explore.Result, error) {
	o := opts.engine
	o.Store, o.Engine, o.Depth, o.Bounded, o.MaxFindings = opts.Store, opts.Engine, opts.Depth, opts.Bounded, opts.MaxFindings
	o.Progress, o.ProgressEvery = opts.Progress, opts.ProgressEvery
	result, stats, err := blocks.Search(ctx, s, o)
	s.engine = stats
	return result, err
}

// Work does the tasks that it reads for a search with the same system and options by another process.
// If op is not "" it refuses tasks of other operations.
func Work(ctx context.Context, sys *model.System, opts Options, op string, in io.Reader, out io.Writer) (err error) {
	defer guard.Caught(&err)
	if opts.FromGoal != "" {
		return errors.New("a search that starts at a goal has no workers")
	}
	s, err := compiled(sys, opts.From, &opts)
	if err != nil {
		return err
	}
	s.Handlers.Ctx = ctx
	s.Space() // what a start is told by
	return s.Supervised(ctx, func() (err error) {
		defer guard.Caught(&err)
		w, err := blocks.NewWorker(s, opts.Store)
		if err != nil {
			return err
		}
		return w.Serve(op, in, out)
	})
}
