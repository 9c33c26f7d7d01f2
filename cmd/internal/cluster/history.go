package cluster

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/host"
	"github.com/synod-go/synod/spec"
)

// operation is an operation of a client.
type operation struct {
	client         string
	op, result     any
	start, end     time.Time // end is zero if there was no answer
	clientsOrdinal int
}

func (o *operation) answered() bool { return !o.end.IsZero() }

// history is what clients saw, in real time. All clients run in this process, so that one
// clock tells which operation had ended before which began.
type history struct {
	mu      sync.Mutex
	ops     []*operation
	running map[string]*operation // by client
	counts  map[string]int
	answers int
	last    time.Time // of an answer
}

func newHistory() *history {
	return &history{running: map[string]*operation{}, counts: map[string]int{}}
}

// heed takes an event of a client.
func (h *history) heed(e host.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch v := e.Value.(type) {
	case model.Invoke:
		h.counts[e.Node]++
		op := &operation{client: e.Node, op: v.Op, start: e.At, clientsOrdinal: h.counts[e.Node]}
		h.ops = append(h.ops, op)
		h.running[e.Node] = op
	case model.Return:
		if op := h.running[e.Node]; op != nil {
			op.result, op.end = v.Result, e.At
			delete(h.running, e.Node)
			h.answers++
			h.last = e.At
		}
	}
}

// pending counts the operations without an answer.
func (h *history) pending() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.running)
}

func (h *history) answered() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.answers
}

// latencies returns how long the operations took that were answered, the shortest first.
func (h *history) latencies() (all []time.Duration) {
	for _, op := range h.ops {
		if op.answered() {
			all = append(all, op.end.Sub(op.start))
		}
	}
	slices.Sort(all)
	return all
}

// percentile returns the latency that so many of a hundred operations do not exceed.
func percentile(sorted []time.Duration, percent float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	at := int(math.Ceil(percent/100*float64(len(sorted)))) - 1
	return sorted[max(0, min(at, len(sorted)-1))]
}

// silence returns the longest time between from and to without an answer to anybody.
func (h *history) silence(from, to time.Time) (longest time.Duration) {
	var ends []time.Time
	for _, op := range h.ops {
		if op.answered() && op.end.After(from) && op.end.Before(to) {
			ends = append(ends, op.end)
		}
	}
	slices.SortFunc(ends, time.Time.Compare)
	last := from
	for _, at := range append(ends, to) {
		longest = max(longest, at.Sub(last))
		last = at
	}
	return longest
}

// verdict is what is known of a history.
type verdict int

const (
	untested verdict = iota // no operation was answered
	linearizable
	notLinearizable
	undecided // in the time that there was
)

// check asks whether the history is linearizable, and draws one that is not to a file.
func (h *history) check(object spec.Object, limit time.Duration, picture string) (verdict, error) {
	ops := h.operations(object)
	if h.answers == 0 {
		return untested, nil
	}
	result, info := porcupine.CheckOperationsVerbose(object.Model, ops, limit)
	switch result {
	case porcupine.Ok:
		return linearizable, nil
	case porcupine.Unknown:
		return undecided, nil
	}
	f, err := os.Create(picture)
	if err != nil {
		return notLinearizable, err
	}
	err = porcupine.Visualize(object.Model, info, f)
	return notLinearizable, cmp.Or(err, f.Close())
}

// operations are the operations as porcupine takes them. One without an answer may take effect at
// any later time; one that cannot change the object is left out then.
func (h *history) operations(object spec.Object) (ops []porcupine.Operation) {
	clients := map[string]int{}
	var first time.Time
	for _, op := range h.ops {
		if first.IsZero() || op.start.Before(first) {
			first = op.start
		}
	}
	for _, op := range h.ops {
		if _, known := clients[op.client]; !known {
			clients[op.client] = len(clients)
		}
		if !op.answered() && object.ReadOnly != nil && object.ReadOnly(op.op) {
			continue
		}
		end := int64(math.MaxInt64)
		if op.answered() {
			end = int64(op.end.Sub(first))
		}
		ops = append(ops, porcupine.Operation{ClientId: clients[op.client], Input: op.op, Call: int64(op.start.Sub(first)), Output: op.result, Return: end})
	}
	return ops
}

// write writes the history to a file, an operation a line, in the order in which they began.
func (h *history) write(path string, start time.Time) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	ms := func(t time.Time) float64 { return float64(t.Sub(start).Microseconds()) / 1000 }
	enc := json.NewEncoder(out)
	for _, op := range h.ops {
		line := struct {
			Client string   `json:"client"`
			Number int      `json:"number"`
			Op     string   `json:"op"`
			Start  float64  `json:"start_ms"`
			Result *string  `json:"result,omitempty"`
			End    *float64 `json:"end_ms,omitempty"`
		}{Client: op.client, Number: op.clientsOrdinal, Op: fmt.Sprint(op.op), Start: ms(op.start)}
		if op.answered() {
			result, end := fmt.Sprint(op.result), ms(op.end)
			line.Result, line.End = &result, &end
		}
		if err := enc.Encode(line); err != nil {
			return cmp.Or(err, f.Close())
		}
	}
	return cmp.Or(out.Flush(), f.Close())
}
