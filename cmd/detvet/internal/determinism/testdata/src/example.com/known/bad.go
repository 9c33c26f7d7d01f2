package known

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/synod-go/synod/model"
)

type Bad struct{ Good }

func (s *Bad) Start(env model.Env) {
	if len(s.m) >= 1 {
		for k := range s.m {
			s.leader = k // want `which element s.leader is left with`
		}
	}
	if len(s.votes) == 1 {
		for k := range s.m {
			s.leader = k // want `which element s.leader is left with`
		}
	}
	for id := range s.votes.all() {
		env.Send(id, 1) // want `sends, records or chooses`
	}
	for id := range s.votes.each {
		s.leader = id // want `which element s.leader is left with`
	}
}

func (s *Bad) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	s.n = first(slices.Collect(maps.Keys(s.m))) // want `slices.Collect\(maps.Keys\(s.m\)\) is in the order`
	ids := slices.Collect(maps.Keys(s.m))       // want `ids is in the order`
	s.leader = ids[0]
	var lines []string
	for k, v := range s.m {
		lines = append(lines, fmt.Sprintf("%d=%d", k, v)) // want `lines is in the order`
	}
	s.name = strings.Join(lines, " ")
	for k := range s.m {
		delete(s.m, k+1) // want `whether the loop comes to what is deleted`
	}
	for k, v := range s.m {
		s.table.put(model.NodeID(v), int(k)) // want `known.table.put changes`
	}
	for _, v := range s.m {
		if v > 1 {
			s.n = v // want `which element s.n is left with`
		}
	}
	next, stop := 0, false
	for range s.m {
		if !stop {
			next++
		}
	}
	s.n = next
	for i, id := range slices.Collect(maps.Keys(s.m)) {
		s.out[id] = i // want `s.out\[id\]`
	}
}

func first(list []model.NodeID) int { return int(list[0]) }

func (s *Bad) Timeout(env model.Env, _ model.Timer) {
	s.n = s.which()
}

func (s *Bad) which() int {
	for _, v := range s.m {
		if v > 3 {
			return 1
		}
		if v < 0 {
			return 2 // want `what is returned depends on the order`
		}
	}
	return 0
}

func (s *Bad) Invoke(env model.Env) {
	board, moved := map[place]int{}, map[place]int{}
	for p, v := range board {
		p.row /= 2
		moved[p] = v // want `what moved\[p\] gets depends on the order`
	}
	env.Record(moved[place{}])
}

type chained struct {
	prev *chained
	term int
	any  any
}

func (s *Bad) CanInvoke() bool {
	m := map[int]*chained{}
	list := slices.Collect(maps.Values(m))
	slices.SortFunc(list, func(a, b *chained) int { return a.term - b.term }) // want `the order of equal elements after slices.SortFunc`
	out := map[any]int{}
	for k := range m {
		var c chained
		c.any = c
		out[c] = k // want `out\[c\]`
	}
	return list[0].term > len(out)
}
