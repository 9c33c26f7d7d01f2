package value

import "math"

// ints takes two integers or fails in the words of TLC's modules.
func ints(op string, a, b Value) error {
	if a.tag != tagInt {
		return wrongArg(op, "first", "an integer", a)
	}
	if b.tag != tagInt {
		return wrongArg(op, "second", "an integer", b)
	}
	return nil
}

// fit is n as a value, if it is a 32-bit number.
func fit(op string, n int64, a, b Value) (Value, error) {
	if n < math.MinInt32 || n > math.MaxInt32 {
		return Value{}, errorf(op, "Overflow when computing %v"+escape(op)+"%v", a, b)
	}
	return MakeInt(int32(n)), nil
}

func escape(op string) string {
	switch op {
	case "%":
		return "%%"
	case "\\div":
		return " \\div "
	}
	return op
}

// Plus is a + b.
func Plus(a, b Value) (Value, error) {
	if a.tag != tagInt || b.tag != tagInt {
		return Value{}, ints("+", a, b)
	}
	return fit("+", int64(a.n)+int64(b.n), a, b)
}

// Minus is a - b.
func Minus(a, b Value) (Value, error) {
	if a.tag != tagInt || b.tag != tagInt {
		return Value{}, ints("-", a, b)
	}
	return fit("-", int64(a.n)-int64(b.n), a, b)
}

// Times is a * b.
func Times(a, b Value) (Value, error) {
	if a.tag != tagInt || b.tag != tagInt {
		return Value{}, ints("*", a, b)
	}
	return fit("*", int64(a.n)*int64(b.n), a, b)
}

// Negate is -a.
func Negate(a Value) (Value, error) {
	if a.tag != tagInt {
		return Value{}, errorf("-.", "The argument of - should be an integer, but instead it is:\n%v", a)
	}
	if a.n == math.MinInt32 {
		return Value{}, errorf("-.", "Overflow when computing -%v", a)
	}
	return MakeInt(-a.n), nil
}

// Div is a \div b, which rounds towards minus infinity.
func Div(a, b Value) (Value, error) {
	if err := ints("\\div", a, b); err != nil {
		return Value{}, err
	}
	if b.n == 0 {
		return Value{}, errorf("\\div", "The second argument of \\div is 0.")
	}
	q := int64(a.n) / int64(b.n)
	if int64(a.n)%int64(b.n) != 0 && (a.n < 0) != (b.n < 0) {
		q--
	}
	return fit("\\div", q, a, b)
}

// Mod is a % b, which is never negative. b must be positive.
func Mod(a, b Value) (Value, error) {
	if err := ints("%", a, b); err != nil {
		return Value{}, err
	}
	if b.n <= 0 {
		return Value{}, wrongArg("%", "second", "a positive number", b)
	}
	r := a.n % b.n
	if r < 0 {
		r += b.n
	}
	return MakeInt(r), nil
}

// Power is a ^ b.
func Power(a, b Value) (Value, error) {
	if err := ints("^", a, b); err != nil {
		return Value{}, err
	}
	switch {
	case b.n < 0:
		return Value{}, wrongArg("^", "second", "a natural number", b)
	case b.n == 0 && a.n == 0:
		return Value{}, errorf("^", "0^0 is undefined.")
	case b.n == 0 || a.n == 1:
		return MakeInt(1), nil
	case a.n == 0:
		return MakeInt(0), nil
	case a.n == -1:
		return MakeInt(1 - 2*(b.n&1)), nil
	}
	p := int64(1)
	for i := int32(0); i < b.n && p >= math.MinInt32 && p <= math.MaxInt32; i++ {
		p *= int64(a.n)
	}
	return fit("^", p, a, b)
}

// Range is a .. b.
func Range(a, b Value) (Value, error) {
	if a.tag != tagInt || b.tag != tagInt {
		return Value{}, ints("..", a, b)
	}
	return Interval(a.n, b.n), nil
}

// Less is a < b.
func Less(a, b Value) (bool, error) {
	if a.tag != tagInt || b.tag != tagInt {
		return false, ints("<", a, b)
	}
	return a.n < b.n, nil
}

// LessEqual is a \leq b.
func LessEqual(a, b Value) (bool, error) {
	if a.tag != tagInt || b.tag != tagInt {
		return false, ints("<=", a, b)
	}
	return a.n <= b.n, nil
}

// Greater is a > b.
func Greater(a, b Value) (bool, error) {
	if a.tag != tagInt || b.tag != tagInt {
		return false, ints(">", a, b)
	}
	return a.n > b.n, nil
}

// GreaterEqual is a \geq b.
func GreaterEqual(a, b Value) (bool, error) {
	if a.tag != tagInt || b.tag != tagInt {
		return false, ints(">=", a, b)
	}
	return a.n >= b.n, nil
}
