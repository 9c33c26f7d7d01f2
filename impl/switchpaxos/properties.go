package switchpaxos

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// learned is the value of an instance that a learner knows.
type learned struct {
	Instance int
	Value    Value
}

// votes is the value of the monitor: what acceptors have done, instance by instance.
type votes struct {
	Submitted map[Value]bool
	// Open are the acceptors of each vote whose value is not chosen yet, by instance.
	Open map[int]map[Vote]model.NodeSet
	// Chosen are the values chosen, in order, by instance.
	Chosen map[int][]Value
	// Wrong is the first that was learned and not chosen by then, or not submitted, and By the
	// learner. Right says that there are others.
	Wrong *learned
	By    model.NodeID
	Right bool
}

// count adds the vote of an acceptor.
func (v *votes) count(c config, by model.NodeID, e Phase2B) {
	if slices.Contains(v.Chosen[e.Instance], e.Vote.Value) {
		return
	}
	open := v.Open[e.Instance]
	put(&open, e.Vote, open[e.Vote].With(by))
	if c.isQuorum(open[e.Vote]) {
		chosen := append(slices.Clone(v.Chosen[e.Instance]), e.Vote.Value)
		slices.Sort(chosen)
		put(&v.Chosen, e.Instance, chosen)
		maps.DeleteFunc(open, func(other Vote, _ model.NodeSet) bool { return other.Value == e.Vote.Value })
	}
	if put(&v.Open, e.Instance, open); len(open) == 0 {
		delete(v.Open, e.Instance)
	}
}

// monitor computes from the acceptors' votes what was chosen: no node knows that.
func (c config) monitor() *model.Monitor[votes] {
	return &model.Monitor[votes]{
		Name: "votes",
		Fold: func(v votes, n model.NodeID, e model.Event) votes {
			switch e := e.(type) {
			case Submitted:
				put(&v.Submitted, e.Value, true)
			case Phase2B:
				v.count(c, n, e)
			case Learned:
				if slices.Contains(v.Chosen[e.Instance], e.Value) {
					v.Right = true
				} else if v.Wrong == nil {
					v.Wrong, v.By = (*learned)(&e), n
				}
			}
			return v
		},
	}
}

// claims are the properties and goals of a system.
func (c config) claims() ([]model.Property, []model.Goal) {
	monitor := c.monitor()
	delivered := spec.Logs[*Learner, Value]{
		Of:   func(v model.View[*Learner]) []Value { return v.Node.Delivered },
		Show: func(v Value) model.Text { return model.Textf("%v", v) },
	}
	properties := []model.Property{
		{
			Name:   "uniformity",
			Doc:    "No two values are ever chosen in one instance: accepted, each in some round, by a majority of acceptors.",
			Source: paper + ", Section 2: the safety of Paxos; Lamport, Paxos Made Simple, Section 2.1: only a single value is chosen",
			Check:  model.Judge(monitor, uniformity),
		},
		{
			Name:   "non-triviality",
			Doc:    "Only values that were submitted, and no-ops, are chosen.",
			Source: "Lamport, Paxos Made Simple, Section 2.1: only a value that has been proposed may be chosen",
			Check:  model.Judge(monitor, nonTriviality),
		},
		{
			Name:   "learn-only-chosen",
			Doc:    "A learner learns of an instance only what is chosen there.",
			Source: "Lamport, Paxos Made Simple, Section 2.1: a process never learns that a value has been chosen unless it actually has been",
			Check:  model.Judge(monitor, learnOnlyChosen),
		},
		spec.SamePrefix(delivered),
		valuesDelivered,
	}
	properties[3].Source = paper + ", Section 2: learners deliver in the order of the instances; " + properties[3].Source
	if c.learners == 1 {
		properties = slices.Delete(properties, 3, 4)
	}
	return properties, c.goals(monitor)
}

func uniformity(v votes) model.Verdict {
	verdict := model.Untested
	for _, instance := range slices.Sorted(maps.Keys(v.Chosen)) {
		if chosen := v.Chosen[instance]; len(chosen) > 1 {
			return model.Violated("in instance %d both %v and %v were chosen", instance, chosen[0], chosen[1])
		}
		verdict = model.Holds
	}
	return verdict
}

func nonTriviality(v votes) model.Verdict {
	verdict := model.Untested
	for _, instance := range slices.Sorted(maps.Keys(v.Chosen)) {
		for _, value := range v.Chosen[instance] {
			if value != NoOp && !v.Submitted[value] {
				return model.Violated("in instance %d %v was chosen, which nobody has submitted", instance, value)
			}
		}
		verdict = model.Holds
	}
	return verdict
}

func learnOnlyChosen(v votes) model.Verdict {
	switch {
	case v.Wrong != nil:
		return model.Violated("%s learned that %v was chosen in instance %d, where it was not", v.By, v.Wrong.Value, v.Wrong.Instance)
	case v.Right:
		return model.Holds
	}
	return model.Untested
}

// goals are the situations that a search can look for, or start from.
func (c config) goals(monitor *model.Monitor[votes]) []model.Goal {
	delivered := func(l model.View[*Learner]) model.Reached {
		return model.ReachedIf(len(l.Node.Delivered) > 0, "%s has delivered %v", l.Name, l.Node.Delivered)
	}
	all := func(l model.View[*Learner]) model.Reached {
		for v := range c.proposers {
			if !slices.Contains(l.Node.Delivered, Value(v+1)) {
				return model.NotReached
			}
		}
		return model.ReachedIf(true, "%s has delivered %v", l.Name, l.Node.Delivered)
	}
	acceptor := func(name, doc string, is func(a *Acceptor) bool) model.Goal {
		return model.Goal{Name: name, Doc: doc, Check: model.Local(func(a model.View[*Acceptor]) model.Reached {
			return model.ReachedIf(is(a.Node), "%s has %v, and has cleared %d", a.Name, a.Node.Registers, a.Node.Low)
		})}
	}
	return []model.Goal{
		{
			Name: "value-chosen", Doc: "A majority of acceptors has accepted a value in an instance.",
			Check: model.Judge(monitor, func(v votes) model.Reached { return model.ReachedIf(len(v.Chosen) > 0, "%v are chosen", v.Chosen) }),
		},
		{
			Name: "no-op-chosen", Doc: "A no-op is chosen in an instance.",
			Check: model.Judge(monitor, func(v votes) model.Reached {
				for instance, chosen := range v.Chosen {
					if slices.Contains(chosen, NoOp) {
						return model.ReachedIf(true, "a no-op is chosen in instance %d", instance)
					}
				}
				return model.NotReached
			}),
		},
		{Name: "delivered", Doc: "A learner has delivered a value.", Check: model.Local(delivered)},
		{Name: "all-delivered", Doc: "All learners have delivered all values.", Check: model.Local(all), Every: true},
		{
			Name: "gap", Doc: "A learner knows a later instance than the next one.",
			Check: model.Local(func(l model.View[*Learner]) model.Reached {
				return model.ReachedIf(len(l.Node.Ahead) > 0, "%s misses instance %d", l.Name, l.Node.next())
			}),
		},
		{
			Name: "failed-over", Doc: "The switch has failed, and the backup has made an attempt.",
			Check: model.Between(func(s model.View[*Coordinator], b model.View[*Backup]) model.Reached {
				return model.ReachedIf(!s.Up && b.Node.Round > 0, "%s is in round %d", b.Name, b.Node.Round)
			}),
		},
		acceptor("cleared", "An acceptor has cleared a register.", func(a *Acceptor) bool { return a.Low > 0 }),
		acceptor("reused", "An acceptor has accepted a value in a register that another instance had.", func(a *Acceptor) bool {
			return a.Low > 0 && slices.ContainsFunc(a.Registers[:min(a.Low, len(a.Registers))], func(r Register) bool { return r.Accepted != Vote{} })
		}),
	}
}
