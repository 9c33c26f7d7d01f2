package draw

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/traces"
)

// Valence is what can still be decided after a step, as it is drawn.
type Valence struct {
	// Class is the class of the colour: "" if nothing is known, "open" if there are several
	// values, "stuck" if there is none, and for one value "value" with a number of its own.
	Class string
	// Text says it in words, if it is another valence than before the step.
	Text string
	// Decides says that the step decides.
	Decides bool
}

func (v Valence) notes() []string {
	if v.Text == "" {
		return nil
	}
	return []string{v.Text}
}

// valences are those of the states of a run.
type valences struct {
	states [][]string // nil if the run does not say
	values []string   // in the order of their colours
}

// valueColours is how many values have a colour of their own.
const valueColours = 4

func valencesOf(t *traces.Trace) (v valences) {
	v.states = t.Valences()
	for _, can := range v.states {
		for _, value := range can {
			if !slices.Contains(v.values, value) {
				v.values = append(v.values, value)
			}
		}
	}
	return v
}

func (v *valences) of(state int) (out Valence) {
	if v.states == nil {
		return out
	}
	switch can := v.states[state]; len(can) {
	case 0:
		out.Class = "stuck"
	case 1:
		out.Class = fmt.Sprintf("value%d", min(slices.Index(v.values, can[0]), valueColours-1))
	default:
		out.Class = "open"
	}
	out.Decides = traces.Decides(v.states, state) != ""
	if state == 0 || !slices.Equal(v.states[state], v.states[state-1]) {
		out.Text = traces.ValenceText(v.states, state)
	}
	return out
}
