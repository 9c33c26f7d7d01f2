package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// input is something that the node is given.
type input struct {
	node.Input
	id   string // of a message
	set  uint64 // of a timer: which time it was set
	kind string // of the event
}

// sent is a message that a handler has sent and that has not left yet.
type sent struct {
	to     model.NodeID
	id     string
	body   []byte
	resend bool         // it is lost if an equal one waits
	name   string       // of its type, for the log
	says   traces.Value // likewise
}

// loop boots the node and gives it its inputs, one after the other. Inputs that wait are
// taken together: what they leave of the node is written to the disk, what happened to the
// log, and only then do messages leave.
func (h *Host) loop(ctx context.Context) (err error) {
	defer guard.Caught(&err)
	if err := h.start(); err != nil {
		return err
	}
	for {
		in, ok := h.next(ctx)
		if !ok {
			return nil
		}
		if err := h.batch(in); err != nil {
			return err
		}
	}
}

// next waits for the next input; ok is false when the node is to end.
func (h *Host) next(ctx context.Context) (in input, ok bool) {
	if len(h.toSelf) > 0 && ctx.Err() == nil {
		return h.waiting()
	}
	invoke, stop := h.untilInvoke()
	defer stop()
	select {
	case <-ctx.Done():
		return in, false
	case in = <-h.inbox:
		return in, true
	case <-invoke:
		return input{Input: node.Input{Call: node.Invoke}, kind: traces.StepInvoke}, true
	}
}

// untilInvoke returns a channel on which the time comes to start an operation; it never comes
// for who is no client, or has none to start.
func (h *Host) untilInvoke() (<-chan time.Time, func() bool) {
	if !h.kind.Has(node.Invoke) || h.resting.Load() || !h.alive.CanInvoke() {
		return nil, func() bool { return false }
	}
	t := time.NewTimer(time.Until(h.invokeAt))
	return t.C, t.Stop
}

// batch gives the node an input, those that wait behind it, and what it sends to itself.
func (h *Host) batch(in input) error {
	for count := 1; ; count++ {
		if err := h.give(in); err != nil {
			return err
		}
		more := count < maxBatch
		if more {
			in, more = h.waiting()
		}
		if !more {
			h.metrics.batch.Observe(float64(count))
			return h.commit()
		}
	}
}

// waiting returns the next input that is there already.
func (h *Host) waiting() (in input, ok bool) {
	if len(h.toSelf) > 0 {
		in, h.toSelf = h.toSelf[0], h.toSelf[1:]
		return in, true
	}
	select {
	case in = <-h.inbox:
		return in, true
	default:
		return in, false
	}
}

// give runs the handler of an input.
func (h *Host) give(in input) (err error) {
	var before []byte // the state before an input of a failure detector
	switch in.Call {
	case node.Timeout:
		if !h.timers.fires(in.Timer, in.set) {
			return nil // it was stopped, or set again, in the meantime
		}
	case node.Invoke:
		if h.resting.Load() {
			return nil
		}
		h.invokeAt = h.nextInvoke()
	case node.Suspect, node.Trust:
		if !h.holds(in) {
			return nil
		}
		if before, err = h.alive.AppendState(nil); err != nil {
			return err
		}
	}
	env := &env{h: h}
	begun := time.Now()
	if err := h.handle(in.Input, env); err != nil {
		return &HandlerError{Node: h.cfg.Node, Input: h.describe(in), Err: err}
	}
	if in.isDetected() && h.isIdle(env) {
		if after, err := h.alive.AppendState(nil); err != nil || bytes.Equal(before, after) {
			return err
		}
	}
	h.metrics.handled(in, time.Since(begun))
	if h.inner, err = h.alive.AppendDisk(h.inner[:0]); err != nil {
		return &HandlerError{Node: h.cfg.Node, Input: h.describe(in), Err: err}
	}
	if err := h.note(in, env); err != nil {
		return err
	}
	h.out = append(h.out, env.sent...)
	h.recorded = append(h.recorded, env.events...)
	h.timers.noted(env.timers)
	h.lead()
	return nil
}

// isIdle reports whether a handler has sent and recorded nothing, and has not changed the timers.
func (h *Host) isIdle(e *env) bool {
	return len(e.sent) == 0 && len(e.events) == 0 && !slices.ContainsFunc(e.timers, h.timers.changes)
}

// nextInvoke returns when the operation after this one may start.
func (h *Host) nextInvoke() time.Time {
	now := time.Now()
	if h.cfg.Rate == 0 {
		return now
	}
	next := h.invokeAt.Add(time.Duration(float64(time.Second) / h.cfg.Rate))
	if next.Before(now) {
		return now // what is late is not caught up on
	}
	return next
}

// HandlerError says that a handler panicked or broke a rule of the model. The node cannot go
// on after it.
type HandlerError struct {
	Node, Input string
	Err         error
}

func (e *HandlerError) Error() string { return fmt.Sprintf("%s: %s: %v", e.Node, e.Input, e.Err) }

func (e *HandlerError) Unwrap() error { return e.Err }

// handle runs a handler, of which a panic is an error.
func (h *Host) handle(in node.Input, env *env) (err error) {
	what := h.describe(input{Input: in})
	call, returned := h.calls.Begin(&what), false
	defer func() { h.calls.End(call, what, returned) }()
	defer env.end()
	defer rescue.Any(func(p *rescue.Panic) {
		returned = true
		switch v := p.Value.(type) {
		case guard.Internal, guard.System:
			panic(p)
		case ruleBroken:
			err = v
		default:
			err = fmt.Errorf("the handler panicked: %v\n%s", v, guard.Stack(p.Stack))
		}
	})
	err = h.alive.Give(env, in)
	returned = true
	return errors.Join(err, env.broken)
}

// describe says what the node is given, for people.
func (h *Host) describe(in input) string {
	switch in.Call {
	case node.Receive:
		return fmt.Sprintf("Receive of %s from %s", shown.TypeName(in.Message), h.sys.Names[in.From])
	case node.Timeout:
		return "Timeout of " + string(in.Timer)
	case node.Invoke:
		return "Invoke"
	case node.Suspect:
		return "Suspect of " + h.sys.Names[in.Whom]
	case node.Trust:
		return "Trust of " + h.sys.Names[in.Whom]
	}
	return "Start"
}

// commit makes last what the handlers did since the last commit: what a crash leaves is
// written to the disk, if it is another than before, then the log, and then the messages leave.
func (h *Host) commit() error {
	if err := h.save(); err != nil {
		return err
	}
	if h.log != nil {
		n, err := h.log.flush()
		if err != nil {
			return err
		}
		h.metrics.logged.Add(float64(n))
	}
	if h.cfg.OnEvent != nil {
		for _, e := range h.recorded {
			h.cfg.OnEvent(e)
		}
	}
	h.recorded = h.recorded[:0]
	h.timers.arm()
	for _, s := range h.out {
		h.send(s)
	}
	clear(h.out)
	h.out = h.out[:0]
	return nil
}

// send lets a message leave.
func (h *Host) send(s sent) {
	if s.to != h.self {
		h.links[s.to].put(s)
		return
	}
	m, err := h.messages.Decode(s.body)
	guard.Must(err)
	h.metrics.sent.WithLabelValues(h.cfg.Node).Inc()
	h.toSelf = append(h.toSelf, h.received(h.self, s.id, m))
}

// received is the input of a message.
func (h *Host) received(from model.NodeID, id string, m model.Message) input {
	return input{Input: node.Input{Call: node.Receive, From: from, Message: m}, id: id, kind: traces.StepDeliver}
}

// newID returns the identity of the next message: the node, its boot, and a number.
func (h *Host) newID() string {
	h.lastID++
	return h.cfg.Node + "." + strconv.FormatUint(h.boot, 10) + "." + strconv.FormatUint(h.lastID, 10)
}

// lead tells whether the node leads now, if that has changed.
func (h *Host) lead() {
	leads := h.cfg.System.Leads
	if leads == nil || h.cfg.OnLead == nil {
		return
	}
	epoch, is := leads(model.View[any]{ID: h.self, Name: h.cfg.Node, Up: true, Node: h.alive.Show()})
	if !is {
		epoch = 0
	}
	if is != h.leads || epoch != h.epoch {
		h.leads, h.epoch = is, epoch
		h.cfg.OnLead(epoch, is)
	}
}
