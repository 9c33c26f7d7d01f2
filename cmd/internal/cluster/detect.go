package cluster

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// The cluster is the failure detector of its nodes (model.Detector). It knows which nodes it has
// killed, so a perfect detector makes no mistakes. An eventual one also suspects a node that is
// stopped, until it continues.

// absence says why a node may be suspected.
type absence int

const (
	present absence = iota
	stopped         // it will go on
	killed
)

// detect has the failure detectors say how a node is from now on.
func (c *cluster) detect(name string, is absence) {
	c.absent[name] = is
	for _, to := range c.names {
		c.tellOf(to, name)
	}
}

// detectAll tells a node that has just started what its failure detectors say.
func (c *cluster) detectAll(to string) {
	for _, name := range c.names {
		if c.absent[name] != present {
			c.tellOf(to, name)
		}
	}
}

// tellOf tells a node how another one is, if a failure detector does so.
func (c *cluster) tellOf(to, name string) {
	watched, id := c.watches[slices.Index(c.names, to)], model.NodeID(slices.Index(c.names, name)+1)
	if !watched.All.Has(id) {
		return
	}
	is := c.absent[name]
	suspect := is == killed || is == stopped && watched.Eventual.Has(id)
	if p := c.processes[to]; p != nil {
		if suspect {
			p.tell(order{Suspect: name})
		} else {
			p.tell(order{Trust: name})
		}
		return
	}
	say := c.clientN[to].Trust
	if suspect {
		say = c.clientN[to].Suspect
	}
	if err := say(name); err != nil {
		c.fail(err)
	}
}
