package library

import (
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

var tlc = []module{
	{name: "TLC", ops: []Op{
		{Name: "Print", Params: values(2), Impure: true, Eval: printBoth},
		{Name: "PrintT", Params: values(1), Impure: true, Eval: printT},
		{Name: "Assert", Params: values(2), Eval: assert},
		{Name: "JavaTime", Impure: true, Eval: javaTime},
		{Name: "TLCGet", Params: values(1), Level: syntax.StateLevel, Impure: true, Eval: tlcGet},
		{Name: "TLCSet", Params: values(2), Impure: true, Eval: tlcSet},
		{Name: "TLCEval", Eval1: tlcEval},
		{Name: ":>", Eval2: value.Pair},
		{Name: "@@", Eval2: value.Override},
		{Name: "Permutations", Eval1: value.Permutations},
		{Name: "SortSeq", Params: []int{0, 2}, Eval: func(c *Call) (value.Value, error) {
			return value.SortSeq(c.Value(0), c.relation("SortSeq", 1))
		}},
		{Name: "RandomElement", Params: values(1), Impure: true, Eval: func(c *Call) (value.Value, error) {
			return value.RandomElement(c.Value(0), c.Host.Rand())
		}},
		{Name: "Any", Refused: "there is no set of everything; name the set that is meant"},
		{Name: "ToString", Params: values(1), Eval: func(c *Call) (value.Value, error) {
			return c.Universe.String(c.Value(0).String()), nil
		}},
	}},
}

// lineWidth is where TLC breaks the values that it prints.
const lineWidth = 80

func printBoth(c *Call) (value.Value, error) {
	out, v := c.Value(0), c.Value(1)
	c.Host.Print(value.Pretty(out, lineWidth) + "  " + value.Pretty(v, lineWidth))
	return v, nil
}

func printT(c *Call) (value.Value, error) {
	c.Host.Print(value.Pretty(c.Value(0), lineWidth))
	return value.True, nil
}

// assert evaluates the message only when it is needed.
func assert(c *Call) (value.Value, error) {
	v := c.Value(0)
	if v.IsTrue() {
		return v, nil
	}
	out := c.Value(1)
	return value.Value{}, &Error{Module: "TLC", Op: "Assert", Args: []value.Value{v, out},
		format: "The first argument of Assert evaluated to FALSE; the second argument was:\n%s",
		args:   []any{value.Pretty(out, lineWidth)}}
}

// javaTime is in seconds, as TLC has it, so that it fits an integer.
func javaTime(c *Call) (value.Value, error) {
	return value.MakeInt(int32(c.Host.Now().Unix() & 0x7FFFFFFF)), nil
}

// unanswered are the keys that TLC answers and a Host here does not.
var unanswered = []string{"spec"}

func tlcGet(c *Call) (value.Value, error) {
	key := c.Value(0)
	v, ok, err := register(c, key)
	if err != nil {
		return value.Value{}, err
	}
	if name, _ := key.AsString(); c.Primed && ok {
		switch name {
		case "level":
			n, _ := v.AsInt()
			return value.MakeInt(n + 1), nil
		case "action":
			return value.Value{}, notPrimed("TLC", "TLCGet", `TLCGet("action")`)
		}
	}
	if !ok {
		name, isText := key.AsString()
		if !isText {
			name = key.String()
		}
		if isText && (slices.Contains(unanswered, name) || strings.HasPrefix(name, "-D")) {
			return value.Value{}, &Error{Module: "TLC", Op: "TLCGet", Args: []value.Value{key}, Unsupported: true,
				format: "TLCGet(%q) is not answered", args: []any{name}}
		}
		return value.Value{}, &Error{Module: "TLC", Op: "TLCGet", Args: []value.Value{key}, format: "TLCGet(%s) was undefined.", args: []any{name}}
	}
	return v, nil
}

// notPrimed is the error of asking about the next state what is known of the current one only.
func notPrimed(module, op, text string) *Error {
	return &Error{Module: module, Op: op, Unsupported: true, format: "%s is not answered where it is primed", args: []any{text}}
}

// register asks the host for a key that makes sense.
func register(c *Call, key value.Value) (v value.Value, ok bool, err error) {
	n, isInt := key.AsInt()
	if _, isText := key.AsString(); !isText && (!isInt || n < 0) {
		return value.Value{}, false, wrongOnly("TLCGet", "nonnegative integer", key)
	}
	return c.Host.Get(key)
}

func tlcSet(c *Call) (value.Value, error) {
	key := c.Value(0)
	return setRegister(c, key, c.Value(1))
}

// setRegister lets the keys through that make sense.
func setRegister(c *Call, key, v value.Value) (value.Value, error) {
	name, isText := key.AsString()
	n, isInt := key.AsInt()
	switch {
	case isInt && n >= 0, name == "exit", strings.HasPrefix(name, "s:"):
		if err := c.Host.Set(key, v); err != nil {
			return value.Value{}, err
		}
		return value.True, nil
	case isText && name == "pause":
		if v.IsTrue() {
			return value.Value{}, errorf("TLCSet", "TLC!TLCSet(\"pause\", %s) is not supported: a run does not wait for a key", v)
		}
		return value.True, nil
	case strings.HasPrefix(name, "-D"):
		return value.Value{}, errorf("TLCSet", "TLC!TLCSet(%s, …) is not supported: there are no Java properties", key)
	}
	return value.Value{}, wrongArg("TLCSet", 0, "nonnegative integer", key)
}

// tlcEval lists what can be listed; what is infinite stays as it is.
func tlcEval(v value.Value) (value.Value, error) {
	if !v.IsSymbolic() {
		return v, nil
	}
	over := v
	if v.Kind() == value.Function {
		dom, err := value.Domain(v)
		if err != nil {
			return value.Value{}, err
		}
		over = dom
	}
	if over.Kind() == value.Set {
		if finite, err := value.IsFinite(over); err != nil || !finite {
			return v, nil
		}
	}
	return value.Normalize(v)
}
