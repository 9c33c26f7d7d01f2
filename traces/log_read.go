package traces

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// maxLogLine bounds the length of a line: it is read at once.
const maxLogLine = 64 << 20

// ReadLogFile reads the log in the file at path, as ReadLog does. Its errors
// begin with the path.
func ReadLogFile(path string) (*Log, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, pathError(path, err)
	}
	defer f.Close()
	l, err := ReadLog(f)
	if err != nil {
		return nil, pathError(path, err)
	}
	return l, nil
}

// ReadLog reads a log. It is strict: it returns only what WriteLog could have written
// (sets and tuples become lists), and an error names the line. Fields that the format
// does not know are ignored.
func ReadLog(r io.Reader) (*Log, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxLogLine)
	var l *Log
	line := 0
	for lines.Scan() {
		line++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			if line == 1 {
				return nil, errors.New("line 1: it is blank; the header of a log is needed")
			}
			// Only at the end: an editor leaves it.
			for lines.Scan() {
				if len(bytes.TrimSpace(lines.Bytes())) > 0 {
					return nil, fmt.Errorf("line %d: it is blank; an event is needed", line)
				}
			}
			break
		}
		root, err := parseJSON(lines.Bytes(), "line")
		if err != nil {
			return nil, atLine(line, err)
		}
		if l == nil {
			if l, err = readHeader(&root); err != nil {
				return nil, fmt.Errorf("line 1: %w", err)
			}
			continue
		}
		e, err := readEvent(&root, l, len(l.Events)+1)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		l.Events = append(l.Events, e)
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, fmt.Errorf("line %d: it is longer than %d MiB", line+1, maxLogLine>>20)
	case err != nil:
		return nil, err
	case l == nil:
		return nil, errors.New("it is empty; a log begins with a header line")
	}
	return l, nil
}

// IsLog reports whether data begins like a log of any version, and so is no trace.
func IsLog(data []byte) bool {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	if !bytes.Contains(line, []byte(logVersions)) {
		return false // most of what is no log is not parsed
	}
	root, err := parseJSON(line, "line")
	schema := root.get("schema")
	return err == nil && schema != nil && strings.HasPrefix(schema.text, logVersions)
}

// atLine puts a syntax error where its line stands in the file.
func atLine(line int, err error) error {
	var s *syntaxError
	if errors.As(err, &s) {
		return fmt.Errorf("line %d, column %d: bad JSON: %s", line, s.column, s.what)
	}
	return fmt.Errorf("line %d: bad JSON: %w", line, err)
}

func readHeader(root *node) (*Log, error) {
	const wanted = `the header of a log is needed, {"schema":"` + LogVersion + `","protocol":…,"nodes":[…]}`
	if root.kind != objectNode {
		return nil, fmt.Errorf("it is %s; %s", root.kind, wanted)
	}
	schema := root.get("schema")
	switch {
	case schema == nil:
		return nil, fmt.Errorf("it has no field schema; %s", wanted)
	case schema.kind != stringNode:
		return nil, fmt.Errorf("schema is %s; %q is needed", schema.kind, LogVersion)
	case schema.text != LogVersion:
		return nil, &VersionError{schema.text, LogVersion}
	}
	r := fields{root}
	l := &Log{}
	var err error
	if l.Protocol, err = r.text("protocol", true); err != nil {
		return nil, err
	}
	if l.Mutant, err = r.text("mutant", false); err != nil {
		return nil, err
	}
	if l.Nodes, err = r.names("nodes", true); err != nil {
		return nil, err
	}
	for i, name := range l.Nodes {
		if slices.Contains(l.Nodes[:i], name) || name == "" {
			return nil, fmt.Errorf("nodes: each node needs a name of its own, not %q", name)
		}
	}
	if l.Seed, err = r.count("seed"); err != nil {
		return nil, err
	}
	if l.Steps, err = r.count("steps"); err != nil {
		return nil, err
	}
	if l.Unlogged, err = r.names("unlogged", false); err != nil {
		return nil, err
	}
	if l.Only, err = r.only(l.Nodes); err != nil {
		return nil, err
	}
	if l.Lost, err = r.truth("lost"); err != nil {
		return nil, err
	}
	if settings := root.get("settings"); settings != nil {
		if settings.kind != objectNode {
			return nil, fmt.Errorf("settings is %s; an object is needed", settings.kind)
		}
		l.Settings = map[string]string{}
		for _, name := range settings.names {
			if l.Settings[name], err = (fields{settings}).text(name, true); err != nil {
				return nil, fmt.Errorf("settings: %w", err)
			}
		}
	}
	return l, nil
}

func readEvent(root *node, l *Log, n int) (e LogEvent, err error) {
	if root.kind != objectNode {
		return e, fmt.Errorf("it is %s; an event is an object", root.kind)
	}
	r := fields{root}
	switch got := root.get("n"); {
	case got == nil:
		return e, errors.New("the event has no field n")
	case got.kind != numberNode:
		return e, fmt.Errorf("n is %s; a number is needed", got.kind)
	case got.text != strconv.Itoa(n):
		return e, fmt.Errorf("events out of order: n is %s, but this is event %d", shorten(got.text), n)
	}
	if e.Kind, err = r.text("event", true); err != nil {
		return e, err
	}
	needs, known := logKinds[e.Kind]
	if !known {
		return e, fmt.Errorf("unknown event %q; there are %s", shorten(e.Kind), strings.Join(LogKinds(), ", "))
	}
	for _, f := range []struct {
		name   string
		to     *string
		needed bool
	}{{"node", &e.Node, needs.node}, {"from", &e.From, needs.from}, {"to", &e.To, needs.to}} {
		if *f.to, err = r.text(f.name, f.needed); err != nil {
			return e, of(e.Kind, err)
		}
		if (f.needed || *f.to != "") && !slices.Contains(l.Nodes, *f.to) {
			return e, of(e.Kind, fmt.Errorf("%s %q is none of the header's nodes", f.name, shorten(*f.to)))
		}
	}
	if e.Name, err = r.text("name", needs.name); err != nil {
		return e, of(e.Kind, err)
	}
	if (e.Kind == StepSuspect || e.Kind == StepTrust) && !slices.Contains(l.Nodes, e.Name) {
		return e, of(e.Kind, fmt.Errorf("name %q is none of the header's nodes", shorten(e.Name)))
	}
	if err := r.content(&e, needs, l); err != nil {
		return e, of(e.Kind, err)
	}
	if l.Only != nil {
		if err := r.order(&e); err != nil {
			return e, of(e.Kind, err)
		}
		if err := e.fits(l); err != nil {
			return e, of(e.Kind, err)
		}
	}
	return e, nil
}

// of adds the kind of event to an error.
func of(kind string, err error) error { return fmt.Errorf("event %s: %w", kind, err) }

// content reads what an event carries.
func (r fields) content(e *LogEvent, needs needs, l *Log) error {
	switch m := r.get("message"); {
	case m != nil:
		name, v, err := readMessage(m)
		if err != nil {
			return err
		}
		if needs.message {
			e.Name = name
		}
		e.Message = v
	case needs.message:
		return errors.New("the field message is missing")
	}
	if sides := r.get("sides"); sides != nil {
		if sides.kind != arrayNode {
			return fmt.Errorf("sides is %s; a list of lists of nodes is needed", sides.kind)
		}
		e.Sides = [][]string{}
		for i := range sides.items {
			side, err := (fields{&node{kind: objectNode, names: []string{"sides"}, items: sides.items[i : i+1]}}).names("sides", true)
			if err != nil {
				return err
			}
			for _, name := range side {
				if !slices.Contains(l.Nodes, name) {
					return fmt.Errorf("sides: %q is none of the header's nodes", shorten(name))
				}
			}
			e.Sides = append(e.Sides, side)
		}
	}
	if state := r.get("state"); state != nil {
		if state.kind != objectNode {
			return fmt.Errorf("state is %s; an object is needed", state.kind)
		}
		if !needs.node {
			return errors.New("it has a state, but no node whose state that could be")
		}
		v, err := plainValue(state)
		if err != nil {
			return fmt.Errorf("state: %w", err)
		}
		e.State = v.(Record)
	}
	return r.sent(e, l)
}

func (r fields) sent(e *LogEvent, l *Log) error {
	sent := r.get("sent")
	if sent == nil {
		return nil
	}
	if sent.kind != arrayNode {
		return fmt.Errorf("sent is %s; a list is needed", sent.kind)
	}
	e.SentLogged = true
	for i := range sent.items {
		m := &sent.items[i]
		if m.kind != objectNode {
			return fmt.Errorf("sent has %s; objects with to and message are needed", m.kind)
		}
		to, err := (fields{m}).text("to", true)
		if err != nil {
			return fmt.Errorf("sent: %w", err)
		}
		if !slices.Contains(l.Nodes, to) {
			return fmt.Errorf("sent: to %q is none of the header's nodes", shorten(to))
		}
		content := m.get("message")
		if content == nil {
			return errors.New("sent: the field message is missing")
		}
		name, v, err := readMessage(content)
		if err != nil {
			return fmt.Errorf("sent: %w", err)
		}
		e.Sent = append(e.Sent, Packet{From: e.Node, To: to, Name: name, Message: v})
	}
	return nil
}

// readMessage reads a message, whose fields stand beside its type.
func readMessage(m *node) (name string, v Value, err error) {
	if m.kind != objectNode {
		return "", nil, fmt.Errorf("message is %s; an object is needed", m.kind)
	}
	if name, err = (fields{m}).text("name", true); err != nil {
		return "", nil, fmt.Errorf("message: %w", err)
	}
	v, err = plainValue(m)
	if err != nil {
		return "", nil, fmt.Errorf("message: %w", err)
	}
	return name, slices.DeleteFunc(v.(Record), func(f Field) bool { return f.Name == "name" }), nil
}

// fields reads the fields of an object.
type fields struct{ *node }

func (r fields) text(name string, needed bool) (string, error) {
	f := r.get(name)
	switch {
	case f == nil && needed:
		return "", fmt.Errorf("the field %s is missing", name)
	case f == nil:
		return "", nil
	case f.kind != stringNode:
		return "", fmt.Errorf("%s is %s; a string is needed", bareOrQuoted(shorten(name)), f.kind)
	}
	return f.text, nil
}

func (r fields) names(name string, needed bool) ([]string, error) {
	f := r.get(name)
	switch {
	case f == nil && needed:
		return nil, fmt.Errorf("the field %s is missing", name)
	case f == nil:
		return nil, nil
	case f.kind != arrayNode:
		return nil, fmt.Errorf("%s is %s; a list of strings is needed", name, f.kind)
	}
	var list []string
	for i := range f.items {
		if f.items[i].kind != stringNode {
			return nil, fmt.Errorf("%s has %s; strings are needed", name, f.items[i].kind)
		}
		list = append(list, f.items[i].text)
	}
	return list, nil
}

func (r fields) truth(name string) (bool, error) {
	f := r.get(name)
	switch {
	case f == nil:
		return false, nil
	case f.kind != trueNode && f.kind != falseNode:
		return false, fmt.Errorf("%s is %s; true or false is needed", name, f.kind)
	}
	return f.kind == trueNode, nil
}

func (r fields) count(name string) (uint64, error) {
	f := r.get(name)
	if f == nil {
		return 0, nil
	}
	n, err := strconv.ParseUint(f.text, 10, 64)
	if f.kind != numberNode || err != nil || n > MaxLogInt {
		return 0, fmt.Errorf("%s needs to be a number from 0 to %d", name, MaxLogInt)
	}
	return n, nil
}

// plainValue turns plain JSON into a value: arrays into lists, objects into
// records.
func plainValue(n *node) (Value, error) {
	switch n.kind {
	case trueNode, falseNode:
		return Bool(n.kind == trueNode), nil
	case numberNode:
		i, err := strconv.ParseInt(n.text, 10, 64)
		if err != nil || i > MaxLogInt || i < -MaxLogInt {
			if errors.Is(err, strconv.ErrSyntax) {
				return nil, fmt.Errorf("%s is not a whole number", shorten(n.text))
			}
			return nil, fmt.Errorf("%s is too large a number: the largest is %d", shorten(n.text), MaxLogInt)
		}
		return Int(i), nil
	case stringNode:
		return Str(n.text), nil
	case arrayNode:
		list := make(Seq, len(n.items))
		for i := range n.items {
			v, err := plainValue(&n.items[i])
			if err != nil {
				return nil, err
			}
			list[i] = v
		}
		return list, nil
	case objectNode:
		record := make(Record, len(n.items))
		for i := range n.items {
			v, err := plainValue(&n.items[i])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", bareOrQuoted(shorten(n.names[i])), err)
			}
			record[i] = Field{n.names[i], v}
		}
		return record, nil
	}
	return nil, errors.New("null means nothing in a log; leave the field out")
}
