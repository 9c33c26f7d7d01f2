package node

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
)

// rounds are how many times in all long ways go round in a state.
var rounds = [...]int{2, 3, 4, 5, 7, 11, 20}

// walks are how many inputs random long ways have in all after the state where they begin.
var walks = [...]int{8, 32}

// MostWays is how many ways to a state are known when there are long ones.
const MostWays = 2*MaxWays + len(rounds) + len(walks)

// Lengthen adds long ways to the states that are known. By what the search went by, an input
// leads from a state to another one however the machine came to the first; so what led from
// state to state must do so one after the other, as often as one likes. What an omission hides
// may make a difference only when it has added up: of long ways there are those that go round
// in one state, and random ones.
func (k *Machine) Lengthen(random *rand.Rand) {
	k.mu.Lock()
	defer k.mu.Unlock()
	names := slices.SortedFunc(maps.Keys(k.ways), func(a, b stateName) int { return bytes.Compare(a[:], b[:]) })
	from := map[stateName][]*past{}
	to := map[*past]stateName{}
	for _, name := range names {
		for _, p := range k.ways[name] {
			if p.before != nil {
				from[nameOf(p.from)] = append(from[nameOf(p.from)], p)
				to[p] = name
			}
		}
	}
	long := map[stateName][]*past{}
	add := func(name stateName, way *past) {
		if len(long[name]) < len(rounds)+len(walks) {
			long[name] = append(long[name], way)
		}
	}
	for _, name := range names {
		around := slices.DeleteFunc(slices.Clone(from[name]), func(p *past) bool { return to[p] != name })
		for _, n := range rounds {
			if len(around) > 0 {
				add(name, k.ways[name][0].extended(n, func(i int) *past { return around[i%len(around)] }))
			}
		}
	}
	for _, name := range names {
		for _, n := range walks {
			at := name
			way := k.ways[name][0].extended(n, func(int) *past {
				if len(from[at]) == 0 {
					return nil
				}
				p := from[at][random.IntN(len(from[at]))]
				at = to[p]
				return p
			})
			add(at, way)
		}
	}
	for name, ways := range long {
		k.ways[name] = append(k.ways[name], ways...)
	}
}

// extended returns the way on by the last steps of n other ones, or of fewer, where there is
// none.
func (p *past) extended(n int, step func(i int) *past) *past {
	for i := range n {
		next := step(i)
		if next == nil {
			break
		}
		copied := *next
		copied.before = p
		p = &copied
	}
	return p
}
