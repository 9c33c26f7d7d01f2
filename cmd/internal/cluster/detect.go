package cluster

import (
	"cmp"
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
)

// The cluster is the failure detector of its nodes (model.Detector): whom it has killed it
// knows without waiting for a message that does not come, so what it says is true. A detector
// that may be wrong also takes a node that is stopped for one that has crashed, until it goes
// on.

// watcher is a node that a failure detector tells of another.
type watcher struct {
	name     string
	eventual bool // the detector may be wrong
}

// watchers returns by node who is told of it.
func watchers(sys *model.System) map[string][]watcher {
	of := map[string][]watcher{}
	for _, d := range sys.Detectors {
		for _, whom := range namesOf(sys, d.Of) {
			for _, by := range namesOf(sys, d.By) {
				if by != whom {
					of[whom] = append(of[whom], watcher{by, d.Eventual})
				}
			}
		}
	}
	return of
}

// namesOf returns the nodes of a group.
func namesOf(sys *model.System, prefix string) (names []string) {
	nameOf := model.Names(sys.Groups...)
	for _, id := range model.IDs(prefix, sys.Groups...) {
		names = append(names, nameOf(id))
	}
	return names
}

// absence is why a node is taken for one that has crashed.
type absence int

const (
	present absence = iota
	stopped         // it will go on
	killed
)

// detect has the failure detectors say how a node is from now on.
func (c *cluster) detect(name string, is absence) {
	c.absent[name] = is
	for _, w := range c.watchers[name] {
		c.tellOf(w, name)
	}
}

// detectAll tells a node that has just started what its failure detectors say.
func (c *cluster) detectAll(to string) {
	for _, name := range slices.SortedFunc(maps.Keys(c.absent), cmp.Compare) {
		for _, w := range c.watchers[name] {
			if w.name == to && c.absent[name] != present {
				c.tellOf(w, name)
			}
		}
	}
}

// tellOf tells one node of another.
func (c *cluster) tellOf(w watcher, name string) {
	is := c.absent[name]
	suspect := is == killed || is == stopped && w.eventual
	if p := c.processes[w.name]; p != nil {
		if suspect {
			p.tell(order{Suspect: name})
		} else {
			p.tell(order{Trust: name})
		}
		return
	}
	say := c.clientN[w.name].Trust
	if suspect {
		say = c.clientN[w.name].Suspect
	}
	if err := say(name); err != nil {
		c.fail(err)
	}
}
