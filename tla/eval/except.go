package eval

import (
	"sync"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// An update is one !path = e of [f EXCEPT !path = e, ...].
type update struct {
	path []code
	slot int32 // of @
	val  code
}

// except is [f EXCEPT !path = e, ...]. Whether something equals it is told without the function being made.
func (p *Program) except(e *syntax.Except, at env, md mode) code {
	fn := p.compile(e.Fn, at, md)
	u := fn.uses
	outside := new(sync.Once)
	var updates []update
	for _, w := range e.Updates {
		var x update
		for _, el := range w.Path {
			if el.Index == nil {
				x.path = append(x.path, literal(p.Universe.String(el.Field.Text)))
			} else {
				x.path = append(x.path, p.argument(el.Index, at, md))
			}
		}
		u = u.with(allUses(x.path...))
		x.slot = p.newSlot()
		x.val = p.compile(w.Value, at.bind(updateDecl{w}, &slotMeaning{slot: x.slot}), md)
		u = u.with(x.val.uses.without(x.slot))
		updates = append(updates, x)
	}
	// apply does update i of f; if there is something to be held against the result, only whether they are equal is told.
	apply := func(m *Machine, i int, f value.Value, against *value.Value) (g value.Value, eq bool) {
		w := &updates[i]
		var room [4]value.Value
		path := room[:0]
		for _, c := range w.path {
			path = append(path, c.eval(m))
		}
		put := func(at value.Value) (value.Value, error) {
			m.slots[w.slot] = at
			return w.val.eval(m), nil
		}
		old := m.slots[w.slot]
		var done bool
		var err error
		if against != nil {
			eq, done, err = value.EqualExcept(*against, f, path, put)
		} else {
			g, done, err = value.ExceptAt(f, path, put)
		}
		m.slots[w.slot] = old
		if err != nil {
			m.fail(e, err)
		}
		if !done && p.Warn != nil {
			outside.Do(func() {
				p.Warn(e.Span, "this EXCEPT was applied outside of the function's domain, which changes nothing")
			})
		}
		return m.shallow(e, g), eq
	}
	last := len(updates) - 1
	c := valueCode(u, func(m *Machine) value.Value {
		f := fn.eval(m)
		for i := range updates {
			f, _ = apply(m, i, f, nil)
		}
		return f
	})
	if !p.careful && !p.Without.Comparisons {
		c.equals = func(m *Machine, x value.Value) bool {
			f := fn.eval(m)
			for i := range last {
				f, _ = apply(m, i, f, nil)
			}
			_, eq := apply(m, last, f, &x)
			return eq
		}
	}
	return c
}

// updateDecl makes the @ of an update something that has a meaning.
type updateDecl struct{ *syntax.Update }

func (updateDecl) DeclName() string { return "@" }
func (updateDecl) NumParams() int   { return 0 }

// old is @.
func (p *Program) old(e *syntax.At, at env, md mode) code {
	s, ok := at.find(updateDecl{e.Update}).(*slotMeaning)
	if !ok {
		refuse(e, "internal: this @ has no meaning")
	}
	return p.slotCode(s)
}
