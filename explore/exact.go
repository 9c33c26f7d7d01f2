package explore

import (
	"errors"
	"fmt"
	"math/bits"
	"sync"
	"sync/atomic"
)

// A tree gives keys names that no two of them share, so that the visited set of names is one of
// keys (Laarman, van de Pol and Weber, "Parallel Recursive State Compression for Free", SPIN
// 2011). A key of n words is n and these words. In rounds, each two neighbours become one
// number, that of their pair among all pairs of that round; the last of an odd count stays as it
// is. When two numbers are left these and the number of rounds are the name: it leads back to the
// first two words, so to n, and with n to all others.
//
// States that differ in a few words share most of their pairs, so the pairs take little memory
// beside the names. Several goroutines may use a tree at a time. Which number a pair gets is an
// accident then; nothing that is seen outside depends on it.
type tree struct {
	rounds [maxRounds + 1]pairTable // [0] is of pairs of words
	size   atomic.Int64
}

// bytes is how much memory the tree takes.
func (t *tree) bytes() int64 {
	if t == nil {
		return 0
	}
	return t.size.Load()
}

const (
	// numberBits is the size of the number of a pair, roundsBits that of the number of rounds:
	// a name is two of those and one of these.
	numberBits = 30
	roundsBits = 4
	maxRounds  = 1<<roundsBits - 1
	// leastWords is the least number of words of a key with its length: with fewer there is no
	// pair in the name that leads to the length.
	leastWords = 3
)

var (
	errLongKey = fmt.Errorf("a state has more than %d words, the most in an exact search", 1<<(maxRounds+1)-1)
	errPairs   = errors.New("the states of the exact search have too many different parts")
)

// climber is one worker's way into a tree. The successors of a state share most of their pairs
// with it, so it remembers the numbers of the last ones.
type climber struct {
	*tree
	key, row []uint32
	recent   [1 << recentBits]recentPair
}

const recentBits = 12

type recentPair struct {
	pair   uint64
	number uint32
	round  int32 // from 1
}

// name returns the name of a key.
func (c *climber) name(key []uint32) (name uint64, err error) {
	row := append(append(c.row[:0], uint32(len(key))), key...)
	for len(row) < leastWords || len(row)%2 == 1 {
		row = append(row, 0)
	}
	c.row = row
	round := 0
	for ; len(row) > 2; round++ {
		if round == maxRounds {
			return 0, errLongKey
		}
		pairs := len(row) / 2
		for i := range pairs {
			if row[i], err = c.number(round, uint64(row[2*i])<<32|uint64(row[2*i+1])); err != nil {
				return 0, err
			}
		}
		if len(row)%2 == 1 {
			row[pairs] = row[len(row)-1]
			pairs++
		}
		row = row[:pairs]
	}
	return mix(uint64(round)<<(2*numberBits) | uint64(row[0])<<numberBits | uint64(row[1])), nil
}

// number returns the number of a pair of a round, from 1.
func (c *climber) number(round int, pair uint64) (number uint32, err error) {
	hash := mix(pair)
	recent := &c.recent[(hash+uint64(round))%(1<<recentBits)]
	if recent.pair == pair && recent.round == int32(round+1) {
		return recent.number, nil
	}
	if number, err = c.rounds[round].number(c.tree, pair, hash); err == nil {
		*recent = recentPair{pair, number, int32(round + 1)}
	}
	return number, err
}

// mix spreads the bits of a word. No two words become the same one, and 0 stays 0 (the finalizer
// of SplitMix64; Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA
// 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// pairTable has the numbers of the pairs of one round. It has several locks, each for the pairs
// of one shard, and is read without them.
type pairTable struct {
	shards [1 << shardBits]pairShard
}

// pairShard is open addressing over flat memory.
type pairShard struct {
	mu    sync.Mutex
	slots atomic.Pointer[[]pairSlot]
	used  uint32
	_     [64]byte // shards on different cache lines
}

// pairSlot is a pair and its number, which is written last; 0 is an empty slot.
type pairSlot struct{ first, second, number uint32 }

const (
	shardBits     = 6
	firstPairs    = 16
	pairSlotBytes = 12

	growPairsAt = 0.8
	growPairsBy = 1.5
)

// number returns the number of a pair, from 1, given the hash of the pair.
func (t *pairTable) number(in *tree, pair, hash uint64) (uint32, error) {
	which := hash >> (64 - shardBits)
	s := &t.shards[which]
	if number := s.find(pair, hash<<shardBits); number != 0 {
		return number, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if number := s.find(pair, hash<<shardBits); number != 0 {
		return number, nil // another goroutine was faster
	}
	if s.used == 1<<(numberBits-shardBits)-1 {
		return 0, errPairs
	}
	number := 1 + (s.used<<shardBits | uint32(which))
	s.add(in, pair, hash<<shardBits, number)
	return number, nil
}

// placeOf returns the slot at which the search for a hash begins.
func placeOf(hash uint64, slots []pairSlot) int {
	at, _ := bits.Mul64(hash, uint64(len(slots)))
	return int(at)
}

// find returns the number of a pair, without the lock; 0 is none, but another goroutine may have
// added it since.
func (s *pairShard) find(pair, hash uint64) uint32 {
	have := s.slots.Load()
	if have == nil {
		return 0
	}
	slots := *have
	for at := placeOf(hash, slots); ; {
		slot := &slots[at]
		number := atomic.LoadUint32(&slot.number)
		if number == 0 || slot.first == uint32(pair>>32) && slot.second == uint32(pair) {
			return number
		}
		if at++; at == len(slots) {
			at = 0
		}
	}
}

// add adds a pair that is not there. The caller holds the lock.
func (s *pairShard) add(in *tree, pair, hash uint64, number uint32) {
	var slots []pairSlot
	if have := s.slots.Load(); have != nil {
		slots = *have
	}
	if float64(s.used) >= growPairsAt*float64(len(slots)) {
		larger := make([]pairSlot, max(firstPairs, int(growPairsBy*float64(len(slots)))))
		for _, slot := range slots {
			if slot.number != 0 {
				pair := uint64(slot.first)<<32 | uint64(slot.second)
				put(larger, pair, mix(pair)<<shardBits, slot.number)
			}
		}
		in.size.Add(int64(len(larger)-len(slots)) * pairSlotBytes)
		slots = larger
		s.slots.Store(&slots)
	}
	put(slots, pair, hash, number)
	s.used++
}

func put(slots []pairSlot, pair, hash uint64, number uint32) {
	at := placeOf(hash, slots)
	for slots[at].number != 0 {
		if at++; at == len(slots) {
			at = 0
		}
	}
	slots[at].first, slots[at].second = uint32(pair>>32), uint32(pair)
	atomic.StoreUint32(&slots[at].number, number)
}

// exactNames names the successors of a state by their keys.
func (s *search) exactNames(w *worker, st *stretch, state []uint32) error {
	w.scratch.reset()
	w.scratch.kept = st.succ.kept
	w.space.Build(state, st.succ.Of(), &w.scratch)
	err := w.scratch.err
	w.scratch.each(func(_ int, to []uint32) {
		if err == nil {
			err = s.exactName(w, st, to)
		}
	})
	return err
}

// exactName names a candidate by its key.
func (s *search) exactName(w *worker, st *stretch, state []uint32) (err error) {
	c := w.exact
	if c.key, err = w.space.Key(c.key[:0], state); err != nil {
		return err
	}
	name, err := c.name(c.key)
	st.exact = append(st.exact, name)
	return err
}
