package lock

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"tailscale.com/tka"
)

// replica is the library with its storage: what the control plane and each client have.
type replica struct {
	authority *tka.Authority
	store     *store
}

// store is the library's storage in memory. How old an update is, the harness says: the
// library takes the time when it was stored from the clock.
type store struct {
	*tka.Mem
	old      map[tka.AUMHash]bool // stored more than two weeks ago
	oneChild bool                 // the mutant one-child
}

// longAgo is more than two weeks before now, and young less, whenever that is.
var longAgo, young = time.Unix(0, 0), time.Unix(1<<40, 0)

// CommitTime is when an update was stored.
func (s *store) CommitTime(h tka.AUMHash) (time.Time, error) {
	if _, err := s.Mem.CommitTime(h); err != nil {
		return time.Time{}, err
	}
	if s.old[h] {
		return longAgo, nil
	}
	return young, nil
}

// PurgeAUMs forgets the age of an update with the update.
func (s *store) PurgeAUMs(hashes []tka.AUMHash) error {
	for _, h := range hashes {
		delete(s.old, h)
	}
	return s.Mem.PurgeAUMs(hashes)
}

// ChildAUMs forgets, in the mutant one-child, all children but the first.
func (s *store) ChildAUMs(parent tka.AUMHash) ([]tka.AUM, error) {
	children, err := s.Mem.ChildAUMs(parent)
	if s.oneChild && len(children) > 1 {
		children = children[:1]
	}
	return children, err
}

// age makes everything old that is stored.
func (s *store) age() {
	for _, h := range must1(s.AllAUMs()) {
		s.old[h] = true
	}
}

// Stored is what is on the disk of a replica. Compaction forgets the rest.
type Stored struct {
	Updates  []Update // in the order of their hashes
	Old      []Hash
	Ancestor Hash // the last active ancestor
}

// open makes a replica from its disk.
func open(from Stored, oneChild bool) replica {
	s := &store{Mem: &tka.Mem{}, old: map[tka.AUMHash]bool{}, oneChild: oneChild}
	must(s.CommitVerifiedAUMs(decodeAll(from.Updates)))
	must(s.SetLastActiveAncestor(from.Ancestor.decode()))
	for _, h := range from.Old {
		s.old[h.decode()] = true
	}
	a, err := tka.Open(s)
	if err != nil {
		panic(fmt.Sprintf("the storage cannot be opened any more: %v", err))
	}
	return replica{a, s}
}

// stored is what has to be on the disk for the replica to be opened again.
func (r *replica) stored() Stored {
	var to Stored
	for _, h := range must1(r.store.AllAUMs()) {
		to.Updates = append(to.Updates, updateOf(must1(r.store.AUM(h))))
		if r.store.old[h] {
			to.Old = append(to.Old, hashOf(h))
		}
	}
	slices.Sort(to.Updates)
	slices.Sort(to.Old)
	to.Ancestor = hashOf(*must1(r.store.LastActiveAncestor()))
	return to
}

// View is what traces and properties see of a replica.
type View struct {
	Head    Hash
	Trusted []string // the keys that it trusts
	Chain   []Update // from the oldest that it has to the head
	Aside   []Update // what it has besides
	Old     int      // how many of them are older than two weeks
	Restart string   // how a restart would change the replica; "" is not at all
}

func (r *replica) view() View {
	v := View{Head: hashOf(r.authority.Head()), Trusted: trusted(r.authority), Old: len(r.store.old)}
	on := map[tka.AUMHash]bool{}
	for h, more := r.authority.Head(), true; more; {
		a, err := r.store.AUM(h)
		if errors.Is(err, os.ErrNotExist) {
			break
		}
		must(err)
		on[h] = true
		v.Chain = append(v.Chain, updateOf(a))
		h, more = a.Parent()
	}
	slices.Reverse(v.Chain)
	for _, h := range must1(r.store.AllAUMs()) {
		if !on[h] {
			v.Aside = append(v.Aside, updateOf(must1(r.store.AUM(h))))
		}
	}
	slices.Sort(v.Aside)
	again, err := tka.Open(r.store)
	switch {
	case err != nil:
		v.Restart = err.Error()
	case again.Head() != r.authority.Head():
		v.Restart = fmt.Sprintf("the head is %v", hashOf(again.Head()))
	case !slices.Equal(trusted(again), v.Trusted):
		v.Restart = fmt.Sprintf("trusted are %v", trusted(again))
	}
	return v
}

// offer is what a replica offers in a synchronisation.
func (r *replica) offer() (head Hash, ancestors []Hash, err error) {
	o, err := r.authority.SyncOffer(r.store)
	return hashOf(o.Head), hashesOf(o.Ancestors), err
}

// lacks returns what somebody lacks who made an offer.
func (r *replica) lacks(head Hash, ancestors []Hash) ([]Update, error) {
	o := tka.SyncOffer{Head: head.decode()}
	for _, h := range ancestors {
		o.Ancestors = append(o.Ancestors, h.decode())
	}
	missing, err := r.authority.MissingAUMs(r.store, o)
	return updatesOf(missing), err
}

// inform takes updates of others.
func (r *replica) inform(updates []Update) error {
	if len(updates) == 0 {
		return nil
	}
	return r.authority.Inform(r.store, decodeAll(updates))
}

// textOf is the text of an error, as it is sent or kept; "" is none.
func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
