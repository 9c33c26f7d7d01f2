package raft

import "github.com/synod-go/synod/model"

// tickTimer is the clock of each server, where leases are used (reads lease). No clock is
// further ahead of another one than the param drift allows.
const tickTimer model.Timer = "tick"

// lease says how leases are kept (dissertation, Section 6.4.1), in ticks of a server's own
// clock.
type lease struct {
	lasts int // how long a leader counts on not being superseded, from when it sent its entries
	waits int // how long a server that has heard from a leader supports no other: the minimum election timeout
}

// leases reports whether reads are served under leases.
func (c config) leases() bool { return c.lease.waits > 0 }

// tick lets a tick of the server's clock pass.
func (s replica) tick(env model.Env) {
	env.SetTimer(tickTimer)
	s.Waits = max(0, s.Waits-1)
	if s.Role == Leader {
		s.Age = min(s.Age+1, s.leaseLasts())
	}
}

// leaseLasts is how long a leader trusts its lease.
func (s replica) leaseLasts() int {
	if s.config.mutant == longLease {
		return s.config.lease.waits
	}
	return s.config.lease.lasts
}

// hasLease reports whether a leader knows that no other one is elected yet: a majority has all
// of its log, and so has heard from it after it appended the last entry, which is not long
// ago.
func (s replica) hasLease() bool {
	return s.Age < s.leaseLasts() && s.CommitIndex == s.lastIndex() && s.termAt(s.CommitIndex) == s.Term
}

// readInLease answers a read at once under a lease, and reports whether it did. Without,
// the read is an entry like others, and that renews the lease.
func (s replica) readInLease(env model.Env, client model.NodeID, number int) bool {
	if !s.hasLease() {
		return false
	}
	s.answer(env, Command{From: client, Number: number, Op: Read}, s.Register)
	return true
}
