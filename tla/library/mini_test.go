package library_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// mini evaluates as much of TLA+ as the tables in testdata are written in, so that these tests do not
// depend on the evaluator that depends on this package. Errors are panics.
type mini struct {
	spec *resolve.Spec
	u    *value.Universe
	host *fakeHost
}

// newMini is a module with the given header and definitions.
func newMini(header string) (*mini, error) {
	const name = "Table"
	src := "---- MODULE " + name + " ----\n" + header + "\n====\n"
	spec, err := resolve.Load(name, resolve.LoaderFunc(func(n string) (*syntax.File, error) {
		if n == name {
			return &syntax.File{Name: name + ".tla", Src: src}, nil
		}
		return nil, nil
	}), library.Modules())
	if err != nil {
		return nil, err
	}
	u := value.NewUniverse()
	u.See("a", "b", "c", "d", "e", "x", "y", "z", "node", "edge", "m1", "m2", "m3")
	return &mini{spec, u, newFakeHost(u)}, nil
}

// eval is the value of an expression, or the error that it ends in.
func (m *mini) eval(expr string) (v value.Value, err error) {
	e, err := syntax.ParseExpr(&syntax.File{Name: "expr", Src: expr})
	if err != nil {
		return value.Value{}, err
	}
	if err := m.spec.Expr(m.spec.Root, e); err != nil {
		return value.Value{}, err
	}
	defer rescue.Known(func(f failed) { err = f.error })
	return need(value.Normalize(m.expr(scope{}, e))), nil
}

type failed struct{ error }

func (f failed) Message() string { return f.Error() }
func (failed) Final() bool       { return false }

func need[T any](v T, err error) T {
	if err != nil {
		panic(failed{err})
	}
	return v
}

// A scope has the values of variables and parameters; operators are functions.
type scope map[syntax.Decl]any

func (s scope) with(d syntax.Decl, v any) scope {
	t := scope{d: v}
	for k, w := range s {
		if k != d {
			t[k] = w
		}
	}
	return t
}

type operator func(args ...value.Value) value.Value

func (m *mini) expr(s scope, e syntax.Expr) value.Value {
	switch e := e.(type) {
	case *syntax.Number:
		n, err := strconv.Atoi(e.Digits)
		return value.MakeInt(int32(need(n, err)))
	case *syntax.String:
		return m.u.String(e.Value)
	case *syntax.Tuple:
		return value.Tuple(m.list(s, e.Elems)...)
	case *syntax.SetEnum:
		return need(value.MakeSet(m.list(s, e.Elems)))
	case *syntax.SetFilter:
		set := m.expr(s, e.Bounds.Set)
		return need(value.Filter(set, false, func(x value.Value) (bool, error) {
			return m.truth(s.with(e.Bounds.Vars[0], x), e.Cond), nil
		}))
	case *syntax.SetMap:
		var out []value.Value
		m.each(s, e.Bounds, func(t scope) bool { out = append(out, m.expr(t, e.Body)); return true })
		return need(value.MakeSet(out))
	case *syntax.FuncLit:
		set, v := m.expr(s, e.Bounds[0].Set), e.Bounds[0].Vars[0]
		if len(e.Bounds) > 1 || len(e.Bounds[0].Vars) > 1 {
			panic(failed{errors.New("mini: one variable")})
		}
		rule := func(x value.Value) (value.Value, error) { return m.expr(s.with(v, x), e.Body), nil }
		if finite, err := value.IsFinite(set); err == nil && !finite {
			return need(value.Lambda(set, rule))
		}
		return need(value.FuncOf(set, rule))
	case *syntax.FuncApply:
		f, args := m.expr(s, e.Fn), m.list(s, e.Args)
		return need(value.Apply(f, value.Args(args...)))
	case *syntax.FuncSet:
		return need(value.Functions(m.expr(s, e.Domain), m.expr(s, e.Range)))
	case *syntax.Times:
		return need(value.Product(m.list(s, e.Factors)...))
	case *syntax.RecordLit:
		var names []string
		var vs []value.Value
		for _, f := range e.Fields {
			names, vs = append(names, f.Name.Text), append(vs, m.expr(s, f.Expr))
		}
		return need(m.u.MakeRecord(names, vs))
	case *syntax.Field:
		return need(value.Apply(m.expr(s, e.Record), m.u.String(e.Name.Text)))
	case *syntax.Quant:
		holds := e.Kind == syntax.Forall
		m.each(s, e.Bounds, func(t scope) bool {
			if m.truth(t, e.Body) != holds {
				holds = !holds
				return false
			}
			return true
		})
		return value.MakeBool(holds)
	case *syntax.Choose:
		var found value.Value
		m.each(s, []*syntax.Bounds{e.Bounds}, func(t scope) bool {
			if m.truth(t, e.Body) {
				found = t[e.Bounds.Vars[0]].(value.Value)
				return false
			}
			return true
		})
		if found.IsNone() {
			panic(failed{errors.New("CHOOSE: nothing")})
		}
		return found
	case *syntax.If:
		if m.truth(s, e.Cond) {
			return m.expr(s, e.Then)
		}
		return m.expr(s, e.Else)
	case *syntax.Ref:
		return m.ref(s, e)
	}
	panic(failed{fmt.Errorf("mini: %T", e)})
}

func (m *mini) list(s scope, es []syntax.Expr) []value.Value {
	var out []value.Value
	for _, e := range es {
		out = append(out, m.expr(s, e))
	}
	return out
}

func (m *mini) truth(s scope, e syntax.Expr) bool {
	b, ok := m.expr(s, e).AsBool()
	if !ok {
		panic(failed{errors.New("mini: no boolean")})
	}
	return b
}

// each binds the variables of all bounds in every way.
func (m *mini) each(s scope, bounds []*syntax.Bounds, yield func(scope) bool) bool {
	type one struct {
		v   *syntax.Bound
		set syntax.Expr
	}
	var vars []one
	for _, b := range bounds {
		for _, v := range b.Vars {
			vars = append(vars, one{v, b.Set})
		}
	}
	var bind func(t scope, i int) bool
	bind = func(t scope, i int) bool {
		if i == len(vars) {
			return yield(t)
		}
		on := true
		err := value.Each(m.expr(s, vars[i].set), func(x value.Value) bool {
			on = bind(t.with(vars[i].v, x), i+1)
			return on
		})
		need(0, err)
		return on
	}
	return bind(s, 0)
}

func (m *mini) ref(s scope, e *syntax.Ref) value.Value {
	b := e.Bind
	switch d := b.Decl.(type) {
	case *syntax.Bound:
		return s[d].(value.Value)
	case *syntax.Param:
		if len(b.Args) == 0 {
			if a, ok := s[d].(library.Arg); ok {
				return a.Value()
			}
			return s[d].(value.Value)
		}
		return s[d].(library.Arg).Apply(m.list(s, b.Args)...)
	case *syntax.OpDef:
		t := scope{}
		for i, p := range d.Params {
			t[p] = m.arg(s, b.Args[i], p.Arity)
		}
		return m.expr(t, d.Body)
	case *syntax.Builtin:
		if op, ok := d.Info.(*library.Op); ok {
			c := &library.Call{Universe: m.u, Host: m.host}
			for i, a := range b.Args {
				c.Args = append(c.Args, m.arg(s, a, op.Params[i]))
			}
			return need(op.Run(c))
		}
		return m.language(s, d.Name, b.Args)
	}
	panic(failed{fmt.Errorf("mini: %T", b.Decl)})
}

// An arg is an unevaluated argument.
type arg struct {
	value func() value.Value
	apply operator
}

func (a arg) Value() value.Value                    { return a.value() }
func (a arg) Apply(args ...value.Value) value.Value { return a.apply(args...) }

func (m *mini) arg(s scope, e syntax.Expr, arity int) library.Arg {
	if arity == 0 {
		return arg{value: func() value.Value { return m.expr(s, e) }}
	}
	if l, ok := e.(*syntax.Lambda); ok {
		return arg{apply: func(args ...value.Value) value.Value {
			t := s
			for i, p := range l.Params {
				t = t.with(p, args[i])
			}
			return m.expr(t, l.Body)
		}}
	}
	d := e.(*syntax.Ref).Bind.Decl
	if a, ok := s[d].(library.Arg); ok {
		return a
	}
	return arg{apply: func(args ...value.Value) value.Value {
		switch d := d.(type) {
		case *syntax.OpDef:
			t := scope{}
			for i, p := range d.Params {
				t[p] = args[i]
			}
			return m.expr(t, d.Body)
		case *syntax.Builtin:
			c := &library.Call{Universe: m.u, Host: m.host}
			for _, v := range args {
				c.Args = append(c.Args, arg{value: func() value.Value { return v }})
			}
			return need(d.Info.(*library.Op).Run(c))
		}
		panic(failed{fmt.Errorf("mini: operator %T", d)})
	}}
}

func (m *mini) language(s scope, name string, args []syntax.Expr) value.Value {
	switch name {
	case "TRUE", "FALSE":
		return value.MakeBool(name == "TRUE")
	case "BOOLEAN":
		return value.Boolean
	case "STRING":
		return value.Strings
	case "/\\":
		return value.MakeBool(m.truth(s, args[0]) && m.truth(s, args[1]))
	case "\\/":
		return value.MakeBool(m.truth(s, args[0]) || m.truth(s, args[1]))
	case "=>":
		return value.MakeBool(!m.truth(s, args[0]) || m.truth(s, args[1]))
	case "~":
		return value.MakeBool(!m.truth(s, args[0]))
	}
	v := m.list(s, args)
	switch name {
	case "=":
		return value.MakeBool(need(value.Equal(v[0], v[1])))
	case "/=":
		return value.MakeBool(!need(value.Equal(v[0], v[1])))
	case "<=>":
		return value.MakeBool(v[0].IsTrue() == v[1].IsTrue())
	case "\\in":
		return value.MakeBool(need(value.Member(v[0], v[1])))
	case "\\notin":
		return value.MakeBool(!need(value.Member(v[0], v[1])))
	case "\\subseteq":
		return value.MakeBool(need(value.Subset(v[0], v[1])))
	case "\\cup":
		return need(value.Union(v[0], v[1]))
	case "\\cap":
		return need(value.Intersection(v[0], v[1]))
	case "\\":
		return need(value.Difference(v[0], v[1]))
	case "SUBSET":
		return need(value.Subsets(v[0]))
	case "UNION":
		return need(value.BigUnion(v[0]))
	case "DOMAIN":
		return need(value.Domain(v[0]))
	}
	panic(failed{fmt.Errorf("mini: %s", name)})
}

// fakeHost is a run in memory.
type fakeHost struct {
	u         *value.Universe
	printed   []string
	registers map[string]value.Value
	files     map[string]string
	rand      *rand.Rand
}

func newFakeHost(u *value.Universe) *fakeHost {
	return &fakeHost{u: u, registers: map[string]value.Value{}, files: map[string]string{}, rand: rand.New(rand.NewPCG(1, 2))}
}

func (h *fakeHost) Print(s string) { h.printed = append(h.printed, s) }
func (h *fakeHost) Get(key value.Value) (value.Value, bool, error) {
	if s, _ := key.AsString(); s == "level" {
		return value.MakeInt(3), true, nil
	}
	v, ok := h.registers[key.String()]
	return v, ok, nil
}
func (h *fakeHost) Set(key, v value.Value) error { h.registers[key.String()] = v; return nil }
func (h *fakeHost) Rand() *rand.Rand             { return h.rand }
func (h *fakeHost) Now() time.Time               { return time.Unix(1234567890, 0) }
func (h *fakeHost) Trace() (value.Value, error)  { return value.Tuple(value.MakeInt(7)), nil }
func (h *fakeHost) CounterExample() (value.Value, error) {
	state, err := value.MakeSet([]value.Value{value.Tuple(value.MakeInt(2), value.MakeInt(8)), value.Tuple(value.MakeInt(1), value.MakeInt(7))})
	if err != nil {
		return state, err
	}
	return h.u.MakeRecord([]string{"action", "state"}, []value.Value{value.EmptySet, state})
}
func (h *fakeHost) Env() []string { return []string{"HOME=/home/x", "N=42", "odd", "EQ=a=b"} }
func (h *fakeHost) ReadFile(name string) ([]byte, error) {
	if s, ok := h.files[name]; ok {
		return []byte(s), nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
func (h *fakeHost) WriteFile(name string, data []byte, add bool) error {
	if name == "/forbidden" {
		return fs.ErrPermission
	}
	if add {
		h.files[name] += string(data)
	} else {
		h.files[name] = string(data)
	}
	return nil
}
