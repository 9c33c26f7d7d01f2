package explore_test

import (
	"context"
	"fmt"

	"github.com/synod-go/synod/explore"
)

// jugs is the puzzle of measuring 4 litres with a jug of 3 litres and one of 5. A state
// has two words, the litres in each.
type jugs struct{}

var size = [2]uint32{3, 5}

// after returns the state after a step: a jug is filled, emptied, or poured into
// the other one.
func after(s []uint32, label uint32) []uint32 {
	if len(s) == 0 { // the root, whose successor is the initial state
		return []uint32{0, 0}
	}
	t := []uint32{s[0], s[1]}
	jug, other := label%2, 1-label%2
	switch label / 2 {
	case 0:
		t[jug] = size[jug]
	case 1:
		t[jug] = 0
	case 2:
		poured := min(t[jug], size[other]-t[other])
		t[jug] -= poured
		t[other] += poured
	}
	return t
}

func (jugs) Space() explore.Space { return jugs{} }
func (jugs) Memory() int64        { return 0 }

// Expand names each successor by a number that no other state has.
func (jugs) Expand(s []uint32, out *explore.Successors) {
	steps := uint32(6)
	if len(s) == 0 {
		steps = 1
	}
	for label := range steps {
		t := after(s, label)
		out.Add(uint64(1+t[0]*10+t[1]), label, 0)
	}
}

// Build makes the states, and reports those with 4 litres in the larger jug as findings.
func (jugs) Build(s []uint32, picked []explore.Successor, out *explore.States) {
	for _, p := range picked {
		t := after(s, p.Label)
		out.Add(t)
		if t[1] == 4 {
			out.Find(1)
		}
	}
}

func (jugs) Key(dst, s []uint32) ([]uint32, error) { return append(dst, s...), nil }

func ExampleSearch() {
	result, err := explore.Search(context.Background(), jugs{}, explore.Options{})
	if err != nil {
		panic(err)
	}
	found := result.Findings[0]
	fmt.Println("four litres after", found.Length(), "steps")
	var s []uint32
	for _, label := range found.Labels {
		if s, err = explore.Step(jugs{}, s, label); err != nil {
			panic(err)
		}
		fmt.Println(s)
	}
	// Output:
	// four litres after 6 steps
	// [0 0]
	// [0 5]
	// [3 2]
	// [0 2]
	// [2 0]
	// [2 5]
	// [3 4]
}
