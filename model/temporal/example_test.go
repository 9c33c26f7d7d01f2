package temporal_test

import (
	"context"
	"fmt"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// A Player hands a token to one of the others, as it likes.
type Player struct{ HasToken, Seen bool }

type Token struct{}

func (p *Player) Start(env model.Env) {
	if env.ID() == 1 {
		p.HasToken, p.Seen = true, true
		env.SetTimer("hand over")
	}
}

func (p *Player) Timeout(env model.Env, _ model.Timer) {
	others := env.Peers()
	p.HasToken = false
	env.Send(others[env.Choose(len(others))], Token{})
}

func (p *Player) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	p.HasToken, p.Seen = true, true
	env.SetTimer("hand over")
}

// That two players can hand the token to each other for ever leaves the third without it,
// however fair messages and timers are: a choice is nothing that fairness speaks of. But
// it is always possible that all have had it.
func Example() {
	seen := model.Local(func(n model.View[*Player]) model.Reached {
		return model.ReachedIf(n.Node.Seen, "%s has had the token", n.Name)
	})
	holds := model.Local(func(n model.View[*Player]) model.Reached {
		return model.ReachedIf(n.Node.HasToken, "%s has the token", n.Name)
	})
	players := &model.System{
		Groups: []model.Group{{Prefix: "P", Count: 3, New: func(model.NodeID) model.Node { return &Player{} }}},
		Goals: []model.Goal{
			{Name: "all-have-had-it", Every: true, Check: seen},
			{Name: "somebody-has-it", Check: holds},
		},
		Properties: []model.Property{
			{Name: "everybody", Live: temporal.Eventually("all-have-had-it").Under(temporal.Messages, temporal.Timers)},
			{Name: "never-lost", Live: temporal.Repeatedly("somebody-has-it").Under(temporal.Messages)},
			{Name: "possible", Live: temporal.Possible("all-have-had-it")},
		},
	}
	r, err := synod.Explore(context.Background(), players, synod.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range r.Properties {
		fmt.Printf("%s: %s (%s; fair: %s)\n", p.Name, p.Verdict, p.Formula, p.Fair)
	}
	loop := r.Violation.Trace
	fmt.Printf("%s: %d steps, and from there back to state %d\n", r.Violation.Property, loop.Steps(), loop.Loop)
	// Output:
	// everybody: violated (eventually all-have-had-it; fair: messages, timers)
	// never-lost: holds (again and again somebody-has-it; fair: messages)
	// possible: holds (always possible: all-have-had-it; fair: none)
	// everybody: 5 steps, and from there back to state 2
}
