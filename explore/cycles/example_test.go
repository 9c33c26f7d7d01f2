package cycles_test

import (
	"context"
	"fmt"

	"github.com/synod-go/synod/explore/cycles"
)

// lamp is a graph of two nodes: the lamp is off in node 0 and on in node 1. Its only
// edge turns the lamp on. State atom 0 is "the lamp is on", state atom 1 "turning on
// is enabled", and step atom 0 "the step turns the lamp on". A mark is a set of bits,
// one for each atom.
type lamp struct{}

const (
	isOn    = 1 << 0
	enabled = 1 << 1
	turnsOn = 1 << 0
)

func (lamp) Len() int          { return 2 }
func (lamp) Initial() int      { return 1 }
func (lamp) Expanded(int) bool { return true }
func (lamp) Stutter() uint32   { return 0 }

func (lamp) Mark(node int) uint32 { return []uint32{enabled, isOn}[node] }

func (lamp) Edges(node int, dst []cycles.Edge) []cycles.Edge {
	if node == 0 {
		dst = append(dst, cycles.Edge{To: 1, Mark: turnsOn})
	}
	return dst
}

func (lamp) StateAtoms(mark uint32) cycles.Bits { return cycles.Bits{uint64(mark)} }
func (lamp) StepAtoms(mark uint32) cycles.Bits  { return cycles.Bits{uint64(mark)} }

// Without fairness no step has to be taken, so the lamp may stay off.
func ExampleCounterexample() {
	comesOn := cycles.Eventually(cycles.State(0))
	fair := cycles.WF(cycles.State(1), cycles.Step(0))
	for _, assumption := range []*cycles.Formula{cycles.True, fair} {
		lasso, err := cycles.Counterexample(context.Background(), lamp{}, assumption, comesOn)
		if err != nil {
			panic(err)
		}
		if lasso == nil {
			fmt.Println("the lamp comes on")
		} else {
			fmt.Println("the lamp stays in node", lasso.Start(), "for ever")
		}
	}
	// Output:
	// the lamp stays in node 0 for ever
	// the lamp comes on
}
