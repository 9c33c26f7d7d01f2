package traces

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// maxDigits is how long an integer may be: turning digits into a number takes
// time that grows with the square of their count.
const maxDigits = 10_000

// Read reads a trace in the Informal Trace Format (Apalache, ADR 015), whether
// Synod wrote it or another tool such as Apalache or Quint.
//
// The order of variables and of a record's fields is kept. An error is one line
// that says what is wrong and where: a line and column if the input is not JSON,
// else a path such as states[3].nodes.S1. Refused are, besides what the format
// rules out: fields and keys that stand twice, numbers that are not integers or
// have more than 10,000 digits, null, brackets nested deeper than 1000, and
// anything after the trace's end.
//
// One thing is allowed that the format rules out: Quint's variables mbt::… may
// stand in the states without being named in "vars".
func Read(r io.Reader) (*Trace, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	root, err := parseJSON(data, "trace")
	if (err != nil || root.get("vars") == nil) && IsLog(data) {
		return nil, errors.New("not an ITF trace: it is an event log")
	}
	if err != nil {
		return nil, fmt.Errorf("not an ITF trace: %w", err)
	}
	return readTrace(&root)
}

func readTrace(root *node) (*Trace, error) {
	if root.kind != objectNode {
		return nil, fmt.Errorf("not an ITF trace: want an object, not %s", root.kind)
	}
	for _, name := range root.names {
		if strings.HasPrefix(name, "#") && name != "#meta" {
			return nil, fmt.Errorf("not an ITF trace: unknown field %q", shorten(name))
		}
	}
	// The version comes first: in another one all may be otherwise.
	t := &Trace{Loop: NoLoop}
	top := (*place)(nil)
	if n := root.get("#meta"); n != nil {
		meta, err := readMeta(top.field("#meta"), n)
		if err != nil {
			return nil, err
		}
		t.Meta = meta
	}
	vars, states := root.get("vars"), root.get("states")
	switch {
	case vars == nil:
		return nil, errors.New(`not an ITF trace: there is no "vars"`)
	case states == nil:
		return nil, errors.New(`not an ITF trace: there is no "states"`)
	}
	names, err := readNames(top.field("vars"), vars)
	if err != nil {
		return nil, err
	}
	if n := root.get("params"); n != nil {
		if t.Params, err = readNames(top.field("params"), n); err != nil {
			return nil, err
		}
	}
	if err := t.readStates(top.field("states"), states, names); err != nil {
		return nil, err
	}
	if n := root.get("loop"); n != nil {
		if t.Loop, err = readLoop(top.field("loop"), n, len(t.States)); err != nil {
			return nil, err
		}
	}
	if meta := root.get("#meta"); meta != nil && t.Meta.Version != "" && meta.get(metaBack) != nil {
		if err := t.readBack(top.field("#meta").field(metaBack), meta.get(metaBack), names); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// readBack reads the state after the step that closes the loop.
func (t *Trace) readBack(at *place, n *node, vars []string) error {
	if t.Loop == NoLoop {
		return at.errorf(`it is the way back of a run without end, and there is no "loop"`)
	}
	s, err := t.readState(at, n, len(t.States))
	if err != nil {
		return err
	}
	required := map[string]bool{}
	for _, name := range vars {
		required[name] = true
	}
	if err := checkVars(at, s.Vars, required, t.Params); err != nil {
		return err
	}
	if s.Step == nil {
		return at.errorf("it does not say which step leads back")
	}
	t.Back = &s
	return nil
}

func readLoop(at *place, n *node, states int) (int, error) {
	v, err := readInteger(at, n)
	if err != nil {
		return 0, err
	}
	i, ok := v.(Int)
	if !ok || i < 0 || int(i) >= states {
		return 0, at.errorf("there is no state %s; there are states 0 to %d", brief(v), states-1)
	}
	return int(i), nil
}

// readNames reads a list of variables' names.
func readNames(at *place, n *node) ([]string, error) {
	names, err := readStrings(at, n)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for i, name := range names {
		switch {
		case strings.HasPrefix(name, "#"):
			return nil, at.index(i).errorf("a name may not start with #: %q", shorten(name))
		case seen[name]:
			return nil, at.index(i).errorf("%q stands twice", shorten(name))
		}
		seen[name] = true
	}
	return names, nil
}

// readStates reads the list of states and holds each against the names in "vars".
func (t *Trace) readStates(at *place, n *node, vars []string) error {
	if n.kind != arrayNode {
		return at.errorf("want a list, not %s", n.kind)
	}
	if len(n.items) == 0 {
		return at.errorf("there are none")
	}
	required := map[string]bool{}
	for _, name := range vars {
		required[name] = true
	}
	for i := range n.items {
		here := at.index(i)
		s, err := t.readState(here, &n.items[i], i)
		if err != nil {
			return err
		}
		if i == 0 {
			for _, f := range s.Vars {
				if strings.HasPrefix(f.Name, "mbt::") {
					required[f.Name] = true
				}
			}
		}
		if err := checkVars(here, s.Vars, required, t.Params); err != nil {
			return err
		}
		t.States = append(t.States, s)
	}
	return nil
}

// checkVars reports a required variable that is missing in a state, or one in it
// that is not known.
func checkVars(at *place, vars Record, required map[string]bool, params []string) error {
	present := map[string]bool{}
	for _, f := range vars {
		present[f.Name] = true
		if !required[f.Name] && !slices.Contains(params, f.Name) {
			return at.field(f.Name).errorf(`this variable is not in "vars"`)
		}
	}
	var missing []string
	for name := range required {
		if !present[name] {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return at.errorf("variable %q is missing", shorten(slices.Min(missing)))
	}
	return nil
}

func (t *Trace) readState(at *place, n *node, index int) (State, error) {
	var s State
	if n.kind != objectNode {
		return s, at.errorf("want an object, not %s", n.kind)
	}
	if err := t.readTexts(at, n); err != nil {
		return s, err
	}
	for i, name := range n.names {
		here := at.field(name)
		if name == "#meta" {
			if err := t.readStateMeta(here, &n.items[i], index, &s); err != nil {
				return s, err
			}
			continue
		}
		if strings.HasPrefix(name, "#") {
			return s, here.errorf("unknown field")
		}
		v, err := readValue(here, &n.items[i])
		if err != nil {
			return s, err
		}
		s.Vars = append(s.Vars, Field{name, v})
	}
	return s, nil
}

// readStateMeta reads a state's "#meta". In another tool's file it may hold
// anything, and nothing of it is known here.
func (t *Trace) readStateMeta(at *place, n *node, index int, into *State) (err error) {
	if n.kind != objectNode {
		return at.errorf("want an object, not %s", n.kind)
	}
	if t.Meta.Version == "" {
		return nil
	}
	if i := n.get("index"); i != nil && (i.kind != numberNode || i.text != strconv.Itoa(index)) {
		return at.field("index").errorf("want %d, the state's place in the list", index)
	}
	if s := n.get("step"); s != nil {
		if into.Step, err = readStep(at.field("step"), s); err != nil {
			return err
		}
	}
	if l := n.get("log"); l != nil {
		if into.Log, err = readLog(at.field("log"), l); err != nil {
			return err
		}
	}
	if a := n.get("alias"); a != nil {
		into.Alias, err = readRecord(at.field("alias"), a)
	}
	return err
}

func readValue(at *place, n *node) (Value, error) {
	v, err := readPlain(at, n)
	if err == nil && n.shown != "" {
		v = Shown{n.shown, v}
	}
	return v, err
}

// readPlain reads a value without the text that it may have.
func readPlain(at *place, n *node) (Value, error) {
	switch n.kind {
	case trueNode, falseNode:
		return Bool(n.kind == trueNode), nil
	case numberNode:
		return readInteger(at, n)
	case stringNode:
		return Str(n.text), nil
	case arrayNode:
		items, err := readValues(at, n)
		return Seq(items), err
	case objectNode:
		for _, name := range n.names {
			if strings.HasPrefix(name, "#") {
				return readMarked(at, n, name)
			}
		}
		r, err := readRecord(at, n)
		return r, err
	}
	return nil, at.errorf("null is not a value")
}

func readValues(at *place, n *node) ([]Value, error) {
	if n.kind != arrayNode {
		return nil, at.errorf("want a list, not %s", n.kind)
	}
	values := make([]Value, len(n.items))
	for i := range n.items {
		v, err := readValue(at.index(i), &n.items[i])
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

func readRecord(at *place, n *node) (Record, error) {
	if n.kind != objectNode {
		return nil, at.errorf("want a record, not %s", n.kind)
	}
	r := make(Record, len(n.items))
	for i, name := range n.names {
		if strings.HasPrefix(name, "#") {
			return nil, at.field(name).errorf("a field's name may not start with #")
		}
		v, err := readValue(at.field(name), &n.items[i])
		if err != nil {
			return nil, err
		}
		r[i] = Field{name, v}
	}
	return r, nil
}

// readMarked reads an object that one of the format's own names marks as
// something else than a record.
func readMarked(at *place, n *node, mark string) (Value, error) {
	if len(n.names) > 1 {
		return nil, at.errorf("%q must stand alone in its object", shorten(mark))
	}
	at, n = at.field(mark), &n.items[0]
	switch mark {
	case "#bigint":
		return readBigInt(at, n)
	case "#tup":
		items, err := readValues(at, n)
		return Tuple(items), err
	case "#set":
		items, err := readValues(at, n)
		return NewSet(items...), err
	case "#map":
		return readMap(at, n)
	case "#unserializable":
		if n.kind != stringNode {
			return nil, at.errorf("want a string, not %s", n.kind)
		}
		return Opaque(n.text), nil
	}
	return nil, at.errorf("unknown kind of value; known are #bigint, #tup, #set, #map and #unserializable")
}

func readMap(at *place, n *node) (Value, error) {
	if n.kind != arrayNode {
		return nil, at.errorf("want a list of pairs, not %s", n.kind)
	}
	pairs := make([]Pair, len(n.items))
	for i := range n.items {
		here := at.index(i)
		kv, err := readValues(here, &n.items[i])
		if err != nil {
			return nil, err
		}
		if len(kv) != 2 {
			return nil, here.errorf("want a key and a value, not a list of %d", len(kv))
		}
		pairs[i] = Pair{kv[0], kv[1]}
	}
	m, err := NewMap(pairs...)
	if err != nil {
		return nil, at.errorf("%s", err)
	}
	return m, nil
}

func readInteger(at *place, n *node) (Value, error) {
	if n.kind != numberNode {
		return nil, at.errorf("want an integer, not %s", n.kind)
	}
	if strings.ContainsAny(n.text, ".eE") {
		return nil, at.errorf("%s is not an integer", shorten(n.text))
	}
	return parseInteger(at, n.text)
}

func readBigInt(at *place, n *node) (Value, error) {
	if n.kind != stringNode {
		return nil, at.errorf("want a string of digits, not %s", n.kind)
	}
	digits := strings.TrimPrefix(n.text, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return nil, at.errorf("%q is not an integer", shorten(n.text))
	}
	return parseInteger(at, n.text)
}

func parseInteger(at *place, digits string) (Value, error) {
	if len(strings.TrimPrefix(digits, "-")) > maxDigits {
		return nil, at.errorf("an integer of more than %d digits", maxDigits)
	}
	v, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		return nil, at.errorf("%q is not an integer", shorten(digits))
	}
	return NewInt(v), nil
}

// ReadValue reads one value as it stands in a trace, such as the JSON of a tool
// whose format is not ITF. What is refused and what errors say is as with Read.
func ReadValue(r io.Reader) (Value, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	root, err := parseJSON(data, "value")
	if err != nil {
		return nil, err
	}
	return readValue(nil, &root)
}
