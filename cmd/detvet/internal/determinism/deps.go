package determinism

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// deps is what a value depends on: on the element, and on places that the region
// changes, and so on how far it has come.
type deps struct {
	varies bool
	reads  map[string]bool
}

// running reports whether the value depends on how far the loop has come, other
// than by what is in the place except.
func (d deps) running(except string) bool {
	for place := range d.reads {
		if place != except && !strings.HasPrefix(place, except+".") || except == "" {
			return true
		}
	}
	return false
}

// deps returns what a value depends on, but for the keys of values that are
// known where it is used.
func (r *region) deps(v ssa.Value, pinned ...string) deps {
	d := deps{reads: map[string]bool{}}
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value)
	var stored func(addr ssa.Value)
	visitOperands := func(i ssa.Instruction) {
		var ops [8]*ssa.Value
		for _, op := range i.Operands(ops[:0]) {
			visit(*op)
		}
	}
	read := func(key string) {
		for place, own := range r.changed {
			if overlap(place, key) && !(own && (key == place || strings.HasPrefix(key, place+"."))) {
				d.reads[place] = true
			}
		}
	}
	visit = func(v ssa.Value) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		if r.elems[v] {
			d.varies = true
			return
		}
		if len(pinned) > 0 && slices.Contains(pinned, r.key(v)) {
			return
		}
		switch x := v.(type) {
		case *ssa.UnOp:
			if x.Op != token.MUL {
				visit(x.X)
				return
			}
			if def := r.definition(x); def != nil {
				visit(def)
				return
			}
			if alloc, ok := x.X.(*ssa.Alloc); ok && r.has(alloc) {
				if defs, ok := r.definitions(x); ok && len(defs) == 1 {
					visit(defs[0])
					return
				}
				d.varies = d.varies || len(storesTo(alloc)) > 0
				stored(alloc)
				return
			}
			if r.counters[x.X] {
				d.reads["#"] = true
			}
			visit(x.X)
			read(r.key(x.X))
		case *ssa.Lookup:
			visit(x.X)
			visit(x.Index)
			read(strings.TrimPrefix(r.key(x), "*"))
		case *ssa.Alloc:
			if r.has(x) {
				stored(x)
			}
		case *ssa.Phi:
			for i, e := range x.Edges {
				visit(e)
				if iff := branch(x.Block().Preds[i]); iff != nil {
					visit(iff.Cond)
				}
			}
		case *ssa.FreeVar:
			if b := binding(x); b != v {
				visit(b)
			}
		case *ssa.Call:
			if b, ok := x.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
				r.readLength(x.Call.Args[0], d)
			}
			visitOperands(x)
		case *ssa.Parameter:
			if r.lits[x.Parent()] && x.Parent() != r.fn {
				d.varies = true
			}
		case ssa.Instruction:
			visitOperands(x)
		}
	}
	stored = func(addr ssa.Value) {
		stores := storesTo(addr)
		for _, s := range stores {
			visit(s.Val)
			if len(stores) > 1 {
				for _, g := range r.guards(s.Block()) {
					visit(g)
				}
			}
		}
		for _, ref := range *addr.Referrers() {
			if a, ok := ref.(ssa.Value); ok {
				switch ref.(type) {
				case *ssa.FieldAddr, *ssa.IndexAddr:
					stored(a)
				}
			}
		}
	}
	visit(v)
	return d
}

// readLength notes that the length of a map is read which the region adds to.
func (r *region) readLength(m ssa.Value, d deps) {
	at := r.key(m)
	if r.over != nil && at == r.key(r.over) {
		return // only keys of its own may be written
	}
	for place := range r.changed {
		if strings.HasPrefix(place, at+"[") {
			d.reads["len "+at] = true
		}
	}
}
