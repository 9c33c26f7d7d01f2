package node

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
)

// rounds has, for each long way that goes round in a state, how many times it does.
var rounds = [...]int{2, 3, 4, 5, 7, 11, 20}

// walks has, for each random long way, how many inputs it adds.
var walks = [...]int{8, 32}

// MostWays is how many ways to a state are known at most, long ones among them.
const MostWays = 2*maxWays + len(rounds) + len(walks)

// Lengthen adds long ways to the states that are known, for omissions that make a difference
// only when what they hide has added up. The search takes it that an input leads from a state
// to the same next state however the machine got to the first. So the known steps can be taken
// one after the other, any number of times, and must lead where they led before. Some long
// ways go round in one state, and some are random walks.
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
	k.long = map[stateName][]*past{}
	add := func(name stateName, way *past) {
		if len(k.long[name]) < len(rounds)+len(walks) {
			k.long[name] = append(k.long[name], way)
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
}

// extended returns the way followed by the last steps of n other ways; it ends early where
// step returns nil.
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
