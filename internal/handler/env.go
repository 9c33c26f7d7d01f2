package handler

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// Run is one run of one handler: the Env that it gets, and what it did.
type Run struct {
	Node   int      // index of the node
	Sends  []Sent   // what it sent, in order
	Events [][]byte // what it recorded, encoded
	Logged []string // what it logged, if the call asks for that

	runner *Runner
	call   Call
	before node.State
	by     rebuilt
	usage
	progress *progress

	timers []string // sorted
	chosen []int    // the answers to give to Choose
	arity  []int    // what was asked
	after  []byte   // the node's state
	idle   bool     // the client may not start an operation
	rule   string   // what a method of Env panicked with
	// broken says that the handler broke a rule or panicked, and how.
	broken string
	kind   string
}

// Sent is a message that a handler sent: sender, receiver and what it says, encoded.
type Sent struct {
	Bytes  []byte
	Resend bool // it is sent only if no equal one is in flight
}

// Choices returns what Choose returned, call by call.
func (r *Run) Choices() []int { return r.chosen[:len(r.arity)] }

// ruleBroken is panicked with by Env methods when a handler breaks the rules.
type ruleBroken struct{ text, kind string }

// run runs a handler once on a private copy of a node's state, or on a machine that came
// to it on one of the ways that are known.
func (r *Runner) run(s node.State, call Call, chosen []int, by rebuilt, p *progress) (run *Run) {
	run = &Run{runner: r, Node: s.Node, call: call, before: s, chosen: slices.Clone(chosen), timers: slices.Clone(s.Timers), progress: p, by: by}
	p.now(node.InHandler)
	if r.Owned.Load() {
		run.owner = goroutine()
	}
	defer run.end()
	defer rescue.Any(func(caught *rescue.Panic) {
		switch v := caught.Value.(type) {
		case guard.Internal, guard.System:
			panic(caught)
		case ruleBroken:
			run.broken, run.kind = v.text, v.kind
		default:
			run.broken, run.kind = p.where()+panicText(v)+"\n"+guard.Stack(caught.Stack), Panic
		}
	})
	switch call.Kind {
	case node.Start:
		run.timers = nil
	case node.Timeout:
		run.stopTimer(model.Timer(call.Timer))
	}
	after, err := r.Kinds[s.Node].Run(s.Inner, run, r.input(call, by))
	run.end()
	if errors.Is(err, node.ErrIdle) {
		run.idle = true
		return run
	}
	if run.rule != "" {
		panic(ruleBroken{run.rule, Model}) // the handler recovered
	}
	if run.foreign != "" {
		panic(ruleBroken{r.Name(call) + ": Env." + run.foreign + " was called by another goroutine than the handler's", Model})
	}
	var diverged *node.Diverged
	if errors.As(err, &diverged) {
		panic(ruleBroken{r.Name(call) + ": " + diverged.Text + r.asked(diverged) + likely(outside+", or one that Disk, State or Shown changed") + r.Differed(s.Node, call), Nondeterminism})
	}
	if err != nil {
		panic(ruleBroken{refusalText(err), Model})
	}
	run.after = after
	return run
}

// Now says which code of a machine runs: it implements node.Follower.
func (r *Run) Now(doing node.Doing) { r.progress.now(doing) }

func (r *Run) ID() model.NodeID {
	if r.enter("ID") {
		r.mu.Unlock()
	}
	return model.NodeID(r.Node + 1)
}

func (r *Run) Peers() []model.NodeID {
	if r.enter("Peers") {
		r.mu.Unlock()
	}
	return slices.Clone(r.runner.Peers[r.Node])
}

func (r *Run) Group(prefix string) []model.NodeID {
	if r.enter("Group") {
		defer r.mu.Unlock()
	}
	ids, known := r.runner.Groups[prefix]
	if !known {
		r.breakRule(fmt.Sprintf("Group(%s); the groups are %s", quote.Quoted(prefix), strings.Join(slices.Sorted(maps.Keys(r.runner.Groups)), ", ")))
	}
	return slices.Clone(ids)
}

func (r *Run) Send(to model.NodeID, m model.Message) {
	if !r.enter("Send") {
		return
	}
	defer r.mu.Unlock()
	r.send(to, m, false)
}

func (r *Run) Resend(to model.NodeID, m model.Message) {
	if !r.enter("Resend") {
		return
	}
	defer r.mu.Unlock()
	r.send(to, m, true)
}

func (r *Run) Broadcast(m model.Message) {
	if !r.enter("Broadcast") {
		return
	}
	defer r.mu.Unlock()
	for _, to := range r.runner.Peers[r.Node] {
		r.send(to, m, false)
	}
}

// breakRule ends a handler that breaks a rule. It is kept, for the handler may
// recover.
func (r *Run) breakRule(text string) {
	r.rule = text
	panic(ruleBroken{text, Model})
}

func (r *Run) send(to model.NodeID, m model.Message, resend bool) {
	if _, own := m.(*Run); own {
		r.breakRule("a message cannot be sent: it " + isEnv)
	}
	if to < 1 || int(to) > len(r.runner.Kinds) {
		r.breakRule(fmt.Sprintf("%s is sent to node %d; the nodes are 1 to %d", shown.TypeName(m), int(to), len(r.runner.Kinds)))
	}
	if m == nil {
		r.breakRule(fmt.Sprintf("nil is sent to %s; a message is a value", r.runner.Names[to]))
	}
	b, err := r.runner.Codec.Append([]byte{byte(r.Node), byte(to - 1)}, m)
	if err != nil {
		r.breakRule("a message cannot be sent: " + refusalText(err))
	}
	if len(r.Sends) == maxSends {
		r.breakRule(fmt.Sprintf("one handler run sends more than %d messages", maxSends))
	}
	r.Sends = append(r.Sends, Sent{b, resend})
}

// maxSends is how many messages one handler run may send.
const maxSends = 1 << 12

func (r *Run) SetTimer(t model.Timer) {
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

func (r *Run) StopTimer(t model.Timer) {
	if !r.enter("StopTimer") {
		return
	}
	defer r.mu.Unlock()
	r.stopTimer(t)
}

func (r *Run) stopTimer(t model.Timer) {
	if at, found := slices.BinarySearch(r.timers, string(t)); found {
		r.timers = slices.Delete(r.timers, at, at+1)
	}
}

// maxChoice is the largest n of Choose.
const maxChoice = 64

func (r *Run) Choose(n int) int {
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

func (r *Run) Record(e model.Event) {
	if !r.enter("Record") {
		return
	}
	defer r.mu.Unlock()
	if _, own := e.(*Run); own {
		r.breakRule("an event cannot be recorded: it " + isEnv)
	}
	b, err := r.runner.Codec.Append(nil, e)
	if err != nil {
		r.breakRule("an event cannot be recorded: " + refusalText(err))
	}
	r.Events = append(r.Events, b)
}

// maxLogged is how many lines of one handler run are kept.
const maxLogged = 1 << 10

// Log keeps a line if somebody wants to read it. Otherwise it does not even format it.
func (r *Run) Log(format string, args ...any) {
	line := ""
	if r.call.Shown {
		line = r.runner.Names.Text(model.Textf(format, args...))
	}
	if !r.enter("Log") {
		return
	}
	defer r.mu.Unlock()
	switch n := len(r.Logged); {
	case !r.call.Shown || n > maxLogged:
	case n == maxLogged:
		r.Logged = append(r.Logged, "… and more")
	default:
		r.Logged = append(r.Logged, line)
	}
}

// isEnv says of a part of a state or of a message why it is refused.
const isEnv = "is an Env, which is valid only until the handler returns: it cannot be kept in a state, sent or recorded; " +
	"pass it on to what the handler calls"

// refusalText says why a value is refused. The inside of an Env, which a handler
// may have kept, is nobody's business.
func refusalText(err error) string {
	var refusal *canon.Refusal
	if errors.As(err, &refusal) {
		if path, _, found := strings.Cut(refusal.Path, ".("+runType+")"); found {
			return path + " " + isEnv
		}
	}
	return err.Error()
}

// runType is how the type of an Env is spelt in paths, and in panics of Go's.
var runType = reflect.TypeFor[*Run]().String()

// panicText describes the value that a handler panicked with.
func panicText(v any) string {
	if _, ok := v.(*Run); ok {
		return "the Env"
	}
	return strings.ReplaceAll(fmt.Sprint(v), runType, "model.Env")
}
