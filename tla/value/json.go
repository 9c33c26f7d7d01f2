package value

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ToJSON is ToJson(v) of the Json module: records and functions become objects, sequences and sets
// arrays, strings and model values strings. Keys that are no strings are printed.
func ToJSON(v Value) (string, error) {
	var w jsonWriter
	if err := w.value(v); err != nil {
		return "", err
	}
	return w.b.String(), nil
}

// ToJSONObject is ToJsonObject(v): a sequence becomes an object with the keys 0, 1, ….
func ToJSONObject(v Value) (string, error) {
	v, err := list(v)
	if err != nil {
		return "", err
	}
	if v.Kind() != Function {
		return "", errorf("ToJsonObject", "Cannot convert value to a JSON object:\n%v", v)
	}
	if v.tag != tagTuple {
		return ToJSON(v)
	}
	var w jsonWriter
	w.b.WriteByte('{')
	for i, e := range v.o.elems {
		w.comma(i)
		w.quoted(strconv.Itoa(i))
		w.b.WriteByte(':')
		if err := w.value(e); err != nil {
			return "", err
		}
	}
	w.b.WriteByte('}')
	return w.b.String(), nil
}

// ToJSONArray is ToJsonArray(v) of a sequence or a set.
func ToJSONArray(v Value) (string, error) {
	v, err := list(v)
	if err != nil {
		return "", err
	}
	if v.Kind() != Set && v.Kind() != Function || v.tag == tagRecord {
		return "", errorf("ToJsonArray", "Cannot convert value to a JSON array:\n%v", v)
	}
	return ToJSON(v)
}

type jsonWriter struct{ b strings.Builder }

func (w *jsonWriter) comma(i int) {
	if i > 0 {
		w.b.WriteByte(',')
	}
}

func (w *jsonWriter) quoted(s string) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always can be
	w.b.Write(bytes.TrimRight(b.Bytes(), "\n"))
}

func (w *jsonWriter) value(v Value) error {
	v, err := list(v)
	if err != nil {
		return err
	}
	switch v.tag {
	case tagBool:
		w.b.WriteString(strconv.FormatBool(v.n != 0))
	case tagInt:
		w.b.WriteString(strconv.Itoa(int(v.n)))
	case tagString, tagModel:
		w.quoted(v.sym().text)
	case tagSet, tagInterval, tagTuple:
		n, _ := v.Len()
		w.b.WriteByte('[')
		for i := range n {
			w.comma(i)
			if err := w.value(v.At(i)); err != nil {
				return err
			}
		}
		w.b.WriteByte(']')
	case tagRecord, tagFunc:
		w.b.WriteByte('{')
		for i, e := range v.o.elems {
			w.comma(i)
			if k := v.KeyAt(i); k.tag == tagString {
				w.quoted(k.sym().text)
			} else {
				w.quoted(k.String())
			}
			w.b.WriteByte(':')
			if err := w.value(e); err != nil {
				return err
			}
		}
		w.b.WriteByte('}')
	default:
		return errorf("ToJson", "Cannot convert value to JSON:\n%v", v)
	}
	return nil
}

// FromJSON reads one JSON value: objects become records, arrays sequences. What TLA+ has no value for
// is refused, with the number of its line: null, a number that is no integer of 32 bits, and a string
// that is not Unicode. TLC cuts the fraction off a number, and keeps the low 32 bits of a larger one.
// With cut, which is told each number to which that happens, fractions are cut off here too.
func (u *Universe) FromJSON(data []byte, cut func(number string)) (Value, error) {
	return u.fromJSON(data, 1, cut)
}

// FromNDJSON is the sequence of the JSON values on the lines of data. Empty lines do not count.
func (u *Universe) FromNDJSON(data []byte, cut func(number string)) (Value, error) {
	var values []Value
	for i, line := range bytes.Split(data, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		v, err := u.fromJSON(line, i+1, cut)
		if err != nil {
			return Value{}, err
		}
		values = append(values, v)
	}
	return Tuple(values...), nil
}

// fromJSON reads the value in data, which begins on the given line of its file.
func (u *Universe) fromJSON(data []byte, line int, cut func(number string)) (Value, error) {
	r := jsonReader{u: u, data: data, cut: cut}
	v, err := r.whole()
	if err != nil {
		return v, fmt.Errorf("line %d: JSON: %w", line+bytes.Count(data[:min(r.at, len(data))], []byte("\n")), err)
	}
	return v, nil
}

// jsonReader reads text that is known to be JSON. After an error at is where that is.
type jsonReader struct {
	u    *Universe
	data []byte
	at   int
	cut  func(number string) // nil refuses a number with a fraction
}

// whole reads a value with nothing but space around it.
func (r *jsonReader) whole() (Value, error) {
	if !json.Valid(r.data) {
		var v any
		err := json.Unmarshal(r.data, &v)
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			r.at = int(syntax.Offset)
		}
		return Value{}, err
	}
	if at := notUTF8(r.data); at >= 0 {
		r.at = at
		return Value{}, fmt.Errorf("byte 0x%02x is not UTF-8", r.data[at])
	}
	return r.value(0)
}

// notUTF8 is where data stops to be UTF-8; -1 if it does not.
func notUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
}

// next skips what separates values, and gives the byte that follows.
func (r *jsonReader) next() byte {
	for {
		switch c := r.data[r.at]; c {
		case ' ', '\t', '\n', '\r', ',', ':':
			r.at++
		default:
			return c
		}
	}
}

func (r *jsonReader) value(depth int) (Value, error) {
	if depth > MaxDepth {
		return Value{}, errors.New("nested too deep")
	}
	switch c := r.next(); c {
	case '{':
		return r.object(depth)
	case '[':
		return r.array(depth)
	case '"':
		s, err := r.text()
		return r.u.String(s), err
	case 't':
		r.at += len("true")
		return True, nil
	case 'f':
		r.at += len("false")
		return False, nil
	case 'n':
		return Value{}, errors.New("TLA+ has no value for null")
	}
	from := r.at
	for r.at < len(r.data) && strings.IndexByte("+-.eE0123456789", r.data[r.at]) >= 0 {
		r.at++
	}
	return fromNumber(r.data[from:r.at], r.cut)
}

// text reads a string.
func (r *jsonReader) text() (string, error) {
	from, plain := r.at, true
	for r.at++; r.data[r.at] != '"'; r.at++ {
		if r.data[r.at] == '\\' {
			plain = false
			r.at++
		}
	}
	r.at++
	if plain {
		return string(r.data[from+1 : r.at-1]), nil
	}
	quoted := r.data[from:r.at]
	if half := halfPair(quoted); half != "" {
		return "", fmt.Errorf("%s is half of a surrogate pair, and no character", half)
	}
	var s string
	err := json.Unmarshal(quoted, &s)
	return s, err
}

// halfPair is an escape in a quoted string that stands for half of a surrogate pair, without the other
// half; "" if there is none.
func halfPair(quoted []byte) string {
	unit := func(i int) rune {
		if i+6 > len(quoted) || quoted[i] != '\\' || quoted[i+1] != 'u' {
			return 0
		}
		n, _ := strconv.ParseUint(string(quoted[i+2:i+6]), 16, 16) // it is JSON
		return rune(n)
	}
	for i := 0; i < len(quoted); i++ {
		if quoted[i] != '\\' {
			continue
		}
		switch r := unit(i); {
		case !utf16.IsSurrogate(r):
			i++
		case utf16.DecodeRune(r, unit(i+6)) == utf8.RuneError:
			return string(quoted[i : i+6])
		default:
			i += 11
		}
	}
	return ""
}

func (r *jsonReader) array(depth int) (Value, error) {
	var values []Value
	for r.at++; r.next() != ']'; {
		v, err := r.value(depth + 1)
		if err != nil {
			return Value{}, err
		}
		values = append(values, v)
	}
	r.at++
	return Tuple(values...), nil
}

// manyFields is from how many fields on an object's names are looked up in a map.
const manyFields = 16

// object reads an object; of two fields with one name the last counts. Names are seen in the order of the text.
func (r *jsonReader) object(depth int) (Value, error) {
	var names []string
	var values []Value
	var places map[string]int
	for r.at++; r.next() != '}'; {
		name, err := r.text()
		if err != nil {
			return Value{}, err
		}
		r.u.String(name)
		v, err := r.value(depth + 1)
		if err != nil {
			return Value{}, err
		}
		at := -1
		if places == nil {
			at = slices.Index(names, name)
		} else if i, ok := places[name]; ok {
			at = i
		}
		if at >= 0 {
			values[at] = v
			continue
		}
		names, values = append(names, name), append(values, v)
		switch {
		case places != nil:
			places[name] = len(names) - 1
		case len(names) == manyFields:
			places = map[string]int{}
			for i, n := range names {
				places[n] = i
			}
		}
	}
	r.at++
	return r.u.MakeRecord(names, values)
}

// fromNumber reads a number of JSON. 1.0 and 10e-1 are integers, too.
func fromNumber(text []byte, cut func(number string)) (Value, error) {
	short := func() string {
		const most = 40 // a number can be as long as its file
		if len(text) > most {
			return string(text[:most]) + "…"
		}
		return string(text)
	}
	refused := func(why string) (Value, error) {
		return Value{}, fmt.Errorf("the number %s %s; TLC's integers are -2147483648 to 2147483647", short(), why)
	}
	mantissa, exponent := text, int64(0)
	if e := bytes.IndexAny(text, "eE"); e >= 0 {
		// One of too many digits becomes the largest of 62 bits, which is large enough.
		mantissa = text[:e]
		exponent, _ = strconv.ParseInt(string(text[e+1:]), 10, 62)
	}
	mantissa, negative := bytes.CutPrefix(mantissa, []byte("-"))
	whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
	digits := bytes.TrimLeft(slices.Concat(whole, fraction), "0")
	significant := bytes.TrimRight(digits, "0")
	// The number is significant * 10^zeros.
	zeros := exponent - int64(len(fraction)) + int64(len(digits)-len(significant))
	if zeros < 0 && len(significant) > 0 {
		if cut == nil {
			return refused("is not an integer")
		}
		cut(short())
		significant, zeros = significant[:max(0, int64(len(significant))+zeros)], 0
	}
	const most = 10 // digits of 32 bits
	switch {
	case len(significant) == 0:
		return MakeInt(0), nil
	case zeros > most || int64(len(significant))+zeros > most:
		return refused("is too large")
	}
	n, err := strconv.ParseInt(string(significant)+strings.Repeat("0", int(zeros)), 10, 64)
	if negative {
		n = -n
	}
	if err != nil || n != int64(int32(n)) {
		return refused("is too large")
	}
	return MakeInt(int32(n)), nil
}
