package traces_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/synod-go/synod/traces"
)

// strict is a second reader of the Informal Trace Format, made from its page alone
// (Apalache's ADR 015 as revised on 2022-11-03) on another JSON parser. It takes
// nothing that the page does not say: no other field, no name twice, no number
// outside of ±(2^53-1), no bare number where it is not whole.
func strict(data []byte) (t *traces.Trace, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(strictError)
			if !ok {
				panic(r)
			}
			t, err = nil, errors.New(string(e))
		}
	}()
	if !utf8.Valid(data) {
		refuse("not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	top := objectOf(d, token(d), "the trace")
	if _, err := d.Token(); err != io.EOF {
		refuse("something follows the trace")
	}
	only(top, "the trace", "#meta", "params", "vars", "states", "loop")
	t = &traces.Trace{Loop: traces.NoLoop}
	if meta, ok := top["#meta"]; ok {
		asObject(meta, "#meta")
	}
	var vars []string
	if params, ok := top["params"]; ok {
		t.Params = asNames(params, "params")
	}
	vars = asNames(top["vars"], "vars")
	for i, s := range asList(top["states"], "states") {
		t.States = append(t.States, traces.State{Vars: strictState(s, i, vars, t.Params)})
	}
	if loop, ok := top["loop"]; ok {
		n, isNumber := asExpr(loop, "loop").(traces.Int)
		if !isNumber || n < 0 || int(n) >= len(t.States) {
			refuse("loop: no state %v", loop)
		}
		t.Loop = int(n)
	}
	return t, nil
}

type strictError string

func refuse(format string, args ...any) { panic(strictError(fmt.Sprintf(format, args...))) }

func token(d *json.Decoder) json.Token {
	tok, err := d.Token()
	if err != nil {
		refuse("%v", err)
	}
	return tok
}

// parsed reads the value that begins with a token: a map, a list, or a scalar.
func parsed(d *json.Decoder, tok json.Token, at string) any {
	switch tok {
	case json.Delim('{'):
		return objectOf(d, tok, at)
	case json.Delim('['):
		list := []any{}
		for d.More() {
			list = append(list, parsed(d, token(d), at))
		}
		token(d)
		return list
	}
	return tok
}

func objectOf(d *json.Decoder, tok json.Token, at string) map[string]any {
	if tok != json.Delim('{') {
		refuse("%s: no object", at)
	}
	o := map[string]any{}
	for d.More() {
		name := token(d).(string)
		if _, twice := o[name]; twice {
			refuse("%s: %q stands twice", at, name)
		}
		o[name] = parsed(d, token(d), at+"."+name)
	}
	token(d)
	return o
}

func only(o map[string]any, at string, names ...string) {
	for name := range o {
		if !slices.Contains(names, name) {
			refuse("%s: %q has no place there", at, name)
		}
	}
}

func asObject(v any, at string) map[string]any {
	o, ok := v.(map[string]any)
	if !ok {
		refuse("%s: no object", at)
	}
	return o
}

func asList(v any, at string) []any {
	list, ok := v.([]any)
	if !ok {
		refuse("%s: no array", at)
	}
	return list
}

func asString(v any, at string) string {
	s, ok := v.(string)
	if !ok {
		refuse("%s: no string", at)
	}
	return s
}

func asNames(v any, at string) (names []string) {
	for _, e := range asList(v, at) {
		name := asString(e, at)
		if strings.HasPrefix(name, "#") || slices.Contains(names, name) {
			refuse("%s: %q", at, name)
		}
		names = append(names, name)
	}
	return names
}

func strictState(v any, i int, vars, params []string) (r traces.Record) {
	at := fmt.Sprintf("states[%d]", i)
	o := asObject(v, at)
	only(o, at, slices.Concat([]string{"#meta"}, vars, params)...)
	if meta, ok := o["#meta"]; ok {
		asObject(meta, at)
	}
	for _, name := range slices.Concat(vars, params) {
		e, ok := o[name]
		switch {
		case ok:
			r = append(r, traces.Field{Name: name, Value: asExpr(e, at+"."+name)})
		case i == 0 || slices.Contains(vars, name):
			refuse("%s: %s is missing", at, name)
		}
	}
	return r
}

var (
	wholeNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	bigNumber   = regexp.MustCompile(`^-?[0-9]+$`)
)

func asExpr(v any, at string) traces.Value {
	switch v := v.(type) {
	case bool:
		return traces.Bool(v)
	case string:
		return traces.Str(v)
	case json.Number:
		n, ok := new(big.Int).SetString(v.String(), 10)
		if !ok || !wholeNumber.MatchString(v.String()) || n.CmpAbs(big.NewInt(1<<53-1)) > 0 {
			refuse("%s: the number %s", at, v)
		}
		return traces.NewInt(n)
	case []any:
		return traces.Seq(asExprs(v, at))
	case map[string]any:
		return asCompound(v, at)
	}
	refuse("%s: %v is no expression", at, v)
	return nil
}

func asExprs(v any, at string) []traces.Value {
	list := []traces.Value{}
	for i, e := range asList(v, at) {
		list = append(list, asExpr(e, fmt.Sprintf("%s[%d]", at, i)))
	}
	return list
}

// asCompound reads an object: one field with # says what it is, and stands alone;
// without one it is a record.
func asCompound(o map[string]any, at string) traces.Value {
	var r traces.Record
	for name, v := range o {
		if !strings.HasPrefix(name, "#") {
			r = append(r, traces.Field{Name: name, Value: asExpr(v, at+"."+name)})
			continue
		}
		if len(o) > 1 {
			refuse("%s: %s does not stand alone", at, name)
		}
		switch at += "." + name; name {
		case "#bigint":
			digits := asString(v, at)
			n, ok := new(big.Int).SetString(digits, 10)
			if !ok || !bigNumber.MatchString(digits) {
				refuse("%s: %q", at, digits)
			}
			return traces.NewInt(n)
		case "#tup":
			return traces.Tuple(asExprs(v, at))
		case "#set":
			members := asExprs(v, at)
			set := traces.NewSet(members...)
			if len(set) < len(members) {
				refuse("%s: a member stands twice", at)
			}
			return set
		case "#map":
			var pairs []traces.Pair
			for _, p := range asList(v, at) {
				pair := asExprs(p, at)
				if len(pair) != 2 {
					refuse("%s: no pair", at)
				}
				pairs = append(pairs, traces.Pair{Key: pair[0], Value: pair[1]})
			}
			m, err := traces.NewMap(pairs...)
			if err != nil {
				refuse("%s: %v", at, err)
			}
			return m
		case "#unserializable":
			return traces.Opaque(asString(v, at))
		default:
			refuse("%s is unknown", at)
		}
	}
	return r
}

// strictly holds what is written of a run against what the strict reader takes it for.
func strictly(t require.TestingT, run *traces.Trace) {
	var b bytes.Buffer
	require.NoError(t, traces.Write(&b, run))
	got, err := strict(b.Bytes())
	require.NoError(t, err)
	require.ElementsMatch(t, run.Params, got.Params)
	require.Equal(t, run.Loop, got.Loop)
	require.Len(t, got.States, len(run.States))
	for i := range run.States {
		require.Empty(t, traces.Diff(run.States[i].Vars, got.States[i].Vars), "state %d", i)
	}
}

func TestAStrictReaderTakesWhatIsWritten(t *testing.T) {
	strictly(t, raftRun())
	strictly(t, tlaRun())
	rapid.Check(t, func(t *rapid.T) {
		run := &traces.Trace{Loop: traces.NoLoop}
		for range rapid.IntRange(1, 3).Draw(t, "states") {
			run.States = append(run.States, traces.State{Vars: rec{
				{"x", values(3).Draw(t, "x")}, {"y z", values(2).Draw(t, "y z")}, {"", values(1).Draw(t, "no name")},
			}})
		}
		if len(run.States) > 1 {
			run.States[1].Step = &traces.Step{
				Kind: traces.StepAction, Name: "A", Args: records(2).Draw(t, "args"), Message: values(2).Draw(t, "message"),
			}
			run.Loop = rapid.IntRange(-1, 1).Draw(t, "loop")
		}
		strictly(t, run)
	})
}

// The strict reader is one: it refuses what the page does not allow.
func TestTheStrictReaderIsStrict(t *testing.T) {
	value := func(v string) string { return `{"vars": ["x"], "states": [{"x": ` + v + `}]}` }
	for _, fine := range []string{
		value(`1`), value(`{"#bigint": "-1"}`), value(`{"#map": [[{"#tup": []}, 1]]}`), value(`{"#set": []}`), value(`{}`),
		`{"#meta": {"a": 1}, "vars": ["x"], "params": ["N"], "states": [{"N": 1, "x": 1}, {"x": 2}], "loop": 1}`,
	} {
		_, err := strict([]byte(fine))
		require.NoError(t, err, fine)
	}
	for _, bad := range []string{
		``, `[]`, `{}`, value(`1`) + `1`, value(`null`), value(`1.0`), value(`1e3`), value(`9007199254740992`), value(`{"#bigint": 1}`),
		value(`{"#bigint": "+1"}`), value(`{"#bigint": ""}`), value(`{"#set": [1, 1]}`), value(`{"#map": [[1]]}`), value(`{"#map": [[1, 1], [1, 2]]}`),
		value(`{"#what": 1}`), value(`{"#tup": [], "a": 1}`), value(`{"a": 1, "a": 1}`), value(`{"#unserializable": 1}`),
		`{"vars": ["x"], "states": [{}]}`, `{"vars": [], "states": [{"x": 1}]}`, `{"vars": ["#x"], "states": [{"#x": 1}]}`,
		`{"vars": ["x", "x"], "states": [{"x": 1}]}`, `{"vars": [], "states": [{}], "loop": 1}`, `{"vars": [], "states": [{}], "more": 1}`,
		`{"vars": [], "params": ["N"], "states": [{}]}`, `{"#meta": 1, "vars": [], "states": [{}]}`, `{"vars": [], "states": [{"#meta": 1}]}`,
	} {
		_, err := strict([]byte(bad))
		require.Error(t, err, bad)
	}
}
