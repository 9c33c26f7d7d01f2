package model

import (
	"bytes"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/synod-go/synod/internal/rescue"
)

// checks are the properties of a system by kind.
type checks struct {
	locals  []localCheck
	everys  []localCheck // goals that every node must reach
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
	question int
	nodes    NodeSet // those that it looks at
	check    func(View[any]) Outcome
}

// pairCheck is a check of two nodes. With bothOrders it is asked about a pair in
// the order in which first and second have them, else the lower node comes first.
type pairCheck struct {
	question      int
	first, second NodeSet
	bothOrders    bool
	check         func(a, b View[any]) Outcome
}
type globalCheck struct {
	question int
	check    func(*State) Outcome
}
type stepCheck struct {
	question int
	nodes    NodeSet
	check    func(before, after View[any]) Outcome
}
type judgeCheck struct {
	question int
	monitor  int // index
	judge    func(v any) Outcome
}

// question is a property that is checked, or the goal that is looked for.
type question struct {
	name string
	form Form
	// every says that all nodes that a local check looks at must reach the goal.
	every bool
	goal  bool
	title string // "property …" or "goal …"
}

// questions returns the properties, or, if it is not empty, the goal of a name
// instead. The error says that there is no such goal, or what is wrong with one.
func (s *System) questions(goal string) ([]question, error) {
	if goal != "" {
		g, err := s.Goal(goal)
		if err != nil {
			return nil, err
		}
		if g.Every && g.Check.form.Kind != KindLocal {
			return nil, fmt.Errorf("goal %s: Every needs a Local check", g.Name)
		}
		return []question{{g.Name, g.Check.form, g.Every, true, "goal " + g.Name}}, nil
	}
	var all []question
	for i, p := range s.Properties {
		if p.Name == "" {
			return nil, fmt.Errorf("property %d has no name", i+1)
		}
		if slices.ContainsFunc(all, func(q question) bool { return q.name == p.Name }) {
			return nil, fmt.Errorf("two properties are named %s", p.Name)
		}
		all = append(all, question{p.Name, p.Check.form, false, false, "property " + p.Name})
	}
	return all, nil
}

// monitor is a Monitor as a component of the state.
type monitor struct {
	interner
	c     *compiled
	of    MonitorForm
	place uint64
	fp    flat[uint64] // one per permutation
	folds memo         // value and batch of events → value
	made  atomic.Int64 // how many folds were made
}

func (c *compiled) compileQuestions() error {
	c.tested = make([]atomic.Bool, len(c.questions))
	for i, q := range c.questions {
		first, second := c.nodesOf(q.form.First), c.nodesOf(q.form.Second)
		switch form := q.form; form.Kind {
		case KindLocal:
			check := localCheck{i, first, form.Node}
			if q.every {
				c.checks.everys = append(c.checks.everys, check)
			} else {
				c.checks.locals = append(c.checks.locals, check)
			}
			c.checks.watched |= first
		case KindPairwise, KindBetween:
			c.checks.pairs = append(c.checks.pairs, pairCheck{i, first, second, form.Kind == KindBetween, form.Pair})
			c.checks.watched |= first | second
		case KindGlobal:
			c.checks.globals = append(c.checks.globals, globalCheck{i, form.State})
		case KindStep:
			c.checks.steps = append(c.checks.steps, stepCheck{i, first, form.Pair})
		case KindMonitor:
			at, err := c.addMonitor(form.Monitor)
			if err != nil {
				return err
			}
			c.checks.judges = append(c.checks.judges, judgeCheck{i, at, form.Value})
		default:
			return fmt.Errorf("%s has no check", q.title)
		}
	}
	c.checks.partners = make([]NodeSet, len(c.nodes))
	for i, n := range c.nodes {
		for _, p := range c.checks.pairs {
			if p.first.Has(n.id) {
				c.checks.partners[i] |= p.second.Without(n.id)
			}
			if p.second.Has(n.id) {
				c.checks.partners[i] |= p.first.Without(n.id)
			}
		}
	}
	return nil
}

// nodesOf returns the nodes for which includes holds; nil holds for none.
func (c *compiled) nodesOf(includes func(node any) bool) NodeSet {
	var set NodeSet
	for i, n := range c.nodes {
		if includes != nil && includes(c.newNode(i)) {
			set = set.With(n.id)
		}
	}
	return set
}

// addMonitor returns the number of a monitor, which may serve several
// properties.
func (c *compiled) addMonitor(of MonitorForm) (int, error) {
	for i, m := range c.mons {
		if m.of.Of == of.Of {
			return i, nil
		}
	}
	if of.Fold == nil {
		return 0, fmt.Errorf("monitor %s has no Fold", of.Name)
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
	b, err := c.codec.Append(nil, of.Initial)
	if err != nil {
		return 0, fmt.Errorf("monitor %s: its first value cannot be part of a state: %w", of.Name, err)
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
	v := m.folded(value, events)
	content, err := m.c.codec.Append(nil, v)
	if err != nil {
		// The type of a monitor's value was accepted when it was first encoded;
		// only an interface in it can hold something that is refused.
		panic(systemError{fmt.Errorf("monitor %s: its value cannot be part of a state: %w", m.of.Name, err)})
	}
	if n := m.made.Add(1); n <= foldsTwice || n%foldsTwiceEvery == 0 {
		if again := must1(m.c.codec.Append(nil, m.folded(value, events))); !bytes.Equal(again, content) {
			panic(systemError{fmt.Errorf("monitor %s: its Fold made %v of the same value and events, and then %v; it must depend on nothing else",
				m.of.Name, m.c.value(v), m.c.value(must1(m.c.codec.Decode(again))))})
		}
	}
	id := m.intern(content)
	m.folds.put(key, uint64(id))
	return id
}

// The first folds of a monitor are made twice and compared, and then every so many.
const (
	foldsTwice      = 1 << 10
	foldsTwiceEvery = 16
)

// folded folds a batch of events into a value of the monitor.
func (m *monitor) folded(value, events uint32) any {
	b := m.c.batches.at(events)
	v := must1(m.c.codec.Decode(m.bytes(value)))
	for _, e := range b.events {
		event := must1(m.c.codec.Decode(e))
		v = watched(m.c, "monitor "+m.of.Name, func() any { return m.of.Fold(v, NodeID(b.node+1), event) })
	}
	return v
}

// noted returns the code of a violated property, or of a goal that is reached, and
// keeps that it had something to test.
func (c *compiled) noted(question int, o Outcome) (code uint32, found bool) {
	if !o.Tested {
		return 0, false
	}
	if !c.tested[question].Load() {
		c.tested[question].Store(true)
	}
	if !o.Found {
		return 0, false
	}
	return c.findings.code(question, kindInvariant, c.text(o.Text)), true
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
			o := sp.c.guard(s.question, func() Outcome { return s.check(before, after) })
			if code, found := sp.c.noted(s.question, o); found {
				sp.judged.brokenStep[number] = append(sp.judged.brokenStep[number], code)
			}
		}
	}
	if len(sp.judged.brokenStep) == 0 {
		return nil
	}
	return sp.judged.brokenStep[number]
}

// guard asks a question; a panic in a property is a finding too, and one in a goal
// ends the search.
func (c *compiled) guard(question int, check func() Outcome) (o Outcome) {
	q := &c.questions[question]
	call, ended := c.calls.begin(&q.title), false
	defer func() { c.calls.end(call, q.title, ended) }()
	defer rescue.Any(func(p *rescue.Panic) {
		ended = true
		switch {
		case isOurs(p.Value):
			panic(p)
		case q.goal:
			panic(panicked(q.title, p))
		}
		o = Outcome{Tested: true, Found: true, Text: Textf("the property itself panicked: %v\n%s", p.Value, handlerStack(p.Stack))}
	})
	o = check()
	ended = true
	return o
}
