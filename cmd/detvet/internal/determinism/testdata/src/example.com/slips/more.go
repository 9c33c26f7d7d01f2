package slips

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/synod-go/synod/model"
)

type Q struct {
	m    map[model.NodeID]int
	e    map[string]Entry
	s    string
	n    int
	list []string
	id   model.NodeID
	sub  Sub
	mm   map[string]map[string]int
	it   iter.Seq[string]      `model:"const"`
	now  Now                   `model:"const"`
	tick func() int            `model:"const"`
	fn   map[string]func() int `model:"const"`
	hook Hook                  `model:"const"`
}

type Now func() time.Time
type Hook struct{ f func() int }

type Sub struct{ m map[string]int }

func (s *Sub) keys() (out []string) {
	for k := range s.m {
		out = append(out, k)
	}
	return out
}
func (s *Sub) iter() iter.Seq[string] { return maps.Keys(s.m) }
func (s *Sub) first() (string, bool) {
	for k := range s.m {
		return k, true // want `what is returned depends on the order of a map`
	}
	return "", false
}
func (s *Sub) any() string {
	var out string
	for k := range s.m {
		out = k // want `which element out is left with depends on the `
		break
	}
	return out
}

type Tick struct{ n int }

func (t *Tick) next() int { t.n++; return t.n }

var ticker = &Tick{}
var nextID = ticker.next

func NewQ() *Q {
	c := 0
	return &Q{
		now:  time.Now,
		tick: func() int { c++; return c },
		fn:   map[string]func() int{"a": func() int { c++; return c }},
		hook: Hook{f: func() int { c++; return c }},
	}
}

func (s *Q) Start(env model.Env) {
	s.n = nextID()            // want `nextID is a function with a state of its own`
	s.n = int(s.now().Unix()) // want `time\.Now reads the clock`
	s.n = s.tick()            // want `s\.tick is a function with a state of its own`
	s.n = s.fn["a"]()         // want `s\.fn\["a"\] is a function with a state of its ow`
	s.n = s.hook.f()          // want `s\.hook\.f is a function with a state of its own`
	for _, k := range s.sub.keys() {
		s.s = k // want `which element s\.s is left with depends on the `
	}
	for k := range s.sub.iter() {
		s.s = k // want `which element s\.s is left with depends on the `
	}
	s.s, _ = s.sub.first()
	s.s = s.sub.any()
	s.list = s.sub.keys()
	s.list = s.sub.keys()[:1]
	s.s = s.sub.keys()[0]                // want `s\.sub\.keys\(\) is in the order of a map's iterat`
	s.s = strings.Join(s.sub.keys(), "") // want `s\.sub\.keys\(\) is in the order of a map's iterat`
	s.s = fmt.Sprint(s.sub.keys())       // want `s\.sub\.keys\(\) is in the order of a map's iterat`
	k := s.sub.keys()
	slices.Reverse(k)
	s.list = k                              // want `s\.list is in the order of a map's iteration, w`
	next, stop := iter.Pull(maps.Keys(s.e)) // want `next is in the order of a map's iteration, whi`
	s.s, _ = next()
	stop()
	env.Broadcast(struct{ L []string }{s.sub.keys()}) // want `s\.sub\.keys\(\) is in the order of a map's iterat`
	for i := 0; i < len(k); i++ {
		s.s += k[i] // want `the order of what is added to s\.s is that of a`
	}
}

func (s *Q) Receive(env model.Env, from model.NodeID, m model.Message) {
	for k, inner := range s.mm {
		for k2 := range inner {
			s.s = k + k2 // want `which element s\.s is left with depends on the `
		}
	}
	for k := range s.mm {
		for _, x := range s.list {
			if x > k {
				s.n++
				s.s = x // want `which element s\.s is left with depends on the `
			}
		}
	}
	for k := range s.mm {
		switch {
		case k > "a":
			s.n = 1
		default:
			s.n = 2 // want `whether s\.n is left as one thing or another de`
		}
	}
	type acc struct{ last string }
	var a acc
	for k := range s.mm {
		a.last = k // want `which element a\.last is left with depends on t`
	}
	s.s = a.last
	pa := &a
	for k := range s.mm {
		pa.last = k // want `which element pa\.last is left with depends on `
	}
	s.s = pa.last
	set := func(k string) { s.s = k } // want `which element s\.s is left with depends on the `
	for k := range s.mm {
		set(k)
	}
	s.apply(func(k string) { s.s += k })
	ids := make([]model.NodeID, 0)
	for id, n := range s.m {
		if n > 3 {
			ids = append(ids, id) // want `ids is in the order of a map's iteration, whic`
		}
	}
	if len(ids) > 0 {
		s.id = ids[0]
	}
	ids2 := slices.Collect(maps.Keys(s.m)) // want `ids2 is in the order of a map's iteration, whi`
	sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
	s.id = ids2[len(ids2)-1]
	var best model.NodeID
	bestN := -1
	for id, n := range s.m {
		if n > bestN {
			bestN = n
			best = id // want `which element best is left with depends on the`
		}
	}
	s.id = best
	var leader *model.NodeID
	for id := range s.m {
		leader = &id // want `which element leader is left with depends on t`
	}
	s.id = *leader
	last := map[string]int{}
	n := 0
	for k := range s.e {
		n++
		last[k] = n // want `what last\[k\] gets depends on the order of a ma`
	}
	s.mm["x"] = last
	x := 0
	for _, v := range s.m {
		x = x - v
		x = x / 2 // want `what becomes of x depends on the order of a ma`
	}
	s.n = x
	y := 1
	for _, v := range s.m {
		y = v - y // want `which element y is left with depends on the or`
	}
	s.n = y
	flip := false
	for _, v := range s.m {
		flip = !flip
		if flip {
			s.n += v // want `which element s\.n is left with depends on the `
		}
	}
	prev := 0
	for _, v := range s.m {
		s.n += v * prev // want `what becomes of s\.n depends on the order of a `
		prev = v        // want `which element prev is left with depends on the`
	}
	for k, e := range s.e {
		if e.Term > 3 {
			env.SetTimer(model.Timer(k)) // want `sends, records or chooses in the order of a ma`
			break
		}
	}
	for k := range s.e {
		s.e[k+"x"] = Entry{} // want `whether the loop comes to what is put into s\.e`
	}
	for _, e := range s.e {
		delete(s.e, e.Cmd) // want `whether the loop comes to what is deleted depe`
	}
	var err error
	for k := range s.e {
		if err = s.try(k); err != nil { // want `which element err is left with depends on the `
			break
		}
	}
	for k := range s.e {
		if err := s.try(k); err != nil {
			s.s = err.Error() // want `which element s\.s is left with depends on the `
			return
		}
	}
}

func (s *Q) try(k string) error { return fmt.Errorf("%s", k) }

func (s *Q) apply(f func(string)) {
	for k := range s.e {
		f(k) // want `calls f in the order of a map's iteration, whi`
	}
}

func (s *Q) Timeout(env model.Env, t model.Timer) {}
