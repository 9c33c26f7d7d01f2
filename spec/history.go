package spec

import (
	"strings"

	"github.com/anishathalye/porcupine"

	"github.com/synod-go/synod/model"
)

// Operation is one operation of a client, as a History keeps it.
type Operation struct {
	Op any
	// Returned says that the answer has come; Result is that answer, else nil.
	Returned bool
	Result   any
	// Before says how many operations of each other client had returned when
	// this one was invoked. Clients with none are left out.
	Before map[model.NodeID]int
}

// History is what clients saw: each client's operations in order, and for every
// invocation how many operations of each other client had returned by then.
// Two runs that differ in nothing else have the same history, although their
// invocations and returns may have come in different orders: linearizability
// depends only on which operation returned before which was invoked.
type History map[model.NodeID][]Operation

// returned counts a client's operations that have returned: all but perhaps the
// last, for a client waits for its answer.
func (h History) returned(client model.NodeID) int {
	ops := h[client]
	if n := len(ops); n > 0 && !ops[n-1].Returned {
		return n - 1
	}
	return len(ops)
}

// fold returns the history after an event of a client. Others are ignored.
func (h History) fold(client model.NodeID, e model.Event) History {
	switch e := e.(type) {
	case model.Invoke:
		op := Operation{Op: e.Op}
		for other := range h {
			if n := h.returned(other); n > 0 && other != client {
				if op.Before == nil {
					op.Before = map[model.NodeID]int{}
				}
				op.Before[other] = n
			}
		}
		if h == nil {
			h = History{}
		}
		h[client] = append(h[client], op)
	case model.Return:
		if ops := h[client]; h.returned(client) < len(ops) {
			ops[len(ops)-1].Returned = true
			ops[len(ops)-1].Result = e.Result
		}
	}
	return h
}

// Histories returns a monitor of what the clients saw, from the model.Invoke and
// model.Return events that they record. Several properties may judge it.
func Histories() *model.Monitor[History] {
	return &model.Monitor[History]{
		Name: "history",
		Fold: func(h History, n model.NodeID, e model.Event) History { return h.fold(n, e) },
	}
}

// Object is what clients operate on, as if nobody else were there.
type Object struct {
	// Model is the object's sequential behaviour. Its Step must accept a nil
	// output as "not known", for operations that have not returned; its
	// DescribeOperation, which must be set, makes the texts of violations.
	Model porcupine.Model
	// ReadOnly says that an operation never changes the object. One that has not
	// returned is left out: it says nothing about the others. Nil means that
	// every operation may change the object.
	ReadOnly func(op any) bool
}

// Linearizability says that every operation appears to take effect at some
// instant between its invocation and its return (Herlihy and Wing,
// Linearizability: A Correctness Condition for Concurrent Objects, Section 2).
// An operation without an answer may take effect at any later time, or never.
func Linearizability(object Object) model.Property {
	return model.Property{
		Name:   "linearizability",
		Doc:    "Every operation appears to take effect at one instant between its invocation and its return.",
		Source: "Herlihy and Wing, Linearizability: A Correctness Condition for Concurrent Objects, Section 2.2",
		Check:  linearizability(object).check(),
		Object: object,
	}
}

func linearizability(object Object) folded[History] {
	return folded[History]{
		monitor: Histories(),
		judge: func(h History) model.Verdict {
			answered := 0
			for client := range h {
				answered += h.returned(client)
			}
			switch {
			case answered == 0:
				return model.Untested
			case object.linearizable(h):
				return model.Holds
			}
			return model.Violated("the clients' history is not linearizable:\n%s", object.text(h))
		},
	}
}

// linearizable asks porcupine.
//
// Porcupine wants times, and a History has none. Let pred(x) be the operations
// that had returned when x was invoked. In a real run these sets are nested, so
// their sizes order them, and
//
//	call(x)   = 2·|pred(x)|
//	return(x) = min { call(y) : x ∈ pred(y) } − 1, or the end of time
//
// gives return(x) < call(y) exactly for x ∈ pred(y): if x ∉ pred(y), every
// pred(z) with x in it is larger than pred(y), so return(x) ≥ call(y) + 1.
func (object Object) linearizable(h History) bool {
	never := int64(2)
	for _, ops := range h {
		never += 2 * int64(len(ops))
	}
	call := func(client model.NodeID, i int) int64 {
		size := i
		for _, n := range h[client][i].Before {
			size += n
		}
		return int64(2 * size)
	}
	clients := sortedKeys(h)
	var all []porcupine.Operation
	for _, client := range clients {
		for i, op := range h[client] {
			if !op.Returned && object.ReadOnly != nil && object.ReadOnly(op.Op) {
				continue
			}
			end := never
			if op.Returned {
				if i+1 < len(h[client]) {
					end = min(end, call(client, i+1)-1)
				}
				for _, other := range clients {
					for j, later := range h[other] {
						if later.Before[client] > i {
							end = min(end, call(other, j)-1)
						}
					}
				}
			}
			all = append(all, porcupine.Operation{
				ClientId: int(client),
				Input:    op.Op,
				Call:     call(client, i),
				Output:   op.Result,
				Return:   end,
			})
		}
	}
	return porcupine.CheckOperations(object.Model, all)
}

// text shows a history, one operation a line.
func (object Object) text(h History) model.Text {
	var lines []string
	var args []any
	for _, client := range sortedKeys(h) {
		for i, op := range h[client] {
			line := "  %v, operation %d: %s"
			args = append(args, client, i+1, object.Model.DescribeOperation(op.Op, op.Result))
			var before []string
			for _, other := range sortedKeys(op.Before) {
				before = append(before, "%v's first %d")
				args = append(args, other, op.Before[other])
			}
			if len(before) > 0 {
				line += " (invoked when of the others had returned: " + strings.Join(before, ", ") + ")"
			}
			lines = append(lines, line)
		}
	}
	return model.Textf(strings.Join(lines, "\n"), args...)
}
