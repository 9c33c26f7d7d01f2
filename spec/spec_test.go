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

// name is the name of a node in these tests.
func name(id model.NodeID) string {
	if id == model.Nobody {
		return "nobody"
	}
	return fmt.Sprintf("S%d", id)
}

// named is how nodes stand in texts.
func named(arg any) any {
	switch arg := arg.(type) {
	case model.NodeID:
		return name(arg)
	case model.NodeSet:
		var all []string
		for _, id := range arg.IDs() {
			all = append(all, name(id))
		}
		return strings.Join(all, " and ")
	}
	return arg
}

// ask asks a property about one node, or about two, or a step.
func ask(p model.Property, views ...model.View[any]) model.Outcome {
	f := p.Check.Form()
	if len(views) == 1 {
		return f.Node(views[0])
	}
	return f.Pair(views[0], views[1])
}

// node is a node of these tests.
type node struct {
	model.Node
	term    int
	log     []entry
	leading bool
}

func view(id model.NodeID, n *node) model.View[any] {
	return model.View[any]{ID: id, Name: name(id), Node: n, Up: true}
}

var logs = Logs[*node, entry]{
	Of:   func(v model.View[*node]) []entry { return v.Node.log },
	Term: func(e entry) int { return e.Term },
	Show: func(e entry) model.Text { return model.Textf("%d%s", e.Term, e.Value) },
}

// recorded is an event and the node that recorded it.
type recorded struct {
	by    model.NodeID
	event model.Event
}

// judgeAll folds a monitor over events and returns the verdict on its value.
func (f folded[V]) judgeAll(events ...recorded) model.Outcome {
	value := f.monitor.Initial
	for _, r := range events {
		value = f.monitor.Fold(value, r.by, r.event)
	}
	return f.judge(value).Outcome()
}

// requireVerdict checks a verdict against "untested", "holds", or the words of a
// violation.
func requireVerdict(t *testing.T, want string, got model.Outcome) {
	t.Helper()
	switch want {
	case "untested":
		require.Equal(t, model.Untested.Outcome(), got)
	case "holds":
		require.Equal(t, model.Holds.Outcome(), got)
	default:
		require.True(t, got.Found)
		require.Contains(t, got.Text.Render(named), want)
	}
}
