package check

import (
	"sync"
	"sync/atomic"

	"github.com/synod-go/synod/tla/value"
)

// valueTable gives every value one number for as long as the run lasts. States are made of these numbers. In what order they
// are given depends on the workers, so nothing may depend on it.
type valueTable struct {
	shards [shards]shard
	chunks [maxChunks]atomic.Pointer[chunk]
	next   atomic.Uint32
	bytes  atomic.Int64
}

const (
	shards    = 64
	chunkSize = 1 << 14
	maxChunks = 1 << 17 // for 2³¹ values
)

type chunk [chunkSize]value.Value

type shard struct {
	mu   sync.RWMutex
	ids  map[uint64]uint32   // by hash: the first value with it
	more map[uint64][]uint32 // further values with the same hash
	_    [32]byte
}

func newValueTable() *valueTable {
	t := &valueTable{}
	for i := range t.shards {
		t.shards[i].ids = map[uint64]uint32{}
		t.shards[i].more = map[uint64][]uint32{}
	}
	t.next.Store(1) // 0 is no value
	return t
}

// at is the value with a number.
func (t *valueTable) at(id uint32) value.Value {
	return t.chunks[id/chunkSize].Load()[id%chunkSize]
}

// id is the number of a normalized value.
func (t *valueTable) id(v value.Value) uint32 {
	h := value.Hash(v)
	s := &t.shards[h%shards]
	s.mu.RLock()
	id, ok := t.find(s, h, v)
	s.mu.RUnlock()
	if ok {
		return id
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, ok := t.find(s, h, v); ok {
		return id
	}
	id = t.next.Add(1) - 1
	c := &t.chunks[id/chunkSize]
	if c.Load() == nil {
		fresh := new(chunk)
		c.CompareAndSwap(nil, fresh)
	}
	c.Load()[id%chunkSize] = v
	if _, taken := s.ids[h]; taken {
		s.more[h] = append(s.more[h], id)
	} else {
		s.ids[h] = id
	}
	t.bytes.Add(int64(96 + value.Bytes(v)))
	return id
}

func (t *valueTable) find(s *shard, h uint64, v value.Value) (uint32, bool) {
	id, ok := s.ids[h]
	if !ok {
		return 0, false
	}
	if same(t.at(id), v) {
		return id, true
	}
	for _, id := range s.more[h] {
		if same(t.at(id), v) {
			return id, true
		}
	}
	return 0, false
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
