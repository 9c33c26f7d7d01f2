package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/config"
	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// bindings says what a model file gives to constants and definitions.
type bindings struct {
	values   map[syntax.Decl]value.Value
	replaced map[syntax.Decl]*syntax.Binding
	// everywhere has those given for a module by name: x <- [M] y.
	everywhere map[syntax.Decl]bool
}

// constants works out the model file's CONSTANT statements. Constants may be given besides.
func (l *loaded) constants(given map[string]value.Value) (_ *bindings, err error) {
	defer rescue.Error[*syntax.Error](&err) // of value
	b := &bindings{map[syntax.Decl]value.Value{}, map[syntax.Decl]*syntax.Binding{}, map[syntax.Decl]bool{}}
	var errs syntax.ErrorList
	tables := map[syntax.Decl]*listed{}
	named := map[syntax.Decl]bool{} // by some line, good or bad
	for _, k := range l.config.Effective() {
		module := l.spec.Root
		if d, err := l.declaration(module, k.Name); err == nil {
			named[d] = true
		}
		if k.Module.Text != "" {
			module = l.module(k.Module.Text)
			if module == nil && slices.Contains(l.spec.Builtins, k.Module.Text) {
				module = l.spec.Root // where its operators have the same names, unless they are not visible
			}
			if module == nil {
				errs = append(errs, &syntax.Error{Span: k.Module.Span, Msg: fmt.Sprintf("there is no module %s in this spec", k.Module.Text)})
				continue
			}
		}
		decl, err := l.declaration(module, k.Name)
		if err != nil {
			// TLC says nothing at all.
			l.warnings = append(l.warnings, err.Error()+"; the line has no effect")
			continue
		}
		if k.Module.Text != "" {
			b.everywhere[decl] = true
		}
		switch {
		case k.Override.Text != "":
			target := l.spec.Root.Lookup(k.Override.Text)
			if target == nil {
				errs = append(errs, &syntax.Error{Span: k.Override.Span, Msg: fmt.Sprintf("module %s defines no %s", l.spec.Root.Name(), k.Override.Text)})
				continue
			}
			if got, want := target.Decl.NumParams(), decl.NumParams(); got != want {
				errs = append(errs, &syntax.Error{Span: k.Span, Msg: fmt.Sprintf("%s has %s, %s has %d", k.Name.Text, numbers.Some(want, "parameter"), k.Override.Text, got)})
				continue
			}
			b.replaced[decl] = target
		case len(k.Args) > 0:
			if tables[decl] == nil {
				tables[decl] = &listed{decl: decl}
			}
			if e := tables[decl].add(l, k); e != nil {
				errs = append(errs, e)
			}
		default:
			if n := decl.NumParams(); n > 0 {
				errs = append(errs, &syntax.Error{Span: k.Span, Msg: fmt.Sprintf("%s is an operator with %s: it needs %s <- Definition, or a line %s(...) = value for each use", k.Name.Text, numbers.Some(n, "parameter"), k.Name.Text, k.Name.Text)})
				continue
			}
			b.values[decl] = l.value(k.Value)
		}
	}
	for decl, t := range tables {
		b.replaced[decl] = t.binding()
	}
	for _, c := range l.spec.Root.Constants {
		if v, ok := given[c.Name.Text]; ok {
			b.values[c] = v
		}
		if _, ok := b.values[c]; ok || b.replaced[c] != nil || named[c] && len(errs) > 0 {
			continue
		}
		errs = append(errs, &syntax.Error{Span: c.Span, Msg: fmt.Sprintf("the constant %s has no value: the model file %s needs a line CONSTANT %s = … or %s <- …", c.Name.Text, l.config.File.Name, c.Name.Text, c.Name.Text)})
	}
	if len(errs) > 0 {
		return nil, errs
	}
	if err := b.cycles(); err != nil {
		return nil, err
	}
	return b, nil
}

// module finds a module by name, nested ones too.
func (l *loaded) module(name string) *resolve.Module {
	if m := l.spec.Modules[name]; m != nil {
		return m
	}
	var find func(list []*resolve.Module) *resolve.Module
	find = func(list []*resolve.Module) *resolve.Module {
		for _, m := range list {
			if m.Name() == name {
				return m
			}
			if n := find(m.Nested); n != nil {
				return n
			}
		}
		return nil
	}
	for _, m := range l.spec.Order {
		if n := find(m.Nested); n != nil {
			return n
		}
	}
	return nil
}

// declaration finds what a name of the model file declares or defines.
func (l *loaded) declaration(m *resolve.Module, name syntax.Name) (syntax.Decl, *syntax.Error) {
	if b := m.Lookup(name.Text); b != nil {
		return b.Decl, nil
	}
	// I!Op names the definition Op of the module that I instances.
	if parts := strings.Split(name.Text, "!"); len(parts) > 1 {
		at := m
		for _, part := range parts[:len(parts)-1] {
			b := at.Lookup(part)
			if b == nil {
				break
			}
			inst, ok := b.Decl.(*syntax.Instance)
			if !ok {
				break
			}
			of, ok := inst.Of.(*resolve.Module)
			if !ok {
				break
			}
			at = of
		}
		if b := at.Lookup(parts[len(parts)-1]); b != nil {
			return b.Decl, nil
		}
	}
	return nil, &syntax.Error{Span: name.Span, Msg: fmt.Sprintf("module %s declares or defines no %s", m.Name(), name.Text)}
}

// value is a value of the model file.
func (l *loaded) value(v config.Value) value.Value {
	switch v := v.(type) {
	case *config.Number:
		return value.MakeInt(v.Value)
	case *config.String:
		return l.universe.String(v.Value)
	case *config.Bool:
		return value.MakeBool(v.Value)
	case *config.ModelValue:
		return l.universe.Model(v.Name)
	case *config.Set:
		var members []value.Value
		for _, e := range v.Elems {
			members = append(members, l.value(e))
		}
		s, err := value.MakeSet(members)
		if err != nil {
			panic(&syntax.Error{Span: v.Span, Msg: err.Error()})
		}
		return s
	}
	panic("a value of the model file of no known kind")
}

// listed is an operator that a model file gives value by value: Op(1, a) = b.
type listed struct {
	decl syntax.Decl
	args [][]value.Value
	vals []value.Value
}

func (t *listed) add(l *loaded, k *config.Constant) *syntax.Error {
	if len(k.Args) != t.decl.NumParams() {
		return &syntax.Error{Span: k.Span, Msg: fmt.Sprintf("%s has %s, found %d", k.Name.Text, numbers.Some(t.decl.NumParams(), "parameter"), len(k.Args))}
	}
	var args []value.Value
	for _, a := range k.Args {
		args = append(args, l.value(a))
	}
	t.args = append(t.args, args)
	t.vals = append(t.vals, l.value(k.Value))
	return nil
}

// binding makes the table an operator like those of the built-in modules.
func (t *listed) binding() *syntax.Binding {
	name := t.decl.DeclName()
	op := &library.Op{Name: name, Params: make([]int, t.decl.NumParams()), Eval: func(c *library.Call) (value.Value, error) {
	next:
		for i, args := range t.args {
			for j, a := range args {
				eq, err := value.Equal(a, c.Value(j))
				if err != nil {
					return value.Value{}, err
				}
				if !eq {
					continue next
				}
			}
			return t.vals[i], nil
		}
		return value.Value{}, fmt.Errorf("the model file does not say what %s is of these arguments", name)
	}}
	return &syntax.Binding{Decl: &syntax.Builtin{Module: "model file", Name: name, Arity: len(op.Params), Info: op}}
}
