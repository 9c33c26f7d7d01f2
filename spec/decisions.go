package spec

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/synod-go/synod/model"
)

// Decisions are the goals that values are decided, one goal for each value, of a protocol
// that records its decisions. What was decided stays so, even over a crash.
type Decisions[V cmp.Ordered] struct {
	// Decided returns the value that is decided by an event.
	Decided func(model.Event) (value V, ok bool)
	// Name returns the name of a value, in kebab case.
	Name func(V) string
	// Doc is a sentence that says of the name of a value, %s, that it is decided.
	Doc string
}

// Goals returns the goals for some values.
func (d Decisions[V]) Goals(values []V) (goals []model.Goal) {
	monitor := &model.Monitor[map[V]bool]{
		Name: "decided",
		Fold: func(v map[V]bool, _ model.NodeID, e model.Event) map[V]bool {
			if value, ok := d.Decided(e); ok {
				put(&v, value, true)
			}
			return v
		},
	}
	for _, value := range values {
		doc := fmt.Sprintf(d.Doc, d.Name(value))
		goals = append(goals, model.Goal{
			Name: "decided-" + d.Name(value), Doc: doc, Decides: d.Name(value),
			Check: model.Judge(monitor, func(v map[V]bool) model.Reached {
				return model.ReachedIf(v[value], "%s", strings.TrimSuffix(doc, "."))
			}),
		})
	}
	return goals
}

// DecidedValues are the goals that some node has decided a value, one goal for each value.
// The accessor returns what a node has decided, or ok false; it is asked about nodes that
// are down too, so a decision must be durable.
func DecidedValues[N any, V comparable](decided func(model.View[N]) (value V, ok bool), values []V) (goals []model.Goal) {
	for _, wanted := range values {
		name := fmt.Sprint(wanted)
		goals = append(goals, model.Goal{
			Name: "decided-" + name, Doc: fmt.Sprintf("A process has decided %s.", name), Decides: name,
			Check: model.Local(func(n model.View[N]) model.Reached {
				value, ok := decided(n)
				return model.ReachedIf(ok && value == wanted, "%s has decided %v", n.Name, value)
			}),
		})
	}
	return goals
}
