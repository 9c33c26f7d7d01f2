package eval

import (
	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Machine is where code runs: the values of the variables, in banks (one for each state that is looked at), and slots for
// bound variables and kept values. It is used by one goroutine at a time.
type Machine struct {
	prog *Program
	// vars are the banks: vars[b][i] is variable i; no value means that it has not been assigned.
	vars [][]value.Value
	// stamps change whenever a bank does, so that what was kept of it is no longer believed.
	stamps []uint64
	clock  uint64

	slots     []value.Value
	thunks    []*thunk // careful programs only
	kept      []stamped
	questions []answers
	loops     []loop // of \A in actions

	// Grows lets the machine keep what actions come to (see region), and give sets that only grow by what is added to them: the
	// values that Transition.Each tells of can be growths then.
	Grows bool
	// Own, if not nil, exchanges a value that is kept for an equal one.
	Own func(v value.Value) value.Value
	// assigned and same say which variables of the next state have a value, and which have that of the current one because they are
	// UNCHANGED; before is what same was when the region began that is learned.
	assigned, same, before uint64
	// spoiled says that what is being learned depends on more than the region says.
	spoiled   bool
	regions   []regionMemo
	collected []*Outcome
	outcome   *Outcome      // that alone makes the next state
	parts     []value.Value // those that the region read whose answer is looked for

	// Between counts the states between the two actions of \cdot that TLC counts as generated.
	Between uint64

	// done ends the enumeration of an action's successors.
	done bool
	// action is the number of the action that is being taken.
	action int32
	// returns are the continuations of recursive actions.
	returns []returning

	depth  int
	weight int32 // of the code that evaluation is inside of by recursion: see recursion.weight
	host   library.Host
	// scratch is the bank that a transition fills; it is empty between two runs.
	scratch []value.Value
	// fixed is the state to which a transition is to lead; nil if any is welcome.
	fixed []value.Value
	// onState is called for every state that a transition finds.
	onState func()

	// chain are the uses of operators that evaluation is inside of (careful programs only).
	chain []syntax.Node
	// near collects what was false (explaining programs only).
	near *near
}

// stamped is the value of something shared, valid while the banks have the same stamps.
type stamped struct {
	v         value.Value
	cur, next uint64
}

const (
	// maxDepth bounds the depth of recursion: a Go stack that overflows cannot be recovered.
	maxDepth = 20_000
	// maxWeight bounds the levels of code on the stack together. A level takes less than a kilobyte of it.
	maxWeight = 800_000
)

// NewMachine makes a machine on which the program's code can run.
func (p *Program) NewMachine() *Machine {
	m := &Machine{prog: p, host: p.host}
	m.grow()
	return m
}

// grow makes room for what was compiled since the machine was made.
func (m *Machine) grow() {
	p := m.prog
	for len(m.vars) < int(p.banks) {
		m.vars = append(m.vars, make([]value.Value, p.width()))
		m.stamps = append(m.stamps, 0)
	}
	for b := range m.vars {
		if n := p.width(); b > Next && len(m.vars[b]) < n {
			m.vars[b] = append(m.vars[b], make([]value.Value, n-len(m.vars[b]))...)
		}
	}
	if n := int(p.slots); len(m.slots) < n {
		m.slots = append(m.slots, make([]value.Value, n-len(m.slots))...)
	}
	if n := int(p.slots); p.careful && len(m.thunks) < n {
		m.thunks = append(m.thunks, make([]*thunk, n-len(m.thunks))...)
	}
	if n := int(p.cells); len(m.kept) < n {
		m.kept = append(m.kept, make([]stamped, n-len(m.kept))...)
	}
	if n := int(p.regions); len(m.regions) < n {
		for len(m.regions) < n {
			m.regions = append(m.regions, regionMemo{answers: answers{rarely: trialSample}})
		}
	}
	for len(m.questions) < int(p.questions) {
		m.questions = append(m.questions, answers{rarely: trialSample})
	}
	if n := int(p.loops); len(m.loops) < n {
		m.loops = append(m.loops, make([]loop, n-len(m.loops))...)
	}
}

// Load makes vals the values of the variables in the bank. The machine keeps the slice, and does not change it unless code
// assigns to that bank.
func (m *Machine) Load(bank int, vals []value.Value) {
	m.vars[bank] = vals
	m.touch(bank)
}

// touch says that a bank has changed.
func (m *Machine) touch(bank int) {
	m.clock++
	m.stamps[bank] = m.clock
}

// reset makes the machine usable again after a failed evaluation.
func (m *Machine) reset() {
	clear(m.slots)
	clear(m.thunks)
	for b := 1; b < len(m.vars); b++ {
		m.vars[b] = make([]value.Value, m.prog.width())
		m.touch(b)
	}
	m.touch(0)
	m.done, m.action, m.depth, m.weight, m.returns, m.chain = false, 0, 0, 0, m.returns[:0], m.chain[:0]
	m.assigned, m.same, m.before, m.spoiled, m.collected = 0, 0, 0, false, m.collected[:0]
	m.outcome = nil
	for i := range m.regions {
		m.regions[i].collecting, m.regions[i].idle = false, false
	}
}

// pause is where an evaluation can be interrupted.
func (m *Machine) pause(e syntax.Node) {
	if m.prog.stop.Load() {
		panic(&Error{Kind: Interrupted, Span: e.GetSpan(), Msg: "the evaluation was interrupted"})
	}
}

// enter counts one more level of recursion, into code of the given depth.
func (m *Machine) enter(e syntax.Node, weight int32) {
	m.pause(e)
	m.depth++
	m.weight += weight
	if m.depth > maxDepth {
		m.failf(e, "evaluation is %d levels of recursion deep: does it end?", maxDepth)
	}
	if m.weight > maxWeight {
		m.failf(e, "evaluation is %d levels of recursion deep, each of them a large expression: does it end?", m.depth)
	}
}

// leave is the way back from enter.
func (m *Machine) leave(weight int32) {
	m.depth--
	m.weight -= weight
}

// shallow is v, unless it is nested too deeply: to walk down into it would take all of the stack.
func (m *Machine) shallow(e syntax.Node, v value.Value) value.Value {
	if value.TooDeep(v) {
		m.failf(e, "this value is nested more than %d levels deep", value.MaxDepth)
	}
	return v
}

// A thunk is an argument of a recursive operator that has not been evaluated: the code, and what it needs.
type thunk struct {
	code  code
	at    []int32 // the slots that the code uses
	slots []value.Value
	inner []*thunk
	v     value.Value
}

// given is the value of an argument of a recursive operator, or a thunk for it. A parameter that is passed on stays what it is.
func (m *Machine) given(c *code) (value.Value, *thunk) {
	switch s := c.thunk - 1; {
	case s >= 0:
		return m.slots[s], m.thunks[s]
	case c.simple && (c.reads == 0 || c.bank == Current): // a variable of another bank may have no value yet
		return c.eval(m), nil
	}
	return value.Value{}, m.delay(*c)
}

func (m *Machine) delay(c code) *thunk {
	t := &thunk{code: c, at: c.uses.closed().slots}
	for _, s := range t.at {
		t.slots = append(t.slots, m.slots[s])
		t.inner = append(t.inner, m.thunks[s])
	}
	return t
}

// force evaluates a thunk in the surroundings where it was made.
func (m *Machine) force(t *thunk) value.Value {
	if !t.v.IsNone() {
		return t.v
	}
	swap := func() {
		for i, s := range t.at {
			m.slots[s], t.slots[i] = t.slots[i], m.slots[s]
			m.thunks[s], t.inner[i] = t.inner[i], m.thunks[s]
		}
	}
	swap()
	defer swap() // after an error too: an explaining program goes on
	t.v = t.code.eval(m)
	return t.v
}
