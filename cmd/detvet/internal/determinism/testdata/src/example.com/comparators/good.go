package comparators

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/synod-go/synod/model"
)

// Good is like Node, but what it compares tells all elements apart.
type Good struct {
	Node
	list []Vote
}

func (s *Good) Start(env model.Env) {
	var votes []Vote
	for _, v := range s.votes {
		votes = append(votes, v)
	}
	sort.Slice(votes, func(i, j int) bool {
		if votes[i].Term != votes[j].Term {
			return votes[i].Term < votes[j].Term
		}
		return votes[i].Value < votes[j].Value
	})
	s.chosen = votes[0]

	ids := slices.Collect(maps.Keys(s.match))
	slices.SortFunc(ids, func(a, b model.NodeID) int {
		return cmp.Or(cmp.Compare(s.match[a], s.match[b]), cmp.Compare(a, b))
	})
	s.order = ids
	slices.SortFunc(ids, func(a, b model.NodeID) int { return int(b - a) })
	sort.Slice(ids, func(i, j int) bool { return ids[i] > ids[j] })
	s.order = ids

	all := slices.Collect(maps.Values(s.votes))
	slices.SortFunc(all, Vote.Compare)
	s.history = all
	s.chosen = slices.MaxFunc(slices.Collect(maps.Values(s.votes)), Vote.Compare)
	s.chosen = slices.MaxFunc(s.list, func(a, b Vote) int { return cmp.Compare(a.Term, b.Term) }) // in its own order
	s.history = slices.SortedFunc(maps.Values(s.votes), func(a, b Vote) int {
		if c := cmp.Compare(a.Term, b.Term); c != 0 {
			return c
		}
		return strings.Compare(a.Value, b.Value)
	})
	s.quorum = slices.Max(slices.Collect(maps.Values(s.match)))
}

// Compare is a total order.
func (v Vote) Compare(w Vote) int {
	return cmp.Or(v.Term-w.Term, strings.Compare(v.Value, w.Value))
}

func (s *Good) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	var list byID
	for _, p := range s.peers {
		list = append(list, *p)
	}
	sort.Sort(list)
	s.leader = list[0].ID
	sort.Sort(sort.Reverse(list))

	names := slices.Collect(maps.Keys(s.names))
	slices.SortFunc(names, strings.Compare)
	s.best = names[0]

	type pair struct {
		id model.NodeID
		n  int
	}
	var pairs []pair
	for id, n := range s.match {
		pairs = append(pairs, pair{id, n})
	}
	sort.Slice(pairs, func(i, j int) bool {
		return pairs[i].n < pairs[j].n || pairs[i].n == pairs[j].n && pairs[i].id < pairs[j].id
	})
	s.leader = pairs[0].id

	var best Vote
	for _, v := range s.votes {
		if v.Term > best.Term || v.Term == best.Term && v.Value > best.Value {
			best = v
		}
	}
	s.chosen = best
	for _, v := range s.votes {
		if v.Compare(s.chosen) > 0 {
			s.chosen = v
		}
	}
	var first *Peer
	for _, p := range s.peers {
		if first == nil || p.ID < first.ID {
			first = p
		}
	}
	s.leader = first.ID
}

func (s *Good) Timeout(env model.Env, _ model.Timer) {}

type byID []Peer

func (l byID) Len() int           { return len(l) }
func (l byID) Less(i, j int) bool { return l[i].ID < l[j].ID }
func (l byID) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }

var _ model.Node = (*Good)(nil)
