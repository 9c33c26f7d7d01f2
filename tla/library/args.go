package library

import (
	"github.com/synod-go/synod/tla/value"
)

// elements are the elements of a sequence, and false if v is none. A function that is known by a rule is
// worked out.
func elements(v value.Value) ([]value.Value, bool, error) {
	if v.Kind() != value.Function {
		return nil, false, nil
	}
	if !v.IsSequence() {
		if !v.IsSymbolic() {
			return nil, false, nil
		}
		w, err := value.Normalize(v)
		if err != nil {
			return nil, false, err
		}
		if v = w; !v.IsSequence() {
			return nil, false, nil
		}
	}
	n, ok := v.Len()
	if !ok {
		w, err := value.Normalize(v)
		if err != nil {
			return nil, false, err
		}
		v = w
		n, _ = v.Len()
	}
	list := make([]value.Value, n)
	for i := range list {
		list[i] = v.At(i)
	}
	return list, true, nil
}

// sequence is the elements of argument i of several.
func sequence(op string, i int, v value.Value) ([]value.Value, error) {
	list, ok, err := elements(v)
	if err == nil && !ok {
		err = wrongArg(op, i, "sequence", v)
	}
	return list, err
}

// onlySequence is the elements of an only argument.
func onlySequence(op string, v value.Value) ([]value.Value, error) {
	list, ok, err := elements(v)
	if err == nil && !ok {
		err = wrongOnly(op, "sequence", v)
	}
	return list, err
}

// members lists argument i, a finite set, in canonical order.
func members(op string, i int, v value.Value) ([]value.Value, error) {
	if v.Kind() != value.Set {
		return nil, wrongArg(op, i, "set", v)
	}
	return listed(v)
}

// listed is the members of a set.
func listed(s value.Value) ([]value.Value, error) {
	s, err := value.Members(s)
	if err != nil {
		return nil, err
	}
	n, _ := s.Len()
	list := make([]value.Value, n)
	for i := range list {
		list[i] = s.At(i)
	}
	return list, nil
}

// integer is argument i as a number; want is what TLC says that it should be.
func integer(op string, i int, want string, v value.Value) (int, error) {
	n, ok := v.AsInt()
	if !ok {
		return 0, wrongArg(op, i, want, v)
	}
	return int(n), nil
}

// text is argument i as a string.
func text(op string, i int, v value.Value) (string, error) {
	s, ok := v.AsString()
	if !ok {
		return "", wrongArg(op, i, "string", v)
	}
	return s, nil
}

// is makes the Boolean of a predicate's answer.
func is(b bool, err error) (value.Value, error) {
	if err != nil {
		return value.Value{}, err
	}
	return value.MakeBool(b), nil
}

// predicate1 and predicate2 make operators of predicates.
func predicate1(f func(a value.Value) (bool, error)) func(value.Value) (value.Value, error) {
	return func(a value.Value) (value.Value, error) { return is(f(a)) }
}

func predicate2(f func(a, b value.Value) (bool, error)) func(a, b value.Value) (value.Value, error) {
	return func(a, b value.Value) (value.Value, error) { return is(f(a, b)) }
}

// constant is an operator without parameters that needs no universe.
func constant(v value.Value) func(*value.Universe) value.Value {
	return func(*value.Universe) value.Value { return v }
}
