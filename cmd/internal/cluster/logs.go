package cluster

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/wire"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// The kinds of what happens to a message on its way.
const (
	noteLost    = traces.StepDrop
	noteDoubled = traces.StepDuplicate
)

// netLog is the log of what happens in the network, where no node acts.
type netLog struct {
	names    shown.Names
	messages *wire.Messages

	mu     sync.Mutex
	f      *os.File
	header traces.Log
	n      int
	err    error
	buf    []byte
}

func newNetLog(path string, header traces.Log, names shown.Names, messages *wire.Messages) (l *netLog, err error) {
	l = &netLog{names: names, messages: messages, header: header}
	l.header.Only = []string{}
	head, err := traces.AppendLogHeader(nil, &l.header)
	if err != nil {
		return nil, err
	}
	if l.f, err = os.Create(path); err != nil {
		return nil, err
	}
	_, err = l.f.Write(head)
	return l, err
}

// message logs that a message was lost or doubled.
func (l *netLog) message(kind, from, to string, p wire.Packet) {
	m, err := l.messages.Decode(p.Body)
	if err != nil {
		return // the node that gets it says what is wrong
	}
	l.add(&traces.LogEvent{Kind: kind, From: from, To: to, ID: p.ID, Name: shown.TypeName(m), Message: l.names.Plain(m)})
}

func (l *netLog) add(e *traces.LogEvent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Time = time.Now()
	var err error
	if l.buf, err = traces.AppendLogEvent(l.buf[:0], &l.header, l.n+1, e); err == nil {
		_, err = l.f.Write(l.buf)
		l.n++
	}
	l.err = errors.Join(l.err, err)
}

func (l *netLog) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.err, l.f.Close())
}

// cutOff cuts off a last line that is not whole, of a node that was killed while it wrote it:
// none of its messages had left.
func cutOff(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if whole := bytes.LastIndexByte(b, '\n') + 1; whole < len(b) {
		return os.Truncate(path, int64(whole))
	}
	return nil
}

// logCrashes logs the crashes of nodes that are never started again. Those of the others are
// logged when they restart.
func (c *cluster) logCrashes() error {
	for _, f := range c.broken {
		if f.Kind != Crash || !f.Forever {
			continue
		}
		for _, name := range f.Nodes {
			if err := c.logCrash(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// logCrash adds the crash of a node to its log, if the system has such a step and it is logged.
func (c *cluster) logCrash(name string) error {
	if !slices.Contains(crashing(c.System), name) || slices.Contains(c.Logging.Unlogged, traces.StepCrash) {
		return nil
	}
	path := c.path(name + ".ndjson")
	l, err := traces.ReadLogFile(path)
	if err != nil {
		return err
	}
	line, err := traces.AppendLogEvent(nil, l, len(l.Events)+1, &traces.LogEvent{Kind: traces.StepCrash, Node: name})
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(line)
	return errors.Join(err, f.Close())
}

// crashing returns the nodes of the groups that crash in the system. If a node of another group
// is killed for ever, that is no step: it is a node whose messages never arrive.
func crashing(sys *model.System) (names []string) {
	nameOf := model.Names(sys.Groups...)
	for _, g := range sys.Groups {
		if g.Crashes {
			for _, id := range model.IDs(g.Prefix, sys.Groups...) {
				names = append(names, nameOf(id))
			}
		}
	}
	return names
}

// validated holds the logs of the nodes against the spec with the named trace module. If an event
// does not fit, run has the events up to it; if all fit, path says how (validate.Report.Path).
func validated(ctx context.Context, logs []string, files fs.FS, module string, opts validate.Options) (found *report.Report, run *traces.Trace, path []validate.Taken, err error) {
	if files == nil {
		files = tla.Specs
	}
	dir, err := os.MkdirTemp("", "synod-spec-")
	if err != nil {
		return nil, nil, nil, err
	}
	defer os.RemoveAll(dir)
	if err := os.CopyFS(dir, files); err != nil {
		return nil, nil, nil, err
	}
	opts.Trace = filepath.Join(dir, module+".tla")
	// The files are gone when somebody reads where something stands in them.
	placed := func(text *string) { *text = strings.ReplaceAll(*text, dir+string(filepath.Separator), "") }
	r, err := validate.RunLogs(ctx, logs, opts)
	if unmodelled := (*check.FalseAssumption)(nil); errors.As(err, &unmodelled) {
		placed(&unmodelled.Text)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	out := r.Report()
	if m := out.Validation.Misfit; m != nil {
		placed(&m.Explanation)
		for i := range m.Near {
			placed(&m.Near[i].Place)
		}
	}
	run, err = r.Refused()
	return out, run, r.Path, err
}
