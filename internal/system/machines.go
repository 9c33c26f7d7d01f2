package system

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
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

// wayed is a pair of a machine's state and an input, and the number of a way to the state.
type wayed struct {
	key uint64
	way int
}

// RunOnAllWays runs handlers of machines again, on all ways to their states that are known,
// for no longer than atMost, and returns the first slips.
func (c *System) RunOnAllWays(ctx context.Context, atMost time.Duration) []slip {
	for _, m := range c.machines() {
		m.Lengthen(rand.New(rand.NewPCG(c.seed, 0)))
	}
	todo := c.allWays()
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	slips, done := c.runAll(ctx, todo)
	c.compared.ways, c.compared.done = len(todo), done
	return slips
}

// allWays returns the known pairs of states with several ways, in a random order.
func (c *System) allWays() (todo []wayed) {
	machines := c.machines()
	if len(machines) == 0 {
		return nil
	}
	for key := range c.Outcomes.All() {
		s := c.StateOf(uint32(key >> 32))
		m := machines[s.Node]
		if m == nil || !s.Up || step.Input(key) == step.CrashInput {
			continue
		}
		for way := 1; way < m.Ways(s.Inner); way++ {
			todo = append(todo, wayed{key, way})
		}
	}
	slices.SortFunc(todo, func(a, b wayed) int { return cmp.Or(cmp.Compare(a.key, b.key), a.way-b.way) })
	random := rand.New(rand.NewPCG(c.seed, uint64(len(todo))))
	random.Shuffle(len(todo), func(i, j int) { todo[i], todo[j] = todo[j], todo[i] })
	return todo
}

// runAll runs handlers again, on all cores, and returns the slip of the first that did
// something else, and how many ran.
func (c *System) runAll(ctx context.Context, todo []wayed) (first []slip, done int) {
	var next, made atomic.Int64
	var mu sync.Mutex
	var failed *rescue.Panic
	slips := map[int]slip{}
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
			if i >= len(todo) {
				return
			}
			text, kind := c.differs(todo[i].key, todo[i].way)
			made.Add(1)
			if text != "" && !c.Handlers.Skipped.Load() {
				next.Store(int64(len(todo))) // those before it are still looked at
				mu.Lock()
				slips[i] = slip{todo[i].key, kind, text}
				mu.Unlock()
			}
		}
	}
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(work)
	}
	all.Wait()
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
	text := fmt.Sprintf("machines: %s, %s of which were reached in several ways; up to %d ways to each were compared",
		numbers.Some(states, "state"), percent(more, states), node.MostWays)
	if w := c.compared; w.done < w.ways {
		text += fmt.Sprintf("; there was time for %s of the comparisons", percent(w.done, w.ways))
	}
	return text
}

// percent is a share, rounded down: 100 % is all.
func percent(part, whole int) string {
	if whole == 0 {
		return "0 %"
	}
	return fmt.Sprintf("%d %%", 100*part/whole)
}
