package determinism

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// search reports whether a wanted block can be reached from the end of another,
// by blocks that may be entered.
func search(from *ssa.BasicBlock, enter, wanted func(*ssa.BasicBlock) bool) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		for _, s := range b.Succs {
			if wanted(s) {
				return true
			}
			if !seen[s] && enter(s) {
				seen[s] = true
				if visit(s) {
					return true
				}
			}
		}
		return false
	}
	return visit(from)
}

// branch returns the branch at the end of a block, or nil.
func branch(b *ssa.BasicBlock) *ssa.If {
	iff, _ := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	return iff
}

func panics(b *ssa.BasicBlock) bool {
	_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
	return ok
}

// inside reports whether a block belongs to one iteration.
func (r *region) inside(b *ssa.BasicBlock) bool {
	return b != r.header && (b.Parent() != r.fn || r.blocks[b])
}

// guards returns the conditions of the region that decide whether a block runs.
func (r *region) guards(b *ssa.BasicBlock) []ssa.Value {
	if list, ok := r.guarded[b]; ok {
		return list
	}
	var list []ssa.Value
	for _, c := range b.Parent().Blocks {
		if iff := branch(c); iff != nil && c != b && r.inside(c) &&
			search(c, r.inside, func(s *ssa.BasicBlock) bool { return s == b }) && r.avoids(c, b) {
			list = append(list, iff.Cond)
		}
	}
	r.guarded[b] = list
	return list
}

// guardRuns reports whether it depends on how far the loop has come that a block
// runs, other than by what is in the place except.
func (r *region) guardRuns(b *ssa.BasicBlock, except string) bool {
	for _, cond := range r.guards(b) {
		if r.deps(cond).running(except) {
			return true
		}
	}
	return false
}

// avoids reports whether there is a way from a block to the end of the iteration
// that does not pass another.
func (r *region) avoids(from, other *ssa.BasicBlock) bool {
	return search(from,
		func(s *ssa.BasicBlock) bool { return s != other && r.inside(s) },
		func(s *ssa.BasicBlock) bool {
			return !r.inside(s) || s != other && len(s.Succs) == 0 && !panics(s)
		})
}

// ends reports whether from a block on the loop always ends.
func (r *region) ends(b *ssa.BasicBlock) bool {
	if b.Parent() != r.fn || r.whole {
		return false
	}
	if r.header != nil {
		return !search(b, r.inside, func(s *ssa.BasicBlock) bool { return s == r.header })
	}
	return !asksForMore(b) && !search(b, r.inside, asksForMore)
}

// asksForMore reports whether a literal that an iterator is given returns true,
// or may do so, at the end of a block.
func asksForMore(b *ssa.BasicBlock) bool {
	ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
	if !ok || len(ret.Results) == 0 {
		return ok
	}
	c, ok := ret.Results[0].(*ssa.Const)
	return !ok || c.Value == nil || c.Value.String() == "true"
}

// exit is a branch by which the loop may end before its last element.
type exit struct{ from, to *ssa.BasicBlock }

func (r *region) exits() []exit {
	var list []exit
	for _, b := range r.fn.Blocks {
		if !r.blocks[b] || r.whole || r.ends(b) {
			continue
		}
		for _, s := range b.Succs {
			if s != r.header && (!r.blocks[s] || r.ends(s)) && !panics(s) {
				list = append(list, exit{b, s})
			}
		}
	}
	return list
}

// pins returns the keys of values that are known in a block, since it is only
// reached where they equal something fixed, and whether one element at most
// comes there.
func (r *region) pins(b *ssa.BasicBlock) (pinned []string, once bool) {
	for c := b; c != nil && c.Idom() != nil; c = c.Idom() {
		d := c.Idom()
		iff := branch(d)
		if iff == nil || len(c.Preds) != 1 || d.Parent() == r.fn && !r.blocks[d] {
			continue
		}
		cmp, ok := iff.Cond.(*ssa.BinOp)
		if !ok || !(cmp.Op == token.EQL && d.Succs[0] == c || cmp.Op == token.NEQ && d.Succs[1] == c) {
			continue
		}
		for _, side := range [][2]ssa.Value{{cmp.X, cmp.Y}, {cmp.Y, cmp.X}} {
			if r.deps(side[0]).varies && r.fixed(side[1]) {
				pinned = append(pinned, r.key(side[0]))
				once = once || r.injective(side[0])
			}
		}
	}
	return pinned, once
}
