package draw

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

func saved(t *testing.T, name string) *traces.Trace {
	t.Helper()
	trace, err := traces.ReadFile(filepath.Join("testdata", name+".itf.json"))
	require.NoError(t, err)
	return trace
}

// samples are runs of all sorts: saved ones, random ones, and one whose names
// are hostile.
func samples(t *testing.T) map[string]*traces.Trace {
	all := map[string]*traces.Trace{}
	files, err := filepath.Glob(filepath.Join("testdata", "*.itf.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		all[filepath.Base(file)], err = traces.ReadFile(file)
		require.NoError(t, err)
	}
	for seed := range 4 {
		trace, _ := random(uint64(seed), 40+60*seed, 2+3*seed)
		all[fmt.Sprint("random ", seed)] = trace
	}
	all["hostile"] = hostile()
	return all
}

// truth is what became of a message of a random run: the rows where it was sent
// and where it ended.
type truth struct {
	from, to int
	fate     Fate
	copied   bool
}

// random is a run of that many nodes that send numbered messages, with losses,
// copies, crashes and cuts; and what became of every message.
func random(seed uint64, steps, nodes int) (*traces.Trace, []truth) {
	r := rand.New(rand.NewPCG(seed, 1))
	type packet struct {
		traces.Flight
		from   int
		copied bool
	}
	var network []packet
	var fates []truth
	up, count := make([]bool, nodes), make([]int, nodes)
	for i := range up {
		up[i] = true
	}
	name := func(i int) string { return fmt.Sprint("N", i+1) }
	sends := 0
	state := func(step *traces.Step) traces.State {
		var all traces.Record
		for i := range nodes {
			all = append(all, traces.Field{Name: name(i), Value: traces.Record{
				{Name: "up", Value: traces.Bool(up[i])}, {Name: "count", Value: traces.Int(count[i])}, {Name: "timers", Value: traces.Set{}},
			}})
		}
		var list traces.Seq
		for _, p := range network {
			list = append(list, traces.Record{
				{Name: "from", Value: traces.Str(p.From)}, {Name: "to", Value: traces.Str(p.To)},
				{Name: "name", Value: traces.Str(p.Name)}, {Name: "message", Value: p.Message},
			})
		}
		return traces.State{Step: step, Vars: traces.Record{{Name: "nodes", Value: all}, {Name: "network", Value: list}}}
	}
	t := &traces.Trace{Loop: traces.NoLoop, Meta: traces.Meta{Protocol: "random", Property: "calm", Violation: "it is not calm"}}
	t.States = append(t.States, state(nil))
	for i := 1; i <= steps; i++ {
		step := &traces.Step{Kind: traces.StepTimeout, Node: name(r.IntN(nodes)), Name: "a timer with a name that is long"}
		at := 0
		if len(network) > 0 {
			at = r.IntN(len(network))
			switch n := r.IntN(10); {
			case n < 5:
				step.Kind, step.Node = traces.StepDeliver, network[at].To
			case n == 5:
				step.Kind, step.Node = traces.StepDrop, ""
			case n == 6:
				step.Kind, step.Node = traces.StepDuplicate, ""
			}
		}
		if step.Kind == traces.StepTimeout && r.IntN(8) == 0 {
			node := r.IntN(nodes)
			step = &traces.Step{Kind: traces.StepCrash, Node: name(node)}
			if !up[node] {
				step.Kind = traces.StepRestart
			}
			up[node] = !up[node]
		}
		if step.Kind == traces.StepDeliver || step.Kind == traces.StepDrop || step.Kind == traces.StepDuplicate {
			p := network[at]
			step.From, step.To, step.Name, step.Message = p.From, p.To, p.Name, p.Message
			fate := map[string]Fate{traces.StepDeliver: Delivered, traces.StepDrop: Dropped, traces.StepDuplicate: Duplicated}[step.Kind]
			// Equal copies cannot be told apart: the oldest is taken.
			at = slices.IndexFunc(network, func(q packet) bool { return same(q.Packet, p.Packet) })
			fates = append(fates, truth{network[at].from, i, fate, network[at].copied})
			if fate == Duplicated {
				network = slices.Insert(network, at+1, packet{p.Flight, i, true})
			} else {
				network = slices.Delete(network, at, at+1)
			}
		}
		if step.Kind == traces.StepDeliver || step.Kind == traces.StepTimeout {
			var node int
			_, _ = fmt.Sscanf(step.Node, "N%d", &node)
			count[node-1]++
			for range min(r.IntN(3), max(0, 20-len(network))) {
				p := traces.Packet{From: step.Node, To: name(r.IntN(nodes)), Name: "Message", Message: traces.Record{{Name: "number", Value: traces.Int(sends)}}}
				sends++
				step.Sent = append(step.Sent, p)
				network = append(network, packet{traces.Flight{Packet: p, Copies: 1}, i, false})
			}
		}
		t.States = append(t.States, state(step))
	}
	for _, p := range network {
		fates = append(fates, truth{p.from, p.from, InFlight, p.copied})
	}
	return t, fates
}

// nasty is text that means something in SVG, HTML, JSON, Markdown and Mermaid.
const nasty = "</script><b>&amp;\"'`|#1;%%{}\n``` end\x01\u202e日本語"

func hostile() *traces.Trace {
	node := func(n int) traces.Record {
		return traces.Record{{Name: "up", Value: traces.Bool(true)}, {Name: nasty, Value: traces.Int(n)}}
	}
	state := func(n int, step *traces.Step) traces.State {
		return traces.State{Step: step, Vars: traces.Record{
			{Name: "nodes", Value: traces.Record{{Name: nasty, Value: node(n)}, {Name: nasty + "2", Value: node(0)}}},
			{Name: "network", Value: traces.Seq(nil)},
		}}
	}
	p := traces.Packet{From: nasty, To: nasty + "2", Name: nasty, Message: traces.Str(nasty)}
	return &traces.Trace{
		Meta: traces.Meta{Protocol: nasty, Property: nasty, Violation: nasty + "\n" + nasty}, Loop: 1,
		States: []traces.State{
			state(0, nil),
			state(1, &traces.Step{Kind: traces.StepTimeout, Node: nasty, Name: nasty, Sent: []traces.Packet{p}}),
			state(1, &traces.Step{Kind: traces.StepDeliver, Node: p.To, From: p.From, To: p.To, Name: p.Name, Message: p.Message, Note: nasty,
				Recorded: []traces.Event{{Node: p.To, Name: nasty, Value: traces.Str(nasty)}}}),
		},
	}
}

func diagram(t *testing.T, trace *traces.Trace, o Options) *Diagram {
	t.Helper()
	d, err := Of(trace, o)
	require.NoError(t, err)
	return d
}
