package epaxos

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// commits is the value of the monitor: what was ever submitted and committed.
type commits struct {
	Submitted Commands
	// Proposals are those that any server has committed, by command, in order.
	Proposals map[Command][]Proposal
}

// kept yields what was committed and not given up, in the order of the commands.
func (v commits) kept(yield func(Command, Proposal) bool) {
	for c := Command(1); c <= maxCommands; c++ {
		for _, p := range v.Proposals[c] {
			if p.Payload != Nop && !yield(c, p) {
				return
			}
		}
	}
}

// monitor remembers what was committed. The states do not: a server that has committed a command
// and is not told so again in a later ballot accepts it there.
func monitor() *model.Monitor[commits] {
	return &model.Monitor[commits]{
		Name: "commits",
		Fold: func(v commits, _ model.NodeID, e model.Event) commits {
			switch e := e.(type) {
			case Submitted:
				v.Submitted = v.Submitted.With(e.Command)
			case Committed:
				if slices.Contains(v.Proposals[e.Command], e.Proposal) {
					break
				}
				if v.Proposals == nil {
					v.Proposals = map[Command][]Proposal{}
				}
				all := append(v.Proposals[e.Command], e.Proposal)
				slices.SortFunc(all, func(a, b Proposal) int {
					return 1<<maxCommands*int(a.Payload-b.Payload) + int(a.Deps) - int(b.Deps)
				})
				v.Proposals[e.Command] = all
			}
			return v
		},
	}
}

// properties are those of the paper, Section 3.
func (c config) properties() []model.Property {
	m := monitor()
	order := spec.SamePrefix(spec.Logs[*Server, Command]{
		Of:   func(v model.View[*Server]) []Command { return v.Node.Executed },
		Show: func(c Command) model.Text { return model.Textf("%v", c) },
	})
	order.Name = "execution-order"
	order.Doc = "Of the commands that two servers have executed, in order, one's are a prefix of the other's: all interfere."
	order.Source = moraru + ", Section 4.3: execution consistency"

	properties := []model.Property{
		{
			Name:   "agreement",
			Doc:    "No two servers ever commit a command with different payloads or dependencies.",
			Source: paper + ", Section 3: Agreement",
			Check:  model.Judge(m, agreement),
		},
		{
			Name:   "visibility",
			Doc:    "Of two interfering commands that are committed, and not given up, one depends on the other.",
			Source: paper + ", Section 3: Visibility",
			Check:  model.Judge(m, visibility),
		},
		{
			Name:   "validity",
			Doc:    "A command that is committed, unless given up, was submitted, and so were those that it depends on.",
			Source: paper + ", Section 2: Validity; " + moraru + ", Section 4.3: nontriviality",
			Check:  model.Judge(m, validity),
		},
		order, eventuallySettled,
	}
	if c.commands == 1 {
		properties = slices.DeleteFunc(properties, func(p model.Property) bool { return p.Name == "visibility" })
	}
	return properties
}

func agreement(v commits) model.Verdict {
	for _, c := range slices.Sorted(maps.Keys(v.Proposals)) {
		if all := v.Proposals[c]; len(all) > 1 {
			return model.Violated("%v is committed both as %s and as %s", c, all[0].text(), all[1].text())
		}
	}
	if len(v.Proposals) == 0 {
		return model.Untested
	}
	return model.Holds
}

func visibility(v commits) model.Verdict {
	verdict := model.Untested
	for a, x := range v.kept {
		for b, y := range v.kept {
			if b <= a {
				continue
			}
			verdict = model.Holds
			if !x.Deps.Has(b) && !y.Deps.Has(a) {
				return model.Violated("%v is committed as %s and %v as %s: neither depends on the other", a, x.text(), b, y.text())
			}
		}
	}
	return verdict
}

func validity(v commits) model.Verdict {
	verdict := model.Untested
	for c, p := range v.kept {
		verdict = model.Holds
		if !v.Submitted.Has(c) || p.Deps&^v.Submitted != 0 || p.Payload != Original {
			return model.Violated("%v is committed as %s, but submitted were only %v", c, p.text(), v.Submitted)
		}
	}
	return verdict
}

// text returns a proposal as text for people.
func (p Proposal) text() model.Text { return model.Textf("%v with %v", p.Payload, p.Deps) }

// goals are the situations that a search can look for, or start from.
func (c config) goals() []model.Goal {
	all := func(v model.View[*Server]) model.Reached {
		return model.ReachedIf(len(v.Node.Executed) == c.commands, "%s has executed %v", v.Name, v.Node.Executed)
	}
	goals := []model.Goal{
		{Name: "committed", Doc: "A command is committed, and not given up.", Check: committed(Original)},
		{Name: "given-up", Doc: "A command is committed as one that does nothing.", Check: committed(Nop)},
		{
			Name: "unaware", Doc: "One server has committed a command, another one has pre-accepted a command that is not its own, and neither depends on the other.",
			Check: model.Pairwise(func(a, b model.View[*Server]) model.Reached {
				if x, y := unaware(a, b); x != 0 {
					return model.ReachedIf(true, "%s has committed %v, and %s has pre-accepted %v", a.Name, x, b.Name, y)
				}
				x, y := unaware(b, a)
				return model.ReachedIf(x != 0, "%s has committed %v, and %s has pre-accepted %v", b.Name, x, a.Name, y)
			}),
		},
		{Name: "cycle", Doc: "A server has committed two commands that depend on each other.", Check: model.Local(cycle)},
		{Name: "validating", Doc: "A coordinator asks what would be wrong with the dependencies of ballot 0.", Check: stage(Validating)},
		{Name: "awaiting", Doc: "A coordinator waits for what becomes of another command.", Check: stage(Awaiting)},
		{Name: "executed", Doc: "A server has executed all commands.", Check: model.Local(all)},
		{
			Name: "settled", Doc: "Every server that is up has submitted its command, and committed all that it knows of.", Every: true,
			Check: model.Local(func(v model.View[*Server]) model.Reached {
				return model.ReachedIf(!v.Up || v.Node.uncommitted() == 0 && !slices.Contains(v.Timers, submitTimer), "%s has nothing left to do", v.Name)
			}),
		},
		{Name: "executed-everywhere", Doc: "Every server has executed all commands.", Every: true, Check: model.Local(all)},
	}
	if c.servers > 3 {
		goals = append(goals, model.Goal{
			Name: "blocking", Doc: "A server knows of a coordinator that waits and cannot be waited for.",
			Check: model.Local(func(v model.View[*Server]) model.Reached {
				return model.ReachedIf(v.Node.Blocking != 0, "%s knows that of %v", v.Name, v.Node.Blocking)
			}),
		})
	}
	return goals
}

// committed is reached when any command is committed with a payload.
func committed(payload Payload) model.Check[model.Reached] {
	return model.Judge(monitor(), func(v commits) model.Reached {
		for _, c := range slices.Sorted(maps.Keys(v.Proposals)) {
			if slices.ContainsFunc(v.Proposals[c], func(p Proposal) bool { return p.Payload == payload }) {
				return model.ReachedIf(true, "%v is committed", c)
			}
		}
		return model.NotReached
	})
}

// stage is reached when a coordinator is in a stage.
func stage(of Stage) model.Check[model.Reached] {
	return model.Local(func(v model.View[*Server]) model.Reached {
		for _, c := range slices.Sorted(maps.Keys(v.Node.Attempts)) {
			if v.Node.Attempts[c].Stage == of {
				return model.ReachedIf(true, "%s is %v, for %v", v.Name, of, c)
			}
		}
		return model.NotReached
	})
}

// cycle is reached when a server has committed two commands that depend on each other.
func cycle(v model.View[*Server]) model.Reached {
	for i, in := range v.Node.Instances {
		for other := range in.Proposal.Deps.All {
			o := v.Node.of(other)
			if in.Phase == CommittedPhase && o.Phase == CommittedPhase && o.Proposal.Deps.Has(Command(i+1)) {
				return model.ReachedIf(true, "%s has %v and %v", v.Name, Command(i+1), other)
			}
		}
	}
	return model.NotReached
}

// unaware returns a command that a has committed and one that b has pre-accepted from another
// server, such that neither depends on the other. It returns 0 and 0 if there are none.
func unaware(a, b model.View[*Server]) (committed, preAccepted Command) {
	for i, in := range a.Node.Instances {
		for j, other := range b.Node.Instances {
			x, y := Command(i+1), Command(j+1)
			if in.Phase == CommittedPhase && other.Phase == PreAccepted && coordinator(y) != b.ID && x != y &&
				!in.Proposal.Deps.Has(y) && !other.Proposal.Deps.Has(x) {
				return x, y
			}
		}
	}
	return 0, 0
}
