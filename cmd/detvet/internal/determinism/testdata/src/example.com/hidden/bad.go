// Package hidden: state outside of the node that is reached by another name.
package hidden

import (
	"bytes"
	"container/list"
	"expvar"
	"math/big"
	"math/rand"
	"slices"
	"strings"
	"time"

	"example.com/helper"
	"github.com/synod-go/synod/model"
)

type config struct {
	names []string
	seen  map[string]int
	next  *config
}

var (
	counter  int
	cache    = map[string]int{}
	table    = []int{1, 2, 3}
	matrix   = [3]int{}
	settings config
	total    = new(big.Int)
	sum      big.Int
	queue    = list.New()
	builder  strings.Builder
	buffer   = new(bytes.Buffer)
	calls    = expvar.NewInt("calls") // want `expvar.NewInt`
	next     = count()
	hook     func() int
	dice     = rand.New(rand.NewSource(1))
	steps    = map[string]func() int{"a": count()}
	registry = &config{}
)

// count returns a function with a state.
func count() func() int {
	n := 0
	return func() int { n++; return n }
}

type Node struct {
	n     int
	tick  func() int       `model:"const"`
	now   func() time.Time `model:"const"`
	clock Clock            `model:"const"`
	dice  *rand.Rand       `model:"const"`
}

// Clock tells the time.
type Clock interface{ Now() time.Time }

type system struct{}

func (system) Now() time.Time { return time.Now() } // want `time.Now reads the clock`

// New has a clock in its settings.
func New() *Node {
	i := 0
	return &Node{now: time.Now, clock: system{}, tick: func() int { i++; return i }}
}

func (s *Node) Start(env model.Env) {
	p := &counter
	*p++ // want `the handler changes package variable counter`
	q := p
	*q = 2 // want `the handler changes package variable counter`
	m := cache
	m["x"] = 1     // want `the handler changes package variable cache`
	delete(m, "x") // want `hidden|changes package variable cache`
	l := table
	l[0] = 1 // want `the handler changes package variable table`
	for i := range l {
		l[i]++ // want `the handler changes package variable table`
	}
	a := matrix[:]
	a[0] = 1         // want `the handler changes package variable matrix`
	slices.Sort(l)   // want `slices.Sort changes package variable table`
	clear(m)         // want `changes package variable cache`
	copy(l, []int{}) // want `changes package variable table`
}

func (s *Node) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	c := settings
	c.names[0] = "x"                // want `the handler changes package variable settings`
	c.seen["x"]++                   // want `the handler changes package variable settings`
	c.next.names = nil              // want `the handler changes package variable settings`
	total.Add(total, big.NewInt(1)) // want `big.Int.Add changes package variable total`
	sum.SetInt64(3)                 // want `big.Int.SetInt64 changes package variable sum`
	t := total
	t.Neg(t)             // want `big.Int.Neg changes package variable total`
	queue.PushBack(1)    // want `list.List.PushBack changes package variable queue`
	builder.WriteByte(1) // want `strings.Builder.WriteByte changes package variable builder`
	w := buffer
	w.WriteString("x")  // want `bytes.Buffer.WriteString changes package variable buffer`
	calls.Add(1)        // want `expvar.Int.Add`
	change(registry)    // want `hidden.change changes package variable registry`
	helper.Order(table) // want `helper.Order changes package variable table`
	func() {
		counter++ // want `the handler changes package variable counter`
	}()
	f := func(p *int) { *p++ } // want `the handler changes package variable counter`
	f(&counter)
	get().names = nil  // want `the handler changes package variable registry`
	s.n = dice.Intn(3) // want `rand.Rand.Intn is random`
}

func change(c *config) { c.names = append(c.names, "x") }
func get() *config     { return registry }

func (s *Node) Timeout(env model.Env, _ model.Timer) {
	s.n = next()       // want `next is a function with a state of its own`
	s.n = steps["a"]() // want `is a function with a state of its own`
	s.n = s.tick()     // want `s.tick is a function with a state of its own`
	f := next
	s.n = f()   // want `f is a function with a state of its own`
	_ = s.now() // want `time.Now reads the clock`
	_ = s.clock.Now()
	s.n = s.dice.Intn(3) // want `rand.Rand.Intn is random`
	s.either(rand.New(rand.NewSource(1)), rand.New(rand.NewSource(2)))

	peers := env.Peers()
	peers[0] = 1                            // want `the handler changes what env.Peers returned`
	slices.Reverse(peers)                   // want `slices.Reverse changes what env.Peers returned`
	slices.Sort(env.Peers())                // want `slices.Sort changes what env.Peers returned`
	_ = slices.DeleteFunc(peers, isOne)     // want `slices.DeleteFunc changes what env.Peers returned`
	sortPeers(env.Peers()[1:])              // want `hidden.sortPeers changes what env.Peers returned`
	peers[0], peers[1] = peers[1], peers[0] // want `the handler changes what env.Peers returned`
}

func isOne(id model.NodeID) bool { return id == 1 }

func sortPeers(ids []model.NodeID) {
	for i := range ids {
		ids[i] = 0
	}
}

// either has generators of which one outlives the handler.
func (s *Node) either(a, b *rand.Rand) {
	d := a
	if s.n > 1 {
		d = b
	} else if s.n > 2 {
		d = s.dice
	}
	s.n = d.Intn(1) // want `rand.Rand.Intn is random`
	s.n = d.Intn(2) // want `rand.Rand.Intn is random`
	s.n = d.Intn(3) // want `rand.Rand.Intn is random`
	s.n = d.Intn(4) // want `rand.Rand.Intn is random`
	s.n = d.Intn(5) // want `rand.Rand.Intn is random`
}
