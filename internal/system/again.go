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
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/handler"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/traces"
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

// AgainTime bounds the time that this usually takes, beside a twentieth of the search's.
const AgainTime = 200 * time.Millisecond

// slip is a handler that did something else than before.
type slip struct {
	key        uint64 // of its pair
	kind, text string
}

// TakeLate returns the late uses of an Env so far.
func (c *System) TakeLate() (slips []slip) {
	for _, u := range c.Handlers.Late.Take() {
		key := uint64(c.NodeTable.Intern(u.Before.Append(nil)))<<32 | uint64(u.In)
		slips = append(slips, slip{key: key, kind: handler.Model, text: u.Text})
	}
	return slips
}

// RunAgain runs handlers again on a sample of the known pairs, for no longer than atMost,
// and returns the first slips.
func (c *System) RunAgain(ctx context.Context, atMost time.Duration) (slips []slip) {
	defer rescue.Known(func(e guard.System) {
		if !errors.Is(e, explore.ErrStopped) {
			panic(e)
		}
	})
	end := time.Now().Add(atMost)
	runtime.GC()
	defer c.Handlers.Owned.Store(false)
	lists, all := c.pairsByClass()
	for round := 0; ; round++ {
		if round >= againPairs && round*len(lists) >= all/againShare {
			return c.TakeLate()
		}
		c.Handlers.Owned.Store(round%ownedEvery == 0)
		for _, list := range lists {
			key := list[round%len(list)]
			if text, kind := c.differs(key, 1); text != "" && !c.Handlers.Skipped.Load() {
				return []slip{{key, kind, text}}
			}
			if time.Now().After(end) || ctx.Err() != nil {
				return c.TakeLate()
			}
		}
		if slips = c.TakeLate(); slips != nil {
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
		if in == step.CrashInput || c.StateOf(node).Up == (in == step.RestartInput || in == step.BootInput) {
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

// differs runs a handler again, a machine's on one of the ways to its state, and returns
// how what it does differs from what it did before; "" is not at all.
func (c *System) differs(key uint64, way int) (text, kind string) {
	node, in := uint32(key>>32), step.Input(key)
	v, _ := c.Outcomes.Get(key)
	before := c.OutcomeList.Snapshot()[v>>16:][:v&0xffff]
	call := c.call(in)
	call.Way = way
	branches := c.Handlers.Branches(c.StateOf(node), call)
	after, sends := c.steps(node, in, branches)
	name := c.Handlers.Name(c.call(in))
	if len(after) == 1 && after[0].Finding != 0 && (len(before) != 1 || before[0].Finding != after[0].Finding) {
		return branches[0].Broken, branches[0].Kind
	}
	differ := func(text string) (string, string) {
		return name + ": a later run of the same handler on the same input differs: " + text + c.Handlers.Differed(c.StateOf(node).Node, c.call(in)), handler.Nondeterminism
	}
	if len(before) != len(after) {
		return differ(fmt.Sprintf("it made %s, and then %d", numbers.Some(len(before), "different step"), len(after)) + handler.LikelyOutside())
	}
	for i, a := range after {
		b := before[i]
		was := c.sendList.Snapshot()[b.sends:][:b.numSends]
		is := sends[a.sends:][:a.numSends]
		switch {
		case a.node != b.node:
			return differ(c.statesDiffer(b.node, a.node))
		case !slices.Equal(was, is):
			return differ(c.Handlers.SendsDiffer(c.sent(was), c.sent(is), c.nodeValue(a.node)))
		case a.events != b.events:
			return differ(c.Handlers.EventsDiffer(c.batchEvents(b.events), c.batchEvents(a.events), c.nodeValue(a.node)))
		case a.Finding != b.Finding:
			return differ("what is wrong with it" + handler.LikelyOutside())
		}
	}
	return "", ""
}

// statesDiffer says how two states of a node differ.
func (c *System) statesDiffer(a, b uint32) string {
	before, after := c.StateOf(a), c.StateOf(b)
	if !bytes.Equal(before.Inner, after.Inner) {
		return c.Handlers.StatesDiffer(before.Node, before.Inner, after.Inner)
	}
	return handler.FieldsDiffer(c.nodeValue(a), c.nodeValue(b))
}

// nodeValue is a node state with its timers.
func (c *System) nodeValue(id uint32) traces.Value {
	v := c.View(id)
	var timers traces.Seq
	for _, t := range v.Timers {
		timers = append(timers, traces.Str(t))
	}
	return append(c.Names.Record(v.Node), traces.Field{Name: "timers", Value: timers})
}

func (c *System) sent(list []uint32) (sends []handler.Sent) {
	for _, id := range list {
		sends = append(sends, handler.Sent{Bytes: c.msgTable.Bytes(id &^ resendBit), Resend: id&resendBit != 0})
	}
	return sends
}

// batchEvents are the events of a batch; 0 is none.
func (c *System) batchEvents(batch uint32) [][]byte {
	if batch == 0 {
		return nil
	}
	return c.Batches.At(batch).events
}

// Code is the finding of a slip.
func (c *System) Code(s slip) uint32 {
	return c.Findings.code(-1, s.kind, c.Names[c.NodeTable.Hot.At(uint32(s.key>>32)).Node+1]+": "+s.text)
}

// Mark makes a slip the only outcome of its pair. Nothing else may run.
func (c *System) Mark(s slip) {
	o := c.broken(uint32(s.key>>32), step.Input(s.key), s.kind, s.text)
	c.Outcomes.Replace(s.key, c.keep([]outcome{o}, nil, false))
}

// broken is the outcome of a node state and an input with which something is wrong.
func (c *System) broken(node uint32, in step.Input, kind, text string) outcome {
	o := outcome{node: node, unchanged: true, Finding: 1 + c.Code(slip{uint64(node) << 32, kind, text})}
	if in != step.BootInput {
		o.class = c.Classes.of(c.className(node, in))
	}
	return o
}
