package host

import (
	"math"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/internal/stable"
)

// Faults breaks a node's clock and disk on purpose, while it runs. The zero value breaks
// nothing; its methods may be called by many goroutines. One is for one node.
//
// What is broken of a disk is the node's view of it, a layer between the store and the files.
type Faults struct {
	rate atomic.Uint64 // of the clock, as a float64; 0 is 1
	disk atomic.Pointer[stable.Bad]

	slow        atomic.Int64
	full, lossy atomic.Bool
}

// Clock lets the node's clock run so many times as fast, from the next timer on that is set.
func (f *Faults) Clock(rate float64) { f.rate.Store(math.Float64bits(rate)) }

// stretched returns how long a timer lasts that would last d by a good clock.
func (f *Faults) stretched(d time.Duration) time.Duration {
	if f == nil {
		return d
	}
	if rate := math.Float64frombits(f.rate.Load()); rate > 0 {
		return time.Duration(float64(d) / rate)
	}
	return d
}

// SlowDisk makes each write to the disk take so much longer.
func (f *Faults) SlowDisk(by time.Duration) {
	f.slow.Store(int64(by))
	f.apply()
}

// FullDisk makes each write to the disk fail, as one to a full disk does. The node ends.
func (f *Faults) FullDisk(full bool) {
	f.full.Store(full)
	f.apply()
}

// LossyDisk has what the node has written and not synced be lost when its process dies, as
// when the power fails.
func (f *Faults) LossyDisk(lossy bool) {
	f.lossy.Store(lossy)
	f.apply()
}

// fs returns the file system of the node.
func (f *Faults) fs() stable.FS {
	if f == nil {
		return stable.OS{}
	}
	bad := stable.NewBad(stable.OS{})
	f.disk.Store(bad)
	f.apply()
	return bad
}

func (f *Faults) apply() {
	if bad := f.disk.Load(); bad != nil {
		bad.Slow(time.Duration(f.slow.Load()))
		bad.Full(f.full.Load())
		bad.Lossy(f.lossy.Load())
	}
}
