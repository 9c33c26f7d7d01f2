package check

import (
	"math/bits"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// A state's name is the sum of its values' hashes, each mixed with the place of its variable; that of a successor is worked out from what
// changed. Under a SYMMETRY it is the smallest of all permutations, under a VIEW that of what the view shows.

// base works out what the values of the state that is expanded add to its name.
func (sp *space) base(s []uint32) {
	m := sp.run
	if m.view != nil || len(s) == 0 {
		return
	}
	perms := max(1, len(sp.group))
	for len(sp.places) < sp.vars {
		sp.places = append(sp.places, make([]uint64, perms))
	}
	if sp.sums == nil {
		sp.sums, sp.moved = make([]uint64, perms), make([]uint64, perms)
	}
	clear(sp.sums)
	for j := range sp.vars {
		if sp.group == nil {
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

// name is the fingerprint of a state: the sum of its values' hashes, each mixed with its variable; of the smallest permutation
// if there is a symmetry; of the VIEW if there is one.
func (sp *space) name(t *successor, root bool) (uint64, error) {
	m := sp.run
	if m.view != nil {
		v, err := sp.viewed(t.vals)
		if err != nil {
			return 0, err
		}
		if sp.group == nil {
			return place(0, value.Hash(v)), nil
		}
		best := ^uint64(0)
		for _, p := range sp.group {
			best = min(best, place(0, value.PermutedHash(v, p)))
		}
		return best, nil
	}
	if sp.group == nil {
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
		sp.sums, sp.moved = make([]uint64, len(sp.group)), make([]uint64, len(sp.group))
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
			list = sp.changedHashes(t, j)
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
	for _, c := range t.changes {
		switch {
		case int(c.variable) != j:
		case c.key == 0:
			h += value.MemberHash(sp.table.at(c.val))
		default:
			k := value.Hash(sp.table.at(c.key))
			h += value.PairHashOf(k, value.Hash(sp.table.at(c.val)))
			if old, err := value.Apply(sp.from[j], sp.table.at(c.key)); err == nil {
				h -= value.PairHashOf(k, value.Hash(old))
			}
		}
	}
	return h
}

// hashes are those of a value under every permutation.
func (sp *space) hashes(v value.Value, id uint32) []uint64 {
	list := sp.permuted[id]
	if list == nil {
		for _, p := range sp.group {
			list = append(list, value.PermutedHash(v, p))
		}
		if !sp.without.Permuted {
			sp.permuted[id] = list
		}
	}
	return list
}

// memberHashes are what a member adds to the hash of its set, under every permutation.
func (sp *space) memberHashes(id uint32) []uint64 {
	list := sp.permutedMembers[id]
	if list == nil {
		x := sp.table.at(id)
		for _, p := range sp.group {
			list = append(list, value.PermutedMemberHash(x, p))
		}
		if !sp.without.Permuted {
			sp.permutedMembers[id] = list
		}
	}
	return list
}

// changedHashes are the hashes of a value that was not made, under every permutation.
func (sp *space) changedHashes(t *successor, j int) []uint64 {
	list := append(sp.scratch[:0], sp.hashes(sp.from[j], sp.here.ids[j])...)
	sp.scratch = list
	for _, c := range t.changes {
		switch {
		case int(c.variable) != j:
		case c.key == 0:
			for p, h := range sp.memberHashes(c.val) {
				list[p] += h
			}
		default:
			key := sp.table.at(c.key)
			keys, now := sp.hashes(key, c.key), sp.hashes(sp.table.at(c.val), c.val)
			for p := range list {
				list[p] += value.PairHashOf(keys[p], now[p])
			}
			if old, err := value.Apply(sp.from[j], key); err == nil {
				before := sp.hashes(old, sp.table.id(old))
				for p := range list {
					list[p] -= value.PairHashOf(keys[p], before[p])
				}
			}
		}
	}
	return list
}

// place mixes a hash with the place of its variable.
func place(i int, h uint64) uint64 {
	hi, lo := bits.Mul64(h^0x2545f4914f6cdd1d, 0x9e3779b97f4a7c15*uint64(2*i+3)|1)
	return hi ^ lo
}

// Key is the state itself, by the numbers of its values; of the VIEW if there is one, of the smallest permutation if there is a
// symmetry.
func (sp *space) Key(dst, s []uint32) ([]uint32, error) {
	m := sp.run
	if m.view == nil && sp.group == nil {
		return append(dst, s[:sp.vars]...), nil
	}
	vals := sp.values(nil, s)
	if m.view != nil {
		v, err := sp.viewed(vals)
		if err != nil {
			return nil, err
		}
		vals = []value.Value{v}
	}
	var best []uint32
	group := sp.group
	if group == nil {
		group = []*value.Permutation{nil}
	}
	for _, p := range group {
		var key []uint32
		for _, v := range vals {
			if p != nil {
				v = value.Permute(v, p)
			}
			key = append(key, sp.table.id(v))
		}
		if best == nil || less(key, best) {
			best = key
		}
	}
	return append(dst, best...), nil
}

func less(a, b []uint32) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

func (sp *space) viewed(vals []value.Value) (value.Value, error) {
	sp.judge.Load(eval.Current, vals)
	v, err := sp.run.view.Value(sp.judge)
	if err != nil {
		return v, err
	}
	return value.Normalize(v)
}
