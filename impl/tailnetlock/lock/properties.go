package lock

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"tailscale.com/tka"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// viewer is what is seen of a client or of the control plane.
type viewer interface{ seen() *View }

func (v *View) seen() *View { return v }

var goals = []model.Goal{{
	Name: "agreed",
	Doc:  "Every client has made its changes, and all trust what the control plane trusts, in the same history.",
	Check: model.Global(func(s *model.State) model.Reached {
		head := model.Views[*Control](s)[0].Node.Head
		for _, c := range model.Views[*Client](s) {
			if !c.Up || c.Node.Head != head || slices.Contains(c.Timers, changeTimer) || c.Node.Saved.Waits {
				return model.NotReached
			}
		}
		return model.ReachedIf(true, "all are at %v", head)
	}),
}}

var properties = []model.Property{
	{
		Name:   "same-head-same-keys",
		Doc:    "Who is at the same head trusts the same keys.",
		Source: "tka.go, advanceByPrimary",
		Check: model.Pairwise(func(a, b model.View[viewer]) model.Verdict {
			one, other := a.Node.seen(), b.Node.seen()
			switch {
			case one.Head != other.Head:
				return model.Untested
			case !slices.Equal(one.Trusted, other.Trusted):
				return model.Violated("%s and %s are at %v, and trust %v and %v", a.Name, b.Name, one.Head, one.Trusted, other.Trusted)
			}
			return model.Holds
		}),
	},
	{
		Name:   "restarts-alike",
		Doc:    "Who is started again from its storage is at the same head and trusts the same keys.",
		Source: "tka.go, Open",
		Check: model.Local(func(v model.View[viewer]) model.Verdict {
			if text := v.Node.seen().Restart; text != "" {
				return model.Violated("started again, %s would differ: %s", v.Name, text)
			}
			return model.Holds
		}),
	},
	{
		Name:   "fork-rule",
		Doc:    "Everybody follows, of all that it has stored, the branch that the rule chooses: the most votes, then a removal, then the lowest hash.",
		Source: "tka.go, pickNextAUM",
		Check: model.Local(func(v model.View[viewer]) model.Verdict {
			n := v.Node.seen()
			if head := headByRule(n); head != n.Head {
				return model.Violated("%s is at %v; by the rule it is %v", v.Name, n.Head, head)
			}
			return model.Holds
		}),
	},
	{
		Name:   "compacts",
		Doc:    "No compaction fails.",
		Source: "tailchonk.go, Compact",
		Check: model.Local(func(v model.View[*Client]) model.Verdict {
			if strings.HasPrefix(v.Node.Err, "compact:") {
				return model.Violated("%s: %s", v.Name, v.Node.Err)
			}
			return model.Holds
		}),
	},
	{
		Name:   "synchronises",
		Doc:    "No synchronisation fails.",
		Source: "sync.go, MissingAUMs",
		Check: model.Local(func(v model.View[*Client]) model.Verdict {
			if err := v.Node.Err; err != "" && !strings.HasPrefix(err, "compact:") {
				return model.Violated("%s: %s", v.Name, err)
			}
			return model.Holds
		}),
	},
	{
		Name:   "can-agree",
		Doc:    "All can always come to agree.",
		Source: "sync.go, SyncOffer: the exchange of offers and updates by both ends",
		Live:   temporal.Possible("agreed"),
	},
	{
		Name:   "agree",
		Doc:    "Once the last change is made, all come to agree, and stay so.",
		Source: "ipn/ipnlocal: consensus is expected after a synchronisation",
		Live:   temporal.FinallyAlways("agreed").Under(temporal.Messages, temporal.Restarts, temporal.Timer(string(syncTimer)), temporal.Timer(string(changeTimer))),
	},
	{
		Name:   "accepted-stays",
		Doc:    "What the control plane has accepted is never undone.",
		Source: "no promise of the library: a fork of more votes, or of a lower hash, undoes it",
		Asked:  true,
		Check: model.Between(func(c model.View[*Client], p model.View[*Control]) model.Verdict {
			if len(c.Node.Saved.Accepted) == 0 {
				return model.Untested
			}
			for _, h := range c.Node.Saved.Accepted {
				if !slices.ContainsFunc(p.Node.Chain, func(u Update) bool { return u.hash() == h }) {
					return model.Violated("the change %v of %s was accepted, and is undone at the head %v", h, c.Name, p.Node.Head)
				}
			}
			return model.Holds
		}),
	},
}

// claims are about the version of the library in go.mod.
var claims = []temporal.Claim{
	{
		Property: "can-agree",
		Text:     "A client that has compacted, and misses 18 updates, can never synchronise again: none of the ancestors that the control plane offers is one that it still has.",
		Source:   "tailscale, pull request 19444, which mends it in v1.104.0",
		Verdict:  temporal.Violated,
		With:     map[string]any{"scripts": "none;add*18", "history": 30, "keep": 24, "ages": 1},
	},
	{
		Property: "can-agree",
		Text:     "A client that has compacted can never follow a revocation that forks from before what it still has: it trusts the revoked key for ever.",
		Source:   "found here",
		Verdict:  temporal.Violated,
		With:     map[string]any{"clients": 3, "scripts": "revoke:2;none;none", "history": 30, "keep": 24, "ages": 1},
	},
	{
		Property: "agree",
		Text:     "All come to agree though a client crashes.",
		Source:   "ipn/ipnlocal: consensus is expected after a synchronisation",
		Verdict:  temporal.Holds,
		With:     map[string]any{"crashes": 1},
	},
}

// headByRule finds the head a second time: from the oldest of the chain on, without the
// library.
func headByRule(v *View) Hash {
	children := map[Hash][]tka.AUM{}
	for _, u := range slices.Concat(v.Chain, v.Aside) {
		a := u.decode()
		if parent, ok := a.Parent(); ok {
			children[hashOf(parent)] = append(children[hashOf(parent)], a)
		}
	}
	first := v.Chain[0].decode()
	head, votes := hashOf(first.Hash()), votesAfter(nil, first)
	for len(children[head]) > 0 {
		next := slices.MaxFunc(children[head], func(a, b tka.AUM) int { return compareByRule(votes, a, b) })
		head, votes = hashOf(next.Hash()), votesAfter(votes, next)
	}
	return head
}

// compareByRule is positive if a goes before b.
func compareByRule(votes map[string]uint, a, b tka.AUM) int {
	if d := int(weight(votes, a)) - int(weight(votes, b)); d != 0 {
		return d
	}
	if removes := a.MessageKind == tka.AUMRemoveKey; removes != (b.MessageKind == tka.AUMRemoveKey) {
		if removes {
			return 1
		}
		return -1
	}
	one, other := a.Hash(), b.Hash()
	return bytes.Compare(other[:], one[:])
}

func weight(votes map[string]uint, a tka.AUM) (sum uint) {
	by := map[string]bool{}
	for _, s := range a.Signatures {
		by[string(s.KeyID)] = true
	}
	for id := range by {
		sum += votes[id]
	}
	return sum
}

// votesAfter are the votes of the trusted keys after an update.
func votesAfter(votes map[string]uint, a tka.AUM) map[string]uint {
	votes = maps.Clone(votes)
	switch a.MessageKind {
	case tka.AUMCheckpoint:
		votes = map[string]uint{}
		for _, k := range a.State.Keys {
			votes[string(k.Public)] = k.Votes
		}
	case tka.AUMAddKey:
		votes[string(a.Key.Public)] = a.Key.Votes
	case tka.AUMRemoveKey:
		delete(votes, string(a.KeyID))
	}
	return votes
}

// oneChild is a mistake in a storage: the index of an update's children has room for one.
const oneChild = "one-child"

var mutants = []model.Mutant{{
	Name:   oneChild,
	Doc:    "the storage of the library returns one child of each update, the one that came first",
	Rule:   "A storage returns all children of an update.",
	Breaks: "fork-rule",
	Length: 4,
	Source: "tailchonk.go, Chonk.ChildAUMs",
}}
