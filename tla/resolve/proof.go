package resolve

import "github.com/synod-go/synod/tla/syntax"

// proof refuses names in a proof that mean nothing, neither in the module nor anywhere in the theorem or its proof. Where in the proof
// a name is known is left to the proof system.
func (r *resolver) proof(p *syntax.Proof, of *syntax.Fact) {
	if p == nil || p.Open {
		return
	}
	for name := range r.builtin {
		if r.spec.builtins[name].Theorems {
			return // their names are not listed
		}
	}
	bound := map[string]bool{}
	for _, n := range p.Names {
		bound[n.Text] = true
	}
	nodes := make([]syntax.Node, 0, len(p.Exprs)+len(p.Defs))
	for _, e := range p.Exprs {
		nodes = append(nodes, e)
	}
	for _, d := range p.Defs {
		nodes = append(nodes, d)
	}
	note := func(n syntax.Node) bool {
		if d, ok := n.(syntax.Decl); ok {
			bound[d.DeclName()] = true
		}
		return true
	}
	if of != nil {
		syntax.Walk(of, note)
	}
	for _, n := range nodes {
		syntax.Walk(n, note)
	}
	for _, n := range nodes {
		syntax.Walk(n, func(n syntax.Node) bool {
			if ref, ok := n.(*syntax.Ref); ok && !bound[ref.Name.Text] && r.lookup(ref.Name.Text) == nil {
				bound[ref.Name.Text] = true // once is enough
				r.unknownName(ref)
			}
			return true
		})
	}
}
