package library

import (
	"strings"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// TLCExt, Randomization, and the Toolbox, which is TLC's explorer of traces.
var tlcExt = []module{
	{name: "TLCExt", ops: []Op{
		{Name: "AssertEq", Params: values(2), Impure: true, Eval: assertEq},
		{Name: "AssertError", Params: values(2), Impure: true, Eval: assertError},
		{Name: "TLCGetOrDefault", Params: values(2), Impure: true, Eval: func(c *Call) (value.Value, error) {
			key, otherwise := c.Value(0), c.Value(1)
			return getOrDefault(c, key, otherwise)
		}},
		{Name: "TLCGetAndSet", Params: []int{0, 2, 0, 0}, Impure: true, Eval: tlcGetAndSet},
		{Name: "Trace", Params: values(0), Level: syntax.StateLevel, Impure: true, Eval: func(c *Call) (value.Value, error) {
			if c.Primed {
				return value.Value{}, notPrimed("TLCExt", "Trace", "TLCExt!Trace")
			}
			return c.Host.Trace()
		}},
		{Name: "CounterExample", Params: values(0), Level: syntax.StateLevel, Impure: true, Eval: func(c *Call) (value.Value, error) {
			return c.Host.CounterExample()
		}},
		{Name: "ToTrace", Params: values(1), Eval: toTrace},
		{Name: "TLCModelValue", Params: values(1), Eval: modelValue},
		{Name: "TLCDefer", Params: values(1), Impure: true, Refused: "nothing is evaluated later than where it stands"},
		{Name: "TLCNoOp", Eval1: func(v value.Value) (value.Value, error) { return v, nil }},
		{Name: "PickSuccessor", Params: values(1), Level: syntax.ActionLevel, Eval: pickSuccessor},
		{Name: "TLCCache", Params: values(2), Eval: func(c *Call) (value.Value, error) { return c.Value(0), nil }},
		{Name: "TLCFP", Params: values(1), Refused: "fingerprints are not TLC's"},
		{Name: "TLCEvalDefinition", Params: values(1), Refused: "a definition is used by its name, not by a string"},
	}},
	{name: "Randomization", ops: []Op{
		{Name: "RandomSubset", Params: values(2), Impure: true, Eval: randomSubset},
		{Name: "RandomSetOfSubsets", Params: values(3), Impure: true, Eval: func(c *Call) (value.Value, error) {
			return randomSetOfSubsets(c, "RandomSetOfSubsets")
		}},
		{Name: "TestRandomSetOfSubsets", Params: values(3), Impure: true, Eval: testRandomSetOfSubsets},
	}},
	{name: "Toolbox", ops: []Op{
		{Name: "_TETrace", Params: values(0), Refused: "there is no trace explorer"},
		{Name: "_TEPosition", Params: values(0), Level: syntax.StateLevel, Refused: "there is no trace explorer"},
	}},
}

// toTrace is the sequence of the states of a counterexample.
func toTrace(c *Call) (value.Value, error) {
	ce := c.Value(0)
	states, err := value.Apply(ce, c.Universe.String("state"))
	if err == nil {
		states, err = value.Members(states)
	}
	if err != nil {
		return value.Value{}, wrongOnly("ToTrace", "CounterExample", ce)
	}
	n, _ := states.Len()
	list := make([]value.Value, n)
	for i := range list {
		numbered := states.At(i)
		if k, ok := numbered.Len(); !ok || k != 2 {
			return value.Value{}, wrongOnly("ToTrace", "CounterExample", ce)
		}
		list[i] = numbered.At(1) // sets of pairs are in the order of their numbers
	}
	return value.Tuple(list...), nil
}

// assertEq prints what differs.
func assertEq(c *Call) (value.Value, error) {
	a, b := c.Value(0), c.Value(1)
	same, err := value.Equal(a, b)
	if err != nil {
		return value.Value{}, err
	}
	if !same {
		c.Host.Print(value.Quote("Assertion failed"))
		c.Host.Print(value.Pretty(a, lineWidth))
		c.Host.Print(value.Pretty(b, lineWidth))
	}
	return value.MakeBool(same), nil
}

// assertError says whether evaluating its second argument is the error that the first one tells. It is
// FALSE, as in TLC, when there is none.
func assertError(c *Call) (value.Value, error) {
	want, err := text("AssertError", 0, c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	f := failed(c.Args[1])
	return value.MakeBool(f != nil && f.Message() == want), nil
}

// A Failure is an evaluation that failed: what an Arg panics with when its value cannot be worked out.
type Failure interface {
	error
	// Message is what went wrong, without the place.
	Message() string
	// Final says that the run is to end, whatever the spec makes of its errors.
	Final() bool
}

// failed is the failure of evaluating an argument, nil if it has a value. Other panics go on.
func failed(a Arg) (f Failure) {
	defer rescue.Known(func(g Failure) {
		if g.Final() {
			panic(g)
		}
		f = g
	})
	a.Value()
	return nil
}

// getOrDefault asks for registers only: a figure of the run is never undefined.
func getOrDefault(c *Call, key, otherwise value.Value) (value.Value, error) {
	name, isText := key.AsString()
	if isText && !strings.HasPrefix(name, "s:") {
		return otherwise, nil
	}
	if n, isInt := key.AsInt(); !isText && (!isInt || n < 0) {
		return otherwise, nil
	}
	v, ok, err := c.Host.Get(key)
	if err != nil || !ok {
		return otherwise, err
	}
	return v, nil
}

// tlcGetAndSet gives what the register had before it is set to op(old, val).
func tlcGetAndSet(c *Call) (value.Value, error) {
	key, val, otherwise := c.Value(0), c.Value(2), c.Value(3)
	old, err := getOrDefault(c, key, otherwise)
	if err != nil {
		return value.Value{}, err
	}
	if _, err := setRegister(c, key, c.apply(1, old, val)); err != nil {
		return value.Value{}, err
	}
	return old, nil
}

func modelValue(c *Call) (value.Value, error) {
	v := c.Value(0)
	name, isText := v.AsString()
	if !isText {
		return value.Value{}, wrongOnly("ModelValue", "string", v)
	}
	return c.Universe.Model(name), nil
}

// pickSuccessor never asks a person: where TLC would, it is an error.
func pickSuccessor(c *Call) (value.Value, error) {
	v := c.Value(0)
	if ok, err := truth("PickSuccessor", 0, v); err != nil || ok {
		return v, err
	}
	return value.Value{}, errorf("PickSuccessor", "TLCExt!PickSuccessor is not supported where its argument is %s: a run does not ask which successor to take", v)
}

func randomSubset(c *Call) (value.Value, error) {
	k, s := c.Value(0), c.Value(1)
	n, err := integer("RandomSubset", 0, "nonnegative integer", k)
	if err != nil {
		return value.Value{}, err
	}
	if n < 0 {
		return value.Value{}, wrongArg("RandomSubset", 0, "nonnegative integer", k)
	}
	return value.RandomSubset(n, s, c.Host.Rand())
}

func randomSetOfSubsets(c *Call, op string) (value.Value, error) {
	k, n := c.Value(0), c.Value(1)
	most, err := integer(op, 0, "nonnegative integer", k)
	if err != nil {
		return value.Value{}, err
	}
	size, err := integer(op, 1, "nonnegative integer", n)
	if err != nil {
		return value.Value{}, err
	}
	if most < 0 {
		return value.Value{}, wrongArg(op, 0, "nonnegative integer", k)
	}
	if size < 0 {
		return value.Value{}, wrongArg(op, 1, "nonnegative integer", n)
	}
	return value.RandomSetOfSubsets(most, size, c.Value(2), c.Host.Rand())
}

// testRandomSetOfSubsets is the sizes of five of them.
func testRandomSetOfSubsets(c *Call) (value.Value, error) {
	sizes := make([]value.Value, 5)
	for i := range sizes {
		var err error
		if sizes[i], err = cardinality(randomSetOfSubsets(c, "TestRandomSetOfSubsets")); err != nil {
			return value.Value{}, err
		}
	}
	return value.Tuple(sizes...), nil
}
