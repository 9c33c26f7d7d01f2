package traces_test

import (
	"bytes"
	"fmt"

	"github.com/synod-go/synod/traces"
)

// A run is written to a file and read again. News lists what a step changed.
func Example() {
	x := func(n int) traces.Record { return traces.Record{{Name: "x", Value: traces.Int(n)}} }
	run := &traces.Trace{
		Loop: traces.NoLoop,
		States: []traces.State{
			{Vars: x(0)},
			{Vars: x(1), Step: &traces.Step{Kind: traces.StepAction, Name: "Increment"}},
		},
	}
	var file bytes.Buffer
	if err := traces.Write(&file, run); err != nil {
		panic(err)
	}
	saved, err := traces.Read(&file)
	if err != nil {
		panic(err)
	}
	fmt.Println(saved.States[1].Step)
	for _, c := range saved.News(1).Changes {
		fmt.Println(c.Path, c.Text())
	}
	// Output:
	// Increment
	// x 0 → 1
}
