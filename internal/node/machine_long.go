package node

import (
	"encoding/binary"
	"math/rand/v2"
)

// rounds has, for each long way that goes round in a state, how many times it does.
var rounds = [...]int{2, 3, 4, 5, 7, 11, 20}

// walks has, for each random long way, how many inputs it has at most after a way that the search
// found.
var walks = [...]int{8, 32}

// MostWays is how many ways to a state are known at most, long ones among them.
const MostWays = 2*maxWays + len(rounds) + len(walks)

// Lengthen adds long ways to the states that are known, for omissions that make a difference
// only when what they hide has added up. The search takes it that an input leads from a state
// to the same next state however the machine got to the first. So the known steps can be taken
// one after the other, any number of times, and must lead where they led before. Some long
// ways go round in the state, and some are random walks to it. They are not kept: each is made
// when it is needed, and is then the same as before.
//
// From now on the ways to the states that are known keep their numbers: no others come to them.
func (k *Machine) Lengthen() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.longer = true
}

// around returns the ways to a state that go round in it, and stepsTo those of which the last step
// begins in a machine that runs.
func (k *Machine) around(name stateName) []*past {
	return kept(k.ways[name], func(p *past) bool { return p.roundIn(name) })
}

func (k *Machine) stepsTo(name stateName) []*past {
	return kept(k.ways[name], func(p *past) bool { return p.before != nil })
}

func kept(ways []*past, keep func(*past) bool) (some []*past) {
	for _, p := range ways {
		if keep(p) {
			some = append(some, p)
		}
	}
	return some
}

// numLong returns how many long ways there are to a state.
func (k *Machine) numLong(name stateName) (n int) {
	if !k.longer {
		return 0
	}
	if len(k.around(name)) > 0 {
		n += len(rounds)
	}
	if len(k.stepsTo(name)) > 0 {
		n += len(walks)
	}
	return n
}

// longWay returns the long way to a state with a number from 0 on.
func (k *Machine) longWay(name stateName, number int) *past {
	if around := k.around(name); len(around) > 0 {
		if number < len(rounds) {
			way := k.ways[name][0]
			for i := range rounds[number] {
				way = way.followed(around[i%len(around)])
			}
			return way
		}
		number -= len(rounds)
	}
	random := rand.New(rand.NewPCG(k.seed^binary.LittleEndian.Uint64(name[:]), uint64(number)))
	var walk []*past // backwards, from the state
	at := name
	for range walks[number] {
		before := k.stepsTo(at)
		if len(before) == 0 {
			break
		}
		p := before[random.IntN(len(before))]
		walk = append(walk, p)
		at = nameOf(p.from)
	}
	way := k.ways[at][0]
	for i := len(walk) - 1; i >= 0; i-- {
		way = way.followed(walk[i])
	}
	return way
}

// followed returns the way followed by the last step of another.
func (p *past) followed(other *past) *past {
	longer := *other
	longer.before = p
	return &longer
}
