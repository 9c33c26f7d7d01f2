package rotating

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
	"github.com/synod-go/synod/spec"
)

// three is a group of three processes.
var three = model.Group{Prefix: processPrefix, Count: 3}

// started returns a process of three that has begun round 1, of which P2 is the
// coordinator, and its env.
func started(name string, m mutant) (*Process, *modeltest.Env) {
	env := modeltest.New(name, three)
	processes := model.IDs(processPrefix, three)
	c := config{mutant: m, processes: processes, quorums: spec.Quorums(processes, 2)}
	p := &Process{Round: 1, Estimate: Value(env.ID()), config: c}
	p.Start(env)
	return p, env
}

// Phase 1: everybody sends its estimate to the coordinator, c_p = (r_p mod n) + 1.
func TestRoundsBeginWithAnEstimate(t *testing.T) {
	for name, phase := range map[string]Phase{"P1": Waiting, "P2": Gathering, "P3": Waiting} {
		p, env := started(name, "")
		v := Value(env.ID())
		require.Equal(t, phase, p.Phase)
		require.Equal(t, []model.Event{Proposed{v}}, env.Events)
		require.Equal(t, []model.Packet{{From: env.ID(), To: 2, Message: Estimate{1, Dated{v, 0}}}}, env.Take())
	}
	p, _ := started("P1", "")
	var coordinators []model.NodeID
	for p.Round = 1; p.Round <= 4; p.Round++ {
		coordinators = append(coordinators, p.coordinator())
	}
	require.Equal(t, []model.NodeID{2, 3, 1, 2}, coordinators)
}

// Phase 2: of the estimates of a majority one with the largest stamp is proposed, and of
// those with equal stamps the first.
func TestCoordinatorProposesTheNewestEstimate(t *testing.T) {
	for _, c := range []struct {
		mutant        mutant
		first, second Dated
		want          Value
	}{
		{"", Dated{3, 0}, Dated{1, 1}, 1},
		{"", Dated{1, 1}, Dated{3, 0}, 1},
		{"", Dated{3, 0}, Dated{1, 0}, 3},
		{oldestEstimate, Dated{3, 0}, Dated{1, 1}, 3},
		{oldestEstimate, Dated{1, 1}, Dated{3, 0}, 3},
		{ownEstimate, Dated{3, 0}, Dated{1, 1}, 2},
	} {
		p, env := started("P2", c.mutant)
		env.Take()
		p.Receive(env, 3, Estimate{1, c.first})
		p.Receive(env, 3, Estimate{1, c.first})
		p.Receive(env, 1, Estimate{2, Dated{9, 1}})
		require.Empty(t, env.Take(), "one of three, twice, and one of another round")
		p.Receive(env, 1, Estimate{1, c.second})
		proposal := Proposal{1, c.want}
		require.Equal(t, []model.Packet{{From: 2, To: 1, Message: proposal}, {From: 2, To: 2, Message: proposal}, {From: 2, To: 3, Message: proposal}}, env.Take())
		require.Equal(t, Waiting, p.Phase)
	}
}

// Phase 3: the proposal is adopted and acknowledged; or the coordinator is suspected.
func TestProcessesAdoptOrSuspect(t *testing.T) {
	p, env := started("P1", "")
	env.Take()
	p.Receive(env, 2, Proposal{2, 7})
	p.Suspect(env, 3)
	p.Trust(env, 2)
	require.Empty(t, env.Take(), "neither the round nor its coordinator")
	p.Receive(env, 2, Proposal{1, 2})
	require.Equal(t, []model.Packet{
		{From: 1, To: 2, Message: Reply{Round: 1, Ack: true}},
		{From: 1, To: 3, Message: Estimate{2, Dated{2, 1}}},
	}, env.Take())
	require.Equal(t, Adopted{1, 2}, env.Events[1])

	p.Suspect(env, 3)
	require.Equal(t, []model.Packet{
		{From: 1, To: 3, Message: Reply{Round: 2}},
		{From: 1, To: 1, Message: Estimate{3, Dated{2, 1}}},
	}, env.Take())
	require.Equal(t, Gathering, p.Phase, "it is the coordinator of round 3")
	p.Suspect(env, 2)
	require.Equal(t, 3, p.Round)

	kept, env := started("P1", noAdoption)
	kept.Receive(env, 2, Proposal{1, 2})
	require.Equal(t, Dated{1, 1}, Dated{kept.Estimate, kept.Stamp})
	undated, env := started("P1", noStamp)
	undated.Receive(env, 2, Proposal{1, 2})
	require.Equal(t, Dated{2, 0}, Dated{undated.Estimate, undated.Stamp})
}

// Phase 4: the replies of a majority decide, if all of them are acks.
func TestCoordinatorCounts(t *testing.T) {
	const yes, no = true, false
	for _, c := range []struct {
		mutant  mutant
		replies []bool
		decides bool
	}{
		{"", []bool{yes}, false},
		{"", []bool{yes, yes}, true},
		{"", []bool{yes, no}, false},
		{"", []bool{no, yes}, false},
		{"", []bool{no, yes, yes}, false}, // the third comes too late
		{firstAck, []bool{yes}, true},
		{firstAck, []bool{no}, false},
		{nackIsAck, []bool{no, yes}, true},
	} {
		p, env := started("P2", c.mutant)
		p.Phase = Counting
		env.Take()
		for i, ack := range c.replies {
			p.Receive(env, model.NodeID(i+1), Reply{1, ack})
		}
		var sent []model.Packet
		for _, packet := range env.Take() {
			if _, ok := packet.Message.(Decide); ok {
				sent = append(sent, packet)
			}
		}
		if !c.decides {
			require.Empty(t, sent, "%v", c)
			continue
		}
		require.Equal(t, []model.Packet{{From: 2, To: 1, Message: Decide{2}}, {From: 2, To: 2, Message: Decide{2}}, {From: 2, To: 3, Message: Decide{2}}}, sent)
		require.Zero(t, p.Decided, "it decides when the broadcast comes to it")
		require.Equal(t, 2, p.Round)
	}
}

// Who receives a decision passes it on, once, but for the one who began the broadcast.
func TestDecisionsArePassedOn(t *testing.T) {
	p, env := started("P1", "")
	env.Take()
	p.Receive(env, 2, Decide{2})
	require.Len(t, env.Take(), 3)
	require.Equal(t, &Process{Decided: 2, config: p.config}, p)
	for _, m := range []model.Message{Decide{3}, Proposal{1, 3}, Estimate{1, Dated{3, 0}}, Reply{1, true}} {
		p.Receive(env, 2, m)
	}
	p.Suspect(env, 2)
	require.Empty(t, env.Take())
	require.Equal(t, Value(2), p.Decided)

	p, env = started("P2", "")
	env.Take()
	p.Receive(env, 2, Decide{2})
	require.Empty(t, env.Take())
	require.Equal(t, Value(2), p.Decided)
}
