package model_test

import (
	"context"
	"fmt"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
)

// Counter counts the ticks of its timer.
type Counter struct{ Ticks int }

func (c *Counter) Start(env model.Env) { env.SetTimer("tick") }

func (c *Counter) Timeout(env model.Env, _ model.Timer) {
	c.Ticks++
	env.SetTimer("tick")
}

func (c *Counter) Receive(model.Env, model.NodeID, model.Message) {}

// counting is a family of systems: any number of counters that each tick at most
// three times.
var counting = model.Protocol{
	Name:   "counting",
	Doc:    "nodes that count the ticks of their timers",
	Params: []model.Param{{Name: "nodes", Doc: "how many count", Default: 1, Min: 1, Max: 5}},
	New: func(s model.Settings) (*model.System, error) {
		return &model.System{
			Groups: []model.Group{{
				Prefix: "C", Count: s.Int("nodes"),
				New: func(model.NodeID) model.Node { return &Counter{} },
			}},
			Bounds: []model.Bound{
				model.Limit("ticks", "3", func(c *Counter) bool { return c.Ticks <= 3 }),
			},
			Properties: []model.Property{
				{Name: "below-four", Check: model.Local(belowFour)},
				{Name: "in-step", Check: model.Pairwise(inStep)},
			},
		}, nil
	},
}

// belowFour is asked about every node.
func belowFour(c model.View[*Counter]) model.Verdict {
	if c.Node.Ticks >= 4 {
		return model.Violated("%s has counted to %d", c.Name, c.Node.Ticks)
	}
	return model.Holds
}

// inStep is asked about every two nodes.
func inStep(a, b model.View[*Counter]) model.Verdict {
	if a.Node.Ticks-b.Node.Ticks > 1 {
		return model.Violated("%s is more than a tick ahead of %s", a.Name, b.Name)
	}
	return model.Holds
}

func ExampleProtocol_With() {
	for _, flags := range []string{"-nodes 1", "-nodes 2"} {
		report, err := synod.Explore(context.Background(), counting.With(flags), synod.Options{})
		if err != nil {
			panic(err)
		}
		fmt.Println(flags, report.Verdict)
		if v := report.Violation; v != nil {
			fmt.Printf("%s after %d steps: %s\n", v.Property, v.Length(), v.Text)
		}
	}
	// Output:
	// -nodes 1 holds
	// -nodes 2 violated
	// in-step after 2 steps: C1 is more than a tick ahead of C2
}
