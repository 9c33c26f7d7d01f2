package validate_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// lockState is a state of the spec Locks, in Go.
type lockState struct {
	owner map[string]string
	count map[string]int
	said  map[string]bool
}

// step is the state after an event; ok is false if it cannot happen.
func (s lockState) step(e *traces.LogEvent) (_ lockState, ok bool) {
	s = lockState{maps.Clone(s.owner), maps.Clone(s.count), maps.Clone(s.said)}
	lock := textOf(e, "Lock")
	var told string
	if n, there := e.State.Get("Told"); there {
		told = fmt.Sprint(lock, int(n.(traces.Int)))
	}
	switch e.Name {
	case "take":
		ok = s.owner[lock] == ""
		s.owner[lock] = e.Node
		s.count[lock]++
	case "give":
		ok = s.owner[lock] == e.Node
		delete(s.owner, lock)
	case "tell":
		ok = s.owner[lock] != ""
		s.said[fmt.Sprint(lock, s.count[lock])] = true
	case "hear":
		ok = s.said[told]
	case "miss":
		ok = !s.said[told]
	case "quiet":
		ok = true
		for m := range s.said {
			ok = ok && m[:1] != lock
		}
	case "bump", "sweep":
		ok = true
		is := e.Name == "bump" && s.said[fmt.Sprint(lock, s.count[lock])]
		for m := range s.said {
			is = is || e.Name == "sweep" && m[:1] == lock
		}
		if s.count[lock]++; is {
			s.count[lock]++
		}
	case "reset":
		ok = len(s.said) == 0
		clear(s.owner)
		clear(s.count)
	}
	if n, there := e.State.Get("Count"); there {
		ok = ok && int(n.(traces.Int)) == s.count[lock]
	}
	return s, ok
}

func textOf(e *traces.LogEvent, field string) string {
	v, _ := e.State.Get(field)
	return string(v.(traces.Str))
}

// lockOrders tries all orders of the events: how many can be placed at most.
func lockOrders(j *traces.Logs) int {
	best := 0
	known := map[string]bool{}
	var from func(done []int, n int, s lockState)
	from = func(done []int, n int, s lockState) {
		key := fmt.Sprint(done, s)
		if known[key] {
			return
		}
		known[key] = true
		best = max(best, n)
		for _, p := range j.Next(done) {
			if t, ok := s.step(j.At(p)); ok {
				done[p.Sequence]++
				from(done, n+1, t)
				done[p.Sequence]--
			}
		}
	}
	from(make([]int, len(j.Sequences)), 0, lockState{map[string]string{}, map[string]int{}, map[string]bool{}})
	return best
}

// lockRun makes the logs of a random run of three nodes, of which some fields are left out.
func lockRun(rng *rand.Rand, events int) []*traces.Log {
	nodes := []string{"N1", "N2", "N3"}
	var logs []*traces.Log
	for _, node := range nodes {
		logs = append(logs, &traces.Log{Protocol: "locks", Settings: map[string]string{}, Nodes: nodes, Only: []string{node}})
	}
	s := lockState{map[string]string{}, map[string]int{}, map[string]bool{}}
	locks := []int{1, 2, 4, 6}[rng.IntN(4)]
	kinds := []string{"take", "take", "take", "give", "give", "give", "give", "tell", "hear", "hear", "miss", "quiet", "bump", "sweep"}[:8+rng.IntN(7)]
	if rng.IntN(5) == 0 {
		kinds = append(kinds, "reset")
	}
	clocks := rng.IntN(4) > 0
	for n := 0; n < events; {
		i := rng.IntN(len(nodes))
		lock := string("abcdef"[rng.IntN(locks)])
		e := traces.LogEvent{Kind: traces.StepTimeout, Node: nodes[i], Name: kinds[rng.IntN(len(kinds))], State: traces.Record{{Name: "Lock", Value: traces.Str(lock)}}}
		if e.Name == "hear" || e.Name == "miss" {
			e.State = append(e.State, traces.Field{Name: "Told", Value: traces.Int(1 + rng.IntN(max(1, s.count[lock])))})
		}
		t, ok := s.step(&e)
		if !ok {
			continue
		}
		s = t
		if rng.IntN(3) > 0 {
			e.State = append(e.State, traces.Field{Name: "Count", Value: traces.Int(s.count[lock])})
		}
		if clocks { // the node knows what it knew, and at times what another one knows
			knew := map[string]int{}
			for _, other := range []int{i, rng.IntN(len(nodes)), rng.IntN(len(nodes))} {
				if l := logs[other].Events; len(l) > 0 && (other == i || rng.IntN(3) > 0) {
					for node, k := range l[len(l)-1].Clock {
						knew[node] = max(knew[node], k)
					}
				}
			}
			knew[nodes[i]]++
			e.Clock = knew
		}
		logs[i].Events = append(logs[i].Events, e)
		n++
	}
	return logs
}

// spoil changes one thing in the logs.
func spoil(logs []*traces.Log, rng *rand.Rand) {
	l := logs[rng.IntN(len(logs))]
	if len(l.Events) < 2 {
		return
	}
	i := rng.IntN(len(l.Events) - 1)
	switch rng.IntN(3) {
	case 0:
		l.Events = slices.Delete(l.Events, i, i+1)
	case 1:
		l.Events[i], l.Events[i+1] = l.Events[i+1], l.Events[i]
	default:
		for k, f := range l.Events[i].State {
			if n, ok := f.Value.(traces.Int); ok {
				l.Events[i].State[k].Value = max(0, n+traces.Int(2*rng.IntN(2)-1))
			}
		}
	}
}

// TestOrdersThatMatter: events of different nodes that do not commute, so that the first order
// mostly is not the right one.
func TestOrdersThatMatter(t *testing.T) {
	seeds := 1000
	if os.Getenv(largeEnv) != "" {
		seeds = 10_000
	}
	opts := validate.Options{Spec: filepath.Join("testdata", "Locks.tla"), Near: -1}
	accepted, searched, rejected, early := 0, 0, 0, 0
	for seed := range uint64(seeds) {
		rng := rand.New(rand.NewPCG(seed, 3))
		logs := lockRun(rng, 6+rng.IntN(9))
		if rng.IntN(3) > 0 {
			spoil(logs, rng)
		}
		j, err := traces.Join(logs...)
		if err != nil {
			continue // clocks that do not grow
		}
		best := lockOrders(j)
		r, err := validate.RunLogs(context.Background(), writeLogs(t, logs), opts)
		require.NoError(t, err)
		require.Equal(t, best == j.Len(), r.Verdict == validate.Accepted, "seed %d: %d of %d events: %s", seed, best, j.Len(), r)
		require.Equal(t, best, r.Matched, "seed %d", seed)
		switch {
		case r.Verdict == validate.Accepted && r.States > uint64(j.Len()+1):
			searched++
		case r.Verdict == validate.Accepted:
			accepted++
		case r.States == uint64(best+1):
			early++
		default:
			rejected++
		}
	}
	t.Logf("accepted: %d in the first order, %d in another; rejected: %d in the first order, %d later", accepted, searched, early, rejected)
	require.Greater(t, searched, 10)
	require.Greater(t, rejected, 10)
	require.Greater(t, early, 3)
}

// TestKindsOfRaces has logs of which the first order is not the right one for one reason each.
func TestKindsOfRaces(t *testing.T) {
	event := func(node, name, lock string, clock map[string]int, more ...traces.Field) traces.LogEvent {
		state := append(traces.Record{{Name: "Lock", Value: traces.Str(lock)}}, more...)
		return traces.LogEvent{Kind: traces.StepTimeout, Node: node, Name: name, State: state, Clock: clock}
	}
	told := func(n int) traces.Field { return traces.Field{Name: "Told", Value: traces.Int(n)} }
	count := func(n int) traces.Field { return traces.Field{Name: "Count", Value: traces.Int(n)} }
	for name, events := range map[string][][]traces.LogEvent{
		"all members of a set are asked for, and one is added before": {
			{event("N1", "take", "a", nil), event("N1", "tell", "a", nil)},
			{event("N2", "miss", "f", nil, told(1)), event("N2", "miss", "f", nil, told(1)), event("N2", "miss", "f", nil, told(1)), event("N2", "quiet", "a", nil)},
			{},
		},
		"what was read is written later": {
			{event("N1", "tell", "a", map[string]int{"N1": 1, "N2": 1})},
			{event("N2", "take", "a", map[string]int{"N2": 1}), event("N2", "give", "a", map[string]int{"N2": 2}), event("N2", "take", "a", map[string]int{"N2": 3})},
			{event("N3", "hear", "a", nil, told(2))},
		},
		"with the member and without it is refused for different reasons": {
			{},
			{event("N2", "take", "a", nil, count(1)), event("N2", "tell", "a", nil), event("N2", "hear", "a", nil, told(1)),
				event("N2", "give", "a", nil), event("N2", "take", "a", nil, count(2))},
			{event("N3", "miss", "b", nil, told(1), count(0)), event("N3", "miss", "a", nil, told(1), count(0))},
		},
	} {
		nodes := []string{"N1", "N2", "N3"}
		var logs []*traces.Log
		for i, list := range events {
			logs = append(logs, &traces.Log{Protocol: "locks", Settings: map[string]string{}, Nodes: nodes, Only: nodes[i : i+1], Events: list})
		}
		j, err := traces.Join(logs...)
		require.NoError(t, err)
		require.Equal(t, j.Len(), lockOrders(j), name)
		r, err := validate.RunLogs(context.Background(), writeLogs(t, logs), validate.Options{Spec: filepath.Join("testdata", "Locks.tla"), Near: -1})
		require.NoError(t, err)
		require.Equal(t, validate.Accepted, r.Verdict, "%s: %s", name, r)
		require.Greater(t, r.States, uint64(j.Len()+1), "%s: the first order is not the right one", name)
	}
}
