package validate_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/value"
)

// This is how the ground truth knows the messages of a spec that has a variable channel: channel[i][j] are those from i to j, in order.

// late is a truth of a spec in which messages that their receiver has no use for may be delivered before an event, and not be logged.
type late interface {
	isLate(e object, action string, bound, s object) bool
}

// withLate adds the states to which the deliveries of such messages lead.
func (w *walker) withLate(t *testing.T, p truth, e object, list []*met) []*met {
	l, ok := p.(late)
	if !ok {
		return list
	}
	for i := 0; i < len(list); i++ {
		for _, x := range w.from(t, list[i]) {
			if to := w.meet(x.to); l.isLate(e, x.action, x.bound, list[i].plain) && !slices.Contains(list, to) {
				list = append(slices.Clip(list), to)
			}
		}
	}
	return list
}

// onTheWay are the messages from a node to another one, in order; nil if there are none, or no such node.
func onTheWay(s object, from, to any) []any {
	channels, ok := at(s["channel"], from).(object)
	if !ok {
		return nil
	}
	messages, _ := at(channels, to).([]any)
	return messages
}

// nextMessage is the first of them.
func nextMessage(s object, from, to any) object {
	messages := onTheWay(s, from, to)
	if len(messages) == 0 {
		return nil
	}
	return messages[0].(object)
}

// lossy is a truth of a spec with channels that is also of logs in which messages are lost.
type lossy interface{ dropsUnlogged() bool }

// withLosses adds the states in which messages were lost that stood before the one that is delivered.
func (w *walker) withLosses(t *testing.T, p truth, e object, list []*met) []*met {
	if l, ok := p.(lossy); !ok || !l.dropsUnlogged() || e["event"] != "deliver" {
		return list
	}
	for i := 0; i < len(list); i++ {
		if nextMessage(list[i].plain, e["from"], e["node"]) == nil {
			continue
		}
		if to := w.lose(t, list[i], e["from"], e["node"], 0); !slices.Contains(list, to) {
			list = append(slices.Clip(list), to)
		}
	}
	return list
}

// dropped are the states after a message of the log was lost, wherever it stood.
func (w *walker) dropped(t *testing.T, p truth, e object, s *met) (list []candidate) {
	if _, ok := p.(lossy); !ok || e["event"] != "drop" {
		return nil
	}
	from, to := e["from"], e["to"]
	for k, m := range onTheWay(s.plain, from, to) {
		if p.is(m.(object), from, to, e["message"].(object), s.plain) {
			list = append(list, candidate{w.lose(t, s, from, to, k), nil})
		}
	}
	return list
}

// lose is a state without one of the messages from a node to another one, from 0.
func (w *walker) lose(t *testing.T, s *met, from, to any, k int) *met {
	without := &check.WalkedState{Values: slices.Clone(s.Values), Level: s.Level}
	without.Values[w.channel] = changedAt(t, s.Values[w.channel], from, func(row value.Value) value.Value {
		return changedAt(t, row, to, func(messages value.Value) value.Value {
			n, _ := messages.Len()
			var others []value.Value
			for i := range n {
				if i != k {
					others = append(others, messages.At(i))
				}
			}
			return value.Tuple(others...)
		})
	})
	return w.meet(without)
}

// changedAt is a function that has another value at one place.
func changedAt(t *testing.T, f value.Value, at any, change func(value.Value) value.Value) value.Value {
	domain, err := value.Domain(f)
	require.NoError(t, err)
	out, err := value.FuncOf(domain, func(x value.Value) (value.Value, error) {
		v, err := value.Apply(f, x)
		if err == nil && equal(plain(x), at) {
			v = change(v)
		}
		return v, err
	})
	require.NoError(t, err)
	return out
}

// sendsInOrder are the messages that a node sends with a step, each with its receiver: what is in the node's channels after the step when
// nothing was there before. What a node does depends on what comes to it alone.
func (w *walker) sendsInOrder(t *testing.T, from *met, x *metStep, node any) []any {
	bare := &check.WalkedState{Values: slices.Clone(from.Values), Level: from.Level}
	bare.Values[w.channel] = without(t, from.Values[w.channel], node)
	sends := []any{}
	for receiver, messages := range at(plain(w.takeAgain(t, bare, x, w.channel)), node).(object) {
		for _, m := range messages.([]any) {
			sends = append(sends, object{"to": receiver, "message": m})
		}
	}
	return sends
}

// without is a variable channel without the messages that a node has sent.
func without(t *testing.T, channel value.Value, node any) value.Value {
	nodes, err := value.Domain(channel)
	require.NoError(t, err)
	none, err := value.FuncOf(nodes, func(value.Value) (value.Value, error) { return value.Tuple(), nil })
	require.NoError(t, err)
	return changedAt(t, channel, node, func(value.Value) value.Value { return none })
}

// tellsInOrder says whether the event says just what was sent, to each receiver in order.
func tellsInOrder(p truth, e object, c candidate) bool {
	told, sent := map[any][]object{}, map[any][]object{}
	for _, x := range e["sent"].([]any) {
		to := x.(object)["to"]
		told[to] = append(told[to], x.(object)["message"].(object))
	}
	for _, x := range c.sends {
		to := x.(object)["to"]
		sent[to] = append(sent[to], x.(object)["message"].(object))
	}
	if len(told) != len(sent) {
		return false
	}
	for to, messages := range told {
		same := slices.EqualFunc(messages, sent[to], func(x, m object) bool { return p.is(m, e["node"], to, x, c.plain) })
		if !same {
			return false
		}
	}
	return true
}
