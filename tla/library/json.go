package library

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/tla/value"
)

var jsonModule = []module{
	{name: "Json", ops: []Op{
		{Name: "ToJson", Params: values(1), Eval: toText(value.ToJSON)},
		{Name: "ToJsonArray", Params: values(1), Eval: toText(value.ToJSONArray)},
		{Name: "ToJsonObject", Params: values(1), Eval: toText(value.ToJSONObject)},
		{Name: "JsonSerialize", Params: values(2), Impure: true, Eval: jsonSerialize},
		{Name: "JsonDeserialize", Params: values(1), Impure: true, Eval: fromFile("JsonDeserialize", (*value.Universe).FromJSON)},
		{Name: "ndJsonSerialize", Params: values(2), Impure: true, Eval: ndJSONSerialize},
		{Name: "ndJsonDeserialize", Params: values(1), Impure: true, Eval: fromFile("ndJsonDeserialize", (*value.Universe).FromNDJSON)},
	}},
}

func toText(f func(value.Value) (string, error)) func(*Call) (value.Value, error) {
	return func(c *Call) (value.Value, error) {
		s, err := f(c.Value(0))
		if err != nil {
			return value.Value{}, err
		}
		return c.Universe.String(s), nil
	}
}

// fileError says what went wrong with a file.
func fileError(op, name string, err error) error {
	return errorf(op, "%s of the file %s: %v", op, value.Quote(name), err)
}

// fromFile reads a file of JSON. As with TLC a number loses its fraction, if that can be said.
func fromFile(op string, read func(u *value.Universe, data []byte, cut func(number string)) (value.Value, error)) func(*Call) (value.Value, error) {
	return func(c *Call) (value.Value, error) {
		name, err := text(op, 0, c.Value(0))
		if err != nil {
			return value.Value{}, err
		}
		data, err := c.Host.ReadFile(name)
		if err != nil {
			return value.Value{}, fileError(op, name, err)
		}
		first, count := "", 0
		var cut func(number string)
		if c.Warn != nil {
			cut = func(number string) {
				if count++; count == 1 {
					first = number
				}
			}
		}
		v, err := read(c.Universe, data, cut)
		if err != nil {
			return value.Value{}, fileError(op, name, err)
		}
		if count > 0 {
			c.Warn(fmt.Sprintf("%s of the file %s cuts off what is behind the point of a number, as TLC does; the first of %d is %s", op, value.Quote(name), count, first))
		}
		return v, nil
	}
}

// jsonSerialize takes a sequence, a record, or another function.
func jsonSerialize(c *Call) (value.Value, error) {
	name, err := text("JsonSerialize", 0, c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	v := c.Value(1)
	if v.Kind() != value.Function {
		return value.Value{}, wrongArg("JsonSerialize", 1, "sequence or record", v)
	}
	s, err := value.ToJSON(v)
	if err != nil {
		return value.Value{}, err
	}
	return written("JsonSerialize", name, c.Host.WriteFile(name, []byte(s), false))
}

func ndJSONSerialize(c *Call) (value.Value, error) {
	name, err := text("ndJsonSerialize", 0, c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	lines, err := jsonLines("ndJsonSerialize", 1, c.Value(1))
	if err != nil {
		return value.Value{}, err
	}
	return written("ndJsonSerialize", name, c.Host.WriteFile(name, []byte(lines), false))
}

// jsonLines has each element of a sequence on a line.
func jsonLines(op string, i int, s value.Value) (string, error) {
	list, err := sequence(op, i, s)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, x := range list {
		line, err := value.ToJSON(x)
		if err != nil {
			return "", err
		}
		b.WriteString(line + "\n")
	}
	return b.String(), nil
}

func written(op, name string, err error) (value.Value, error) {
	if err != nil {
		return value.Value{}, fileError(op, name, err)
	}
	return value.True, nil
}
