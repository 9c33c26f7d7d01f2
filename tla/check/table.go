package check

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/synod-go/synod/internal/table"
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

// shard finds the numbers of those values whose hashes have the same low bits.
type shard struct {
	mu    sync.RWMutex
	index table.Index
	_     [16]byte
}

func newValueTable() *valueTable {
	t := &valueTable{serial: tables.Add(1)}
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
	s.index.Add(h, id)
	t.bytes.Add(int64(96 + value.Bytes(v)))
	return id
}

func (t *valueTable) find(s *shard, h uint64, v value.Value) (uint32, bool) {
	return s.index.Find(h, func(id uint32) bool { return same(t.at(id), v) })
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
