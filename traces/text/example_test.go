package text_test

import (
	"os"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

func ExampleWrite() {
	state := func(x int, step *traces.Step) traces.State {
		return traces.State{Vars: traces.Record{{Name: "x", Value: traces.Int(x)}}, Step: step}
	}
	increment := &traces.Step{Kind: traces.StepAction, Name: "Increment"}
	run := &traces.Trace{
		Loop:   traces.NoLoop,
		Meta:   traces.Meta{Property: "Small", Violation: "x is 2"},
		States: []traces.State{state(0, nil), state(1, increment), state(2, increment)},
	}
	if err := text.Write(os.Stdout, run, text.Options{}); err != nil {
		panic(err)
	}
	// Output:
	// 0  initial state
	//      x  0
	// 1  Increment
	//      x  0 → 1
	// 2  Increment
	//      x  1 → 2
	//
	// VIOLATED Small after 2 steps: x is 2
}
