package spec

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// entry is a log entry of these tests: a value, and the term of its leader.
type entry struct {
	Term  int
	Value string
}

// entries reads "1a 1b 2c": entries by term and value.
func entries(text string) []entry {
	var l []entry
	for _, word := range strings.Fields(text) {
		var e entry
		if _, err := fmt.Sscanf(word, "%d%s", &e.Term, &e.Value); err != nil {
			panic(err)
		}
		l = append(l, e)
	}
	return l
}

func names(id model.NodeID) string { return fmt.Sprintf("S%d", id) }

// node is a node of these tests.
type node struct {
	model.Node
	term    int
	log     []entry
	leading bool
}

func view(id model.NodeID, n *node) model.View {
	return model.View{ID: id, Name: names(id), Node: n, Up: true}
}

var logs = Logs[entry]{
	Of:   func(v model.View) []entry { return v.Node.(*node).log },
	Term: func(e entry) int { return e.Term },
	Show: func(e entry) string { return fmt.Sprintf("%d%s", e.Term, e.Value) },
}

// recorded is an event and the node that recorded it.
type recorded struct {
	by    model.NodeID
	event model.Event
}

// judgeAll folds a monitor over events and returns the verdict on its value.
func (f folded[V]) judgeAll(events ...recorded) model.Verdict {
	value := f.monitor.Initial
	for _, r := range events {
		value = f.monitor.Fold(value, r.by, r.event)
	}
	return f.judge(value)
}

// requireVerdict checks a verdict against "untested", "holds", or the words of a
// violation.
func requireVerdict(t *testing.T, want string, got model.Verdict) {
	t.Helper()
	switch want {
	case "untested":
		require.Equal(t, model.Untested, got)
	case "holds":
		require.Equal(t, model.Holds, got)
	default:
		require.NotEqual(t, model.Untested, got)
		require.NotEqual(t, model.Holds, got)
		require.Contains(t, fmt.Sprintf("%+v", got), want)
	}
}
