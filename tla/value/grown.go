package value

import (
	"slices"
	"sort"
)

// grown represents a long set that keeps gaining a few members: a base, which versions of the
// set share, and the members added since. Adding one does not copy the base.
type grown struct {
	base  []Value // in canonical order
	added []Value // likewise, none of them in base
	at    []int32 // the places of added among all members
}

func (*grown) extension() {}

// Growing is the set s kept in a form to which members can be added without copying it, if it
// is a listed set; otherwise it is s. It is worth it for sets of hundreds of members.
func Growing(s Value) Value {
	if s.tag != tagSet || s.flags&flagLazy != 0 {
		return s
	}
	return s.grownTo(&grown{base: s.o.elems}, s.flags, s.n, s.o.hash)
}

func (v Value) grownTo(g *grown, flags uint8, depth int32, hash uint64) Value {
	return Value{tag: tagGrown, flags: flags, n: depth, o: &object{hash: hash, ext: g}}
}

func (v Value) grown() *grown { return v.o.ext.(*grown) }

func (g *grown) len() int { return len(g.base) + len(g.added) }

// member is member number i.
func (g *grown) member(i int) Value {
	k, is := slices.BinarySearch(g.at, int32(i))
	if is {
		return g.added[k]
	}
	return g.base[i-k]
}

// find looks for x: its place, or where it would be put.
func (g *grown) find(x Value) (int, bool, error) {
	i, found, err := search(g.base, x)
	if err != nil || found {
		// Members that were added stand before it.
		return i + sort.Search(len(g.at), func(k int) bool { return int(g.at[k])-k > i }), found, err
	}
	k, found, err := search(g.added, x)
	if found {
		return int(g.at[k]), true, err
	}
	return i + k, false, err
}

// plus is the set with x added, which is not in it.
func (v Value) plus(x Value) (Value, error) {
	g := v.grown()
	i, _, err := search(g.base, x)
	if err != nil {
		return Value{}, err
	}
	k, _, err := search(g.added, x)
	if err != nil {
		return Value{}, err
	}
	n := len(g.added) + 1
	to := &grown{g.base, make([]Value, n), make([]int32, n)}
	copy(to.added, g.added[:k])
	copy(to.at, g.at[:k])
	to.added[k], to.at[k] = x, int32(i+k)
	copy(to.added[k+1:], g.added[k:])
	for j := k + 1; j < n; j++ {
		to.at[j] = g.at[j-1] + 1
	}
	if n*n > 4*len(g.base) && n > minGrown {
		to = &grown{base: to.list()}
	}
	return v.grownTo(to, v.flags|x.flags, max(v.n, x.depth()+1), v.o.hash+mixMember(Hash(x))), nil
}

// minGrown is how many added members are kept apart at least.
const minGrown = 16

// list is all members.
func (g *grown) list() []Value {
	all := make([]Value, 0, g.len())
	from := 0
	for k, x := range g.added {
		to := int(g.at[k]) - k
		all = append(append(all, g.base[from:to]...), x)
		from = to
	}
	return append(all, g.base[from:]...)
}

// flat is v with its members in one list, if they are in two.
func (v Value) flat() Value {
	if v.tag != tagGrown {
		return v
	}
	if v.grown().len() == 0 {
		return EmptySet
	}
	return Value{tag: tagSet, flags: v.flags, n: v.n, o: &object{hash: v.o.hash, elems: v.grown().list()}}
}

// sharesBase reports whether s and t are sets that have grown from one, so that only what was
// added to each need be looked at.
func sharesBase(s, t Value) bool {
	if s.tag != tagGrown || t.tag != tagGrown {
		return false
	}
	a, b := s.grown().base, t.grown().base
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// addedTo is s \ t of two sets that have grown from one.
func addedTo(s, t Value) (Value, error) {
	var members []Value
	old := t.grown().added
	for _, x := range s.grown().added {
		_, is, err := search(old, x)
		if err != nil {
			return Value{}, err
		}
		if !is {
			members = append(members, x)
		}
	}
	return listed(members), nil
}

// sideBySide is s \ t of two sets that have grown. Mostly they have nearly all members in common,
// which are told by their identity.
func sideBySide(s, t Value) (Value, error) {
	a, b := s.grown().list(), t.grown().list()
	var members []Value
	for len(a) > 0 {
		switch {
		case len(b) == 0:
			members, a = append(members, a...), nil
		case a[0].is(b[0]):
			a, b = a[1:], b[1:]
		default:
			c, err := Compare(a[0], b[0])
			if err != nil {
				return Value{}, err
			}
			if c < 0 {
				members = append(members, a[0])
			}
			if c <= 0 {
				a = a[1:]
			}
			if c >= 0 {
				b = b[1:]
			}
		}
	}
	return listed(members), nil
}
