package library

import "github.com/synod-go/synod/tla/value"

var bagsExt = []module{
	{name: "BagsExt", ops: []Op{
		{Name: "BagAdd", Eval2: bagAdd},
		{Name: "BagRemove", Eval2: bagRemove},
		{Name: "BagRemoveAll", Eval2: bagRemoveAll},
		{Name: "MapThenFoldBag", Params: []int{2, 0, 1, 1, 0}, Eval: mapThenFoldBag},
		{Name: "FoldBag", Params: []int{2, 0, 0}, Eval: func(c *Call) (value.Value, error) {
			base := c.Value(1)
			return foldBag("FoldBag", c.Value(2), base, c.binary(0))
		}},
		{Name: "SumBag", Eval1: func(b value.Value) (value.Value, error) {
			return foldBag("SumBag", b, value.MakeInt(0), value.Plus)
		}},
		{Name: "ProductBag", Eval1: func(b value.Value) (value.Value, error) {
			return foldBag("ProductBag", b, value.MakeInt(1), value.Times)
		}},
	}},
}

// bagAdd is written for any function on numbers, as its TLA+ definition is.
func bagAdd(b, x value.Value) (value.Value, error) {
	n, has, err := copiesOf(b, x)
	if err != nil {
		return value.Value{}, err
	}
	if !has {
		one, err := value.Pair(x, value.MakeInt(1))
		if err != nil {
			return value.Value{}, err
		}
		return value.Override(b, one)
	}
	if n, err = value.Plus(n, value.MakeInt(1)); err != nil {
		return value.Value{}, err
	}
	b, _, err = value.Except(b, x, n)
	return b, err
}

func bagRemove(b, x value.Value) (value.Value, error) {
	n, has, err := copiesOf(b, x)
	if err != nil || !has {
		return b, err
	}
	if one, err := value.Equal(n, value.MakeInt(1)); err != nil || one {
		if err != nil {
			return value.Value{}, err
		}
		return bagRemoveAll(b, x)
	}
	if n, err = value.Minus(n, value.MakeInt(1)); err != nil {
		return value.Value{}, err
	}
	b, _, err = value.Except(b, x, n)
	return b, err
}

func bagRemoveAll(b, x value.Value) (value.Value, error) {
	dom, err := value.Domain(b)
	if err != nil {
		return value.Value{}, err
	}
	if dom, err = value.Remove(dom, x); err != nil {
		return value.Value{}, err
	}
	return value.FuncOf(dom, func(e value.Value) (value.Value, error) { return value.Apply(b, e) })
}

// copiesOf is b[x], if x is in the domain.
func copiesOf(b, x value.Value) (n value.Value, has bool, err error) {
	if _, err = value.Domain(b); err != nil { // says what is wrong if b is no function
		return value.Value{}, false, err
	}
	if has, err = value.Has(b, x); err != nil || !has {
		return value.Value{}, false, err
	}
	n, err = value.Apply(b, x)
	return n, true, err
}

// foldBag gives op(… op(op(base, x), x) …, y) for every copy of x, y, … in canonical order: TLC has the
// accumulated value on the left here.
func foldBag(name string, b, acc value.Value, op func(acc, x value.Value) (value.Value, error)) (value.Value, error) {
	if b.Kind() != value.Function {
		return value.Value{}, wrongArg(name, 2, "bag", b)
	}
	dom, err := domain(b)
	if err != nil {
		return value.Value{}, err
	}
	for _, x := range dom {
		v, err := value.Apply(b, x)
		if err != nil {
			return value.Value{}, err
		}
		n, isInt := v.AsInt()
		if !isInt || n <= 0 {
			return value.Value{}, errorf(name, "Applying %s to the following value,\nwhich is not an element of Nat:\n%s (in: %s:>%s)", name, v, x, v)
		}
		for range n {
			if acc, err = op(acc, x); err != nil {
				return value.Value{}, err
			}
		}
	}
	return acc, nil
}

// mapThenFoldBag folds the folds of the copies of each element. As in the definition the choose argument
// is never asked.
func mapThenFoldBag(c *Call) (value.Value, error) {
	base, b := c.Value(1), c.Value(4)
	if b.Kind() != value.Function {
		return value.Value{}, wrongArg("MapThenFoldBag", 4, "bag", b)
	}
	dom, err := domain(b)
	if err != nil {
		return value.Value{}, err
	}
	acc := base
	for i := len(dom) - 1; i >= 0; i-- {
		v, err := value.Apply(b, dom[i])
		if err != nil {
			return value.Value{}, err
		}
		n, isInt := v.AsInt()
		if !isInt || n <= 0 {
			return value.Value{}, wrongArg("MapThenFoldBag", 4, "bag", b)
		}
		all := base
		for range n {
			all = c.apply(0, all, c.apply(2, dom[i]))
		}
		acc = c.apply(0, all, acc)
	}
	return acc, nil
}
