package benor

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

// started returns P1 of n processes, one of which may crash, with the initial value 0 in
// round 1, and its env.
func started(n int, m mutant) (*Process, *modeltest.Env) {
	group := model.Group{Prefix: processPrefix, Count: n}
	env := modeltest.New("P1", group)
	p := &Process{input: Zero, config: config{mutant: m, processes: model.IDs(processPrefix, group), tolerated: 1}}
	p.Start(env)
	return p, env
}

// toAll is a message of P1 to all of n.
func toAll(n int, m model.Message) (all []model.Packet) {
	for id := range n {
		all = append(all, model.Packet{From: 1, To: model.NodeID(id + 1), Message: m})
	}
	return all
}

// Step 1; an initial value that is not given is chosen.
func TestRoundsBeginWithAReport(t *testing.T) {
	p, env := started(3, "")
	require.Equal(t, toAll(3, Report{1, Zero}), env.Take())
	require.Equal(t, []model.Event{Proposed{Zero}}, env.Events)

	p = &Process{config: p.config}
	env.Choices = []int{1}
	p.Start(env)
	require.Equal(t, toAll(3, Report{1, One}), env.Take())
}

// Step 2: what more than half of all have reported is proposed.
func TestAMajorityOfReportsIsProposed(t *testing.T) {
	for _, c := range []struct {
		mutant  mutant
		n       int
		reports []Value
		want    Value
	}{
		{"", 3, []Value{Zero, Zero}, Zero},
		{"", 3, []Value{One, One}, One},
		{"", 3, []Value{Zero, One}, Unknown},
		{"", 4, []Value{Zero, One, Zero}, Unknown},
		{"", 4, []Value{Zero, Zero, Zero}, Zero},
		{"", 5, []Value{One, Zero, One, One}, One},
		{majorityOfReceived, 4, []Value{Zero, One, Zero}, Zero},
		{majorityOfReceived, 4, []Value{One, One, Zero}, One},
		{waitForFewer, 3, []Value{Zero}, Unknown},
	} {
		p, env := started(c.n, c.mutant)
		env.Take()
		p.Receive(env, 1, Report{2, One})
		p.Receive(env, 1, Proposal{1, One})
		for i, v := range c.reports {
			require.Empty(t, env.Take())
			p.Receive(env, model.NodeID(i+1), Report{1, v})
			if i == 0 && len(c.reports) > 1 {
				p.Receive(env, 1, Report{1, v}) // twice
			}
		}
		require.Equal(t, toAll(c.n, Proposal{1, c.want}), env.Take(), "%v", c)
		require.Equal(t, Proposing, p.Phase)
		require.Equal(t, c.want != Unknown, len(env.Events) == 2, "a D-message is recorded")
	}
}

// Step 3, with t = 1: one proposal is taken over, two are decided, and with none the coin
// decides what is reported next.
func TestProposals(t *testing.T) {
	for _, c := range []struct {
		mutant            mutant
		proposals         []Value
		coin              int
		decided, reported Value
	}{
		{"", []Value{Unknown, Unknown}, 0, Unknown, Zero},
		{"", []Value{Unknown, Unknown}, 1, Unknown, One},
		{"", []Value{Unknown, One}, 0, Unknown, One},
		{"", []Value{Zero, Unknown}, 1, Unknown, Zero},
		{"", []Value{One, One}, 0, One, One},
		{decideOnOne, []Value{Unknown, One}, 0, One, One},
		{coinAnyway, []Value{Unknown, One}, 0, Unknown, Zero},
		{coinAnyway, []Value{One, One}, 0, One, One},
	} {
		p, env := started(3, c.mutant)
		p.Phase = Proposing
		env.Take()
		env.Choices = []int{c.coin}
		for i, v := range c.proposals {
			p.Receive(env, model.NodeID(i+1), Proposal{1, v})
		}
		require.Equal(t, toAll(3, Report{2, c.reported}), env.Take(), "%v", c)
		require.Equal(t, c.decided, p.Decided, "%v", c)
		require.Equal(t, Ended{c.decided != Unknown}, env.Events[len(env.Events)-1])
	}
}
