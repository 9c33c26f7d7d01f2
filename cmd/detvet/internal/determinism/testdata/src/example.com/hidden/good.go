package hidden

import (
	"container/list"
	"errors"
	"math/big"
	"math/rand"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/synod-go/synod/model"
)

var (
	word     = regexp.MustCompile(`\w+`)
	errFull  = errors.New("full")
	names    = []string{"a", "b"}
	replacer = strings.NewReplacer("a", "b")
	parse    = func(s string) int { return len(s) }
	ops      = map[string]func(a, b int) int{"+": func(a, b int) int { return a + b }}
	limit    = big.NewInt(10)
	zero     time.Time
)

// Good reads package variables, and changes copies.
type Good struct {
	n     int
	sum   *big.Int
	less  func(a, b int) bool `model:"const"`
	names []string
	err   error
}

// NewGood has a function that has no state.
func NewGood(limit int) *Good {
	return &Good{less: func(a, b int) bool { return a < b && a < limit }}
}

func (s *Good) Start(env model.Env) {
	c := settings
	c.names = slices.Clone(c.names)
	c.names[0] = "x"
	l := slices.Clone(table)
	l[0] = 1
	slices.Sort(l)
	a := matrix
	a[0] = 1
	local := counter
	p := &local
	*p++
	s.n = parse("x") + ops["+"](1, 2) + table[1] + cache["x"]
	s.names = append(s.names, names...)
	s.err = errFull
	_ = s.err.Error()
	_ = word.FindString("x") + replacer.Replace("x")
}

func (s *Good) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	s.sum.Add(s.sum, limit)
	t := new(big.Int).Set(total)
	t.Add(t, limit)
	q := list.New()
	q.PushBack(1)
	var b strings.Builder
	b.WriteString("x")
	next := count() // its state ends with the handler
	s.n = next() + next()
	if s.less(1, 2) {
		s.n++
	}
	r := rand.New(rand.NewSource(int64(s.n)))
	s.n = r.Intn(3) + roll(r)
	_ = zero.IsZero()
}

func roll(r *rand.Rand) int { return r.Intn(6) }

func (s *Good) Timeout(env model.Env, _ model.Timer) {
	peers := slices.Clone(env.Peers())
	peers[0] = 1
	slices.Reverse(peers)
	all := append([]model.NodeID{env.ID()}, env.Peers()...)
	slices.Sort(all)
	for i, id := range env.Peers() {
		s.n += i * int(id)
	}
	env.Send(env.Peers()[0], len(env.Peers()))
}

var _ model.Node = (*Good)(nil)
