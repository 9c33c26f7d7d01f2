// Package synod explores consensus and replication protocols written in Go: every order
// in which their messages arrive, their timers fire and their machines fail. It checks
// what must always hold, and shows the shortest run that breaks it.
//
// A protocol is written in the words of package model. A System says how many nodes
// there are, what the network does, what may go wrong and how often, and what must hold.
// In an ordinary test,
//
//	func TestLock(t *testing.T) {
//		synod.Check(t, lock(3))
//	}
//
// visits every state that can be reached, and fails with the shortest run that breaks a
// property. Explore does so without a test and returns a Report; Simulate makes random
// walks where there are too many states; Replay takes a saved run again; Open takes
// steps by hand.
package synod

import (
	"context"
	"fmt"
	"iter"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// Report is what a run found: its Verdict, the first Violation and all Violations,
// States, Steps and Depth, whether it is Complete or BoundedBy what, Properties with
// their verdicts, StepCounts of handlers, Bounds, Reductions, Warnings, Notes, and what
// is Growing in a space without end.
type Report = search.Report

// PropertyResult is the Verdict of a property, with its Name.
type PropertyResult = search.PropertyResult

// Violation is something broken: a Property, or what Kind names; the Text says by which
// nodes and values, and Trace is the run.
type Violation = search.Violation

// Warning says in a Text why a run saw less than its user may think.
type Warning = report.Warning

// Growth is a number (What) that grows as runs go on; Bound would stop it.
type Growth = report.Growth

// ClaimResult is a checked claim; Problem says what is not as expected.
type ClaimResult = search.ClaimResult

// Walks are Count random walks of Length steps at most, chosen by a Seed.
type Walks = explore.Walks

// Progress is how far a search is: States, Steps, Depth, Memory, Elapsed.
type Progress = explore.Progress

// Verdicts of a run, and of a property.
const (
	VerdictHolds        = search.VerdictHolds
	VerdictViolated     = search.VerdictViolated
	VerdictInconclusive = search.VerdictInconclusive // of a run: ended by time, memory, the disk or an interrupt
	VerdictReached      = search.VerdictReached      // of a search until a goal
	VerdictUnreached    = search.VerdictUnreached    // of a search until a goal: no run, or none within the bounds, reaches it
	VerdictVacuous      = search.VerdictVacuous      // of a property: it never had anything to test
	VerdictOpen         = search.VerdictOpen         // of a property: not all states were visited
)

// Explore visits the states of a system, checks its properties in all of them, and
// reports. The error says what is wrong with the system or the options, or why the
// search could not go on; what is found broken is in the report. The search ends when
// the context does, and reports what it has.
func Explore(ctx context.Context, sys *model.System, o Options) (*Report, error) {
	opts, err := o.search()
	if err != nil {
		return nil, err
	}
	return search.Explore(ctx, sys, opts)
}

// Simulate makes random walks through a system and checks its properties on the way.
// It is Explore with Options.Simulate.
func Simulate(ctx context.Context, sys *model.System, walks Walks, o Options) (*Report, error) {
	o.Simulate = &walks
	return Explore(ctx, sys, o)
}

// Replay takes the steps of a saved run again, on the code as it is now: the initial
// state must be the saved one, every step enabled, and the state after it the saved
// one. It stops at the first departure. At the end it judges the properties that the
// saved run was judged by.
//
// The error says why the run cannot be compared at all: it is not one of a protocol,
// its steps are not known, or it names a property that the system does not have.
func Replay(sys *model.System, saved *traces.Trace) (*traces.Replayed, error) {
	return runs.Replay(sys, saved)
}

// Open starts a run of a system that is taken by hand, step by step. It stands at the
// end of the saved run, which must be one of the system, or in the first initial state
// if there is none.
func Open(sys *model.System, saved *traces.Trace) (traces.Live, error) {
	if saved == nil {
		return runs.New(sys)
	}
	r, first, err := runs.Of(sys, saved)
	if err != nil {
		return nil, err
	}
	if d := traces.Replay(r, saved, first).Departure; d != nil {
		return nil, fmt.Errorf("the saved run is not one of this system: %s", d)
	}
	return r, nil
}

// Claims checks the claims that the source of a protocol makes: that its properties
// hold, and that each of its mutants breaks the property that it names, in as many
// steps as it says. The protocol is explored once for all its properties, each mutant
// once. An error ends the claims.
func Claims(ctx context.Context, p *model.Protocol, o Options) iter.Seq2[ClaimResult, error] {
	opts, err := o.search()
	if err != nil {
		return func(yield func(ClaimResult, error) bool) { yield(ClaimResult{}, err) }
	}
	return search.Claims(ctx, p, opts)
}
