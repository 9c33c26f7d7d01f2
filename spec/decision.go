package spec

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// UniformAgreement says that no two nodes decide different values, those included that
// crash after they have decided. The accessor returns what a node has decided, or ok
// false; it is asked about nodes that are down too, of which only the durable fields are
// there.
func UniformAgreement[N any, V comparable](decided func(model.View[N]) (value V, ok bool)) model.Property {
	return model.Property{
		Name:   "agreement",
		Doc:    "No two processes decide different values, whether they crash or not.",
		Source: "Chandra and Toueg, Unreliable Failure Detectors for Reliable Distributed Systems, Section 6: uniform agreement",
		Check: model.Pairwise(func(a, b model.View[N]) model.Verdict {
			v, ok := decided(a)
			w, also := decided(b)
			switch {
			case !ok || !also:
				return model.Untested
			case v != w:
				return model.Violated("%s has decided %v, and %s has decided %v", a.Name, v, b.Name, w)
			}
			return model.Holds
		}),
	}
}

// Decided is the goal that some node has decided.
func Decided[N any, V comparable](decided func(model.View[N]) (value V, ok bool)) model.Goal {
	return model.Goal{
		Name: "decided",
		Doc:  "A process has decided.",
		Check: model.Local(func(n model.View[N]) model.Reached {
			value, ok := decided(n)
			return model.ReachedIf(ok, "%s has decided %v", n.Name, value)
		}),
	}
}

// AllDecided is the goal that every node has decided, but for those that are down: it is
// for nodes that never restart.
func AllDecided[N any, V comparable](decided func(model.View[N]) (value V, ok bool)) model.Goal {
	return model.Goal{
		Name: "all-decided",
		Doc:  "Every process has decided that has not crashed.",
		Check: model.Local(func(n model.View[N]) model.Reached {
			value, ok := decided(n)
			if !n.Up && !ok {
				return model.ReachedIf(true, "%s has crashed", n.Name)
			}
			return model.ReachedIf(ok, "%s has decided %v", n.Name, value)
		}),
		Every: true,
	}
}

// Termination says that every node that does not crash decides in the end: that the goal
// AllDecided is reached, in runs that are fair. The source says where that is promised.
func Termination(source string, fair ...temporal.Fairness) model.Property {
	return model.Property{
		Name:   "termination",
		Doc:    "Every process that does not crash eventually decides.",
		Source: source,
		Live:   temporal.Eventually("all-decided").Under(fair...),
		Asked:  true,
	}
}
