package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/step"
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

// assuming returns the system with the assumption under which it is checked: what is given,
// or else its own, or else that of its properties about whole runs, which must agree.
func assuming(sys *model.System, given string) (*model.System, error) {
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
	lasso   *cycles.Lasso
	text    string
}

// judgeLive decides the properties about whole runs, by question, from the graph that the
// search logged. What is broken already leaves them open.
func (s *spaces) judgeLive(ctx context.Context, result *explore.Result) (map[int]*liveVerdict, *LiveGraph, error) {
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
		v, err := judge.verdict(ctx)
		switch {
		case ctx.Err() != nil: // time is over, or the search was interrupted
			v = &liveVerdict{verdict: VerdictOpen}
		case err != nil:
			return nil, nil, err
		case v.verdict != VerdictViolated && !result.Complete():
			v = &liveVerdict{verdict: VerdictOpen}
		}
		verdicts[i] = v
	}
	return verdicts, g, nil
}

// liveJudge decides one formula.
type liveJudge struct {
	g       *LiveGraph
	formula temporal.Formula
	goals   []int // the numbers of P and Q
	assumes bool  // runs come to stabilisation
}

func newLiveJudge(g *LiveGraph, f temporal.Formula) (*liveJudge, error) {
	goals, err := g.sys.Observe(f.Goals())
	return &liveJudge{g, f, goals, g.sys.Model.Assume != ""}, err
}

func (j *liveJudge) p(node int) bool    { return j.g.Truth(node, j.goals[0]) }
func (j *liveJudge) notP(node int) bool { return !j.p(node) }
func (j *liveJudge) notQ(node int) bool { return !j.g.Truth(node, j.goals[1]) }

// verdict decides the formula on the states that were expanded.
func (j *liveJudge) verdict(ctx context.Context) (*liveVerdict, error) {
	q := cycles.Question{Fair: newFairness(j.g.sys, j.formula.Fair).of}
	tested := true
	switch j.formula.Kind {
	case temporal.IsPossible:
		return j.possible(ctx)
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
	a, err := cycles.Fair(ctx, j.g, q)
	if err != nil {
		return nil, err
	}
	if a.Lasso != nil {
		return &liveVerdict{verdict: VerdictViolated, lasso: a.Lasso, text: j.text(a.Lasso)}, nil
	}
	if by := j.refusing(a.Visited); by != nil {
		return &liveVerdict{verdict: VerdictOpen, openBy: by}, nil
	}
	if !tested {
		return &liveVerdict{verdict: VerdictVacuous}, nil
	}
	return &liveVerdict{verdict: VerdictHolds}, nil
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
			l := &cycles.Lasso{Loop: []cycles.LassoStep{{From: node, Edge: cycles.Stutter, To: node}}}
			return &liveVerdict{verdict: VerdictViolated, lasso: l, text: fmt.Sprintf("from the last state on, no steps but new faults lead to %s: the last step lost that possibility", j.formula.P)}, nil
		}
		open |= has &^ unknown
	}
	if open == 0 {
		return &liveVerdict{verdict: VerdictHolds}, nil
	}
	var bounds []int
	for b := range j.g.sys.NumBounds() {
		if open&bit(b) != 0 {
			bounds = append(bounds, b)
		}
	}
	return &liveVerdict{verdict: VerdictOpen, openBy: j.names(bounds)}, nil
}

// text says what a lasso shows.
func (j *liveJudge) text(l *cycles.Lasso) string {
	f := j.formula
	var what string
	switch f.Kind {
	case temporal.IsEventually:
		what = fmt.Sprintf("%s is never reached", f.P)
	case temporal.IsLeadsTo:
		what = fmt.Sprintf("%s is reached, and %s never from then on", f.P, f.Q)
	case temporal.IsRepeatedly:
		what = fmt.Sprintf("from some point on %s is never reached again", f.P)
	case temporal.IsFinallyAlways:
		what = fmt.Sprintf("%s is left again and again", f.P)
	}
	how := "the run goes round for ever"
	if l.Loop[0].Edge == cycles.Stutter && len(l.Loop) == 1 {
		how = "the run ends in its last state"
		if len(j.g.Edges(l.Loop[0].From, nil)) > 0 {
			how += fmt.Sprintf(", where steps are enabled, but none that is assumed to be fair (%s)", f.Fair)
		}
	}
	return what + ": " + how
}

// fairness maps the actions of a system to the conditions that a fairness states.
type fairness struct {
	sys     *system.System
	fair    temporal.Fairness
	numbers map[string]uint32
}

func newFairness(sys *system.System, fair temporal.Fairness) *fairness {
	return &fairness{sys, fair, map[string]uint32{}}
}

// condition numbers a condition.
func (f *fairness) condition(format string, args ...any) uint32 {
	key := fmt.Sprintf(format, args...)
	n, ok := f.numbers[key]
	if !ok {
		n = uint32(len(f.numbers))
		f.numbers[key] = n
	}
	return n
}

// of implements cycles.Fairness.
func (f *fairness) of(mark uint32) (s cycles.Stakes) {
	a := f.sys.ActionOf(mark)
	s.Passes = a.Grows
	weak := func(when temporal.Fairness, format string, args ...any) {
		if f.fair.Has(when) {
			s.Weak = append(s.Weak, f.condition(format, args...))
		}
	}
	switch a.Kind {
	case step.Deliver:
		from, to, kind := f.sys.Parties(a.Message)
		message := &s.Weak
		if f.sys.Fleeting(a.Message) {
			message = &s.FleetingWeak
		}
		if f.fair.Has(temporal.Messages) {
			*message = append(*message, f.condition("message %d", a.Message))
		}
		weak(temporal.Receivers, "receiver %d", to)
		weak(temporal.Senders, "sender %d %s", from, kind)
		switch { // what is sent is enabled, if its receiver is up
		case !f.fair.Has(temporal.Links):
		case f.sys.Fleeting(a.Message): // of numbers that grow none is sent for ever, but the like of it is
			s.FleetingStrong = append(s.FleetingStrong, f.condition("link %d", a.Message))
			s.Strong = append(s.Strong, f.condition("link %d %d %s", from, to, kind))
		default:
			s.Strong = append(s.Strong, f.condition("link %d", a.Message))
		}
	case step.Timeout:
		if !f.sys.IsFault(a) && f.fair.HasTimer(f.sys.NodeTable.TimerName.At(uint32(a.Timer))) {
			s.Weak = append(s.Weak, f.condition("timer %d %d", a.Node, a.Timer))
		}
	case step.Restart:
		weak(temporal.Restarts, "restart %d", a.Node)
	case step.Invoke:
		weak(temporal.Invocations, "invocation %d", a.Node)
	case step.Suspect, step.Trust:
		weak(temporal.Detectors, "detector %d %d %d", a.Kind, a.Node, a.Whom)
	case step.Heal, step.HealLink:
		weak(temporal.Heals, "heal %d", a.Kind)
	}
	return s
}

// liveViolation is a violation of a property about whole runs.
func (s *spaces) liveViolation(name string, v *liveVerdict, g *LiveGraph) *Violation {
	text := v.text
	if shift := g.shift(v.lasso); shift != 0 {
		text += fmt.Sprintf("; each time that it comes back, the %s are %d higher", s.Model.Numbers.Name, shift)
	}
	out := &Violation{Property: name, Kind: traces.KindTemporal, Text: text, Trace: g.trace(v.lasso)}
	return s.finished(out, false)
}
