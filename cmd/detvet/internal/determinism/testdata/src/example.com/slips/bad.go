// Package slips is what hurried people write.
package slips

import (
	"cmp"
	"container/list"
	"container/ring"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"math/big"
	"math/rand"
	"os"
	"reflect"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"text/template"
	"time"
	"unsafe"

	"github.com/synod-go/synod/model"
)

type Entry struct {
	Term int
	Cmd  string
}
type Msg struct {
	From    model.NodeID
	Entries []Entry
	M       map[string]int
	P       *Entry
}
type opts struct {
	clock func() time.Time
	src   io.Reader
	rnd   rand.Source
}

var seq int
var arr [4]int
var reg = map[string]func() int{}
var gl = &struct {
	mu sync.Mutex
	m  map[string]int
}{m: map[string]int{}}
var ll = list.New()
var rg = ring.New(3)
var bi big.Int
var memo = func() func(int) int {
	c := map[int]int{}
	return func(x int) int {
		if v, ok := c[x]; ok {
			return v
		}
		c[x] = len(c)
		return c[x]
	}
}()
var gen Gen = &counter{}
var once sync.Once
var lastSeen = make([]int, 10)
var pp **int
var ptrs = []*int{new(int)}
var nested = struct{ inner struct{ xs []int } }{}

type Gen interface{ Next() int }
type counter struct{ n int }

func (c *counter) Next() int { c.n++; return c.n }

type N struct {
	opts  opts `model:"const"`
	m     map[model.NodeID]int
	e     map[string]Entry
	ps    map[model.NodeID]*Entry
	log   []Entry
	first model.NodeID
	s     string
	n     int
	f     float64
	e1    Entry
	strs  []string
	b     []byte
	set   map[string]bool
	idx   map[int]string
}

func (s *N) Receive(env model.Env, from model.NodeID, m model.Message) {
	s.a1(env)
	s.a2(env)
	s.a3(env)
	s.a4(env)
	s.a5(env)
}
func (s *N) Start(env model.Env)                  {}
func (s *N) Timeout(env model.Env, t model.Timer) {}

func (s *N) a1(env model.Env) {
	p := &seq
	inc(p) // want `slips\.inc changes package variable seq`
	a := &arr[1]
	*a = 3 // want `the handler changes package variable arr`
	q := &nested.inner
	q.xs = append(q.xs, 1) // want `the handler changes package variable nested`
	*ptrs[0] = 1           // want `the handler changes package variable ptrs`
	**pp = 2               // want `the handler changes package variable pp`
	ll.PushFront(1)        // want `list\.List\.PushFront changes package variable l`
	rg.Value = 2           // want `the handler changes package variable rg`
	rg.Next().Value = 2    // want `ring\.Ring\.Next changes package variable rg` `the handler changes package variable rg`
	bi.SetInt64(1)         // want `big\.Int\.SetInt64 changes package variable bi`
	z := &bi
	z.Add(z, z)         // want `big\.Int\.Add changes package variable bi`
	s.n = memo(2)       // want `memo is a function with a state of its own`
	s.n = gen.Next()    // want `slips\.counter\.Next changes package variable gen`
	gl.m["x"]++         // want `the handler changes package variable gl`
	lastSeen[2]++       // want `the handler changes package variable lastSeen`
	sort.Ints(lastSeen) // want `sort\.Ints changes package variable lastSeen`
	for i := range lastSeen {
		lastSeen[i] = 0 // want `the handler changes package variable lastSeen`
	}
	maps.Copy(gl.m, map[string]int{"a": 1})                           // want `maps\.Copy changes package variable gl`
	maps.DeleteFunc(gl.m, func(k string, v int) bool { return true }) // want `maps\.DeleteFunc changes package variable gl`
	lastSeen = slices.Delete(lastSeen, 0, 1)                          // want `the handler changes package variable lastSeen` `slices\.Delete changes package variable lastSee`
	func(l []int) { l[0] = 1 }(lastSeen)                              // want `the handler changes package variable lastSeen`
	w := wrap{lastSeen}
	w.xs[0] = 3                            // want `the handler changes package variable lastSeen`
	w.set(1)                               // want `slips\.wrap\.set changes package variable lastSeen`
	binary.BigEndian.PutUint32(gbuf, 3)    // want `binary\.bigEndian\.PutUint32 changes package var`
	copy(gbuf, "xx")                       // want `the handler changes package variable gbuf`
	json.Unmarshal([]byte("{}"), &gcfg)    // want `json\.Unmarshal changes package variable gcfg`
	fmt.Sscan("3", &seq)                   // want `fmt\.Sscan changes package variable seq`
	seq, s.n = s.n, seq                    // want `the handler changes package variable seq`
	swap(&seq, &s.n)                       // want `slips\.swap changes package variable seq`
	reflect.ValueOf(&seq).Elem().SetInt(3) // want `reflect\.Value\.SetInt changes package variable `
	once.Do(func() {})                     // want `sync\.Once\.Do has no place in a handler`
	x := s.get()
	x[0] = 1 // want `the handler changes package variable lastSeen`
}

var gbuf = make([]byte, 8)
var gcfg struct{ A int }

type wrap struct{ xs []int }

func (w wrap) set(i int) { w.xs[i] = 1 }
func inc(p *int)         { *p++ }
func swap(a, b *int)     { *a, *b = *b, *a }
func (s *N) get() []int  { return lastSeen }

func (s *N) a2(env model.Env) {
	now := s.opts.clock
	s.n = int(now().Unix()) // want `time\.Now reads the clock`
	var b [4]byte
	s.opts.src.Read(b[:])         // want `reads s\.opts\.src, which is not in the state`
	io.ReadFull(s.opts.src, b[:]) // want `reads s\.opts\.src, which is not in the state`
	s.n = int(s.opts.rnd.Int63()) // want `reads s\.opts\.rnd, which is not in the state`
	r := rand.New(s.opts.rnd)     // want `reads s\.opts\.rnd, which is not in the state`
	s.n = r.Int()
	s.n = rand.New(rand.NewSource(time.Now().UnixNano())).Int() // want `time\.Now reads the clock`
	host, _ := os.Hostname()                                    // want `os\.Hostname depends on the machine`
	s.s = host
	s.n = runtime.NumGoroutine() // want `runtime\.NumGoroutine depends on the machine`
	s.s = fmt.Sprint(&s.e1.Term) // want `prints an address, which differs from run to r`
	s.s = fmt.Sprint(s.ps)       // want `prints an address, which differs from run to r`
	s.s = fmt.Sprintf("%v", []any{s.ps[1]})
	s.s = fmt.Sprintf("%s", errAt{&s.n})
	s.s = strconv.FormatUint(uint64(uintptr(unsafe.Pointer(&s.n))), 16) // want `makes a number of an address, which differs fr`
	s.s = fmt.Sprintf("%x", &s.n)                                       // want `prints an address, which differs from run to r`
	h := sha256.Sum256([]byte(fmt.Sprintf("%v", s.ps[1])))
	s.s = string(h[:])
	s.s = fmt.Sprintf("%v", struct{ p *Entry }{s.ps[1]}) // want `prints an address, which differs from run to r`
	s.s = errors.Join(fmt.Errorf("%v", s.ps)).Error()    // want `prints an address, which differs from run to r`
	type key struct{ p *Entry }
	s.s = fmt.Sprint(key{s.ps[1]}) // want `prints an address, which differs from run to r`
	ms := map[*Entry]int{}
	for k := range ms {
		s.e1 = *k // want `which element s\.e1 is left with depends on the`
	}
	template.Must(template.New("x").Parse("{{.}}")).Execute(os.Stdout, s.n) // want `os\.Stdout depends on the machine`
	log.Fatal("x")                                                          // want `log\.Fatal ends the process`
	t := time.NewTimer(time.Second)                                         // want `time\.NewTimer reads the clock`
	t.Stop()
	d := time.Until(time.Time{}) // want `time\.Until reads the clock`
	s.n = int(d)
	_ = time.Now // want `time\.Now reads the clock`
	var st fmt.Stringer = stamp{}
	s.s = st.String()
}

type errAt struct{ p *int }

func (e errAt) Error() string { return fmt.Sprintf("at %p", e.p) } // want `%p prints an address, which differs from run t`

type stamp struct{}

func (stamp) String() string { return time.Now().String() } // want `time\.Now reads the clock`

func NewN() *N { return &N{opts: opts{clock: time.Now, src: os.Stdin, rnd: rand.NewSource(1)}} }

func (s *N) a3(env model.Env) {
	for k, v := range s.e {
		s.idx[v.Term] = k // want `what s\.idx\[v\.Term\] gets depends on the order o`
	}
	for _, v := range s.e {
		s.log = append(s.log, v)
	}
	for k := range s.e {
		s.s = s.s + k // want `the order of what is added to s\.s is that of a`
	}
	for k := range s.e {
		s.s = k + s.s // want `the order of what is added to s\.s is that of a`
	}
	for _, v := range s.m {
		s.f += float64(v) // want `the sum s\.f is rounded, and so depends on the `
	}
	for _, v := range s.m {
		s.f = s.f*0.5 + float64(v) // want `which element s\.f is left with depends on the `
	}
	for _, v := range s.m {
		s.n = s.n*31 + v // want `which element s\.n is left with depends on the `
	}
	for _, v := range s.m {
		s.n ^= v << 1
		s.n = (s.n << 3) ^ v // want `which element s\.n is left with depends on the `
	}
	h := sha256.New()
	for k := range s.e {
		h.Write([]byte(k)) // want `calls h in the order of a map's iteration, whi`
	}
	for id := range s.m {
		if id != env.ID() {
			s.first = id // want `which element s\.first is left with depends on `
		}
	}
	for id := range s.m {
		s.first = id // want `which element s\.first is left with depends on `
		break
	}
	for id := range s.m {
		if s.first == 0 {
			s.first = id // want `which element s\.first is left with depends on `
		}
	}
	count := 0
	for id, n := range s.m {
		if count < 2 {
			s.m[id] = n + 1 // want `what s\.m\[id\] gets depends on the order of a ma`
		}
		count++
	}
	for id := range s.m {
		if len(s.log) < 3 {
			s.log = append(s.log, Entry{})
			_ = id
		}
	}
	i := 0
	for id := range s.m {
		s.ps[id] = &Entry{Term: i} // want `what s\.ps\[id\] gets depends on the order of a m`
		i++
	}
	keys := make([]string, len(s.e))
	j := 0
	for k := range s.e {
		keys[j] = k
		j++
	}
	s.strs = keys
	ks := slices.AppendSeq([]string{}, maps.Keys(s.e))
	s.strs = ks
	s.strs = append(s.strs, slices.Collect(maps.Keys(s.e))...)
	s.s = strings.Join(slices.Collect(maps.Keys(s.e)), ",") // want `slices\.Collect\(maps\.Keys\(s\.e\)\) is in the order`
	for k := range maps.Keys(s.e) {
		s.s = k // want `which element s\.s is left with depends on the `
	}
	maps.Keys(s.m)(func(id model.NodeID) bool { s.first = id; return false }) // want `which element s\.first is left with depends on `
	for k, v := range maps.All(s.e) {
		s.idx[v.Term] = k // want `what s\.idx\[v\.Term\] gets depends on the order o`
	}
	var best string
	for k, v := range s.e {
		if v.Term > s.e[best].Term {
			best = k // want `which element best is left with depends on the`
		}
	}
	s.s = best
	var max Entry
	for _, v := range s.e {
		if v.Term >= max.Term {
			max = v // want `which element max is left with depends on the `
		}
	}
	s.e1 = max
	vs := slices.Collect(maps.Values(s.e))
	sort.Slice(vs, func(a, b int) bool { return vs[a].Term > vs[b].Term }) // want `the order of equal elements after sort\.Slice d`
	s.log = vs
	ks2 := slices.Collect(maps.Keys(s.e))
	slices.SortFunc(ks2, func(a, b string) int { return s.e[a].Term - s.e[b].Term }) // want `the order of equal elements after slices\.SortF`
	s.strs = ks2
	ks3 := slices.Collect(maps.Keys(s.e))
	slices.SortFunc(ks3, func(a, b string) int { return cmp.Compare(len(a), len(b)) }) // want `the order of equal elements after slices\.SortF`
	s.strs = ks3
	s.e1 = slices.MaxFunc(slices.Collect(maps.Values(s.e)), func(a, b Entry) int { return a.Term - b.Term }) // want `which of equal elements slices\.MaxFunc returns`
	ks4 := slices.Collect(maps.Keys(s.e))
	slices.SortFunc(ks4, func(a, b string) int { return 0 }) // want `the order of equal elements after slices\.SortF`
	s.strs = ks4
	ks5 := slices.Collect(maps.Keys(s.e))
	sort.Slice(ks5, func(a, b int) bool { return ks5[a][0] < ks5[b][0] }) // want `the order of equal elements after sort\.Slice d`
	s.strs = ks5
	ks6 := slices.Collect(maps.Keys(s.m))
	less := func(a, b int) bool { return s.m[ks6[a]] < s.m[ks6[b]] }
	sort.Slice(ks6, less) // want `the order of equal elements after sort\.Slice d`
	s.first = ks6[0]
	vs2 := slices.Collect(maps.Values(s.e))
	sort.Sort(byTerm(vs2)) // want `the order of equal elements after sort\.Sort de`
	s.log = vs2
	vs3 := slices.SortedFunc(maps.Values(s.e), cmpTerm) // want `the order of equal elements after slices\.Sorte`
	s.log = vs3
}

type byTerm []Entry

func (b byTerm) Len() int           { return len(b) }
func (b byTerm) Less(i, j int) bool { return b[i].Term < b[j].Term }
func (b byTerm) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func cmpTerm(a, b Entry) int { return cmp.Compare(a.Term, b.Term) }

func (s *N) a4(env model.Env) {
	for _, id := range s.unsortedIDs() {
		env.Send(id, 1) // want `sends, records or chooses in the order of a ma`
	}
	s.first = s.pick()
	for id := range s.m {
		s.sendTo(env, id) // want `sends, records or chooses in the order of a ma`
	}
	for id := range s.m {
		defer env.Send(id, 1) // want `sends, records or chooses in the order of a ma`
	}
	for id := range s.m {
		f := func() { env.Send(id, 2) } // want `sends, records or chooses in the order of a ma`
		f()                             // want `sends, records or chooses in the order of a ma`
	}
	var todo []func()
	for id := range s.m {
		todo = append(todo, func() { env.Send(id, 2) }) // want `sends, records or chooses in the order of a ma`
	}
	for _, f := range todo {
		f() // want `sends, records or chooses in the order of a ma`
	}
	for range s.m {
		s.n = env.Choose(2) // want `sends, records or chooses in the order of a ma`
	}
	ids := s.unsortedIDs() // want `ids is in the order of a map's iteration, whic`
	env.Broadcast(Msg{From: ids[0]})
	env.Send(1, Msg{Entries: s.log})     // want `the message holds s\.log, which stays the sende`
	env.Send(1, Msg{Entries: s.log[:1]}) // want `the message holds s\.log\[`
	env.Send(1, &Msg{P: s.ps[1]})        // want `the message holds s\.ps\[1\], which stays the sen`
	env.Send(1, s.build())
	msgs := map[model.NodeID]Msg{}
	for id := range s.m {
		msgs[id] = Msg{Entries: s.log}
	}
	for _, id := range slices.Sorted(maps.Keys(msgs)) {
		env.Send(id, msgs[id]) // want `the message holds msgs\[id\], which stays the se`
	}
	ps := env.Peers()
	slices.SortFunc(ps, func(a, b model.NodeID) int { return int(b - a) }) // want `slices\.SortFunc changes what env\.Peers returne`
	ps = ps[:1]
	ps[0]++            // want `the handler changes what env\.Peers returned, w`
	env.Peers()[0] = 3 // want `the handler changes what env\.Peers returned, w`
	rev(env.Peers())   // want `slips\.rev changes what env\.Peers returned, which`
	for i := range env.Peers() {
		env.Peers()[i] = 0 // want `the handler changes what env\.Peers returned, w`
	}
	copy(env.Peers(), ps) // want `the handler changes what env\.Peers returned, w`
	s.keep(env.Peers())   // want `slips\.N\.keep changes what env\.Peers returned, wh`
}

func (s *N) keep(p []model.NodeID) { p[0] = 1 }

func rev(x []model.NodeID) {
	for i, j := 0, len(x)-1; i < j; i, j = i+1, j-1 {
		x[i], x[j] = x[j], x[i]
	}
}

func (s *N) build() Msg { return Msg{Entries: s.log} } // want `the message holds s\.log, which stays the sende`

func (s *N) sendTo(env model.Env, id model.NodeID) { env.Send(id, 1) }

func (s *N) unsortedIDs() []model.NodeID {
	var ids []model.NodeID
	for id := range s.m {
		ids = append(ids, id)
	}
	return ids
}

func (s *N) pick() model.NodeID {
	for id := range s.m {
		return id // want `what is returned depends on the order of a map`
	}
	return 0
}

func (s *N) a5(env model.Env) {
	ch := make(chan int, 1) // want `a handler has no use for channels`
	go func() { ch <- 1 }() // want `a handler must not start goroutines` `a handler has no use for channels`
	select {                // want `select chooses at random`
	case <-ch:
	default:
	}
	var wg sync.WaitGroup
	wg.Wait() // want `sync\.WaitGroup\.Wait has no place in a handler`
	var mu sync.RWMutex
	mu.Lock() // want `sync\.RWMutex\.Lock has no place in a handler`
	keys, vals := s.split()
	s.strs = keys // want `s\.strs is in the order of a map's iteration, w`
	s.log = vals  // want `s\.log is in the order of a map's iteration, wh`
	for k := range s.e {
		if k > "a" {
			s.set[k] = true // want `which element comes to write s\.set\[k\] depends `
			break
		}
	}
	n := 0
	for k := range s.e {
		n++
		if n > 2 {
			break
		}
		delete(s.e, k) // want `what is deleted depends on the order of a map'`
	}
	for k, v := range s.e {
		if v.Term > s.n {
			s.n = v.Term
			s.s = k // want `which element s\.s is left with depends on the `
		}
	}
	var err error
	for k := range s.e {
		if k == "" {
			continue
		}
		err = fmt.Errorf("bad %s", k) // want `which element err is left with depends on the `
	}
	if err != nil {
		s.s = err.Error()
	}
	if e := s.check(); e != nil {
		s.s = e.Error()
	}
	x := reflect.ValueOf(s.e).MapKeys() // want `reflect\.Value\.MapKeys is in random order`
	_ = x
	it := reflect.ValueOf(s.e).MapRange() // want `reflect\.Value\.MapRange is in random order`
	_ = it
}

func (s *N) check() error {
	for k := range s.e {
		if k == "" {
			continue
		}
		return fmt.Errorf("bad %s", k) // want `what is returned depends on the order of a map`
	}
	return nil
}

func (s *N) split() (keys []string, vals []Entry) {
	for k, v := range s.e {
		keys = append(keys, k)
		vals = append(vals, v)
	}
	return
}
