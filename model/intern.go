package model

import (
	"sync"
	"sync/atomic"

	"github.com/zeebo/xxh3"
)

// flat is an array that grows, is read without locks and is written under its
// owner's lock. A reader takes a snapshot; an id that is beyond it was given
// later, and a new snapshot has it.
type flat[T any] struct {
	current atomic.Pointer[[]T]
}

func (f *flat[T]) snapshot() []T {
	if p := f.current.Load(); p != nil {
		return *p
	}
	return nil
}

// at returns one element. Loops keep a snapshot instead.
func (f *flat[T]) at(i uint32) T { return f.snapshot()[i] }

// add appends; the caller holds the lock that guards f.
func (f *flat[T]) add(v ...T) (first uint32) {
	s := f.snapshot()
	first = uint32(len(s))
	// Elements beyond the length of every snapshot are nobody's yet, so that
	// writing them in place disturbs no reader.
	s = append(s, v...)
	f.current.Store(&s)
	return first
}

// memo is a table from words to words: open addressing in flat memory that the
// garbage collector does not look into, read without locks.
type memo struct {
	table atomic.Pointer[memoTable]
	mu    sync.Mutex
	used  int
}

type memoTable struct {
	slots []memoSlot
	shift uint
}

// memoSlot holds a key (plus one: 0 is empty) and its value. The value is
// written before the key, and both stay.
type memoSlot struct{ key, value uint64 }

const memoFirstBits = 10

func newMemoTable(bits uint) *memoTable {
	return &memoTable{slots: make([]memoSlot, 1<<bits), shift: 64 - bits}
}

func (t *memoTable) home(key uint64) int { return slotOf(key, t.shift) }

// slotOf is where the search for a key starts in a table of 2^(64-shift) slots:
// Fibonacci hashing, after the high half (a node's state) was mixed into the low
// one (an input).
func slotOf(key uint64, shift uint) int {
	return int(((key ^ key>>29) * 0x9e3779b97f4a7c15) >> shift)
}

func (m *memo) init() { m.table.Store(newMemoTable(memoFirstBits)) }

// get returns the value of key.
func (m *memo) get(key uint64) (value uint64, ok bool) {
	return m.table.Load().get(key)
}

func (t *memoTable) get(key uint64) (value uint64, ok bool) {
	mask := len(t.slots) - 1
	for at := t.home(key); ; at = (at + 1) & mask {
		slot := &t.slots[at]
		switch atomic.LoadUint64(&slot.key) {
		case key + 1:
			return slot.value, true
		case 0:
			return 0, false
		}
	}
}

// put sets the value of key unless it has one; it returns the value that key
// has then, and whether that is the given one.
func (m *memo) put(key, value uint64) (have uint64, added bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.table.Load()
	if have, ok := t.get(key); ok {
		return have, false
	}
	if 4*(m.used+1) > 3*len(t.slots) {
		bigger := newMemoTable(64 - t.shift + 1)
		for _, s := range t.slots {
			if s.key != 0 {
				bigger.set(s.key-1, s.value)
			}
		}
		t = bigger
		m.table.Store(t)
	}
	t.set(key, value)
	m.used++
	return value, true
}

// replace sets the value of a key that has one. No other goroutine may use the
// memo.
func (m *memo) replace(key, value uint64) {
	t := m.table.Load()
	mask := len(t.slots) - 1
	for at := t.home(key); ; at = (at + 1) & mask {
		switch t.slots[at].key {
		case key + 1:
			t.slots[at].value = value
			return
		case 0:
			m.put(key, value)
			return
		}
	}
}

func (t *memoTable) set(key, value uint64) {
	mask := len(t.slots) - 1
	at := t.home(key)
	for t.slots[at].key != 0 {
		at = (at + 1) & mask
	}
	t.slots[at].value = value
	atomic.StoreUint64(&t.slots[at].key, key+1)
}

func (m *memo) bytes() int64 { return int64(len(m.table.Load().slots)) * 16 }

// internShards is how many locks an interner has.
const internShards = 32

// interner gives every distinct byte string a 32-bit id, from 0 in the order of
// arrival, and keeps it once. Nothing that is seen outside may depend on ids:
// with several workers the order of arrival is an accident.
type interner struct {
	shards [internShards]internShard

	mu      sync.Mutex // guards what follows
	entries flat[internEntry]
	arena   []byte // the chunk that is being filled
	size    atomic.Int64
	// added is called with mu held for every new string, with its id.
	added func(id uint32, b []byte)
}

type internShard struct {
	mu sync.Mutex
	// first maps a content hash to the id of the first string that has it;
	// others are found through their entry's next.
	first map[uint64]uint32
	_     [40]byte
}

type internEntry struct {
	bytes []byte
	next  uint32 // 1 + the id of the next string of equal hash; 0 is none
}

const arenaChunk = 1 << 16

// intern returns the id of b, which is copied.
func (t *interner) intern(b []byte) uint32 { return t.internHook(b, t.added) }

// internHook is intern with a hook of its own.
func (t *interner) internHook(b []byte, added func(id uint32, b []byte)) uint32 {
	hash := xxh3.Hash(b)
	shard := &t.shards[hash%internShards]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	head, found := shard.first[hash]
	if found {
		for id := head; ; {
			e := t.entries.at(id)
			if string(e.bytes) == string(b) {
				return id
			}
			if e.next == 0 {
				break
			}
			id = e.next - 1
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	entry := internEntry{bytes: t.keep(b)}
	if found {
		// Two strings of one hash: the new one goes to the front of the chain.
		entry.next = head + 1
	}
	id := t.entries.add(entry)
	if added != nil {
		added(id, entry.bytes)
	}
	if shard.first == nil {
		shard.first = make(map[uint64]uint32)
	}
	shard.first[hash] = id
	return id
}

// keep copies b into the arena; the caller holds mu.
func (t *interner) keep(b []byte) []byte {
	if len(t.arena)+len(b) > cap(t.arena) {
		size := max(arenaChunk, len(b))
		t.arena = make([]byte, 0, size)
		t.size.Add(int64(size))
	}
	from := len(t.arena)
	t.arena = append(t.arena, b...)
	t.size.Add(64) // the entry, its place in a map, and what is kept with it
	return t.arena[from:len(t.arena):len(t.arena)]
}

func (t *interner) bytes(id uint32) []byte { return t.entries.at(id).bytes }
