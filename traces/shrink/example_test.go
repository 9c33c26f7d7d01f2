package shrink_test

import (
	"context"
	"fmt"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/traces/shrink"
)

// Random walks find runs that are longer than they need be.
func ExampleShrink() {
	ctx := context.Background()
	broken := raft.Protocol.With("-mutant weak-vote")
	walks := synod.Walks{Count: 1000, Length: 200, Seed: 3}
	report, err := synod.Simulate(ctx, broken, walks, synod.Options{})
	if err != nil {
		panic(err)
	}
	live, err := synod.Open(broken, nil)
	if err != nil {
		panic(err)
	}
	result, err := shrink.Shrink(ctx, live, report.Violation.Trace, 0, shrink.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.Finding.Property)
	fmt.Println(result.Steps, "steps became", result.Trace.Steps())
	// Output:
	// leader-completeness
	// 16 steps became 11
}
