package maporder

import (
	"maps"
	"slices"
	"sort"

	"github.com/synod-go/synod/model"
)

// Good is like Node, and all that it does is fine.
type Good struct {
	Node
	total int
	bits  int
	high  int
	best  Vote
	ok    bool
	names map[model.NodeID]string
	maxes map[int]Vote
	count map[int]int
}

func (s *Good) Start(env model.Env) {
	// Sums, counts, bits, extremes.
	n := 0
	for _, m := range s.next {
		n++
		s.total += m
		s.total = s.total + m
		s.bits |= m
		if m > 3 {
			s.total--
		}
	}
	most := 0
	for peer, m := range s.next {
		most = max(most, m)
		if m > s.n {
			s.n = m
		}
		s.members = s.members.With(peer)
		if m <= s.high {
			continue
		}
		s.high = m
	}
	for _, v := range s.votes {
		if s.best.Ballot.Less(v.Ballot) {
			s.best = v
		}
		s.value = later(s.value, v)
	}
	var best model.NodeID
	for peer, m := range s.next {
		if best == 0 || m > most || m == most && peer < best {
			best, most = peer, max(most, m)
		}
	}
	for k, v := range s.accepted {
		if old, ok := s.count[k.Slot]; !ok || old < v {
			s.count[k.Slot] = v
		}
	}
	for _, v := range s.votes {
		if old, ok := s.maxes[v.Term]; !ok || old.Ballot.Less(v.Ballot) {
			s.maxes[v.Term] = v
		}
	}
}

func later(a, b Vote) Vote {
	if a.Ballot.Less(b.Ballot) {
		return b
	}
	return a
}

func (s *Good) Receive(env model.Env, from model.NodeID, m model.Message) {
	// Sets and maps by key, deletion, constants, the element itself.
	for peer, n := range s.next {
		s.set[peer] = true
		s.order[peer] = n
		s.order[model.NodeID(peer)] = len(s.votes)
		s.count[n]++
		s.count[n] = 0
		delete(s.votes, peer)
		s.next[peer] = 0
		if n > 3 {
			delete(s.next, peer)
		}
		id := peer
		s.order[id] = n
	}
	for _, p := range s.peers {
		p.Next = p.Match + 1
		p.reset(4)
	}
	for peer := range s.next {
		p := s.peers[peer]
		p.Next = 1
		s.peers[peer].Match = int(peer)
		s.peers[peer].reset(s.n)
		s.join(peer)
		s.peers[peer] = &Peer{Next: int(peer)}
	}
	for _, v := range s.votes {
		s.maxes[v.Term] = Vote{Term: v.Term}
		s.byBallot(v)
		if v.Term > 1 {
			s.ok = true
		}
	}
	all := true
	for _, v := range s.votes {
		all = all && v.Term > 1
	}
	s.ok = all
	for _, v := range s.votes {
		if v.Term == 1 {
			s.ok = true
			break
		}
	}
	acks := 0
	for _, n := range s.next {
		if n > 2 {
			acks++
		}
		if acks > 2 {
			break
		}
	}
	s.ok = acks > 2

	// The one element with that key.
	for peer, n := range s.next {
		if peer == from {
			s.first, s.n = peer, n
			env.Send(peer, n)
		}
	}
	for _, n := range s.next {
		if n > 100 {
			env.Broadcast("no")
			return
		}
	}
	for peer := range s.next {
		env.SetTimer(model.Timer(s.names[peer]))
	}
	local := map[model.NodeID][]model.NodeID{}
	for peer, n := range s.next {
		local[model.NodeID(n)] = append(local[model.NodeID(n)], peer)
	}
	for _, list := range local {
		slices.Sort(list)
	}
}

func (p *Peer) reset(n int) { p.Next, p.Match = n, n }

func (s *Good) join(p model.NodeID) { s.set[p] = true; s.total++ }

func (s *Good) byBallot(v Vote) { s.set[v.Ballot.Node] = true }

func (s *Good) Timeout(env model.Env, _ model.Timer) {
	// Sorted.
	var ids []model.NodeID
	for peer := range s.next {
		ids = append(ids, peer)
	}
	slices.Sort(ids)
	env.Broadcast(ids)

	s.queue = nil
	for peer := range s.next {
		s.queue = append(s.queue, peer)
	}
	if len(s.queue) > 1 {
		sort.Slice(s.queue, func(i, j int) bool { return s.queue[i] < s.queue[j] })
	}

	ids2 := s.unsorted()
	if len(ids2) == 0 {
		return
	}
	sort.Sort(byID(ids2))
	env.Broadcast(ids2)

	var match []int
	for _, n := range s.next {
		match = append(match, n)
	}
	sort.Sort(sort.Reverse(sort.IntSlice(match)))
	s.n = match[len(match)/2]
	filled, i := make([]model.NodeID, len(s.next)), 0
	for peer := range s.next {
		filled[i] = peer
		i++
	}
	slices.Sort(filled)
	env.Broadcast(filled)
	for range s.next {
		s.queue = s.queue[1:]
	}
	var visit func(n int)
	visit = func(n int) {
		if n > 0 {
			visit(n - 1)
			s.set[model.NodeID(n)] = true
		}
	}
	for _, n := range s.next {
		visit(n)
	}

	for _, peer := range slices.Sorted(maps.Keys(s.next)) {
		env.Send(peer, 1)
	}
	keys := slices.Collect(maps.Keys(s.next))
	sortIDs(keys)
	for _, peer := range keys {
		env.Send(peer, 1)
	}
	// In a map's order, but it makes no difference.
	some := s.unsorted()
	for _, peer := range some {
		s.set[peer] = true
	}
	s.ok = slices.Contains(some, 3)
	s.next = maps.Collect(maps.All(s.next))
	clear(s.set)
	s.ok = s.anyOf() && s.quorum() && s.find(3) > 1 && s.has(3)
	for _, peer := range env.Peers() {
		env.Send(peer, s.next[peer])
		s.queue = append(s.queue, peer)
		s.first = peer
	}
	for _, server := range env.Group("S") {
		env.Send(server, s.next[server])
	}
	for peer := range s.next {
		env.Log("%v is known", peer) // a log may differ
	}
}

type byID []model.NodeID

func (b byID) Len() int           { return len(b) }
func (b byID) Less(i, j int) bool { return b[i] < b[j] }
func (b byID) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func sortIDs(ids []model.NodeID) { slices.Sort(ids) }

func (s *Good) anyOf() bool {
	for _, n := range s.next {
		if n > 3 {
			return true
		}
	}
	return false
}

func (s *Good) quorum() bool {
	n := 0
	for range s.set {
		n++
		if 2*n > len(s.next) {
			return true
		}
	}
	return false
}

func (s *Good) find(id model.NodeID) int {
	for peer, n := range s.next {
		if peer != id {
			continue
		}
		return n
	}
	return 0
}

func (s *Good) has(n int) bool {
	for _, m := range s.next {
		switch m {
		case n:
			return true
		}
	}
	return false
}

var _ model.Node = (*Good)(nil)
