package shrink

import (
	"slices"

	"github.com/synod-go/synod/traces"
)

// reorder moves the stretches of the nodes together, as long as the run then has
// fewer switches between them, and the live system takes it to the same end. It
// reports whether it moved anything.
func (s *shrinker) reorder() (moved bool) {
	for s.moveOne() {
		moved = true
	}
	return moved
}

// moveOne makes one such move, the first that can be made: a node's stretch goes
// back to where the node was left, or what the node did there comes to it.
func (s *shrinker) moveOne() bool {
	lanes := s.lanes()
	list := stretches(lanes)
	for i, later := range list {
		if s.ctx.Err() != nil {
			return false
		}
		j := i - 1
		for ; j >= 0 && list[j].lane != later.lane; j-- {
		}
		if j < 0 || j == i-1 {
			continue
		}
		earlier := list[j]
		if s.move(lanes, later.from, later.to, earlier.to) || s.move(lanes, earlier.to, later.from, earlier.from) {
			return true
		}
	}
	return false
}

// stretch is steps of one lane, from the first to before the last, with the steps
// of nobody between them.
type stretch struct{ lane, from, to int }

func stretches(lanes []int) []stretch {
	var list []stretch
	for i, lane := range lanes {
		switch n := len(list); {
		case lane < 0:
		case n > 0 && list[n-1].lane == lane:
			list[n-1].to = i + 1
		default:
			list = append(list, stretch{lane, i, i + 1})
		}
	}
	return list
}

// switches counts how often the next step is another node's.
func switches(lanes []int) int { return max(0, len(stretches(lanes))-1) }

// lanes are the lanes of the steps of the best run.
func (s *shrinker) lanes() []int { return s.lanesOf(s.trace) }

func (s *shrinker) lanesOf(t *traces.Trace) []int { return s.options.Lanes(t)[s.first+1:] }

// byNode numbers the nodes that the steps name in the order of their first steps.
func byNode(t *traces.Trace) []int {
	number := map[string]int{}
	list := make([]int, len(t.States))
	for i, state := range t.States {
		list[i] = -1
		if state.Step == nil || state.Step.Node == "" {
			continue
		}
		if _, known := number[state.Step.Node]; !known {
			number[state.Step.Node] = i
		}
		list[i] = number[state.Step.Node]
	}
	return list
}

// move puts the steps [from, to) of the best run before step at, which is earlier,
// if none of those that they pass must come first and the live system agrees.
func (s *shrinker) move(lanes []int, from, to, at int) bool {
	for i := at; i < from; i++ {
		for j := from; j < to; j++ {
			if lanes[i] >= 0 && lanes[i] == lanes[j] || ordered(s.best[i].Step, s.best[j].Step) {
				return false
			}
		}
	}
	rest := slices.Concat(s.best[from:to], s.best[at:from], s.best[to:])
	end, length, before := s.best[len(s.best)-1].after, len(s.best), switches(lanes)
	if !s.try(at, rest, exactly) || s.live.Len() != length {
		return false
	}
	if _, _, _, departs := traces.Difference(traces.State{Vars: end}, s.live.State()); departs {
		return false
	}
	if switches(s.lanesOf(s.live.Trace())) >= before {
		return false
	}
	s.accept()
	return true
}

// ordered reports whether the order of two steps is kept although neither needs the
// other: the order of faults, and the order of what clients saw.
func ordered(a, b *traces.Step) bool {
	return isCut(a) || isCut(b) || isFault(a) && isFault(b) || clientSaw(a) && clientSaw(b)
}

// isCut reports whether a step is about the network as a whole, or about stabilisation,
// for which no cut may be in force.
func isCut(s *traces.Step) bool {
	switch s.Kind {
	case traces.StepPartition, traces.StepHeal, traces.StepCutLink, traces.StepHealLink, traces.StepStabilise:
		return true
	}
	return false
}

func isFault(s *traces.Step) bool {
	switch s.Kind {
	case traces.StepCrash, traces.StepRestart, traces.StepDrop, traces.StepDuplicate:
		return true
	}
	return isCut(s)
}

// clientSaw reports whether an operation of a client begins or ends in the step.
func clientSaw(s *traces.Step) bool {
	return s.Kind == traces.StepInvoke || slices.ContainsFunc(s.Recorded, func(e traces.Event) bool {
		return e.Name == "Invoke" || e.Name == "Return"
	})
}
