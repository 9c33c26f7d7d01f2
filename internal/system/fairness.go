package system

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/traces"
)

// Fairness maps the actions of a system to the conditions that a fairness states.
type Fairness struct {
	sys     *System
	fair    temporal.Fairness
	numbers map[condition]uint32
	texts   []string // by the numbers of conditions
	coins   map[Action]uint32
}

// condition tells a condition from all others.
type condition struct {
	fair temporal.Fairness // which states it
	kind step.Kind         // of step that it is about, where that is not clear
	// What it is about, as in Action; of a message that stands for all like it the sender,
	// the receiver and the type.
	node, whom int
	message    uint32
	timer      uint16
	like       string
}

// NewFairness returns the conditions that a fairness states for the actions of a system.
func NewFairness(sys *System, fair temporal.Fairness) *Fairness {
	return &Fairness{sys: sys, fair: fair, numbers: map[condition]uint32{}, coins: map[Action]uint32{}}
}

// number numbers a condition. The text says for people that it is enabled.
func (f *Fairness) number(c condition, text func() string) uint32 {
	n, ok := f.numbers[c]
	if !ok {
		n = uint32(len(f.numbers))
		f.numbers[c] = n
		f.texts = append(f.texts, text())
	}
	return n
}

// coin numbers the coins of which a step is an outcome; 0 is none, when no node runs. One
// action may have several marks, because of what comes of it.
func (f *Fairness) coin(a Action) uint32 {
	if a.Node < 0 {
		return 0
	}
	a.Grows = false
	n, ok := f.coins[a]
	if !ok {
		n = uint32(len(f.coins)) + 1
		f.coins[a] = n
	}
	return n
}

// Of implements cycles.Fairness for the marks of steps.
func (f *Fairness) Of(mark uint32) (s cycles.Stakes) {
	c, a := f.sys, f.sys.ActionOf(mark)
	s.Passes, s.Idle = a.Grows, a.Idle
	if c.IsFault(a) {
		return s // nothing has to go wrong
	}
	if f.fair.Has(temporal.Coins) {
		s.Coin, s.Idle = f.coin(a), false // a node cannot choose to do nothing again and again
	}
	name := func(node int) string { return c.Names[node+1] }
	weak := func(when temporal.Fairness, about condition, format string, args ...any) {
		if f.fair.Has(when) {
			about.fair = when
			s.Weak = append(s.Weak, f.number(about, says(format, args...)))
		}
	}
	switch a.Kind {
	case step.Deliver:
		from, to, kind := c.Parties(a.Message)
		f.delivers(a.Message, from, to, kind, &s)
		weak(temporal.Receivers, condition{node: to}, "%s could receive a message", name(to))
		weak(temporal.Senders, condition{node: from, like: kind}, "a message %s of %s could be delivered", kind, name(from))
	case step.Timeout:
		timer := c.NodeTable.TimerName.At(uint32(a.Timer))
		if f.fair.HasTimer(timer) {
			about := condition{fair: temporal.Timers, node: a.Node, timer: a.Timer}
			s.Weak = append(s.Weak, f.number(about, says("timer %s of %s could fire", timer, name(a.Node))))
		}
	case step.Restart:
		weak(temporal.Restarts, condition{node: a.Node}, "%s could restart", name(a.Node))
	case step.Invoke:
		weak(temporal.Invocations, condition{node: a.Node}, "%s could invoke an operation", name(a.Node))
	case step.Suspect, step.Trust:
		weak(temporal.Detectors, condition{kind: a.Kind, node: a.Node, whom: a.Whom}, "%s could %v %s", name(a.Node), a.Kind, name(a.Whom))
	case step.Heal:
		weak(temporal.Heals, condition{kind: a.Kind}, "the cut of the network could heal")
	case step.HealLink:
		weak(temporal.Heals, condition{kind: a.Kind}, "a link could heal")
	}
	return s
}

// says puts a text together when it is asked for.
func says(format string, args ...any) func() string {
	return func() string { return fmt.Sprintf(format, args...) }
}

// delivers adds the conditions that are about one message.
func (f *Fairness) delivers(message uint32, from, to int, kind string, s *cycles.Stakes) {
	c := f.sys
	receive := func() string { return c.couldReceive(message) }
	fleeting := c.Fleeting(message)
	if f.fair.Has(temporal.Messages) {
		list := &s.Weak
		if fleeting {
			list = &s.FleetingWeak
		}
		*list = append(*list, f.number(condition{fair: temporal.Messages, message: message}, receive))
	}
	if f.fair.Has(temporal.Links) { // what is sent is enabled, if its receiver is up
		link := f.number(condition{fair: temporal.Links, message: message}, receive)
		if fleeting { // of numbers that grow none is sent for ever, but the like of it is
			s.FleetingStrong = append(s.FleetingStrong, link)
			link = f.number(condition{fair: temporal.Links, node: from, whom: to, like: kind},
				says("%s could receive a message %s from %s", c.Names[to+1], kind, c.Names[from+1]))
		}
		s.Strong = append(s.Strong, link)
	}
}

// Unfair says why a run that goes round a loop for ever is not fair; "" if it is.
func (f *Fairness) Unfair(loop []cycles.Turn) string {
	c, strong, found := cycles.Neglected(loop, f.Of)
	where := "in every state of the loop"
	switch {
	case !found:
		return ""
	case strong:
		where = "in a state of the loop, again and again"
	case len(loop) == 1:
		where = "there"
	}
	return fmt.Sprintf("%s %s, and never does", f.texts[c], where)
}

// couldReceive says that a message could be delivered.
func (c *System) couldReceive(id uint32) string {
	p := c.packet(id)
	step := traces.Step{
		Kind: traces.StepDeliver, Node: c.Names[p.To], From: c.Names[p.From],
		Name: shown.TypeName(p.Message), Message: c.Names.Value(p.Message),
	}
	return strings.Replace(step.String(), " receives ", " could receive ", 1)
}
