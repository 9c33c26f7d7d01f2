package spec

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// SamePrefix is "replicas apply the same commands in the same order": of what two
// replicas have applied, one is a prefix of the other (Schneider: replica
// coordination, which is agreement and order). The logs are what a replica has applied to its state
// machine, in order.
func SamePrefix[N any, E comparable](applied Logs[N, E]) model.Property {
	return model.Property{
		Name:   "same-prefix",
		Doc:    "Of the commands that two replicas have applied, in order, one's are a prefix of the other's.",
		Source: schneider + ": Replica Coordination",
		Check: model.Pairwise(func(a, b model.View[N]) model.Verdict {
			x, y := applied.Of(a), applied.Of(b)
			n := min(len(x), len(y))
			for i := range n {
				if x[i] != y[i] {
					return model.Violated("%s applied %s, %s applied %s", a.Name, applied.Text(x), b.Name, applied.Text(y))
				}
			}
			if n == 0 {
				return model.Untested
			}
			return model.Holds
		}),
	}
}

// AtMostOnce says that a replica applies no command twice, however often its
// client sends it (Birrell and Nelson). The logs
// are what a replica has applied to its state machine, in order, without the
// duplicates that it filtered out.
func AtMostOnce[N any, E comparable](applied Logs[N, E]) model.Property {
	return model.Property{
		Name:   "at-most-once",
		Doc:    "No replica applies a command twice.",
		Source: "Birrell and Nelson, Implementing Remote Procedure Calls: a call that ends in an exception happened once or not at all",
		Check: model.Local(func(v model.View[N]) model.Verdict {
			log := applied.Of(v)
			for i, e := range log {
				if slices.Contains(log[:i], e) {
					return model.Violated("%s applied %s twice: %s", v.Name, applied.show(e), applied.Text(log))
				}
			}
			if len(log) == 0 {
				return model.Untested
			}
			return model.Holds
		}),
	}
}

const schneider = "Schneider, Implementing Fault-Tolerant Services Using the State Machine Approach: A Tutorial"
