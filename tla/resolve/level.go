package resolve

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/tla/syntax"
)

// levels computes the level of every expression and refuses what has too high a one, as in section 17.2 of Specifying
// Systems and in SANY: x” (the prime of an action), an action under [] that is not [A]_v, and so on.
type levels struct {
	r      *resolver
	sigs   map[*syntax.OpDef]info
	added  []*syntax.OpDef // in the order in which they came into sigs
	guess  map[*syntax.OpDef]info
	busy   map[*syntax.OpDef]bool
	flex   map[*syntax.Bound]bool // variables of \AA and \EE
	facts  map[*syntax.Fact]info
	substs map[*syntax.Subst]argInfo

	quiet   int // no errors: the levels of recursive operators are not settled
	changed bool
}

func newLevels(r *resolver) *levels {
	return &levels{r: r, sigs: map[*syntax.OpDef]info{}, guess: map[*syntax.OpDef]info{}, busy: map[*syntax.OpDef]bool{},
		flex: map[*syntax.Bound]bool{}, facts: map[*syntax.Fact]info{}, substs: map[*syntax.Subst]argInfo{}}
}

func (l *levels) errorf(at syntax.Node, format string, args ...any) {
	if l.quiet == 0 {
		l.r.errorf(at, format, args...)
	}
}

// module checks all units of a module.
func (l *levels) module(m *Module) {
	for _, u := range m.Syntax.Units {
		switch u := u.(type) {
		case *syntax.OpDef:
			l.def(u)
		case *syntax.Instance:
			l.instance(u)
		case *syntax.Module:
			for _, n := range m.Nested {
				if n.Syntax == u {
					l.module(n)
				}
			}
		case *syntax.Fact:
			in := l.claim(u.Body)
			u.Level = in.level
			l.facts[u] = in
			if u.Kind == syntax.Assumption && in.level > constant {
				l.errorf(u.Body, "an assumption must be of constant level, this one is of %s level", in.level)
			}
		}
	}
}

// claim is the level of a theorem's statement.
func (l *levels) claim(e syntax.Expr) info {
	s, ok := e.(*syntax.Sequent)
	if !ok {
		return l.expr(e)
	}
	var in info
	for _, a := range s.Assumes {
		switch a := a.(type) {
		case *syntax.New:
			if a.Set != nil {
				if set := l.expr(a.Set); set.level > action {
					l.errorf(a.Set, "the set of a NEW is of temporal level")
				}
			}
		case syntax.Expr:
			in.join(l.claim(a))
		}
	}
	in.join(l.expr(s.Prove))
	s.SetLevel(in.level)
	return in
}

// def is the level of a definition.
func (l *levels) def(d *syntax.OpDef) info {
	if in, ok := l.sigs[d]; ok {
		return in
	}
	if l.busy[d] {
		if in, ok := l.guess[d]; ok {
			return in
		}
		return info{}
	}
	if !d.Recursive || d.Function {
		l.busy[d] = true
		in := l.expr(d.Body)
		delete(l.busy, d)
		l.settle(d, in)
		return in
	}
	var first info
	for _, p := range d.Params {
		first.addParam(p)
	}
	if _, ok := l.guess[d]; !ok {
		l.guess[d] = first
	}
	l.busy[d] = true
	defer delete(l.busy, d)
	if l.quiet > 0 { // inside of another recursive definition, which repeats until nothing changes
		in := l.expr(d.Body)
		l.improve(d, in)
		l.settle(d, in)
		return in
	}
	for i := 0; i < 20; i++ {
		mark := len(l.added)
		l.quiet++
		l.changed = false
		l.improve(d, l.expr(d.Body))
		l.quiet--
		for _, x := range l.added[mark:] {
			delete(l.sigs, x)
		}
		l.added = l.added[:mark]
		if !l.changed {
			break
		}
	}
	in := l.expr(d.Body)
	for _, p := range d.Params {
		if m, ok := in.max[p]; ok && m < action {
			l.errorf(p, "the recursive operator %s primes its parameter %s", d.Name.Text, p.Name.Text)
		}
	}
	l.settle(d, in)
	return in
}

func (l *levels) settle(d *syntax.OpDef, in info) {
	l.sigs[d] = in
	l.added = append(l.added, d)
	d.Level = in.level
	d.ByValues = byValues(d.Params, in)
	d.ByValue = d.ByValues && !slices.ContainsFunc(d.Params, func(p *syntax.Param) bool { return p.Arity > 0 })
}

// byValues reports whether the operator with the given parameters depends on nothing but the values of these, and on operators given
// for them.
func byValues(params []*syntax.Param, in info) bool {
	if len(in.calls) == maxCalls {
		return false // there can be more
	}
	for _, p := range params {
		if m, ok := in.max[p]; in.opaque[p] || ok && m < action {
			return false
		}
	}
	for _, c := range in.calls {
		// An operator from further out can look at more of what it is applied to.
		own := slices.ContainsFunc(params, func(p *syntax.Param) bool { return syntax.Decl(p) == c.op })
		if !own && slices.ContainsFunc(params, func(p *syntax.Param) bool { return slices.Contains(c.params, syntax.Decl(p)) }) {
			return false
		}
	}
	return true
}

// improve raises the guess of a recursive operator's level.
func (l *levels) improve(d *syntax.OpDef, in info) {
	g := l.guess[d]
	level, n := g.level, len(g.params)
	g.weigh(in)
	if g.level != level || len(g.params) != n {
		l.changed = true
	}
	l.guess[d] = g
}

// atMost demands that an argument has at most a level.
func (l *levels) atMost(out *info, in info, level syntax.Level, at syntax.Node, what string) {
	if in.level > level {
		l.errorf(at, "%s must be of at most %s level, this is of %s level", what, level, in.level)
	}
	if level < temporal {
		for _, p := range in.params {
			out.limit(p, level)
		}
	}
}

// instance checks a substitution.
func (l *levels) instance(u *syntax.Instance) {
	m, ok := u.Of.(*Module)
	if !ok {
		return
	}
	args := map[syntax.Decl]argInfo{}
	constantModule := m.constant()
	for _, s := range u.Full {
		a := l.substituted(s)
		args[s.Decl] = a
		if a.op != nil {
			if l.opaqueOp(a.op) {
				l.errorf(s.Expr, "this operator cannot be substituted for %s: its value depends on more than the values of its arguments (it contains ' or the like)", s.Name.Text)
			}
			continue
		}
		_, isVar := s.Decl.(*syntax.Variable)
		switch {
		case isVar && a.level > state:
			l.errorf(s.Expr, "what is substituted for the variable %s must be of at most state level, this is of %s level", s.Name.Text, a.level)
		case !isVar && a.level > constant && !constantModule:
			l.errorf(s.Expr, "what is substituted for the constant %s of a module with variables must be of constant level, this is of %s level", s.Name.Text, a.level)
		}
	}
	if !constantModule {
		return
	}
	for _, n := range m.order {
		if d, ok := m.names[n].decl.(*syntax.OpDef); ok && len(m.names[n].path) == 0 {
			l.subst(l.def(d), args, u.Module)
		}
	}
	for _, f := range m.Facts {
		l.subst(l.facts[f], args, u.Module)
	}
}

// constant reports whether a module declares and uses no variables.
func (m *Module) constant() bool {
	if m.isConstant == 0 {
		m.isConstant = 1
		if len(m.Variables) > 0 {
			m.isConstant = -1
		}
		for _, u := range m.Syntax.Units {
			var l syntax.Level
			switch u := u.(type) {
			case *syntax.OpDef:
				l = u.Level
			case *syntax.Fact:
				l = u.Level
			}
			if l > constant {
				m.isConstant = -1
			}
		}
	}
	return m.isConstant > 0
}

// substituted is the level of what an instance substitutes.
func (l *levels) substituted(s *syntax.Subst) argInfo {
	if a, ok := l.substs[s]; ok {
		return a
	}
	a := l.argument(s.Expr)
	if l.quiet == 0 {
		l.substs[s] = a
	}
	return a
}

func (l *levels) opaqueOp(o *opArg) bool {
	if o.lang {
		return !o.leib
	}
	for _, p := range o.own {
		if o.sig.opaque[p] {
			return true
		}
	}
	return false
}

// argument is the level of an argument, which may be an operator.
func (l *levels) argument(e syntax.Expr) argInfo {
	switch e := e.(type) {
	case *syntax.Lambda:
		in := l.expr(e.Body)
		e.SetLevel(in.level)
		return opArgInfo(&opArg{own: e.Params, sig: in})
	case *syntax.Ref:
		b := e.Bind
		if b != nil && b.Sub != nil && len(b.Sub.Params) > 0 {
			return opArgInfo(&opArg{sig: l.ref(e)})
		}
		if b == nil || b.Sub != nil || len(b.Args) > 0 || b.Decl.NumParams() == 0 {
			break
		}
		switch d := b.Decl.(type) {
		case *syntax.OpDef:
			in := l.through(l.def(d), b.Path, e)
			e.SetLevel(in.level)
			return opArgInfo(&opArg{own: d.Params, sig: in})
		case *syntax.Builtin:
			if o, ok := language[d.Name]; ok && d.Module == "" {
				return opArgInfo(&opArg{lang: true, leib: o.pass, max: o.max, sig: info{level: o.level}})
			}
			return opArgInfo(&opArg{max: l.r.sigs[d].Most, sig: info{level: l.r.sigs[d].Level}})
		default:
			var in info
			in.addParam(d)
			in = l.through(in, b.Path, e)
			return argInfo{in, &opArg{decl: d}}
		}
	}
	return argInfo{info: l.expr(e)}
}

// opArgInfo is what an operator argument adds by itself.
func opArgInfo(o *opArg) argInfo {
	in := info{level: o.sig.level}
	own := map[syntax.Decl]bool{}
	for _, p := range o.own {
		own[p] = true
	}
	for _, p := range o.sig.params {
		if !own[p] {
			in.addParam(p)
		}
	}
	for p, m := range o.sig.max {
		if !own[p] {
			in.limit(p, m)
		}
	}
	return argInfo{in, o}
}

// through takes the level of a definition out of the instances where it was found.
func (l *levels) through(in info, path []syntax.Step, at syntax.Node) info {
	for i := len(path) - 1; i >= 0; i-- {
		args := map[syntax.Decl]argInfo{}
		m, _ := path[i].Inst.Of.(*Module)
		var limits []syntax.Decl // what stands for them must be constant
		for _, s := range path[i].Inst.Full {
			a := l.substituted(s)
			args[s.Decl] = a
			if _, isVar := s.Decl.(*syntax.Variable); !isVar && a.op == nil && m != nil && !m.constant() {
				limits = append(limits, a.params...)
			}
		}
		in = l.subst(in, args, at)
		in.max = maps.Clone(in.max)
		for _, p := range limits {
			in.limit(p, constant)
		}
		if len(path[i].Args) > 0 {
			args := map[syntax.Decl]argInfo{}
			for j, a := range path[i].Args {
				args[path[i].Inst.Params[j]] = l.argument(a)
			}
			in = l.subst(in, args, at)
		}
	}
	return in
}

// subst is the level after parameters were replaced by arguments.
func (l *levels) subst(in info, args map[syntax.Decl]argInfo, at syntax.Node) info {
	if len(args) == 0 {
		return in
	}
	out := info{level: in.level}
	for _, p := range in.params {
		if a, ok := args[p]; ok {
			out.weigh(a.info)
		} else {
			out.addParam(p)
		}
	}
	for p, m := range in.max {
		if a, ok := args[p]; ok {
			l.atMost(&out, a.info, m, at, "what stands for "+p.DeclName()+" here")
		} else {
			out.limit(p, m)
		}
	}
	for p := range in.opaque {
		if a, ok := args[p]; ok {
			for _, q := range a.params {
				out.hide(q)
			}
		} else {
			out.hide(p)
		}
	}
	for _, c := range in.calls {
		arg := info{level: c.level}
		for _, p := range c.params {
			if a, ok := args[p]; ok {
				arg.weigh(a.info)
			} else {
				arg.addParam(p)
			}
		}
		a, ok := args[c.op]
		switch {
		case !ok:
			out.call(call{c.op, c.i, arg.level, arg.params})
		case a.op == nil:
		case a.op.decl != nil:
			out.call(call{a.op.decl, c.i, arg.level, arg.params})
		case c.i < len(a.op.max):
			l.atMost(&out, arg, a.op.max[c.i], at, "an argument of the operator given for "+c.op.DeclName())
		case c.i < len(a.op.own):
			if m, ok := a.op.sig.max[a.op.own[c.i]]; ok {
				l.atMost(&out, arg, m, at, "an argument of the operator given for "+c.op.DeclName())
			}
		}
	}
	for _, a := range args {
		out.constrain(a.info)
	}
	return out
}
