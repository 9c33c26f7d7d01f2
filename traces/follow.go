package traces

import "slices"

// Same reports whether two steps are the same: of the same kind, by the same node,
// with the same message, choices and bound variables. What they sent and recorded
// does not count.
func (s *Step) Same(t *Step) bool {
	return s.Kind == t.Kind && s.Node == t.Node && s.From == t.From && s.To == t.To && s.Name == t.Name &&
		Equal(s.Message, t.Message) && slices.Equal(s.Choices, t.Choices) && Equal(s.Args, t.Args)
}

// Follow takes the steps of a saved run again, those after the first ones, from the
// initial state that equals the saved state with index first. It returns how many
// steps of the saved run the live one then has: all, or those before the first that
// is not enabled. If several enabled steps are the same as the saved one, it takes
// the one that leads to the saved state, or else the first. It returns -1 if no
// initial state equals the saved one.
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

// take takes a step that is the same, and reports whether there is one.
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
