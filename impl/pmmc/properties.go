package pmmc

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// properties are what must hold of the slots, of the replicas, and of what
// clients see.
func (c config) properties(votes *model.Monitor[allVotes]) []model.Property {
	performed := spec.Logs[*Server, Command]{
		Of:   func(v model.View[*Server]) []Command { return v.Node.Performed },
		Show: commandText,
	}
	properties := []model.Property{
		{
			Name:   "uniformity",
			Doc:    "No two commands are ever chosen in one slot: accepted, each in some ballot, by a quorum of acceptors.",
			Source: paper + ", Section 2.1: R1; Section 2.2: A5",
			Check:  model.Judge(votes, c.uniformity),
		},
		{
			Name:   "learn-only-chosen",
			Doc:    "A replica learns as a slot's decision only what was chosen in that slot.",
			Source: paper + ", Section 2.3; Lamport, Paxos Made Simple, Section 2.1: a process never learns that a value has been chosen unless it actually has been",
			Check:  model.Judge(votes, learnChosen),
		},
		{
			Name:   "irrevocability",
			Doc:    "A slot's decision, once a replica knows it, never changes and is never lost.",
			Source: paper + ", Section 2.1: R1, R2",
			Check:  model.Step(c.irrevocability),
		},
		spec.SamePrefix(performed),
		spec.AtMostOnce(performed),
	}
	for i := range properties[3:] {
		p := &properties[3+i]
		p.Source = paper + ", Section 2.1: R3; Figure 1; " + p.Source
	}
	if len(c.scripts) > 0 {
		properties = append(properties, spec.Linearizability(spec.KeyValue()))
	}
	return append(properties, commandsPerformed, leaderPerforms)
}

// slotVotes is what was accepted in one slot: the chosen commands, and, by ballot
// and command, who accepted those that are not chosen yet. It keeps no order in
// which they came, and nothing more of what is chosen.
type slotVotes struct {
	Chosen []Command
	Open   map[PValue]model.NodeSet
}

// allVotes is the value that the monitor folds over Accepted and Learned.
type allVotes struct {
	Slots map[int]slotVotes
	// Wrong is the first decision that was learned but not chosen by then, and By
	// who learned it.
	Wrong *Learned
	By    model.NodeID
	// Right says that some were.
	Right bool
}

// compareCommands orders commands: the client and its number tell them apart.
func compareCommands(a, b Command) int {
	return cmp.Or(cmp.Compare(a.Client, b.Client), cmp.Compare(a.Number, b.Number))
}

// votes computes from acceptances what was chosen: no machine knows it, and a
// crash makes it forget.
func (c config) votes() *model.Monitor[allVotes] {
	return &model.Monitor[allVotes]{
		Name: "votes",
		Fold: func(v allVotes, n model.NodeID, e model.Event) allVotes {
			switch e := e.(type) {
			case Accepted:
				if v.Slots == nil {
					v.Slots = map[int]slotVotes{}
				}
				v.Slots[e.Slot] = c.count(v.Slots[e.Slot], n, e)
			case Learned:
				if slices.Contains(v.Slots[e.Slot].Chosen, e.Command) {
					v.Right = true
				} else if v.Wrong == nil {
					v.Wrong, v.By = &e, n
				}
			}
			return v
		},
	}
}

// count adds an acceptance to a slot's.
func (c config) count(s slotVotes, n model.NodeID, e Accepted) slotVotes {
	if slices.Contains(s.Chosen, e.Command) {
		return s
	}
	p := PValue{Ballot: e.Ballot, Command: e.Command}
	by := s.Open[p].With(n)
	if by.Len() >= c.quorums.Phase2 {
		s.Chosen = append(s.Chosen, e.Command)
		slices.SortFunc(s.Chosen, compareCommands)
		maps.DeleteFunc(s.Open, func(p PValue, _ model.NodeSet) bool { return p.Command == e.Command })
		return s
	}
	if s.Open == nil {
		s.Open = map[PValue]model.NodeSet{}
	}
	s.Open[p] = by
	return s
}

func (c config) uniformity(v allVotes) model.Verdict {
	verdict := model.Untested
	for slot := 1; slot <= c.slots; slot++ {
		switch chosen := v.Slots[slot].Chosen; {
		case len(chosen) > 1:
			return model.Violated("in slot %d both %s and %s were chosen", slot, commandText(chosen[0]), commandText(chosen[1]))
		case len(chosen) == 1:
			verdict = model.Holds
		}
	}
	return verdict
}

func learnChosen(v allVotes) model.Verdict {
	switch {
	case v.Wrong != nil:
		return model.Violated("%s learned that %s was decided in slot %d, but it was not chosen there", v.By, commandText(v.Wrong.Command), v.Wrong.Slot)
	case v.Right:
		return model.Holds
	}
	return model.Untested
}

func (c config) irrevocability(before, after model.View[*Server]) model.Verdict {
	was, is := before.Node.Decisions, after.Node.Decisions
	if len(was) == 0 {
		return model.Untested
	}
	for slot := 1; slot <= c.slots; slot++ {
		old, decided := was[slot]
		if now, still := is[slot]; decided && (!still || now != old) {
			return model.Violated("%s knew %s as the decision of slot %d, and now it knows %s", before.Name, commandText(old), slot, commandText(now))
		}
	}
	return model.Holds
}

// goals are situations to search for.
func (c config) goals(votes *model.Monitor[allVotes]) []model.Goal {
	return []model.Goal{
		{
			Name: "leader-elected", Doc: "A leader's ballot was adopted.",
			Check: model.Local(func(v model.View[*Server]) model.Reached {
				return model.ReachedIf(v.Node.Mode == Active, "%s leads ballot %d", v.Name, v.Node.Ballot.Number)
			}),
		},
		{
			Name: "two-leaders", Doc: "Two leaders are active at the same time, each in its ballot.",
			Check: model.Pairwise(func(a, b model.View[*Server]) model.Reached {
				return model.ReachedIf(a.Node.Mode == Active && b.Node.Mode == Active, "%s and %s are active", a.Name, b.Name)
			}),
		},
		{
			Name: "value-chosen", Doc: "A command was accepted in a slot, in one ballot, by a quorum of acceptors, whether or not anybody knows.",
			Check: model.Judge(votes, func(v allVotes) model.Reached {
				for slot := 1; slot <= c.slots; slot++ {
					if chosen := v.Slots[slot].Chosen; len(chosen) > 0 {
						return model.ReachedIf(true, "%s is chosen in slot %d", commandText(chosen[0]), slot)
					}
				}
				return model.NotReached
			}),
		},
		{
			Name: "slot-decided", Doc: "A replica knows a slot's decision.",
			Check: model.Local(func(v model.View[*Server]) model.Reached {
				n := len(v.Node.Decisions)
				return model.ReachedIf(n > 0, "%s knows the decisions of %d slots", v.Name, n)
			}),
		},
		{
			Name: "decided-everywhere", Doc: "All replicas know the first slot's decision.",
			Check: model.Local(func(v model.View[*Server]) model.Reached {
				return model.ReachedIf(len(v.Node.Decisions[1].Op.Key) > 0, "%s knows the decision of slot 1", v.Name)
			}),
			Every: true,
		},
		{
			Name: "decided-twice", Doc: "A replica knows one command as the decision of two slots, and must perform it in one alone.",
			Check: model.Local(func(v model.View[*Server]) model.Reached {
				decisions := v.Node.Decisions
				for second := 2; second <= c.slots; second++ {
					for first := 1; first < second; first++ {
						if command, ok := decisions[second]; ok && command == decisions[first] {
							return model.ReachedIf(true, "%s knows %s as the decision of slots %d and %d", v.Name, commandText(command), first, second)
						}
					}
				}
				return model.NotReached
			}),
		},
		{
			Name: "client-done", Doc: "A client has all its answers.",
			Check: model.Local(clientDone),
		},
		{
			Name: "all-clients-done", Doc: "All clients have all their answers.",
			Check: model.Local(clientDone), Every: true,
		},
	}
}

// decisions are the goals that the command of a client is chosen in the first slot,
// whatever the ballot.
func (c config) decisions(votes *model.Monitor[allVotes]) (goals []model.Goal) {
	groups := c.groups()
	names := model.Names(groups...)
	for _, client := range model.IDs(clientPrefix, groups...) {
		of := func(command Command) bool { return command.Client == client }
		goals = append(goals, model.Goal{
			Name: "chosen-" + names(client), Decides: names(client),
			Doc: fmt.Sprintf("A command of %s is chosen in the first slot.", names(client)),
			Check: model.Judge(votes, func(v allVotes) model.Reached {
				return model.ReachedIf(slices.ContainsFunc(v.Slots[1].Chosen, of), "a command of %s is chosen in slot 1", client)
			}),
		})
	}
	return goals
}

func clientDone(v model.View[*Client]) model.Reached {
	return model.ReachedIf(v.Node.Done(), "%s is done", v.Name)
}

// done says that all operations of the script have their answers.

// commandText returns a command as text for people.
func commandText(command Command) model.Text {
	if command.Client == model.Nobody {
		return model.Textf("nothing")
	}
	return model.Textf("%v (operation %d of %s)", command.Op, command.Number, command.Client)
}
