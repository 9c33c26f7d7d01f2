package ftvm

import (
	"slices"

	"github.com/synod-go/synod/impl/internal/keyvalue"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// properties are what must hold.
func properties() []model.Property {
	linearizability := spec.Linearizability(spec.KeyValue())
	linearizability.Source = paper + ", Section 2.2: no externally visible state or data is lost; " + linearizability.Source
	return []model.Property{
		linearizability,
		outputRequirement,
		sameState,
		oneLive,
		spec.AtMostOnce(done),
		clientsAnswered,
	}
}

// done is how the operations that a machine has executed are read.
var done = spec.Logs[*Server, Operation]{
	Of:   func(v model.View[*Server]) []Operation { return v.Node.Machine.Done },
	Show: operationText,
}

// operationText names an operation: C1's second is C1.2.
func operationText(op Operation) model.Text { return model.Textf("%v.%d", op.Client, op.Number) }

// outputRequirement is judged of each client: an output that it has taken has left.
var outputRequirement = model.Property{
	Name:   "output-requirement",
	Doc:    "A machine that is live has executed every operation that a client has the answer to.",
	Source: paper + ", Section 2.2: Output Requirement",
	Check: model.Between(func(s model.View[*Server], c model.View[*Client]) model.Verdict {
		answered := c.Node.Started
		if c.Node.Waiting {
			answered--
		}
		if !s.Up || s.Node.Role != Live || answered == 0 {
			return model.Untested
		}
		for n := range answered {
			op := Operation{Client: c.ID, Number: n + 1, Op: c.Node.OpAt(n + 1)}
			if !slices.Contains(s.Node.Machine.Done, op) {
				return model.Violated("%s has the answer to %s, and the machine that is live on %s has executed %s",
					c.Name, operationText(op), s.Name, done.Text(s.Node.Machine.Done))
			}
		}
		return model.Holds
	}),
}

// sameState compares the two machines of a pair when the backup has replayed the whole log,
// and the primary has executed nothing since. The primary can always wait for that.
var sameState = model.Property{
	Name:   "same-state",
	Doc:    "At the same point of the instruction stream the backup's machine is in the same state as the primary's.",
	Source: paper + ", Section 2.1: deterministic replay",
	Check: model.Pairwise(func(a, b model.View[*Server]) model.Verdict {
		if b.Node.Role == Primary {
			a, b = b, a
		}
		primary, backup := a.Node, b.Node
		switch {
		case !a.Up || !b.Up || !primary.records() || !backup.replays() || primary.Pair != backup.Pair,
			len(primary.Unacked) > 0 || len(backup.Log) > 0 || primary.Machine.Since != backup.Machine.Since,
			len(primary.Machine.Threads)+len(primary.Machine.Done) == 0:
			return model.Untested
		case !primary.Machine.equal(&backup.Machine):
			return model.Violated("on the primary %s the machine has %s; on the backup %s, at the same point, it has %s",
				a.Name, machineText(primary.Machine), b.Name, machineText(backup.Machine))
		}
		return model.Holds
	}),
}

// equal reports whether two machines are in the same state.
func (m *Machine) equal(o *Machine) bool {
	return slices.Equal(m.Threads, o.Threads) && slices.Equal(m.Done, o.Done)
}

// machineText is what a machine has.
func machineText(m Machine) model.Text {
	threads := spec.Logs[*Server, Thread]{Show: func(t Thread) model.Text {
		return model.Textf("%v %v", operationText(t.Operation), t.Progress)
	}}
	return model.Textf("the threads %s, and has executed %s", threads.Text(m.Threads), done.Text(m.Done))
}

var oneLive = model.Property{
	Name:   "one-live",
	Doc:    "No two servers are live.",
	Source: paper + ", Section 2.3: only one of the primary or backup VM may go live",
	Check: model.Pairwise(func(a, b model.View[*Server]) model.Verdict {
		switch live := func(v model.View[*Server]) bool { return v.Up && v.Node.Role == Live }; {
		case live(a) && live(b):
			return model.Violated("%s and %s are live", a.Name, b.Name)
		case live(a) || live(b):
			return model.Holds
		}
		return model.Untested
	}),
}

// goals are situations where scenarios can start.
var goals = []model.Goal{
	{
		Name: "taken-over",
		Doc:  "A backup has gone live.",
		Check: model.Step(func(before, after model.View[*Server]) model.Reached {
			return model.ReachedIf(before.Node.Role == Backup && after.Node.Role == Live, "%s has gone live", after.Name)
		}),
	},
	{
		Name: "backup-lost",
		Doc:  "A primary has gone live.",
		Check: model.Step(func(before, after model.View[*Server]) model.Reached {
			return model.ReachedIf(before.Node.Role == Primary && after.Node.Role == Live, "%s runs alone", after.Name)
		}),
	},
	{
		Name: "halted",
		Doc:  "A server has halted, because the other one of its pair is live.",
		Check: model.Local(func(v model.View[*Server]) model.Reached {
			return model.ReachedIf(v.Up && v.Node.Role == Halted, "%s has halted", v.Name)
		}),
	},
	{
		Name: "new-backup",
		Doc:  "A new backup has replayed an entry of the log.",
		Check: model.Step(func(before, after model.View[*Server]) model.Reached {
			return model.ReachedIf(after.Node.Role == Backup && after.Node.Pair > 1 && !before.Node.Machine.equal(&after.Node.Machine) && before.Node.Role == Backup,
				"%s has replayed an entry", after.Name)
		}),
	},
	{
		Name: "unlogged-instruction",
		Doc:  "A backup has executed an instruction that is not in the log, on its way to the point of an entry.",
		Check: model.Step(func(before, after model.View[*Server]) model.Reached {
			return model.ReachedIf(before.Node.replays() && after.Node.replays() && begun(&after.Node.Machine) > begun(&before.Node.Machine),
				"%s has executed it", after.Name)
		}),
	},
	keyvalue.ClientDone[*Client](),
	allClientsDone,
}

// begun counts the threads that have executed their first instruction of two.
func begun(m *Machine) (n int) {
	for _, t := range m.Threads {
		if t.Progress == Writes {
			n++
		}
	}
	return n
}
