package cycles

import (
	"slices"
	"strconv"
	"strings"
)

// term is a formula in normal form: negations only in the leaves, which have no
// temporal operators. Equal terms are one term.
type term struct {
	op   op       // opTrue stands for all leaves
	leaf *Formula // of a leaf
	args []*term
	id   int
	// limit says that the term holds either everywhere in a behaviour or nowhere:
	// it speaks about what happens for ever.
	limit bool
}

// terms makes terms.
type terms struct {
	byKey map[string]*term
	work  int
}

// maxWork bounds how often terms are taken apart under []<> and <>[], which can
// make them grow. Past it the tableau gets them as they are.
const maxWork = 2000

func newTerms() *terms { return &terms{byKey: map[string]*term{}} }

func (t *terms) intern(x term) *term {
	var key strings.Builder
	key.WriteByte('0' + byte(x.op))
	if x.leaf != nil {
		key.WriteString(x.leaf.String())
	}
	for _, arg := range x.args {
		key.WriteByte(' ')
		key.WriteString(strconv.Itoa(arg.id))
	}
	if have, ok := t.byKey[key.String()]; ok {
		return have
	}
	x.id = len(t.byKey)
	t.byKey[key.String()] = &x
	return &x
}

func (t *terms) leaf(f *Formula) *term { return t.intern(term{op: opTrue, leaf: f}) }

func (x *term) isLeaf() bool       { return x.op == opTrue }
func (x *term) is(f *Formula) bool { return x.isLeaf() && x.leaf.op == f.op }

// often reports whether x is []<>p, and returns p; settled, whether it is <>[]p.
// In both p is a leaf.
func (x *term) often() (*Formula, bool)   { return x.two(opAlways, opEventually) }
func (x *term) settled() (*Formula, bool) { return x.two(opEventually, opAlways) }

func (x *term) two(outer, inner op) (*Formula, bool) {
	if x.op == outer && x.args[0].op == inner && x.args[0].args[0].isLeaf() {
		return x.args[0].args[0].leaf, true
	}
	return nil, false
}

// of returns the normal form of f, or of its negation.
func (t *terms) of(f *Formula, negated bool) *term {
	if !f.temporal {
		if negated {
			f = Not(f)
		}
		return t.leaf(f)
	}
	if f.op == opNot {
		return t.of(f.args[0], !negated)
	}
	o := f.op
	if negated {
		o = dual(o)
	}
	if o == opAlways || o == opEventually {
		return t.ofTemporal(o, f.args[0], negated)
	}
	args := make([]*term, len(f.args))
	for i, arg := range f.args {
		args[i] = t.of(arg, negated)
	}
	return t.join(o, args...)
}

// ofTemporal is the normal form of []f or <>f. It looks for []<>f and <>[]f before
// the inner operator is worked into f, after which they are harder to see.
func (t *terms) ofTemporal(o op, f *Formula, negated bool) *term {
	for x, not := f, negated; x.temporal; x = x.args[0] {
		switch inner := x.op; {
		case inner == opNot:
			not = !not
			continue
		case inner != opAlways && inner != opEventually:
		case (inner == o) != not:
			continue // [][]f is []f
		default:
			return t.forEver(o, t.of(x.args[0], not))
		}
		break
	}
	return t.temporal(o, t.of(f, negated))
}

// dual is the operator that takes this one's place under a negation.
func dual(o op) op {
	switch o {
	case opAnd:
		return opOr
	case opOr:
		return opAnd
	case opAlways:
		return opEventually
	}
	return opAlways
}

// join is conjunction or disjunction. Leaves become one leaf; of a conjunction
// all <>[]p become one, and of a disjunction all []<>p: <>[]p /\ <>[]q is
// <>[](p /\ q).
func (t *terms) join(op op, args ...*term) *term {
	unit, zero, outer, connect := True, False, opEventually, And
	if op == opOr {
		unit, zero, outer, connect = False, True, opAlways, Or
	}
	leaf, within := unit, unit // within: of the terms that are merged
	var rest []*term
	var add func(args []*term)
	add = func(args []*term) {
		for _, x := range args {
			if p, ok := x.two(outer, dual(outer)); ok {
				within = connect(within, p)
			} else if x.op == op {
				add(x.args)
			} else if x.isLeaf() {
				leaf = connect(leaf, x.leaf)
			} else if !slices.Contains(rest, x) {
				rest = append(rest, x)
			}
		}
	}
	add(args)
	if leaf == zero {
		return t.leaf(zero)
	}
	if within != unit {
		if within == zero {
			return t.leaf(zero)
		}
		rest = append(rest, t.raw(outer, t.raw(dual(outer), t.leaf(within))))
	}
	if leaf != unit {
		rest = append(rest, t.leaf(leaf))
	}
	switch len(rest) {
	case 0:
		return t.leaf(unit)
	case 1:
		return rest[0]
	}
	slices.SortFunc(rest, func(x, y *term) int { return x.id - y.id })
	limit := true
	for _, x := range rest {
		limit = limit && x.limit
	}
	return t.intern(term{op: op, args: rest, limit: limit})
}

// raw puts a temporal operator before a term as it is.
func (t *terms) raw(o op, x *term) *term {
	return t.intern(term{op: o, args: []*term{x}, limit: x.op == dual(o) && x.op >= opAlways})
}

// temporal is []x or <>x. Each rule below holds for [] as it stands, and for <>
// with every operator replaced by its dual.
func (t *terms) temporal(o op, x *term) *term {
	splits, keeps := opAnd, opOr
	if o == opEventually {
		splits, keeps = opOr, opAnd
	}
	switch {
	case x.is(True), x.is(False), x.limit, x.op == o:
		return x // [][]x is []x
	case x.op == dual(o):
		return t.forEver(o, x.args[0])
	case x.op == splits: // [](x /\ y) is []x /\ []y
		args := make([]*term, len(x.args))
		for i, arg := range x.args {
			args[i] = t.temporal(o, arg)
		}
		return t.join(splits, args...)
	case x.op == keeps: // [](x \/ y) is x \/ []y when x is a limit
		var limits, rest []*term
		for _, arg := range x.args {
			if arg.limit {
				limits = append(limits, arg)
			} else {
				rest = append(rest, arg)
			}
		}
		if len(limits) > 0 {
			return t.join(keeps, append(limits, t.temporal(o, t.join(keeps, rest...)))...)
		}
		// [](<>x \/ <>y) is []<>(x \/ y)
		var inner []*term
		for _, arg := range rest {
			if arg.op == dual(o) {
				inner = append(inner, arg.args[0])
			}
		}
		if len(inner) == len(rest) {
			return t.forEver(o, t.join(keeps, inner...))
		}
	}
	return t.raw(o, x)
}

// forEver is []<>x, or with o = opEventually <>[]x. It is taken apart until only
// leaves are left under the two operators. Again each rule is said for []<> and
// holds for <>[] with its duals.
func (t *terms) forEver(o op, x *term) *term {
	inner := dual(o)
	splits, keeps := opOr, opAnd
	if o == opEventually {
		splits, keeps = opAnd, opOr
	}
	switch {
	case x.is(True), x.is(False), x.limit:
		return x
	case x.isLeaf():
		return t.raw(o, t.raw(inner, x))
	case x.op == inner: // []<><>x is []<>x
		return t.forEver(o, x.args[0])
	case x.op == o: // []<>[]x is <>[]x
		return t.forEver(inner, x.args[0])
	}
	if t.work++; t.work > maxWork {
		return t.raw(o, t.raw(inner, x))
	}
	if x.op == splits { // []<>(x \/ y) is []<>x \/ []<>y
		args := make([]*term, len(x.args))
		for i, arg := range x.args {
			args[i] = t.forEver(o, arg)
		}
		return t.join(splits, args...)
	}
	// []<>(x /\ <>y) is []<>x /\ []<>y: if both happen again and again, each x is
	// followed by a y. []<>(x /\ []y) is []<>x /\ <>[]y.
	var out, rest []*term
	for _, arg := range x.args {
		switch {
		case arg.limit:
			out = append(out, arg)
		case arg.op == o || arg.op == inner:
			out = append(out, t.forEver(o, arg))
		default:
			rest = append(rest, arg)
		}
	}
	if len(out) > 0 {
		return t.join(keeps, append(out, t.forEver(o, t.join(keeps, rest...)))...)
	}
	// Leaves and disjunctions are left: x /\ (y \/ z) is taken apart.
	at := slices.IndexFunc(rest, func(arg *term) bool { return arg.op == splits })
	other := slices.Delete(slices.Clone(rest), at, at+1)
	var args []*term
	for _, arg := range rest[at].args {
		args = append(args, t.forEver(o, t.join(keeps, append(slices.Clone(other), arg)...)))
	}
	return t.join(splits, args...)
}
