// Package maporder: loops over maps, those whose order gets out.
package maporder

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/synod-go/synod/model"
)

type Ballot struct {
	Round int
	Node  model.NodeID
}

func (b Ballot) Less(c Ballot) bool {
	return b.Round < c.Round || b.Round == c.Round && b.Node < c.Node
}

type Vote struct {
	Ballot Ballot
	Value  int
	Term   int
}

type SlotBallot struct{ Slot, Ballot int }

type Peer struct{ Next, Match int }

type Node struct {
	next     map[model.NodeID]int
	votes    map[model.NodeID]Vote
	accepted map[SlotBallot]int
	peers    map[model.NodeID]*Peer
	queue    []model.NodeID
	list     []model.NodeID
	log      []model.NodeID
	set      map[model.NodeID]bool
	byTerm   map[int]model.NodeID
	order    map[model.NodeID]int
	first    model.NodeID
	n        int
	role     string
	name     string
	value    Vote
	f        func(model.NodeID)
	members  model.NodeSet
}

func (s *Node) Start(env model.Env) {
	for peer := range s.next {
		env.Send(peer, 1) // want `sends, records or chooses in the order`
	}
	for peer := range s.next {
		s.tell(env, peer) // want `sends, records or chooses in the order`
	}
	for peer := range maps.Keys(s.next) {
		env.Record(peer) // want `sends, records or chooses in the order`
	}
	for range s.next {
		s.n += env.Choose(2) // want `sends, records or chooses in the order`
	}
	for _, n := range s.next { // want `sets and stops timers`
		if n > 3 {
			env.SetTimer("a")
		} else {
			env.StopTimer("a")
		}
	}
	for peer := range s.next {
		func() { env.Send(peer, 1) }() // want `sends, records or chooses in the order`
	}
	for peer := range s.next {
		s.f(peer) // want `calls s.f in the order`
	}
	each(s.next, func(p model.NodeID) { s.first = p })
	for _, peer := range slices.Collect(maps.Keys(s.next)) {
		env.Send(peer, 1) // want `sends, records or chooses in the order`
	}
}

func each(m map[model.NodeID]int, f func(model.NodeID)) {
	for k := range m {
		f(k) // want `calls f in the order`
	}
}

func (s *Node) tell(env model.Env, to model.NodeID) { env.Send(to, 1) }

func (s *Node) Receive(env model.Env, _ model.NodeID, m model.Message) {
	for peer := range s.next {
		s.first = peer // want `which element s.first is left with depends on the order`
	}
	for peer, n := range s.next {
		if n > 3 {
			s.first = peer // want `which element s.first is left with`
			break
		}
	}
	for peer := range s.next {
		s.log = append(s.log, peer) // want `s.log is in the order of a map's iteration`
	}
	var ids []model.NodeID
	for peer := range s.next {
		ids = append(ids, peer) // want `ids is in the order of a map's iteration.* before it is used`
	}
	env.Broadcast(ids)
	slices.Sort(ids)

	most, who := 0, model.NodeID(0)
	for peer, n := range s.next {
		if n > most {
			most, who = n, peer // want `which element who is left with`
		}
	}
	s.first = who
	for peer, n := range s.next {
		if who == 0 || n > s.next[who] {
			who = peer // want `who`
		}
	}

	for peer, n := range s.next {
		s.byTerm[n] = peer // want `what s.byTerm\[n\] gets depends on the order`
	}
	for k, v := range s.accepted {
		s.order[model.NodeID(k.Slot)] = v // want `gets depends on the order`
	}
	i := 0
	for peer := range s.next {
		i++
		s.order[peer] = i // want `gets depends on the order`
	}
	filled, j := make([]model.NodeID, len(s.next)), 0
	for peer := range s.next {
		filled[j] = peer // want `filled is in the order of a map's iteration`
		j++
	}
	env.Broadcast(filled)
	text := ""
	for peer := range s.next {
		text += fmt.Sprint(peer) // want `the order of what is added to text`
	}
	s.name = text
	var b strings.Builder
	for peer := range s.next {
		b.WriteString(fmt.Sprint(peer)) // want `strings.Builder.WriteString changes b`
	}
	for peer := range s.next {
		fmt.Fprint(&b, peer) // want `fmt.Fprint changes &b`
	}
	for _, v := range s.votes {
		if v.Term > 1 {
			s.role = "leader" // the first of the two
		} else {
			s.role = "follower" // want `whether s.role is left as`
		}
	}
	quota := 2
	for peer := range s.next {
		if quota > 0 {
			quota--
			s.set[peer] = true // want `set\[peer\]`
		}
	}
	done := false
	for peer := range s.next {
		if !done {
			s.first = peer // want `s.first`
			done = true
		}
	}
	for peer := range s.next {
		s.remember(peer) // want `maporder.Node.remember changes s in a way`
	}
	for peer := range s.next {
		s.next[peer+100] = 1 // want `whether the loop comes to what is put into s.next`
	}
	for k := range s.votes {
		p := s.peers[1]
		p.Next = int(k) // want `which element p.Next is left with`
	}
	for k := range s.order {
		for i := range 3 {
			if i > int(k) {
				s.n = i // want `which element s.n is left with`
			}
		}
	}
	s.list = s.unsorted()                            // want `s.list is in the order`
	s.queue = s.unsortedNamed()                      // want `s.queue is in the order`
	env.Broadcast(slices.Collect(maps.Keys(s.next))) // want `slices.Collect\(maps.Keys\(s.next\)\) is in the order`
	keys := maps.Keys(s.next)
	for k := range keys {
		env.Send(k, 1) // want `sends, records or chooses`
	}
	var key model.NodeID
	for key = range s.next { // want `which element key is left with`
	}
	s.first = key
}

func (s *Node) remember(p model.NodeID) { s.first = p }

func (s *Node) unsorted() []model.NodeID {
	ids := make([]model.NodeID, 0, len(s.next))
	for id := range s.next {
		ids = append(ids, id)
	}
	return ids
}

func (s *Node) unsortedNamed() (ids []model.NodeID) {
	for id := range s.next {
		ids = append(ids, id)
	}
	return
}

func (s *Node) Timeout(env model.Env, _ model.Timer) {
	s.first = s.any()
	_ = s.more(1)
	s.n = s.some()
	s.upTo()
	s.branches(1)
}

func (s *Node) any() model.NodeID {
	for peer := range s.next {
		return peer // want `what is returned depends on the order`
	}
	return 0
}

func (s *Node) more(n int) model.NodeID {
	for peer, m := range s.next {
		if m > n {
			return peer // want `what is returned depends on the order`
		}
	}
	return 0
}

// Sorting in another branch does not help.
func (s *Node) branches(m any) {
	switch m.(type) {
	case int:
		for peer := range s.next {
			s.queue = append(s.queue, peer) // want `s.queue is in the order`
		}
	case string:
		slices.Sort(s.queue)
	case bool:
		s.queue = nil
	}
}

func (s *Node) some() int {
	sum := 0
	for _, m := range s.next {
		sum += m // want `how many elements come here before the loop ends`
		if m > 3 {
			break
		}
	}
	return sum
}

func (s *Node) upTo() bool {
	for peer, m := range s.next {
		s.set[peer] = true // want `how many elements come here before the loop ends`
		if m > 3 {
			return false
		}
	}
	return true
}

type Iterators struct{ m, out map[int]int }

var _ model.Node = (*Iterators)(nil)

// Start loops over keys or values: two of them may be alike.
func (s *Iterators) Start(model.Env) {
	each := maps.Keys[map[int]int]
	if len(s.m) > 1 {
		each = maps.Values[map[int]int]
	}
	for k := range each(s.m) {
		s.out[k] = s.out[k]*2 + len(s.m) // want `s.out`
	}
	for k := range maps.Keys(s.m) {
		s.out[k] = s.out[k]*2 + len(s.m)
	}
}
func (s *Iterators) Receive(model.Env, model.NodeID, model.Message) {}
func (s *Iterators) Timeout(model.Env, model.Timer)                 {}
