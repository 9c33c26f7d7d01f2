// Package table has hash tables without pointers: open addressing over flat memory at
// which the garbage collector never looks. Nothing is ever taken out of one.
package table

const (
	firstSlots = 64
	// A table doubles when more than three quarters of its slots are used.
	fullOf, fullBy = 3, 4
)

// full reports whether a table has to grow before it takes another entry.
func full(used, slots int) bool { return fullBy*(used+1) > fullOf*slots }

// Index finds entries by the hash of their key. It holds a number for each; the
// entries themselves are kept by its user, who says which one has the key. The zero
// value is empty. Several goroutines may call Find at a time.
type Index struct {
	slots []uint64 // the high half of the hash, and 1 + the number; 0 is empty
	used  int
}

// MaxNumber is the greatest number that an Index can hold.
const MaxNumber = 1<<32 - 2

// Find returns the number of the entry with the hash for which same returns true. It
// asks only about entries whose hashes agree in the high half.
func (t *Index) Find(hash uint64, same func(number uint32) bool) (number uint32, ok bool) {
	if len(t.slots) == 0 {
		return 0, false
	}
	mask := uint64(len(t.slots) - 1)
	for at := hash >> 32 & mask; t.slots[at] != 0; at = (at + 1) & mask {
		if x := t.slots[at]; x>>32 == hash>>32 && same(uint32(x)-1) {
			return uint32(x) - 1, true
		}
	}
	return 0, false
}

// Add adds the number of an entry that is not there. It panics when the number is
// greater than MaxNumber.
func (t *Index) Add(hash uint64, number uint32) {
	if number > MaxNumber {
		panic("table: there are too many entries")
	}
	if full(t.used, len(t.slots)) {
		old := t.slots
		t.slots = make([]uint64, max(firstSlots, 2*len(old)))
		for _, x := range old {
			if x != 0 {
				t.place(x)
			}
		}
	}
	t.used++
	t.place(hash>>32<<32 | uint64(number+1))
}

func (t *Index) place(x uint64) {
	mask := uint64(len(t.slots) - 1)
	at := x >> 32 & mask
	for t.slots[at] != 0 {
		at = (at + 1) & mask
	}
	t.slots[at] = x
}

// Len returns how many entries there are.
func (t *Index) Len() int { return t.used }

// Bytes returns what the table holds.
func (t *Index) Bytes() int64 { return int64(len(t.slots)) * 8 }

// Map has a number for each of its keys, which are any words but 0. The zero value is empty. Several goroutines may call Get at a time.
type Map struct {
	keys    []uint64 // 0 is empty
	numbers []uint32
	used    int
}

// slot returns where the search for a key ends: at it, or at an empty slot.
func (m *Map) slot(key uint64) int {
	mask := len(m.keys) - 1
	hash := key * 0x9e3779b97f4a7c15 // keys may be small or alike: the product spreads them
	at := int(hash>>32) & mask
	for m.keys[at] != 0 && m.keys[at] != key {
		at = (at + 1) & mask
	}
	return at
}

// Get returns the number of a key.
func (m *Map) Get(key uint64) (number uint32, ok bool) {
	if len(m.keys) == 0 {
		return 0, false
	}
	at := m.slot(key)
	return m.numbers[at], m.keys[at] != 0
}

// Add returns the number of a key, which gets the given one if it has none.
func (m *Map) Add(key uint64, number uint32) (have uint32, isNew bool) {
	if full(m.used, len(m.keys)) {
		m.grow()
	}
	at := m.slot(key)
	if m.keys[at] != 0 {
		return m.numbers[at], false
	}
	m.keys[at], m.numbers[at] = key, number
	m.used++
	return number, true
}

func (m *Map) grow() {
	old := *m
	slots := max(firstSlots, 2*len(old.keys))
	*m = Map{make([]uint64, slots), make([]uint32, slots), old.used}
	for i, key := range old.keys {
		if key != 0 {
			at := m.slot(key)
			m.keys[at], m.numbers[at] = key, old.numbers[i]
		}
	}
}

// Len returns how many keys there are.
func (m *Map) Len() int { return m.used }

// Bytes returns what the table holds.
func (m *Map) Bytes() int64 { return int64(len(m.keys)) * (8 + 4) }
