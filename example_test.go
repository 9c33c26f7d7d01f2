package synod_test

import (
	"context"
	"fmt"

	"github.com/synod-go/synod"
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
	report, err := synod.Explore(context.Background(), &model.System{
		Groups:     []model.Group{{Prefix: "S", Count: 3, Crashes: true, New: func(model.NodeID) model.Node { return &Voter{} }}},
		Faults:     model.Faults{Crashes: 1},
		Properties: []model.Property{{Name: "one-leader", Check: model.Pairwise(oneLeader)}},
	}, synod.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(report.Verdict, len(report.Violation.Trace.States)-1, report.Violation.Text)
	// Output: violated 8 S1 and S2 both lead
}
