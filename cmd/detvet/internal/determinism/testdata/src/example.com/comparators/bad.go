// Package comparators: lists in a map's order that are sorted, or of which one is
// picked, by what may be equal for two elements.
package comparators

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/synod-go/synod/model"
)

type Vote struct {
	Term  int
	Value string
}

type Peer struct {
	ID    model.NodeID
	Match int
}

type Node struct {
	votes   map[model.NodeID]Vote
	match   map[model.NodeID]int
	peers   map[model.NodeID]*Peer
	names   map[string]int
	chosen  Vote
	leader  model.NodeID
	order   []model.NodeID
	best    string
	quorum  int
	history []Vote
}

func (s *Node) Start(env model.Env) {
	var votes []Vote
	for _, v := range s.votes {
		votes = append(votes, v)
	}
	sort.Slice(votes, func(i, j int) bool { return votes[i].Term < votes[j].Term }) // want `the order of equal elements after sort.Slice depends on the order`
	s.chosen = votes[0]

	ids := slices.Collect(maps.Keys(s.match))
	slices.SortFunc(ids, func(a, b model.NodeID) int { return cmp.Compare(s.match[a], s.match[b]) }) // want `the order of equal elements after slices.SortFunc`
	s.order = ids

	all := slices.Collect(maps.Values(s.votes))
	slices.SortStableFunc(all, func(a, b Vote) int { return a.Term - b.Term }) // want `the order of equal elements after slices.SortStableFunc`
	s.history = all

	s.chosen = slices.MaxFunc(slices.Collect(maps.Values(s.votes)), func(a, b Vote) int { return cmp.Compare(a.Term, b.Term) }) // want `which of equal elements slices.MaxFunc returns`
	s.chosen = slices.MinFunc(slices.Collect(maps.Values(s.votes)), byTerm)                                                     // want `which of equal elements slices.MinFunc returns`
	s.history = slices.SortedFunc(maps.Values(s.votes), byTerm)                                                                 // want `the order of equal elements after slices.SortedFunc`
	s.history = slices.SortedStableFunc(maps.Values(s.votes), Vote.compare)                                                     // want `the order of equal elements after slices.SortedStableFunc`
}

func byTerm(a, b Vote) int { return cmp.Compare(a.Term, b.Term) }

func (v Vote) compare(w Vote) int { return v.Term - w.Term }

func (s *Node) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	var list byMatch
	for _, p := range s.peers {
		list = append(list, *p)
	}
	sort.Sort(list) // want `the order of equal elements after sort.Sort`
	s.leader = list[0].ID

	names := slices.Collect(maps.Keys(s.names))
	sort.SliceStable(names, func(i, j int) bool { return len(names[i]) < len(names[j]) }) // want `the order of equal elements after sort.SliceStable`
	s.best = names[0]
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) })
	folded := slices.Collect(maps.Keys(s.names))
	slices.SortFunc(folded, func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }) // want `the order of equal elements after slices.SortFunc`
	s.best = folded[0]

	// One is picked, with others as good.
	var best Vote
	for _, v := range s.votes {
		if v.Term > best.Term {
			best = v // want `which element best is left with`
		}
	}
	s.chosen = best
	for _, v := range s.votes {
		s.chosen = newer(s.chosen, v) // want `which element s.chosen is left with`
	}
	for name := range s.names {
		if len(name) > len(s.best) {
			s.best = name // want `which element s.best is left with`
		}
	}
}

func newer(a, b Vote) Vote {
	if b.Term > a.Term {
		return b
	}
	return a
}

type byMatch []Peer

func (l byMatch) Len() int           { return len(l) }
func (l byMatch) Less(i, j int) bool { return l[i].Match > l[j].Match }
func (l byMatch) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }

func (s *Node) Timeout(env model.Env, _ model.Timer) {
	type pair struct {
		id model.NodeID
		n  int
	}
	var pairs []pair
	for id, n := range s.match {
		pairs = append(pairs, pair{id, n})
	}
	sort.Slice(pairs, func(i, j int) bool { return pairs[i].n < pairs[j].n }) // want `the order of equal elements after sort.Slice`
	s.leader = pairs[0].id

	byParity := slices.Collect(maps.Keys(s.match))
	slices.SortFunc(byParity, func(a, b model.NodeID) int { return int(a%2) - int(b%2) }) // want `the order of equal elements after slices.SortFunc`
	env.Send(byParity[0], 1)

	sortVotes(slices.Collect(maps.Values(s.votes)))
}

func sortVotes(votes []Vote) {
	sort.Slice(votes, func(i, j int) bool { return votes[i].Term < votes[j].Term })
}
