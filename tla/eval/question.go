package eval

import "github.com/synod-go/synod/tla/syntax"

// A step is tested (is it one that [Next]_vars allows?) where the state before it is the same for all of its steps, and where many states
// agree in what a server has. What a test asks of the current state alone, \E Q \in Quorum : ShowsSafeAt(Q, b, v), is a question: it has
// the same answer as long as the variables, their parts and the bound variables have the same values. The answers are kept by these.

// question is a condition whose answer is kept.
type question struct {
	number int32
	key    key
	ask    func(m *Machine) bool
}

// minQuestion is the number of pieces of code below which a condition is worked out as quickly as it is looked up.
const minQuestion = 6

// asks says whether questions are of use in the mode: in tests of steps and in formulas about a state.
func (p *Program) asks(md mode) bool {
	about := md == mode{cur: Current, next: Next, assign: none} || md == mode{cur: Current, next: none, assign: none}
	return about && !p.careful && !p.explains && !p.inQuestion
}

// asked makes a quantifier of a test of a step a question or a selection, if it is one. make makes its code as it is written; questions inside
// of a question are asked only with it.
func (p *Program) asked(e *syntax.Quant, at env, md mode, make func() code) code {
	if !p.asks(md) || e == p.outermost { // who evaluates a formula as a whole keeps its answers
		return make()
	}
	if p.level(e, at) > syntax.StateLevel {
		return p.selection(e, at, md, make())
	}
	if p.Without.Questions {
		return make()
	}
	nodes := p.nodes
	p.inQuestion = true
	defer func() { p.inQuestion = false }()
	c := make()
	if q := p.questionOf(c, p.nodes-nodes); q != nil {
		return boolCode(c.uses, q.holds)
	}
	return c
}

// questionOf is the question whether code is true, nil if that is not worth one.
func (p *Program) questionOf(c code, nodes int32) *question {
	if c.cond == nil || nodes < minQuestion || c.uses.constant() {
		return nil
	}
	k, ok := p.keyOf(c.uses, func(s int32) bool { return p.cellSlots[s] })
	if !ok || len(k.next) > 0 {
		return nil
	}
	q := &question{number: p.questions, key: k, ask: c.cond}
	p.questions++
	return q
}

// holds answers the question.
func (q *question) holds(m *Machine) bool {
	a := &m.questions[q.number]
	e, h, ok := a.ask(m, &q.key, func(m *Machine) { q.ask(m) })
	if !ok {
		return q.ask(m)
	}
	if e == nil {
		e = &known{hash: h, in: q.key.values(m)}
		e.is = q.ask(m) // an error is not kept
		if a.count < maxAnswers {
			a.insert(e)
		}
	}
	return e.is
}
