package intern

import (
	"sync"
	"sync/atomic"

	"github.com/zeebo/xxh3"
)

// internShards is how many locks an interner has.
const internShards = 32

// Table gives every distinct byte string a 32-bit id, from 0 in the order of
// arrival, and keeps it once. Nothing that is seen outside may depend on ids:
// with several workers the order of arrival is an accident.
type Table struct {
	shards [internShards]internShard

	mu      sync.Mutex // guards what follows
	entries Flat[internEntry]
	arena   []byte // the chunk that is being filled
	Size    atomic.Int64
	// Added is called with mu held for every new string, with its id.
	Added func(id uint32, b []byte)
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

// Intern returns the id of b, which is copied.
func (t *Table) Intern(b []byte) uint32 { return t.InternHook(b, t.Added) }

// InternHook is intern with a hook of its own.
func (t *Table) InternHook(b []byte, added func(id uint32, b []byte)) uint32 {
	hash := xxh3.Hash(b)
	shard := &t.shards[hash%internShards]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	head, found := shard.first[hash]
	if found {
		if id, has := t.inChain(head, b); has {
			return id
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	entry := internEntry{bytes: t.keep(b)}
	if found {
		// Two strings of one hash: the new one goes to the front of the chain.
		entry.next = head + 1
	}
	id := t.entries.Add(entry)
	if added != nil {
		added(id, entry.bytes)
	}
	if shard.first == nil {
		shard.first = make(map[uint64]uint32)
	}
	shard.first[hash] = id
	return id
}

// Find returns the id of b, if it has one.
func (t *Table) Find(b []byte) (id uint32, has bool) {
	hash := xxh3.Hash(b)
	shard := &t.shards[hash%internShards]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if head, found := shard.first[hash]; found {
		return t.inChain(head, b)
	}
	return 0, false
}

// inChain looks for b among the strings of one hash.
func (t *Table) inChain(head uint32, b []byte) (id uint32, has bool) {
	for id = head; ; {
		e := t.entries.At(id)
		if string(e.bytes) == string(b) {
			return id, true
		}
		if e.next == 0 {
			return 0, false
		}
		id = e.next - 1
	}
}

// keep copies b into the arena; the caller holds mu.
func (t *Table) keep(b []byte) []byte {
	if len(t.arena)+len(b) > cap(t.arena) {
		size := max(arenaChunk, len(b))
		t.arena = make([]byte, 0, size)
		t.Size.Add(int64(size))
	}
	from := len(t.arena)
	t.arena = append(t.arena, b...)
	t.Size.Add(64) // the entry, its place in a map, and what is kept with it
	return t.arena[from:len(t.arena):len(t.arena)]
}

// Len returns how many ids there are.
func (t *Table) Len() int { return len(t.entries.Snapshot()) }

func (t *Table) Bytes(id uint32) []byte { return t.entries.At(id).bytes }
