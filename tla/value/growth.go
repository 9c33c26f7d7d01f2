package value

// A set of messages that only grows has a new value in almost every state, and most of the states that are found were found
// before. So what is added to such a set is kept apart from it: the sum of hashes tells the state's name without the new set.

// Growth is the listed set s in a role of its own: "these members are added". ok is false when s is not listed.
// A growth is no TLA+ value; it stands where a set will stand, until somebody needs it.
func Growth(s Value) (growth Value, ok bool) {
	if s = s.flat(); s.tag == tagInterval && s.flags&flagLazy == 0 {
		s = listed(listMembers(s))
	}
	if s.tag != tagSet || s.flags&flagLazy != 0 {
		return Value{}, false
	}
	return Value{tag: tagGrowth, flags: s.flags, n: s.n, o: s.o}, true
}

// IsGrowth reports whether v stands for members to be added.
func (v Value) IsGrowth() bool { return v.tag == tagGrowth }

// SameKind says whether the members of the listed set s and those of a growth are of one kind, which is so unless there are model
// values among them or their union fails.
func SameKind(s, growth Value) bool {
	n := s.listedLen()
	if n == 0 || len(growth.o.elems) == 0 {
		return true
	}
	k := s.at(0).Kind()
	return k == growth.o.elems[0].Kind() && k == s.at(n-1).Kind() && k == growth.o.elems[len(growth.o.elems)-1].Kind()
}

// Added gives the members that a growth adds, as a set.
func (v Value) Added() Value { return Value{tag: tagSet, flags: v.flags, n: v.n, o: v.o} }

func listMembers(s Value) []Value {
	list := make([]Value, s.listedLen())
	for i := range list {
		list[i] = s.at(i)
	}
	return list
}

// PermutedMemberHash is MemberHash(Permute(x, p)).
func PermutedMemberHash(x Value, p *Permutation) uint64 { return mixMember(PermutedHash(x, p)) }

// Number is the number that v's object got from a table, if it did.
func (v Value) Number(table uint32) (id uint32, ok bool) {
	switch v.tag {
	case tagString, tagModel, tagSet, tagTuple, tagRecord, tagFunc:
		n := v.o.number.Load()
		return uint32(n), uint32(n>>32) == table && n != 0
	}
	return 0, false
}

// SetNumber remembers that the table numbered v; v is the one object there for all values equal to it. Tables are numbered from 1.
func (v Value) SetNumber(table, id uint32) {
	switch v.tag {
	case tagString, tagModel, tagSet, tagTuple, tagRecord, tagFunc:
		v.o.number.Store(uint64(table)<<32 | uint64(id))
	}
}

// HasMember says whether x is a member of the listed set s. Where the table has numbered both, members are told apart by their
// object, without looking into them: the members of its sets are the table's own (see WithMembers).
func HasMember(s, x Value, table uint32) (bool, error) {
	if s.tag == tagSet {
		if HasObject(s, x) {
			return true, nil
		}
		if x.o == nil { // numbers and truth values are what they are; intervals are listed before
			if x.tag != tagInterval && (len(s.o.elems) == 0 || s.o.elems[0].tag == x.tag) {
				return false, nil
			}
		} else if _, ok := x.Number(table); ok {
			if _, ok := s.Number(table); ok && (len(s.o.elems) == 0 || s.o.elems[0].Kind() == x.Kind()) {
				return false, nil
			}
		}
	}
	return Member(x, s)
}

// HasObject says whether x itself is among the listed members of s. If not, something equal to it can be.
func HasObject(s, x Value) bool {
	if s.tag == tagSet {
		for i := range s.o.elems {
			if s.o.elems[i].is(x) {
				return true
			}
		}
	}
	return false
}

// WithMembers is the listed set s with its members exchanged for equal ones.
func WithMembers(s Value, exchange func(x Value) Value) Value {
	if s.tag != tagSet {
		return s
	}
	var list []Value
	for i, x := range s.o.elems {
		y := exchange(x)
		if list == nil && !y.is(x) {
			list = append(make([]Value, 0, len(s.o.elems)), s.o.elems[:i]...)
		}
		if list != nil {
			list = append(list, y)
		}
	}
	if list == nil {
		return s
	}
	return Value{tag: tagSet, flags: s.flags, n: s.n, o: &object{hash: s.o.hash, elems: list}}
}

// Sublist is the set of some of s's members, given in the order in which they stand in s. It keeps the slice.
func Sublist(chosen []Value) Value { return listed(chosen) }
