package library

import (
	"strings"

	"github.com/synod-go/synod/tla/value"
)

func contains(s, e value.Value) (bool, error) {
	list, err := onlySequence("Contains", s)
	if err != nil {
		return false, err
	}
	for _, x := range list {
		if same, err := value.Equal(x, e); err != nil || same {
			return same, err
		}
	}
	return false, nil
}

func isSorted(c *Call) (value.Value, error) {
	list, err := sequence("IsSorted", 0, c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	ordered := c.relation("IsSorted", 1)
	for i, x := range list {
		for _, y := range list[i+1:] {
			if ok, err := ordered(x, y); err != nil || !ok {
				return is(false, err)
			}
		}
	}
	return value.True, nil
}

// find is the index of the first or the last element that passes a test, in the whole sequence or in a
// part of it, and 0 if there is none. The index counts from the beginning of the sequence.
func find(c *Call, op string, part, backwards bool) (value.Value, error) {
	s := c.Value(0)
	list, err := sequence(op, 0, s)
	if err != nil {
		return value.Value{}, err
	}
	from, to, test := 1, len(list), c.test(op, len(c.Args)-1)
	if part {
		if from, err = integer(op, 1, "natural", c.Value(1)); err != nil {
			return value.Value{}, err
		}
		if to, err = integer(op, 2, "natural", c.Value(2)); err != nil {
			return value.Value{}, err
		}
		if from > to {
			return value.MakeInt(0), nil
		}
		for i, at := range []int{from, to} {
			if at < 1 || at > len(list) {
				return value.Value{}, errorf(op, "The %s argument of %s must be in the domain of its first argument:\n%s\n, but instead it is\n%s",
					ordinals[i+1], op, s, value.MakeInt(int32(at)))
			}
		}
	}
	for k := from; k <= to; k++ {
		i := k
		if backwards {
			i = from + to - k
		}
		hit, err := test(list[i-1])
		if err != nil {
			return value.Value{}, err
		}
		if hit {
			return value.MakeInt(int32(i)), nil
		}
	}
	return value.MakeInt(0), nil
}

func isPrefix(s, t value.Value) (bool, error) {
	a, isText := s.AsString()
	b, both := t.AsString()
	if isText && both {
		return strings.HasPrefix(b, a), nil
	}
	left, err := sequence("IsPrefix", 0, s)
	if err != nil {
		return false, err
	}
	right, err := sequence("IsPrefix", 1, t)
	if err != nil {
		return false, err
	}
	if len(left) > len(right) {
		return false, nil
	}
	n, err := agreeing(left, right)
	return n == len(left), err
}

// agreeing is how many elements two sequences have in common at their beginning.
func agreeing(s, t []value.Value) (int, error) {
	for i := range min(len(s), len(t)) {
		if same, err := value.Equal(s[i], t[i]); err != nil || !same {
			return i, err
		}
	}
	return min(len(s), len(t)), nil
}

func isSuffix(s, t value.Value) (bool, error) {
	s, err := reverse(s)
	if err != nil {
		return false, err
	}
	if t, err = reverse(t); err != nil {
		return false, err
	}
	return isPrefix(s, t)
}

// strictly is a relation without what is equal.
func strictly(related func(s, t value.Value) (bool, error)) func(s, t value.Value) (value.Value, error) {
	return predicate2(func(s, t value.Value) (bool, error) {
		if ok, err := related(s, t); err != nil || !ok {
			return false, err
		}
		same, err := value.Equal(s, t)
		return !same, err
	})
}

// prefixes also takes a string, as SubSeq does.
func prefixes(s value.Value) (value.Value, error) {
	n, err := length(s)
	if err != nil {
		return value.Value{}, err
	}
	list := make([]value.Value, n+1)
	for i := range list {
		if list[i], err = cut(s, 1, int32(i)); err != nil {
			return value.Value{}, err
		}
	}
	return value.MakeSet(list)
}

func suffixes(s value.Value) (value.Value, error) {
	list, err := onlySequence("Suffixes", s)
	if err != nil {
		return value.Value{}, err
	}
	set := make([]value.Value, len(list)+1)
	for i := range set {
		set[i] = value.Tuple(list[i:len(list):len(list)]...)
	}
	return value.MakeSet(set)
}

func commonPrefixes(s value.Value) (value.Value, error) {
	list, err := members("CommonPrefixes", 0, s)
	if err != nil {
		return value.Value{}, err
	}
	if len(list) == 0 {
		return value.EmptySet, nil
	}
	longest, err := commonPrefix("CommonPrefixes", s, list)
	if err != nil {
		return value.Value{}, err
	}
	return prefixes(longest)
}

func longestCommonPrefix(s value.Value) (value.Value, error) {
	if s.Kind() != value.Set {
		return value.Value{}, wrongOnly("LongestCommonPrefix", "non-empty set", s)
	}
	list, err := listed(s)
	if err != nil {
		return value.Value{}, err
	}
	if len(list) == 0 {
		return value.Value{}, wrongOnly("LongestCommonPrefix", "non-empty set", s)
	}
	return commonPrefix("LongestCommonPrefix", s, list)
}

// commonPrefix is the longest prefix that the sequences (or strings) of the list share.
func commonPrefix(op string, s value.Value, list []value.Value) (value.Value, error) {
	prefix := list[0]
	first, isText := prefix.AsString()
	elems, ok, err := elements(prefix)
	if err != nil {
		return value.Value{}, err
	}
	if !ok && !isText {
		return value.Value{}, wrongOnly(op, "sequence", s)
	}
	n := len(elems)
	if isText {
		n = len(first)
	}
	for _, x := range list[1:] {
		if isText {
			other, ok := x.AsString()
			if !ok {
				return value.Value{}, wrongOnly(op, "sequence", s)
			}
			for !strings.HasPrefix(other, first[:n]) {
				n--
			}
			continue
		}
		other, ok, err := elements(x)
		if err != nil {
			return value.Value{}, err
		}
		if !ok {
			return value.Value{}, wrongOnly(op, "sequence", s)
		}
		if n, err = agreeing(elems[:n], other); err != nil {
			return value.Value{}, err
		}
	}
	if isText {
		n = len([]rune(strings.ToValidUTF8(first[:n], "")))
	}
	return cut(prefix, 1, int32(n))
}
