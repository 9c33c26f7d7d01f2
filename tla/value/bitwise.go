package value

// naturals takes two natural numbers, which are what the Bitwise module is defined on.
func naturals(op string, a, b Value) error {
	if a.tag != tagInt || a.n < 0 {
		return wrongArg(op, "first", "a natural number", a)
	}
	if b.tag != tagInt || b.n < 0 {
		return wrongArg(op, "second", "a natural number", b)
	}
	return nil
}

// BitAnd is a & b of the Bitwise module.
func BitAnd(a, b Value) (Value, error) {
	return MakeInt(a.n & b.n), naturals("&", a, b)
}

// BitOr is a | b of the Bitwise module.
func BitOr(a, b Value) (Value, error) {
	return MakeInt(a.n | b.n), naturals("|", a, b)
}

// BitXor is a ^^ b of the Bitwise module.
func BitXor(a, b Value) (Value, error) {
	return MakeInt(a.n ^ b.n), naturals("^^", a, b)
}

// ShiftRight is shiftR(a, b) of the Bitwise module.
func ShiftRight(a, b Value) (Value, error) {
	if err := naturals("shiftR", a, b); err != nil {
		return Value{}, err
	}
	return MakeInt(a.n >> min(b.n, 31)), nil
}
