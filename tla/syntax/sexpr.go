package syntax

import (
	"fmt"
	"strconv"
	"strings"
)

// Sexpr writes a tree as an S-expression, for tests and for looking at it: (+ a (* b c)).
func Sexpr(n Node) string {
	var w sexprWriter
	w.node(n)
	return w.b.String()
}

type sexprWriter struct{ b strings.Builder }

// list writes (head parts...); a part is a string, a Node or a list of them.
func (w *sexprWriter) list(head string, parts ...any) {
	w.b.WriteString("(" + head)
	for _, p := range parts {
		w.part(p)
	}
	w.b.WriteByte(')')
}

func (w *sexprWriter) part(p any) {
	switch p := p.(type) {
	case nil:
	case string:
		if p != "" {
			w.b.WriteString(" " + p)
		}
	case []Expr:
		for _, e := range p {
			w.part(e)
		}
	case []*Bounds:
		for _, e := range p {
			w.part(e)
		}
	case []*Param:
		var s []string
		for _, e := range p {
			s = append(s, paramText(e.Name, e.Arity))
		}
		w.part("(" + strings.Join(s, " ") + ")")
	case []Unit:
		for _, e := range p {
			w.part(e)
		}
	case []Node:
		for _, e := range p {
			w.part(e)
		}
	case Expr:
		w.b.WriteByte(' ')
		w.node(p)
	case Node:
		w.b.WriteByte(' ')
		w.node(p)
	default:
		fmt.Fprintf(&w.b, " ?%T", p)
	}
}

func paramText(n Name, arity int) string {
	if arity == 0 {
		return n.Text
	}
	return fmt.Sprintf("%s/%d", n.Text, arity)
}

func (w *sexprWriter) node(n Node) {
	switch n := n.(type) {
	case *Module:
		var names []string
		for _, e := range n.Extends {
			names = append(names, e.Text)
		}
		extends := ""
		if len(names) > 0 {
			extends = "(extends " + strings.Join(names, " ") + ")"
		}
		w.list("module", n.Name.Text, extends, n.Units)
	case *Constants:
		var s []string
		for _, d := range n.Decls {
			s = append(s, paramText(d.Name, d.Arity))
		}
		w.list("constants", s2(s))
	case *Variables:
		var s []string
		for _, d := range n.Decls {
			s = append(s, d.Name.Text)
		}
		w.list("variables", s2(s))
	case *Recursive:
		w.list("recursive", n.Decls)
	case *OpDef:
		w.list(local("def", n.Local), n.Name.Text, n.Params, n.Body)
	case *Instance:
		name := n.Name.Text
		if name == "" {
			name = "_"
		}
		var with []Node
		for _, s := range n.Substs {
			with = append(with, s)
		}
		w.list(local("instance", n.Local), name, n.Params, n.Module.Text, with)
	case *Subst:
		w.list("<-", n.Name.Text, n.Expr)
	case *Fact:
		w.list(strings.ToLower(n.Keyword), n.Name.Text, n.Body)
	case *Use:
		w.list("use")
	case *New:
		w.list("new", n.Keyword, paramText(n.Name, n.Arity), n.Set)
	case *Bounds:
		var names []string
		for _, v := range n.Vars {
			names = append(names, v.Name.Text)
		}
		text := strings.Join(names, " ")
		if n.Tuple {
			text = "<<" + text + ">>"
		}
		w.list("in", text, n.Set)
	case Expr:
		w.expr(n)
	default:
		fmt.Fprintf(&w.b, "?%T", n)
	}
}

func s2(s []string) string { return strings.Join(s, " ") }

func local(word string, is bool) string {
	if is {
		return "local-" + word
	}
	return word
}

func (w *sexprWriter) expr(e Expr) {
	switch n := e.(type) {
	case *Ref:
		if len(n.Args) == 0 && len(n.Sel) == 0 {
			w.b.WriteString(n.Name.Text)
			return
		}
		if len(n.Sel) == 0 {
			w.list(n.Name.Text, n.Args)
			return
		}
		w.b.WriteString("(!")
		if len(n.Args) > 0 {
			w.b.WriteByte(' ')
			w.list(n.Name.Text, n.Args)
		} else {
			w.part(n.Name.Text)
		}
		for _, s := range n.Sel {
			w.selector(s)
		}
		w.b.WriteByte(')')
	case *Junction:
		w.list(n.Op+"*", n.Items)
	case *Number:
		w.b.WriteString(n.Digits)
	case *Decimal:
		w.b.WriteString(n.Text)
	case *String:
		w.b.WriteString(strconv.Quote(n.Value))
	case *Quant:
		w.list([]string{"\\A", "\\E", "\\AA", "\\EE"}[n.Kind], n.Bounds, n.Body)
	case *Choose:
		w.list("choose", n.Bounds, n.Body)
	case *SetEnum:
		w.list("set", n.Elems)
	case *SetFilter:
		w.list("filter", n.Bounds, n.Cond)
	case *SetMap:
		w.list("map", n.Body, n.Bounds)
	case *FuncLit:
		w.list("fn", n.Bounds, n.Body)
	case *FuncApply:
		w.list("apply", n.Fn, n.Args)
	case *FuncSet:
		w.list("->", n.Domain, n.Range)
	case *RecordLit:
		w.fields("record", n.Fields)
	case *RecordSet:
		w.fields("records", n.Fields)
	case *Field:
		w.list(".", n.Record, n.Name.Text)
	case *Except:
		w.b.WriteString("(except")
		w.part(n.Fn)
		for _, u := range n.Updates {
			w.b.WriteString(" ((")
			for i, e := range u.Path {
				if i > 0 {
					w.b.WriteByte(' ')
				}
				if e.Index == nil {
					w.b.WriteString("." + e.Field.Text)
				} else {
					w.list("at", e.Index)
				}
			}
			w.b.WriteString(")")
			w.part(u.Value)
			w.b.WriteString(")")
		}
		w.b.WriteByte(')')
	case *At:
		w.b.WriteByte('@')
	case *Tuple:
		w.list("tuple", n.Elems)
	case *Times:
		w.list("\\X", n.Factors)
	case *Box:
		w.list("box", n.Action, n.Sub)
	case *Angle:
		w.list("angle", n.Action, n.Sub)
	case *Fairness:
		w.list(map[bool]string{false: "WF", true: "SF"}[n.Strong], n.Sub, n.Action)
	case *If:
		w.list("if", n.Cond, n.Then, n.Else)
	case *Case:
		w.b.WriteString("(case")
		for _, a := range n.Arms {
			w.b.WriteByte(' ')
			w.list("->", a.Cond, a.Body)
		}
		if n.Other != nil {
			w.b.WriteByte(' ')
			w.list("other", n.Other)
		}
		w.b.WriteByte(')')
	case *Let:
		w.list("let", n.Defs, n.Body)
	case *Lambda:
		w.list("lambda", n.Params, n.Body)
	case *Label:
		w.list("::", n.Name.Text, n.Params, n.Body)
	case *Sequent:
		w.list("assume", n.Assumes, "prove", n.Prove)
	case *StepRef:
		w.b.WriteString(n.Text)
	default:
		fmt.Fprintf(&w.b, "?%T", n)
	}
}

func (w *sexprWriter) fields(head string, fields []*FieldExpr) {
	w.b.WriteString("(" + head)
	for _, f := range fields {
		w.b.WriteByte(' ')
		w.list(f.Name.Text, f.Expr)
	}
	w.b.WriteByte(')')
}

func (w *sexprWriter) selector(s *Selector) {
	switch s.Kind {
	case SelName:
		if len(s.Args) > 0 {
			w.b.WriteByte(' ')
			w.list(s.Name.Text, s.Args)
			return
		}
		w.part(s.Name.Text)
	case SelNum:
		w.part(strconv.Itoa(s.Num))
	case SelArgs:
		w.b.WriteByte(' ')
		w.list("args", s.Args)
	case SelLeft:
		w.part("<<")
	case SelRight:
		w.part(">>")
	case SelWhole:
		w.part(":")
	case SelAt:
		w.part("@")
	}
}
