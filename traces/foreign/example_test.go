package foreign_test

import (
	"fmt"

	"github.com/synod-go/synod/traces/foreign"
)

const console = `TLC2 Version 2026.11.24.082137
Error: Invariant Small is violated.
Error: The behavior up to this point is:
State 1: <Initial predicate>
x = 0

State 2: <Increment line 7, col 9 to line 7, col 37 of module Count>
x = 1

2 states generated, 2 distinct states found, 0 states left on queue.
`

// What TLC writes to its console is read as a run.
func ExampleRead() {
	run, err := foreign.Read([]byte(console))
	if err != nil {
		panic(err)
	}
	fmt.Println("violates", run.Meta.Property)
	for _, s := range run.States {
		fmt.Println(s.Vars)
	}
	// Output:
	// violates Small
	// {x: 0}
	// {x: 1}
}
