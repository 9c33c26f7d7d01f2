package system

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// outcome is what one input does to one node state, one branch of Choose. It is
// computed once.
type outcome struct {
	change    uint64 // of the fingerprint, by the node's change alone
	node      uint32 // the node state after it
	sends     uint32 // where its messages begin in sendList
	events    uint32 // the batch of events; 0 is none
	Finding   uint32 // 1 + the code of what is wrong with the handler
	numSends  uint16
	class     uint16
	resends   bool  // some messages are sent only if they are not in flight
	advances  bool  // an epoch went forward, so messages may have died
	unchanged bool  // the node's state stays as it is
	refused   uint8 // 1 + the number of the bound that refuses the step; 0 is none
}

// outcomeBytes is the size of an outcome: two of them share a cache line.
const outcomeBytes = 32

// The entries of sendList are ids of messages; resendBit marks those that are
// sent only if no equal one is in flight.
const resendBit = 1 << 31

// eventOf is an event as it is kept: encoded.
type eventOf []byte

// batch is the events of one handler run.
type batch struct {
	node   int // index
	events []eventOf
}

// ruleBroken is panicked with by Env methods when a handler breaks the rules.
type ruleBroken struct{ text string }

// run is one run of one handler: the Env that it gets, and what it did.
type run struct {
	c    *System
	node int
	info *nodeInfo
	in   step.Input
	p    NodeParts // the node before it
	usage

	timers []string // sorted
	sends  []sent
	events []eventOf

	chosen []int // the answers to give to Choose
	arity  []int // what was asked
	fields []byte
	rule   string // what a method of Env panicked with
	// broken says that the handler broke a rule or panicked, and how.
	broken string
	kind   string
}

type sent struct {
	bytes  []byte
	resend bool
}

func (r *run) ID() model.NodeID {
	if r.enter("ID") {
		r.mu.Unlock()
	}
	return r.info.Id
}

func (r *run) Peers() []model.NodeID {
	if r.enter("Peers") {
		r.mu.Unlock()
	}
	return slices.Clone(r.info.peers)
}

func (r *run) Send(to model.NodeID, m model.Message) {
	if !r.enter("Send") {
		return
	}
	defer r.mu.Unlock()
	r.send(to, m, false)
}

func (r *run) Resend(to model.NodeID, m model.Message) {
	if !r.enter("Resend") {
		return
	}
	defer r.mu.Unlock()
	r.send(to, m, true)
}

func (r *run) Broadcast(m model.Message) {
	if !r.enter("Broadcast") {
		return
	}
	defer r.mu.Unlock()
	for _, to := range r.info.peers {
		r.send(to, m, false)
	}
}

// breakRule ends a handler that breaks a rule. It is kept, for the handler may
// recover.
func (r *run) breakRule(text string) {
	r.rule = text
	panic(ruleBroken{text})
}

func (r *run) send(to model.NodeID, m model.Message, resend bool) {
	if to < 1 || int(to) > len(r.c.Nodes) {
		r.breakRule(fmt.Sprintf("%s is sent to node %d; the nodes are 1 to %d", shown.TypeName(m), int(to), len(r.c.Nodes)))
	}
	if m == nil {
		r.breakRule(fmt.Sprintf("nil is sent to %s; a message is a value", r.c.Names[to]))
	}
	b, err := r.c.codec.Append([]byte{byte(r.node), byte(to - 1)}, m)
	if err != nil {
		r.breakRule("a message cannot be sent: " + refusalText(err))
	}
	if len(r.sends) == maxSends {
		r.breakRule(fmt.Sprintf("one handler run sends more than %d messages", maxSends))
	}
	r.sends = append(r.sends, sent{b, resend})
}

// maxSends is how many messages one handler run may send.
const maxSends = 1 << 12

func (r *run) SetTimer(t model.Timer) {
	if !r.enter("SetTimer") {
		return
	}
	defer r.mu.Unlock()
	at, found := slices.BinarySearch(r.timers, string(t))
	if found {
		return
	}
	if len(r.timers) == step.MaxTimers {
		r.breakRule(fmt.Sprintf("more than %d timers are set", step.MaxTimers))
	}
	r.timers = slices.Insert(r.timers, at, string(t))
}

func (r *run) StopTimer(t model.Timer) {
	if !r.enter("StopTimer") {
		return
	}
	defer r.mu.Unlock()
	r.stopTimer(t)
}

func (r *run) stopTimer(t model.Timer) {
	if at, found := slices.BinarySearch(r.timers, string(t)); found {
		r.timers = slices.Delete(r.timers, at, at+1)
	}
}

// maxChoice is the largest n of Choose.
const maxChoice = 64

func (r *run) Choose(n int) int {
	if !r.enter("Choose") {
		return 0
	}
	defer r.mu.Unlock()
	if n < 1 || n > maxChoice {
		r.breakRule(fmt.Sprintf("Choose(%d); it takes 1 to %d", n, maxChoice))
	}
	r.arity = append(r.arity, n)
	if len(r.arity) > len(r.chosen) {
		r.chosen = append(r.chosen, 0)
	}
	return r.chosen[len(r.arity)-1]
}

func (r *run) Record(e model.Event) {
	if !r.enter("Record") {
		return
	}
	defer r.mu.Unlock()
	b, err := r.c.codec.Append(nil, e)
	if err != nil {
		r.breakRule("an event cannot be recorded: " + refusalText(err))
	}
	r.events = append(r.events, b)
}

// The kinds of findings that are about the system itself and not a property.
const (
	kindPanic          = "panic"
	kindNondeterminism = "nondeterminism"
	kindModel          = "model" // a rule of the model is broken
	kindStuck          = "stuck" // a handler does not return
)

// handle runs the handler of one input on a private copy of a node state.
func (c *System) handle(p NodeParts, in step.Input, chosen []int) (r *run) {
	r = &run{c: c, node: p.Node, info: &c.Nodes[p.Node], in: in, p: p, chosen: slices.Clone(chosen), timers: slices.Clone(p.timers)}
	if c.owned.Load() {
		r.owner = goroutine()
	}
	defer r.end()
	defer rescue.Any(func(p *rescue.Panic) {
		switch v := p.Value.(type) {
		case Internal, Failed:
			panic(p)
		case ruleBroken:
			r.broken, r.kind = v.text, kindModel
		default:
			r.broken, r.kind = fmt.Sprintf("%v\n%s", v, handlerStack(p.Stack)), kindPanic
		}
	})
	node := c.DecodeNode(p)
	settings, err := r.info.Fields.AppendConst(nil, node)
	must(err)
	switch {
	case in.IsMessage():
		m := c.packet(in.Message())
		node.Receive(r, m.From, m.Message)
	case in == step.RestartInput || in == step.BootInput:
		r.timers = nil
		fresh := c.newNode(p.Node)
		must(r.info.Fields.CopyDurable(node, fresh))
		node = fresh
		node.Start(r)
	case in == step.InvokeInput:
		node.(model.Invoker).Invoke(r)
	default:
		name := c.NodeTable.TimerName.At(in.Timer())
		r.stopTimer(model.Timer(name))
		node.Timeout(r, model.Timer(name))
	}
	r.end()
	if r.rule != "" {
		panic(ruleBroken{r.rule}) // the handler recovered
	}
	if r.foreign != "" {
		panic(ruleBroken{r.name() + ": Env." + r.foreign + " was called by another goroutine than the handler's"})
	}
	after, err := r.info.Fields.AppendConst(nil, node)
	must(err)
	if !bytes.Equal(settings, after) {
		panic(ruleBroken{"the handler changed a setting (a field tagged model:\"const\")"})
	}
	r.fields, err = r.info.Fields.AppendFields(nil, node)
	if err != nil {
		panic(ruleBroken{refusalText(err)})
	}
	return r
}

// refusalText says why a value is refused. The inside of an Env, which a handler
// may have kept, is nobody's business.
func refusalText(err error) string {
	var refusal *canon.Refusal
	if errors.As(err, &refusal) {
		if path, _, found := strings.Cut(refusal.Path, ".(*system.run)"); found {
			return path + ": an Env is valid only until its handler returns, and cannot be kept or sent"
		}
	}
	return err.Error()
}

// ours matches what calls the code of a system.
var ours = regexp.MustCompile(`^github\.com/synod-go/synod/internal/(system|handler|guard)\.`)

// handlerStack returns the stack of a panicking handler, from the handler on.
func handlerStack(whole []byte) string {
	var lines []string
	stack := strings.Split(string(whole), "\n")
	for i := 0; i+1 < len(stack); i++ {
		if strings.HasPrefix(stack[i], "panic(") {
			stack = stack[i+2:]
			break
		}
	}
	for i := 0; i+1 < len(stack); i += 2 {
		if ours.MatchString(stack[i]) {
			break
		}
		place, _, _ := strings.Cut(strings.TrimSpace(stack[i+1]), " ")
		name := stack[i]
		if at := strings.LastIndex(name, "("); at > 0 {
			name = name[:at] // the arguments are addresses
		}
		lines = append(lines, "  at "+name+" ("+shortPath(place)+")")
	}
	return strings.Join(lines, "\n")
}

// shortPath keeps the last two elements of a path, so that a report is the same
// on every machine.
func shortPath(p string) string {
	parts := strings.Split(p, "/")
	return strings.Join(parts[max(0, len(parts)-2):], "/")
}

// same compares two runs of one handler. It returns what differs, or "".
func (r *run) same(o *run) string {
	switch {
	case r.broken != o.broken:
		return fmt.Sprintf("one run ended with %q, the other with %q", firstLine(r.broken), firstLine(o.broken))
	case !slices.Equal(r.arity, o.arity):
		return fmt.Sprintf("one run chose among %v, the other among %v", r.arity, o.arity)
	case r.broken != "":
		return ""
	case !bytes.Equal(r.fields, o.fields):
		return "the fields differ:\n  " + r.c.describe(r) + "\n  " + r.c.describe(o)
	case !slices.Equal(r.timers, o.timers):
		return fmt.Sprintf("one run left the timers %v set, the other %v", r.timers, o.timers)
	case !slices.EqualFunc(r.sends, o.sends, func(a, b sent) bool { return a.resend == b.resend && bytes.Equal(a.bytes, b.bytes) }):
		return "the messages differ (in content or order):\n  " + r.describeSends() + "\n  " + o.describeSends()
	case !slices.EqualFunc(r.events, o.events, func(a, b eventOf) bool { return bytes.Equal(a, b) }):
		return "the recorded events differ"
	}
	return ""
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// describe renders the fields that a run left behind.
func (c *System) describe(r *run) string {
	node := c.DecodeNode(NodeParts{Node: r.node, Fields: r.fields})
	return c.Names.Value(node).String()
}

func (r *run) describeSends() string {
	var parts []string
	for _, s := range r.sends {
		m := must1(r.c.codec.Decode(s.bytes[2:]))
		parts = append(parts, fmt.Sprintf("%s to %s", r.c.Names.Message(m), r.c.Names[s.bytes[1]+1]))
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}
