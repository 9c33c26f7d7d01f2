package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/traces"
)

// hasLive reports whether some property is about whole runs.
func hasLive(sys *model.System) bool {
	return slices.ContainsFunc(sys.Properties, func(p model.Property) bool { return p.Live.Kind != 0 })
}

// underFairness returns the system with another fairness in all its properties about whole
// runs.
func underFairness(sys *model.System, fair temporal.Fairness) *model.System {
	out := *sys
	out.Properties = slices.Clone(sys.Properties)
	for i := range out.Properties {
		out.Properties[i].Live.Fair = fair
	}
	return &out
}

// AssumeNothing is the spelling of no assumption at all.
const AssumeNothing = "none"

// Assuming returns the system with the assumption under which it is checked: what is given,
// or else its own, or else that of its properties about whole runs, which must agree.
func Assuming(sys *model.System, given string) (*model.System, error) {
	out := *sys
	if given != "" {
		out.Assume = given
	}
	if out.Assume == "" {
		first := -1
		for i := range sys.Properties {
			p := &sys.Properties[i]
			switch {
			case p.Live.Kind == 0:
			case first < 0:
				first = i
				out.Assume = p.Live.Assume
			case p.Live.Assume != out.Assume:
				q := &sys.Properties[first]
				return nil, fmt.Errorf("properties %s and %s assume different things (%s and %s), which takes two searches: name one of them, or say what is to be assumed",
					q.Name, p.Name, cmp.Or(q.Live.Assume, AssumeNothing), cmp.Or(p.Live.Assume, AssumeNothing))
			}
		}
	}
	if out.Assume == AssumeNothing {
		out.Assume = ""
	}
	return &out, nil
}

// liveVerdict is what came of a property about whole runs.
type liveVerdict struct {
	verdict string
	openBy  []string // the bounds because of which it is open
	why     string   // what else there is to say of it
	lasso   *cycles.Lasso
	lost    int // the state from which P is out of reach, if there is no lasso
	text    string
}

// judgeLive decides the properties about whole runs, by question, from the graph that the
// search logged. What is broken already leaves them open.
func (s *spaces) judgeLive(ctx context.Context, result *explore.Result, opts explore.Options) (map[int]*liveVerdict, *LiveGraph, error) {
	verdicts := map[int]*liveVerdict{}
	var g *LiveGraph
	for i, q := range s.Questions {
		if q.Live.Kind == 0 {
			continue
		}
		if result.Graph == nil || len(result.Findings) > 0 {
			verdicts[i] = &liveVerdict{verdict: VerdictOpen}
			continue
		}
		if g == nil {
			g = newLiveGraph(s.System, result.Graph)
		}
		judge, err := newLiveJudge(g, q.Live)
		if err != nil {
			return nil, nil, err
		}
		judge.workers = opts.Workers
		if opts.Memory != 0 {
			judge.memory = max(1, opts.Memory-result.Graph.Bytes()-result.LogBytes-s.Memory())
		}
		v, err := judge.verdict(ctx)
		if err != nil {
			if v = undecided(ctx, err); v == nil {
				return nil, nil, err
			}
		}
		if v.verdict != VerdictViolated && !result.Complete() {
			v = &liveVerdict{verdict: VerdictOpen}
		}
		verdicts[i] = v
	}
	return verdicts, g, nil
}

// undecided is the verdict where time, an interrupt or memory ended the search for a fair
// run, nil if it was another error.
func undecided(ctx context.Context, err error) *liveVerdict {
	by := explore.ByMemory
	switch {
	case ctx.Err() != nil:
		by = explore.WhyDone(ctx)
	case !errors.Is(err, cycles.ErrMemory):
		return nil
	}
	return &liveVerdict{verdict: VerdictOpen, why: "all states were visited, but the search for a fair run that breaks it was ended by " + by}
}

// liveJudge decides one formula.
type liveJudge struct {
	g       *LiveGraph
	formula temporal.Formula
	goals   []int // the numbers of P and Q
	assumes bool  // runs come to stabilisation
	workers int
	memory  int64 // how many bytes it may use; 0 is any number
}

func newLiveJudge(g *LiveGraph, f temporal.Formula) (*liveJudge, error) {
	goals, err := g.sys.Observe(f.Goals())
	return &liveJudge{g: g, formula: f, goals: goals, assumes: g.sys.Model.Assume != ""}, err
}

// knownTimers refuses a fairness of timers that no node ever set.
func knownTimers(c *system.System, fair temporal.Fairness) error {
	known := c.NodeTable.TimerName.Snapshot()
	for _, name := range fair.TimerNames() {
		if !slices.Contains(known, name) {
			return &explore.OptionError{
				Option: "Fair", Value: temporal.Timer(name).String(),
				Accepted: "timers that some node sets: " + cmp.Or(strings.Join(known, ", "), "none"),
			}
		}
	}
	return nil
}

func (j *liveJudge) p(node int) bool    { return j.g.Truth(node, j.goals[0]) }
func (j *liveJudge) notP(node int) bool { return !j.p(node) }
func (j *liveJudge) notQ(node int) bool { return !j.g.Truth(node, j.goals[1]) }

// verdict decides the formula on the states that were expanded.
func (j *liveJudge) verdict(ctx context.Context) (*liveVerdict, error) {
	if j.formula.Kind == temporal.IsPossible {
		return j.possible(ctx)
	}
	q, tested := j.question()
	a, err := cycles.Fair(ctx, j.g, q)
	if err != nil {
		return nil, err
	}
	if a.Lasso != nil {
		return &liveVerdict{verdict: VerdictViolated, lasso: a.Lasso, text: j.text(a.Lasso)}, nil
	}
	pending := a.Visited
	if j.formula.Kind == temporal.IsRepeatedly { // what is claimed for ever is never done with
		pending = j.all()
	}
	if by := j.refusing(pending); by != nil {
		return &liveVerdict{verdict: VerdictOpen, openBy: by}, nil
	}
	if !tested {
		return &liveVerdict{verdict: VerdictVacuous}, nil
	}
	if j.formula.Kind == temporal.IsLeadsTo {
		return j.holdsWithin(), nil
	}
	return &liveVerdict{verdict: VerdictHolds}, nil
}

// holdsWithin is the verdict on what holds of every state within the bounds. If these refused
// steps anywhere, it says nothing of the states that they kept from being visited.
func (j *liveJudge) holdsWithin() *liveVerdict {
	v := &liveVerdict{verdict: VerdictHolds}
	if by := j.refusing(j.all()); by != nil {
		v.why = "within the bounds; " + strings.Join(by, ", ") + " refused steps to states of which nothing is known"
	}
	return v
}

// question asks for a fair run that breaks the formula. It is tested if the question could
// have had an answer.
func (j *liveJudge) question() (q cycles.Question, tested bool) {
	q = cycles.Question{Fair: system.NewFairness(j.g.sys, j.formula.Fair).Of, Workers: j.workers, Memory: j.memory}
	tested = true
	switch j.formula.Kind {
	case temporal.IsEventually:
		q.Within = j.notP
		tested = j.some(j.g.Initial(), j.notP)
	case temporal.IsLeadsTo:
		q.Starts = func(node int) bool { return j.p(node) && j.notQ(node) }
		q.Within = j.notQ
		tested = j.some(j.g.Len(), j.p)
	case temporal.IsRepeatedly:
		q.Starts, q.Within = j.notP, j.notP
	case temporal.IsFinallyAlways:
		q.Again = j.notP
		tested = j.some(j.g.Len(), j.p)
	}
	if again := q.Again; j.assumes { // what happens for ever, happens after stabilisation
		q.Again = func(node int) bool { return j.g.Seen(node).Stabilised && (again == nil || again(node)) }
	}
	return q, tested
}

// all returns all nodes.
func (j *liveJudge) all() []int {
	nodes := make([]int, j.g.Len())
	for node := range nodes {
		nodes[node] = node
	}
	return nodes
}

// some reports whether a predicate is true of one of the first nodes.
func (j *liveJudge) some(nodes int, is func(node int) bool) bool {
	for node := range nodes {
		if is(node) {
			return true
		}
	}
	return false
}

// refusing returns the names of the bounds that refused a step in some of the nodes. Where
// stabilisation is assumed, what they refuse before it is a part of the assumption.
func (j *liveJudge) refusing(nodes []int) (names []string) {
	var bounds []int
	for _, node := range nodes {
		if j.assumes && !j.g.Seen(node).Stabilised {
			continue
		}
		for _, b := range j.g.Bounds(node) {
			if !slices.Contains(bounds, b) {
				bounds = append(bounds, b)
			}
		}
	}
	return j.names(bounds)
}

func (j *liveJudge) names(bounds []int) (names []string) {
	slices.Sort(bounds)
	for _, b := range bounds {
		names = append(names, j.g.BoundName(b))
	}
	return names
}

// mostBounds is how many bounds are told apart where a union of bits says which of them
// lie ahead; further ones share the last bit.
const mostBounds = 61

// possible decides AG EF P. It is violated by a state from which no step leads towards P,
// or to where a bound refused a step.
func (j *liveJudge) possible(ctx context.Context) (*liveVerdict, error) {
	const reached, unknown, bound = 1, 2, 4
	bit := func(b int) uint64 { return bound << min(b, mostBounds) }
	ahead, err := cycles.Reachable(ctx, j.g, func(node int) (has uint64) {
		if !j.g.Expanded(node) {
			return unknown
		}
		if j.p(node) {
			has = reached
		}
		for _, b := range j.g.Bounds(node) {
			has |= bit(b)
		}
		return has
	}, func(mark uint32) bool { return !j.g.sys.IsFault(j.g.Action(mark)) })
	if err != nil {
		return nil, err
	}
	var open uint64
	for node, has := range ahead {
		if has&reached != 0 {
			continue
		}
		if has == 0 {
			could := node >= j.g.Initial() && ahead[j.parent(node)]&reached != 0
			return &liveVerdict{verdict: VerdictViolated, lost: node, text: j.formula.Lost(node < j.g.Initial(), could)}, nil
		}
		open |= has
	}
	if open == 0 {
		return j.holdsWithin(), nil
	}
	var bounds []int
	for b := range j.g.sys.NumBounds() {
		if open&bit(b) != 0 {
			bounds = append(bounds, b)
		}
	}
	return &liveVerdict{verdict: VerdictOpen, openBy: j.names(bounds)}, nil
}

// parent is the state before a state on the shortest run to it: the first one from which a
// step leads there.
func (j *liveJudge) parent(node int) int {
	var edges []cycles.Edge
	for before := range node {
		edges = j.g.Edges(before, edges[:0])
		if slices.ContainsFunc(edges, func(e cycles.Edge) bool { return e.To == node }) {
			return before
		}
	}
	return 0 // it is an initial state
}

// text says what a lasso shows.
func (j *liveJudge) text(l *cycles.Lasso) string {
	stays := len(l.Loop) == 1 && l.Loop[0].Edge == cycles.Stutter
	return j.formula.Broken(stays, stays && len(j.g.Edges(l.Loop[0].From, nil)) > 0)
}

// liveViolation is a violation of a property about whole runs.
func (s *spaces) liveViolation(name string, f temporal.Formula, v *liveVerdict, g *LiveGraph) *Violation {
	out := &Violation{Property: name, Kind: traces.KindTemporal, Text: v.text}
	if v.lasso != nil {
		out.Text += s.ShiftText(g.higher(v.lasso))
		out.Trace = g.Lasso(v.lasso)
	} else {
		out.Kind, out.Trace = traces.KindLost, g.Trace(v.lost)
	}
	out = s.finished(out, out.Kind == traces.KindLost && out.Trace.Steps() > 0)
	out.Trace.Meta.Formula = f.String()
	if out.Kind == traces.KindTemporal {
		out.Trace.Meta.Fair = f.Fair.String()
	}
	return out
}
