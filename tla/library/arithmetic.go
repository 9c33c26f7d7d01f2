package library

import (
	"math/bits"

	"github.com/synod-go/synod/tla/value"
)

// The community modules that are about numbers: Bitwise, Combinatorics, DyadicRationals, Statistics,
// DifferentialEquations.
var arithmetic = []module{
	{name: "Bitwise", ops: []Op{
		{Name: "&", Eval2: value.BitAnd},
		{Name: "|", Eval2: value.BitOr},
		{Name: "^^", Eval2: value.BitXor},
		{Name: "Not", Eval1: bitNot},
		{Name: "shiftR", Eval2: value.ShiftRight},
	}},
	{name: "Combinatorics", extends: []string{"Naturals"}, ops: []Op{
		{Name: "factorial", Const: constant(factorials)},
		{Name: "choose", Eval2: binomial},
	}},
	{name: "DyadicRationals", ops: []Op{
		{Name: "Zero", Params: values(0), Eval: func(c *Call) (value.Value, error) { return rational{0, 1}.value(c.Universe) }},
		{Name: "One", Params: values(0), Eval: func(c *Call) (value.Value, error) { return rational{1, 1}.value(c.Universe) }},
		{Name: "IsDyadicRational", Params: values(1), Eval: isDyadicRational},
		{Name: "Add", Params: values(2), Eval: addRationals},
		{Name: "Half", Params: values(1), Eval: halfRational},
		{Name: "PrettyPrint", Params: values(1), Eval: prettyRational},
	}},
	{name: "Statistics", extends: []string{"Naturals"}, ops: []Op{
		{Name: "ChiSquare", Params: values(3), Refused: "there are no real numbers but the integers"},
	}},
	{name: "DifferentialEquations", ops: []Op{
		{Name: "Integrate", Params: values(4), Refused: "there are no real numbers but the integers"},
	}},
}

// bitNot turns the bits of a around, up to the highest one.
func bitNot(a value.Value) (value.Value, error) {
	n, isInt := a.AsInt()
	if !isInt || n < 0 {
		return value.Value{}, wrongOnly("Not", "natural number", a)
	}
	return value.MakeInt(n ^ (1<<bits.Len32(uint32(n)) - 1)), nil
}

// factorials is a function on Nat, not an operator; that Lambda takes Nat is certain.
var factorials, _ = value.Lambda(value.Nat, factorial)

func factorial(n value.Value) (value.Value, error) {
	k, isInt := n.AsInt()
	if !isInt || k < 0 {
		return value.Value{}, wrongArg("factorial", 0, "natural number", n)
	}
	p := value.MakeInt(1)
	for i := int32(2); i <= k; i++ {
		var err error
		if p, err = value.Times(value.MakeInt(i), p); err != nil {
			return value.Value{}, err
		}
	}
	return p, nil
}

func binomial(n, k value.Value) (value.Value, error) {
	nn, isInt := n.AsInt()
	if !isInt || nn < 0 {
		return value.Value{}, wrongArg("choose", 0, "natural number", n)
	}
	kk, isInt := k.AsInt()
	if !isInt || kk < 0 {
		return value.Value{}, wrongArg("choose", 1, "natural number", k)
	}
	if kk > nn {
		return value.MakeInt(0), nil
	}
	kk = min(kk, nn-kk)
	b := int64(1)
	for i := int64(1); i <= int64(kk); i++ {
		if b = b * (int64(nn) - i + 1) / i; b != int64(int32(b)) {
			return value.Value{}, errorf("choose", "Overflow when computing %s choose %s", n, k)
		}
	}
	return value.MakeInt(int32(b)), nil
}

// A rational is [num |-> n, den |-> d].
type rational struct{ num, den int64 }

func (r rational) value(u *value.Universe) (value.Value, error) {
	if r.num != int64(int32(r.num)) || r.den != int64(int32(r.den)) {
		return value.Value{}, errorf("DyadicRationals", "Overflow when computing the fraction %d/%d", r.num, r.den)
	}
	return u.MakeRecord([]string{"num", "den"}, []value.Value{value.MakeInt(int32(r.num)), value.MakeInt(int32(r.den))})
}

// reduced is r without common divisors.
func (r rational) reduced() rational {
	a, b := r.num, r.den
	for b != 0 {
		a, b = b, a%b
	}
	if a = max(a, -a); a > 1 {
		return rational{r.num / a, r.den / a}
	}
	return r
}

func (c *Call) rational(op string, i int) (rational, error) {
	v := c.Value(i)
	num, err := field(c, v, "num")
	if err != nil {
		return rational{}, err
	}
	den, err := field(c, v, "den")
	if err != nil {
		return rational{}, err
	}
	n, ok := num.AsInt()
	d, ok2 := den.AsInt()
	if !ok || !ok2 || d <= 0 {
		return rational{}, wrongArg(op, i, "fraction", v)
	}
	return rational{int64(n), int64(d)}, nil
}

// field is r.name.
func field(c *Call, r value.Value, name string) (value.Value, error) {
	return value.Apply(r, c.Universe.String(name))
}

func isDyadicRational(c *Call) (value.Value, error) {
	r, err := c.rational("IsDyadicRational", 0)
	return is(r.den&(r.den-1) == 0, err)
}

func addRationals(c *Call) (value.Value, error) {
	p, err := c.rational("Add", 0)
	if err != nil {
		return value.Value{}, err
	}
	q, err := c.rational("Add", 1)
	if err != nil {
		return value.Value{}, err
	}
	if p == (rational{0, 1}) {
		return q.value(c.Universe)
	}
	// The larger denominator is a multiple of the smaller one when both are powers of 2.
	den := max(p.den, q.den)
	return rational{p.num*(den/p.den) + q.num*(den/q.den), den}.reduced().value(c.Universe)
}

func halfRational(c *Call) (value.Value, error) {
	p, err := c.rational("Half", 0)
	if err != nil {
		return value.Value{}, err
	}
	return rational{p.num, p.den * 2}.reduced().value(c.Universe)
}

func prettyRational(c *Call) (value.Value, error) {
	p, err := c.rational("PrettyPrint", 0)
	if err != nil {
		return value.Value{}, err
	}
	s := value.MakeInt(int32(p.num)).String()
	if p != (rational{0, 1}) && p != (rational{1, 1}) {
		s += "/" + value.MakeInt(int32(p.den)).String()
	}
	return c.Universe.String(s), nil
}
