package library

import "github.com/synod-go/synod/tla/value"

// Bags: a bag is the function from its elements to how often it has them.
var bags = []module{
	{name: "Bags", extends: []string{"TLC"}, ops: []Op{
		{Name: "IsABag", Eval1: predicate1(value.IsBag)},
		{Name: "BagToSet", Eval1: value.BagToSet},
		{Name: "SetToBag", Eval1: value.SetToBag},
		{Name: "BagIn", Eval2: predicate2(value.BagIn)},
		{Name: "EmptyBag", Const: constant(value.EmptyBag)},
		{Name: "\\oplus", Eval2: value.BagUnionOf, Equals2: value.EqualBagUnion},
		{Name: "\\ominus", Eval2: value.BagDifference},
		{Name: "BagUnion", Eval1: value.BagUnion},
		{Name: "\\sqsubseteq", Eval2: predicate2(value.SubBag)},
		{Name: "SubBag", Eval1: subBags},
		{Name: "BagOfAll", Params: []int{1, 0}, Eval: func(c *Call) (value.Value, error) {
			return value.BagOfAll(c.mapping(0), c.Value(1))
		}},
		{Name: "BagCardinality", Eval1: value.BagCardinality},
		{Name: "CopiesIn", Eval2: value.CopiesIn},
	}},
}

// subBags is SubBag(b), the set of all bags with no more copies of anything than b has.
func subBags(b value.Value) (value.Value, error) {
	keys, counts, err := copies("SubBag", b)
	if err != nil {
		return value.Value{}, err
	}
	all := 1
	for _, n := range counts {
		if all *= n + 1; all > value.MaxSetSize {
			return value.Value{}, errorf("SubBag", "Attempted to construct a set with too many elements (>%d): SubBag(%s)", value.MaxSetSize, b)
		}
	}
	list := make([]value.Value, 0, all)
	take := make([]int, len(keys)) // how many of each the next bag has
	for range all {
		var in, n []value.Value
		for i, k := range keys {
			if take[i] > 0 {
				in, n = append(in, k), append(n, value.MakeInt(int32(take[i])))
			}
		}
		bag, err := function(in, n)
		if err != nil {
			return value.Value{}, err
		}
		list = append(list, bag)
		for i := range take {
			if take[i]++; take[i] <= counts[i] {
				break
			}
			take[i] = 0
		}
	}
	return value.MakeSet(list)
}

// copies are the elements of a bag in canonical order, and how many of each it has.
func copies(op string, b value.Value) ([]value.Value, []int, error) {
	if is, err := value.IsBag(b); err != nil || !is {
		if err == nil {
			err = wrongOnly(op, "bag", b)
		}
		return nil, nil, err
	}
	b, err := value.Normalize(b)
	if err != nil {
		return nil, nil, err
	}
	size, _ := b.Len()
	keys, counts := make([]value.Value, size), make([]int, size)
	for i := range keys {
		n, _ := b.At(i).AsInt()
		keys[i], counts[i] = b.KeyAt(i), int(n)
	}
	return keys, counts, nil
}

// function is the function that takes keys[i], which are in canonical order, to values[i].
func function(keys, values []value.Value) (value.Value, error) {
	dom, err := value.MakeSet(append([]value.Value(nil), keys...))
	if err != nil {
		return value.Value{}, err
	}
	return value.MakeFunc(dom, values)
}
