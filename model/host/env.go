package host

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// env is the model.Env of one run of a handler. What the handler does has no effect before
// it has returned and its node is on disk.
type env struct {
	h *Host

	mu     sync.Mutex
	over   bool // the handler has returned
	broken error

	sent   []sent
	events []Event
	timers []timerChange
}

// ruleBroken is what a method of env panics with when the handler breaks a rule of the model.
type ruleBroken struct{ text string }

func (r ruleBroken) Error() string { return r.text }

// begin takes the lock for a method. It ends the node if the handler has returned.
func (e *env) begin(method string) (ok bool) {
	e.mu.Lock()
	if e.over {
		e.mu.Unlock()
		e.h.fail(fmt.Errorf("%s: Env.%s was called after the handler had returned; an Env is valid only until then (a goroutine, or an Env that was kept)", e.h.cfg.Node, method))
		return false
	}
	return true
}

// end says that the handler has returned.
func (e *env) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.over = true
}

// breakRule ends a handler that breaks a rule. It is kept, for the handler may recover.
func (e *env) breakRule(format string, args ...any) {
	e.broken = ruleBroken{fmt.Sprintf(format, args...)}
	panic(e.broken)
}

func (e *env) ID() model.NodeID { return e.h.self }

func (e *env) Peers() []model.NodeID {
	return slices.Clone(e.h.sys.Handlers.Peers[e.h.self-1])
}

func (e *env) Group(prefix string) []model.NodeID {
	groups := e.h.sys.Handlers.Groups
	ids, known := groups[prefix]
	if !known {
		e.breakRule("Group(%s); the groups are %s", quote.Quoted(prefix), strings.Join(slices.Sorted(maps.Keys(groups)), ", "))
	}
	return slices.Clone(ids)
}

func (e *env) Send(to model.NodeID, m model.Message) {
	if e.begin("Send") {
		defer e.mu.Unlock()
		e.send(to, m, false)
	}
}

// Resend sends the message unless an equal one waits for the connection; it cannot know what is
// on its way. On a FIFO network it is one more message in the channel, as in a search.
func (e *env) Resend(to model.NodeID, m model.Message) {
	if e.begin("Resend") {
		defer e.mu.Unlock()
		e.send(to, m, e.h.cfg.System.Network != model.FIFO)
	}
}

func (e *env) Broadcast(m model.Message) {
	if e.begin("Broadcast") {
		defer e.mu.Unlock()
		for _, to := range e.h.sys.Handlers.Peers[e.h.self-1] {
			e.send(to, m, false)
		}
	}
}

func (e *env) send(to model.NodeID, m model.Message, resend bool) {
	h := e.h
	if to < 1 || int(to) >= len(h.sys.Names) {
		e.breakRule("%s is sent to node %d; the nodes are 1 to %d", shown.TypeName(m), int(to), len(h.sys.Names)-1)
	}
	if m == nil {
		e.breakRule("nil is sent to %s; a message is a value", h.sys.Names[to])
	}
	body, err := h.messages.Append(nil, m)
	if err != nil {
		e.breakRule("a message cannot be sent: %v", err)
	}
	out := sent{to: to, id: h.newID(), body: body, resend: resend}
	if h.log != nil {
		out.name = shown.TypeName(m)
		if out.says = (traces.Record{}); !h.log.NoMessages {
			out.says = h.sys.Names.Plain(m)
		}
	}
	e.sent = append(e.sent, out)
}

// timerChange is that a handler has set or stopped a timer.
type timerChange struct {
	timer model.Timer
	set   bool
}

func (e *env) SetTimer(t model.Timer) {
	if e.begin("SetTimer") {
		defer e.mu.Unlock()
		e.timers = append(e.timers, timerChange{t, true})
	}
}

func (e *env) StopTimer(t model.Timer) {
	if e.begin("StopTimer") {
		defer e.mu.Unlock()
		e.timers = append(e.timers, timerChange{t, false})
	}
}

// maxChoice is the largest n of Choose, as in a search.
const maxChoice = 64

func (e *env) Choose(n int) int {
	if !e.begin("Choose") {
		return 0
	}
	defer e.mu.Unlock()
	if n < 1 || n > maxChoice {
		e.breakRule("Choose(%d); it takes 1 to %d", n, maxChoice)
	}
	return e.h.random.IntN(n)
}

func (e *env) Record(v model.Event) {
	if !e.begin("Record") {
		return
	}
	defer e.mu.Unlock()
	b, err := e.h.events.Append(nil, v)
	if err != nil {
		e.breakRule("an event cannot be recorded: %v", err)
	}
	e.events = append(e.events, Event{Node: e.h.cfg.Node, At: time.Now(), Value: guard.Must1(e.h.events.Decode(b))})
}

func (e *env) Log(format string, args ...any) {
	line := e.h.sys.Names.Text(model.Textf(format, args...))
	if e.begin("Log") {
		defer e.mu.Unlock()
		e.h.logger.Debug(line)
	}
}
