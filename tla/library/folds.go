package library

import "github.com/synod-go/synod/tla/value"

// Folds and FiniteSetsExt.
var folds = []module{
	{name: "Folds", ops: []Op{
		{Name: "MapThenFoldSet", Params: []int{2, 0, 1, 1, 0}, Eval: mapThenFoldSet},
	}},
	{name: "FiniteSetsExt", extends: []string{"Integers", "FiniteSets", "Folds", "Functions"}, ops: []Op{
		{Name: "FoldSet", Params: []int{2, 0, 0}, Eval: func(c *Call) (value.Value, error) {
			return foldSet("FoldSet", 2, c.Value(2), c.Value(1), c.binary(0))
		}},
		{Name: "ReduceSet", Params: []int{2, 0, 0}, Eval: func(c *Call) (value.Value, error) {
			return foldSet("ReduceSet", 1, c.Value(1), c.Value(2), c.binary(0))
		}},
		{Name: "SumSet", Eval1: func(s value.Value) (value.Value, error) {
			return foldSet("SumSet", 0, s, value.MakeInt(0), value.Plus)
		}},
		{Name: "ProductSet", Eval1: func(s value.Value) (value.Value, error) {
			return foldSet("ProductSet", 0, s, value.MakeInt(1), value.Times)
		}},
		{Name: "MapThenSumSet", Params: []int{1, 0}, Eval: mapThenSumSet},
		{Name: "FlattenSet", Eval1: value.BigUnion},
		{Name: "SymDiff", Eval2: symDiff},
		{Name: "Quantify", Params: []int{0, 1}, Eval: quantify},
		{Name: "kSubset", Eval2: kSubset},
		{Name: "Max", Eval1: func(s value.Value) (value.Value, error) { return extreme("Max", s, value.Greater) }},
		{Name: "Min", Eval1: func(s value.Value) (value.Value, error) { return extreme("Min", s, value.Less) }},
		{Name: "Choices", Eval1: choices},
		{Name: "ChooseUnique", Params: []int{0, 1}, Eval: chooseUnique},
	}},
}

// foldSet gives op(xn, … op(x2, op(x1, base))) for x1, x2, … in canonical order, which is how TLC folds a
// set; the TLA+ definition does it the other way around. s is argument i of the operator called name.
func foldSet(name string, i int, s, base value.Value, op func(x, acc value.Value) (value.Value, error)) (value.Value, error) {
	if s.Kind() != value.Set {
		return value.Value{}, wrongArg(name, i, "set", s)
	}
	return foldOver(s, base, op)
}

func foldOver(s, base value.Value, op func(x, acc value.Value) (value.Value, error)) (value.Value, error) {
	list, err := listed(s)
	if err != nil {
		return value.Value{}, err
	}
	return foldList(list, base, op)
}

// foldList begins with the first.
func foldList(list []value.Value, acc value.Value, op func(x, acc value.Value) (value.Value, error)) (value.Value, error) {
	var err error
	for _, x := range list {
		if acc, err = op(x, acc); err != nil {
			return value.Value{}, err
		}
	}
	return acc, nil
}

// mapThenFoldSet is not replaced in TLC, so what is chosen first is combined last.
func mapThenFoldSet(c *Call) (value.Value, error) {
	acc, rest := c.Value(1), c.Value(4)
	if rest.Kind() != value.Set {
		return value.Value{}, wrongArg("MapThenFoldSet", 4, "set", rest)
	}
	rest, err := value.Members(rest)
	if err != nil {
		return value.Value{}, err
	}
	var chosen []value.Value
	for n, _ := rest.Len(); n > 0; n, _ = rest.Len() {
		x := c.apply(3, rest)
		in, err := value.Member(x, rest)
		if err != nil {
			return value.Value{}, err
		}
		if !in {
			return value.Value{}, errorf("MapThenFoldSet", "The choose argument of MapThenFoldSet gave\n%s\nwhich is not an element of\n%s", x, rest)
		}
		if rest, err = value.Remove(rest, x); err != nil {
			return value.Value{}, err
		}
		if rest, err = value.Members(rest); err != nil {
			return value.Value{}, err
		}
		chosen = append(chosen, x)
	}
	for i := len(chosen) - 1; i >= 0; i-- {
		acc = c.apply(0, c.apply(2, chosen[i]), acc)
	}
	return acc, nil
}

func mapThenSumSet(c *Call) (value.Value, error) {
	list, err := members("MapThenSumSet", 1, c.Value(1))
	if err != nil {
		return value.Value{}, err
	}
	sum := value.MakeInt(0)
	for i := len(list) - 1; i >= 0; i-- {
		if sum, err = value.Plus(c.apply(0, list[i]), sum); err != nil {
			return value.Value{}, err
		}
	}
	return sum, nil
}

func symDiff(a, b value.Value) (value.Value, error) {
	left, err := value.Difference(a, b)
	if err != nil {
		return value.Value{}, err
	}
	right, err := value.Difference(b, a)
	if err != nil {
		return value.Value{}, err
	}
	return value.Union(left, right)
}

func quantify(c *Call) (value.Value, error) {
	list, err := members("Quantify", 0, c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	n, test := int32(0), c.test("Quantify", 1)
	for _, x := range list {
		ok, err := test(x)
		if err != nil {
			return value.Value{}, err
		}
		if ok {
			n++
		}
	}
	return value.MakeInt(n), nil
}

func kSubset(k, s value.Value) (value.Value, error) {
	if s.Kind() != value.Set {
		return value.Value{}, wrongArg("kSubset", 1, "set", s)
	}
	n, err := integer("kSubset", 0, "natural number", k)
	if err != nil {
		return value.Value{}, err
	}
	return value.SubsetsOfSize(n, s)
}

// extreme is the member that comes before all others.
func extreme(op string, s value.Value, before func(a, b value.Value) (bool, error)) (value.Value, error) {
	if low, high, ok := s.AsInterval(); ok && low <= high {
		if op == "Min" {
			return value.MakeInt(low), nil
		}
		return value.MakeInt(high), nil
	}
	list, err := members(op, 0, s)
	if err != nil {
		return value.Value{}, err
	}
	if len(list) == 0 {
		return value.Value{}, noChoice(op, "CHOOSE x \\in S: P", s)
	}
	best := list[0]
	for _, x := range list { // the first is held against itself, so that it is a number
		better, err := before(x, best)
		if err != nil {
			return value.Value{}, err
		}
		if better {
			best = x
		}
	}
	return best, nil
}

// noChoice is what TLC says when CHOOSE finds nothing.
func noChoice(op, form string, s value.Value) error {
	return errorf(op, "Attempted to compute the value of an expression of form\n%s, but no element of S satisfied P.\n(in %s of\n%s)", form, op, s)
}

// choices is the set of the ranges of all choice functions of a set of sets.
func choices(sets value.Value) (value.Value, error) {
	list, err := members("Choices", 0, sets)
	if err != nil {
		return value.Value{}, err
	}
	chosen := []value.Value{value.EmptySet} // from the sets so far
	for _, s := range list {
		from, err := listed(s)
		if err != nil {
			return value.Value{}, err
		}
		var more []value.Value
		for _, c := range chosen {
			for _, x := range from {
				d, err := value.Insert(c, x)
				if err != nil {
					return value.Value{}, err
				}
				more = append(more, d)
			}
		}
		next, err := value.MakeSet(more)
		if err != nil {
			return value.Value{}, err
		}
		if chosen, err = listed(next); err != nil {
			return value.Value{}, err
		}
	}
	return value.MakeSet(chosen)
}

func chooseUnique(c *Call) (value.Value, error) {
	s := c.Value(0)
	list, err := members("ChooseUnique", 0, s)
	if err != nil {
		return value.Value{}, err
	}
	var found []value.Value
	test := c.test("ChooseUnique", 1)
	for _, x := range list {
		ok, err := test(x)
		if err != nil {
			return value.Value{}, err
		}
		if ok {
			found = append(found, x)
		}
	}
	if len(found) != 1 {
		return value.Value{}, noChoice("ChooseUnique", "CHOOSE x \\in S: P", s)
	}
	return found[0], nil
}
