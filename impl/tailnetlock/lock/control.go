package lock

import (
	"fmt"

	"github.com/synod-go/synod/model"
)

// Control is what is seen of the control plane.
type Control struct{ View }

// control is the control plane. The real one is not published. This one does what that of
// the library's own tests does (tailscale.com/tstest/tkatest), and keeps everything.
type control struct{ replica }

func (c *control) Start(model.Env)                {}
func (c *control) Timeout(model.Env, model.Timer) {}

func (c *control) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Offer:
		env.Send(from, c.answer(m))
	case Send:
		err := c.inform(m.Updates)
		env.Send(from, SendReply{m.Life, hashOf(c.authority.Head()), textOf(err)})
	case Submit:
		err := c.inform(m.Updates)
		env.Send(from, SubmitReply{m.Life, hashOf(c.authority.Head()), textOf(err)})
	}
}

func (c *control) answer(o Offer) OfferReply {
	r := OfferReply{Life: o.Life}
	var err error
	if r.Head, r.Ancestors, err = c.offer(); err != nil {
		return OfferReply{Life: o.Life, Err: fmt.Sprintf("offer: %v", err)}
	}
	if r.Missing, err = c.lacks(o.Head, o.Ancestors); err != nil {
		return OfferReply{Life: o.Life, Err: fmt.Sprintf("missing: %v", err)}
	}
	return r
}

func (c *control) Disk() any  { return c.stored() }
func (c *control) State() any { return []any{c.authority, c.store} }
func (c *control) Shown() any { return &Control{c.view()} }
