package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore"
)

// Warning says why a search looked at less than its user may think. Check fails on
// one, unless it is meant.
type Warning struct {
	// Name is the kind of warning, one of the constants Warn….
	Name string
	// About names the group, timer, step or property that it is about; "" when it
	// is about the whole system.
	About string
	// Text says what is wrong and what would mend it.
	Text string
	// Meant says why it is meant; "" when it is not.
	Meant string
}

// Key is how a warning is named to say that it is meant: its name, with what it is
// about behind a space, if anything.
func (w Warning) Key() string { return strings.TrimSpace(w.Name + " " + w.About) }

// The kinds of warnings.
const (
	WarnNoProperties    = "no-properties"     // nothing is checked
	WarnNoSteps         = "no-steps"          // no handler but Start ever made a step
	WarnNoEvents        = "no-events"         // monitors, but no event
	WarnNeverStepped    = "never-stepped"     // a handler, message, timer or fault that never made a step
	WarnIdleNode        = "idle-node"         // a node of which no handler but Start ever made a step
	WarnUntested        = "untested"          // a property that had nothing to test
	WarnEmptyGroup      = "empty-group"       // a group without nodes
	WarnNobodyCrashes   = "nobody-crashes"    // a budget of crashes, but no group crashes
	WarnNoCrashBudget   = "no-crash-budget"   // a group crashes, but no budget allows it
	WarnNoSymmetry      = "no-symmetry"       // a group is symmetric, but symmetry is off
	WarnUselessBudget   = "useless-budget"    // a budget that changes nothing on this network
	WarnIdleBound       = "idle-bound"        // a bound on nodes of a type that none has
	WarnIdleTimerBound  = "idle-timer-bound"  // a bound for a timer that nobody sets
	WarnEmptyTimerBound = "empty-timer-bound" // a bound that bounds nothing
	WarnConstraint      = "constraint"        // an initial state lies outside the state constraint
)

// WarningNames lists the kinds of warnings.
func WarningNames() []string {
	return []string{
		WarnNoProperties, WarnNoSteps, WarnNoEvents, WarnNeverStepped, WarnIdleNode, WarnUntested, WarnEmptyGroup, WarnNobodyCrashes, WarnNoCrashBudget,
		WarnNoSymmetry, WarnUselessBudget, WarnIdleBound, WarnIdleTimerBound, WarnEmptyTimerBound, WarnConstraint,
	}
}

// Meant says that a warning of a system is meant.
type Meant struct {
	// Warning is the name of a kind of warning, or a Key to mean one alone.
	Warning string
	// Reason says why, for the report.
	Reason string
}

// Unmeant returns the warnings that are not meant.
func (r *Report) Unmeant() (list []Warning) {
	for _, w := range r.Warnings {
		if w.Meant == "" {
			list = append(list, w)
		}
	}
	return list
}

// CheckMeant reports the first of some keys that is none of a warning.
func CheckMeant(keys []string) error {
	for _, key := range keys {
		if name, _, _ := strings.Cut(key, " "); !slices.Contains(WarningNames(), name) {
			return fmt.Errorf("there is no warning %q that could be meant; %s", name, thereAre(WarningNames()))
		}
	}
	return nil
}

// checkMeant checks what the options and a system mean.
func checkMeant(sys *System, opts Options) error {
	keys := slices.Clone(opts.Meant)
	for _, m := range sys.Meant {
		if m.Reason == "" {
			return fmt.Errorf("the system means the warning %q, but gives no reason", m.Warning)
		}
		keys = append(keys, m.Warning)
	}
	return CheckMeant(keys)
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
	if r.Violation == nil && r.Verdict != VerdictInconclusive && opts.Until == "" {
		w.aboutProperties()
		w.aboutInitialStates()
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
	for _, m := range w.sys.Meant {
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
	sys := w.sys
	crashes := slices.ContainsFunc(sys.Groups, func(g Group) bool { return g.Crashes })
	if len(w.questions) == 0 && w.watch == nil {
		w.add(WarnNoProperties, "", "there are no properties: nothing is checked but that handlers are deterministic and do not panic")
	}
	if sys.Faults.Crashes > 0 && !crashes {
		w.add(WarnNobodyCrashes, "", "the budget of crashes is %d, but no group crashes (Group.Crashes)", sys.Faults.Crashes)
	}
	for _, g := range sys.Groups {
		if g.Count == 0 {
			w.add(WarnEmptyGroup, g.Prefix, "group %s has no nodes (Group.Count)", g.Prefix)
			continue
		}
		if g.Crashes && sys.Faults.Crashes == 0 {
			w.add(WarnNoCrashBudget, g.Prefix, "nodes of group %s may crash, but the budget of crashes is 0 (Faults.Crashes)", g.Prefix)
		}
		if g.Symmetric && g.Count > 1 && !sys.Symmetry {
			w.add(WarnNoSymmetry, g.Prefix, "nodes of group %s are interchangeable, but symmetry is off (System.Symmetry)", g.Prefix)
		}
	}
	looked := len(w.checks.globals) > 0 || sys.Constraint != nil || sys.InFlight > 0 || w.watch != nil
	if sys.Network != FIFO && sys.Faults.Drops > 0 && !looked {
		w.add(WarnUselessBudget, "drops", "the budget of drops is %d, but on a %s network a message that is never delivered is lost anyway, and nothing looks at the network", sys.Faults.Drops, sys.Network)
	}
	if sys.Network == Set && sys.Faults.Duplicates > 0 {
		w.add(WarnUselessBudget, "duplicates", "the budget of duplicates is %d, but a set network delivers any message again anyway", sys.Faults.Duplicates)
	}
	for _, b := range sys.Bounds {
		if b.includes != nil && w.nodesOf(b.includes) == 0 {
			w.add(WarnIdleBound, b.Name, "bound %s is for nodes of type %v, but there are none", b.Name, b.of)
		}
	}
	for _, b := range sys.TimerBounds {
		if w.bounded(b) == 0 {
			w.add(WarnEmptyTimerBound, string(b.Timer), "the bound of timer %s bounds nothing; it needs a Total above 0, a PerNode, or Never", b.Timer)
		}
		if len(b.PerNode) > len(w.nodes) {
			w.add(WarnEmptyTimerBound, string(b.Timer), "the bound of timer %s is for %d nodes, but there are %d", b.Timer, len(b.PerNode), len(w.nodes))
		}
	}
}

// aboutProperties warns of properties that a bounded search never tested. When all
// states were visited they are vacuous, which is a verdict.
func (w *warnings) aboutProperties() {
	if w.result.Complete() {
		return
	}
	for i, q := range w.questions {
		if !w.tested[i].Load() {
			w.add(WarnUntested, q.name, "property %s had nothing to test in the states that were visited", q.name)
		}
	}
}

// aboutGoal warns of a goal that no state can reach.
func (w *warnings) aboutGoal() {
	for _, q := range w.questions {
		if q.goal && !q.form.looks(w.nodesOf(q.form.First), w.nodesOf(q.form.Second)) {
			w.add(WarnUntested, q.name, "goal %s looks at nothing: no node, or no two, are of the type that its check takes", q.name)
		}
	}
}

func (w *warnings) aboutInitialStates() {
	if cut := w.list0().bootCuts; cut > 0 {
		w.add(WarnConstraint, "", "the state constraint is false in %d of %d initial states, from where nothing was explored", cut, len(w.list0().boot))
	}
}

// list0 is a space that expanded the initial states.
func (w *warnings) list0() *space {
	for _, sp := range w.spaces.list {
		if sp.booted {
			return sp
		}
	}
	return w.spaces.list[0]
}

// aboutSteps warns of what never made a step.
func (w *warnings) aboutSteps(counts []StepCount) {
	set := w.timersSet()
	w.aboutTimerBounds(set)
	acted := w.acted()
	if !w.exhausted() {
		if acted == 0 && w.origin == nil {
			w.add(WarnNoSteps, "", "no Receive, Timeout or Invoke made a step in what was visited")
		}
		return // what comes later is not known
	}
	if w.origin != nil {
		return // what came before is not known here
	}
	if len(w.mons) > 0 && len(w.batches.snapshot()) < 2 {
		w.add(WarnNoEvents, "", "there are monitors, but no event was ever recorded for them (Env.Record)")
	}
	if acted == 0 {
		if w.list0().bootCuts == 0 {
			w.add(WarnNoSteps, "", "no Receive, Timeout or Invoke ever made a step: nothing but what Start does was explored")
		}
		return
	}
	for _, n := range w.nodes {
		if !acted.Has(n.id) {
			w.add(WarnIdleNode, w.names[n.id], "no Receive, Timeout or Invoke of node %s ever made a step", w.names[n.id])
		}
	}
	expected := w.expectedClasses(set)
	for _, c := range counts {
		if c.Steps > 0 {
			delete(expected, c.Name)
		} else {
			expected[c.Name] = true
		}
	}
	if w.sys.Network == Set {
		delete(expected, "network duplicates") // there is another warning
	}
	for _, name := range sortedKeys(expected) {
		w.add(WarnNeverStepped, name, "%q never made a step", name)
	}
}

// acted returns the nodes of which a handler but Start made a step.
func (w *warnings) acted() (nodes NodeSet) {
	for _, sp := range w.spaces.list {
		nodes |= sp.acted
	}
	return w.closeUnderSymmetry(nodes.Without(Nobody))
}

func (w *warnings) closeUnderSymmetry(acted NodeSet) NodeSet {
	for _, perm := range w.perms {
		for _, id := range acted.IDs() {
			acted = acted.With(NodeID(perm[id-1] + 1))
		}
	}
	return acted
}

// timersSet returns, for each timer that was ever set, at which nodes.
func (w *warnings) timersSet() map[Timer]NodeSet {
	set := map[Timer]NodeSet{}
	t := &w.nodeTable
	for _, n := range t.hot.snapshot() {
		for _, timer := range t.timers.snapshot()[n.timers:][:n.numTimers] {
			name := Timer(t.timerName.at(uint32(timer)))
			set[name] = set[name].With(NodeID(n.node + 1))
		}
	}
	return set
}

// bounded returns the nodes that a bound bounds.
func (w *warnings) bounded(b TimerBound) (nodes NodeSet) {
	for i, n := range w.nodes {
		if b.Never || b.Total > 0 || i < len(b.PerNode) && b.PerNode[i] >= 0 {
			nodes = nodes.With(n.id)
		}
	}
	return nodes
}

func (w *warnings) aboutTimerBounds(set map[Timer]NodeSet) {
	where := "ever sets it"
	if !w.exhausted() {
		where = "sets it in what was visited"
	}
	for _, b := range w.sys.TimerBounds {
		bounded := w.bounded(b)
		switch {
		case bounded == 0: // there is another warning
		case set[b.Timer] == 0:
			known := slices.Sorted(maps.Keys(set))
			w.add(WarnIdleTimerBound, string(b.Timer), "there is a bound for timer %s, but no node %s; the timers that are set: %v", b.Timer, where, known)
		case bounded&set[b.Timer] == 0:
			w.add(WarnIdleTimerBound, string(b.Timer), "there is a bound for timer %s, but none of the nodes that it bounds %s", b.Timer, where)
		}
	}
}

// expectedClasses are the kinds of steps that the system allows and that need not
// have been met.
func (w *warnings) expectedClasses(set map[Timer]NodeSet) map[string]bool {
	expected := map[string]bool{}
	for timer, nodes := range set {
		for _, id := range nodes.IDs() {
			if !w.forbidden(timer, int(id)-1) {
				expected[w.timerClass(w.groupPrefix(int(id)-1), string(timer))] = true
			}
		}
	}
	for i, n := range w.nodes {
		if n.invoker {
			expected[w.groupPrefix(i)+" invokes"] = true
		}
		if w.sys.Groups[n.group].Crashes && w.sys.Faults.Crashes > 0 {
			expected[w.groupPrefix(i)+" crashes"] = true
			expected[w.groupPrefix(i)+" restarts"] = true
		}
	}
	return expected
}

// forbidden reports whether a bound of 0 keeps a node's timer from firing.
func (w *warnings) forbidden(timer Timer, node int) bool {
	return slices.ContainsFunc(w.faults.counters, func(c counter) bool {
		return c.timer == timer && c.limit == 0 && (c.node < 0 || c.node == node)
	})
}

// notes say what a green of this system does not say.
func (s *spaces) notes() (notes []string) {
	if s.sys.Network == FIFO || !s.someDeliveryIdle() {
		return nil
	}
	var names []string
	for _, g := range s.checks.globals {
		names = append(names, s.questions[g.question].name)
	}
	if len(names) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("on a %s network a message whose delivery would do nothing stays in flight (docs/semantics.md); "+
		"if %s looks at what is in flight, it may never see an empty network", s.sys.Network, strings.Join(names, ", "))}
}

// someDeliveryIdle reports whether the delivery of some message was no step.
func (s *spaces) someDeliveryIdle() bool {
	for _, slot := range s.outcomes.table.Load().slots {
		if slot.key != 0 && input(slot.key-1) >= inputMessage && slot.value&0xffff == 0 {
			return true
		}
	}
	return false
}
