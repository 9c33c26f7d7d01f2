package cycles

// Turn is one state of a loop when its turn comes: the marks of the steps that are enabled
// there, those that a bound refuses too, and of the step that is taken; 0 is none.
type Turn struct {
	Enabled []uint32
	Taken   uint32
}

// Neglected returns a condition that a run breaks which goes round a loop for ever, one of
// weak fairness if there is any; found is false if the run is fair.
func Neglected(loop []Turn, fair Fairness) (condition uint32, strong, found bool) {
	numbers := newNumbering()
	t := tally{size: len(loop), numbers: &numbers}
	for place, turn := range loop {
		for _, mark := range turn.Enabled {
			of := numbers.of(fair(mark))
			t.enable(uint32(place), &of)
			if of.idle {
				t.meet(&of)
			}
		}
		if turn.Taken != 0 {
			of := numbers.of(fair(turn.Taken))
			t.take(&of)
		}
	}
	if c, found := t.neglected(); found {
		return given(numbers.weak, c), false, true
	}
	if list := t.starved(); list != nil {
		return given(numbers.strong, list[0]), true, true
	}
	return 0, false, false
}

// given is the caller's number of a condition.
func given(numbers map[uint32]uint32, dense uint32) uint32 {
	for c, n := range numbers {
		if n == dense {
			return c
		}
	}
	return 0
}
