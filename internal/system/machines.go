package system

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
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

// RunSecond runs handlers again in the states of machines to which a second way was found
// after they had run there, and returns the first slips. Both ways must lead to the same.
func (c *System) RunSecond(ctx context.Context) []slip {
	for {
		keys := c.lateKeys()
		if len(keys) == 0 {
			return nil
		}
		if slips := c.runAll(ctx, keys); slips != nil || ctx.Err() != nil {
			return slips
		}
	}
}

// lateKeys returns the known pairs of such a state and an input, in order.
func (c *System) lateKeys() (keys []uint64) {
	late := map[int]func([]byte) bool{}
	for i, m := range c.machines() {
		if is := m.TakeLate(); is != nil {
			late[i] = is
		}
	}
	if len(late) == 0 {
		return nil
	}
	for key := range c.Outcomes.All() {
		s := c.StateOf(uint32(key >> 32))
		if is, ok := late[s.Node]; ok && s.Up && step.Input(key) != step.CrashInput && is(s.Inner) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// runAll runs the handlers of pairs again, on all cores, and returns the slip of the first
// that did something else.
func (c *System) runAll(ctx context.Context, keys []uint64) []slip {
	var next atomic.Int64
	var mu sync.Mutex
	var failed *rescue.Panic
	slips := map[uint64]slip{}
	work := func() {
		defer rescue.Any(func(p *rescue.Panic) {
			mu.Lock()
			defer mu.Unlock()
			failed = p
		})
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= len(keys) {
				return
			}
			if text, kind := c.differs(keys[i]); text != "" && !c.Handlers.Skipped.Load() {
				next.Store(int64(len(keys))) // those before it are still looked at
				mu.Lock()
				slips[keys[i]] = slip{keys[i], kind, text}
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
	case len(slips) == 0:
		return nil
	}
	first := slices.Min(slices.Collect(maps.Keys(slips)))
	return []slip{slips[first]}
}

// Omissions are what is left out of the states of machines, in the words of a report.
func (c *System) Omissions() (lines []string) {
	for _, g := range c.Model.Groups {
		for _, o := range g.Omit {
			lines = append(lines, fmt.Sprintf("omission: %s of %s does not tell states apart (%s)", o.What, g.Prefix, o.Reason))
		}
	}
	return lines
}

// UnmetOmissions calls f with the omissions that no machine of their group has met.
func (c *System) UnmetOmissions(f func(prefix string, o model.Omission)) {
	machines := c.machines()
	for g, group := range c.Model.Groups {
		unmet := slices.Clone(group.Omit)
		for i, m := range machines {
			if c.Nodes[i].Group == g {
				unmet = slices.DeleteFunc(unmet, func(o model.Omission) bool { return !slices.Contains(m.Unmet(), o) })
			}
		}
		for _, o := range unmet {
			f(group.Prefix, o)
		}
	}
}

// Histories says of how many states of machines the guards could compare two ways; "" if
// there are no machines.
func (c *System) Histories() string {
	var all node.MachineCounts
	machines := c.machines()
	if len(machines) == 0 {
		return ""
	}
	for _, m := range machines {
		counts := m.Counts()
		all.States += counts.States
		all.Second += counts.Second
	}
	share := 0.0
	if all.States > 0 {
		share = 100 * float64(all.Second) / float64(all.States)
	}
	return fmt.Sprintf("machines were rebuilt in %s by replaying inputs; to %.0f %% of them a second sequence of inputs led, after which every handler did the same",
		numbers.Some(all.States, "state"), share)
}
