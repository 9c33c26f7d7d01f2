package value

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
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
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := u.readJSON(d, 0)
	if err != nil {
		return Value{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Value{}, errors.New("JSON: something follows the value")
	}
	return v, nil
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

// readJSON reads a value token by token, so that names are seen in the order of the text.
func (u *Universe) readJSON(d *json.Decoder, depth int) (Value, error) {
	if depth > maxDepth {
		return Value{}, errors.New("JSON: nested too deep")
	}
	token, err := d.Token()
	if err != nil {
		return Value{}, fmt.Errorf("JSON: %w", err)
	}
	switch t := token.(type) {
	case bool:
		return MakeBool(t), nil
	case string:
		return u.String(t), nil
	case json.Number:
		return fromNumber(string(t))
	case json.Delim:
		if t == '{' {
			return u.readObject(d, depth)
		}
		return u.readArray(d, depth)
	}
	return Value{}, errors.New("JSON: TLA+ has no value for null")
}

func (u *Universe) readArray(d *json.Decoder, depth int) (Value, error) {
	var values []Value
	for d.More() {
		v, err := u.readJSON(d, depth+1)
		if err != nil {
			return Value{}, err
		}
		values = append(values, v)
	}
	if _, err := d.Token(); err != nil {
		return Value{}, fmt.Errorf("JSON: %w", err)
	}
	return Tuple(values...), nil
}

// readObject reads an object; of two fields with one name the last counts.
func (u *Universe) readObject(d *json.Decoder, depth int) (Value, error) {
	var names []string
	var values []Value
	at := map[string]int{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return Value{}, fmt.Errorf("JSON: %w", err)
		}
		name, _ := token.(string) // the decoder sees to it
		u.String(name)
		v, err := u.readJSON(d, depth+1)
		if err != nil {
			return Value{}, err
		}
		if i, ok := at[name]; ok {
			values[i] = v
			continue
		}
		at[name] = len(names)
		names, values = append(names, name), append(values, v)
	}
	if _, err := d.Token(); err != nil {
		return Value{}, fmt.Errorf("JSON: %w", err)
	}
	return u.MakeRecord(names, values)
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
