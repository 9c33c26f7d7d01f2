// Package careful is what careful people write: nothing of it is reported.
package careful

import (
	"bytes"
	"cmp"
	"container/heap"
	"container/list"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"maps"
	"math"
	"math/big"
	"math/bits"
	"os"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"text/template"
	"time"
	"unicode"

	"github.com/synod-go/synod/model"
)

type Entry struct {
	Term int
	Cmd  string
}
type Ballot struct {
	N    int
	Node model.NodeID
}

func (b Ballot) Less(c Ballot) bool {
	if b.N != c.N {
		return b.N < c.N
	}
	return b.Node < c.Node
}

func (b Ballot) Compare(c Ballot) int { return cmp.Or(b.N-c.N, int(b.Node-c.Node)) }

type Promise struct {
	B     Ballot
	Value string
}
type Msg struct {
	From    model.NodeID
	Entries []Entry
	M       map[string]int
	P       *Entry
}
type role int

const (
	follower role = iota
	leader
)

func (r role) String() string { return [...]string{"follower", "leader"}[r] }

var ErrX = errors.New("x")
var re = regexp.MustCompile("a+")
var defaults = map[string]int{"a": 1}
var handlers = map[string]func(*N, model.Env){"x": (*N).onX}
var names = [...]string{"a", "b"}
var tmpl = template.Must(template.New("x").Parse("{{.}}"))
var pow = func(x int) int { return x * x }

type pq []int

func (q pq) Len() int           { return len(q) }
func (q pq) Less(i, j int) bool { return q[i] < q[j] }
func (q pq) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *pq) Push(x any)        { *q = append(*q, x.(int)) }
func (q *pq) Pop() any {
	o := *q
	x := o[len(o)-1]
	*q = o[:len(o)-1]
	return x
}

type N struct {
	id       model.NodeID
	wait     time.Duration  `model:"const"`
	quorum   func(int) bool `model:"const"`
	logf     io.Writer      `model:"const"`
	role     role
	m        map[model.NodeID]int
	e        map[string]Entry
	promises map[model.NodeID]Promise
	ps       map[model.NodeID]*Entry
	log      []Entry
	first    model.NodeID
	s        string
	n        int
	strs     []string
	b        []byte
	set      map[string]bool
	idx      map[int]int
	byTerm   map[int][]Entry
	queue    pq
	big      *big.Int
	votes    model.NodeSet
	acks     map[int]map[model.NodeID]bool
	state    Store
}

type Store interface {
	Apply(op any) any
	Snapshot() map[string]int
}
type kv struct{ m map[string]int }

func (k *kv) Apply(op any) any {
	switch op := op.(type) {
	case string:
		k.m[op]++
		return k.m[op]
	}
	return nil
}
func (k *kv) Snapshot() map[string]int { return maps.Clone(k.m) }

func New(n int) *N {
	return &N{quorum: func(k int) bool { return k > n/2 }, wait: 3 * time.Second, state: &kv{}}
}

func (s *N) onX(env model.Env) { s.n++ }

func (s *N) Start(env model.Env) {
	s.a1(env)
	s.a2(env)
	s.a3(env)
	s.a4(env)
}
func (s *N) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Msg:
		s.log = append(s.log, m.Entries...)
		for k, v := range m.M {
			s.set[k] = v > 0
		}
		env.Send(from, m)
		env.Send(from, Msg{Entries: m.Entries})
	case *Msg:
		env.Broadcast(*m)
	case func():
		panic("no")
	default:
		panic(fmt.Sprintf("%T", m))
	}
	if h, ok := handlers[s.s]; ok {
		h(s, env)
	}
	res := s.state.Apply("x")
	env.Record(res)
	env.Send(from, s.state.Snapshot())
}
func (s *N) Timeout(env model.Env, t model.Timer) {}

func (s *N) a1(env model.Env) {
	s.n = defaults["a"] + pow(3) + len(names)
	cp := maps.Clone(defaults)
	cp["b"] = 2
	l := names
	l[0] = "z"
	sub := names[:]
	s.s = sub[0] + re.FindString("aa")
	var buf bytes.Buffer
	tmpl.Execute(&buf, s.n)
	s.s = buf.String()
	if errors.Is(ErrX, os.ErrNotExist) || errors.Is(ErrX, io.EOF) {
		s.n++
	}
	d := s.wait.Seconds()
	s.n = int(math.Floor(d)) + bits.OnesCount(3) + int(time.Second/time.Millisecond)
	h := sha256.Sum256([]byte("x"))
	f := fnv.New64a()
	f.Write(h[:])
	s.n = int(f.Sum64())
	b := make([]byte, 8)
	binary.BigEndian.PutUint64(b, uint64(s.n))
	s.b = b
	js, err := json.Marshal(s.e)
	if err != nil {
		panic(err)
	}
	s.s = string(js)
	var back map[string]Entry
	if err := json.Unmarshal(js, &back); err != nil {
		panic(err)
	}
	s.e = back
	heap.Init(&s.queue)
	heap.Push(&s.queue, 3)
	s.n = heap.Pop(&s.queue).(int)
	ll := list.New()
	ll.PushBack(3)
	s.n = ll.Front().Value.(int)
	s.s = strings.Map(unicode.ToUpper, s.s) + strconv.Itoa(s.n) + s.role.String()
	fmt.Println("debug", s.n)
	log.Printf("at %d", s.n)
	fmt.Fprintf(s.logf, "x %d\n", s.n)
	s.s = fmt.Sprintf("%v %+v %s", s.role, s.log, s.e)
	if s.quorum(3) {
		s.role = leader
	}
	x, y := 1, 2
	x, y = y, x
	inc := func() { x++ }
	inc()
	s.n = x + y
	_ = fmt.Sprintf("%p", nil) == "" //detvet:ignore for the test
	t0 := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	s.s = t0.Add(s.wait).Format(time.RFC3339)
	var sb strings.Builder
	for _, e := range s.log {
		fmt.Fprintf(&sb, "%s;", e.Cmd)
	}
	s.s = sb.String()
}

func (s *N) a2(env model.Env) {
	for id := range s.m {
		if s.acks[s.n] == nil {
			s.acks[s.n] = map[model.NodeID]bool{}
		}
		s.acks[s.n][id] = true
	}
	for _, v := range s.e {
		s.idx[v.Term]++
	}
	for _, v := range s.m {
		s.n = max(s.n, v)
		if v > s.n {
			s.n = v
		}
	}
	for _, p := range s.promises {
		if p.B.Compare(Ballot{s.n, s.first}) > 0 {
			s.n++
		}
	}
	var best Promise
	for _, p := range s.promises {
		if best.B.Less(p.B) {
			best = p
		}
	}
	s.s = best.Value
	var high *Promise
	for _, p := range s.promises {
		if high == nil || high.B.Less(p.B) {
			high = &p
		}
	}
	if high != nil {
		s.s = high.Value
	}
	value := "none"
	var top Ballot
	for _, p := range s.promises {
		if top.Less(p.B) {
			top = p.B
			value = p.Value //detvet:ignore a ballot has one value
		}
	}
	s.s = value
	for k, e := range s.e {
		if e.Term < s.n {
			delete(s.e, k)
		}
	}
	live := map[string]Entry{}
	for k, e := range s.e {
		if e.Term > 3 {
			live[k] = e
		}
	}
	s.e = live
	for id, p := range s.ps {
		p.Term = s.m[id]
		s.m[id] = p.Term + 1
	}
	for id := range s.m {
		s.votes = s.votes.With(id)
	}
	for _, e := range s.e {
		if e.Term == s.n {
			s.role = leader
			break
		}
	}
	any := false
	for _, e := range s.e {
		any = any || e.Term > 3
	}
	if any {
		s.n = 3
	}
	cnt := map[int]int{}
	for _, v := range s.m {
		cnt[v]++
	}
	for v, c := range cnt {
		if s.quorum(c) {
			s.n = v //detvet:ignore one value has a quorum
		}
	}
	sum := 0
	for _, v := range cnt {
		sum += v * v
	}
	s.n = sum
	prod := big.NewInt(1)
	for _, v := range s.m {
		prod.Mul(prod, big.NewInt(int64(v)))
	}
	s.big = prod
	var mask uint64
	for id := range s.m {
		mask |= 1 << uint(id)
	}
	s.n = int(mask)
	inv := map[int]model.NodeID{}
	for id, v := range s.m {
		if old, ok := inv[v]; !ok || id < old {
			inv[v] = id
		}
	}
	for _, id := range inv {
		s.m[id] = 0
	}
}

func (s *N) a3(env model.Env) {
	keys := make([]string, 0, len(s.e))
	for k := range s.e {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		s.log = append(s.log, s.e[k])
		env.Record(k)
	}
	ids := slices.Sorted(maps.Keys(s.m))
	for i, id := range ids {
		env.Send(id, i)
	}
	es := slices.Collect(maps.Values(s.e))
	slices.SortFunc(es, func(a, b Entry) int {
		if c := cmp.Compare(a.Term, b.Term); c != 0 {
			return c
		}
		return cmp.Compare(a.Cmd, b.Cmd)
	})
	s.log = es
	es2 := slices.Collect(maps.Values(s.e))
	sort.Slice(es2, func(i, j int) bool {
		a, b := es2[i], es2[j]
		switch {
		case a.Term < b.Term:
			return true
		case a.Term > b.Term:
			return false
		default:
			return a.Cmd < b.Cmd
		}
	})
	s.log = es2
	vals := slices.Collect(maps.Values(s.m))
	slices.SortFunc(vals, func(a, b int) int { return b - a })
	s.n = vals[len(vals)/2]
	slices.SortFunc(vals, cmp.Compare)
	pr := slices.Collect(maps.Values(s.promises))
	slices.SortFunc(pr, func(a, b Promise) int { return a.B.Compare(b.B) })
	s.s = pr[0].Value
	s.s = slices.MaxFunc(slices.Collect(maps.Values(s.promises)), func(a, b Promise) int { return a.B.Compare(b.B) }).Value
	for _, e := range sortedEntries(s.e) {
		env.Record(e)
	}
	byLen := sortedKeys(s.e)
	slices.SortStableFunc(byLen, func(a, b string) int { return len(a) - len(b) })
	s.strs = byLen
	if n := len(s.m); n <= 1 {
		for id := range s.m {
			s.first = id
		}
	}
	for term, list := range s.byTerm {
		if len(list) > 3 {
			s.byTerm[term] = list[1:]
		}
	}
	groups := map[int][]string{}
	for _, k := range slices.Sorted(maps.Keys(s.e)) {
		t := s.e[k].Term
		groups[t] = append(groups[t], k)
	}
	for _, t := range slices.Sorted(maps.Keys(groups)) {
		env.Record(groups[t])
	}
	missing := slices.DeleteFunc(slices.Clone(env.Peers()), func(id model.NodeID) bool { return s.m[id] > 0 })
	for _, id := range missing {
		env.Send(id, 1)
	}
	all := append(slices.Clone(env.Peers()), env.ID())
	slices.Sort(all)
	s.first = all[0]
	if slices.Contains(slices.Collect(maps.Keys(s.e)), "x") {
		s.n++
	}
	if len(slices.Collect(maps.Keys(s.e))) > 3 {
		s.n++
	}
	if maps.Equal(s.set, map[string]bool{}) {
		s.n++
	}
	uniq := map[string]struct{}{}
	for _, e := range s.log {
		uniq[e.Cmd] = struct{}{}
	}
	s.n = len(uniq)
	s.idx = invert(s.idx)
	s.strs = slices.Collect(keysOf(s.e))
	slices.Sort(s.strs)
}

func keysOf(m map[string]Entry) func(func(string) bool) { return maps.Keys(m) }

func invert(m map[int]int) map[int]int {
	out := make(map[int]int, len(m))
	for k, v := range m {
		out[v] = max(out[v], k)
	}
	return out
}

func sortedEntries(m map[string]Entry) []Entry {
	var out []Entry
	for _, k := range sortedKeys(m) {
		out = append(out, m[k])
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func (s *N) a4(env model.Env) {
	env.Broadcast(Msg{From: env.ID(), Entries: append([]Entry(nil), s.log...)})
	env.Broadcast(Msg{Entries: slices.Clone(s.log[1:]), M: maps.Clone(defaults)})
	entries := make([]Entry, 0, 3)
	for _, e := range s.log {
		entries = append(entries, e)
	}
	env.Broadcast(Msg{Entries: entries})
	e := *s.ps[1]
	env.Send(1, Msg{P: &e})
	env.Send(1, Msg{P: &Entry{Term: s.n}})
	msg := s.snapshot()
	env.Send(1, msg)
	out := []Msg{}
	for _, id := range env.Peers() {
		out = append(out, Msg{From: id, Entries: slices.Clone(s.log)})
	}
	for _, m := range out {
		env.Send(m.From, m)
	}
	env.Record(fmt.Sprint(s.log))
	env.Record(len(s.log))
	env.Record(s.log[0])
	env.Record(s.role)
	s.votes = s.votes.With(env.ID())
	env.Send(1, s.votes)
	for id, n := range s.m {
		if id == s.first {
			env.Send(id, n)
		}
	}
	if env.Choose(2) == 1 {
		env.SetTimer("a")
	}
	for _, id := range s.sortedIDs() {
		env.Send(id, 1)
	}
	if s.valid("x") {
		s.n++
	}
	if id, ok := s.find(3); ok {
		s.first = id
	}
	if _, err := s.lookup("x"); err != nil {
		s.s = err.Error()
	}
	s.each(func(id model.NodeID, v int) { s.n += v })
}

func (s *N) each(f func(model.NodeID, int)) {
	for _, id := range slices.Sorted(maps.Keys(s.m)) {
		f(id, s.m[id])
	}
}

func (s *N) valid(k string) bool {
	for key, e := range s.e {
		if key == k && e.Term > 3 {
			return true
		}
	}
	return false
}

func (s *N) find(n int) (model.NodeID, bool) {
	lowest, ok := model.NodeID(0), false
	for id, v := range s.m {
		if v == n && (!ok || id < lowest) {
			lowest, ok = id, true
		}
	}
	return lowest, ok
}

func (s *N) lookup(k string) (Entry, error) {
	e, ok := s.e[k]
	if !ok {
		return Entry{}, fmt.Errorf("no %s: %w", k, ErrX)
	}
	return e, nil
}

func (s *N) sortedIDs() []model.NodeID {
	ids := make([]model.NodeID, len(s.m))
	i := 0
	for id := range s.m {
		ids[i] = id
		i++
	}
	slices.SortFunc(ids, func(a, b model.NodeID) int { return cmp.Compare(a, b) })
	return ids
}

func (s *N) snapshot() Msg {
	m := Msg{M: map[string]int{}}
	for k, e := range s.e {
		m.M[k] = e.Term
	}
	m.Entries = append(m.Entries, s.log...)
	return m
}

var _ model.Node = (*N)(nil)
