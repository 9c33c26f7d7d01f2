package check

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/synod-go/synod/tla/value"
)

// valueTable gives every value one number for as long as the run lasts. States are made of these numbers. In what order they
// are given depends on the workers, so nothing may depend on it.
type valueTable struct {
	serial uint32 // by which values know their number in this table (value.SetNumber)
	// members says that sets are kept with members that the table has too, so that membership can be told by identity.
	members bool
	small   [smallTo - smallFrom]atomic.Uint32 // the numbers of small integers
	shards  [shards]shard
	chunks  [maxChunks]atomic.Pointer[chunk]
	next    atomic.Uint32
	bytes   atomic.Int64
}

// tables counts the tables that there ever were.
var tables atomic.Uint32

const (
	smallFrom, smallTo = -16, 240

	shards    = 64
	chunkSize = 1 << 14
	maxChunks = 1 << 17 // for 2³¹ values
)

type chunk [chunkSize]value.Value

// shard finds the numbers of those values whose hashes have the same low bits: open addressing by the high half of the hash, which a slot
// has in its high half, with the number in the low one; 0 is empty.
type shard struct {
	mu    sync.RWMutex
	slots []uint64
	used  int
	_     [24]byte
}

const firstSlots = 64

func newValueTable() *valueTable {
	t := &valueTable{serial: tables.Add(1)}
	for i := range t.shards {
		t.shards[i].slots = make([]uint64, firstSlots)
	}
	t.next.Store(1) // 0 is no value
	return t
}

// at is the value with a number.
func (t *valueTable) at(id uint32) value.Value {
	return t.chunks[id/chunkSize].Load()[id%chunkSize]
}

// own is the table's value equal to the normalized value v. Of a growth it is the growth by the table's own members.
func (t *valueTable) own(v value.Value) value.Value {
	if v.IsGrowth() {
		g, _ := value.Growth(value.WithMembers(v.Added(), t.own))
		return g
	}
	if v.IsPatch() {
		entries, depth := v.Entries()
		entries = slices.Clone(entries)
		for i, x := range entries {
			entries[i] = t.own(x)
		}
		return value.Patch(depth, entries)
	}
	switch v.Kind() {
	case value.Int, value.Bool:
		return v
	}
	if _, ok := v.Number(t.serial); ok {
		return v
	}
	return t.at(t.id(v))
}

// id is the number of a normalized value.
func (t *valueTable) id(v value.Value) uint32 {
	if id, ok := v.Number(t.serial); ok {
		return id
	}
	if n, ok := v.AsInt(); ok && n >= smallFrom && n < smallTo {
		at := &t.small[n-smallFrom]
		if id := at.Load(); id != 0 {
			return id
		}
		id := t.slowID(v)
		at.Store(id)
		return id
	}
	return t.slowID(v)
}

func (t *valueTable) slowID(v value.Value) uint32 {
	h := value.Hash(v)
	s := &t.shards[h%shards]
	s.mu.RLock()
	id, ok := t.find(s, h, v)
	s.mu.RUnlock()
	if ok {
		return id
	}
	if t.members && v.Kind() == value.Set {
		v = value.WithMembers(v, t.own)
	}
	return t.idOfOwn(v)
}

// idOfOwn is the number of a normalized value that is most likely new. A set's members are the table's own.
func (t *valueTable) idOfOwn(v value.Value) uint32 {
	h := value.Hash(v)
	s := &t.shards[h%shards]
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, ok := t.find(s, h, v); ok {
		return id
	}
	id := t.next.Add(1) - 1
	c := &t.chunks[id/chunkSize]
	if c.Load() == nil {
		fresh := new(chunk)
		c.CompareAndSwap(nil, fresh)
	}
	c.Load()[id%chunkSize] = v
	v.SetNumber(t.serial, id)
	s.add(h, id)
	t.bytes.Add(int64(96 + value.Bytes(v)))
	return id
}

func (t *valueTable) find(s *shard, h uint64, v value.Value) (uint32, bool) {
	mask := uint64(len(s.slots) - 1)
	for i := h >> 32 & mask; s.slots[i] != 0; i = (i + 1) & mask {
		if x := s.slots[i]; x>>32 == h>>32 && same(t.at(uint32(x)), v) {
			return uint32(x), true
		}
	}
	return 0, false
}

// add puts the number of a value with the given hash into its shard.
func (s *shard) add(h uint64, id uint32) {
	if s.used++; 4*s.used > 3*len(s.slots) {
		old := s.slots
		s.slots = make([]uint64, 2*len(old))
		for _, x := range old {
			if x != 0 {
				s.place(x)
			}
		}
	}
	s.place(h>>32<<32 | uint64(id))
}

func (s *shard) place(x uint64) {
	mask := uint64(len(s.slots) - 1)
	i := x >> 32 & mask
	for s.slots[i] != 0 {
		i = (i + 1) & mask
	}
	s.slots[i] = x
}

// same compares two values of any kinds.
func same(a, b value.Value) bool {
	if a.Identical(b) {
		return true
	}
	if a.Kind() != b.Kind() {
		return false
	}
	eq, err := value.Equal(a, b)
	return err == nil && eq
}
