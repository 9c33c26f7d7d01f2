package slips

import (
	"container/heap"
	"flag"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/synod-go/synod/model"
)

type hp []Entry

func (h hp) Len() int           { return len(h) }
func (h hp) Less(i, j int) bool { return h[i].Term < h[j].Term }
func (h hp) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *hp) Push(x any)        { *h = append(*h, x.(Entry)) }
func (h *hp) Pop() any          { o := *h; x := o[len(o)-1]; *h = o[:len(o)-1]; return x }

type mem struct{ m map[string]int }

func (m *mem) Put(k string) { m.m[k]++ }

type putter interface{ Put(string) }

var st putter = &mem{}
var glist []*Entry
var hits int
var bump = func() { hits++ } // want `the handler changes package variable hits`
var embed struct {
	Entry
	in *Entry
}
var sm sync.Map
var verbose = flag.Bool("v", false, "") // want `flag\.Bool is not known to be deterministic`
var conf = loadConf()

func loadConf() map[string]string { return map[string]string{"t": time.Now().String()} } // want `time\.Now reads the clock`

type R struct {
	e   map[string]Entry
	l   []Entry
	s   string
	n   int
	h   hp
	t   time.Time
	es  []Entry
	e1  Entry
	cfg cfgT
}
type cfgT struct{ p *Entry }

func (c *cfgT) ptr() *Entry { return c.p }

var gcfgT cfgT

func (s *R) lessTerm(i, j int) bool { return s.es[i].Term < s.es[j].Term }

func (s *R) Start(env model.Env) {
	st.Put("x") // want `slips\.mem\.Put changes package variable st`
	bump()
	for _, p := range glist {
		p.Term++ // want `the handler changes package variable glist`
	}
	embed.Term = 3              // want `the handler changes package variable embed`
	embed.in.Term = 2           // want `the handler changes package variable embed`
	gcfgT.ptr().Term = 1        // want `the handler changes package variable gcfgT`
	defer func() { hits = 3 }() // want `the handler changes package variable hits`
	sm.Store(1, 2)              // want `sync\.Map\.Store has no place in a handler`
	if *verbose {
		s.n = 1
	}
	s.s = conf["t"]
	s.s = time.Unix(3, 0).Format(time.RFC3339) // want `time\.Unix is in the machine's time zone`
	t := time.UnixMilli(3)
	s.n = t.Add(3).Hour() // want `time\.UnixMilli is in the machine's time zone`
	s.es = nil
	for _, v := range s.e {
		s.es = append(s.es, v)
	}
	sort.Slice(s.es, s.lessTerm) // want `the order of equal elements after sort\.Slice d`
	var r []Entry
	for _, v := range s.e {
		r = append(r, v)
	}
	sort.Sort(sort.Reverse(byTerm(r))) // want `the order of equal elements after sort\.Sort de`
	s.l = r
	q := slices.Collect(maps.Values(s.e))
	slices.SortFunc(q, func(a, b Entry) int { return strings.Compare(a.Cmd, b.Cmd) }) // want `the order of equal elements after slices\.SortF`
	s.l = q
	for _, v := range s.e {
		heap.Push(&s.h, v) // want `heap\.Push changes \&s\.h in a way that depends o`
	}
	ks := slices.Collect(maps.Keys(s.e)) // want `ks is in the order of a map's iteration, which`
	s.n = slices.Index(ks, "x")
	ks2 := slices.Collect(maps.Keys(s.e)) // want `ks2 is in the order of a map's iteration, whic`
	s.n, _ = slices.BinarySearch(ks2, "x")
	for v := range maps.Values(s.e) {
		s.e1 = v // want `which element s\.e1 is left with depends on the`
		break
	}
	w := slices.Collect(maps.Values(s.e))
	slices.SortFunc(w, func(a, b Entry) int { // want `the order of equal elements after slices\.SortF`
		if a.Term == b.Term {
			return 0
		}
		if a.Term < b.Term {
			return -1
		}
		return 1
	})
	s.l = w
	mx := slices.MaxFunc(slices.Collect(maps.Keys(s.e)), func(a, b string) int { return s.e[a].Term - s.e[b].Term }) // want `which of equal elements slices\.MaxFunc returns`
	s.s = mx
	y := slices.Collect(maps.Values(s.e))
	y = slices.CompactFunc(y, func(a, b Entry) bool { return a.Term == b.Term })
	s.l = y // want `s\.l is in the order of a map's iteration, whic`
	pick := func() string {
		for k := range s.e {
			return k // want `what is returned depends on the order of a map`
		}
		return ""
	}
	s.s = pick()
	z := map[string]int{}
	for k := range s.e {
		z[k] = len(z) // want `what z\[k\] gets depends on the order of a map's`
	}
	s.n = z["a"]
	parts := []string{}
	for k, v := range s.e {
		parts = append(parts, fmt.Sprint(k, v)) // want `parts is in the order of a map's iteration, wh`
	}
	s.s = strings.Join(parts, ",")
}
func (s *R) Receive(env model.Env, from model.NodeID, m model.Message) {}
func (s *R) Timeout(env model.Env, t model.Timer)                      {}
