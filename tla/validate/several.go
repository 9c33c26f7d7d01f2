package validate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/synod-go/synod/traces"
)

// RunLogs validates what several nodes or processes logged of one run, in the format of
// docs/events.md, each with a file of its own: it looks for an order of all events that keeps
// the order of each file, that of messages (received after they were sent) and that of vector
// clocks, and is a behaviour of the spec. A single log is validated as [Run] does.
//
// The trace spec is that of a single log. It may look at one event only, Trace[l], where l is the
// cursor, which must be a variable.
func RunLogs(ctx context.Context, paths []string, opts Options) (*Report, error) {
	if len(paths) == 1 && !ofSomeNodes(paths[0]) {
		return Run(ctx, paths[0], opts)
	}
	j, err := joinFiles(paths)
	if err != nil {
		return nil, err
	}
	if opts.Events != "" {
		return nil, errors.New("the events of several logs are those of the files: an expression for them is not accepted")
	}
	dir, err := os.MkdirTemp("", "synod-logs-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "joined.ndjson")
	if err := traces.WriteLogFile(path, j.log); err != nil {
		return nil, &LogError{err.Error()}
	}
	j.forget()
	r, err := run(ctx, path, opts, j)
	if err == nil {
		r.Log, r.Logs = strings.Join(paths, ", "), paths
	}
	var failed *EvalError
	if errors.As(err, &failed) && failed.Event >= 1 {
		p := j.places[failed.Event-1]
		failed.Log, failed.Event, failed.Line = paths[p.Sequence], p.Event+1, p.Event+2
	}
	var unreadable *LogError
	if errors.As(err, &unreadable) {
		unreadable.Text = strings.ReplaceAll(unreadable.Text, path, strings.Join(paths, ", "))
	}
	return r, err
}

// ofSomeNodes reports whether a file is a log of docs/events.md that has the events of some
// nodes alone.
func ofSomeNodes(path string) bool {
	l, err := traces.ReadLogFile(path)
	return err == nil && l.Only != nil
}

// joined are several logs, put together.
type joined struct {
	*traces.Logs
	paths  []string
	log    *traces.Log    // all events in one order that is possible; nil from forget on
	places []traces.Place // where they come from
	at     [][]int        // where they are in log, by sequence and event
}

func joinFiles(paths []string) (*joined, error) {
	var logs []*traces.Log
	for _, path := range paths {
		l, err := traces.ReadLogFile(path)
		if err != nil {
			return nil, &LogError{err.Error()}
		}
		if l.Only == nil && len(paths) > 1 {
			return nil, &LogError{path + `: line 1: it has the events of all nodes; each of several logs says with "only" of which nodes it has the events`}
		}
		logs = append(logs, l)
	}
	all, err := traces.Join(logs...)
	if err != nil {
		return nil, &LogError{named(paths) + ": " + err.Error()}
	}
	if len(all.Missing) > 0 {
		return nil, &LogError{fmt.Sprintf("%s: there is no log of %s; the logs of all nodes are needed", strings.Join(paths, ", "), strings.Join(all.Missing, ", "))}
	}
	if all.Len() == 0 {
		return nil, &LogError{strings.Join(paths, ", ") + ": the logs have headers and no events"}
	}
	j := &joined{Logs: all, paths: paths}
	if j.log, j.places, err = all.Joined(); err != nil {
		return nil, &LogError{named(paths) + ": " + err.Error()}
	}
	for _, l := range logs {
		j.at = append(j.at, make([]int, len(l.Events)))
	}
	for i, p := range j.places {
		j.at[p.Sequence][p.Event] = i
	}
	return j, nil
}

// forget drops what the events say, which is in the joined file: the trace spec has values of its
// own for it.
func (j *joined) forget() {
	j.log = nil
	for _, l := range j.Sequences {
		for i := range l.Events {
			e := &l.Events[i]
			*e = traces.LogEvent{Kind: e.Kind, Node: e.Node, Name: e.Name}
		}
	}
}

// file is the file that the joined log was written to.
func (j *joined) file(path string) *logFile {
	l := &logFile{path: path, ours: true}
	for i := range j.places {
		l.places = append(l.places, i+2) // the header is the first line
	}
	return l
}

// named says which log is which number.
func named(paths []string) string {
	var list []string
	for i, p := range paths {
		list = append(list, fmt.Sprintf("log %d is %s", i+1, p))
	}
	return strings.Join(list, ", ")
}

// name names an event in a sentence.
func (j *joined) name(p traces.Place) string {
	return fmt.Sprintf("event %d of %s", p.Event+1, j.paths[p.Sequence])
}
