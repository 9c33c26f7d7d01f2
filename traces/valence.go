package traces

import (
	"encoding/json"
	"strings"
)

// metaValence is the field of Meta.Extra that has the valences of the states.
const metaValence = "valence"

// SetValences says of each state of the run which values can still be decided from there
// (Fischer, Lynch and Paterson, JACM 32(2), 1985, Section 3): two or more are bivalent, one
// is univalent, and from a state with none nothing can be decided.
func (t *Trace) SetValences(values [][]string) {
	data, err := json.Marshal(values)
	if err != nil {
		panic(err) // lists of strings have a text
	}
	if t.Meta.Extra == nil {
		t.Meta.Extra = map[string]string{}
	}
	t.Meta.Extra[metaValence] = string(data)
}

// Valences returns what SetValences said; nil if nothing was said of these states, or the
// file says something else.
func (t *Trace) Valences() (values [][]string) {
	text, ok := t.Meta.Extra[metaValence]
	if !ok || json.Unmarshal([]byte(text), &values) != nil || len(values) != len(t.opened().States) {
		return nil
	}
	if t.Again { // the last state is state Loop again
		values = append(values, values[t.Loop])
	}
	return values
}

// Decides returns the value that the step to a state decides: before it, others could be
// decided as well, and after it this one alone. It is "" if the step decides nothing.
func Decides(valences [][]string, state int) string {
	if state == 0 || state >= len(valences) || len(valences[state-1]) < 2 || len(valences[state]) != 1 {
		return ""
	}
	return valences[state][0]
}

// ValenceText says of a state what can be decided from there, for people, or that the
// step to it decides. It is "" if nothing was said of the run.
func ValenceText(valences [][]string, state int) string {
	if state >= len(valences) {
		return ""
	}
	switch can := valences[state]; {
	case Decides(valences, state) != "":
		return "◆ decides " + oneLine(can[0])
	case len(can) == 0:
		return "stuck: nothing can be decided"
	case len(can) == 1:
		return "univalent: " + oneLine(can[0])
	default:
		last := len(can) - 1
		return "bivalent: " + oneLine(strings.Join(can[:last], ", ")+" or "+can[last])
	}
}
