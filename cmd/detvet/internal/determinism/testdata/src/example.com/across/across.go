// Package across: facts about other packages.
package across

import (
	"slices"

	"example.com/helper"
	"github.com/synod-go/synod/model"
)

type Node struct {
	m    map[int]int
	n    int
	list []int
	seen helper.Set
	last helper.Last
	tab  helper.Table
	p    *int
}

var next = helper.Counter()

func (s *Node) Start(env model.Env) {
	s.n = next()           // want `next is a function with a state of its own`
	helper.Limits()["a"]++ // want `the handler changes package variable limits`
	limits()["a"]++        // want `the handler changes package variable limits`
	s.n = limits()["a"]
	s.n = helper.Limits()["a"]
	for k, v := range s.m {
		s.tab.Put(k, v)
		s.tab.Put(v, k) // want `helper.Table.Put changes s.tab`
	}
	s.n = helper.Total(helper.Keys(s.m))
	for k := range helper.Names(s.m) {
		s.n += k
	}
	for k := range helper.Names(s.m) {
		s.n = k // want `which element s.n is left with`
	}
	_ = helper.Describe(s.n)
	_ = helper.Describe(s.p) // want `prints an address`
	counter := helper.Counter()
	s.n = counter()
}

// limits is a view of another package's variable.
func limits() map[string]int { return helper.Limits() }

// Timeout is told of the first of several faults, always the same.
func (s *Node) Timeout(model.Env, model.Timer) {
	var v any
	v = helper.Two{} // want `helper.Two.String is nondeterministic: time.Now reads the clock`
	v = helper.Two{} // want `helper.Two.String is nondeterministic: time.Now reads the clock`
	v = helper.Two{} // want `helper.Two.String is nondeterministic: time.Now reads the clock`
	_ = v
	s.n = helper.First(zero)  // want `helper.First calls helper.hour, which is nondeterministic: time.Now reads the clock`
	s.n = helper.Second(zero) // want `helper.Second calls helper.hour, which is nondeterministic: time.Now reads the clock`
	s.n = helper.Third(zero)  // want `helper.Third calls helper.hour, which is nondeterministic: time.Now reads the clock`
}

func zero() int { return 0 }

func (s *Node) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	_ = helper.Stamp()    // want `helper.Stamp calls helper.now, which is nondeterministic: time.Now reads the clock`
	s.n = helper.Any(s.m) // want `helper.Any is nondeterministic: what is returned depends on the order`
	s.n = helper.Count()  // want `helper.Count is nondeterministic: the handler changes package variable count`
	_ = helper.Ping(1)    // want `helper.Ping calls helper.now, which is nondeterministic: time.Now reads the clock`
	_ = helper.Pong(1)    // want `helper.Pong calls helper.now, which is nondeterministic: time.Now reads the clock`
	_ = helper.Ignored()

	env.Broadcast(helper.Keys(s.m)) // want `helper.Keys\(s.m\) is in the order of a map's iteration`
	s.list = helper.Values(s.m)     // want `s.list is in the order of a map's iteration`
	env.Broadcast(helper.Sorted(s.m))

	keys := helper.Keys(s.m)
	slices.Sort(keys)
	env.Broadcast(keys)

	keys2 := helper.Keys(s.m)
	helper.Order(keys2)
	env.Broadcast(keys2)

	for _, k := range helper.Keys(s.m) {
		env.Send(model.NodeID(k), 0) // want `sends, records or chooses in the order`
	}

	for k := range s.m {
		s.seen.Add(k)
		s.last.Note(k) // want `helper.Last.Note changes s.last in a way that depends on the order`
		s.n = helper.Larger(s.n, k)
	}
}
