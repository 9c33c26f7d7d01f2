package traces

import "slices"

// Same says whether two steps are the same one: kind, who, what, with which
// message, choices and bound variables. What they did is left out.
func (s *Step) Same(t *Step) bool {
	return s.Kind == t.Kind && s.Node == t.Node && s.From == t.From && s.To == t.To && s.Name == t.Name &&
		Equal(s.Message, t.Message) && slices.Equal(s.Choices, t.Choices) && Equal(s.Args, t.Args)
}

// Follow takes the steps of a saved run again, those after the first so many,
// from an initial state that is the saved one there. It returns how many steps of
// the saved run the live one then has: all of them, or those before the first
// that is not enabled. Where several enabled steps look like the saved one it
// takes the one that leads to the saved state, or else the first. It returns -1
// when no initial state is the saved one.
func Follow(l Live, saved *Trace, first int) int {
	if startAs(l, saved.States[first]) != nil {
		return -1
	}
	for i := first + 1; i < len(saved.States); i++ {
		if s := saved.States[i]; s.Step == nil || !take(l, s.Step, s.Vars) {
			return i - 1
		}
	}
	return saved.Steps()
}

// take takes a step that is the same, if there is one.
func take(l Live, step *Step, vars Record) bool {
	first := -1
	for i := range l.Enabled() {
		if !l.Enabled()[i].Same(step) {
			continue
		}
		l.Take(i)
		if Equal(l.State().Vars, vars) {
			return true
		}
		l.Back()
		if first < 0 {
			first = i
		}
	}
	if first >= 0 {
		l.Take(first)
	}
	return first >= 0
}
