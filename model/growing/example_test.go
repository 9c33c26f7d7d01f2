package growing_test

import (
	"context"
	"fmt"
	"reflect"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/growing"
)

// Round is a number that only grows.
type Round int

// Bid is all that is ever said.
type Bid struct{ Round Round }

// Bidder outbids the other one for ever.
type Bidder struct {
	Mine Round
	Best Round // the highest that it has heard of
}

func (b *Bidder) Start(env model.Env) {
	b.Mine = 1
	env.SetTimer("bid")
}

func (b *Bidder) Timeout(env model.Env, _ model.Timer) {
	b.Mine = max(b.Mine, b.Best) + 1
	env.Broadcast(Bid{b.Mine})
	env.SetTimer("bid")
}

func (b *Bidder) Receive(_ model.Env, _ model.NodeID, m model.Message) {
	b.Best = max(b.Best, m.(Bid).Round)
}

func Example() {
	sys := &model.System{
		Groups:   []model.Group{{Prefix: "B", Count: 2, New: func(model.NodeID) model.Node { return &Bidder{} }}},
		InFlight: 1,
		Properties: []model.Property{{
			Name: "no-phantom-bids",
			Check: model.Between(func(a, b model.View[*Bidder]) model.Verdict {
				if a.Node.Best > b.Node.Mine {
					return model.Violated("%s heard of a bid that %s has not made", a.Name, b.Name)
				}
				return model.Holds
			}),
		}},
		Numbers: &growing.Numbers{
			Name:       "rounds",
			Types:      []reflect.Type{growing.Type[Round]()},
			Remembered: growing.In[Bidder]("Best"),
			Spread:     3,
		},
	}
	r, err := synod.Explore(context.Background(), sys, synod.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Verdict, r.Complete(), r.States)
	for _, b := range r.Bounds {
		if b.Name == "rounds spread" {
			fmt.Println(b.Name, b.Value)
		}
	}
	// Output:
	// holds true 27
	// rounds spread 3
}
