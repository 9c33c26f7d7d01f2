package library

import (
	"github.com/synod-go/synod/tla/value"
)

// Call is one use of an operator.
type Call struct {
	Universe *value.Universe
	Args     []Arg
	Host     Host
	// Primed says that the operator stands in what is primed: it is asked about the next state.
	Primed bool
	// Warn is told of what is allowed but hardly meant. If it is nil, that is refused. Only operators that are Impure use it.
	Warn func(msg string)
}

// Arg is an argument. It is evaluated when it is asked for, each time that it is asked for.
//
// An error in evaluating the argument itself is a panic with a value of type error, which the operators
// here let through (only TLCExt!AssertError catches it).
type Arg interface {
	// Value evaluates an argument that stands for a value.
	Value() value.Value
	// Apply calls an argument that stands for an operator.
	Apply(args ...value.Value) value.Value
}

// Value is the value of argument i, counted from 0.
func (c *Call) Value(i int) value.Value { return c.Args[i].Value() }

// apply calls argument i as an operator.
func (c *Call) apply(i int, args ...value.Value) value.Value { return c.Args[i].Apply(args...) }

// mapping is argument i as a function of one value.
func (c *Call) mapping(i int) func(value.Value) (value.Value, error) {
	return func(x value.Value) (value.Value, error) { return c.apply(i, x), nil }
}

// binary is argument i as a function of two values.
func (c *Call) binary(i int) func(a, b value.Value) (value.Value, error) {
	return func(a, b value.Value) (value.Value, error) { return c.apply(i, a, b), nil }
}

// test is argument i of the operator op as a predicate.
func (c *Call) test(op string, i int) func(value.Value) (bool, error) {
	return func(x value.Value) (bool, error) { return truth(op, i, c.apply(i, x)) }
}

// relation is argument i of the operator op as a predicate on two values.
func (c *Call) relation(op string, i int) func(a, b value.Value) (bool, error) {
	return func(a, b value.Value) (bool, error) { return truth(op, i, c.apply(i, a, b)) }
}

func truth(op string, i int, v value.Value) (bool, error) {
	b, ok := v.AsBool()
	if !ok {
		return false, wrongArg(op, i, "boolean-valued operator", v)
	}
	return b, nil
}
