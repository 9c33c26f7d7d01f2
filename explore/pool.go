package explore

import (
	"sync"
	"sync/atomic"
)

// pool keeps the memory of blocks for reuse. (A sync.Pool would let go of it at
// every collection.)
type pool struct {
	mu    sync.Mutex
	free  [][]uint32
	words atomic.Int64 // capacity of all that is kept
}

func (p *pool) get() []uint32 {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.free) - 1
	if last < 0 {
		return nil
	}
	words := p.free[last]
	p.free[last] = nil // the array must not keep what the pool gave away
	p.free = p.free[:last]
	p.words.Add(-int64(cap(words)))
	return words[:0]
}

func (p *pool) put(words []uint32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, words)
	p.words.Add(int64(cap(words)))
}

// drop lets go of all that is kept.
func (p *pool) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = nil
	p.words.Store(0)
}

// bytes is what the pool keeps.
func (p *pool) bytes() int64 { return p.words.Load() * 4 }
