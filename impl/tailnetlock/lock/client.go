package lock

import (
	"fmt"
	"slices"

	"tailscale.com/tka"
	"tailscale.com/types/tkatype"

	"github.com/synod-go/synod/model"
)

// The timers of a client.
const (
	syncTimer   model.Timer = "sync"   // the control plane may have news
	changeTimer model.Timer = "change" // its user makes the next change of the keys
	ageTimer    model.Timer = "age"    // two weeks pass
)

// Client is what is seen of a client.
type Client struct {
	View
	Phase string // of a synchronisation: what is awaited
	Err   string // what went wrong in the last one
	Saved Saved
}

// Saved is what a client has on its disk besides the library's storage.
type Saved struct {
	Life     int    // how often it has started
	Changes  int    // how many changes of its script it has made
	Waits    bool   // for the reply to a change
	Accepted []Hash // the changes that the control plane has accepted
}

// Disk is the disk of a client.
type Disk struct {
	Stored Stored
	Saved  Saved
}

// The phases of a synchronisation.
const (
	idle    = ""
	offered = "what it lacks"
	sent    = "the end"
)

// node is a client, a node of the tailnet. It does what tailscaled does (package ipn/ipnlocal of
// the same module): it synchronises, compacts after that, and submits changes.
type node struct {
	replica
	config *config
	number int
	plane  model.NodeID
	script []change

	phase string
	err   string
	head  Hash // of the change that waits, or the offer that it made
	saved Saved
}

func (c *node) Start(env model.Env) {
	c.saved.Life++
	c.saved.Waits = false
	c.ready(env)
	if c.config.ages > 0 {
		env.SetTimer(ageTimer)
	}
}

// ready sets the timers of what a client may begin.
func (c *node) ready(env model.Env) {
	if c.phase == idle {
		env.SetTimer(syncTimer)
	}
	if !c.saved.Waits && c.saved.Changes < len(c.script) {
		env.SetTimer(changeTimer)
	}
}

func (c *node) Timeout(env model.Env, t model.Timer) {
	switch t {
	case syncTimer:
		head, ancestors, err := c.offer()
		if err != nil {
			c.ended(env, fmt.Errorf("offer: %w", err))
			return
		}
		c.phase = offered
		env.Send(c.plane, Offer{c.saved.Life, head, ancestors})
	case changeTimer:
		c.change(env)
	case ageTimer:
		c.store.age()
		env.SetTimer(ageTimer)
	}
}

func (c *node) Receive(env model.Env, _ model.NodeID, m model.Message) {
	switch m := m.(type) {
	case OfferReply:
		if m.Life == c.saved.Life {
			c.take(env, m)
		}
	case SendReply:
		if m.Life != c.saved.Life {
			return
		}
		if m.Err != "" {
			c.ended(env, fmt.Errorf("send: %s", m.Err))
			return
		}
		if m.Head != hashOf(c.authority.Head()) {
			env.Log("no consensus after the synchronisation: the control plane is at %v", m.Head)
		}
		c.ended(env, nil)
	case SubmitReply:
		if m.Life == c.saved.Life {
			c.changed(env, m)
		}
	}
}

// take takes what the control plane has for the client.
func (c *node) take(env model.Env, m OfferReply) {
	if m.Err != "" {
		c.ended(env, fmt.Errorf("offer: %s", m.Err))
		return
	}
	if m.Head == hashOf(c.authority.Head()) {
		c.ended(env, nil)
		return
	}
	// What the control plane lacks is found before anything is taken from it.
	missing, err := c.lacks(m.Head, m.Ancestors)
	if err != nil {
		c.ended(env, fmt.Errorf("missing: %w", err))
		return
	}
	if err := c.inform(m.Missing); err != nil {
		c.ended(env, fmt.Errorf("inform: %w", err))
		return
	}
	c.phase = sent
	env.Send(c.plane, Send{c.saved.Life, missing})
}

// ended ends a synchronisation. One that went well is followed by a compaction.
func (c *node) ended(env model.Env, err error) {
	if err == nil && c.config.keep > 0 {
		options := tka.CompactionOptions{MinChain: c.config.keep, MinAge: twoWeeks}
		if err = c.authority.Compact(c.store, options); err != nil {
			err = fmt.Errorf("compact: %w", err)
		}
	}
	c.phase, c.err = idle, textOf(err)
	if err != nil {
		env.Log("%v", err)
	}
	c.ready(env)
}

// change makes the next change of the script and submits it.
func (c *node) change(env model.Env) {
	do := c.script[c.saved.Changes]
	c.saved.Changes++
	updates, err := c.updates(do)
	if err != nil {
		env.Log("%v: %v", do, err)
	}
	if len(updates) > 0 {
		c.saved.Waits = true
		c.head = updates[len(updates)-1].hash()
		env.Send(c.plane, Submit{c.saved.Life, updates})
	}
	c.ready(env)
}

// updates makes the updates for a change, as the commands of tailscale do.
func (c *node) updates(do change) ([]Update, error) {
	signer := signers[c.number]
	switch do.what {
	case revoke:
		return c.revocation(do)
	case none:
		return nil, nil
	case checkpoint:
		a, err := checkpointOf(c.authority, c.store, c.number)
		return updatesOf([]tka.AUM{a}), err
	}
	if !c.authority.KeyTrusted(signer.KeyID()) {
		return nil, fmt.Errorf("the key K%d is not trusted", c.number)
	}
	b := c.authority.NewUpdater(signer)
	for _, n := range do.keys {
		var err error
		if do.what == add {
			err = b.AddKey(publicKey(n))
		} else {
			err = b.RemoveKey(signers[n].KeyID())
		}
		if err != nil {
			return nil, err
		}
	}
	made, err := b.Finalize(c.store)
	return updatesOf(made), err
}

// revocation revokes keys for all time: from before they did anything. All other clients
// sign it.
func (c *node) revocation(do change) ([]Update, error) {
	var ids []tkatype.KeyID
	for _, n := range do.keys {
		ids = append(ids, signers[n].KeyID())
	}
	a, err := c.authority.MakeRetroactiveRevocation(c.store, ids, signers[c.number].KeyID(), tka.AUMHash{})
	if err != nil {
		return nil, err
	}
	for n := 1; n <= c.config.clients; n++ {
		if !slices.Contains(do.keys, n) {
			a.Signatures = append(a.Signatures, must1(signers[n].SignAUM(a.SigHash()))...)
		}
	}
	return []Update{updateOf(*a)}, nil
}

// changed takes the reply to a change.
func (c *node) changed(env model.Env, m SubmitReply) {
	switch {
	case m.Err != "":
		env.Log("refused: %s", m.Err)
	case m.Head != c.head:
		env.Log("not accepted: the control plane is at %v", m.Head)
	default:
		c.saved.Accepted = append(c.saved.Accepted, m.Head)
	}
	c.saved.Waits, c.head = false, ""
	c.ready(env)
}

func (c *node) Disk() any {
	return Disk{c.stored(), c.saved}
}

func (c *node) State() any { return []any{c.authority, c.store, c.head} }
func (c *node) Shown() any { return &Client{c.view(), c.phase, c.err, c.saved} }
