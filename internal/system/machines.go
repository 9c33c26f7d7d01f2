package system

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/step"
)

// machines returns the kinds of the nodes that are machines, by index of the node.
func (c *System) machines() map[int]*node.Machine {
	found := map[int]*node.Machine{}
	for i, kind := range c.Handlers.Kinds {
		if m, ok := kind.(*node.Machine); ok {
			found[i] = m
		}
	}
	return found
}

// RunOnAllWays runs handlers of machines again, on all ways to their states that are known,
// for no longer than atMost and no more of them at a time than workers, and returns the first
// slips.
func (c *System) RunOnAllWays(ctx context.Context, workers int, atMost time.Duration) []slip {
	for _, m := range c.machines() {
		m.Lengthen()
	}
	keys, ways := c.withSeveralWays()
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	slips, done := c.runAll(ctx, workers, keys)
	c.compared.after, c.compared.ways, c.compared.done = true, ways, done
	return slips
}

// withSeveralWays returns the known pairs of a machine's state and an input for which there are
// several ways to the state, in a random order, and how many ways besides the first ones.
func (c *System) withSeveralWays() (keys []uint64, ways int) {
	machines := c.machines()
	if len(machines) == 0 {
		return nil, 0
	}
	for key := range c.Outcomes.All() {
		s := c.StateOf(uint32(key >> 32))
		m := machines[s.Node]
		if m == nil || !s.Up || step.Input(key) == step.CrashInput {
			continue
		}
		if n := m.Ways(s.Inner); n > 1 {
			keys = append(keys, key)
			ways += n - 1
		}
	}
	slices.Sort(keys)
	random := rand.New(rand.NewPCG(c.seed, uint64(len(keys))))
	random.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	return keys, ways
}

// otherWay returns the way of a pair that is its turn in a round, or 0 if all had their turn.
// Each pair begins with another one.
func (c *System) otherWay(key uint64, round int) int {
	s := c.StateOf(uint32(key >> 32))
	others := c.Handlers.Kinds[s.Node].(*node.Machine).Ways(s.Inner) - 1
	if round >= others {
		return 0
	}
	return 1 + int((key*oddMultiplier>>32+uint64(round))%uint64(others))
}

// oddMultiplier spreads keys (Fibonacci hashing).
const oddMultiplier = 0x9e3779b97f4a7c15

// runAll runs handlers again, each pair of a state and an input on one way after the other, and
// returns the slip of the first that did something else, and how many ran.
func (c *System) runAll(ctx context.Context, workers int, keys []uint64) (first []slip, done int) {
	var next, made atomic.Int64
	var mu sync.Mutex
	var failed *rescue.Panic
	slips := map[int]slip{}
	all := len(keys) * (node.MostWays - 1)
	work := func() {
		defer rescue.Any(func(p *rescue.Panic) {
			if e, ok := p.Value.(guard.System); ok && errors.Is(e, explore.ErrStopped) {
				return // there was no time for this one
			}
			mu.Lock()
			defer mu.Unlock()
			failed = p
		})
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= all {
				return
			}
			key := keys[i%len(keys)]
			way := c.otherWay(key, i/len(keys))
			if way == 0 {
				continue
			}
			text, kind := c.differs(key, way)
			made.Add(1)
			if text != "" && !c.Handlers.Skipped.Load() {
				next.Store(int64(all)) // those before it are still looked at
				mu.Lock()
				slips[i] = slip{key, kind, text}
				mu.Unlock()
			}
		}
	}
	var running sync.WaitGroup
	for range workers {
		running.Go(work)
	}
	running.Wait()
	switch {
	case failed != nil && guard.IsOurs(failed.Value):
		panic(failed.Value)
	case failed != nil:
		panic(failed)
	}
	if len(slips) > 0 {
		first = []slip{slips[slices.Min(slices.Collect(maps.Keys(slips)))]}
	}
	return first, int(made.Load())
}

// Omissions are what is left out of the states of machines, in the words of a report: a line
// for each omission and reason.
func (c *System) Omissions() (lines []string) {
	type omission struct{ what, reason string }
	of := map[omission][]string{}
	var all []omission
	for _, g := range c.Model.Groups {
		for _, what := range slices.Sorted(maps.Keys(g.Omit)) {
			o := omission{what, g.Omit[what]}
			if of[o] == nil {
				all = append(all, o)
			}
			of[o] = append(of[o], g.Prefix)
		}
	}
	for _, o := range all {
		lines = append(lines, fmt.Sprintf("omission: %s of %s does not tell states apart (%s)", o.what, strings.Join(of[o], ", "), o.reason))
	}
	return lines
}

// UnmetOmissions calls f with the omissions that no machine of their group has met.
func (c *System) UnmetOmissions(f func(prefix, what string)) {
	machines := c.machines()
	for g, group := range c.Model.Groups {
		unmet := slices.Sorted(maps.Keys(group.Omit))
		for i, m := range machines {
			if c.Nodes[i].Group == g {
				unmet = slices.DeleteFunc(unmet, func(what string) bool { return !slices.Contains(m.Unmet(), what) })
			}
		}
		for _, what := range unmet {
			f(group.Prefix, what)
		}
	}
}

// Histories says of how many states of machines the guards could compare several ways; ""
// if there are no machines.
func (c *System) Histories() string {
	machines := c.machines()
	if len(machines) == 0 {
		return ""
	}
	states, more := 0, 0
	for _, m := range machines {
		of, several := m.Counts()
		states, more = states+of, more+several
	}
	text := fmt.Sprintf("machines: %s, %s of which were reached in several ways; ", numbers.Some(states, "state"), percent(more, states))
	w := c.compared
	if !w.after {
		return text + fmt.Sprintf("two ways to each were compared, while searching (up to %d are when a search has found nothing, and has time left)", node.MostWays)
	}
	text += fmt.Sprintf("up to %d ways to each were compared", node.MostWays)
	if w.done < w.ways {
		text += fmt.Sprintf("; %s of the comparisons were made", percent(w.done, w.ways))
	}
	return text
}

// MachineChance returns an upper bound of the chance that two states of a machine were taken for
// one because their hashes are equal, in an exact search, too.
func (c *System) MachineChance() (chance float64) {
	for _, m := range c.machines() {
		chance += m.CollisionChance()
	}
	return min(1, chance)
}

// percent is a share, rounded down: 100 % is all.
func percent(part, whole int) string {
	if whole == 0 {
		return "0 %"
	}
	return fmt.Sprintf("%d %%", 100*part/whole)
}
