package model

import (
	"fmt"
	"sync/atomic"

	"github.com/synod-go/synod/internal/rescue"
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
	defer rescue.Any(func(p *rescue.Panic) {
		if _, ok := p.Value.(internalError); ok {
			panic(p)
		}
		v = Violated("the property itself panicked: %v\n%s", p.Value, handlerStack(p.Stack))
	})
	return check()
}
