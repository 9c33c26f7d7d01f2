package cycles

import (
	"errors"
	"slices"
)

// task is one case of the formula that is sought: a conjunction.
type task struct {
	often   []*Formula // []<>p of each
	strong  []strong   // of each
	rest    *term      // for the tableau
	letters letter     // the bits that matter
}

// maxTableau is how many states a tableau may have, and maxWays how much
// work it may take to find the ways to leave one on a letter, in comparisons of
// two: both may grow exponentially with the formula.
const (
	maxTableau = 1 << 16
	maxWays    = 1 << 22
)

var errTableau = errors.New("the formula is too large: its tableau has too many states or steps")

// strong is []<>often \/ <>[]settled. With often = False it is <>[]settled.
type strong struct{ often, settled *Formula }

// maxCases is how many cases a formula is taken apart into. Disjunctions past it
// are left to the tableau.
const maxCases = 32

var errTooLarge = errors.New("the formula is too large: more than 64 temporal operators in one case")

// tasks takes a term apart into cases of which one has to hold.
func (t *terms) tasks(x *term) (tasks []task) {
	todo := []*term{x}
	for len(todo) > 0 {
		x := todo[0]
		todo = todo[1:]
		if x.is(False) {
			continue
		}
		parts := conjuncts(x)
		at := slices.IndexFunc(parts, func(part *term) bool {
			_, ok := part.strong()
			return !ok && part.op == opOr && part.hasLimit()
		})
		if at < 0 || len(tasks)+len(todo)+len(parts[at].args) > maxCases {
			tasks = append(tasks, t.task(parts))
			continue
		}
		other := slices.Delete(slices.Clone(parts), at, at+1)
		for _, arg := range parts[at].args {
			todo = append(todo, t.join(opAnd, append(slices.Clone(other), arg)...))
		}
	}
	return tasks
}

func (t *terms) task(parts []*term) task {
	var made task
	var rest []*term
	for _, part := range parts {
		if p, ok := part.often(); ok {
			made.often = append(made.often, p)
		} else if s, ok := part.strong(); ok {
			made.strong = append(made.strong, s)
		} else {
			rest = append(rest, part)
		}
		in := part.atoms()
		made.letters.state.add(in.state)
		made.letters.step.add(in.step)
	}
	made.rest = t.join(opAnd, rest...)
	return made
}

func conjuncts(x *term) []*term {
	if x.op == opAnd {
		return x.args
	}
	return []*term{x}
}

// strong reports whether x is <>[]q or []<>p \/ <>[]q.
func (x *term) strong() (s strong, ok bool) {
	if q, ok := x.settled(); ok {
		return strong{False, q}, true
	}
	if x.op != opOr || len(x.args) != 2 {
		return s, false
	}
	for i, arg := range x.args {
		p, isOften := arg.often()
		q, isSettled := x.args[1-i].settled()
		if isOften && isSettled {
			return strong{p, q}, true
		}
	}
	return s, false
}

// hasLimit reports whether a term has a limit in it that no [] or <> hides.
func (x *term) hasLimit() bool {
	if x.limit {
		return true
	}
	return (x.op == opAnd || x.op == opOr) && slices.ContainsFunc(x.args, (*term).hasLimit)
}

func (x *term) atoms() (seen letter) {
	if x.isLeaf() {
		return x.leaf.atoms()
	}
	for _, arg := range x.args {
		in := arg.atoms()
		seen.state.add(in.state)
		seen.step.add(in.step)
	}
	return seen
}

// mark says which conditions of a task a step meets.
type mark struct {
	often, strongOften, settled Bits   // of task.often and task.strong
	promises                    uint64 // those that are not put off, see tableau
}

// markOf returns what a step meets, but for promises: what is at least as true as
// asked for. Lacks is an atom without a value on which that depends, if there is one.
func (t *task) markOf(at letter, least truth) (m mark, lacks *Formula) {
	meets := func(f *Formula) bool {
		v := f.now(at)
		if v == unknown && lacks == nil {
			_, lacks = f.ask(at)
		}
		return v >= least
	}
	for i, p := range t.often {
		m.often.put(i, meets(p))
	}
	for i, s := range t.strong {
		m.strongOften.put(i, meets(s.often))
		m.settled.put(i, meets(s.settled))
	}
	return m, lacks
}

func bit(is bool, i int) uint64 {
	if is {
		return 1 << i
	}
	return 0
}

// all is the mark of a step that meets everything but promises.
func (t *task) all() mark {
	return mark{often: first(len(t.often)), strongOften: first(len(t.strong)), settled: first(len(t.strong))}
}

// without returns what of m is not in n.
func (m mark) without(n *mark) mark {
	return mark{m.often.without(n.often), m.strongOften.without(n.strongOften), m.settled.without(n.settled), m.promises &^ n.promises}
}

// meets reports whether two marks have something in common.
func (m *mark) meets(n *mark) bool {
	return m.promises&n.promises != 0 || m.often.meets(n.often) || m.strongOften.meets(n.strongOften) || m.settled.meets(n.settled)
}

func (m *mark) empty() bool {
	return m.promises == 0 && m.often.empty() && m.strongOften.empty() && m.settled.empty()
}

// key is the same for equal marks, and tells them from others.
func (m *mark) key() string {
	var dst []byte
	for _, set := range []Bits{m.often, m.strongOften, m.settled, {m.promises}} {
		dst = set.appendKey(dst)
	}
	return string(dst)
}
