package value

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
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

// FromJSON reads one JSON value: objects become records, arrays sequences. Like TLC it cuts the
// fraction off a number and keeps the low 32 bits of one that is too big, and refuses null.
func (u *Universe) FromJSON(data []byte) (Value, error) {
	if !json.Valid(data) {
		var v any
		if err := json.Unmarshal(data, &v); err != nil {
			return Value{}, fmt.Errorf("JSON: %w", err)
		}
	}
	r := jsonReader{u: u, data: data}
	return r.value(0)
}

// FromNDJSON is the sequence of the JSON values on the lines of data. Empty lines do not count.
func (u *Universe) FromNDJSON(data []byte) (Value, error) {
	var values []Value
	for i, line := range bytes.Split(data, []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		v, err := u.FromJSON(line)
		if err != nil {
			return Value{}, fmt.Errorf("line %d: %w", i+1, err)
		}
		values = append(values, v)
	}
	return Tuple(values...), nil
}

// jsonReader reads text that is known to be JSON.
type jsonReader struct {
	u    *Universe
	data []byte
	at   int
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
		return Value{}, errors.New("JSON: nested too deep")
	}
	switch c := r.next(); c {
	case '{':
		return r.object(depth)
	case '[':
		return r.array(depth)
	case '"':
		return r.u.String(r.text()), nil
	case 't':
		r.at += len("true")
		return True, nil
	case 'f':
		r.at += len("false")
		return False, nil
	case 'n':
		return Value{}, errors.New("JSON: TLA+ has no value for null")
	}
	from := r.at
	for r.at < len(r.data) && strings.IndexByte("+-.eE0123456789", r.data[r.at]) >= 0 {
		r.at++
	}
	return fromNumber(string(r.data[from:r.at]))
}

// text reads a string.
func (r *jsonReader) text() string {
	from, plain := r.at, true
	for r.at++; r.data[r.at] != '"'; r.at++ {
		if r.data[r.at] == '\\' {
			plain = false
			r.at++
		}
	}
	r.at++
	if inner := r.data[from+1 : r.at-1]; plain && utf8.Valid(inner) {
		return string(inner)
	}
	var s string
	_ = json.Unmarshal(r.data[from:r.at], &s) // it is a string
	return s
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
		name := r.text()
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

func fromNumber(s string) (Value, error) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return MakeInt(int32(n)), nil
	}
	if len(s) > 400 {
		return Value{}, errors.New("JSON: a number is too long")
	}
	f, _, err := big.ParseFloat(s, 10, 2000, big.ToZero)
	if err != nil || f.MantExp(nil) > 1500 {
		return Value{}, fmt.Errorf("JSON: %s is no integer", s)
	}
	i, _ := f.Int(nil)
	low := new(big.Int).And(i, big.NewInt(1<<32-1)) // of the two's complement
	return MakeInt(int32(uint32(low.Uint64()))), nil
}
