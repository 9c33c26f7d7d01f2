package traces

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"
)

// WriteLog writes a log as NDJSON: a header line, then one line per event. The output
// depends on l alone, byte for byte. It fails if w does, or if l holds something that
// the format cannot express; the error names the event.
func WriteLog(w io.Writer, l *Log) error {
	out := bufio.NewWriter(w)
	line, err := AppendLogHeader(nil, l)
	if err != nil {
		return err
	}
	if _, err := out.Write(line); err != nil {
		return err
	}
	for i := range l.Events {
		if line, err = AppendLogEvent(line[:0], l, i+1, &l.Events[i]); err != nil {
			return err
		}
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

// AppendLogHeader appends the header line of a log, for one that is written event by event.
func AppendLogHeader(b []byte, l *Log) ([]byte, error) {
	b = append(b, `{"schema":`...)
	b = appendQuoted(b, LogVersion)
	b = appendQuoted(append(b, `,"protocol":`...), l.Protocol)
	b = appendQuoted(append(b, `,"mutant":`...), l.Mutant)
	b = append(b, `,"settings":{`...)
	for i, name := range slices.Sorted(maps.Keys(l.Settings)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendQuoted(b, name), ':')
		b = appendQuoted(b, l.Settings[name])
	}
	b = appendNames(append(b, `},"nodes":`...), l.Nodes)
	for _, n := range []struct {
		name  string
		value uint64
	}{{"seed", l.Seed}, {"steps", l.Steps}} {
		if n.value > MaxLogInt {
			return nil, fmt.Errorf("%s is %d; a log has no number above %d", n.name, n.value, MaxLogInt)
		}
		b = strconv.AppendUint(append(b, `,"`+n.name+`":`...), n.value, 10)
	}
	b = appendNames(append(b, `,"unlogged":`...), l.Unlogged)
	if l.Only != nil {
		b = appendNames(append(b, `,"only":`...), l.Only)
	}
	if l.Lost {
		b = append(b, `,"lost":true`...)
	}
	return append(b, '}', '\n'), nil
}

func appendNames(b []byte, names []string) []byte {
	b = append(b, '[')
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendQuoted(b, name)
	}
	return append(b, ']')
}

func appendEvent(b []byte, n int, e *LogEvent) ([]byte, error) {
	if _, known := logKinds[e.Kind]; !known {
		return nil, fmt.Errorf("there is no kind of event %q", e.Kind)
	}
	b = strconv.AppendInt(append(b, `{"n":`...), int64(n), 10)
	b = appendQuoted(append(b, `,"event":`...), e.Kind)
	for _, f := range [...][2]string{{"node", e.Node}, {"from", e.From}, {"to", e.To}} {
		if f[1] != "" {
			b = appendQuoted(append(b, `,"`+f[0]+`":`...), f[1])
		}
	}
	if logKinds[e.Kind].name {
		b = appendQuoted(append(b, `,"name":`...), e.Name)
	}
	var err error
	if e.Message != nil {
		if b, err = appendMessage(append(b, `,"message":`...), e.Name, e.Message); err != nil {
			return nil, err
		}
	}
	if e.ID != "" {
		b = appendQuoted(append(b, `,"id":`...), e.ID)
	}
	if e.Clock != nil {
		b = appendClock(append(b, `,"clock":`...), e.Clock)
	}
	if !e.Time.IsZero() {
		b = append(e.Time.UTC().AppendFormat(append(b, `,"time":"`...), time.RFC3339Nano), '"')
	}
	if e.Sides != nil {
		b = append(b, `,"sides":[`...)
		for i, side := range e.Sides {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendNames(b, side)
		}
		b = append(b, ']')
	}
	if e.State != nil {
		if b, err = appendPlain(append(b, `,"state":`...), e.State); err != nil {
			return nil, fmt.Errorf("state: %w", err)
		}
	}
	if e.SentLogged {
		b = append(b, `,"sent":[`...)
		for i, p := range e.Sent {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendQuoted(append(b, `{"to":`...), p.To)
			if e.SentIDs != nil && e.SentIDs[i] != "" {
				b = appendQuoted(append(b, `,"id":`...), e.SentIDs[i])
			}
			if b, err = appendMessage(append(b, `,"message":`...), p.Name, p.Message); err != nil {
				return nil, err
			}
			b = append(b, '}')
		}
		b = append(b, ']')
	}
	return append(b, '}', '\n'), nil
}

func appendClock(b []byte, clock map[string]int) []byte {
	b = append(b, '{')
	for i, node := range slices.Sorted(maps.Keys(clock)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendQuoted(b, node), ':')
		b = strconv.AppendInt(b, int64(clock[node]), 10)
	}
	return append(b, '}')
}

// appendMessage writes a message: its type, then its fields. A message that is not a
// record has the field "value".
func appendMessage(b []byte, name string, v Value) ([]byte, error) {
	fields, isRecord := Plain(v).(Record)
	if !isRecord {
		fields = Record{{"value", v}}
	}
	if _, has := fields.Get("name"); has {
		return nil, fmt.Errorf("message %s has a field called name, which a log cannot say", name)
	}
	b, err := appendPlain(b, append(Record{{"name", Str(name)}}, fields...))
	if err != nil {
		return nil, fmt.Errorf("message %s: %w", name, err)
	}
	return b, nil
}

// appendPlain writes a value as the JSON that people expect: lists, tuples and
// sets as arrays, records and maps as objects, nothing as an empty object.
func appendPlain(b []byte, v Value) ([]byte, error) {
	list := func(values []Value) (_ []byte, err error) {
		b = append(b, '[')
		for i, x := range values {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendPlain(b, x); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	}
	object := func(n int, at func(int) (string, Value)) (_ []byte, err error) {
		b = append(b, '{')
		for i := range n {
			if i > 0 {
				b = append(b, ',')
			}
			name, x := at(i)
			b = append(appendQuoted(b, name), ':')
			if b, err = appendPlain(b, x); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		return append(b, '}'), nil
	}
	switch v := v.(type) {
	case Bool:
		return strconv.AppendBool(b, bool(v)), nil
	case Int:
		if v > MaxLogInt || v < -MaxLogInt {
			return nil, fmt.Errorf("%d is too large a number for a log", v)
		}
		return strconv.AppendInt(b, int64(v), 10), nil
	case Str:
		return appendQuoted(b, string(v)), nil
	case Seq:
		return list(v)
	case Tuple:
		return list(v)
	case Set:
		return list(v)
	case Record:
		return object(len(v), func(i int) (string, Value) { return v[i].Name, v[i].Value })
	case Map:
		keys := map[string]bool{}
		for _, p := range v {
			keys[keyText(p.Key)] = true
		}
		if len(keys) < len(v) {
			return nil, fmt.Errorf("two keys of %s are the same text", shorten(v.String()))
		}
		return object(len(v), func(i int) (string, Value) { return keyText(v[i].Key), v[i].Value })
	case Shown:
		return appendPlain(b, v.Value)
	case Opaque:
		if v == "nil" {
			return append(b, '{', '}'), nil
		}
	case nil:
		return nil, fmt.Errorf("a value is missing")
	}
	return nil, fmt.Errorf("a log cannot say %s", shorten(v.String()))
}

// keyText is a map's key as the name of an object's field.
func keyText(key Value) string {
	key = Plain(key)
	if s, ok := key.(Str); ok {
		return string(s)
	}
	return key.String()
}
