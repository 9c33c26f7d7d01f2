package careful

import (
	"bufio"
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/model"
)

type slot struct {
	bal   Ballot
	val   string
	votes map[model.NodeID]bool
}

type G[K cmp.Ordered, V any] struct{ m map[K]V }

func (g *G[K, V]) Keys() []K            { return slices.Sorted(maps.Keys(g.m)) }
func (g *G[K, V]) Put(k K, v V)         { g.m[k] = v }
func (g *G[K, V]) All() iter.Seq2[K, V] { return maps.All(g.m) }
func (g *G[K, V]) Sorted() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, k := range g.Keys() {
			if !yield(k, g.m[k]) {
				return
			}
		}
	}
}

type P struct {
	slots  map[int]*slot
	next   map[model.NodeID]int
	match  map[model.NodeID]int
	g      G[string, int]
	commit int
	log    []Entry
	view   int
	views  map[model.NodeID]int
	dvc    map[model.NodeID]DVC
	msgs   []any
	s      string
	role   role
	lock   string
	table  map[string]map[model.NodeID]int
	peers  []model.NodeID
	tree   *tree
	matrix [][]int
}

type tree struct {
	l, r *tree
	v    int
}

func (t *tree) insert(v int) *tree {
	if t == nil {
		return &tree{v: v}
	}
	if v < t.v {
		t.l = t.l.insert(v)
	} else {
		t.r = t.r.insert(v)
	}
	return t
}

func (t *tree) walk(f func(int)) {
	if t != nil {
		t.l.walk(f)
		f(t.v)
		t.r.walk(f)
	}
}

type DVC struct {
	View   int
	Log    []Entry
	Commit int
}

var version atomic.Int64

func init() { version.Store(1) }

func (s *P) Start(env model.Env) {
	s.next = map[model.NodeID]int{}
	for _, p := range env.Peers() {
		s.next[p] = len(s.log)
	}
	s.peers = slices.Clone(env.Peers())
	s.g.Put("a", 1)
	for k, v := range s.g.All() {
		s.table[k] = map[model.NodeID]int{env.ID(): v}
	}
	for k, v := range s.g.Sorted() {
		s.msgs = append(s.msgs, fmt.Sprint(k, v))
	}
	for _, k := range s.g.Keys() {
		env.Record(k)
	}
	s.tree = s.tree.insert(3)
	s.tree.walk(func(v int) { s.view += v; env.Record(v) })
}

func (s *P) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case DVC:
		s.dvc[from] = m
		if len(s.dvc) <= len(env.Peers())/2 {
			return
		}
		best := s.dvc[from]
		for _, id := range slices.Sorted(maps.Keys(s.dvc)) {
			d := s.dvc[id]
			if d.View > best.View || d.View == best.View && len(d.Log) > len(best.Log) {
				best = d
			}
			s.commit = max(s.commit, d.Commit)
		}
		s.log = slices.Clone(best.Log)
		clear(s.dvc)
	case Entry:
		s.match[from] = max(s.match[from], m.Term)
		var matches []int
		for _, n := range s.match {
			matches = append(matches, n)
		}
		slices.Sort(matches)
		slices.Reverse(matches)
		n := matches[len(matches)/2]
		for i := n; i > s.commit; i-- {
			if s.log[i].Term == m.Term {
				s.commit = i
				break
			}
		}
		// count-based commit
		for n := s.commit + 1; n < len(s.log); n++ {
			acks := 1
			for _, mi := range s.match {
				if mi >= n {
					acks++
				}
			}
			if acks*2 > len(s.match) {
				s.commit = n
			}
		}
	case string:
		sl := s.slot(len(m))
		sl.votes[from] = true
		if len(sl.votes) > 2 && sl.val == "" {
			sl.val = m
			env.Broadcast(sl.val)
		}
		for i, sl := range s.slots {
			if i > s.commit && sl.val == "" {
				sl.val = "noop"
			}
			if len(sl.votes) == 0 {
				delete(s.slots, i)
			}
		}
		highest := -1
		for i := range s.slots {
			if i > highest {
				highest = i
			}
		}
		for i := 0; i <= highest; i++ {
			if sl, ok := s.slots[i]; ok {
				env.Record(sl.val)
			}
		}
	}
	ok := func() bool {
		for _, v := range s.views {
			if v != s.view {
				return false
			}
		}
		return true
	}
	if ok() {
		s.view++
	}
	byVal := map[string]int{}
	for _, sl := range s.slots {
		byVal[sl.val]++
	}
	type tally struct {
		val string
		n   int
	}
	var tallies []tally
	for v, n := range byVal {
		tallies = append(tallies, tally{v, n})
	}
	sort.Slice(tallies, func(i, j int) bool {
		if tallies[i].n == tallies[j].n {
			return tallies[i].val < tallies[j].val
		}
		return tallies[i].n > tallies[j].n
	})
	if len(tallies) > 0 {
		s.s = tallies[0].val
	}
}

func (s *P) slot(i int) *slot {
	sl, ok := s.slots[i]
	if !ok {
		sl = &slot{votes: map[model.NodeID]bool{}}
		s.slots[i] = sl
	}
	return sl
}

func (s *P) Timeout(env model.Env, t model.Timer) {
	defer env.SetTimer(t)
	if s.role == leader {
		for _, p := range env.Peers() {
			prev := s.next[p] - 1
			env.Send(p, Msg{From: env.ID(), Entries: slices.Clone(s.log[max(prev, 0):])})
		}
		return
	}
	lowest := model.NodeID(1 << 30)
	for id := range s.views {
		if id < lowest {
			lowest = id
		}
	}
	env.Send(lowest, "hi")
	minID := slices.MinFunc(slices.Collect(maps.Keys(s.views)), func(a, b model.NodeID) int { return cmp.Compare(a, b) })
	env.Send(minID, "hi")
	stale := []model.NodeID{}
	for id, v := range s.views {
		if v < s.view {
			stale = append(stale, id)
		}
	}
	slices.Sort(stale)
	for _, id := range stale {
		delete(s.views, id)
		env.Send(id, "stale")
	}
	var sb strings.Builder
	for _, id := range slices.Sorted(maps.Keys(s.views)) {
		fmt.Fprintf(&sb, "%d ", id)
	}
	s.s = sb.String()
	sc := bufio.NewScanner(strings.NewReader(s.s))
	for sc.Scan() {
		s.msgs = append(s.msgs, sc.Text())
	}
	total := 0
	for _, row := range s.matrix {
		for _, x := range row {
			total += x
		}
	}
	s.view = total
	pending := s.msgs
	s.msgs = nil
	for _, m := range pending {
		env.Broadcast(m)
	}
	s.view += int(30 * time.Millisecond / time.Millisecond)
	seen := map[string]bool{}
	var uniq []Entry
	for _, e := range s.log {
		if !seen[e.Cmd] {
			seen[e.Cmd] = true
			uniq = append(uniq, e)
		}
	}
	s.log = uniq
	counts := make(map[Entry]int)
	for _, e := range s.log {
		counts[e]++
	}
	winner, most := Entry{}, 0
	for e, n := range counts {
		if n > most || n == most && (e.Term < winner.Term || e.Term == winner.Term && e.Cmd < winner.Cmd) {
			winner, most = e, n
		}
	}
	s.s = winner.Cmd
	merged := map[string]map[model.NodeID]int{}
	for k, inner := range s.table {
		merged[k] = map[model.NodeID]int{}
		for id, v := range inner {
			merged[k][id] += v
		}
	}
	s.table = merged
	for k := range s.table {
		inner := s.table[k]
		for id := range inner {
			inner[id]++
		}
	}
	done := true
	for _, inner := range s.table {
		for _, v := range inner {
			if v == 0 {
				done = false
				break
			}
		}
	}
	if done {
		s.view++
	}
outer:
	for _, inner := range s.table {
		for _, v := range inner {
			if v < 0 {
				s.view = -1
				break outer
			}
		}
	}
}

var _ model.Node = (*P)(nil)
