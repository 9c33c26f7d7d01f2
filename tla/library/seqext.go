package library

import "github.com/synod-go/synod/tla/value"

// SequencesExt. Here are its table and the operators that make and change sequences; seqfind.go has those
// that search and compare, seqreplace.go those that are about subsequences.
var sequencesExt = []module{
	{name: "SequencesExt", extends: []string{"Sequences", "Naturals", "FiniteSets", "FiniteSetsExt", "Folds", "Functions", "Bags", "TLC"}, ops: []Op{
		{Name: "ToSet", Eval1: rangeOf},
		{Name: "ToBag", Eval1: toBag},
		{Name: "SetToSeq", Eval1: setToSeq},
		{Name: "SetToSeqs", Eval1: setToSeqs},
		{Name: "SetToSortSeq", Params: []int{0, 2}, Eval: setToSortSeq},
		{Name: "SetToAllKPermutations", Eval1: setToAllKPermutations},
		{Name: "TupleOf", Eval2: tupleOf},
		{Name: "SeqOf", Eval2: seqOf},
		{Name: "BoundedSeq", Eval2: seqOf},

		{Name: "Contains", Eval2: predicate2(contains)},
		{Name: "IsSorted", Params: []int{0, 2}, Eval: isSorted},
		{Name: "SelectInSeq", Params: []int{0, 1}, Eval: func(c *Call) (value.Value, error) { return find(c, "SelectInSeq", false, false) }},
		{Name: "SelectLastInSeq", Params: []int{0, 1}, Eval: func(c *Call) (value.Value, error) { return find(c, "SelectLastInSeq", false, true) }},
		{Name: "SelectInSubSeq", Params: []int{0, 0, 0, 1}, Eval: func(c *Call) (value.Value, error) { return find(c, "SelectInSubSeq", true, false) }},
		{Name: "SelectLastInSubSeq", Params: []int{0, 0, 0, 1}, Eval: func(c *Call) (value.Value, error) { return find(c, "SelectLastInSubSeq", true, true) }},
		{Name: "IsPrefix", Eval2: predicate2(isPrefix)},
		{Name: "IsStrictPrefix", Eval2: strictly(isPrefix)},
		{Name: "IsSuffix", Eval2: predicate2(isSuffix)},
		{Name: "IsStrictSuffix", Eval2: strictly(isSuffix)},
		{Name: "Prefixes", Eval1: prefixes},
		{Name: "Suffixes", Eval1: suffixes},
		{Name: "CommonPrefixes", Eval1: commonPrefixes},
		{Name: "LongestCommonPrefix", Eval1: longestCommonPrefix},

		{Name: "Reverse", Eval1: reverse},
		{Name: "Remove", Eval2: remove},
		{Name: "ReplaceAll", Params: values(3), Eval: replaceAll},
		{Name: "InsertAt", Params: values(3), Eval: insertAt},
		{Name: "ReplaceAt", Params: values(3), Eval: replaceAt},
		{Name: "RemoveAt", Eval2: removeAt},
		{Name: "RemoveFirst", Eval2: func(s, e value.Value) (value.Value, error) {
			return removeFirst("RemoveFirst", s, func(x value.Value) (bool, error) { return value.Equal(x, e) })
		}},
		{Name: "RemoveFirstMatch", Params: []int{0, 1}, Eval: func(c *Call) (value.Value, error) {
			return removeFirst("RemoveFirstMatch", c.Value(0), c.test("RemoveFirstMatch", 1))
		}},
		{Name: "Cons", Eval2: func(e, s value.Value) (value.Value, error) { return value.Concat(value.Tuple(e), s) }},
		{Name: "Snoc", Eval2: func(e, s value.Value) (value.Value, error) { return value.Append(s, e) }},
		{Name: "Front", Eval1: front},
		{Name: "Last", Eval1: last},
		{Name: "SeqMod", Eval2: seqMod},

		{Name: "FoldSeq", Params: []int{2, 0, 0}, Eval: func(c *Call) (value.Value, error) {
			base := c.Value(1)
			return foldFunction("FoldFunction", c.Value(2), base, c.binary(0))
		}},
		{Name: "FoldLeft", Params: []int{2, 0, 0}, Eval: func(c *Call) (value.Value, error) { return foldLeft(c, "FoldLeft", false) }},
		{Name: "FoldLeftDomain", Params: []int{2, 0, 0}, Eval: func(c *Call) (value.Value, error) { return foldLeft(c, "FoldLeftDomain", true) }},
		{Name: "FoldRight", Params: []int{2, 0, 0}, Eval: func(c *Call) (value.Value, error) { return foldRight(c, "FoldRight", false) }},
		{Name: "FoldRightDomain", Params: []int{2, 0, 0}, Eval: func(c *Call) (value.Value, error) { return foldRight(c, "FoldRightDomain", true) }},

		{Name: "FlattenSeq", Eval1: flattenSeq},
		{Name: "Zip", Eval2: zip},
		{Name: "Interleave", Eval2: interleave},
		{Name: "SubSeqs", Eval1: subSeqs},
		{Name: "AllSubSeqs", Eval1: allSubSeqs},
		{Name: "IndexFirstSubSeq", Eval2: indexFirstSubSeq},
		{Name: "ReplaceSubSeqAt", Params: values(4), Eval: func(c *Call) (value.Value, error) {
			i, r, s := c.Value(0), c.Value(1), c.Value(2)
			return replaceSubSeqAt(i, r, s, c.Value(3))
		}},
		{Name: "ReplaceFirstSubSeq", Params: values(3), Eval: func(c *Call) (value.Value, error) {
			r, s := c.Value(0), c.Value(1)
			return replaceFirstSubSeq(r, s, c.Value(2))
		}},
		{Name: "ReplaceAllSubSeqs", Params: values(3), Eval: func(c *Call) (value.Value, error) {
			r, s := c.Value(0), c.Value(1)
			return replaceAllSubSeqs(r, s, c.Value(2))
		}},
	}},
}

// toBag counts how often each element of a sequence occurs.
func toBag(s value.Value) (value.Value, error) {
	list, err := results(s)
	if err != nil {
		return value.Value{}, err
	}
	bag := value.EmptyBag
	for _, x := range list {
		one, err := value.Pair(x, value.MakeInt(1))
		if err != nil {
			return value.Value{}, err
		}
		if bag, err = value.BagUnionOf(bag, one); err != nil {
			return value.Value{}, err
		}
	}
	return bag, nil
}

// setToSeq is the sequence that TLC chooses: the canonical order.
func setToSeq(s value.Value) (value.Value, error) {
	if s.Kind() != value.Set {
		return value.Value{}, wrongOnly("SetToSeq", "finite set", s)
	}
	list, err := listed(s)
	if err != nil {
		return value.Value{}, err
	}
	return value.Tuple(list...), nil
}

func setToSeqs(s value.Value) (value.Value, error) {
	if s.Kind() != value.Set {
		return value.Value{}, errorf("SetToSeqs", "Applying SetToSeqs to the following value,\nwhich is not a finite set:\n%s", s)
	}
	list, err := listed(s)
	if err != nil {
		return value.Value{}, err
	}
	orders, err := value.Permutations(value.Interval(1, int32(len(list))))
	if err != nil {
		return value.Value{}, err
	}
	perms, err := listed(orders)
	if err != nil {
		return value.Value{}, err
	}
	for i, p := range perms {
		elems := make([]value.Value, len(list))
		for j := range elems {
			at, _ := p.At(j).AsInt()
			elems[j] = list[at-1]
		}
		perms[i] = value.Tuple(elems...)
	}
	return value.MakeSet(perms)
}

func setToSortSeq(c *Call) (value.Value, error) {
	s, err := setToSeq(c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	return value.SortSeq(s, c.relation("SetToSortSeq", 1))
}

func setToAllKPermutations(s value.Value) (value.Value, error) {
	parts, err := value.Subsets(s)
	if err != nil {
		return value.Value{}, err
	}
	sets, err := listed(parts)
	if err != nil {
		return value.Value{}, err
	}
	for i, part := range sets {
		if sets[i], err = setToSeqs(part); err != nil {
			return value.Value{}, err
		}
	}
	all, err := value.MakeSet(sets)
	if err != nil {
		return value.Value{}, err
	}
	return value.BigUnion(all)
}

// tupleOf is [1..n -> s].
func tupleOf(s, n value.Value) (value.Value, error) {
	dom, err := value.Range(value.MakeInt(1), n)
	if err != nil {
		return value.Value{}, err
	}
	return value.Functions(dom, s)
}

// seqOf is the set of all sequences of no more than n members of s. It is not listed until it must be.
func seqOf(s, n value.Value) (value.Value, error) {
	most, err := integer("SeqOf", 1, "natural number", n)
	if err != nil {
		return value.Value{}, err
	}
	all := value.EmptySet
	for i := 0; i <= most; i++ {
		tuples, err := tupleOf(s, value.MakeInt(int32(i)))
		if err != nil {
			return value.Value{}, err
		}
		if all, err = value.Union(all, tuples); err != nil {
			return value.Value{}, err
		}
	}
	return all, nil
}

func reverse(s value.Value) (value.Value, error) {
	list, err := onlySequence("Reverse", s)
	if err != nil {
		return value.Value{}, err
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return value.Tuple(list...), nil
}

func remove(s, e value.Value) (value.Value, error) {
	return value.SelectSeq(s, func(x value.Value) (bool, error) {
		same, err := value.Equal(x, e)
		return !same, err
	})
}

func replaceAll(c *Call) (value.Value, error) {
	list, err := sequence("ReplaceAll", 0, c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	before, after := c.Value(1), c.Value(2)
	for i, x := range list {
		same, err := value.Equal(x, before)
		if err != nil {
			return value.Value{}, err
		}
		if same {
			list[i] = after
		}
	}
	return value.Tuple(list...), nil
}

// length is Len(s) as a number.
func length(s value.Value) (int32, error) {
	n, err := value.Len(s)
	if err != nil {
		return 0, err
	}
	i, _ := n.AsInt()
	return i, nil
}

// cut is SubSeq(s, from, to).
func cut(s value.Value, from, to int32) (value.Value, error) {
	return value.SubSeq(s, value.MakeInt(from), value.MakeInt(to))
}

// splice is SubSeq(s, 1, i - 1) \o mid \o SubSeq(s, j, Len(s)); mid may be none.
func splice(s value.Value, i int32, mid value.Value, j int32) (value.Value, error) {
	n, err := length(s)
	if err != nil {
		return value.Value{}, err
	}
	left, err := cut(s, 1, i-1)
	if err != nil {
		return value.Value{}, err
	}
	if !mid.IsNone() {
		if left, err = value.Concat(left, mid); err != nil {
			return value.Value{}, err
		}
	}
	right, err := cut(s, j, n)
	if err != nil {
		return value.Value{}, err
	}
	return value.Concat(left, right)
}

func insertAt(c *Call) (value.Value, error) {
	s := c.Value(0)
	i, err := integer("InsertAt", 1, "natural number", c.Value(1))
	if err != nil {
		return value.Value{}, err
	}
	return splice(s, int32(i), value.Tuple(c.Value(2)), int32(i))
}

// replaceAt is [s EXCEPT ![i] = e], so that nothing happens at an index outside.
func replaceAt(c *Call) (value.Value, error) {
	s, i := c.Value(0), c.Value(1)
	t, _, err := value.Except(s, i, c.Value(2))
	return t, err
}

func removeAt(s, i value.Value) (value.Value, error) {
	at, err := integer("RemoveAt", 1, "natural number", i)
	if err != nil {
		return value.Value{}, err
	}
	return splice(s, int32(at), value.Value{}, int32(at)+1)
}

func removeFirst(op string, s value.Value, test func(value.Value) (bool, error)) (value.Value, error) {
	list, err := sequence(op, 0, s)
	if err != nil {
		return value.Value{}, err
	}
	for i, x := range list {
		hit, err := test(x)
		if err != nil {
			return value.Value{}, err
		}
		if hit {
			return value.Tuple(append(list[:i], list[i+1:]...)...), nil
		}
	}
	return s, nil
}

func front(s value.Value) (value.Value, error) {
	n, err := length(s)
	if err != nil {
		return value.Value{}, err
	}
	return cut(s, 1, n-1)
}

func last(s value.Value) (value.Value, error) {
	n, err := value.Len(s)
	if err != nil {
		return value.Value{}, err
	}
	return value.Apply(s, n)
}

// seqMod is a % b with b in the place of 0, for indices of a sequence of length b.
func seqMod(a, b value.Value) (value.Value, error) {
	m, err := value.Mod(a, b)
	if err != nil {
		return value.Value{}, err
	}
	if n, _ := m.AsInt(); n == 0 {
		return b, nil
	}
	return m, nil
}

func foldLeft(c *Call, op string, indices bool) (value.Value, error) {
	acc := c.Value(1)
	list, err := sequence(op, 2, c.Value(2))
	if err != nil {
		return value.Value{}, err
	}
	for i, x := range list {
		if indices {
			x = value.MakeInt(int32(i + 1))
		}
		acc = c.apply(0, acc, x)
	}
	return acc, nil
}

func foldRight(c *Call, op string, indices bool) (value.Value, error) {
	list, err := sequence(op, 1, c.Value(1))
	if err != nil {
		return value.Value{}, err
	}
	acc := c.Value(2)
	for i := len(list) - 1; i >= 0; i-- {
		x := list[i]
		if indices {
			x = value.MakeInt(int32(i + 1))
		}
		acc = c.apply(0, x, acc)
	}
	return acc, nil
}

// flattenSeq concatenates the elements of a sequence, which may be strings.
func flattenSeq(s value.Value) (value.Value, error) {
	if _, isText := s.AsString(); isText {
		if n, err := length(s); err != nil || n == 0 {
			return s, err
		}
	}
	list, err := onlySequence("FlattenSeq", s)
	if err != nil {
		return value.Value{}, err
	}
	if len(list) == 0 {
		return s, nil
	}
	// Sequences are joined at once; Concat says what is wrong with anything else.
	var joined []value.Value
	for _, x := range list {
		more, ok, err := elements(x)
		if err != nil {
			return value.Value{}, err
		}
		if !ok {
			return foldList(list[1:], list[0], func(x, acc value.Value) (value.Value, error) { return value.Concat(acc, x) })
		}
		if err := value.TooLong("FlattenSeq", len(joined)+len(more)); err != nil {
			return value.Value{}, err
		}
		joined = append(joined, more...)
	}
	return value.Tuple(joined...), nil
}

func zip(s, t value.Value) (value.Value, error) {
	left, err := sequence("Zip", 0, s)
	if err != nil {
		return value.Value{}, err
	}
	right, err := sequence("Zip", 1, t)
	if err != nil {
		return value.Value{}, err
	}
	pairs := make([]value.Value, min(len(left), len(right)))
	for i := range pairs {
		pairs[i] = value.Tuple(left[i], right[i])
	}
	return value.Tuple(pairs...), nil
}

// interleave is <<<<s[1]>>, <<t[1]>>, <<s[2]>>, …>>, and << <<>>, <<>> >> for empty sequences.
func interleave(s, t value.Value) (value.Value, error) {
	left, err := sequence("Interleave", 0, s)
	if err != nil {
		return value.Value{}, err
	}
	right, err := sequence("Interleave", 1, t)
	if err != nil {
		return value.Value{}, err
	}
	if len(left) != len(right) {
		return value.Value{}, errorf("Interleave", "Attempted to evaluate a CASE with no conditions true: Interleave of sequences of different length\n%s\n%s", s, t)
	}
	if len(left) == 0 {
		return value.Tuple(value.EmptyTuple, value.EmptyTuple), nil
	}
	var out []value.Value
	for i := range left {
		out = append(out, value.Tuple(left[i]), value.Tuple(right[i]))
	}
	return value.Tuple(out...), nil
}
