package normaltest_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/normaltest"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/growing"
)

// The random systems: nodes that do what a table says of how the numbers that they have
// and get compare.

type num int

// note is the only message.
type note struct {
	N    num // a counter
	Old  num // remembered
	Kind int8
}

type seen struct {
	At   num
	From model.NodeID
}

type toy struct {
	Count num `model:"durable"`
	Best  num `model:"durable"`
	Heard map[seen]int8
	Last  *num // awaited
	Mode  int8

	table  *table `model:"const"`
	stride num    `model:"const"`
}

// table has an action for each situation.
type table [2][3][4][2][2]action

type action struct {
	count, best, heard, mode, kind, n, old, to int8
	sends, choose                              bool
}

func randomTable(r *rand.Rand) *table {
	t := new(table)
	for a := range t {
		for b := range t[a] {
			for c := range t[a][b] {
				for d := range t[a][b][c] {
					for e := range t[a][b][c][d] {
						pick := func(n int) int8 { return int8(r.IntN(n)) }
						t[a][b][c][d][e] = action{
							count: pick(5), best: pick(5), heard: pick(5), mode: pick(2), kind: pick(2),
							n: pick(2), old: pick(4), to: pick(3), sends: r.IntN(3) > 0, choose: r.IntN(6) == 0,
						}
					}
				}
			}
		}
	}
	return t
}

func order(a, b num) int {
	switch {
	case a < b:
		return 0
	case a == b:
		return 1
	}
	return 2
}

func (n *toy) Start(env model.Env) {
	env.SetTimer("go")
	n.Mode = 0
}

func (n *toy) Timeout(env model.Env, _ model.Timer) {
	n.act(env, note{N: n.Count, Old: n.Best}, env.ID(), n.table[n.Mode][1][3][0][0])
	n.Count += n.stride
	env.SetTimer("go")
	if n.Mode == 1 || n.Best == 0 {
		env.Broadcast(note{N: n.Count, Old: n.Best, Kind: n.Mode})
	}
}

func (n *toy) Receive(env model.Env, from model.NodeID, m model.Message) {
	got := m.(note)
	old := 3
	if got.Old != 0 {
		old = order(got.Old, n.Best)
	}
	n.act(env, got, from, n.table[got.Kind][order(got.N, n.Count)][old][n.Mode][got.N%n.stride%2])
}

func (n *toy) act(env model.Env, got note, from model.NodeID, a action) {
	if a.choose && env.Choose(2) == 1 {
		n.Mode = 1 - n.Mode
		return
	}
	switch a.count {
	case 1:
		n.Count = max(n.Count, got.N)
	case 2:
		n.Count = max(n.Count, got.N) + n.stride
	case 3:
		if got.Old > n.Count {
			n.Count = got.Old + n.stride
		}
	}
	switch a.best {
	case 1:
		n.Best = got.N
	case 2:
		n.Best = max(n.Best, got.Old)
	case 3:
		n.Best = 0
	}
	switch at := (seen{got.N, from}); a.heard {
	case 1, 2:
		if n.Heard == nil {
			n.Heard = map[seen]int8{}
		}
		if n.Heard[at]++; n.Heard[at] == 2 {
			n.Mode = 1 - n.Mode
			delete(n.Heard, at)
		}
	case 3:
		if n.Last != nil && *n.Last == got.N {
			n.Mode = 1 - n.Mode
			n.Heard = nil
		}
		n.Last = &got.N
	}
	n.Mode = n.Mode ^ a.mode
	if a.sends {
		send := note{N: []num{n.Count, got.N}[a.n], Old: []num{n.Best, got.Old, got.N, 0}[a.old], Kind: a.kind}
		if a.to == 0 {
			env.Send(from, send)
		} else {
			env.Broadcast(send)
		}
	}
}

// randomSystem is system number seed.
func randomSystem(seed uint64) *model.System {
	r := rand.New(rand.NewPCG(seed, 16))
	nodes, t := 2, randomTable(r)
	if seed%4 == 0 {
		nodes = 3
	}
	stride := 1 + r.IntN(2)
	first := num(r.IntN(6))
	crashes := r.IntN(2)
	sys := &model.System{
		Groups: []model.Group{{Prefix: "N", Count: nodes, Crashes: true, CrashStop: r.IntN(2) == 0, New: func(id model.NodeID) model.Node {
			count := num(0)
			if first > 0 {
				count = num(id)
			}
			return &toy{Count: count, table: t, stride: num(stride)}
		}}},
		Network:  []model.Network{model.Multiset, model.Set, model.FIFO}[r.IntN(3)],
		InFlight: 2 + r.IntN(2),
		Faults:   model.Faults{Crashes: crashes},
		Numbers: &growing.Numbers{
			Name: "counts", Types: []reflect.Type{growing.Type[num]()}, Stride: stride, Spread: 2 + r.IntN(4),
			Remembered: append(growing.In[toy]("Best"), growing.In[note]("Old")...),
			Awaited:    growing.In[toy]("Heard", "Last"),
		},
	}
	if seed%3 == 0 {
		sys.InFlight = 0 // a search to a depth ends all the same
	}
	if crashes == 0 {
		sys.Groups[0].Crashes, sys.Groups[0].CrashStop = false, false
	}
	return sys
}

func TestRandomSystemsAgainstAPlainSearch(t *testing.T) {
	systems := uint64(48)
	if testing.Short() {
		systems = 15
	}
	smaller, pairs := 0, 0
	for seed := range systems {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			plain, forms, depth, more := uint64(0), uint64(0), 6, 2
			if randomSystem(seed).InFlight == 0 {
				depth, more = 4, 1
			}
			for ; plain < 300 && depth < 20; depth += more { // deep enough for something to be left behind
				plain, forms = normaltest.Compare(t, randomSystem(seed), depth)
			}
			if forms < plain {
				smaller++
			}
			pairs += normaltest.Pairs(t, randomSystem(seed), depth)
		})
	}
	t.Logf("fewer states by difference: %d of %d systems; %d pairs checked", smaller, systems, pairs)
	require.Greater(t, smaller, int(systems)/3)
	require.Greater(t, pairs, 100*int(systems))
}
