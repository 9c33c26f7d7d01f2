package spec_test

import (
	"context"
	"fmt"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// Hasty becomes leader of term 1 as soon as its timer fires, and asks nobody.
type Hasty struct{ Leads bool }

// Elected is the event that a node became leader.
type Elected struct{ Term int }

func (h *Hasty) Start(env model.Env) { env.SetTimer("election") }

func (h *Hasty) Timeout(env model.Env, _ model.Timer) {
	h.Leads = true
	env.Record(Elected{Term: 1})
}

func (h *Hasty) Receive(model.Env, model.NodeID, model.Message) {}

// A protocol gets a property by telling it which of its events are elections.
func ExampleElectionSafety() {
	elected := func(e model.Event) (term int, ok bool) {
		won, ok := e.(Elected)
		return won.Term, ok
	}
	report, err := synod.Explore(context.Background(), &model.System{
		Groups: []model.Group{{
			Prefix: "S", Count: 2,
			New: func(model.NodeID) model.Node { return &Hasty{} },
		}},
		Properties: []model.Property{spec.ElectionSafety(elected)},
	}, synod.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(report.Violation.Property, report.Violation.Text)
	// Output: election-safety S1 and S2 were elected leader of term 1
}
