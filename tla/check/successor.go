package check

import (
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// Most successors were found before, so no more is made of one than is needed to say which state it is. Its name comes from that
// of the state before: what the changed variables added is taken away, and what they add now is added. A set that only grew is not
// made either: its hash is a sum over its members.

// successor is one that was found from the state that is being expanded.
type successor struct {
	vals  []value.Value // a growth in place of a set that was not made
	words []uint32      // the numbers of the values, 0 for a growth; then the level, if the spec can ask for it
	grown []growth
	whole bool // no growth is left
	kept  []uint32
}

// growth is a member that a variable's set gets.
type growth struct{ variable, member uint32 }

// begin makes successor number i of s.
func (t *successor) begin(sp *space, i int, s []uint32) {
	t.vals = append(t.vals[:0], sp.found[i*sp.vars:(i+1)*sp.vars]...)
	t.words, t.grown = t.words[:0], t.grown[:0]
	for j, v := range t.vals {
		if len(s) > 0 {
			if v.IsGrowth() {
				v = t.grow(sp, j, v)
				t.vals[j] = v
			}
			if v.Identical(sp.from[j]) {
				t.words = append(t.words, s[j])
				continue
			}
			if v.IsGrowth() {
				t.words = append(t.words, 0)
				continue
			}
		}
		t.words = append(t.words, sp.table.id(v))
	}
	t.whole = len(t.grown) == 0
	if sp.levels {
		level := uint32(1)
		if len(s) > 0 {
			level += s[sp.vars]
		}
		t.words = append(t.words, level)
	}
}

// grow notes which members a growth really adds; the old set is given back when there is none.
func (t *successor) grow(sp *space, j int, g value.Value) value.Value {
	added, before := g.Added(), len(t.grown)
	n, _ := added.Len()
	for i := range n {
		x := sp.table.own(added.At(i))
		is, err := value.HasMember(sp.from[j], x, sp.table.serial)
		if err != nil || !is { // an error comes again when the set is made
			t.grown = append(t.grown, growth{uint32(j), sp.table.id(x)})
		}
	}
	if len(t.grown) == before {
		return sp.from[j]
	}
	return g
}

// complete makes the sets that grew.
func (t *successor) complete(sp *space, s []uint32) error {
	for _, g := range t.grown {
		if t.whole {
			break
		}
		j := g.variable
		if t.vals[j].IsGrowth() {
			t.vals[j] = sp.from[j]
		}
		v, err := value.Insert(t.vals[j], sp.table.at(g.member))
		if err != nil {
			return &eval.Error{Span: sp.model.next.Actions[0].Span, Msg: err.Error(), Cause: err}
		}
		t.vals[j] = v
	}
	if !t.whole {
		for _, g := range t.grown {
			if t.words[g.variable] == 0 {
				t.words[g.variable] = sp.table.id(t.vals[g.variable])
			}
		}
		t.whole = true
	}
	return nil
}

// keep is what Build needs of the successor: its words, the action, and what sets got.
func (t *successor) keep(action uint32) []uint32 {
	t.kept = append(append(t.kept[:0], t.words...), action)
	if !t.whole {
		for _, g := range t.grown {
			t.kept = append(t.kept, g.variable, g.member)
		}
	}
	return t.kept
}

// kept makes the words of a successor of s from what was kept.
func (sp *space) kept(kept, s []uint32) (words []uint32, action uint32, err error) {
	n := sp.vars
	if sp.levels {
		n++
	}
	words, action = append(sp.words[:0], kept[:n]...), kept[n]
	sp.words = words
	grown := kept[n+1:]
	for len(grown) > 0 {
		j := grown[0]
		set := sp.table.at(s[j])
		sp.members = sp.members[:0]
		for ; len(grown) > 0 && grown[0] == j; grown = grown[2:] {
			if set, err = value.Insert(set, sp.table.at(grown[1])); err != nil {
				return nil, 0, &eval.Error{Span: sp.model.next.Actions[action].Span, Msg: err.Error(), Cause: err}
			}
			sp.members = append(sp.members, grown[1])
		}
		words[j] = sp.table.id(set)
		sp.inherit(int(j), s[j], words[j], sp.members)
	}
	return words, action, nil
}

// base works out what the values of the state that is expanded add to its name.
func (sp *space) base(s []uint32) {
	m := sp.model
	if m.view != nil || len(s) == 0 {
		return
	}
	perms := max(1, len(m.group))
	for len(sp.places) < sp.vars {
		sp.places = append(sp.places, make([]uint64, perms))
	}
	if sp.sums == nil {
		sp.sums, sp.moved = make([]uint64, perms), make([]uint64, perms)
	}
	clear(sp.sums)
	for j := range sp.vars {
		if m.group == nil {
			sp.places[j][0] = place(j, value.Hash(sp.from[j]))
			sp.sums[0] += sp.places[j][0]
			continue
		}
		for p, h := range sp.hashes(sp.from[j], s[j]) {
			sp.places[j][p] = place(j, h)
			sp.sums[p] += sp.places[j][p]
		}
	}
}

// hashes are those of a value under every permutation.
func (sp *space) hashes(v value.Value, id uint32) []uint64 {
	list := sp.permuted[id]
	if list == nil {
		for _, p := range sp.model.group {
			list = append(list, value.PermutedHash(v, p))
		}
		sp.permuted[id] = list
	}
	return list
}

// memberHashes are what a member adds to the hash of its set, under every permutation.
func (sp *space) memberHashes(id uint32) []uint64 {
	list := sp.permutedMembers[id]
	if list == nil {
		x := sp.table.at(id)
		for _, p := range sp.model.group {
			list = append(list, value.PermutedMemberHash(x, p))
		}
		sp.permutedMembers[id] = list
	}
	return list
}

// name is the fingerprint of a state: the sum of its values' hashes, each mixed with its variable; of the smallest permutation
// if there is a symmetry; of the VIEW if there is one.
func (sp *space) name(t *successor, root bool) (uint64, error) {
	m := sp.model
	if m.view != nil {
		v, err := sp.viewed(t.vals)
		if err != nil {
			return 0, err
		}
		if m.group == nil {
			return place(0, value.Hash(v)), nil
		}
		best := ^uint64(0)
		for _, p := range m.group {
			best = min(best, place(0, value.PermutedHash(v, p)))
		}
		return best, nil
	}
	if m.group == nil {
		var sum uint64
		if !root {
			sum = sp.sums[0]
		}
		for j, v := range t.vals {
			var h uint64
			switch {
			case root:
				h = value.Hash(v)
			case v.Identical(sp.from[j]):
				continue
			default:
				h = t.hash(sp, j)
				sum -= sp.places[j][0]
			}
			sum += place(j, h)
		}
		return sum, nil
	}
	if sp.moved == nil {
		sp.sums, sp.moved = make([]uint64, len(m.group)), make([]uint64, len(m.group))
	}
	sums := sp.moved
	if root {
		clear(sums)
	} else {
		copy(sums, sp.sums)
	}
	for j, v := range t.vals {
		if !root && v.Identical(sp.from[j]) {
			continue
		}
		var list []uint64
		if t.words[j] != 0 {
			list = sp.hashes(v, t.words[j])
		} else {
			list = sp.grownHashes(t, j)
		}
		for p, h := range list {
			sums[p] += place(j, h)
			if !root {
				sums[p] -= sp.places[j][p]
			}
		}
	}
	best := sums[0]
	for _, s := range sums {
		best = min(best, s)
	}
	return best, nil
}

// hash is that of a variable's value.
func (t *successor) hash(sp *space, j int) uint64 {
	if t.words[j] != 0 {
		return value.Hash(t.vals[j])
	}
	h := value.Hash(sp.from[j])
	for _, g := range t.grown {
		if int(g.variable) == j {
			h += value.MemberHash(sp.table.at(g.member))
		}
	}
	return h
}

// grownHashes are the hashes of a set that grew, under every permutation.
func (sp *space) grownHashes(t *successor, j int) []uint64 {
	list := append(sp.scratch[:0], sp.hashes(sp.from[j], t.from(sp, j))...)
	sp.scratch = list
	for _, g := range t.grown {
		if int(g.variable) != j {
			continue
		}
		for p, h := range sp.memberHashes(g.member) {
			list[p] += h
		}
	}
	return list
}

// from is the number of a variable's value in the state before.
func (t *successor) from(sp *space, j int) uint32 { return sp.here.ids[j] }
