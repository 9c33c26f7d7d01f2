package paxos

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// walked takes steps by hand and returns the run.
func walked(t *testing.T, sys *model.System, steps ...string) *model.Walk {
	t.Helper()
	w, err := model.NewWalk(sys)
	require.NoError(t, err)
next:
	for _, what := range steps {
		for i, s := range w.Enabled() {
			if s.String() == what {
				w.Take(i)
				continue next
			}
		}
		require.Fail(t, "not enabled", "%s; enabled are %v", what, w.Enabled())
	}
	return w
}

// TestChosenByTwoAcceptorsStaysChosen lets acceptors 1 and 2 alone accept v1
// with number 1, so that it is chosen while acceptor 3 has heard of nothing.
// Whatever happens after that, with another proposer, a second number for the
// first one and a crash, keeps v1: no other value is ever accepted with a number
// above, chosen or learned (Section 2.2: P2b).
func TestChosenByTwoAcceptorsStaysChosen(t *testing.T) {
	sys, _, err := Protocol.System("", nil)
	require.NoError(t, err)
	none := "{Number: 0, Value: nothing}"
	w := walked(t, sys,
		"P1: timeout propose",
		"A1 receives Prepare{Number: 1} from P1",
		"A2 receives Prepare{Number: 1} from P1",
		"P1 receives Promise{Number: 1, Accepted: "+none+"} from A1",
		"P1 receives Promise{Number: 1, Accepted: "+none+"} from A2",
		"A1 receives Accept{Proposal: {Number: 1, Value: v1}} from P1",
		"A2 receives Accept{Proposal: {Number: 1, Value: v1}} from P1",
	)
	run := w.Trace()

	// The goal value-chosen holds at its end: the search for it takes no step.
	r, err := model.Explore(t.Context(), sys, model.Options{Until: "value-chosen", From: &model.From{Trace: run}})
	require.NoError(t, err)
	require.Equal(t, model.VerdictReached, r.Verdict)
	require.Equal(t, r.FromSteps, r.Violation.Length())

	keeps := func(n model.View[model.Node]) model.Verdict {
		switch n := n.Node.(type) {
		case *Acceptor:
			if n.Accepted.Number > 1 && n.Accepted.Value != 1 {
				return model.Violated("%v was accepted", n.Accepted)
			}
			if n.Accepted.Number > 1 {
				return model.Holds
			}
		case *Learner:
			if n.Learned != 0 && n.Learned != 1 {
				return model.Violated("%v was learned", n.Learned)
			}
		}
		return model.Untested
	}
	explored := func(mutant string) *model.Report {
		sys := checks.System(t, &Protocol, mutant, map[string]string{"ballots": "2,1", "crashes": "1"})
		sys.Properties = append(sys.Properties, model.Property{Name: "keeps-v1", Check: model.Local(keeps)})
		return checks.Explore(t, sys, model.Options{From: &model.From{Trace: run}})
	}
	r = explored("")
	checks.AllHold(t, r)
	// A proposer that does not care what was accepted loses it, from there.
	r = explored(string(ownValue))
	require.Equal(t, "keeps-v1", r.Violation.Property)
	require.Equal(t, 7, r.FromSteps)
	// P2 asks A3 and one of the others (T PP QQ), and one of them accepts (A).
	require.Equal(t, 7+6, r.Violation.Length())
}
