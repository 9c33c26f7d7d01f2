package intern

import (
	"iter"
	"sync"
	"sync/atomic"
)

// Memo is a table from words to words: open addressing in flat memory that the
// garbage collector does not look into, read without locks.
type Memo struct {
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

func (m *Memo) Init() { m.table.Store(newMemoTable(memoFirstBits)) }

// Get returns the value of key.
func (m *Memo) Get(key uint64) (value uint64, ok bool) {
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

// Put sets the value of key unless it has one; it returns the value that key
// has then, and whether that is the given one.
func (m *Memo) Put(key, value uint64) (have uint64, added bool) {
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

// Replace sets the value of a key that has one. No other goroutine may use the
// memo.
func (m *Memo) Replace(key, value uint64) {
	t := m.table.Load()
	mask := len(t.slots) - 1
	for at := t.home(key); ; at = (at + 1) & mask {
		switch t.slots[at].key {
		case key + 1:
			t.slots[at].value = value
			return
		case 0:
			m.Put(key, value)
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

// All yields the keys and their values, in no particular order.
func (m *Memo) All() iter.Seq2[uint64, uint64] {
	return func(yield func(key, value uint64) bool) {
		for _, slot := range m.table.Load().slots {
			if slot.key != 0 && !yield(slot.key-1, slot.value) {
				return
			}
		}
	}
}

func (m *Memo) Bytes() int64 { return int64(len(m.table.Load().slots)) * 16 }
