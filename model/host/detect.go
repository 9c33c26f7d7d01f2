package host

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// detectEvery is how often a failure detector tells the node what it takes for true.
const detectEvery = 20 * time.Millisecond

// Suspect has the node's failure detectors (model.Detector) say from now on that another node
// has crashed, and Trust that it is up, which is what they say at first. A detector has no
// memory: it says so again and again, and a Suspect or Trust of the node that does nothing is
// no event. Who calls these decides how accurate the detectors are. Of a perfect one a
// suspicion must be true, and of a node that never comes back.
//
// The error says that no failure detector tells this node of the other.
func (h *Host) Suspect(name string) error { return h.detector(name, true) }

// Trust is the opposite of Suspect.
func (h *Host) Trust(name string) error { return h.detector(name, false) }

func (h *Host) detector(name string, crashed bool) error {
	id := model.NodeID(slices.Index(h.sys.Names[1:], name) + 1)
	if id == model.Nobody || !h.watched().All.Has(id) {
		return fmt.Errorf("no failure detector tells %s of %s", h.cfg.Node, quote.Quoted(name))
	}
	for {
		old := h.suspected.Load()
		is := model.NodeSet(old).Without(id)
		if crashed {
			is = is.With(id)
		}
		if h.suspected.CompareAndSwap(old, uint64(is)) {
			return nil
		}
	}
}

// detect gives the node what its failure detectors say, until ctx is done.
func (h *Host) detect(ctx context.Context) {
	watched := h.watched()
	if watched.All == 0 {
		return
	}
	tick := time.NewTicker(detectEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		for _, id := range watched.All.IDs() {
			in := input{Input: node.Input{Call: node.Suspect, Whom: id}, kind: traces.StepSuspect}
			if !model.NodeSet(h.suspected.Load()).Has(id) {
				if !watched.Eventual.Has(id) {
					continue
				}
				in.Call, in.kind = node.Trust, traces.StepTrust
			}
			select {
			case h.inbox <- in:
			case <-ctx.Done():
				return
			}
		}
	}
}

// isDetected reports whether an input is what a failure detector says.
func (in *input) isDetected() bool { return in.Call == node.Suspect || in.Call == node.Trust }

// holds reports whether a failure detector says still what it said.
func (h *Host) holds(in input) bool {
	return !in.isDetected() || model.NodeSet(h.suspected.Load()).Has(in.Whom) == (in.Call == node.Suspect)
}
