package search

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
)

// checkMeant checks what the options and a system mean.
func checkMeant(sys *model.System, opts Options) error {
	keys := slices.Clone(opts.Meant)
	for _, m := range sys.Meant {
		if m.Reason == "" {
			return fmt.Errorf("the system means the warning %q, but gives no reason", m.Warning)
		}
		keys = append(keys, m.Warning)
	}
	return warn.Check(keys)
}

// warnings are the warnings of a search with a result.
type warnings struct {
	*spaces
	opts   Options
	result *explore.Result
	list   []Warning
}

// warn lists the warnings of a search that is reported.
func (s *spaces) warn(r *Report, opts Options) {
	w := &warnings{spaces: s, opts: opts, result: &r.Result}
	w.aboutSystem()
	w.aboutGoal()
	w.aboutFairness()
	w.aboutNumbers()
	if r.Violation == nil && r.Verdict != VerdictInconclusive && opts.Until == "" {
		w.aboutProperties()
		w.aboutInitialStates()
		w.UnmetOmissions(func(prefix, what string) {
			w.add(warn.IdleOmission, what, "group %s omits %s, but no state of its machines has that; accepted are a type as pkg.Type, and a field as pkg.Type.field", prefix, what)
		})
		w.aboutSteps(r.StepCounts)
	}
	for i := range w.list {
		w.list[i].Meant = w.meant(w.list[i])
	}
	r.Warnings = w.list
	r.Notes = s.notes()
}

func (w *warnings) add(name, about, format string, args ...any) {
	w.list = append(w.list, Warning{Name: name, About: about, Text: fmt.Sprintf(format, args...)})
}

// meant returns why a warning is meant, or "".
func (w *warnings) meant(x Warning) string {
	for _, m := range w.Model.Meant {
		if m.Warning == x.Name || m.Warning == x.Key() {
			return m.Reason
		}
	}
	if slices.Contains(w.opts.Meant, x.Name) || slices.Contains(w.opts.Meant, x.Key()) {
		return "the options say so"
	}
	return ""
}

// exhausted reports whether every state was visited, but for those outside the
// state constraint.
func (w *warnings) exhausted() bool {
	return !slices.ContainsFunc(w.result.BoundedBy, func(by string) bool { return by != explore.ByConstraint })
}

// aboutSystem warns of what the system alone shows.
func (w *warnings) aboutSystem() {
	sys := w.Model
	crashes := slices.ContainsFunc(sys.Groups, func(g model.Group) bool { return g.Crashes })
	if len(w.Questions) == 0 && w.watch == nil {
		w.add(warn.NoProperties, "", "there are no properties: nothing is checked but that handlers are deterministic and do not panic")
	}
	if sys.Faults.Crashes > 0 && !crashes {
		w.add(warn.NobodyCrashes, "", "the budget of crashes is %d, but no group crashes (Group.Crashes)", sys.Faults.Crashes)
	}
	for _, g := range sys.Groups {
		if g.Count == 0 {
			w.add(warn.EmptyGroup, g.Prefix, "group %s has no nodes (Group.Count)", g.Prefix)
			continue
		}
		if g.Crashes && sys.Faults.Crashes == 0 {
			w.add(warn.NoCrashBudget, g.Prefix, "nodes of group %s may crash, but the budget of crashes is 0 (Faults.Crashes)", g.Prefix)
		}
		if g.Symmetric && g.Count > 1 && !sys.Symmetry {
			w.add(warn.NoSymmetry, g.Prefix, "nodes of group %s are interchangeable, but symmetry is off (System.Symmetry)", g.Prefix)
		}
	}
	looked := len(w.Checks.Globals) > 0 || sys.Constraint != nil || len(sys.Assumptions) > 0 || sys.InFlight > 0 || w.watch != nil ||
		len(w.Observed.Goals) > 0 // that a message may be lost takes a step where messages are assumed to arrive
	if sys.Network != model.FIFO && sys.Faults.Drops != 0 && !looked {
		w.add(warn.UselessBudget, "drops", "the budget of drops is %d, but on a %s network a message that is never delivered is lost anyway, and nothing looks at the network", sys.Faults.Drops, sys.Network)
	}
	if sys.Network == model.Set && sys.Faults.Duplicates > 0 {
		w.add(warn.UselessBudget, "duplicates", "the budget of duplicates is %d, but a set network delivers any message again anyway", sys.Faults.Duplicates)
	}
	w.aboutScope()
	w.aboutDetectors()
	for _, b := range sys.Bounds {
		if b.Of != nil && w.NodesOf(func(node any) bool { return reflect.TypeOf(node).AssignableTo(b.Of) }) == 0 {
			w.add(warn.IdleBound, b.Name, "bound %s is for nodes of type %v, but there are none", b.Name, b.Of)
		}
	}
	for _, b := range sys.TimerBounds {
		if w.bounded(b) == 0 {
			w.add(warn.EmptyTimerBound, string(b.Timer), "the bound of timer %s bounds nothing; it needs a Total above 0, a PerNode, a Drift, or Never", b.Timer)
		}
		if len(b.PerNode) > len(w.Nodes) {
			w.add(warn.EmptyTimerBound, string(b.Timer), "the bound of timer %s is for %s, and the system has %d", b.Timer, numbers.Some(len(b.PerNode), "node"), len(w.Nodes))
		}
	}
}

// aboutProperties warns of properties that a bounded search never tested. When all
// states were visited they are vacuous, which is a verdict.
func (w *warnings) aboutProperties() {
	if w.result.Complete() {
		return
	}
	for i, q := range w.Questions {
		if q.Live.Kind == 0 && !w.Tested[i].Load() {
			w.add(warn.Untested, q.Name, "property %s had nothing to test in the states that were visited", q.Name)
		}
	}
}

// aboutGoal warns of a goal that no state can reach.
func (w *warnings) aboutGoal() {
	for _, q := range w.Questions {
		if q.Goal && !looks(q.Form.Kind, w.NodesOf(q.Form.First), w.NodesOf(q.Form.Second)) {
			w.add(warn.Untested, q.Name, "goal %s looks at nothing: no node, or no two, are of the type that its check takes", q.Name)
		}
	}
}

// aboutFairness warns of a property that assumes fair a timer that no node sets: perhaps
// another one is meant.
func (w *warnings) aboutFairness() {
	known := slices.Sorted(maps.Keys(w.timersSet()))
	for _, q := range w.Questions {
		for _, name := range q.Live.Fair.TimerNames() {
			if !slices.Contains(known, model.Timer(name)) {
				w.add(warn.IdleFairness, q.Name, "property %s assumes that timer %q is fair, but no node %s; the timers that are set: %v",
					q.Name, name, w.everSets(), known)
			}
		}
	}
}

// aboutNumbers warns of numbers by difference of which one is always 0, where their spread
// refused steps: while it is there, nothing is shifted, and the spread is no more than a
// bound on the number itself.
func (w *warnings) aboutNumbers() {
	decl := w.Model.Numbers
	if decl == nil || decl.Spread == 0 || w.refused()[w.SpreadBound()] == 0 {
		return
	}
	moving := w.moving()
	for _, about := range slices.Sorted(maps.Keys(moving)) {
		if !moving[about] {
			w.add(warn.StuckNumbers, about, "%s are taken by difference, but one of those in %s was 0 in all that was visited, and while it is there the others are not shifted; say whether it is remembered or awaited (Numbers.Remembered, Numbers.Awaited)",
				decl.Name, about)
		}
	}
}

// moving is System.Moving, also of what was visited before, and by other processes.
func (s *spaces) moving() map[string]bool { return eitherMoves(s.before.Moving, s.Moving()) }

// eitherMoves says of each kind whether it moves in a or in b.
func eitherMoves(a, b map[string]bool) map[string]bool {
	all := maps.Clone(a)
	for about, moves := range b {
		if all == nil {
			all = map[string]bool{}
		}
		all[about] = all[about] || moves
	}
	return all
}

// everSets says that a timer is set by nobody, as far as is known.
func (w *warnings) everSets() string {
	if w.exhausted() {
		return "ever sets it"
	}
	return "sets it in what was visited"
}

// looks reports whether a check looks at anything, when these nodes are those that it
// looks at.
func looks(kind model.Kind, first, second model.NodeSet) bool {
	switch kind {
	case model.KindLocal, model.KindStep:
		return first != 0
	case model.KindPairwise, model.KindBetween:
		return first != 0 && second != 0 && (first|second).Len() > 1
	}
	return true
}

func (w *warnings) aboutInitialStates() {
	if cut := w.bootCuts(); cut > 0 {
		w.add(warn.Constraint, "", "the state constraint is false in %d of %d initial states, from where nothing was explored", cut, w.boots())
	}
	for i, n := range w.bootOut() {
		if n > 0 {
			w.add(warn.Assumption, w.Model.Assumptions[i].Name, "assumption %s leaves out %d of the initial states", w.Model.Assumptions[i].Name, n)
		}
	}
}

// list0 is a space that expanded the initial states.
func (s *spaces) list0() *system.Space {
	for _, sp := range s.list {
		if sp.Booted {
			return sp
		}
	}
	return s.list[0]
}

// boots is how many initial states there are.
func (s *spaces) boots() int { return max(s.before.Boots, len(s.list0().Boot)) }

// bootOut says how many initial states each assumption leaves out.
func (s *spaces) bootOut() []uint64 {
	if sp := s.list0(); sp.Booted {
		return sp.BootOut
	}
	return s.before.BootOut
}

// bootCuts is how many initial states lie outside the state constraint.
func (s *spaces) bootCuts() int { return s.list0().BootCuts + s.before.BootCuts }

// someEvents reports whether an event was ever recorded.
func (s *spaces) someEvents() bool { return s.before.Events || len(s.Batches.Snapshot()) > 1 }

// aboutSteps warns of what never made a step.
func (w *warnings) aboutSteps(counts []StepCount) {
	set := w.timersSet()
	w.aboutTimerBounds(set)
	acted := w.acted()
	if !w.exhausted() {
		if acted == 0 && w.Origin == nil {
			w.add(warn.NoSteps, "", "no Receive, Timeout or Invoke made a step in what was visited")
		}
		return // what comes later is not known
	}
	if w.Origin != nil {
		return // what came before is not known here
	}
	if len(w.Mons) > 0 && !w.someEvents() {
		w.add(warn.NoEvents, "", "there are monitors, but no event was ever recorded for them (Env.Record)")
	}
	if acted == 0 {
		if w.bootCuts() == 0 {
			w.add(warn.NoSteps, "", "no Receive, Timeout or Invoke ever made a step: nothing but what Start does was explored")
		}
		return
	}
	for _, n := range w.Nodes {
		if !acted.Has(n.ID) {
			w.add(warn.IdleNode, w.Names[n.ID], "no Receive, Timeout or Invoke of node %s ever made a step", w.Names[n.ID])
		}
	}
	w.aboutMessages(counts)
	expected := w.expectedClasses(set)
	for _, c := range counts {
		if c.Steps > 0 {
			delete(expected, c.Name)
		} else {
			expected[c.Name] = true
		}
	}
	if w.Model.Network == model.Set {
		delete(expected, "network duplicates") // there is another warning
	}
	for _, name := range slices.Sorted(maps.Keys(expected)) {
		w.add(warn.NeverStepped, name, "%q never made a step", name)
	}
}

// aboutMessages warns of types of messages that nobody ever sent, where the protocol
// says which there are.
func (w *warnings) aboutMessages(counts []StepCount) {
	for _, m := range w.Model.Messages {
		name := "receives " + shown.TypeName(m)
		sent := slices.ContainsFunc(counts, func(c StepCount) bool { return strings.HasSuffix(c.Name, " "+name) })
		if !sent { // for one that was sent there is another warning
			w.add(warn.NeverStepped, name, "%q never made a step: no message of this type was ever sent", name)
		}
	}
}

// acted returns the nodes of which a handler but Start made a step.
func (s *spaces) acted() (nodes model.NodeSet) {
	nodes = s.before.Acted
	for _, sp := range s.list {
		nodes |= sp.Acted
	}
	return s.closeUnderSymmetry(nodes.Without(model.Nobody))
}

func (s *spaces) closeUnderSymmetry(acted model.NodeSet) model.NodeSet {
	for _, perm := range s.Perms {
		for _, id := range acted.IDs() {
			acted = acted.With(model.NodeID(perm[id-1] + 1))
		}
	}
	return acted
}

// timersSet returns, for each timer that was ever set, at which nodes.
func (s *spaces) timersSet() map[model.Timer]model.NodeSet {
	set := map[model.Timer]model.NodeSet{}
	maps.Copy(set, s.before.TimersSet)
	t := &s.NodeTable
	for _, n := range t.Hot.Snapshot() {
		for _, timer := range t.Timers.Snapshot()[n.Timers:][:n.NumTimers] {
			name := model.Timer(t.TimerName.At(uint32(timer)))
			set[name] = set[name].With(model.NodeID(n.Node + 1))
		}
	}
	return set
}

// bounded returns the nodes that a bound bounds.
func (w *warnings) bounded(b model.TimerBound) (nodes model.NodeSet) {
	for i, n := range w.Nodes {
		if b.Never || b.Total > 0 || b.Drift > 0 || i < len(b.PerNode) && b.PerNode[i] >= 0 {
			nodes = nodes.With(n.ID)
		}
	}
	return nodes
}

func (w *warnings) aboutTimerBounds(set map[model.Timer]model.NodeSet) {
	where := w.everSets()
	for _, b := range w.Model.TimerBounds {
		bounded := w.bounded(b)
		switch {
		case bounded == 0: // there is another warning
		case set[b.Timer] == 0:
			known := slices.Sorted(maps.Keys(set))
			w.add(warn.IdleTimerBound, string(b.Timer), "there is a bound for timer %s, but no node %s; the timers that are set: %v", b.Timer, where, known)
		case bounded&set[b.Timer] == 0:
			w.add(warn.IdleTimerBound, string(b.Timer), "there is a bound for timer %s, but none of the nodes that it bounds %s", b.Timer, where)
		case b.Drift > 0 && set[b.Timer].Len() == 1:
			w.add(warn.IdleTimerBound, string(b.Timer), "there is a bound for the drift of timer %s, but only one node sets it", b.Timer)
		}
	}
}

// expectedClasses are the kinds of steps that the system allows and that need not
// have been met.
func (w *warnings) expectedClasses(set map[model.Timer]model.NodeSet) map[string]bool {
	expected := map[string]bool{}
	for timer, nodes := range set {
		for _, id := range nodes.IDs() {
			if !w.forbidden(timer, int(id)-1) {
				expected[w.TimerClass(w.GroupPrefix(int(id)-1), string(timer))] = true
			}
		}
	}
	for i, n := range w.Nodes {
		if n.Invoker {
			expected[w.GroupPrefix(i)+" invokes"] = true
		}
		if w.Model.Groups[n.Group].Crashes && w.Model.Faults.Crashes > 0 {
			expected[w.GroupPrefix(i)+" crashes"] = true
			if !w.Model.Groups[n.Group].CrashStop {
				expected[w.GroupPrefix(i)+" restarts"] = true
			}
		}
		w.expectSuspicions(i, expected)
	}
	return expected
}

// forbidden reports whether a bound of 0 keeps a node's timer from firing.
func (w *warnings) forbidden(timer model.Timer, node int) bool {
	return slices.ContainsFunc(w.Faults.Counters, func(c system.Counter) bool {
		return c.Timer == timer && c.Limit == 0 && (c.Node < 0 || c.Node == node)
	})
}

// notes say what a green of this system does not say.
func (s *spaces) notes() (notes []string) {
	for _, note := range []string{s.idleNote(), s.Histories()} {
		if note != "" {
			notes = append(notes, note)
		}
	}
	return notes
}

// idleNote says that messages which would do nothing stay in flight, if a property can see
// that.
func (s *spaces) idleNote() string {
	if s.Model.Network == model.FIFO || !s.someDeliveryIdle() {
		return ""
	}
	var names []string
	for _, g := range s.Checks.Globals {
		names = append(names, s.Questions[g.Question].Name)
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("on a %s network a message whose delivery would do nothing stays in flight (docs/semantics.md); "+
		"if %s looks at what is in flight, it may never see an empty network", s.Model.Network, strings.Join(names, ", "))
}

// someDeliveryIdle reports whether the delivery of some message was no step.
func (s *spaces) someDeliveryIdle() bool {
	if s.before.IdleDelivery {
		return true
	}
	for key, outcomes := range s.Outcomes.All() {
		if step.Input(key).IsMessage() && outcomes&0xffff == 0 {
			return true
		}
	}
	return false
}
