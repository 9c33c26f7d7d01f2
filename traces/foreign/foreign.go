// Package foreign reads the runs that other tools write: ITF files of Apalache
// and Quint, TLC's JSON dump, TLC's console text, plain or with -tool, and event
// logs. What it is shows in the content. Such a run can be looked at like one of
// ours, and not replayed.
//
// What a form does not tell cannot be known here. TLC's JSON writes sets and
// sequences alike, and every function as an object, so what it reads are lists
// and records; it names no property. In both of TLC's forms a model value reads
// like the string of its name.
package foreign

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"unicode/utf8"

	"github.com/synod-go/synod/traces"
)

// ReadFile reads the run in the file at path, our own or another tool's. Its
// errors are one line, and begin with the path.
func ReadFile(path string) (*traces.Trace, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	t, err := Read(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

func readFile(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	return withoutMark(data), withPath(path, err)
}

// withoutMark is data without the byte order mark of some editors.
func withoutMark(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\uFEFF")) }

// withPath is an error about a file, with the path once.
func withPath(path string, err error) error {
	if err == nil {
		return nil
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}

func readLog(data []byte) (*traces.Log, error) {
	l, err := traces.ReadLog(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("event log: %w", err)
	}
	return l, nil
}

// Read reads a run, our own or another tool's.
func Read(data []byte) (*traces.Trace, error) {
	data = withoutMark(data)
	switch {
	case traces.IsLog(data):
		l, err := readLog(data)
		if err != nil {
			return nil, err
		}
		return l.Trace(), nil
	case isDump(data):
		return readDump(data)
	case isConsole(data):
		if !utf8.Valid(data) {
			return nil, errors.New("TLC's console text: not UTF-8")
		}
		return readConsole(string(data))
	}
	t, err := traces.Read(bytes.NewReader(data))
	if err != nil && !looksLikeJSON(data) {
		return nil, fmt.Errorf("neither an ITF trace nor a log of docs/events.md, nor TLC's JSON dump or console text (as ITF: %w)", err)
	}
	if err == nil && t.Meta.Version == "" {
		stepsOfQuint(t)
		if t.Meta.Extra["status"] == "violation" {
			t.Meta.Violation = "a counterexample of Quint, whose file does not name the property"
		}
	}
	return t, err
}

func looksLikeJSON(data []byte) bool {
	data = bytes.TrimSpace(data)
	return len(data) == 0 || data[0] == '{' || data[0] == '['
}

// isDump reports whether data is an object with a field "counterexample", or with
// "state" and "action", or a list.
func isDump(data []byte) bool {
	if !looksLikeJSON(data) {
		return false
	}
	if list := bytes.TrimSpace(data); len(list) > 0 && list[0] == '[' {
		return true
	}
	has := func(name string) bool { return bytes.Contains(data, []byte(`"`+name+`"`)) }
	if !has("counterexample") && !(has("state") && has("action")) {
		return false
	}
	var top map[string]json.RawMessage
	if json.Unmarshal(data, &top) != nil {
		// Broken, and no "states" is in it before the break: it was a dump once.
		return !bytes.Contains(data, []byte(`"states"`))
	}
	_, found := top["counterexample"]
	if _, itf := top["states"]; !found && !itf {
		_, states := top["state"]
		_, actions := top["action"]
		found = states && actions
	}
	return found
}

// stepsOfQuint makes steps of what Quint's -mbt puts into the states: the action
// that was taken, and what it picked.
func stepsOfQuint(t *traces.Trace) {
	const action, picks = "mbt::actionTaken", "mbt::nondetPicks"
	for _, s := range t.States {
		if name, _ := s.Vars.Get(action); name == nil {
			return
		}
	}
	for i := range t.States {
		s := &t.States[i]
		name, _ := s.Vars.Get(action)
		text, ok := name.(traces.Str)
		if ok && i > 0 && text != "" {
			s.Step = &traces.Step{Kind: traces.StepAction, Name: string(text)}
			picked, _ := s.Vars.Get(picks)
			fields, _ := picked.(traces.Record)
			for _, f := range fields {
				if v, picked := some(f.Value); picked {
					s.Step.Args = append(s.Step.Args, traces.Field{Name: f.Name, Value: v})
				}
			}
		}
		var vars traces.Record
		for _, f := range s.Vars {
			if f.Name != action && f.Name != picks {
				vars = append(vars, f)
			}
		}
		s.Vars = vars
	}
}

// some returns the value in Quint's Some(value).
func some(v traces.Value) (traces.Value, bool) {
	r, _ := v.(traces.Record)
	tag, _ := r.Get("tag")
	value, ok := r.Get("value")
	return value, ok && traces.Equal(tag, traces.Str("Some"))
}
