package check

import "encoding/binary"

// A spec that asks about the search (TLCGet), or draws at random, does not say the same twice. Such a spec is searched state by state,
// as TLC does it with one worker; the figures are kept up with every successor, and what was found is kept, because it cannot be found again.

// observed is what a spec can ask about, and what its states came to.
type observed struct {
	names   map[uint64]bool // of the states that were found
	waiting int64           // states that were found and not yet expanded
	steps   uint64
	// found has the words of the successors, by those of the state and the label.
	found map[string][]uint32
}

func newObserved() *observed {
	return &observed{names: map[uint64]bool{}, found: map[string][]uint32{}}
}

// successor notes that one was found, before the next one is looked for.
func (sp *space) observe(i int, s []uint32) error {
	o, t := sp.observed, &sp.to
	t.begin(sp, i, s)
	if err := t.complete(sp); err != nil {
		return err
	}
	o.found[string(foundKey(s, uint32(i)))] = append([]uint32(nil), t.words...)
	o.steps++
	sp.setLevel(s, 1)
	name, err := sp.name(t, len(s) == 0)
	if err != nil {
		return err
	}
	if !o.names[name] {
		o.names[name] = true
		o.waiting++
	}
	sp.setLevel(s, 0)
	return nil
}

func foundKey(s []uint32, label uint32) (key []byte) {
	for _, w := range s {
		key = binary.LittleEndian.AppendUint32(key, w)
	}
	return binary.LittleEndian.AppendUint32(key, label)
}

// figures tells the spec how far the search is.
func (o *observed) figures(h *host) {
	h.generated.Store(o.steps)
	h.distinct.Store(uint64(len(o.names)))
	h.queue.Store(uint64(max(0, o.waiting)))
}
