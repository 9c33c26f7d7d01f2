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

// detectEvery is the time between two inputs from one failure detector.
const detectEvery = 20 * time.Millisecond

// Suspect makes the node's failure detectors (model.Detector) say from now on that another node
// has crashed. Until then, and after Trust, they say that it is up. They repeat what they say
// every 20 ms; a call of the node's own Suspect or Trust that changes nothing is not logged.
// The caller decides how accurate the detectors are. If they are perfect, it must call Suspect
// only for a node that has crashed and never comes back.
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
	if it := uint64(model.SetOf(id)); crashed {
		h.suspected.Or(it)
	} else {
		h.suspected.And(^it)
	}
	return nil
}

// suspects reports whether failure detectors say that a node has crashed.
func (h *Host) suspects(id model.NodeID) bool { return model.NodeSet(h.suspected.Load()).Has(id) }

// detect gives the node the inputs of its failure detectors, until ctx is done.
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
			if !h.suspects(id) {
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

// isDetected reports whether the input comes from a failure detector.
func (in *input) isDetected() bool { return in.Call == node.Suspect || in.Call == node.Trust }

// holds reports whether the failure detector still says what it said when the input was made.
func (h *Host) holds(in input) bool {
	return h.suspects(in.Whom) == (in.Call == node.Suspect)
}
