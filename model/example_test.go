package model_test

import (
	"context"
	"fmt"

	"github.com/synod-go/synod/model"
)

// Voter asks the others for their votes and leads when a majority has granted
// one. Its mistake: it forgets in a crash whom it has voted for.
type Voter struct {
	VotedFor model.NodeID // must be tagged `model:"durable"`
	Votes    model.NodeSet
}

type (
	Ask   struct{}
	Grant struct{}
)

func (v *Voter) Start(env model.Env) { env.SetTimer("election") }

func (v *Voter) Timeout(env model.Env, _ model.Timer) {
	if v.VotedFor == model.Nobody {
		v.VotedFor = env.ID()
		v.Votes = model.SetOf(env.ID())
		env.Broadcast(Ask{})
	}
}

func (v *Voter) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m.(type) {
	case Ask:
		if v.VotedFor == model.Nobody {
			v.VotedFor = from
			env.Send(from, Grant{})
		}
	case Grant:
		v.Votes = v.Votes.With(from)
	}
}

// oneLeader holds when two of three voters do not both have a majority.
func oneLeader(a, b model.View[*Voter]) model.Verdict {
	if a.Node.Votes.Len() >= 2 && b.Node.Votes.Len() >= 2 {
		return model.Violated("%s and %s both lead", a.Name, b.Name)
	}
	return model.Holds
}

func Example() {
	report, err := model.Explore(context.Background(), &model.System{
		Groups:     []model.Group{{Prefix: "S", Count: 3, Crashes: true, New: func(model.NodeID) model.Node { return &Voter{} }}},
		Faults:     model.Faults{Crashes: 1},
		Properties: []model.Property{{Name: "one-leader", Check: model.Pairwise(oneLeader)}},
	}, model.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s after %d states: %s\n", report.Verdict, report.States, report.Violation.Text)
	for i, state := range report.Violation.Trace.States[1:] {
		fmt.Printf("%d  %v\n", i+1, state.Step)
	}
	// Output:
	// violated after 1243 states: S1 and S2 both lead
	// 1  S1: timeout election
	// 2  S2 receives Ask from S1
	// 3  S1 receives Grant from S2
	// 4  S2 crashes
	// 5  S2 restarts
	// 6  S2: timeout election
	// 7  S3 receives Ask from S2
	// 8  S2 receives Grant from S3
}
