package search

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/model"
)

// This file is the step table of the design a second time, as plainly as it can
// be written: breadth first over whole states, each kept as text in a map.
// Nothing is remembered about handlers, nothing is hashed, nothing is updated in
// place. It shares no code with the engine, which is held against it on random
// systems, and it is too slow for anything else.

// NaiveResult is what a naive search reports.
type NaiveResult struct {
	States int   // distinct states, initial ones included
	Steps  int   // steps taken, those to known and to cut states included
	Depth  int   // of the deepest distinct state; initial states have 0
	Levels []int // distinct states at each depth
	// Violated names the properties broken by the shortest violations there are,
	// in order; Length is how many steps those take.
	Violated []string
	Length   int
	// Tested names the properties that were held or broken somewhere.
	Tested map[string]bool
	// Cut says that the constraint was false somewhere.
	Cut bool
	// Refused counts the steps that each of the protocol's bounds refused, Excluded those
	// that each of its assumptions did.
	Refused, Excluded []uint64
	// Left is how many initial states the assumptions left out.
	Left int
	// refused are the steps that bounds refused in the state that was expanded last, by
	// the names of the bounds.
	refused []naiveRefusal
	// idle are the actions of that state that a node may also take by choosing to do nothing.
	idle map[string]bool
}

// naiveRefusal is a step that a bound refused.
type naiveRefusal struct {
	bound, action string
	run           int // of the handler, as in naiveStep
}

// NaiveSearch explores sys up to a depth, or all of it when depth is negative.
// The level of the first violation is its last.
func NaiveSearch(sys *model.System, depth int) NaiveResult {
	x := newNaive(sys)
	seen := map[string]bool{}
	// visit checks a state that was reached, and reports whether it is new.
	visit := func(s *naiveState) bool {
		x.checkState(s)
		if sys.Constraint != nil && !sys.Constraint(x.wholeState(s)) {
			x.result.Cut = true
			return false
		}
		name := x.name(s)
		if seen[name] {
			return false
		}
		seen[name] = true
		return true
	}
	var level []*naiveState
	for _, s := range x.initial() {
		if x.excludedBy(s) >= 0 {
			x.result.Left++
			continue
		}
		if visit(s) {
			level = append(level, s)
		}
	}
	r := &x.result
	for d := 0; ; d++ {
		r.States = len(seen)
		if len(level) > 0 {
			r.Levels = append(r.Levels, len(level))
			r.Depth = d
		}
		if len(x.broken) > 0 {
			r.Length = d
			for _, p := range sys.Properties {
				if x.broken[p.Name] {
					r.Violated = append(r.Violated, p.Name)
				}
			}
			slices.Sort(r.Violated)
			return *r
		}
		if len(level) == 0 || d == depth {
			return *r
		}
		var next []*naiveState
		for _, s := range level {
			for _, step := range x.steps(s) {
				r.Steps++
				x.checkStep(s, step)
				if visit(step.after) {
					next = append(next, step.after)
				}
			}
		}
		level = next
	}
}

// naive is one search.
type naive struct {
	sys      *model.System
	groups   []*model.Group // of each node; index 0 is node 1
	names    []string       // by id
	monitors []model.Form
	result   NaiveResult
	broken   map[string]bool
	leaders  []model.NodeID // who may lead after stabilisation; Nobody where there is no leader
	runs     int            // of handlers, each with all its choices
}

func newNaive(sys *model.System) *naive {
	x := &naive{sys: sys, names: []string{""}, broken: map[string]bool{}}
	x.result.Tested = map[string]bool{}
	x.result.Refused = make([]uint64, len(sys.Bounds))
	x.result.Excluded = make([]uint64, len(sys.Assumptions))
	for g := range sys.Groups {
		group := &sys.Groups[g]
		for i := range group.Count {
			name := group.Prefix
			if group.Count > 1 {
				name = fmt.Sprint(group.Prefix, i+1)
			}
			x.groups = append(x.groups, group)
			x.names = append(x.names, name)
		}
	}
	for _, p := range sys.Properties {
		if f := p.Check.Form(); f.Kind == model.KindMonitor && x.monitor(f) < 0 {
			x.monitors = append(x.monitors, f)
		}
	}
	x.leaders = x.mayLead()
	return x
}

// monitor returns the number of a monitor, or -1.
func (x *naive) monitor(m model.Form) int {
	return slices.IndexFunc(x.monitors, func(o model.Form) bool { return o.Of == m.Of })
}

// naiveState is a whole state. What it refers to is never changed: a step clones
// the state and replaces things.
type naiveState struct {
	nodes []naiveNode // index 0 is node 1
	// net lists every copy in flight. On FIFO the packets of a channel are in
	// their order; otherwise the order means nothing.
	net      []model.Packet
	monitors []any
	// cut is the side of the cut without the first node that is divided; empty without a
	// cut. links are the links that are cut, in the order of their ends.
	cut   model.NodeSet
	links []naiveLink

	// calm says that the system has stabilised, and leader under whom, if anybody.
	calm   bool
	leader model.NodeID

	crashes, drops, duplicates, partitions, cutLinks, mistakes int
	// fired counts, for each timer bound, all firings (index 0) and those of each
	// node (by id) as far as they are bounded.
	fired [][]int
	// ticks has, for each timer bound, how often each node (by id) has ticked since its clock
	// runs, plus that of the slowest clock at that time; none where no clock runs.
	ticks [][]int
}

// noClock is the number of ticks where no clock runs.
const noClock = -1

type naiveNode struct {
	node   model.Node
	up     bool
	timers []model.Timer // sorted
}

// naiveLink is a link; where both directions are cut, from is the smaller end.
type naiveLink struct{ from, to model.NodeID }

func (s *naiveState) clone() *naiveState {
	c := *s
	c.nodes = slices.Clone(s.nodes)
	c.net = slices.Clone(s.net)
	c.monitors = slices.Clone(s.monitors)
	c.fired = slices.Clone(s.fired)
	for i := range c.fired {
		c.fired[i] = slices.Clone(c.fired[i])
	}
	c.ticks = slices.Clone(c.ticks)
	for i := range c.ticks {
		c.ticks[i] = slices.Clone(c.ticks[i])
	}
	return &c
}

func (s *naiveState) at(id model.NodeID) *naiveNode { return &s.nodes[id-1] }

// naiveStep is a step; node is whose step it was, or Nobody.
type naiveStep struct {
	after  *naiveState
	node   model.NodeID
	action string // what it is, in every state the same
	run    int    // of the handler; all its outcomes have the same number, faults 0
}

// initial returns the states after every node has started, in the order of the
// ids; there are several if Start makes choices.
func (x *naive) initial() []*naiveState {
	s := &naiveState{fired: make([][]int, len(x.sys.TimerBounds))}
	for i, group := range x.groups {
		s.nodes = append(s.nodes, naiveNode{node: naiveCopy(group.New(model.NodeID(i + 1))), up: true})
	}
	for i := range s.fired {
		s.fired[i] = make([]int, len(x.groups)+1)
		s.ticks = append(s.ticks, slices.Repeat([]int{noClock}, len(x.groups)+1))
	}
	for _, m := range x.monitors {
		s.monitors = append(s.monitors, naiveCopy(m.Monitor.Initial))
	}
	states := []*naiveState{s}
	for i := range x.groups {
		var started []*naiveState
		for _, s := range states {
			started = append(started, x.run(s, model.NodeID(i+1), model.Node.Start)...)
		}
		states = started
	}
	for _, s := range states {
		x.bury(s)
	}
	return states
}

// steps returns all steps from s.
func (x *naive) steps(s *naiveState) []naiveStep {
	var steps []naiveStep
	x.result.refused = nil
	action := "" // of the step that is looked at
	x.result.idle = map[string]bool{}
	idle := func() { x.result.idle[action] = true }
	refuse := func(bound string) {
		if !naiveFault(action) {
			x.result.refused = append(x.result.refused, naiveRefusal{bound, action, x.runs})
		}
	}
	// add takes a step unless too many messages would be in flight after it, or a
	// bound refuses it.
	add := func(node model.NodeID, after *naiveState) {
		x.bury(after)
		if node != model.Nobody && !s.calm {
			if by := x.refuses(s.at(node).node, after.at(node).node); by != "" {
				refuse(by)
				return
			}
		}
		if x.sys.InFlight != 0 && len(after.net) > x.sys.InFlight {
			refuse("messages in flight")
			return
		}
		if i := x.excludedBy(after); i >= 0 {
			x.result.Excluded[i]++
			refuse("assumption " + x.sys.Assumptions[i].Name)
			return
		}
		step := naiveStep{after: after, node: node, action: action}
		if node != model.Nobody && !naiveFault(action) {
			step.run = x.runs
		}
		steps = append(steps, step)
	}
	// addHandled takes a step unless it left everything as it was before.
	addHandled := func(node model.NodeID, after, before *naiveState) {
		x.bury(after)
		if x.text(after, nil) != x.text(before, nil) {
			add(node, after)
		} else {
			idle()
		}
	}

	faults := x.sys.Faults
	if s.calm {
		faults = model.Faults{}
	}
	delivers := false // some delivery is a step, or would be if nothing refused it
	for _, i := range x.choices(s) {
		p := s.net[i]
		if !s.at(p.To).up || x.apart(s, p.From, p.To) {
			continue
		}
		action = "deliver " + naiveText(p, nil)
		taken := s.clone()
		if x.sys.Network != model.Set {
			taken.net = slices.Delete(taken.net, i, i+1)
		}
		receive := func(n model.Node, env model.Env) { n.Receive(env, p.From, naiveCopy(p.Message)) }
		for _, after := range x.run(taken, p.To, receive) {
			x.bury(after)
			if x.sys.Network == model.FIFO || x.text(after, nil) != x.text(taken, nil) {
				delivers = true
				add(p.To, after)
			} else {
				idle()
			}
		}
	}

	if s.drops < faults.Drops || faults.Drops == -1 {
		for _, i := range x.choices(s) {
			if !x.hits(x.sys.Scope.Drops, s.net[i].From, s.net[i].To) {
				continue
			}
			after := s.clone()
			after.net = slices.Delete(after.net, i, i+1)
			if faults.Drops != -1 {
				after.drops++
			}
			action = "drop " + naiveText(s.net[i], nil)
			add(model.Nobody, after)
		}
	}
	if s.duplicates < faults.Duplicates && x.sys.Network != model.Set {
		for _, i := range x.choices(s) {
			if !x.hits(x.sys.Scope.Duplicates, s.net[i].From, s.net[i].To) {
				continue
			}
			after := s.clone()
			after.net = slices.Insert(after.net, i, s.net[i])
			after.duplicates++
			action = "duplicate " + naiveText(s.net[i], nil)
			add(model.Nobody, after)
		}
	}

	for i := range s.nodes {
		id := model.NodeID(i + 1)
		n := s.at(id)
		for _, t := range n.timers {
			if !n.up || !x.isTurnOf(s, id, t, delivers) || s.calm && x.isFault(t) || x.isAhead(s, id, t) {
				continue
			}
			action = fmt.Sprint("timeout ", id, " ", t)
			if x.isFault(t) {
				action = fmt.Sprint("fault ", id, " ", t)
			}
			refusing := x.refusing(s, id, t)
			cleared := s.clone()
			cleared.at(id).timers = naiveWithout(n.timers, t)
			timeout := func(n model.Node, env model.Env) { n.Timeout(env, t) }
			for _, after := range x.run(cleared, id, timeout) {
				x.bury(after)
				x.tick(after, id, t)
				if x.text(after, nil) == x.text(s, nil) {
					if refusing == nil {
						idle()
					}
					continue // no step, so its budget is not spent either
				}
				for _, bound := range refusing {
					refuse(bound)
				}
				if refusing != nil {
					continue
				}
				x.countFiring(after, id, t)
				add(id, after)
			}
		}

		if client, ok := naiveCopy(n.node).(model.Invoker); ok && n.up && client.CanInvoke() {
			action = fmt.Sprint("invoke ", id)
			invoke := func(n model.Node, env model.Env) { n.(model.Invoker).Invoke(env) }
			for _, after := range x.run(s, id, invoke) {
				addHandled(id, after, s)
			}
		}

		if x.groups[i].Crashes && n.up && s.crashes < faults.Crashes {
			after := s.clone()
			after.crashes++
			*after.at(id) = naiveNode{node: naiveCrashed(n.node)}
			x.setClocks(after)
			action = fmt.Sprint("crash ", id)
			add(id, after)
		}
		for j := range s.nodes {
			if q := model.NodeID(j + 1); n.up && q != id {
				action = fmt.Sprint("suspect ", id, q)
				x.suspicions(s, id, q, &action, addHandled)
			}
		}
		if !n.up && !x.groups[i].CrashStop {
			action = fmt.Sprint("restart ", id)
			booting := s.clone()
			*booting.at(id) = naiveNode{node: naiveRestored(x.groups[i].New(id), n.node), up: true}
			for _, after := range x.run(booting, id, model.Node.Start) {
				add(id, after)
			}
		}
	}

	switch {
	case s.cut != 0:
		after := s.clone()
		after.cut = 0
		action = "heal"
		add(model.Nobody, after)
	case s.partitions < faults.Partitions:
		// Every subset of the others is once the side without the first.
		divided := x.divided().IDs()
		for side := 1; len(divided) > 0 && side < 1<<(len(divided)-1); side++ {
			after := s.clone()
			for i, id := range divided[1:] {
				if side&(1<<i) != 0 {
					after.cut = after.cut.With(id)
				}
			}
			after.partitions++
			action = "cut"
			add(model.Nobody, after)
		}
	}
	for _, l := range x.allLinks() {
		after := s.clone()
		switch i := slices.Index(s.links, l); {
		case i >= 0:
			action = fmt.Sprint("heal ", l)
			after.links = slices.Delete(slices.Clone(s.links), i, i+1)
		case s.cutLinks < faults.Links:
			after.links = naiveSorted(append(slices.Clone(s.links), l))
			after.cutLinks++
			action = fmt.Sprint("cut ", l)
		default:
			continue
		}
		add(model.Nobody, after)
	}
	for _, leader := range x.leaders {
		if s.calm || s.cut != 0 || len(s.links) > 0 || leader != model.Nobody && !s.at(leader).up {
			continue
		}
		after := s.clone()
		after.calm, after.leader = true, leader
		action = fmt.Sprint("stabilise ", leader)
		after.crashes, after.drops, after.duplicates, after.partitions, after.cutLinks, after.mistakes = 0, 0, 0, 0, 0, 0
		for _, f := range after.fired {
			clear(f)
		}
		add(model.Nobody, after)
	}
	return steps
}

// mayLead returns who may lead after stabilisation: Nobody if no leader is assumed, and
// nothing at all if there is no stabilisation.
func (x *naive) mayLead() []model.NodeID {
	if x.sys.Assume == "" {
		return nil
	}
	if x.sys.Assume == "stable" {
		return []model.NodeID{model.Nobody}
	}
	prefix, named := strings.CutPrefix(x.sys.Assume, "leader=")
	byGroup, timed := map[string][]model.NodeID{}, map[string][]model.NodeID{}
	for i, group := range x.groups {
		id := model.NodeID(i + 1)
		byGroup[group.Prefix] = append(byGroup[group.Prefix], id)
		if slices.ContainsFunc(x.initial(), func(s *naiveState) bool {
			return slices.ContainsFunc(s.at(id).timers, func(t model.Timer) bool { return !x.isFault(t) })
		}) {
			timed[group.Prefix] = append(timed[group.Prefix], id)
		}
	}
	if !named {
		for p, ids := range timed {
			if len(byGroup[p]) > 1 && len(ids) > 0 {
				prefix = p // the only one, or the system is refused
			}
		}
	}
	if len(timed[prefix]) > 0 {
		return timed[prefix]
	}
	return byGroup[prefix]
}

// isTurnOf reports whether a timer of a node may fire, when some delivery is enabled or none.
func (x *naive) isTurnOf(s *naiveState, id model.NodeID, t model.Timer, delivers bool) bool {
	if s.leader == model.Nobody {
		return true
	}
	clock := slices.ContainsFunc(x.sys.TimerBounds, func(b model.TimerBound) bool { return b.Timer == t && b.Drift > 0 })
	return !delivers && (id == s.leader || x.groups[id-1] != x.groups[s.leader-1] || clock)
}

// slowest returns how often the clock of a bound has ticked that has ticked least.
func (x *naive) slowest(s *naiveState, bound int) int {
	least := noClock
	for _, n := range s.ticks[bound] {
		if n != noClock && (least == noClock || n < least) {
			least = n
		}
	}
	return least
}

// isAhead reports whether a node has ticked so often that it may not tick again now.
func (x *naive) isAhead(s *naiveState, id model.NodeID, t model.Timer) bool {
	for i, b := range x.sys.TimerBounds {
		if b.Timer == t && b.Drift > 0 && s.ticks[i][id]+1 > x.slowest(s, i)+b.Drift {
			return true
		}
	}
	return false
}

// tick counts the tick of a clock that goes on.
func (x *naive) tick(s *naiveState, id model.NodeID, t model.Timer) {
	for i, b := range x.sys.TimerBounds {
		if b.Timer == t && s.ticks[i][id] != noClock {
			s.ticks[i][id]++
		}
	}
}

// setClocks lets the clocks run that should, level with the slowest one when they begin.
func (x *naive) setClocks(s *naiveState) {
	for i, b := range x.sys.TimerBounds {
		for j := range s.nodes {
			id := model.NodeID(j + 1)
			runs := b.Drift > 0 && s.at(id).up && slices.Contains(s.at(id).timers, b.Timer)
			switch {
			case !runs:
				s.ticks[i][id] = noClock
			case s.ticks[i][id] == noClock:
				s.ticks[i][id] = max(0, x.slowest(s, i))
			}
		}
	}
}

// suspicions takes the steps in which a failure detector tells id, which is up, of q.
func (x *naive) suspicions(s *naiveState, id, q model.NodeID, action *string, addHandled func(node model.NodeID, after, idle *naiveState)) {
	for _, d := range x.sys.Detectors {
		if !x.named(d.By, id) || !x.named(d.Of, q) {
			continue
		}
		told := s.clone()
		if *action = fmt.Sprint("suspect ", id, q); s.at(q).up {
			*action = fmt.Sprint("mistake ", id, q)
		}
		switch up := s.at(q).up; {
		case up && (!d.Eventual || s.calm || s.mistakes == x.sys.Faults.Mistakes):
		case up || d.Eventual || x.groups[q-1].CrashStop:
			for _, after := range x.run(told, id, func(n model.Node, env model.Env) { n.(model.Suspecter).Suspect(env, q) }) {
				x.bury(after)
				if x.text(after, nil) == x.text(s, nil) {
					x.result.idle[*action] = true
					continue // no step, so no mistake either
				}
				if up {
					after.mistakes++
				}
				addHandled(id, after, s)
			}
		}
		if d.Eventual && s.at(q).up {
			*action = fmt.Sprint("trust ", id, q)
			for _, after := range x.run(told, id, func(n model.Node, env model.Env) { n.(model.Truster).Trust(env, q) }) {
				addHandled(id, after, s)
			}
		}
	}
}

// named reports whether a name is a node's, its group's, or everybody's.
func (x *naive) named(name string, id model.NodeID) bool {
	return name == "" || name == x.names[id] || name == x.groups[id-1].Prefix
}

// hits reports whether a fault that hits some links, or all, hits one.
func (x *naive) hits(links []model.Link, from, to model.NodeID) bool {
	return links == nil || slices.ContainsFunc(links, func(l model.Link) bool { return x.named(l.From, from) && x.named(l.To, to) })
}

// divided returns the nodes that partitions divide.
func (x *naive) divided() (nodes model.NodeSet) {
	for i := range x.groups {
		id, names := model.NodeID(i+1), x.sys.Scope.Partitions
		if names == nil || slices.ContainsFunc(names, func(name string) bool { return x.named(name, id) }) {
			nodes = nodes.With(id)
		}
	}
	return nodes
}

// allLinks lists the links that can be cut.
func (x *naive) allLinks() (all []naiveLink) {
	for i := range x.groups {
		for j := range x.groups {
			from, to := model.NodeID(i+1), model.NodeID(j+1)
			hit := x.hits(x.sys.Scope.Links, from, to)
			if x.sys.Scope.OneWay && from != to && hit || !x.sys.Scope.OneWay && from < to && (hit || x.hits(x.sys.Scope.Links, to, from)) {
				all = append(all, naiveLink{from, to})
			}
		}
	}
	return all
}

// apart reports whether a cut lies between two nodes.
func (x *naive) apart(s *naiveState, from, to model.NodeID) bool {
	if s.cut != 0 && x.divided().Has(from) && x.divided().Has(to) && s.cut.Has(from) != s.cut.Has(to) {
		return true
	}
	return slices.ContainsFunc(s.links, func(l naiveLink) bool {
		return l == naiveLink{from, to} || l == naiveLink{to, from} && !x.sys.Scope.OneWay
	})
}

func naiveSorted(links []naiveLink) []naiveLink {
	slices.SortFunc(links, func(a, b naiveLink) int { return cmp.Or(int(a.from-b.from), int(a.to-b.to)) })
	return links
}

// excludedBy returns the first assumption that does not hold, or -1.
func (x *naive) excludedBy(s *naiveState) int {
	return slices.IndexFunc(x.sys.Assumptions, func(a model.Assumption) bool { return !a.Holds(x.wholeState(s)) })
}

// refuses returns the bound of the protocol that refuses a node's step, or "".
func (x *naive) refuses(before, after model.Node) string {
	for i, b := range x.sys.Bounds {
		if b.Refuses != nil && b.Refuses(naiveCopy(before), naiveCopy(after)) {
			x.result.Refused[i]++
			return b.Name
		}
	}
	return ""
}

// choices returns which packets a step may pick: one of equal ones, and on FIFO
// the head of each channel.
func (x *naive) choices(s *naiveState) []int {
	var picked []int
	seen := map[string]bool{}
	for i, p := range s.net {
		what := fmt.Sprint(p.From, p.To)
		if x.sys.Network != model.FIFO {
			what = naiveText(p, nil)
		}
		if !seen[what] {
			picked = append(picked, i)
		}
		seen[what] = true
	}
	return picked
}

// isFault reports whether the firing of a timer is a fault.
func (x *naive) isFault(t model.Timer) bool {
	return slices.ContainsFunc(x.sys.TimerBounds, func(b model.TimerBound) bool { return b.Timer == t && b.Fault })
}

// refusing returns the bounds that keep a timer from firing.
func (x *naive) refusing(s *naiveState, id model.NodeID, t model.Timer) (bounds []string) {
	for i, b := range x.sys.TimerBounds {
		if b.Timer != t || s.calm {
			continue
		}
		if b.Never || b.Total > 0 && s.fired[i][0] >= b.Total {
			bounds = append(bounds, fmt.Sprintf("%s timeouts", t))
		}
		if most, ok := boundOf(b, id); ok && s.fired[i][id] >= most {
			bounds = append(bounds, fmt.Sprintf("%s %s timeouts", x.names[id], t))
		}
	}
	return bounds
}

func (x *naive) countFiring(s *naiveState, id model.NodeID, t model.Timer) {
	for i, b := range x.sys.TimerBounds {
		if b.Timer != t || s.calm {
			continue
		}
		if b.Total > 0 {
			s.fired[i][0]++
		}
		if _, ok := boundOf(b, id); ok {
			s.fired[i][id]++
		}
	}
}

// boundOf returns the bound for one node, if it has one.
func boundOf(b model.TimerBound, id model.NodeID) (most int, ok bool) {
	if i := int(id) - 1; i < len(b.PerNode) && b.PerNode[i] >= 0 {
		return b.PerNode[i], true
	}
	return 0, false
}

// bury takes the dead messages out of the network.
func (x *naive) bury(s *naiveState) {
	c := x.sys.Epochs
	if c == nil {
		return
	}
	s.net = slices.DeleteFunc(s.net, func(p model.Packet) bool {
		epoch, stamp, ok := c.Stamp(p.Message)
		if !ok {
			return false
		}
		epochs := c.Of(s.at(p.To).node)
		return epoch < len(epochs) && stamp < epochs[epoch]
	})
}

// run runs a handler of a node of s, and returns the state after it for every
// way in which its choices can come out. s stays as it is.
func (x *naive) run(s *naiveState, id model.NodeID, handler func(model.Node, model.Env)) []*naiveState {
	x.runs++
	var outcomes []*naiveState
	var script []int
	for {
		after := s.clone()
		env := &naiveEnv{x: x, s: after, id: id, script: script}
		n := naiveCopy(s.at(id).node)
		handler(n, env)
		after.at(id).node = naiveCopy(n)
		x.setClocks(after)
		outcomes = append(outcomes, after)

		// The next script: raise the last choice that can be raised, forget what
		// came after it.
		script = env.taken
		for len(script) > 0 && script[len(script)-1] == env.sizes[len(script)-1]-1 {
			script = script[:len(script)-1]
		}
		if len(script) == 0 {
			return outcomes
		}
		script[len(script)-1]++
	}
}

// naiveEnv is the Env of one handler run; it changes s. Choices come from the
// script, and are 0 past its end.
type naiveEnv struct {
	x            *naive
	s            *naiveState
	id           model.NodeID
	script       []int
	taken, sizes []int
}

func (e *naiveEnv) ID() model.NodeID { return e.id }

func (e *naiveEnv) Peers() []model.NodeID {
	var peers []model.NodeID
	for i, group := range e.x.groups {
		if id := model.NodeID(i + 1); id != e.id && group == e.x.groups[e.id-1] {
			peers = append(peers, id)
		}
	}
	return peers
}

func (e *naiveEnv) Group(prefix string) []model.NodeID {
	var ids []model.NodeID
	for i, group := range e.x.groups {
		if group.Prefix == prefix {
			ids = append(ids, model.NodeID(i+1))
		}
	}
	return ids
}

func (e *naiveEnv) Log(string, ...any) {}

func (e *naiveEnv) Send(to model.NodeID, m model.Message) {
	if e.x.sys.Network == model.Set {
		e.Resend(to, m)
		return
	}
	e.s.net = append(e.s.net, model.Packet{From: e.id, To: to, Message: naiveCopy(m)})
}

func (e *naiveEnv) Resend(to model.NodeID, m model.Message) {
	p := model.Packet{From: e.id, To: to, Message: naiveCopy(m)}
	for _, q := range e.s.net {
		if naiveText(q, nil) == naiveText(p, nil) {
			return
		}
	}
	e.s.net = append(e.s.net, p)
}

func (e *naiveEnv) Broadcast(m model.Message) {
	for _, p := range e.Peers() {
		e.Send(p, m)
	}
}

func (e *naiveEnv) SetTimer(t model.Timer) {
	n := e.s.at(e.id)
	n.timers = append(naiveWithout(n.timers, t), t)
	slices.Sort(n.timers)
}

func (e *naiveEnv) StopTimer(t model.Timer) {
	n := e.s.at(e.id)
	n.timers = naiveWithout(n.timers, t)
}

func (e *naiveEnv) Choose(n int) int {
	choice := 0
	if i := len(e.taken); i < len(e.script) {
		choice = e.script[i]
	}
	e.taken = append(e.taken, choice)
	e.sizes = append(e.sizes, n)
	return choice
}

func (e *naiveEnv) Record(ev model.Event) {
	for i, m := range e.x.monitors {
		e.s.monitors[i] = naiveCopy(m.Monitor.Fold(naiveCopy(e.s.monitors[i]), e.id, naiveCopy(ev)))
	}
}

// naiveWithout returns a new slice.
func naiveWithout(timers []model.Timer, t model.Timer) []model.Timer {
	return slices.DeleteFunc(slices.Clone(timers), func(u model.Timer) bool { return u == t })
}

func (x *naive) view(s *naiveState, id model.NodeID) model.View[any] {
	n := s.at(id)
	return model.View[any]{ID: id, Name: x.names[id], Node: n.node, Up: n.up, Timers: n.timers}
}

func (x *naive) wholeState(s *naiveState) *model.State {
	w := &model.State{InFlight: s.net}
	for i := range s.nodes {
		w.Nodes = append(w.Nodes, x.view(s, model.NodeID(i+1)))
	}
	return w
}

// checkState asks every property that looks at states.
func (x *naive) checkState(s *naiveState) {
	nodes := x.wholeState(s).Nodes
	for _, p := range x.sys.Properties {
		check := p.Check.Form()
		switch check.Kind {
		case model.KindLocal:
			for _, n := range nodes {
				if check.First(n.Node) {
					x.note(p, check.Node(n))
				}
			}
		case model.KindPairwise:
			for i, a := range nodes {
				for _, b := range nodes[i+1:] {
					if check.First(a.Node) && check.First(b.Node) {
						x.note(p, check.Pair(a, b))
					}
				}
			}
		case model.KindBetween:
			for _, a := range nodes {
				for _, b := range nodes {
					if a.ID != b.ID && check.First(a.Node) && check.Second(b.Node) {
						x.note(p, check.Pair(a, b))
					}
				}
			}
		case model.KindGlobal:
			x.note(p, check.State(x.wholeState(s)))
		case model.KindMonitor:
			x.note(p, check.Value(s.monitors[x.monitor(check)]))
		}
	}
}

// checkStep asks every property that looks at steps of a node.
func (x *naive) checkStep(before *naiveState, step naiveStep) {
	if step.node == model.Nobody {
		return
	}
	for _, p := range x.sys.Properties {
		if check := p.Check.Form(); check.Kind == model.KindStep && check.First(before.at(step.node).node) {
			x.note(p, check.Pair(x.view(before, step.node), x.view(step.after, step.node)))
		}
	}
}

func (x *naive) note(p model.Property, o model.Outcome) {
	if o.Tested {
		x.result.Tested[p.Name] = true
	}
	if o.Found {
		x.broken[p.Name] = true
	}
}

// name returns what two states have in common that count as one: without
// symmetry their text, with it the smallest text of all their renamings.
func (x *naive) name(s *naiveState) string {
	if !x.sys.Symmetry {
		return x.text(s, nil)
	}
	smallest := ""
	for _, renaming := range x.renamings() {
		if text := x.text(s, renaming); smallest == "" || text < smallest {
			smallest = text
		}
	}
	return smallest
}

// renamings returns all ways to rename the nodes within symmetric groups. A
// renaming maps ids, by index, to ids.
func (x *naive) renamings() [][]model.NodeID {
	all := [][]model.NodeID{{model.Nobody}}
	for i, group := range x.groups {
		var longer [][]model.NodeID
		for _, r := range all {
			for j, other := range x.groups {
				to := model.NodeID(j + 1)
				if (j == i || group == other && group.Symmetric) && !slices.Contains(r, to) {
					longer = append(longer, append(slices.Clone(r), to))
				}
			}
		}
		all = longer
	}
	return all
}

// text writes a whole state down, with its nodes renamed.
func (x *naive) text(s *naiveState, renaming []model.NodeID) string {
	// place is where the renamed state has its node id; old is that node's id.
	nodes := make([]string, len(s.nodes))
	fired := make([]string, len(s.nodes))
	for i, n := range s.nodes {
		old, id := model.NodeID(i+1), naiveRenamed(model.NodeID(i+1), renaming)
		nodes[id-1] = fmt.Sprintf("%t %q %s", n.up, n.timers, naiveText(n.node, renaming))
		for _, f := range s.fired {
			fired[id-1] += fmt.Sprint(f[old], " ")
		}
		for b := range s.ticks {
			ahead := "none"
			if s.ticks[b][old] != noClock {
				ahead = fmt.Sprint(s.ticks[b][old] - x.slowest(s, b))
			}
			fired[id-1] += ahead + " "
		}
	}
	for _, f := range s.fired {
		fired = append(fired, fmt.Sprint(f[0]))
	}
	type channel struct{ from, to model.NodeID }
	channels := map[channel][]string{}
	var net []string
	for _, p := range s.net {
		c := channel{naiveRenamed(p.From, renaming), naiveRenamed(p.To, renaming)}
		channels[c] = append(channels[c], naiveText(p.Message, renaming))
	}
	for c, messages := range channels {
		if x.sys.Network != model.FIFO {
			slices.Sort(messages)
		}
		net = append(net, fmt.Sprint(c, messages))
	}
	slices.Sort(net)
	var monitors []string
	for _, m := range s.monitors {
		monitors = append(monitors, naiveText(m, renaming))
	}
	// Of the two names of a cut, take the side without the first node that is divided.
	var cut model.NodeSet
	for _, id := range s.cut.IDs() {
		cut = cut.With(naiveRenamed(id, renaming))
	}
	if divided := x.divided(); cut != 0 && cut.Has(divided.IDs()[0]) {
		cut ^= divided
	}
	var links []naiveLink
	for _, l := range s.links {
		l = naiveLink{naiveRenamed(l.from, renaming), naiveRenamed(l.to, renaming)}
		if !x.sys.Scope.OneWay && l.from > l.to {
			l = naiveLink{l.to, l.from}
		}
		links = append(links, l)
	}
	return fmt.Sprintln(nodes, fired, net, monitors, cut, naiveSorted(links), s.calm, naiveRenamed(s.leader, renaming), s.crashes, s.drops, s.duplicates, s.partitions, s.cutLinks, s.mistakes)
}

func naiveRenamed(id model.NodeID, renaming []model.NodeID) model.NodeID {
	if id <= 0 || int(id) >= len(renaming) {
		return id
	}
	return renaming[id]
}

// naiveCopy returns a deep copy in the form that a handler sees: empty slices
// and maps are nil, slices have no spare capacity, settings are shared.
func naiveCopy[T any](v T) T {
	if any(v) == nil {
		return v
	}
	// An interface held in a struct is seen by reflection as what it is.
	holder := reflect.ValueOf(&struct{ V T }{v}).Elem().Field(0)
	return naiveDeep(holder).Interface().(T)
}

func naiveDeep(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c.Set(reflect.New(v.Type().Elem()))
			c.Elem().Set(naiveDeep(v.Elem()))
		}
	case reflect.Interface:
		if !v.IsNil() {
			c.Set(naiveDeep(v.Elem()))
		}
	case reflect.Slice:
		if v.Len() > 0 {
			c.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				c.Index(i).Set(naiveDeep(v.Index(i)))
			}
		}
	case reflect.Map:
		if v.Len() > 0 {
			c.Set(reflect.MakeMap(v.Type()))
			for _, key := range v.MapKeys() {
				c.SetMapIndex(naiveDeep(key), naiveDeep(v.MapIndex(key)))
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			c.Index(i).Set(naiveDeep(v.Index(i)))
		}
	case reflect.Struct:
		c.Set(v)
		for i := range v.NumField() {
			if naiveTag(v.Type(), i) != "const" {
				f := naiveField(c, i)
				f.Set(naiveDeep(f))
			}
		}
	default:
		c.Set(v)
	}
	return c
}

// naiveField returns a field of an addressable struct, and lets unexported ones
// be set.
func naiveField(v reflect.Value, i int) reflect.Value {
	f := v.Field(i)
	return reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
}

func naiveTag(t reflect.Type, i int) string { return t.Field(i).Tag.Get("model") }

// naiveCrashed returns what a crash leaves of a node: the durable fields, and
// the settings.
func naiveCrashed(n model.Node) model.Node {
	crashed := naiveCopy(n)
	for _, f := range naiveFields(reflect.ValueOf(crashed).Elem()) {
		if f.tag == "" {
			f.value.SetZero()
		}
	}
	return crashed
}

// naiveRestored returns a new node with the durable fields of one that crashed.
func naiveRestored(fresh, crashed model.Node) model.Node {
	fresh = naiveCopy(fresh)
	old := naiveFields(reflect.ValueOf(naiveCopy(crashed)).Elem())
	for i, f := range naiveFields(reflect.ValueOf(fresh).Elem()) {
		if f.tag == "durable" {
			f.value.Set(old[i].value)
		}
	}
	return fresh
}

type naiveTagged struct {
	value reflect.Value
	tag   string
}

// naiveFields returns the fields of a node, those of embedded structs as its
// own.
func naiveFields(v reflect.Value) []naiveTagged {
	var fields []naiveTagged
	for i := range v.NumField() {
		f, tag := naiveField(v, i), naiveTag(v.Type(), i)
		if v.Type().Field(i).Anonymous && f.Kind() == reflect.Struct && tag == "" {
			fields = append(fields, naiveFields(f)...)
		} else {
			fields = append(fields, naiveTagged{f, tag})
		}
	}
	return fields
}

// naiveText writes a value down, settings left out and nodes renamed, so that
// two values have the same text exactly if they are the same.
func naiveText(v any, renaming []model.NodeID) string {
	var b strings.Builder
	naiveWrite(&b, reflect.ValueOf(&v).Elem(), renaming)
	return b.String()
}

func naiveWrite(b *strings.Builder, v reflect.Value, renaming []model.NodeID) {
	switch v.Type() {
	case reflect.TypeFor[model.NodeID]():
		b.WriteString(strconv.Itoa(int(naiveRenamed(model.NodeID(v.Int()), renaming))))
		return
	case reflect.TypeFor[model.NodeSet]():
		var set model.NodeSet
		for _, id := range model.NodeSet(v.Uint()).IDs() {
			set = set.With(naiveRenamed(id, renaming))
		}
		b.WriteString(set.String())
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		b.WriteByte('&')
		naiveWrite(b, v.Elem(), renaming)
	case reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		// Types of different packages may be printed alike.
		t := v.Elem().Type()
		b.WriteString(t.PkgPath() + " " + t.String() + " ")
		naiveWrite(b, v.Elem(), renaming)
	case reflect.Slice, reflect.Array:
		b.WriteByte('[')
		for i := range v.Len() {
			naiveWrite(b, v.Index(i), renaming)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case reflect.Map:
		var entries []string
		for _, key := range v.MapKeys() {
			var entry strings.Builder
			naiveWrite(&entry, key, renaming)
			entry.WriteByte(':')
			naiveWrite(&entry, v.MapIndex(key), renaming)
			entries = append(entries, entry.String())
		}
		slices.Sort(entries)
		b.WriteString("{" + strings.Join(entries, ",") + "}")
	case reflect.Struct:
		b.WriteByte('{')
		for i := range v.NumField() {
			if naiveTag(v.Type(), i) != "const" {
				naiveWrite(b, v.Field(i), renaming)
				b.WriteByte(',')
			}
		}
		b.WriteByte('}')
	case reflect.String:
		b.WriteString(strconv.Quote(v.String()))
	case reflect.Bool:
		b.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		b.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		b.WriteString(strconv.FormatUint(v.Uint(), 10))
	default:
		panic(fmt.Sprintf("a %s cannot be part of a state", v.Type()))
	}
}
