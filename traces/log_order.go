package traces

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/synod-go/synod/internal/numbers"
)

// This file has what a log says of its place among other logs: the nodes whose events it
// has, the identities of messages, vector clocks, and times. A log of all nodes says none of it:
// fields with these names are other people's there, and are left out.

// only reads the nodes whose events are in the log; nil if they are those of all nodes.
func (r fields) only(nodes []string) ([]string, error) {
	if r.get("only") == nil {
		return nil, nil
	}
	only, err := r.names("only", true)
	if err != nil {
		return nil, err
	}
	for i, name := range only {
		switch {
		case !slices.Contains(nodes, name):
			return nil, fmt.Errorf("only: %q is none of the header's nodes", shorten(name))
		case slices.Contains(only[:i], name):
			return nil, fmt.Errorf("only: %q stands there twice", name)
		}
	}
	return append([]string{}, only...), nil
}

// order reads what orders an event against those of other logs.
func (r fields) order(e *LogEvent) (err error) {
	if e.ID, err = r.text("id", false); err != nil {
		return err
	}
	if sent := r.get("sent"); sent != nil {
		for i := range sent.items {
			id, err := (fields{&sent.items[i]}).text("id", false)
			if err != nil {
				return fmt.Errorf("sent: %w", err)
			}
			if id != "" && e.SentIDs == nil {
				e.SentIDs = make([]string, len(sent.items))
			}
			if id != "" {
				e.SentIDs[i] = id
			}
		}
	}
	if at := r.get("time"); at != nil && at.kind == stringNode {
		e.Time, _ = time.Parse(time.RFC3339Nano, at.text) // logs may carry times of another form
	}
	clock := r.get("clock")
	if clock == nil {
		return nil
	}
	if clock.kind != objectNode {
		return fmt.Errorf("clock is %s; an object with a number for each node is needed", clock.kind)
	}
	e.Clock = map[string]int{}
	for _, node := range clock.names {
		n, err := (fields{clock}).count(node)
		if err != nil {
			return fmt.Errorf("clock: %w", err)
		}
		e.Clock[node] = int(n)
	}
	return nil
}

// fits returns an error if the event cannot be in the log as far as the order of events is
// concerned.
func (e *LogEvent) fits(l *Log) error {
	if l.Only == nil {
		if e.ID != "" || e.SentIDs != nil || e.Clock != nil {
			return errors.New("ids of messages and clocks are for a log of some of the nodes")
		}
		return nil
	}
	needs := logKinds[e.Kind]
	switch {
	case e.Node != "" && !slices.Contains(l.Only, e.Node):
		return fmt.Errorf("node %q is none of those whose log this is", shorten(e.Node))
	case e.ID != "" && !needs.message:
		return errors.New("it has the id of a message, but no message is received, lost or doubled")
	case e.SentIDs != nil && len(e.SentIDs) != len(e.Sent):
		return fmt.Errorf("it has %s of messages, and sends %s", numbers.Some(len(e.SentIDs), "id"), numbers.Some(len(e.Sent), "message"))
	}
	for node, n := range e.Clock {
		if !slices.Contains(l.Nodes, node) {
			return fmt.Errorf("clock: %q is none of the header's nodes", shorten(node))
		}
		if n < 0 || n > MaxLogInt {
			return fmt.Errorf("clock: %s needs to be a number from 0 to %d", node, MaxLogInt)
		}
	}
	return nil
}

// after reports whether an event with clock c happened after one with clock d: it knew of all
// that d knew of, and of more.
func after(c, d map[string]int) bool {
	more := false
	for node, n := range c {
		more = more || n > d[node]
	}
	for node, n := range d {
		if c[node] < n {
			return false
		}
	}
	return more
}

// eventName names an event of one of several logs in an error.
func (l *Log) eventName(i int) string {
	e := &l.Events[i]
	name := "event " + strconv.Itoa(i+1) + " (" + e.Kind
	if e.Node != "" {
		name += " at " + e.Node
	}
	return name + ")"
}
