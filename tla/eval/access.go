package eval

import (
	"cmp"
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/syntax"
)

// What is known of the variables that an action reads and writes, for people.

// WriteKind says how an action gives a variable its next value.
type WriteKind int8

// The kinds of writes.
const (
	Assigned WriteKind = iota // x' = e
	Chosen                    // x' \in S
	Grown                     // x' = x \cup e, kept as what is added
	Patched                   // x' = [x EXCEPT ![i] = e], kept as what is put in
	Kept                      // UNCHANGED x
)

// An AccessWrite is one way in which an action writes a variable. Part says of a patch which part
// of it, like [i].
type AccessWrite struct {
	Variable int
	Kind     WriteKind
	Part     string
}

// An AccessRead is a variable, derived or not, that is read: in whole, or the part of it, like [i].
type AccessRead struct {
	Read
	Part string
}

// Access is what is known of an action.
type Access struct {
	Reads  []AccessRead
	Writes []AccessWrite
	// Impure says that the action depends on more than variables.
	Impure bool
}

// access is an Access as it is found while code is made.
type access struct {
	uses   uses
	writes []AccessWrite
	bad    bool // it is recursive or uses \cdot
}

// accessed makes the step of an action and says what it uses, besides what is around it.
func (p *Program) accessed(around uses, make func() step) (step, *access) {
	a := &access{}
	t := &tracking{up: p.tracking}
	was := p.noting
	p.tracking, p.noting = t, a
	s := make()
	p.tracking, p.noting = t.up, was
	if t.up != nil {
		t.up.uses = t.up.uses.with(t.uses)
		t.up.writes = union(t.up.writes, t.writes)
		t.up.bad = t.up.bad || t.bad
	}
	a.uses, a.bad = around.with(t.uses), t.bad
	return s, a
}

// noteWrite adds to the writes of the action that is being made.
func (p *Program) noteWrite(v int32, bank int8, kind WriteKind, at *part) {
	if p.noting == nil || bank != Next {
		return
	}
	w := AccessWrite{Variable: int(v), Kind: kind}
	if at != nil {
		w.Part = p.partText(at)
	}
	if !slices.Contains(p.noting.writes, w) {
		p.noting.writes = append(p.noting.writes, w)
	}
}

// partText is the part behind the name of its variable.
func (p *Program) partText(q *part) string {
	var b strings.Builder
	for _, k := range q.keys {
		b.WriteByte('[')
		switch {
		case k == anywhere:
			b.WriteString("*")
		case k.slot == none:
			b.WriteString(k.val.String())
		default:
			name := p.slotNames[k.slot]
			if name == "" {
				name = "_" // something that has no name
			}
			b.WriteString(name)
		}
		for _, f := range k.fields {
			b.WriteString("." + strings.Trim(f.String(), `"`))
		}
		b.WriteByte(']')
	}
	return b.String()
}

// accessReads lists what is read, variables of the current state first.
func (p *Program) accessReads(u uses) (list []AccessRead) {
	u = u.closed()
	add := func(v int32, part string) {
		r := AccessRead{p.readOf(v), part}
		if !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	inParts := map[int32]bool{}
	for _, q := range u.parts {
		inParts[q.variable] = true
	}
	for _, v := range u.vars {
		if v/stride > Next {
			continue // of a state that is bound inside
		}
		if slices.Contains(u.whole, v) || !inParts[v] {
			add(v, "")
		}
	}
	for _, q := range u.parts {
		if !slices.Contains(u.whole, q.variable) {
			add(q.variable, p.partText(q))
		}
	}
	slices.SortFunc(list, func(a, b AccessRead) int {
		return cmp.Or(a.Bank-b.Bank, a.Place-b.Place, strings.Compare(a.Part, b.Part))
	})
	return list
}

// Access says what is known of an action; ok is false if nothing is: it is recursive or uses \cdot.
func (t *Transition) Access(action int) (a Access, ok bool) {
	found := t.Actions[action].access
	if found == nil || found.bad {
		return a, false
	}
	a.Reads, a.Writes = t.prog.accessReads(found.uses), slices.Clone(found.writes)
	a.Impure = found.uses.closed().impure
	return a, true
}

// Uses lists the variables, or the parts of them, that the formula looks at.
func (f *Formula) Uses() []AccessRead { return f.prog.accessReads(f.code.uses) }

// A Conjunct is a part of a conjunction, and the definition that it comes from last.
type Conjunct struct {
	Name string
	Expr syntax.Expr
}

// Conjuncts are those of an initial predicate.
func (t *Transition) Conjuncts() (list []Conjunct, err error) {
	defer catch(&err)
	for i := range t.size {
		e, at, err := t.make(t.prog, i)
		if err != nil {
			return nil, err
		}
		t.prog.conjunctsOf(e, at, func(part syntax.Expr, _ env, name string) {
			list = append(list, Conjunct{name, part})
		})
	}
	return list, nil
}

// A DerivedText says what a derived variable is.
type DerivedText struct {
	// Class is the variable of which it is a class, or -1: then Expr is what is substituted for
	// Name in an instance.
	Class int
	Name  string
	Expr  syntax.Expr
	// Member is the name of a member of the class, Tests are what is asked of it, and Keys are
	// those of an index.
	Member      string
	Tests, Keys []syntax.Expr
}

// DerivedText says what a derived variable is.
func (p *Program) DerivedText(derived int) DerivedText {
	n := p.derived[derived]
	d := DerivedText{Class: int(n.class) - 1, Name: n.name, Expr: n.expr}
	switch x := n.expr.(type) {
	case *syntax.SetFilter:
		if n.class > 0 && n.index == nil {
			d.Member, d.Tests = x.Bounds.Vars[0].Name.Text, conjuncts(x.Cond, nil)
		}
	}
	if x := n.index; x != nil {
		d.Member, d.Tests, d.Keys = x.bounds.Vars[0].Name.Text, x.tests, x.keys
	}
	return d
}
