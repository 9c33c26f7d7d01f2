package system

import (
	"bytes"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/intern"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// checks are the properties of a system by kind.
type checks struct {
	Locals  []localCheck
	everys  []localCheck // goals that every node must reach
	pairs   []pairCheck
	Globals []globalCheck
	steps   []stepCheck
	judges  []judgeCheck // of monitors
	// watched are the nodes that some local or pairwise check looks at, and
	// partners, by index, those with which a node is looked at in pairs.
	watched  model.NodeSet
	partners []model.NodeSet
}

type localCheck struct {
	Question int
	nodes    model.NodeSet // those that it looks at
	Check    func(model.View[any]) model.Outcome
}

// pairCheck is a check of two nodes. With bothOrders it is asked about a pair in
// the order in which first and second have them, else the lower node comes first.
type pairCheck struct {
	question      int
	first, second model.NodeSet
	bothOrders    bool
	check         func(a, b model.View[any]) model.Outcome
}
type globalCheck struct {
	Question int
	check    func(*model.State) model.Outcome
}
type stepCheck struct {
	question int
	nodes    model.NodeSet
	check    func(before, after model.View[any]) model.Outcome
}
type judgeCheck struct {
	question int
	monitor  int // index
	judge    func(v any) model.Outcome
}

// question is a property that is checked, or the goal that is looked for.
type question struct {
	Name string
	Form model.Form
	Live temporal.Formula // of a property about whole runs, which has no form
	// every says that all nodes that a local check looks at must reach the goal.
	every bool
	Goal  bool
	title string // "property …" or "goal …"
}

// questionsOf returns the properties, or, if it is not empty, the goal of a name
// instead. The error says that there is no such goal, or what is wrong with one.
func questionsOf(s *model.System, goal string) ([]question, error) {
	if goal != "" {
		g, err := s.Goal(goal)
		if err != nil {
			return nil, err
		}
		if g.Every && g.Check.Form().Kind != model.KindLocal {
			return nil, fmt.Errorf("goal %s: Every needs a Local check", g.Name)
		}
		return []question{{Name: g.Name, Form: g.Check.Form(), every: g.Every, Goal: true, title: "goal " + g.Name}}, nil
	}
	var all []question
	for i, p := range s.Properties {
		if p.Name == "" {
			return nil, fmt.Errorf("property %d has no name", i+1)
		}
		if slices.ContainsFunc(all, func(q question) bool { return q.Name == p.Name }) {
			return nil, fmt.Errorf("two properties are named %s", p.Name)
		}
		q := question{Name: p.Name, Form: p.Check.Form(), Live: p.Live, title: "property " + p.Name}
		if q.Live.Kind != 0 && q.Form.Kind != 0 {
			return nil, fmt.Errorf("property %s has both a check and a formula (Live); accepted is one of them", p.Name)
		}
		all = append(all, q)
	}
	return all, nil
}

// monitor is a Monitor as a component of the state.
type monitor struct {
	intern.Table
	c     *System
	of    model.Form
	place uint64
	fp    intern.Flat[uint64] // one per permutation
	folds intern.Memo         // value and batch of events → value
	made  atomic.Int64        // how many folds were made
}

func (c *System) compileQuestions() error {
	c.Tested = make([]atomic.Bool, len(c.Questions))
	for i, q := range c.Questions {
		if q.Live.Kind != 0 {
			if err := c.compileLive(&q); err != nil {
				return err
			}
			continue
		}
		first, second := c.NodesOf(q.Form.First), c.NodesOf(q.Form.Second)
		switch form := q.Form; form.Kind {
		case model.KindLocal:
			check := localCheck{i, first, form.Node}
			if q.every {
				c.Checks.everys = append(c.Checks.everys, check)
			} else {
				c.Checks.Locals = append(c.Checks.Locals, check)
			}
			c.Checks.watched |= first
		case model.KindPairwise, model.KindBetween:
			c.Checks.pairs = append(c.Checks.pairs, pairCheck{i, first, second, form.Kind == model.KindBetween, form.Pair})
			c.Checks.watched |= first | second
		case model.KindGlobal:
			c.Checks.Globals = append(c.Checks.Globals, globalCheck{i, form.State})
		case model.KindStep:
			c.Checks.steps = append(c.Checks.steps, stepCheck{i, first, form.Pair})
		case model.KindMonitor:
			at, err := c.addMonitor(form)
			if err != nil {
				return err
			}
			c.Checks.judges = append(c.Checks.judges, judgeCheck{i, at, form.Value})
		default:
			return fmt.Errorf("%s has no check", q.title)
		}
	}
	c.Checks.partners = make([]model.NodeSet, len(c.Nodes))
	for i, n := range c.Nodes {
		for _, p := range c.Checks.pairs {
			if p.first.Has(n.ID) {
				c.Checks.partners[i] |= p.second.Without(n.ID)
			}
			if p.second.Has(n.ID) {
				c.Checks.partners[i] |= p.first.Without(n.ID)
			}
		}
	}
	return nil
}

// NodesOf returns the nodes for which includes holds; nil holds for none.
func (c *System) NodesOf(includes func(node any) bool) model.NodeSet {
	var set model.NodeSet
	for i, n := range c.Nodes {
		if includes != nil && includes(c.fresh(i)) {
			set = set.With(n.ID)
		}
	}
	return set
}

// addMonitor returns the number of a monitor, which may serve several
// properties.
func (c *System) addMonitor(of model.Form) (int, error) {
	for i, m := range c.Mons {
		if m.of.Of == of.Of {
			return i, nil
		}
	}
	if of.Monitor.Fold == nil {
		return 0, fmt.Errorf("monitor %s has no Fold", of.Monitor.Name)
	}
	m := &monitor{c: c, of: of, place: placeMonitor + uint64(len(c.Mons))}
	m.folds.Init()
	m.Added = func(_ uint32, b []byte) {
		c.difference.addMonitor(int(m.place-placeMonitor), b)
		for _, perm := range c.Perms {
			content := b
			if !isIdentity(perm) {
				v := guard.Must1(c.codec.Rename(guard.Must1(c.codec.Decode(b)), renaming(perm)))
				content = guard.Must1(c.codec.Append(nil, v))
			}
			m.fp.Add(c.hash(m.place, content))
		}
	}
	b, err := c.codec.Append(nil, of.Monitor.Initial)
	if err != nil {
		return 0, fmt.Errorf("monitor %s: its first value cannot be part of a state: %w", of.Monitor.Name, err)
	}
	m.Intern(b) // gets id 0
	c.Mons = append(c.Mons, m)
	return len(c.Mons) - 1, nil
}

// after returns the value of the monitor after a batch of events.
func (m *monitor) after(value, events uint32) uint32 {
	key := uint64(value)<<32 | uint64(events)
	if v, ok := m.folds.Get(key); ok {
		return uint32(v)
	}
	v := m.folded(value, events)
	content, err := m.c.codec.Append(nil, v)
	if err != nil {
		// The type of a monitor's value was accepted when it was first encoded;
		// only an interface in it can hold something that is refused.
		panic(guard.System{Err: fmt.Errorf("monitor %s: its value cannot be part of a state: %w", m.of.Monitor.Name, err)})
	}
	if n := m.made.Add(1); n <= foldsTwice || n%foldsTwiceEvery == 0 {
		if again := guard.Must1(m.c.codec.Append(nil, m.folded(value, events))); !bytes.Equal(again, content) {
			panic(guard.System{Err: fmt.Errorf("monitor %s: its Fold made %v of the same value and events, and then %v; it must depend on nothing else",
				m.of.Monitor.Name, m.c.Names.Plain(v), m.c.Names.Plain(guard.Must1(m.c.codec.Decode(again))))})
		}
	}
	if text := m.c.difference.checkFold(m, m.Bytes(value), m.c.Batches.At(events), v); text != "" {
		panic(guard.System{Err: fmt.Errorf("monitor %s: %s", m.of.Monitor.Name, text)})
	}
	id := m.Intern(content)
	m.folds.Put(key, uint64(id))
	return id
}

// The first folds of a monitor are made twice and compared, and then every so many.
const (
	foldsTwice      = 1 << 10
	foldsTwiceEvery = 16
)

// folded folds a batch of events into a value of the monitor.
func (m *monitor) folded(value, events uint32) any {
	return m.foldedOf(m.Bytes(value), m.c.Batches.At(events))
}

// foldedOf folds a batch of events into an encoded value of the monitor.
func (m *monitor) foldedOf(value []byte, b batch) any {
	v := guard.Must1(m.c.codec.Decode(value))
	for _, e := range b.events {
		event := guard.Must1(m.c.codec.Decode(e))
		v = guard.Watched(&m.c.calls, "monitor "+m.of.Monitor.Name, func() any { return m.of.Monitor.Fold(v, model.NodeID(b.node+1), event) })
	}
	return v
}

// noted returns the code of a violated property, or of a goal that is reached, and
// keeps that it had something to test.
func (c *System) noted(question int, o model.Outcome) (code uint32, found bool) {
	if !o.Tested {
		return 0, false
	}
	if !c.Tested[question].Load() {
		c.Tested[question].Store(true)
	}
	if !o.Found {
		return 0, false
	}
	return c.Findings.code(question, KindInvariant, c.Names.Text(o.Text)), true
}

// The kinds of findings that are about a property.
const (
	KindInvariant = "invariant"
	KindAction    = "action"
)

// JudgeStep returns what the step with an outcome violates.
func (sp *Space) JudgeStep(node, number uint32, o *outcome) []uint32 {
	if sp.judged.outcomes.Add(number) {
		before, after := *sp.View(node), *sp.View(o.node)
		for _, s := range sp.Sys.Checks.steps {
			if !s.nodes.Has(before.ID) {
				continue
			}
			o := sp.Sys.Guard(s.question, func() model.Outcome { return s.check(before, after) })
			if code, found := sp.Sys.noted(s.question, o); found {
				sp.judged.brokenStep[number] = append(sp.judged.brokenStep[number], code)
			}
		}
	}
	if len(sp.judged.brokenStep) == 0 {
		return nil
	}
	return sp.judged.brokenStep[number]
}

// Guard asks a question; a panic in a property is a finding too, and one in a goal
// ends the search.
func (c *System) Guard(question int, check func() model.Outcome) (o model.Outcome) {
	q := &c.Questions[question]
	call, ended := c.calls.Begin(&q.title), false
	defer func() { c.calls.End(call, q.title, ended) }()
	defer rescue.Any(func(p *rescue.Panic) {
		ended = true
		switch {
		case guard.IsOurs(p.Value):
			panic(p)
		case q.Goal:
			panic(guard.Panicked(q.title, p))
		}
		o = model.Outcome{Tested: true, Found: true, Text: model.Textf("the property itself panicked: %v\n%s", p.Value, guard.Stack(p.Stack))}
	})
	o = check()
	ended = true
	return o
}
