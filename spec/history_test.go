package spec

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// history reads the events of a run: "1w5 2r 2=0 1=done" is client 1 invoking a
// write of 5, client 2 a read, which returns 0, and client 1 getting its answer.
func history(text string) []recorded {
	var events []recorded
	for _, word := range strings.Fields(text) {
		by := model.NodeID(word[0] - '0')
		var value int
		if len(word) > 2 {
			fmt.Sscan(word[2:], &value)
		}
		var e model.Event
		switch {
		case word[1] == 'w':
			e = model.Invoke{Op: Write(value)}
		case word[1] == 'r':
			e = model.Invoke{Op: Read()}
		case word[2:] == "done":
			e = model.Return{Result: Done{}}
		default:
			e = model.Return{Result: value}
		}
		events = append(events, recorded{by, e})
	}
	return events
}

func TestLinearizability(t *testing.T) {
	f := linearizability(Register(0))
	for _, c := range []struct{ name, events, want string }{
		{"nothing happened", "", "untested"},
		{"no answer", "1w5 2r", "untested"},
		{"read your write", "1w5 1=done 1r 1=5", "holds"},
		{"stale read", "1w5 1=done 2r 2=0", "S2, operation 1: read → 0 (invoked when of the others had returned: S1's first 1)"},
		{"concurrent read, old value", "1w5 2r 1=done 2=0", "holds"},
		{"concurrent read, new value", "1w5 2r 1=done 2=5", "holds"},
		{"a pending write may have taken effect", "1w5 2r 2=5", "holds"},
		{"a pending write may take effect late", "1w5 2r 2=0 2r 2=5", "holds"},
		{"a pending write may never take effect", "1w5 2r 2=0 2r 2=0", "holds"},
		{"a pending write does not take effect twice", "1w5 2r 2=5 2w6 2=done 2r 2=6 2r 2=5",
			"S1, operation 1: write 5, no answer yet"},
		{"new value, then old", "1w5 2r 2=5 3r 3=0", "not linearizable"},
		{"a value that nobody wrote", "1r 1=7", "read → 7"},
		{"a pending read says nothing", "1r 2w5 2=done 2r 2=5", "holds"},
	} {
		t.Run(c.name, func(t *testing.T) { requireVerdict(t, c.want, f.judgeAll(history(c.events)...)) })
	}
}

// What does not matter to linearizability is not kept.
func TestHistoryKeepsNoOrderOfInvocations(t *testing.T) {
	fold := func(text string) History {
		var h History
		for _, r := range history(text) {
			h = h.fold(r.by, r.event)
		}
		return h
	}
	require.Equal(t, fold("1w5 2r 1=done 2=5 1r"), fold("2r 1w5 2=5 1=done 1r"))
	require.NotEqual(t, fold("1w5 2r 1=done 2=5"), fold("1w5 1=done 2r 2=5"))
}

// linearizableNaive tries all orders of a history's operations: the events are
// kept with their times, and nothing of the code under test is used.
func linearizableNaive(events []recorded) bool {
	type op struct {
		op         RegisterOp
		call, ret  int
		result     any
		linearized bool
	}
	var ops []*op
	running := map[model.NodeID]*op{}
	for now, r := range events {
		switch e := r.event.(type) {
		case model.Invoke:
			running[r.by] = &op{op: e.Op.(RegisterOp), call: now, ret: len(events)}
			ops = append(ops, running[r.by])
		case model.Return:
			running[r.by].ret, running[r.by].result = now, e.Result
		}
	}
	var try func(value int) bool
	try = func(value int) bool {
		done := true
		for _, x := range ops {
			if x.linearized {
				continue
			}
			done = done && x.result == nil // one without an answer may never be
			first := true
			for _, y := range ops {
				first = first && (y.linearized || y.ret > x.call || y == x)
			}
			if !first || !x.op.Write && x.result != nil && x.result != value {
				continue
			}
			after := value
			if x.op.Write {
				after = x.op.Value
			}
			x.linearized = true
			ok := try(after)
			x.linearized = false
			if ok {
				return true
			}
		}
		return done
	}
	return try(0)
}

func TestLinearizabilityIsThatOfAllOrders(t *testing.T) {
	f := linearizability(Register(0))
	random := rand.New(rand.NewPCG(3, 4))
	verdicts := map[string]int{}
	for range 20_000 {
		var events []recorded
		var running [4]bool
		var write [4]bool
		for range 1 + random.IntN(12) {
			client := 1 + random.IntN(3)
			by := model.NodeID(client)
			switch {
			case !running[client]:
				write[client] = random.IntN(2) == 0
				op := Read()
				if write[client] {
					op = Write(1 + random.IntN(2))
				}
				events = append(events, recorded{by, model.Invoke{Op: op}})
			case write[client]:
				events = append(events, recorded{by, model.Return{Result: Done{}}})
			default:
				events = append(events, recorded{by, model.Return{Result: random.IntN(3)}})
			}
			running[client] = !running[client]
		}
		got := f.judgeAll(events...)
		want := linearizableNaive(events)
		switch {
		case !got.Tested:
			verdicts["untested"]++
		case !got.Found:
			verdicts["holds"]++
			require.True(t, want, "%v", events)
		default:
			verdicts["violated"]++
			require.False(t, want, "%v", events)
		}
	}
	for _, verdict := range []string{"untested", "holds", "violated"} {
		require.Greater(t, verdicts[verdict], 1000, verdict)
	}
}
