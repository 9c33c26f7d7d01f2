package syntax

// Children lists the nodes right below a node, in the order of the text.
func Children(n Node) []Node {
	var c kids
	switch n := n.(type) {
	case *Module:
		for _, u := range n.Units {
			c = append(c, u)
		}
	case *Constants:
		for _, d := range n.Decls {
			c = append(c, d)
		}
	case *Variables:
		for _, d := range n.Decls {
			c = append(c, d)
		}
	case *Recursive:
		c.params(n.Decls)
	case *OpDef:
		c.params(n.Params)
		c.exprs(n.Body)
	case *Instance:
		c.params(n.Params)
		for _, s := range n.Substs {
			c = append(c, s)
		}
	case *Subst:
		c.exprs(n.Expr)
	case *Fact:
		c.exprs(n.Body)
	case *New:
		c.exprs(n.Set)
	case *Ref:
		c.exprs(n.Args...)
		for _, s := range n.Sel {
			c = append(c, s)
		}
	case *Selector:
		c.exprs(n.Args...)
	case *Junction:
		c.exprs(n.Items...)
	case *Bounds:
		for _, v := range n.Vars {
			c = append(c, v)
		}
		c.exprs(n.Set)
	case *Quant:
		c.bounds(n.Bounds)
		c.exprs(n.Body)
	case *Choose:
		c = append(c, n.Bounds)
		c.exprs(n.Body)
	case *SetEnum:
		c.exprs(n.Elems...)
	case *SetFilter:
		c = append(c, n.Bounds)
		c.exprs(n.Cond)
	case *SetMap:
		c.exprs(n.Body)
		c.bounds(n.Bounds)
	case *FuncLit:
		c.bounds(n.Bounds)
		c.exprs(n.Body)
	case *FuncApply:
		c.exprs(n.Fn)
		c.exprs(n.Args...)
	case *FuncSet:
		c.exprs(n.Domain, n.Range)
	case *RecordLit:
		c.fields(n.Fields)
	case *RecordSet:
		c.fields(n.Fields)
	case *FieldExpr:
		c.exprs(n.Expr)
	case *Field:
		c.exprs(n.Record)
	case *Except:
		c.exprs(n.Fn)
		for _, u := range n.Updates {
			c = append(c, u)
		}
	case *Update:
		for _, e := range n.Path {
			c = append(c, e)
		}
		c.exprs(n.Value)
	case *PathElem:
		c.exprs(n.Index...)
	case *Tuple:
		c.exprs(n.Elems...)
	case *Times:
		c.exprs(n.Factors...)
	case *Box:
		c.exprs(n.Action, n.Sub)
	case *Angle:
		c.exprs(n.Action, n.Sub)
	case *Fairness:
		c.exprs(n.Sub, n.Action)
	case *If:
		c.exprs(n.Cond, n.Then, n.Else)
	case *Case:
		for _, a := range n.Arms {
			c = append(c, a)
		}
		c.exprs(n.Other)
	case *Arm:
		c.exprs(n.Cond, n.Body)
	case *Let:
		for _, d := range n.Defs {
			c = append(c, d)
		}
		c.exprs(n.Body)
	case *Lambda:
		c.params(n.Params)
		c.exprs(n.Body)
	case *Label:
		c.params(n.Params)
		c.exprs(n.Body)
	case *Sequent:
		c = append(c, n.Assumes...)
		c.exprs(n.Prove)
	}
	return c
}

type kids []Node

func (c *kids) exprs(list ...Expr) {
	for _, e := range list {
		if e != nil {
			*c = append(*c, e)
		}
	}
}

func (c *kids) params(list []*Param) {
	for _, p := range list {
		*c = append(*c, p)
	}
}

func (c *kids) bounds(list []*Bounds) {
	for _, b := range list {
		*c = append(*c, b)
	}
}

func (c *kids) fields(list []*FieldExpr) {
	for _, f := range list {
		*c = append(*c, f)
	}
}

// Walk calls visit for a node and all below it, in the order of the text. When visit returns false the nodes below
// are left out.
func Walk(n Node, visit func(Node) bool) {
	if !visit(n) {
		return
	}
	for _, c := range Children(n) {
		Walk(c, visit)
	}
}
