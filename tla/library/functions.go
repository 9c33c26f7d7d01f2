package library

import (
	"math"

	"github.com/synod-go/synod/tla/value"
)

var functions = []module{
	{name: "Functions", extends: []string{"Integers", "Folds"}, ops: []Op{
		{Name: "Restrict", Eval2: restrict},
		{Name: "RestrictDomain", Params: []int{0, 1}, Eval: func(c *Call) (value.Value, error) {
			return restrictTo(c.Value(0), func(x, _ value.Value) (bool, error) { return c.test("RestrictDomain", 1)(x) }, false)
		}},
		{Name: "RestrictValues", Params: []int{0, 1}, Eval: func(c *Call) (value.Value, error) {
			return restrictTo(c.Value(0), func(_, y value.Value) (bool, error) { return c.test("RestrictValues", 1)(y) }, true)
		}},
		{Name: "IsRestriction", Eval2: predicate2(isRestriction)},
		{Name: "Range", Eval1: rangeOf},
		{Name: "Pointwise", Params: []int{0, 0, 2}, Eval: pointwise},
		{Name: "Inverse", Params: values(3), Eval: func(c *Call) (value.Value, error) {
			f, s := c.Value(0), c.Value(1)
			return inverse(f, s, c.Value(2))
		}},
		{Name: "AntiFunction", Eval1: antiFunction},
		{Name: "IsInjective", Eval1: predicate1(isInjective)},
		{Name: "Injection", Eval2: func(s, t value.Value) (value.Value, error) { return maps(s, t, isInjective) }},
		{Name: "Surjection", Eval2: func(s, t value.Value) (value.Value, error) { return maps(s, t, onto(t)) }},
		{Name: "Bijection", Eval2: func(s, t value.Value) (value.Value, error) {
			return maps(s, t, func(f value.Value) (bool, error) {
				if is, err := isInjective(f); err != nil || !is {
					return false, err
				}
				return onto(t)(f)
			})
		}},
		{Name: "ExistsInjection", Eval2: bySize(func(s, t uint64) bool { return s <= t })},
		{Name: "ExistsSurjection", Eval2: bySize(func(s, t uint64) bool { return s >= t && (t > 0 || s == 0) })},
		{Name: "ExistsBijection", Eval2: bySize(func(s, t uint64) bool { return s == t })},
		{Name: "FoldFunctionOnSet", Params: []int{2, 0, 0, 0}, Eval: func(c *Call) (value.Value, error) {
			base, f := c.Value(1), c.Value(2)
			return foldFunctionOnSet("FoldFunctionOnSet", f, c.Value(3), base, c.binary(0))
		}},
		{Name: "FoldFunction", Params: []int{2, 0, 0}, Eval: func(c *Call) (value.Value, error) {
			base := c.Value(1)
			return foldFunction("FoldFunction", c.Value(2), base, c.binary(0))
		}},
		{Name: "SumFunctionOnSet", Eval2: func(f, s value.Value) (value.Value, error) {
			return foldFunctionOnSet("SumFunctionOnSet", f, s, value.MakeInt(0), value.Plus)
		}},
		{Name: "SumFunction", Eval1: func(f value.Value) (value.Value, error) {
			return foldFunction("SumFunction", f, value.MakeInt(0), value.Plus)
		}},
	}},
}

// domain is the domain of f, listed.
func domain(f value.Value) ([]value.Value, error) {
	d, err := value.Domain(f)
	if err != nil {
		return nil, err
	}
	return listed(d)
}

// restrict is [x \in s |-> f[x]].
func restrict(f, s value.Value) (value.Value, error) {
	at := func(x value.Value) (value.Value, error) { return value.Apply(f, x) }
	finite, err := value.IsFinite(s)
	if err != nil {
		return value.Value{}, err
	}
	if !finite {
		return value.Lambda(s, at)
	}
	return value.FuncOf(s, at)
}

// restrictTo keeps the arguments that the test accepts; it is given f[x] only if it asks for it.
func restrictTo(f value.Value, test func(x, y value.Value) (bool, error), values bool) (value.Value, error) {
	dom, err := value.Domain(f)
	if err != nil {
		return value.Value{}, err
	}
	kept, err := value.Filter(dom, false, func(x value.Value) (bool, error) {
		if !values {
			return test(x, value.Value{})
		}
		y, err := value.Apply(f, x)
		if err != nil {
			return false, err
		}
		return test(x, y)
	})
	if err != nil {
		return value.Value{}, err
	}
	return restrict(f, kept)
}

func isRestriction(narrow, wide value.Value) (bool, error) {
	small, err := value.Domain(narrow)
	if err != nil {
		return false, err
	}
	large, err := value.Domain(wide)
	if err != nil {
		return false, err
	}
	if in, err := value.Subset(small, large); err != nil || !in {
		return false, err
	}
	args, err := listed(small)
	if err != nil {
		return false, err
	}
	for _, x := range args {
		if same, err := agree(narrow, wide, x); err != nil || !same {
			return false, err
		}
	}
	return true, nil
}

// agree reports whether f[x] = g[x].
func agree(f, g, x value.Value) (bool, error) {
	y, err := value.Apply(f, x)
	if err != nil {
		return false, err
	}
	z, err := value.Apply(g, x)
	if err != nil {
		return false, err
	}
	return value.Equal(y, z)
}

// results are f[x] for every x in the domain, in its order.
func results(f value.Value) ([]value.Value, error) {
	dom, err := domain(f)
	if err != nil {
		return nil, err
	}
	for i, x := range dom {
		if dom[i], err = value.Apply(f, x); err != nil {
			return nil, err
		}
	}
	return dom, nil
}

func rangeOf(f value.Value) (value.Value, error) {
	list, err := results(f)
	if err != nil {
		return value.Value{}, err
	}
	return value.MakeSet(list)
}

func pointwise(c *Call) (value.Value, error) {
	f, g := c.Value(0), c.Value(1)
	dom, err := value.Domain(f)
	if err != nil {
		return value.Value{}, err
	}
	return value.FuncOf(dom, func(x value.Value) (value.Value, error) {
		y, err := value.Apply(f, x)
		if err != nil {
			return value.Value{}, err
		}
		z, err := value.Apply(g, x)
		if err != nil {
			return value.Value{}, err
		}
		return c.apply(2, y, z), nil
	})
}

// inverse is [y \in t |-> CHOOSE x \in s : y \in Range(f) => f[x] = y].
func inverse(f, s, t value.Value) (value.Value, error) {
	image, err := rangeOf(f)
	if err != nil {
		return value.Value{}, err
	}
	from, err := members("Inverse", 1, s)
	if err != nil {
		return value.Value{}, err
	}
	return value.FuncOf(t, func(y value.Value) (value.Value, error) {
		hit, err := value.Member(y, image)
		if err != nil {
			return value.Value{}, err
		}
		for _, x := range from {
			if !hit {
				return x, nil
			}
			z, err := value.Apply(f, x)
			if err != nil {
				return value.Value{}, err
			}
			if same, err := value.Equal(z, y); err != nil || same {
				return x, err
			}
		}
		return value.Value{}, noChoice("Inverse", "CHOOSE s \\in S: P", s)
	})
}

func antiFunction(f value.Value) (value.Value, error) {
	if f.Kind() != value.Function {
		return value.Value{}, wrongOnly("AntiFunction", "functions", f)
	}
	dom, err := value.Domain(f)
	if err != nil {
		return value.Value{}, err
	}
	image, err := rangeOf(f)
	if err != nil {
		return value.Value{}, err
	}
	return inverse(f, dom, image)
}

func isInjective(f value.Value) (bool, error) {
	if f.Kind() != value.Function {
		return false, wrongOnly("IsInjective", "function", f)
	}
	list, err := results(f)
	if err != nil {
		return false, err
	}
	for i, y := range list {
		for _, z := range list[i+1:] {
			if same, err := value.Equal(y, z); err != nil || same {
				return false, err
			}
		}
	}
	return true, nil
}

// maps is {f \in [s -> t] : test(f)}. What is big stays symbolic, so that membership is decided quickly.
func maps(s, t value.Value, test func(f value.Value) (bool, error)) (value.Value, error) {
	all, err := value.Functions(s, t)
	if err != nil {
		return value.Value{}, err
	}
	const few = 1000
	n, err := value.Size(all)
	return value.Filter(all, err != nil || n > few, test)
}

// onto says of a function whether every member of t is one of its values.
func onto(t value.Value) func(f value.Value) (bool, error) {
	return func(f value.Value) (bool, error) {
		image, err := rangeOf(f)
		if err != nil {
			return false, err
		}
		return value.Subset(t, image)
	}
}

// bySize decides whether a kind of map exists from the sizes of two finite sets.
func bySize(exists func(s, t uint64) bool) func(s, t value.Value) (value.Value, error) {
	return func(s, t value.Value) (value.Value, error) {
		m, err := value.Size(s)
		if err != nil {
			return value.Value{}, err
		}
		n, err := value.Size(t)
		if err != nil {
			return value.Value{}, err
		}
		if m == math.MaxUint64 && n == math.MaxUint64 {
			return value.Value{}, errorf("Cardinality", "Overflow when computing the number of elements in:\n%s", s)
		}
		return value.MakeBool(exists(m, n)), nil
	}
}

// foldFunction folds the values of f in the order of its domain, like foldSet.
func foldFunction(op string, f, base value.Value, step func(x, acc value.Value) (value.Value, error)) (value.Value, error) {
	if f.Kind() != value.Function {
		return value.Value{}, wrongArg(op, 2, "function", f)
	}
	list, err := results(f)
	if err != nil {
		return value.Value{}, err
	}
	return foldList(list, base, step)
}

func foldFunctionOnSet(op string, f, s, base value.Value, step func(x, acc value.Value) (value.Value, error)) (value.Value, error) {
	if f.Kind() != value.Function {
		return value.Value{}, wrongArg(op, 2, "function", f)
	}
	if s.Kind() != value.Set {
		return value.Value{}, wrongArg(op, 3, "set", s)
	}
	return foldOver(s, base, func(x, acc value.Value) (value.Value, error) {
		y, err := value.Apply(f, x)
		if err != nil {
			return value.Value{}, err
		}
		return step(y, acc)
	})
}
