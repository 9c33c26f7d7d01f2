package growth

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/internal/system"
)

const (
	// steps is how far a run goes on.
	steps = 1200
	// windows is into how many parts a run is divided; a number must grow in each.
	windows = 6
	// tries is how many candidates are looked at for a step that makes something grow.
	tries = 6
)

// run goes on from a state by random steps that spend no budget, and takes those that
// make something grow where it sees any.
type run struct {
	*meter
	random *rand.Rand
	wanted *key           // what is to grow; nil is anything
	held   map[key]uint64 // what must not exceed a number

	words   []uint32
	taken   int
	full    bool // more messages are in flight than any search allows
	records map[key]uint64
	raised  map[key][]raise
	folded  map[part]bool // the parts of states that records know
}

// raise is a step that made a number greater than it ever was before.
type raise struct {
	at int
	by string // the kind of step
}

// part is a part of a state, by its number.
type part struct {
	place place
	index int
	id    uint32
}

func (m *meter) onward(words []uint32, seed uint64, wanted *key, held map[key]uint64) *run {
	r := &run{
		meter: m, random: rand.New(rand.NewPCG(seed, 1)), wanted: wanted, held: held, words: words,
		records: map[key]uint64{}, raised: map[key][]raise{}, folded: map[part]bool{},
	}
	r.fold(words, "")
	r.raised = map[key][]raise{}
	return r
}

// take takes steps, until no more are possible or the time is over. Its result
// reports whether the run is long enough to judge.
func (r *run) take(ctx context.Context, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for r.taken < steps && ctx.Err() == nil {
		next, by, ok := r.choose(ctx)
		if !ok {
			break
		}
		r.taken++
		r.words = next
		r.fold(next, by)
		if r.full {
			return r.taken >= steps/4
		}
	}
	return r.taken == steps || ctx.Err() != nil && r.taken >= steps/3
}

// choose returns the next state, and the kind of the step to it.
func (r *run) choose(ctx context.Context) (words []uint32, by string, ok bool) {
	var other *system.Onward
	ahead := r.sp.Ahead(r.words)
	for i := 0; i < tries || other == nil; i++ {
		list, more, err := ahead.Draw(r.random)
		if err != nil || ctx.Err() != nil {
			return nil, "", false
		}
		if !more {
			break
		}
		list = slices.DeleteFunc(list, func(o system.Onward) bool { return r.exceeds(o.Words) })
		for k := range list {
			if r.grows(list[k].Words) {
				return list[k].Words, r.sp.Class(r.words, list[k]), true
			}
		}
		if len(list) > 0 {
			other = &list[r.random.IntN(len(list))]
		}
	}
	if other == nil {
		return nil, "", false
	}
	return other.Words, r.sp.Class(r.words, *other), true
}

// exceeds reports whether a number is greater in a state than it must be.
func (r *run) exceeds(words []uint32) (yes bool) {
	if len(r.held) == 0 {
		return false
	}
	visit := func(m measure) {
		most, held := r.held[m.key]
		yes = yes || held && m.n > most
	}
	r.parts(words, visit, nil)
	r.network(words, visit)
	return yes
}

// grows reports whether something wanted is greater in a state than ever before.
func (r *run) grows(words []uint32) (yes bool) {
	visit := func(m measure) {
		yes = yes || m.n > r.records[m.key] && (r.wanted == nil || m.key == *r.wanted)
	}
	if r.wanted == nil || r.wanted.place != inNetwork {
		r.parts(words, visit, nil)
	}
	if r.wanted == nil || r.wanted.place == inNetwork {
		r.network(words, visit)
	}
	return yes
}

// fold takes the numbers of a state into the records.
func (r *run) fold(words []uint32, by string) {
	visit := func(m measure) {
		if before, known := r.records[m.key]; !known || m.n > before {
			r.records[m.key] = m.n
			r.raised[m.key] = append(r.raised[m.key], raise{r.taken, by})
		}
	}
	r.parts(words, visit, func(p part) { r.folded[p] = true })
	r.full = r.network(words, visit) >= step.MaxAbout-step.MaxTimers
}

// parts visits the numbers of the parts of a state that records do not know yet. Then
// done, unless it is nil, gets each of them.
func (r *run) parts(words []uint32, visit func(measure), done func(part)) {
	of := func(p part, list func() []measure) {
		if r.folded[p] {
			return
		}
		for _, m := range list() {
			visit(m)
		}
		if done != nil {
			done(p)
		}
	}
	s := r.sp.Snapshot(words)
	for i, id := range s.Nodes() {
		of(part{inNode, i, id}, func() []measure { return r.node(i, id) })
	}
	for i, id := range s.Monitors() {
		of(part{inMonitor, i, id}, func() []measure { return r.monitor(i, id) })
	}
	if r.wanted == nil || r.wanted.place == inMessage {
		for _, id := range s.Messages(nil) {
			of(part{inMessage, 0, id}, func() []measure { return r.message(id) })
		}
	}
}

// network visits the numbers of the messages in flight, and returns how many there are.
func (r *run) network(words []uint32, visit func(measure)) (all int) {
	messages := r.sp.Snapshot(words).Messages(nil)
	slices.Sort(messages)
	type count struct{ all, equal uint64 }
	counts := map[string]count{}
	for i := 0; i < len(messages); {
		first := i
		for i < len(messages) && messages[i] == messages[first] {
			i++
		}
		name := r.typeOf(messages[first])
		c := counts[name]
		counts[name] = count{c.all + uint64(i-first), max(c.equal, uint64(i-first))}
	}
	visit(measure{key{inNetwork, "", "", flight}, uint64(len(messages))})
	for name, c := range counts {
		visit(measure{key{inNetwork, name, "", ofType}, c.all})
		visit(measure{key{inNetwork, name, "", copies}, c.equal})
	}
	return len(messages)
}

// grew reports whether a number grew in every part of the run.
func (r *run) grew(k key) bool {
	var in [windows]bool
	for _, raise := range r.raised[k] {
		in[min(windows-1, (raise.at-1)*windows/r.taken)] = true
	}
	return !slices.Contains(in[:], false)
}
