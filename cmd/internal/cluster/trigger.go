package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// A Trigger describes events in the logs of the servers. A server that has logged such an event
// is killed at once: kills at random times seldom hit the moment that matters.
type Trigger struct {
	text   string
	kind   string
	name   string // of the message, the timer, …; "" is any
	fields []wanted
}

// wanted is the value that a field of the message, or of the node's state, must have.
type wanted struct {
	name, value string
	ofState     bool
}

// sentAny is the kind of a trigger for events of any kind that send such a message.
const sentAny = "sent"

// stateField begins the name of a field of the node's state.
const stateField = "state."

// ParseTrigger reads a trigger: the kind of event, or "sent"; the name of the message, timer or
// operation; and fields of the message, or of the state (state.FIELD=VALUE), with their values.
func ParseTrigger(sys *model.System, text string) (*Trigger, error) {
	words := strings.Fields(text)
	kinds := append([]string{sentAny}, traces.LogKinds()...)
	if len(words) == 0 || !slices.Contains(kinds, words[0]) {
		return nil, fmt.Errorf("%s begins with no kind of event; accepted are %s, then a name, then FIELD=VALUE or %sFIELD=VALUE, with spaces between them",
			quote.Quoted(text), strings.Join(kinds, ", "), stateField)
	}
	t := &Trigger{text: strings.Join(words, " "), kind: words[0]}
	for i, word := range words[1:] {
		name, value, field := strings.Cut(word, "=")
		switch {
		case field && name != "":
			of, ofState := strings.CutPrefix(name, stateField)
			t.fields = append(t.fields, wanted{of, value, ofState})
		case i == 0 && !field:
			t.name = word
		default:
			return nil, fmt.Errorf("%s: %s is no FIELD=VALUE", quote.Quoted(text), quote.Quoted(word))
		}
	}
	if t.name != "" && (t.kind == sentAny || t.kind == traces.StepDeliver) {
		var known []string
		for _, m := range sys.Messages {
			known = append(known, shown.TypeName(m))
		}
		if !slices.Contains(known, t.name) {
			slices.Sort(known)
			return nil, fmt.Errorf("%s: there is no message %s; the messages of %s are %s",
				quote.Quoted(text), quote.Quoted(t.name), sys.Protocol, strings.Join(slices.Compact(known), ", "))
		}
	}
	return t, nil
}

// String is the trigger as it was given.
func (t *Trigger) String() string { return t.text }

// values are the fields of a JSON object.
type values map[string]json.RawMessage

// matches reports whether a line of a log is an event of the trigger.
func (t *Trigger) matches(line []byte) bool {
	var e struct {
		Event, Name    string
		Message, State values
		Sent           []struct{ Message values }
	}
	if json.Unmarshal(line, &e) != nil {
		return false
	}
	if t.kind == sentAny {
		return slices.ContainsFunc(e.Sent, func(s struct{ Message values }) bool {
			return t.fits(s.Message.text("name"), s.Message, e.State)
		})
	}
	if e.Message != nil && e.Name == "" {
		e.Name = e.Message.text("name")
	}
	return e.Event == t.kind && t.fits(e.Name, e.Message, e.State)
}

// fits reports whether the name and the fields are those of the trigger.
func (t *Trigger) fits(name string, message, state values) bool {
	if t.name != "" && t.name != name {
		return false
	}
	for _, w := range t.fields {
		in := message
		if w.ofState {
			in = state
		}
		if _, there := in[w.name]; !there || in.text(w.name) != w.value {
			return false
		}
	}
	return true
}

// text returns the value of a field as text, a string without its quotes.
func (v values) text(field string) string {
	var s string
	if json.Unmarshal(v[field], &s) == nil {
		return s
	}
	return string(v[field])
}

// await waits for an event of the trigger in the log of one of the nodes, from now until a time,
// and returns the node.
func (t *Trigger) await(ctx context.Context, nodes []string, log func(node string) string, until time.Time) (node string, ok bool) {
	logs := make([]follower, len(nodes))
	for i, node := range nodes {
		logs[i].path = log(node)
		logs[i].skip()
	}
	for time.Now().Before(until) {
		for i := range logs {
			for _, line := range logs[i].lines() {
				if t.matches(line) {
					return nodes[i], true
				}
			}
		}
		if !sleep(ctx, pollTime) {
			return "", false
		}
	}
	return "", false
}

// pollTime is the time between two looks at the logs.
const pollTime = time.Millisecond

// follower reads a log while it grows.
type follower struct {
	path string
	at   int64
}

// skip goes on at the end of the file.
func (f *follower) skip() {
	if info, err := os.Stat(f.path); err == nil {
		f.at = info.Size()
	}
}

// lines returns the complete lines that are new; none if the log cannot be read. The log may have
// become shorter: a node that restarts cuts off an incomplete last line.
func (f *follower) lines() [][]byte {
	info, err := os.Stat(f.path)
	if err != nil {
		return nil
	}
	f.at = min(f.at, info.Size())
	if info.Size() == f.at {
		return nil
	}
	file, err := os.Open(f.path)
	if err != nil {
		return nil
	}
	defer file.Close()
	b, err := io.ReadAll(io.NewSectionReader(file, f.at, info.Size()-f.at))
	whole := bytes.LastIndexByte(b, '\n') + 1
	if err != nil || whole == 0 {
		return nil
	}
	f.at += int64(whole)
	return bytes.Split(b[:whole-1], []byte("\n"))
}
