package model

import (
	"fmt"
	"sync/atomic"
)

// checks are the properties of a system by kind.
type checks struct {
	locals  []localCheck
	pairs   []pairCheck
	globals []globalCheck
	steps   []stepCheck
	judges  []judgeCheck // of monitors
	// watched are the nodes that some local or pairwise check looks at, and
	// partners, by index, those with which a node is looked at in pairs.
	watched  NodeSet
	partners []NodeSet
}

type localCheck struct {
	property int
	nodes    NodeSet // those that it looks at
	check    Local
}
type pairCheck struct {
	property int
	nodes    NodeSet
	check    Pairwise
}
type globalCheck struct {
	property int
	check    Global
}
type stepCheck struct {
	property int
	nodes    NodeSet
	check    Step
}
type judgeCheck struct {
	property int
	monitor  int // index
	judge    func(v any) Verdict
}

// monitor is a Monitor as a component of the state.
type monitor struct {
	interner
	c     *compiled
	of    anyMonitor
	place uint64
	fp    flat[uint64] // one per permutation
	folds memo         // value and batch of events → value
}

func (c *compiled) compileProperties() error {
	c.tested = make([]atomic.Bool, len(c.sys.Properties))
	seen := map[string]bool{}
	for i, p := range c.sys.Properties {
		if p.Name == "" {
			return fmt.Errorf("property %d has no name", i+1)
		}
		if seen[p.Name] {
			return fmt.Errorf("two properties are named %s", p.Name)
		}
		seen[p.Name] = true
		check, nodes := p.Check, c.allNodes(nil)
		if only, ok := check.(among); ok {
			switch only.Checker.(type) {
			case Local, Pairwise, Step:
			default:
				return fmt.Errorf("property %s: Among restricts a Local, Pairwise or Step check, not a %T", p.Name, only.Checker)
			}
			check, nodes = only.Checker, c.allNodes(only.includes)
		}
		switch check := check.(type) {
		case Local:
			c.checks.locals = append(c.checks.locals, localCheck{i, nodes, check})
			c.checks.watched |= nodes
		case Pairwise:
			c.checks.pairs = append(c.checks.pairs, pairCheck{i, nodes, check})
			c.checks.watched |= nodes
		case Global:
			c.checks.globals = append(c.checks.globals, globalCheck{i, check})
		case Step:
			c.checks.steps = append(c.checks.steps, stepCheck{i, nodes, check})
		case monitorCheck:
			at, err := c.addMonitor(check.monitor)
			if err != nil {
				return err
			}
			c.checks.judges = append(c.checks.judges, judgeCheck{i, at, check.judge})
		default:
			return fmt.Errorf("property %s has no check", p.Name)
		}
	}
	c.checks.partners = make([]NodeSet, len(c.nodes))
	for i, n := range c.nodes {
		for _, p := range c.checks.pairs {
			if p.nodes.Has(n.id) {
				c.checks.partners[i] |= p.nodes.Without(n.id)
			}
		}
	}
	return nil
}

// allNodes returns the nodes for which includes holds; nil holds for all.
func (c *compiled) allNodes(includes func(Node) bool) NodeSet {
	var set NodeSet
	for i, n := range c.nodes {
		if includes == nil || includes(c.newNode(i)) {
			set = set.With(n.id)
		}
	}
	return set
}

// addMonitor returns the number of a monitor, which may serve several
// properties.
func (c *compiled) addMonitor(of anyMonitor) (int, error) {
	for i, m := range c.mons {
		if m.of == of {
			return i, nil
		}
	}
	m := &monitor{c: c, of: of, place: placeMonitor + uint64(len(c.mons))}
	m.folds.init()
	m.added = func(_ uint32, b []byte) {
		for _, perm := range c.perms {
			content := b
			if !isIdentity(perm) {
				v := must1(c.codec.Rename(must1(c.codec.Decode(b)), func(i int) int { return perm[i] }))
				content = must1(c.codec.Append(nil, v))
			}
			m.fp.add(c.hash(m.place, content))
		}
	}
	b, err := c.codec.Append(nil, of.initial())
	if err != nil {
		return 0, fmt.Errorf("monitor %s: its first value cannot be part of a state: %w", of.name(), err)
	}
	m.intern(b) // gets id 0
	c.mons = append(c.mons, m)
	return len(c.mons) - 1, nil
}

// after returns the value of the monitor after a batch of events.
func (m *monitor) after(value, events uint32) uint32 {
	key := uint64(value)<<32 | uint64(events)
	if v, ok := m.folds.get(key); ok {
		return uint32(v)
	}
	b := m.c.batches.at(events)
	v := must1(m.c.codec.Decode(m.bytes(value)))
	for _, e := range b.events {
		event := must1(m.c.codec.Decode(e))
		v = protect("monitor "+m.of.name(), func() any { return m.of.fold(v, NodeID(b.node+1), event) })
	}
	content, err := m.c.codec.Append(nil, v)
	if err != nil {
		// The type of a monitor's value was accepted when it was first encoded;
		// only an interface in it can hold something that is refused.
		panic(internalError{fmt.Errorf("monitor %s: its value cannot be part of a state: %w", m.of.name(), err)})
	}
	id := m.intern(content)
	m.folds.put(key, uint64(id))
	return id
}

// noted returns the code of a violated verdict, and keeps that the property had
// something to test.
func (c *compiled) noted(property int, v Verdict) (code uint32, violated bool) {
	if v.outcome == untested {
		return 0, false
	}
	if !c.tested[property].Load() {
		c.tested[property].Store(true)
	}
	if v.outcome != broken {
		return 0, false
	}
	return c.findings.code(property, kindInvariant, v.why), true
}

// The kinds of findings that are about a property.
const (
	kindInvariant = "invariant"
	kindAction    = "action"
)

// judgeStep returns what the step with an outcome violates.
func (sp *space) judgeStep(node, number uint32, o *outcome) []uint32 {
	if sp.judged.outcomes.add(number) {
		before, after := *sp.view(node), *sp.view(o.node)
		for _, s := range sp.c.checks.steps {
			if !s.nodes.Has(before.ID) {
				continue
			}
			v := sp.c.guard(s.property, func() Verdict { return s.check(before, after) })
			if code, violated := sp.c.noted(s.property, v); violated {
				sp.judged.brokenStep[number] = append(sp.judged.brokenStep[number], code)
			}
		}
	}
	if len(sp.judged.brokenStep) == 0 {
		return nil
	}
	return sp.judged.brokenStep[number]
}

// guard runs a property; a panic in it is a finding too.
func (c *compiled) guard(property int, check func() Verdict) (v Verdict) {
	defer func() {
		if r := recover(); r != nil {
			if err, ok := r.(internalError); ok {
				panic(err)
			}
			v = Violated("the property itself panicked: %v\n%s", r, handlerStack())
		}
	}()
	return check()
}

// judged keeps, for one worker, which components were judged already and what
// was found. A worker judges what another has judged, too: that is cheaper than
// to agree.
type judged struct {
	nodes    bitset
	outcomes bitset
	monitors []bitset // by monitor
	pairs    pairSet
	// broken holds the codes of what violates something; what is not in it
	// violates nothing.
	brokenNode    map[uint32][]uint32
	brokenStep    map[uint32][]uint32
	brokenMonitor []map[uint32][]uint32
	brokenPair    map[uint64][]uint32
}

func newJudged(monitors int) judged {
	j := judged{
		monitors:      make([]bitset, monitors),
		brokenNode:    map[uint32][]uint32{},
		brokenStep:    map[uint32][]uint32{},
		brokenMonitor: make([]map[uint32][]uint32, monitors),
		brokenPair:    map[uint64][]uint32{},
	}
	for i := range j.brokenMonitor {
		j.brokenMonitor[i] = map[uint32][]uint32{}
	}
	return j
}

// judgeNode returns what a node state violates by itself.
func (sp *space) judgeNode(id uint32) []uint32 {
	if len(sp.c.checks.locals) == 0 {
		return nil
	}
	if sp.judged.nodes.add(id) {
		for _, l := range sp.c.checks.locals {
			if !l.nodes.Has(sp.view(id).ID) {
				continue
			}
			v := sp.c.guard(l.property, func() Verdict { return l.check(*sp.view(id)) })
			if code, violated := sp.c.noted(l.property, v); violated {
				sp.judged.brokenNode[id] = append(sp.judged.brokenNode[id], code)
			}
		}
	}
	if len(sp.judged.brokenNode) == 0 {
		return nil
	}
	return sp.judged.brokenNode[id]
}

// judgePair returns what two node states, the first one of the lower node,
// violate together.
func (sp *space) judgePair(a, b uint32) []uint32 {
	key := uint64(a)<<32 | uint64(b)
	if sp.judged.pairs.add(key) {
		for _, p := range sp.c.checks.pairs {
			if !p.nodes.Has(sp.view(a).ID) || !p.nodes.Has(sp.view(b).ID) {
				continue
			}
			v := sp.c.guard(p.property, func() Verdict { return p.check(*sp.view(a), *sp.view(b)) })
			if code, violated := sp.c.noted(p.property, v); violated {
				sp.judged.brokenPair[key] = append(sp.judged.brokenPair[key], code)
			}
		}
	}
	if len(sp.judged.brokenPair) == 0 {
		return nil
	}
	return sp.judged.brokenPair[key]
}

// judgeMonitor returns what a monitor's value violates.
func (sp *space) judgeMonitor(at int, value uint32) []uint32 {
	if sp.judged.monitors[at].add(value) {
		m := sp.c.mons[at]
		for _, j := range sp.c.checks.judges {
			if j.monitor != at {
				continue
			}
			v := sp.c.guard(j.property, func() Verdict { return j.judge(must1(sp.c.codec.Decode(m.bytes(value)))) })
			if code, violated := sp.c.noted(j.property, v); violated {
				sp.judged.brokenMonitor[at][value] = append(sp.judged.brokenMonitor[at][value], code)
			}
		}
	}
	if len(sp.judged.brokenMonitor[at]) == 0 {
		return nil
	}
	return sp.judged.brokenMonitor[at][value]
}

// bitset is a set of small numbers.
type bitset []uint64

// add puts i into the set and reports whether it was not there.
func (s *bitset) add(i uint32) bool {
	word, bit := int(i>>6), uint64(1)<<(i&63)
	if word >= len(*s) {
		grown := make(bitset, word+1+word/2)
		copy(grown, *s)
		*s = grown
	}
	if (*s)[word]&bit != 0 {
		return false
	}
	(*s)[word] |= bit
	return true
}

// pairSet is a set of words, for one goroutine.
type pairSet struct {
	slots []uint64 // key plus one; 0 is empty
	used  int
	shift uint
}

// add puts key into the set and reports whether it was not there.
func (s *pairSet) add(key uint64) bool {
	if 2*(s.used+1) > len(s.slots) {
		s.grow()
	}
	mask := len(s.slots) - 1
	for at := s.home(key); ; at = (at + 1) & mask {
		switch s.slots[at] {
		case key + 1:
			return false
		case 0:
			s.slots[at] = key + 1
			s.used++
			return true
		}
	}
}

func (s *pairSet) home(key uint64) int {
	return int(((key ^ key>>29) * 0x9e3779b97f4a7c15) >> s.shift)
}

func (s *pairSet) grow() {
	old := s.slots
	bits := uint(10)
	if len(old) > 0 {
		bits = 64 - s.shift + 1
	}
	s.slots, s.shift = make([]uint64, 1<<bits), 64-bits
	mask := len(s.slots) - 1
	for _, k := range old {
		if k != 0 {
			at := s.home(k - 1)
			for s.slots[at] != 0 {
				at = (at + 1) & mask
			}
			s.slots[at] = k
		}
	}
}
