package system

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/step"
)

// What a handler does with a node state and an input is looked up after it ran
// twice. So after a search some handlers run again, on pairs of a node state and an
// input that are known, in another order and after a garbage collection, and must do
// what they did. What is found then becomes the outcome of its pair, and the search
// is made again, for it to find a run to there.

const (
	// againPairs is how many pairs of each handler, timer and message type are taken
	// at least; their runs are twice as many.
	againPairs = 64
	// againShare is the share of all pairs that is taken when they are many.
	againShare = 16
	// ownedEvery is how many rounds there are for one in which it is looked at which
	// goroutine uses an Env, which takes time.
	ownedEvery = 8
)

// againTime bounds the time that this takes, beside a twentieth of the search's.
const againTime = 200 * time.Millisecond

// slip is a handler that did something else than before.
type slip struct {
	key        uint64 // of its pair
	kind, text string
}

// usage says who uses an Env, and when.
type usage struct {
	mu      sync.Mutex
	over    bool   // the handler has returned
	owner   string // the goroutine of the handler, when that is looked at
	foreign string // the method that another goroutine called
}

// enter takes the lock for a method of Env. It returns false, and has not taken
// it, when the handler has returned.
func (r *run) enter(method string) bool {
	r.mu.Lock()
	if r.over {
		r.mu.Unlock()
		r.c.Late.add(slip{kind: kindModel, text: r.name() + ": Env." + method +
			" was called after the handler had returned; an Env is valid only until then (a goroutine, or an Env that was kept)"}, r)
		return false
	}
	if r.owner != "" && r.owner != goroutine() {
		r.foreign = method
	}
	return true
}

// end says that the handler has returned.
func (r *run) end() {
	if r.owner != "" {
		runtime.Gosched() // what it started may run now
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
}

func (r *run) name() string { return r.c.inputName(r.in) }

// goroutine returns the name of the goroutine that runs.
func goroutine() string {
	var buf [32]byte
	b := buf[:runtime.Stack(buf[:], false)]
	return string(bytes.TrimRight(b[:bytes.IndexByte(b, '[')], " "))
}

// lateUses are the uses of an Env after its handler returned.
type lateUses struct {
	mu    sync.Mutex
	slips []slip
}

func (l *lateUses) add(s slip, r *run) {
	s.key = uint64(r.c.NodeTable.Intern(r.p.append(nil)))<<32 | uint64(r.in)
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.ContainsFunc(l.slips, func(have slip) bool { return have.key == s.key }) {
		l.slips = append(l.slips, s)
	}
}

func (l *lateUses) Take() []slip {
	l.mu.Lock()
	defer l.mu.Unlock()
	slips := l.slips
	l.slips = nil
	return slips
}

// RunAgain runs handlers again on a sample of the known pairs, and returns the
// first slips.
func (c *System) RunAgain(ctx context.Context, searched time.Duration) (slips []slip) {
	defer rescue.Known(func(e Failed) {
		if !errors.Is(e.Err, explore.ErrStopped) {
			panic(e)
		}
	})
	end := time.Now().Add(max(againTime, searched/20))
	runtime.GC()
	defer c.owned.Store(false)
	lists, all := c.pairsByClass()
	for round := 0; ; round++ {
		if round >= againPairs && round*len(lists) >= all/againShare {
			return c.Late.Take()
		}
		c.owned.Store(round%ownedEvery == 0)
		for _, list := range lists {
			key := list[round%len(list)]
			if text, kind := c.differs(key); text != "" && !c.Patience.Skipped.Load() {
				return []slip{{key, kind, text}}
			}
			if time.Now().After(end) || ctx.Err() != nil {
				return c.Late.Take()
			}
		}
		if slips = c.Late.Take(); slips != nil {
			return slips
		}
	}
}

// pairsByClass returns the known pairs of node state and input, in a random order,
// by the kind of step that they make, and how many there are.
func (c *System) pairsByClass() (lists [][]uint64, all int) {
	classes := map[string][]uint64{}
	for key := range c.Outcomes.All() {
		node, in := uint32(key>>32), step.Input(key)
		if in == step.CrashInput || SplitNode(c.NodeTable.Bytes(node)).up == (in == step.RestartInput || in == step.BootInput) {
			continue
		}
		class := c.className(node, in)
		classes[class] = append(classes[class], key)
		all++
	}
	random := rand.New(rand.NewPCG(c.seed, uint64(all)))
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		list := classes[class]
		slices.Sort(list)
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		lists = append(lists, list)
	}
	return lists, all
}

// differs runs a handler again and returns how what it does differs from what it
// did before; "" is not at all.
func (c *System) differs(key uint64) (text, kind string) {
	node, in := uint32(key>>32), step.Input(key)
	v, _ := c.Outcomes.Get(key)
	before := c.OutcomeList.Snapshot()[v>>16:][:v&0xffff]
	branches := c.branches(SplitNode(c.NodeTable.Bytes(node)), in)
	after, sends := c.steps(node, in, branches)
	name := c.inputName(in)
	if len(after) == 1 && after[0].Finding != 0 && (len(before) != 1 || before[0].Finding != after[0].Finding) {
		return branches[0].broken, branches[0].kind
	}
	differ := func(format string, args ...any) (string, string) {
		return name + ": a later run of the same handler on the same input differs: " + fmt.Sprintf(format, args...), kindNondeterminism
	}
	if len(before) != len(after) {
		return differ("it made %d different steps, and then %d", len(before), len(after))
	}
	for i, a := range after {
		b := before[i]
		was := c.sendList.Snapshot()[b.sends:][:b.numSends]
		is := sends[a.sends:][:a.numSends]
		switch {
		case a.node != b.node:
			return differ("the node is then\n  %s\n  %s", c.describeNode(b.node), c.describeNode(a.node))
		case !slices.Equal(was, is):
			return differ("the messages are (in content or order)\n  %s\n  %s", c.describeMessages(was), c.describeMessages(is))
		case a.events != b.events:
			return differ("the recorded events")
		case a.Finding != b.Finding:
			return differ("what is wrong with it")
		}
	}
	return "", ""
}

// describeNode renders a node state with its timers.
func (c *System) describeNode(id uint32) string {
	v := c.View(c.NodeTable.Bytes(id))
	return fmt.Sprintf("%v, timers %v", c.Names.Value(v.Node), v.Timers)
}

func (c *System) describeMessages(list []uint32) string {
	r := &run{c: c}
	for _, id := range list {
		r.sends = append(r.sends, sent{bytes: c.msgTable.Bytes(id &^ resendBit)})
	}
	return r.describeSends()
}

// Code is the finding of a slip.
func (c *System) Code(s slip) uint32 {
	return c.Findings.code(-1, s.kind, c.Names[c.NodeTable.Hot.At(uint32(s.key>>32)).Node+1]+": "+s.text)
}

// Mark makes a slip the only outcome of its pair. Nothing else may run.
func (c *System) Mark(s slip) {
	node, in := uint32(s.key>>32), step.Input(s.key)
	o := outcome{node: node, unchanged: true, Finding: 1 + c.Code(s)}
	if in != step.BootInput {
		o.class = c.Classes.of(c.className(node, in))
	}
	c.Outcomes.Replace(s.key, c.keep([]outcome{o}, nil))
}
