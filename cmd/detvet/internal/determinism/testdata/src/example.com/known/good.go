// Package known: loops over maps that are fine, and others like them that are not.
package known

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/synod-go/synod/model"
)

type set map[model.NodeID]bool

func (s set) add(id model.NodeID) { s[id] = true }

func (s set) all() func(yield func(model.NodeID) bool) {
	return func(yield func(model.NodeID) bool) {
		for id := range s {
			if !yield(id) {
				return
			}
		}
	}
}

func (s set) each(yield func(model.NodeID) bool) {
	for id := range s {
		if !yield(id) {
			return
		}
	}
}

func (s set) sorted() []model.NodeID { return slices.Sorted(maps.Keys(s)) }

type table struct{ m map[model.NodeID]int }

func (t *table) put(k model.NodeID, v int) { t.m[k] = v }
func (t *table) get(k model.NodeID) int    { return t.m[k] }

type Good struct {
	m      map[model.NodeID]int
	votes  set
	out    map[model.NodeID]int
	table  table
	leader model.NodeID
	n      int
	total  *big.Int
	ok     bool
	groups map[int][]model.NodeID
	name   string
	sets   map[int]set
}

func (s *Good) Start(env model.Env) {
	if len(s.m) == 1 {
		for k := range s.m {
			s.leader = k
			env.Send(k, 1)
		}
	}
	if len(s.m) != 1 {
		return
	}
	for k, n := range s.m {
		s.leader, s.n = k, n
	}
	switch len(s.m) {
	case 1:
		for k := range s.m {
			s.leader = k
		}
	}
}

func (s *Good) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	for k, v := range s.m {
		s.votes.add(k)
		s.table.put(k, v)
		s.out[k] = s.table.get(k) + v
		s.total.Add(s.total, big.NewInt(int64(v)))
	}
	for id := range s.votes.all() {
		s.n += int(id)
	}
	for id := range s.votes.each {
		s.out[id]++
	}
	for _, id := range s.votes.sorted() {
		env.Send(id, 1)
	}
	ids := make([]model.NodeID, 0, len(s.m))
	for id := range s.votes.all() {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for i, id := range ids {
		env.Send(id, i)
	}
	s.n = sum(slices.Collect(maps.Values(s.m)))
	s.ok = contains(slices.Collect(maps.Keys(s.m)), 3)
	for n, group := range s.groups {
		slices.Sort(group)
		s.groups[n] = slices.Compact(group)
	}
	maps.DeleteFunc(s.m, func(k model.NodeID, v int) bool { return v > 3 })
	for k, v := range s.m {
		if v == 0 {
			delete(s.m, k)
		}
	}
	copied := maps.Clone(s.m)
	for k := range copied {
		delete(s.m, k)
	}
	var low, high int
	for _, v := range s.m {
		low, high = min(low, v), max(high, v)
	}
	s.n = high - low
	counts := map[int]int{}
	for _, v := range s.m {
		counts[v]++
	}
	for v, c := range counts {
		if c > len(s.m)/2 {
			s.n = max(s.n, v)
		}
	}
	for k := range s.m {
		for j := range s.m {
			if k != j && s.m[k] == s.m[j] {
				s.ok = true
			}
		}
	}
	for k, v := range s.m {
		if s.sets[v] == nil {
			s.sets[v] = set{}
		}
		s.sets[v][k] = true
	}
}

func sum(list []int) (n int) {
	for _, v := range list {
		n += v
	}
	return n
}

func contains(list []model.NodeID, id model.NodeID) bool {
	for _, x := range list {
		if x == id {
			return true
		}
	}
	return false
}

func (s *Good) Timeout(env model.Env, _ model.Timer) {
	var lines []string
	for k, v := range s.m {
		lines = append(lines, fmt.Sprintf("%d=%d", k, v))
	}
	slices.Sort(lines)
	s.name = strings.Join(lines, " ")
	if s.valid() != nil {
		return
	}
	pending := map[model.NodeID]bool{}
	for k := range s.m {
		pending[k] = true
	}
	for len(pending) > 0 {
		id := slices.Min(slices.Collect(maps.Keys(pending)))
		env.Send(id, 1)
		delete(pending, id)
	}
	found := false
	var at model.NodeID
	for k, v := range s.m {
		if v > 3 && (!found || k < at) {
			found, at = true, k
		}
	}
	if found {
		env.Send(at, 1)
	}
	votes := 0
	for id, yes := range s.votes {
		if !yes || id == env.ID() {
			continue
		}
		votes++
	}
	if votes*2 > len(env.Peers()) {
		s.leader = env.ID()
	}
	same := true
	first, has := 0, false
	for _, v := range s.m {
		if !has {
			has = true
		}
		same = same && v > first
	}
	s.ok = same && has
}

func (s *Good) valid() error {
	for _, v := range s.m {
		if v < 0 {
			return fmt.Errorf("negative")
		}
	}
	return nil
}

type place struct{ row, column int }

func (s *Good) CanInvoke() bool { return true }

func (s *Good) Invoke(env model.Env) {
	board, moved := map[place]int{}, map[place]int{}
	for p, v := range board {
		p.row++
		moved[p] = v
	}
	env.Record(len(moved) + s.lists(nil))
}

type cell struct {
	next  *cell
	value int
}

// compare calls itself.
func (c *cell) compare(d *cell) int {
	if c == nil || d == nil {
		return 0
	}
	if c.value != d.value {
		return c.value - d.value
	}
	return c.next.compare(d.next)
}

func (s *Good) lists(cells map[int]*cell) int {
	n := 0
	var self any
	self = self
	for _, head := range cells {
		for p := head; p != nil; p = p.next {
			n += p.value
			p.value = 0
		}
		var q *cell
		q = head
		for q != nil {
			q = q.next
		}
		i := 0
		for i < 3 {
			i = i + 1
		}
		n += i
	}
	list := slices.Collect(maps.Values(cells))
	slices.SortFunc(list, (*cell).compare)
	return n + list[0].value
}

var _ model.Node = (*Good)(nil)
