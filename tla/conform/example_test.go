package conform_test

import (
	"context"
	"fmt"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/tla/conform"
)

// A server that forgets its vote in a crash takes a step that the spec does not allow.
// Departure.Write explains it.
func Example() {
	checker, err := conform.New(&raft.Protocol, "forget-vote", nil, conform.Source{})
	if err != nil {
		panic(err)
	}
	report, err := checker.Run(context.Background(), explore.Options{})
	if err != nil {
		panic(err)
	}
	d := report.Departure
	fmt.Printf("departs from %s at step %d: %s\n", d.Spec, d.Number, d.Step)
	// Output: departs from MCRaft at step 3: S1 restarts
}
