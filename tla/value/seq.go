package value

import "unicode/utf8"

// sequence is v as a listed sequence.
func sequence(v Value) (Value, bool, error) {
	if v.tag == tagLambda {
		l, err := list(v)
		return l, l.tag == tagTuple, err
	}
	return v, v.tag == tagTuple, nil
}

func oneArg(op string, v Value) error {
	return errorf(op, "The argument of %s should be a sequence, but instead it is:\n%v", op, v)
}

func evaluating(op, form, want string, v Value) error {
	return errorf(op, "Evaluating an expression of the form %s when s is not a %s:\n%v", form, want, v)
}

// Len is Len(s) of a sequence or a string.
func Len(s Value) (Value, error) {
	if s.tag == tagString {
		return MakeInt(int32(utf8.RuneCountInString(s.sym().text))), nil
	}
	t, ok, err := sequence(s)
	if err != nil || !ok {
		return Value{}, orElse(err, oneArg("Len", s))
	}
	return MakeInt(int32(len(t.o.elems))), nil
}

// orElse is the first of two errors that is one.
func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// Head is Head(s).
func Head(s Value) (Value, error) {
	t, ok, err := sequence(s)
	if err != nil || !ok {
		return Value{}, orElse(err, oneArg("Head", s))
	}
	if len(t.o.elems) == 0 {
		return Value{}, errorf("Head", "Attempted to apply Head to the empty sequence.")
	}
	return t.o.elems[0], nil
}

// Tail is Tail(s) of a sequence or a string.
func Tail(s Value) (Value, error) {
	if s.tag == tagString {
		text := s.sym().text
		if text == "" {
			return Value{}, errorf("Tail", "Attempted to apply Tail to the empty sequence.")
		}
		_, n := utf8.DecodeRuneInString(text)
		return s.sym().u.String(text[n:]), nil
	}
	t, ok, err := sequence(s)
	if err != nil || !ok {
		return Value{}, orElse(err, oneArg("Tail", s))
	}
	if len(t.o.elems) == 0 {
		return Value{}, errorf("Tail", "Attempted to apply Tail to the empty sequence.")
	}
	return Tuple(t.o.elems[1:]...), nil
}

// Append is Append(s, e).
func Append(s, e Value) (Value, error) {
	t, ok, err := sequence(s)
	if err != nil || !ok {
		return Value{}, orElse(err, evaluating("Append", "Append(s, v)", "sequence", s))
	}
	return t.extended([]Value{e}), nil
}

// What a sequence may have: a longer one would fill the memory before anybody could stop it.
const (
	maxElements = 16 * MaxSetSize
	maxText     = 64 << 20 // bytes
)

// TooLong is an error where a sequence that an operator makes would have n elements, too many.
func TooLong(op string, n int) error {
	if n > maxElements {
		return errorf(op, "Attempted to construct a sequence with too many elements (>%d).", maxElements)
	}
	return nil
}

// Concat is s \o t, of two sequences or two strings.
func Concat(s, t Value) (Value, error) {
	if s.tag == tagString {
		if t.tag != tagString {
			return Value{}, evaluating("\\o", "t \\o s", "string", t)
		}
		if len(s.sym().text)+len(t.sym().text) > maxText {
			return Value{}, errorf("\\o", "Attempted to construct a string of more than %d bytes.", maxText)
		}
		return s.sym().u.String(s.sym().text + t.sym().text), nil
	}
	a, ok, err := sequence(s)
	if err != nil || !ok {
		return Value{}, orElse(err, evaluating("\\o", "s \\o t", "sequence", s))
	}
	b, ok, err := sequence(t)
	if err != nil || !ok {
		return Value{}, orElse(err, evaluating("\\o", "t \\o s", "sequence", t))
	}
	if len(a.o.elems) == 0 {
		return b.roomy(), nil
	}
	if len(b.o.elems) == 0 {
		return a.roomy(), nil
	}
	if err := TooLong("\\o", len(a.o.elems)+len(b.o.elems)); err != nil {
		return Value{}, err
	}
	if (a.flags|b.flags)&flagLazy != 0 {
		elems := make([]Value, 0, len(a.o.elems)+len(b.o.elems))
		return Tuple(append(append(elems, a.o.elems...), b.o.elems...)...), nil
	}
	return a.extended(b.o.elems), nil
}

// SubSeq is SubSeq(s, m, n) of a sequence or a string.
func SubSeq(s, m, n Value) (Value, error) {
	var length int
	var runes []rune
	t := s
	if s.tag == tagString {
		runes = []rune(s.sym().text)
		length = len(runes)
	} else {
		var ok bool
		var err error
		if t, ok, err = sequence(s); err != nil || !ok {
			return Value{}, orElse(err, wrongArg("SubSeq", "first", "a sequence", s))
		}
		length = len(t.o.elems)
	}
	if m.tag != tagInt {
		return Value{}, wrongArg("SubSeq", "second", "a natural number", m)
	}
	if n.tag != tagInt {
		return Value{}, wrongArg("SubSeq", "third", "a natural number", n)
	}
	if m.n <= n.n {
		const notIn = "The %s argument of SubSeq must be in the domain of its first argument:\n%v\n, but instead it is\n%v"
		if m.n < 1 || int(m.n) > length {
			return Value{}, errorf("SubSeq", notIn, "second", s, m)
		}
		if int(n.n) > length {
			return Value{}, errorf("SubSeq", notIn, "third", s, n)
		}
	}
	switch {
	case s.tag == tagString && m.n > n.n:
		return s.sym().u.String(""), nil
	case s.tag == tagString:
		return s.sym().u.String(string(runes[m.n-1 : n.n])), nil
	case m.n > n.n:
		return EmptyTuple, nil
	case m.n == 1 && int(n.n) == length:
		return t, nil
	}
	return Tuple(t.o.elems[m.n-1 : n.n : n.n]...), nil
}

// SelectSeq is SelectSeq(s, test).
func SelectSeq(s Value, test func(Value) (bool, error)) (Value, error) {
	t, ok, err := sequence(s)
	if err != nil || !ok {
		return Value{}, orElse(err, wrongArg("SelectSeq", "first", "a sequence", s))
	}
	var elems []Value
	for _, e := range t.o.elems {
		is, err := test(e)
		if err != nil {
			return Value{}, err
		}
		if is {
			elems = append(elems, e)
		}
	}
	return Tuple(elems...), nil
}

// SortSeq is SortSeq(s, before). The order in which before is asked is TLC's, so that the result is
// the same even if before is no order.
func SortSeq(s Value, before func(a, b Value) (bool, error)) (Value, error) {
	t, ok, err := sequence(s)
	if err != nil || !ok {
		return Value{}, orElse(err, wrongArg("SortSeq", "first", "a sequence", s))
	}
	elems := make([]Value, len(t.o.elems))
	for i, e := range t.o.elems {
		j := i
		for j > 0 {
			is, err := before(e, elems[j-1])
			if err != nil {
				return Value{}, err
			}
			if !is {
				break
			}
			elems[j] = elems[j-1]
			j--
		}
		elems[j] = e
	}
	return Tuple(elems...), nil
}
