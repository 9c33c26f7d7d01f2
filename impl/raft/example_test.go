package raft_test

import (
	"context"
	"fmt"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/raft"
)

// A server that votes twice in a term lets two leaders be elected.
func Example() {
	broken := raft.Protocol.With("-mutant double-vote")
	report, err := synod.Explore(context.Background(), broken, synod.Options{})
	if err != nil {
		panic(err)
	}
	v := report.Violation
	fmt.Printf("%s after %d steps: %s\n", v.Property, v.Length(), v.Text)
	for _, s := range v.Trace.States[1:] {
		fmt.Println(s.Step)
	}
	// Output:
	// election-safety after 6 steps: S1 and S2 were elected leader of term 1
	// S1: timeout election
	// S3 receives RequestVote{Term: 1, LastLogIndex: 0, LastLogTerm: 0} from S1
	// S1 receives RequestVoteReply{Term: 1, Granted: true} from S3
	// S2: timeout election
	// S1 receives RequestVote{Term: 1, LastLogIndex: 0, LastLogTerm: 0} from S2
	// S2 receives RequestVoteReply{Term: 1, Granted: true} from S1
}
