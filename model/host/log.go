package host

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// Logging says what a node logs of its events.
type Logging struct {
	// Fields are the fields of the node that are logged after each event; nil is all, and
	// an empty list none.
	Fields []string
	// Most bounds what is logged of a field after each event: one that is made of more values
	// (numbers, strings, …) is left out. 0 is DefaultMost, -1 no bound. When a node has booted
	// its fields are logged whatever their size.
	Most int
	// NoMessages leaves out what sent messages say: who receives one logs that.
	NoMessages bool
	// Unlogged are the kinds of events that are left out, like "invoke"; "timeout NAME" is one timer.
	Unlogged []string
}

// DefaultMost is how many values a field may be made of that is logged after each event.
const DefaultMost = 32

// eventLog is the log of a node's events. The lines of a batch are gathered, and written
// together.
type eventLog struct {
	Logging
	path    string
	f       *os.File
	header  traces.Log
	n       int // events, with those that are gathered
	lines   []byte
	written int // events that are in the file
}

// openLog opens the log of a node, or begins it. Of one that there is it cuts off a line that
// a crash tore, and adds what the disk knows and the log does not.
func openLog(h *Host, last *record) (l *eventLog, err error) {
	l = &eventLog{Logging: h.cfg.Logging, path: h.cfg.Log}
	if l.Most == 0 {
		l.Most = DefaultMost
	}
	for _, kind := range l.Unlogged {
		name, _, _ := bytes.Cut([]byte(kind), []byte(" "))
		if !slices.Contains(traces.LogKinds(), string(name)) {
			return nil, fmt.Errorf("%q is no kind of event that could be left out of the log", kind)
		}
	}
	l.header = LogHeader(h.cfg.System, h.cfg.Seed)
	l.header.Unlogged, l.header.Only = append(l.header.Unlogged, l.Unlogged...), []string{h.cfg.Node}
	head, err := traces.AppendLogHeader(nil, &l.header)
	if err != nil {
		return nil, err
	}
	if l.f, err = os.OpenFile(l.path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o666); err != nil {
		return nil, err
	}
	if err := l.resume(head, last); err != nil {
		return nil, errors.Join(err, l.f.Close())
	}
	return l, nil
}

// LogHeader returns the header of a log of a system whose nodes run for real. The caller adds
// the nodes whose events are in the log, and the kinds of events that they do not log.
func LogHeader(sys *model.System, seed uint64) traces.Log {
	l := traces.Log{Protocol: sys.Protocol, Mutant: sys.Mutant, Settings: unbounded(sys), Seed: seed & traces.MaxLogInt}
	nameOf, count := model.Names(sys.Groups...), model.NodeID(0)
	for _, g := range sys.Groups {
		count += model.NodeID(g.Count)
	}
	for id := range count {
		l.Nodes = append(l.Nodes, nameOf(id+1))
	}
	if sys.Network == model.FIFO {
		// A connection that breaks loses messages, which nobody logs, and the channel goes on
		// without them. On other networks a lost message is one that is never delivered.
		l.Unlogged = []string{traces.StepDrop}
	}
	return l
}

// unbounded returns the settings of a system but those that are bounds: nothing is bounded here.
func unbounded(sys *model.System) map[string]string {
	out := map[string]string{}
	for name, value := range sys.Settings {
		if !slices.ContainsFunc(sys.Bounds, func(b model.Bound) bool { return b.Name == name && b.Refuses != nil }) {
			out[name] = value
		}
	}
	return out
}

// resume goes on with the file as an earlier run has left it.
func (l *eventLog) resume(head []byte, last *record) error {
	size, n, err := l.whole(head)
	if err != nil {
		return err
	}
	if err := l.f.Truncate(size); err != nil {
		return err
	}
	if size == 0 {
		if _, err := l.f.Write(head); err != nil {
			return err
		}
	}
	switch {
	case last == nil && n > 0:
		return fmt.Errorf("%s has %d events, but there is no disk of the node: a new run needs a new log", l.path, n)
	case last == nil:
	case n < last.Logged:
		return fmt.Errorf("%s ends with event %d, but the node's disk knows that event %d was logged", l.path, n, last.Logged)
	default:
		lines := bytes.SplitAfter(last.Lines, []byte("\n"))
		if missing := lines[min(n-last.Logged, len(lines)-1):]; len(missing) > 1 { // the last one is empty
			if _, err := l.f.Write(bytes.Join(missing, nil)); err != nil {
				return err
			}
			n += len(missing) - 1
		}
	}
	l.n, l.written = n, n
	return nil
}

// whole returns the size of the file without a line that is not whole, and how many events
// there are in it.
func (l *eventLog) whole(head []byte) (size int64, events int, err error) {
	begin := make([]byte, len(head))
	switch n, err := io.ReadFull(l.f, begin); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF) && bytes.HasPrefix(head, begin[:n]):
		return 0, 0, nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return 0, 0, err
	case !bytes.Equal(begin, head):
		return 0, 0, fmt.Errorf("%s is there already, and is not the log of such a node: its first line is another one", l.path)
	}
	end, err := l.f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, 0, err
	}
	// The last whole line is looked for in a growing part at the end of the file.
	for from := end; ; {
		from = max(0, from-max(64<<10, end-from))
		part := make([]byte, end-from)
		if _, err := l.f.ReadAt(part, from); err != nil {
			return 0, 0, err
		}
		stop := bytes.LastIndexByte(part, '\n') + 1
		start := bytes.LastIndexByte(part[:max(0, stop-1)], '\n') + 1
		if start == 0 && from > 0 {
			continue
		}
		if from == 0 && start == 0 {
			return from + int64(stop), 0, nil // the header
		}
		var last struct{ N int }
		if err := json.Unmarshal(part[start:stop], &last); err != nil || last.N < 1 {
			return 0, 0, fmt.Errorf("%s: its last line is no event of a log", l.path)
		}
		return from + int64(stop), last.N, nil
	}
}

// add gathers an event.
func (l *eventLog) add(e *traces.LogEvent) (err error) {
	if slices.Contains(l.Unlogged, e.Kind) || slices.Contains(l.Unlogged, e.Kind+" "+e.Name) {
		return nil
	}
	if l.lines, err = traces.AppendLogEvent(l.lines, &l.header, l.n+1, e); err != nil {
		return fmt.Errorf("%s: %w", l.path, err)
	}
	l.n++
	return nil
}

// pending returns the lines that are gathered, and how many events are in the file.
func (l *eventLog) pending() (logged int, lines []byte) { return l.written, l.lines }

// flush writes the lines that are gathered, and returns how many bytes they are.
func (l *eventLog) flush() (n int, err error) {
	if len(l.lines) == 0 {
		return 0, nil
	}
	n, err = l.f.Write(l.lines)
	l.lines, l.written = l.lines[:0], l.n
	return n, err
}

func (l *eventLog) close() error { return l.f.Close() }

// note logs that a handler has run.
func (h *Host) note(in input, env *env) error {
	if h.log == nil {
		return nil
	}
	names := h.sys.Names
	e := traces.LogEvent{Kind: in.kind, Node: h.cfg.Node, ID: in.id, SentLogged: true, Time: time.Now()}
	switch in.kind {
	case traces.StepDeliver:
		e.From, e.Name, e.Message = names[in.From], shown.TypeName(in.Message), names.Plain(in.Message)
	case traces.StepTimeout:
		e.Name = string(in.Timer)
	case traces.StepSuspect, traces.StepTrust:
		e.Name = names[in.Whom]
	case traces.StepInvoke:
		for _, r := range env.events {
			if i, ok := r.Value.(model.Invoke); ok {
				e.Name, e.Message = shown.TypeName(i.Op), names.Plain(i.Op)
			}
		}
	}
	e.State = names.Part(h.alive.Show(), h.log.observes, h.log.most(in.kind))
	for _, s := range env.sent {
		e.Sent = append(e.Sent, traces.Packet{From: h.cfg.Node, To: names[s.to], Name: s.name, Message: s.says})
		e.SentIDs = append(e.SentIDs, s.id)
	}
	return h.log.add(&e)
}

func (l *eventLog) observes(field string) bool {
	return l.Fields == nil || slices.Contains(l.Fields, field)
}

// most is what bounds the fields that are logged after an event of a kind.
func (l *eventLog) most(kind string) int {
	if l.Most < 0 || kind == traces.StepStart || kind == traces.StepRestart {
		return 0
	}
	return l.Most
}
