package careful

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/synod-go/synod/model"
)

type key struct {
	slot, round int
	node        model.NodeID
}

type T struct {
	m     map[key]string
	set   map[model.NodeID]struct{}
	log   []Entry
	byID  map[model.NodeID]*T2
	s     string
	n     int
	cache map[string]string
	kv    map[string]string
	sess  map[int]map[int]string
	ids   []model.NodeID
	pend  []Msg
	b     Ballot
	opt   Options `model:"const"`
	ctx   context.Context
	heard map[model.NodeID]bool
	hist  [][]int
	prom  map[model.NodeID]*Promise
}

type T2 struct {
	ID   model.NodeID
	Tags map[string]bool
	L    []int
}

type Options struct {
	Quorum  int
	Less    func(a, b Entry) bool
	Mutant  map[string]bool
	Initial []string
}

func keyLess(a, b key) bool {
	if a.slot != b.slot {
		return a.slot < b.slot
	}
	if a.round != b.round {
		return a.round < b.round
	}
	return a.node < b.node
}

func compareKeys(a, b key) int {
	return cmp.Or(cmp.Compare(a.slot, b.slot), cmp.Compare(a.round, b.round), cmp.Compare(a.node, b.node))
}

func sortedOf[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func filter[T any](l []T, f func(T) bool) []T {
	var out []T
	for _, x := range l {
		if f(x) {
			out = append(out, x)
		}
	}
	return out
}

func mapOver[K comparable, V, W any](m map[K]V, f func(V) W) map[K]W {
	out := make(map[K]W, len(m))
	for k, v := range m {
		out[k] = f(v)
	}
	return out
}

func count[K comparable](m map[K]bool) (n int) {
	for _, ok := range m {
		if ok {
			n++
		}
	}
	return
}

func majority[K comparable](m map[K]struct{}, n int) bool { return len(m) > n/2 }

func (s *T) Start(env model.Env) {
	ks := make([]key, 0)
	for k := range s.m {
		ks = append(ks, k)
	}
	sort.Slice(ks, func(i, j int) bool { return keyLess(ks[i], ks[j]) })
	for _, k := range ks {
		env.Record(s.m[k])
	}
	ks2 := slices.SortedFunc(maps.Keys(s.m), compareKeys)
	s.s = s.m[ks2[0]]
	for _, id := range sortedOf(s.set) {
		env.Send(id, 1)
	}
	long := filter(s.log, func(e Entry) bool { return e.Term > s.n })
	s.log = slices.Clone(long)
	lens := mapOver(s.byID, func(t *T2) int { return len(t.L) })
	for id, n := range lens {
		s.byID[id].L = append(s.byID[id].L, n)
	}
	if count(s.heard) > 2 && majority(s.set, 3) {
		s.n++
	}
	if s.opt.Mutant["x"] || s.opt.Less(s.log[0], s.log[1]) {
		s.n++
	}
	s.kv = map[string]string{}
	for i, v := range s.opt.Initial {
		s.kv[fmt.Sprint(i)] = v
	}
	ids := []model.NodeID{}
	for id := range s.set {
		if id != env.ID() {
			ids = append(ids, id)
		}
	}
	slices.SortStableFunc(ids, func(a, b model.NodeID) int { return cmp.Compare(a, b) })
	s.ids = ids
	sort.SliceStable(s.log, func(i, j int) bool { return s.log[i].Term < s.log[j].Term })
	for _, t := range s.byID {
		for tag := range t.Tags {
			if strings.HasPrefix(tag, "x") {
				delete(t.Tags, tag)
			}
		}
		slices.Sort(t.L)
		t.L = t.L[:0]
	}
	clear(s.heard)
	maps.Copy(s.cache, s.kv)
	s.ids = slices.DeleteFunc(s.ids, func(id model.NodeID) bool { _, ok := s.set[id]; return ok })
}

func (s *T) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Promise:
		p := m
		s.prom[from] = &p
		if len(s.prom) < s.opt.Quorum {
			return
		}
		var best *Promise
		for _, id := range sortedOf(s.prom) {
			if q := s.prom[id]; best == nil || best.B.Less(q.B) {
				best = q
			}
		}
		v := "mine"
		if best != nil && best.Value != "" {
			v = best.Value
		}
		env.Broadcast(Promise{B: s.b, Value: v})
		var top *Promise
		for _, q := range s.prom {
			if top == nil || top.B.Less(q.B) {
				top = q
			}
		}
		s.s = top.Value
		maxB := s.b
		for _, q := range s.prom {
			if maxB.Less(q.B) {
				maxB = q.B
			}
		}
		s.b = maxB
		values := map[string]int{}
		for _, q := range s.prom {
			values[q.Value]++
		}
		for _, v := range sortedOf(values) {
			if values[v] >= s.opt.Quorum {
				s.s = v
				break
			}
		}
	case Msg:
		if _, dup := s.sess[m.P.Term]; !dup {
			s.sess[m.P.Term] = map[int]string{}
		}
		s.sess[m.P.Term][len(m.Entries)] = m.Entries[0].Cmd
		rest := s.pend[:0]
		for _, p := range s.pend {
			if p.From != from {
				rest = append(rest, p)
			}
		}
		s.pend = rest
		s.pend = append(s.pend, Msg{From: from})
		out := Msg{From: env.ID(), M: make(map[string]int)}
		for k, v := range m.M {
			out.M[k] = v + 1
		}
		env.Send(from, out)
		reply := func(ok bool) { env.Send(from, ok) }
		if m.From == from {
			reply(true)
		} else {
			reply(false)
		}
		if err := s.apply(m); err != nil {
			env.Send(from, err.Error())
		}
	}
	if reflect.DeepEqual(s.kv, s.cache) || maps.Equal(s.kv, s.cache) {
		s.n++
	}
	ids := sortedOf(s.byID)
	i, _ := slices.BinarySearch(ids, from)
	s.n += i
	sub := s.set
	for id := range sub {
		s.heard[id] = true
	}
	all := true
	for id := range s.set {
		if !s.heard[id] {
			all = false
		}
	}
	if all {
		env.Broadcast("all")
	}
	func() {
		defer func() {
			if r := recover(); r != nil {
				s.n = -1
			}
		}()
		s.n = 100 / s.n
	}()
}

var errBad = errors.New("bad")

func (s *T) apply(m Msg) error {
	for k, v := range m.M {
		if v < 0 {
			return errBad
		}
		s.kv[k] = fmt.Sprint(v) //detvet:ignore a bad message is dropped whole
	}
	for k := range m.M {
		if _, ok := s.kv[k]; !ok {
			return fmt.Errorf("missing: %w", errBad)
		}
	}
	return nil
}

func (s *T) Timeout(env model.Env, t model.Timer) {
	r := rand.New(rand.NewSource(int64(s.n)))
	perm := r.Perm(len(s.ids))
	for _, i := range perm {
		env.Send(s.ids[i], t)
	}
	d := 5 * time.Second
	s.s = d.String() + time.Unix(3, 0).UTC().Format(time.RFC3339)
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	if err := enc.Encode(s.kv); err != nil {
		panic(err)
	}
	s.s = buf.String()
	words := strings.Fields(s.s)
	freq := map[string]int{}
	for _, w := range words {
		freq[w]++
	}
	type wc struct {
		w string
		n int
	}
	var l []wc
	for w, n := range freq {
		l = append(l, wc{w, n})
	}
	slices.SortFunc(l, func(a, b wc) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return strings.Compare(a.w, b.w)
	})
	s.s = l[0].w
	row := make([]int, 3)
	for i := range row {
		row[i] = i
	}
	s.hist = append(s.hist, row)
	for _, r := range s.hist {
		r[0]++
	}
	dist := map[model.NodeID]int{}
	for id := range s.set {
		dist[id] = 1 << 30
	}
	dist[env.ID()] = 0
	unvisited := maps.Clone(dist)
	for len(unvisited) > 0 {
		var u model.NodeID
		best := 1<<31 - 1
		for id := range unvisited {
			if dist[id] < best || dist[id] == best && id < u {
				best, u = dist[id], id
			}
		}
		delete(unvisited, u)
	}
	queue := []model.NodeID{env.ID()}
	seen := map[model.NodeID]bool{}
	for len(queue) > 0 {
		x := queue[0]
		queue = queue[1:]
		if seen[x] {
			continue
		}
		seen[x] = true
		queue = append(queue, env.Peers()...)
	}
	total := 0
	for id := range seen {
		total += int(id)
		if t, ok := s.byID[id]; ok {
			total += len(t.L)
		}
	}
	s.n = total
	lo, hi := 1<<30, -1
	for k := range s.m {
		if k.slot < lo {
			lo = k.slot
		}
		if k.slot > hi {
			hi = k.slot
		}
	}
	for i := lo; i <= hi; i++ {
		s.n += i
	}
	groups := map[int]map[model.NodeID]bool{}
	for k := range s.m {
		g, ok := groups[k.slot]
		if !ok {
			g = map[model.NodeID]bool{}
			groups[k.slot] = g
		}
		g[k.node] = true
	}
	for slot, g := range groups {
		if len(g) >= s.opt.Quorum {
			s.sess[slot] = map[int]string{}
		}
	}
	var chosen []int
	for slot, g := range groups {
		if len(g) >= s.opt.Quorum {
			chosen = append(chosen, slot)
		}
	}
	slices.Sort(chosen)
	for _, c := range chosen {
		env.Record(c)
	}
}

type group struct {
	members map[model.NodeID]bool
	count   int
}

func (s *T) group(env model.Env) {
	gs := map[int]*group{}
	for k := range s.m {
		g := gs[k.slot]
		if g == nil {
			g = &group{members: map[model.NodeID]bool{}}
			gs[k.slot] = g
		}
		g.members[k.node] = true
		g.count++
	}
	for k := range s.m {
		if _, ok := gs[k.slot]; !ok {
			gs[k.slot] = &group{}
		}
		gs[k.slot].count += k.round
	}
	for _, slot := range sortedOf(gs) {
		env.Record(gs[slot].count)
	}
}

func (s *T) CanInvoke() bool      { return s.n < 3 }
func (s *T) Invoke(env model.Env) { s.group(env) }

var _ model.Node = (*T)(nil)
