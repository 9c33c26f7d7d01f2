package determinism

import (
	"bytes"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// text returns v as it is written, or a name for it.
func (p *program) text(v ssa.Value) string {
	if m, ok := v.(*ssa.MakeInterface); ok {
		if a, ok := m.X.(*ssa.Alloc); ok && a.Comment != "" && a.Comment != "complit" {
			return "&" + a.Comment
		}
	}
	if a, ok := v.(*ssa.Alloc); ok && a.Comment != "complit" {
		return a.Comment
	}
	if e := p.expr(v); e != nil {
		var b bytes.Buffer
		if printer.Fprint(&b, token.NewFileSet(), e) == nil && !strings.Contains(b.String(), "\n") {
			return b.String()
		}
	}
	switch v := v.(type) {
	case *ssa.FreeVar, *ssa.Parameter, *ssa.Global:
		return v.Name()
	case *ssa.UnOp:
		return p.text(v.X)
	case *ssa.FieldAddr:
		return p.text(v.X) + "." + fieldName(v.X.Type(), v.Field)
	}
	return "a value"
}

// expr returns the expression that v is the value or the address of, or nil.
func (p *program) expr(v ssa.Value) ast.Expr {
	if e := p.exprs[v]; e != nil {
		if id, ok := e.(*ast.Ident); ok {
			switch v.(type) { // the debug information has the field's name only
			case *ssa.FieldAddr, *ssa.Field:
				if sel := p.selector(id); sel != nil {
					return sel
				}
			}
		}
		return e
	}
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return p.expr(v.X)
	case *ssa.ChangeType:
		return p.expr(v.X)
	case *ssa.ChangeInterface:
		return p.expr(v.X)
	case *ssa.UnOp:
		return p.expr(v.X)
	}
	return nil
}

// selector returns the selector expression that ends with id.
func (p *program) selector(id *ast.Ident) ast.Expr {
	var found ast.Expr
	for _, f := range p.pass.Files {
		if f.FileStart > id.Pos() || id.Pos() > f.FileEnd {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil || found != nil || n.Pos() > id.Pos() || n.End() < id.End() {
				return false
			}
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel == id {
				found = s
			}
			return true
		})
	}
	return found
}

// position returns where v is written.
func (p *program) position(v ssa.Value, fallback token.Pos) token.Pos {
	switch v.(type) {
	case *ssa.Alloc, *ssa.Global, *ssa.Parameter, *ssa.FreeVar, *ssa.Function, *ssa.Const:
		return fallback // it has the position of its declaration
	}
	if e := p.expr(v); e != nil {
		return e.Pos()
	}
	if v.Pos().IsValid() {
		return v.Pos()
	}
	return fallback
}

// place returns the position of an instruction, or of the nearest one before it.
func (p *program) place(instr ssa.Instruction) token.Pos {
	if instr.Pos().IsValid() {
		return instr.Pos()
	}
	if _, ok := p.places[instr]; !ok {
		last := instr.Parent().Pos()
		for _, other := range instr.Block().Instrs {
			p.places[other] = last
			if d, ok := other.(*ssa.DebugRef); ok {
				last = d.Expr.Pos()
			} else if _, ok := other.(*ssa.Alloc); !ok && other.Pos().IsValid() {
				last = other.Pos()
			}
		}
	}
	return p.places[instr]
}

func fieldName(t types.Type, i int) string {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		return s.Field(i).Name()
	}
	return "?"
}
