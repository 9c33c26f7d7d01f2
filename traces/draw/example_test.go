package draw_test

import (
	"os"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// S1 sends a message, and S2 receives it. SVG, HTML and Markdown draw the same run.
func ExampleText() {
	ping := traces.Record{{Name: "Number", Value: traces.Int(1)}}
	node := func(pings int) traces.Record {
		return traces.Record{
			{Name: "up", Value: traces.Bool(true)},
			{Name: "Pings", Value: traces.Int(pings)},
			{Name: "timers", Value: traces.NewSet()},
		}
	}
	state := func(received int, step *traces.Step, network ...traces.Value) traces.State {
		return traces.State{Step: step, Vars: traces.Record{
			{Name: "nodes", Value: traces.Record{
				{Name: "S1", Value: node(0)}, {Name: "S2", Value: node(received)},
			}},
			{Name: "network", Value: traces.Seq(network)},
		}}
	}
	inFlight := traces.Record{
		{Name: "from", Value: traces.Str("S1")}, {Name: "to", Value: traces.Str("S2")},
		{Name: "name", Value: traces.Str("Ping")}, {Name: "message", Value: ping},
	}
	run := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{
		state(0, nil),
		state(0, &traces.Step{
			Kind: traces.StepTimeout, Node: "S1", Name: "ping",
			Sent: []traces.Packet{{From: "S1", To: "S2", Name: "Ping", Message: ping}},
		}, inFlight),
		state(1, &traces.Step{
			Kind: traces.StepDeliver, Node: "S2", From: "S1", To: "S2", Name: "Ping", Message: ping,
		}),
	}}
	if err := draw.Text(os.Stdout, run, draw.Options{}); err != nil {
		panic(err)
	}
	// Output:
	// a run, 2 steps
	//
	//       S1  S2
	// 0     ╷   ╷    initial state
	// 1     ◷─╮ │    S1: timeout ping
	// 2     │ ╰►●    S2 receives Ping{Number: 1} from S1
	//
	// 0  initial state
	//      S1, S2   Pings: 0
	//      network  nothing
	// 1  S1: timeout ping
	//      sends  S1→S2 Ping{Number: 1}
	// 2  S2 receives Ping{Number: 1} from S1
	//      S2.Pings  0 → 1
	//
	// Nothing is in flight.
}
