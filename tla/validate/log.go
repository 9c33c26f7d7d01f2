package validate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// A LogError is a log that cannot be read. Its text is one line that names the file and, where there is one, the line.
type LogError struct{ Text string }

func (e *LogError) Error() string { return e.Text }

// An EvalError says that the log is no behaviour as far as is known, but that what may follow one state could not be evaluated: an
// error of the trace spec, or of the log if it lacks what the trace spec takes for granted.
type EvalError struct {
	Log string
	// Event is the number of the event that comes next in that state, and Line where it stands in the file.
	Event, Line int
	Err         *eval.Error
}

func (e *EvalError) Unwrap() error { return e.Err }

func (e *EvalError) Error() string { return e.where() + e.Err.Error() }

// Show is the text for people, with the place and the calls that led there.
func (e *EvalError) Show() string { return e.where() + e.Err.Show() }

func (e *EvalError) where() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: event %d cannot be decided: ", e.Log, e.Line, e.Event)
	}
	return fmt.Sprintf("%s: event %d cannot be decided: ", e.Log, e.Event)
}

// logFile is a log as far as this package looks at it.
type logFile struct {
	path string
	// places are where the events are: the numbers of their lines, from 1.
	places []int
	// ours says that it is one of docs/events.md, and headless that it might be one but for the header.
	ours, headless bool
}

// maxLine bounds the length of a line.
const maxLine = 64 << 20

// readLog reads a log: one of our own strictly, of others only that there is an object on every line that is not blank.
func readLog(path string) (*logFile, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &LogError{path + ": there is no such file"}
	}
	if err != nil {
		return nil, &LogError{err.Error()}
	}
	defer f.Close()
	l := &logFile{path: path}
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	n := 0
	for lines.Scan() {
		n++
		text := bytes.TrimSpace(lines.Bytes())
		if len(text) == 0 {
			continue
		}
		var object map[string]json.RawMessage
		if err := json.Unmarshal(text, &object); err != nil || object == nil {
			return nil, &LogError{fmt.Sprintf("%s:%d: %s", path, n, jsonFault(n, text, err))}
		}
		if len(l.places) == 0 {
			if strings.HasPrefix(string(object["schema"]), `"synod-`) {
				return readOwnLog(path)
			}
			if object["#meta"] != nil || object["vars"] != nil && object["states"] != nil {
				return nil, &LogError{path + ": it is a saved run (ITF), not an event log"}
			}
			l.headless = object["n"] != nil && object["event"] != nil
		}
		l.places = append(l.places, n)
	}
	var cause *fs.PathError
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, &LogError{fmt.Sprintf("%s:%d: the line is longer than %d MiB", path, n+1, maxLine>>20)}
	case errors.As(err, &cause):
		return nil, &LogError{fmt.Sprintf("%s: %v", path, cause.Err)}
	case err != nil:
		return nil, &LogError{fmt.Sprintf("%s:%d: %v", path, n+1, err)}
	case len(l.places) == 0:
		return nil, &LogError{path + ": the log is empty"}
	}
	return l, nil
}

// readOwnLog reads a log of docs/events.md.
func readOwnLog(path string) (*logFile, error) {
	log, err := traces.ReadLogFile(path)
	if err != nil {
		return nil, &LogError{err.Error()}
	}
	if len(log.Events) == 0 {
		return nil, &LogError{path + ": the log has a header and no events"}
	}
	if log.Only != nil {
		return nil, &LogError{fmt.Sprintf("%s: line 1: it has the events of %s alone; a log of the whole run is needed", path, namesOf(log.Only))}
	}
	l := &logFile{path: path, ours: true}
	for i := range log.Events {
		l.places = append(l.places, i+2) // the header is the first line
	}
	return l, nil
}

// namesOf names nodes in a sentence.
func namesOf(names []string) string {
	if len(names) == 0 {
		return "the network"
	}
	return strings.Join(names, ", ")
}

// fault is the first thing in the log that has no value in TLA+, with its line: null, a number that is no integer of 32 bits, or a
// string that is not Unicode. It is nil if there is none, or the log cannot be read any more. A log that holds a fault cannot be read by
// a trace spec.
func (l *logFile) fault() error {
	f, err := os.Open(l.path)
	if err != nil {
		return nil // that the trace spec said already
	}
	defer f.Close()
	u := value.NewUniverse()
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	for n := 1; lines.Scan(); n++ {
		if text := bytes.TrimSpace(lines.Bytes()); len(text) > 0 {
			if _, err := u.FromJSON(text, nil); err != nil {
				return &LogError{fmt.Sprintf("%s:%d: %s", l.path, n, strings.TrimPrefix(err.Error(), "line 1: "))}
			}
		}
	}
	return nil
}

// refused is an error before the search: the fault of the log, if that is why something cannot be evaluated.
func (l *logFile) refused(trace string, err error) error {
	if broken := (*eval.Error)(nil); errors.As(err, &broken) {
		if fault := l.fault(); fault != nil {
			return fault
		}
	}
	return l.headRefused(trace, err)
}

// headRefused is an error before the first event, of a log without a fault. Where what cannot be evaluated is the header of a log of
// ours, that is said.
func (l *logFile) headRefused(trace string, err error) error {
	var broken *eval.Error
	switch {
	case !errors.As(err, &broken):
	case l.ours:
		return &LogError{fmt.Sprintf("%s: line 1: the trace spec %s cannot use this header: %s", l.path, trace, strings.Join(strings.Fields(broken.Error()), " "))}
	case l.headless:
		if _, err := traces.ReadLogFile(l.path); err != nil {
			return &LogError{err.Error()}
		}
	}
	return err
}

func jsonFault(line int, text []byte, err error) string {
	var s *json.SyntaxError
	if line == 1 && text[0] == '{' && errors.As(err, &s) && int(s.Offset) == len(text) {
		return "the line ends before its JSON object does; a log has one object on each line (a saved run, *.itf.json, is no log)"
	}
	if errors.As(err, &s) {
		return fmt.Sprintf("this is not JSON (byte %d: %v)", s.Offset, s)
	}
	if strings.HasPrefix(string(text), "{") {
		return fmt.Sprintf("this is not JSON: %v", err)
	}
	return "a JSON object is needed on every line"
}

// line is the text of the line with a number.
func (l *logFile) line(n int) string {
	f, err := os.Open(l.path)
	if err != nil {
		return ""
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	for lines.Scan() {
		if n--; n == 0 {
			return lines.Text()
		}
	}
	return ""
}
