package spec

import (
	"cmp"
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/growing"
)

const paxosMadeSimple = "Lamport, Paxos Made Simple"

// Proposal is a number and a value, as acceptors accept them.
type Proposal[N, V comparable] struct {
	Number N
	Value  V
}

// ConsensusEvents says which events of a protocol that agrees on one value mean
// what. Each function returns ok false for any other event.
type ConsensusEvents[N comparable, V cmp.Ordered] struct {
	// Proposed returns the value that its node proposes as its own.
	Proposed func(model.Event) (value V, ok bool)
	// Accepted returns the proposal that its node, an acceptor, accepted.
	Accepted func(model.Event) (p Proposal[N, V], ok bool)
	// Learned returns the value of which its node says that it was chosen.
	Learned func(model.Event) (value V, ok bool)
}

// Consensus makes the properties of consensus on one value. They are judged by
// what acceptors did, not by what anyone says: a value is chosen when every
// member of a quorum has accepted one and the same proposal with it.
//
// Its properties share one monitor.
type Consensus[N comparable, V cmp.Ordered] struct {
	events  ConsensusEvents[N, V]
	quorums []model.NodeSet
	monitor *model.Monitor[consensus[N, V]]
}

// consensus is the value of the monitor. It keeps no order in which things came,
// and of acceptances only those that can still make another value chosen.
type consensus[N comparable, V cmp.Ordered] struct {
	Proposed map[V]bool
	// Votes are the acceptors of each proposal, by number and value, whose value
	// is not chosen yet.
	Votes map[N]map[V]model.NodeSet
	// Chosen are the values chosen, each with the first number at which it was.
	Chosen map[V]N
	// Learned are the values learned, each with those who learned it.
	Learned map[V]model.NodeSet
}

// NewConsensus returns the properties of consensus for a quorum system, given as
// a list in which every quorum contains one.
func NewConsensus[N comparable, V cmp.Ordered](events ConsensusEvents[N, V], quorums []model.NodeSet) *Consensus[N, V] {
	c := &Consensus[N, V]{events: events, quorums: quorums}
	c.monitor = &model.Monitor[consensus[N, V]]{Name: "consensus", Fold: c.fold}
	return c
}

// VoteNumbers are the fields in which a monitor keeps the numbers of proposals, for a
// system that takes them by difference.
type VoteNumbers struct{ Remembered, Awaited []growing.Field }

// Numbers returns the fields in which the monitor of the properties keeps numbers. Votes
// are awaited: below all numbers that somebody may still propose, or that are asked about
// in a message, no acceptance comes any more, so what is not chosen by then never is. That
// a value was chosen is kept for ever.
func (c *Consensus[N, V]) Numbers() VoteNumbers {
	return VoteNumbers{
		Remembered: growing.In[consensus[N, V]]("Chosen"),
		Awaited:    growing.In[consensus[N, V]]("Votes"),
	}
}

func (c *Consensus[N, V]) fold(v consensus[N, V], n model.NodeID, e model.Event) consensus[N, V] {
	if value, ok := c.events.Proposed(e); ok {
		put(&v.Proposed, value, true)
	}
	if p, ok := c.events.Accepted(e); ok {
		v.accept(n, p, c.quorums)
	}
	if value, ok := c.events.Learned(e); ok {
		put(&v.Learned, value, v.Learned[value].With(n))
	}
	return v
}

func (v *consensus[N, V]) accept(by model.NodeID, p Proposal[N, V], quorums []model.NodeSet) {
	if _, chosen := v.Chosen[p.Value]; chosen {
		return
	}
	votes := v.Votes[p.Number][p.Value].With(by)
	if !ContainsQuorum(quorums, votes) {
		ofNumber := v.Votes[p.Number]
		put(&ofNumber, p.Value, votes)
		put(&v.Votes, p.Number, ofNumber)
		return
	}
	put(&v.Chosen, p.Value, p.Number)
	for number, ofNumber := range v.Votes {
		if delete(ofNumber, p.Value); len(ofNumber) == 0 {
			delete(v.Votes, number)
		}
	}
}

func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}

// Uniformity is "only a single value is chosen" (Paxos Made Simple, Section 2.1);
// The Part-Time Parliament, Section 2.1, proves it as Theorem 1.
func (c *Consensus[N, V]) Uniformity() model.Property {
	return model.Property{
		Name:   "uniformity",
		Doc:    "No two different values are chosen.",
		Source: paxosMadeSimple + ", Section 2.1: only a single value is chosen; The Part-Time Parliament, Section 2.1, Theorem 1",
		Check:  model.Judge(c.monitor, c.uniformity),
	}
}

func (c *Consensus[N, V]) uniformity(v consensus[N, V]) model.Verdict {
	values := sortedKeys(v.Chosen)
	switch len(values) {
	case 0:
		return model.Untested
	case 1:
		return model.Holds
	}
	return model.Violated("%v was chosen as proposal %v, and %v as proposal %v",
		values[0], v.Chosen[values[0]], values[1], v.Chosen[values[1]])
}

// NonTriviality is "only a value that has been proposed may be chosen" (Paxos
// Made Simple, Section 2.1). The same is asked of values that are learned.
func (c *Consensus[N, V]) NonTriviality() model.Property {
	return model.Property{
		Name: "non-triviality",
		Doc:  "Only a value that has been proposed is chosen, and only such a one is learned.",
		Source: paxosMadeSimple + ", Section 2.1: only a value that has been proposed may be chosen; " +
			"Lamport, Fast Paxos, Section 2.1: nontriviality",
		Check: model.Judge(c.monitor, c.nonTriviality),
	}
}

func (c *Consensus[N, V]) nonTriviality(v consensus[N, V]) model.Verdict {
	for _, value := range sortedKeys(v.Chosen) {
		if !v.Proposed[value] {
			return model.Violated("%v was chosen as proposal %v, but nobody had proposed that value", value, v.Chosen[value])
		}
	}
	for _, value := range sortedKeys(v.Learned) {
		if !v.Proposed[value] {
			return model.Violated("%s learned %v, which nobody had proposed", v.Learned[value], value)
		}
	}
	if len(v.Chosen) == 0 && len(v.Learned) == 0 {
		return model.Untested
	}
	return model.Holds
}

// LearnOnlyChosen is "a process never learns that a value has been chosen unless
// it actually has been" (Paxos Made Simple, Section 2.1).
func (c *Consensus[N, V]) LearnOnlyChosen() model.Property {
	return model.Property{
		Name:   "learn-only-chosen",
		Doc:    "A process learns that a value is chosen only when it is.",
		Source: paxosMadeSimple + ", Section 2.1: a process never learns that a value has been chosen unless it actually has been",
		Check:  model.Judge(c.monitor, c.learnOnlyChosen),
	}
}

func (c *Consensus[N, V]) learnOnlyChosen(v consensus[N, V]) model.Verdict {
	for _, value := range sortedKeys(v.Learned) {
		if _, chosen := v.Chosen[value]; !chosen {
			return model.Violated("%s learned %v, but no quorum has accepted one proposal with it",
				v.Learned[value], value)
		}
	}
	if len(v.Learned) == 0 {
		return model.Untested
	}
	return model.Holds
}

// ValueChosen is the goal that some value is chosen.
func (c *Consensus[N, V]) ValueChosen() model.Goal {
	return model.Goal{
		Name: "value-chosen",
		Doc:  "A quorum has accepted one proposal.",
		Check: model.Judge(c.monitor, func(v consensus[N, V]) model.Reached {
			for _, value := range sortedKeys(v.Chosen) {
				return model.ReachedIf(true, "%v is chosen as proposal %v", value, v.Chosen[value])
			}
			return model.NotReached
		}),
	}
}

// Decisions are the goals that the values are chosen, one goal for each. Their monitor is
// not that of the properties: of what is chosen it does not keep the number at which that
// was so first, so the order of acceptances by different acceptors makes no difference.
func (c *Consensus[N, V]) Decisions(values []V) (goals []model.Goal) {
	monitor := &model.Monitor[consensus[N, V]]{Name: "chosen", Fold: c.foldChosen}
	for _, value := range values {
		name := fmt.Sprint(value)
		goals = append(goals, model.Goal{
			Name: "chosen-" + name, Doc: fmt.Sprintf("A quorum has accepted one proposal with %s.", name), Decides: name,
			Check: model.Judge(monitor, func(v consensus[N, V]) model.Reached {
				_, chosen := v.Chosen[value]
				return model.ReachedIf(chosen, "%v is chosen", value)
			}),
		})
	}
	return goals
}

// foldChosen is fold for what is chosen alone.
func (c *Consensus[N, V]) foldChosen(v consensus[N, V], n model.NodeID, e model.Event) consensus[N, V] {
	p, ok := c.events.Accepted(e)
	if !ok {
		return v
	}
	v.accept(n, p, c.quorums)
	if _, chosen := v.Chosen[p.Value]; chosen {
		var first N
		v.Chosen[p.Value] = first
	}
	return v
}

// Irrevocability says that a decision never changes, not even over a crash: in
// The Part-Time Parliament, Section 1.2, a decree is written into a ledger with
// indelible ink. The accessor returns what a node has decided, or ok false; it
// is asked about nodes that are down too, of which only the durable fields are
// there.
func Irrevocability[N any, V comparable](decided func(model.View[N]) (value V, ok bool)) model.Property {
	return model.Property{
		Name:   "irrevocability",
		Doc:    "What a process has learned it never unlearns, nor learns anything else instead.",
		Source: "Lamport, The Part-Time Parliament, Section 1.2: ledger entries could not be changed",
		Check: model.Step(func(before, after model.View[N]) model.Verdict {
			was, ok := decided(before)
			if !ok {
				return model.Untested
			}
			switch is, ok := decided(after); {
			case !ok:
				return model.Violated("%s had learned %v and does not know it any more", before.Name, was)
			case is != was:
				return model.Violated("%s had learned %v and now has learned %v", before.Name, was, is)
			}
			return model.Holds
		}),
	}
}

// QuorumIntersection says that any quorum of phase 1 and any of phase 2 have a
// member in common. Where both phases have the same quorums that is B2 of The
// Part-Time Parliament, Section 2.1; that two quorums of one phase may be
// disjoint is what Flexible Paxos found. It is a property of a configuration, so
// it is judged in the initial state already. The accessor returns the quorums
// that a node goes by (the smallest are enough), and none for a node that does
// not count any.
func QuorumIntersection[N any](quorums func(model.View[N]) (phase1, phase2 []model.NodeSet)) model.Property {
	return model.Property{
		Name: "quorum-intersection",
		Doc:  "Any quorum of phase 1 and any of phase 2 have a member in common.",
		Source: paxosMadeSimple + ", Section 2.2: any two majorities have at least one acceptor in common; " +
			"The Part-Time Parliament, Section 2.1: B2; Howard, Malkhi and Spiegelman, Flexible Paxos",
		Check: model.Local(func(n model.View[N]) model.Verdict {
			phase1, phase2 := quorums(n)
			if len(phase1) == 0 || len(phase2) == 0 {
				return model.Untested
			}
			for _, a := range phase1 {
				for _, b := range phase2 {
					if a&b == 0 {
						return model.Violated("%s takes %s for a quorum of phase 1, and %s for one of phase 2, but they have no member in common",
							n.Name, a, b)
					}
				}
			}
			return model.Holds
		}),
	}
}

// Quorums returns all sets of size of the given nodes: as a quorum system, with
// more than half of the nodes, the majorities.
func Quorums(nodes []model.NodeID, size int) []model.NodeSet {
	if size < 1 || size > len(nodes) {
		panic(fmt.Sprintf("spec: quorums of %d among %d nodes", size, len(nodes)))
	}
	var all []model.NodeSet
	var extend func(from int, set model.NodeSet)
	extend = func(from int, set model.NodeSet) {
		if set.Len() == size {
			all = append(all, set)
			return
		}
		for i := from; i < len(nodes); i++ {
			extend(i+1, set.With(nodes[i]))
		}
	}
	extend(0, 0)
	return all
}

// ContainsQuorum reports whether all members of one of the quorums are in a set.
func ContainsQuorum(quorums []model.NodeSet, set model.NodeSet) bool {
	for _, q := range quorums {
		if q&^set == 0 {
			return true
		}
	}
	return false
}
