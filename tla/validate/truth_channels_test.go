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
	out, err := value.FuncOf(nodes, func(x value.Value) (value.Value, error) {
		if equal(plain(x), node) {
			return none, nil
		}
		return value.Apply(channel, x)
	})
	require.NoError(t, err)
	return out
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
