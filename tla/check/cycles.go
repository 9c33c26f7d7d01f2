package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/syntax"
)

// A use is a definition in a place: in an instance the model file replaces only what it names with its module.
type use struct {
	def      *syntax.OpDef
	instance bool
}

// cycles looks for definitions that come to use themselves because the model file puts some in the place of others. With
// parameters they are recursive from now on, as if declared so; without, their meaning would have no end.
func (b *bindings) cycles() *syntax.Error {
	byName := func(x, y syntax.Decl) int { return strings.Compare(x.DeclName(), y.DeclName()) }
	for _, decl := range slices.SortedFunc(maps.Keys(b.replaced), byName) {
		for {
			cycle := b.cycle(use{def: definition(b.replaced[decl])}, map[use]bool{}, nil)
			if cycle == nil {
				break
			}
			found := false
			for _, u := range cycle {
				if len(u.def.Params) > 0 && !u.def.Function {
					u.def.Recursive, found = true, true
				}
			}
			if !found {
				return &syntax.Error{Span: cycle[0].def.Name.Span, Msg: fmt.Sprintf("%s is defined by itself: the model file puts it in the place of %s", cycle[0].def.Name.Text, decl.DeclName())}
			}
		}
	}
	return nil
}

func definition(b *syntax.Binding) *syntax.OpDef {
	d, _ := b.Decl.(*syntax.OpDef)
	return d
}

// cycle is a cycle of definitions, none of them recursive, that can be reached from u.
func (b *bindings) cycle(u use, done map[use]bool, path []use) (found []use) {
	if u.def == nil || u.def.Recursive || u.def.Body == nil {
		return nil
	}
	for i, p := range path {
		if p == u {
			return path[i:]
		}
	}
	if done[u] {
		return nil
	}
	done[u] = true
	path = append(path, u)
	syntax.Walk(u.def.Body, func(n syntax.Node) bool {
		r, ok := n.(*syntax.Ref)
		if !ok || r.Bind == nil || found != nil {
			return found == nil
		}
		v := use{definition(r.Bind), u.instance || len(r.Bind.Path) > 0}
		if t := b.replaced[r.Bind.Decl]; t != nil && (!v.instance || b.everywhere[r.Bind.Decl]) {
			v = use{def: definition(t)}
		}
		found = b.cycle(v, done, path)
		return found == nil
	})
	return found
}
