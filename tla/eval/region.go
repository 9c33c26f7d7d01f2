package eval

import (
	"slices"
	"time"
)

// A region is a part of a next-state relation whose outcomes are kept: an action with its bound variables, a branch, or what
// comes after the tests of a conjunction. What it does depends only on what it reads, and that is often far less than the state.
// A set that the action only adds to (msgs' = msgs \cup {m}) is not read: what is added is all that matters. So the states of a
// region are few where those of the spec are many, as the handlers of a protocol run few times in package model.
//
// Regions stand in each other. One that rarely knows the answer turns itself off, so that its parts are asked instead.

// tracking collects what the code of a region uses while it is made.
type tracking struct {
	quiet  int // inside of an expression, which says itself what it uses
	uses   uses
	writes []int32 // variables of the next state
	bad    bool    // something in it cannot be kept
	up     *tracking
}

// track adds to what the region that is being made uses.
func (p *Program) track(u uses) {
	if p.tracking != nil && p.tracking.quiet == 0 {
		p.tracking.uses = p.tracking.uses.with(u)
	}
}

// inner makes the parts of an expression.
func (p *Program) inner(make func()) {
	if t := p.tracking; t != nil {
		t.quiet++
		defer func() { t.quiet-- }()
	}
	make()
}

func (p *Program) trackWrite(v int32) {
	if p.tracking != nil {
		p.tracking.writes = union(p.tracking.writes, []int32{v})
	}
}

// untracked makes code whose uses are counted otherwise, or not at all.
func (p *Program) untracked(make func()) {
	was := p.tracking
	p.tracking = nil
	defer func() { p.tracking = was }()
	make()
}

// spoil says that the regions around cannot be kept.
func (p *Program) spoil() {
	for t := p.tracking; t != nil; t = t.up {
		t.bad = true
	}
}

// region is what the code of a region knows of it.
type region struct {
	number int32
	shared sharedRegion
	key    key
	writes []int32
	mask   uint64 // of writes
}

const (
	// maxCollected bounds the outcomes that are being collected.
	maxCollected = 1 << 14
	minRegion    = 6 // pieces of code: less than that is done again as quickly as it is looked up
)

// takesApart says whether steps of the mode are taken apart: into what they read, what they add and put in.
func (p *Program) takesApart(md mode) bool {
	return !p.careful && len(p.Variables) <= 64 && md == mode{cur: Current, next: Next, assign: Next}
}

// region makes a step of which the outcomes are kept. make makes its code, with what comes after it.
func (p *Program) region(md mode, k step, make func(k step) step) step {
	if !p.takesApart(md) || p.Without.Regions {
		return make(k)
	}
	t := &tracking{up: p.tracking}
	r := &region{number: p.regions}
	p.regions++
	low, nodes := p.slots, p.nodes
	p.tracking = t
	body := make(func(m *Machine) {
		if m.regions[r.number].collecting {
			m.collect(r)
		} else {
			k(m)
		}
	})
	p.tracking = t.up
	if t.up != nil {
		t.up.uses, t.up.writes, t.up.bad = t.up.uses.with(t.uses), union(t.up.writes, t.writes), t.up.bad || t.bad
	}
	if t.bad || len(t.writes) == 0 || p.nodes-nodes < minRegion || !r.reads(p, t, low) {
		return body
	}
	return func(m *Machine) {
		memo := &m.regions[r.number]
		if !m.Grows || m.assigned&r.mask != 0 || memo.resting() {
			body(m)
			return
		}
		var start time.Time
		sample := memo.timed()
		if sample {
			start = time.Now()
		}
		h, ok := r.key.hash(m)
		if !ok {
			body(m)
			return
		}
		memo.asked++
		e := memo.find(&r.key, m, h)
		if e == nil {
			if e = m.learn(memo, r, h, body); e == nil {
				body(m)
				return
			}
		} else {
			memo.hit++
			if sample {
				memo.look += time.Since(start)
				memo.run += m.again(memo, body)
			}
		}
		if memo.asked == trial && memo.judge() {
			r.shared.drop()
		}
		m.replay(e, k)
	}
}

// reads works out what the region depends on; false if that cannot be asked for, or is all there is.
func (r *region) reads(p *Program, t *tracking, low int32) (ok bool) {
	// What is bound inside is not known where the region begins.
	if r.key, ok = p.keyOf(t.uses, func(s int32) bool { return s >= low || p.cellSlots[s] }); !ok {
		return false
	}
	r.writes = t.writes
	for _, v := range t.writes {
		r.mask |= 1 << v
	}
	r.key.next = slices.DeleteFunc(r.key.next, func(v int32) bool { return slices.Contains(t.writes, v) })
	whole := 0
	for _, v := range r.key.current {
		if int(v) < len(p.Variables) {
			whole++
		}
	}
	return whole < len(p.Variables)
}
