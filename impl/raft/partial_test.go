package raft

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/traces"
)

// Runs of Raft under partial partitions (Howard and Abraham, "Raft does not guarantee
// liveness in the face of network faults", 12 December 2020): single links are cut, all
// servers are up, and a majority is connected. The runs are written down here, and the
// engine takes them, closes their loops, and judges whether they are fair.

// steady is the goal that some leader is not yet deposed by a newer term.
var steady = model.Goal{
	Name: "steady",
	Check: model.Global(func(s *model.State) model.Reached {
		var newest, led Term
		for _, v := range model.Views[anyServer](s) {
			server := v.Node.basic()
			if newest = max(newest, server.Term); server.Role == Leader {
				led = max(led, server.Term)
			}
		}
		return model.ReachedIf(led > 0 && led == newest, "no term is newer than that of the leader")
	}),
}

// partial is a run that is written down step by step.
type partial struct {
	sys   *model.System
	steps []string
}

// partialOf begins a run of five servers, about one property.
func partialOf(t *testing.T, live temporal.Formula, flags string) *partial {
	p := &partial{sys: systemOf(t, "", "-servers 5 -crashes 0 -links 6 "+flags)}
	p.sys.Goals = append(p.sys.Goals, steady)
	p.sys.Properties = []model.Property{{Name: "progress", Live: live}}
	return p
}

// do adds a step.
func (p *partial) do(format string, args ...any) {
	p.steps = append(p.steps, fmt.Sprintf(format, args...))
}

// timeout lets a timer of a server fire some times.
func (p *partial) timeout(server int, timer model.Timer, times int) {
	for range times {
		p.do("S%d: timeout %s", server, timer)
	}
}

// stand makes a server a candidate, whose request reaches some; it gets the votes of the
// first ones of these.
func (p *partial) stand(candidate, term, votes int, reaches ...int) {
	p.timeout(candidate, electionTimer, 1)
	p.ask(candidate, term, votes, reaches...)
}

func (p *partial) ask(candidate, term, votes int, reaches ...int) {
	for _, voter := range reaches {
		p.do("S%d receives RequestVote{Term: %d} from S%d", voter, term, candidate)
	}
	for _, voter := range reaches[:votes] {
		p.do("S%d receives RequestVoteReply{Term: %d} from S%d", candidate, term, voter)
	}
}

// preStand makes a server a candidate with the pre-votes of those that vote for it, too.
func (p *partial) preStand(candidate, term int, voters ...int) {
	for _, voter := range voters {
		p.do("S%d receives PreVote{Term: %d} from S%d", voter, term, candidate)
	}
	for _, voter := range voters {
		p.do("S%d receives PreVoteReply{Term: %d} from S%d", candidate, term, voter)
	}
	p.ask(candidate, term, len(voters), voters...)
}

func (p *partial) cut(links ...string) {
	for _, l := range links {
		p.do("cut link %s", l)
	}
}

// take takes the run, whose last step leads back to the state loop, which may be its end.
// It returns what is broken, if the run is fair, else why it is not.
func (p *partial) take(t *testing.T, loop int) (broken *traces.Finding, why string, run *traces.Trace) {
	t.Helper()
	live, err := runs.New(p.sys)
	require.NoError(t, err)
	s := &traces.Script{Property: "progress", Steps: p.steps}
	s.End = live.AtEnd(s.Property, loop, &why)
	r := s.Run(live)
	if r.Taken < len(p.steps) {
		require.Equal(t, len(p.steps), r.Taken, "%q is not enabled, but %v", p.steps[r.Taken], r.Nearest)
	}
	return r.Broken, why, r.Trace
}

// requireTimely requires of each election timeout from a state on that no leader of its term
// reaches the server: broadcasts take much less than election timeouts (paper, Section 5.6).
func requireTimely(t *testing.T, run *traces.Trace, from int) (timeouts map[string]int) {
	t.Helper()
	timeouts = map[string]int{}
	for i, s := range run.States[1:] {
		if i < from || s.Step.Kind != traces.StepTimeout || s.Step.Name != string(electionTimer) {
			continue
		}
		timeouts[s.Step.Node]++
		before := run.States[i].Vars
		server := field(t, before, "nodes", s.Step.Node)
		for _, other := range []string{"S1", "S2", "S3", "S4", "S5"} {
			leader := field(t, before, "nodes", other)
			if !traces.Equal(field(t, leader, "Role"), traces.Str("leader")) || !traces.Equal(field(t, leader, "Term"), field(t, server, "Term")) {
				continue
			}
			ends := traces.Seq{traces.Str(min(other, s.Step.Node)), traces.Str(max(other, s.Step.Node))}
			require.True(t, slices.ContainsFunc(field(t, before, "faults", "cutLinks").(traces.Seq), func(v traces.Value) bool {
				return traces.Equal(v, ends)
			}), "step %d: %s hears its leader %s", i+1, s.Step.Node, other)
		}
	}
	return timeouts
}

func field(t *testing.T, v traces.Value, path ...string) traces.Value {
	t.Helper()
	for _, name := range path {
		inner, ok := v.(traces.Record).Get(name)
		require.True(t, ok, "%s in %v", name, v)
		v = inner
	}
	return v
}

// Without pre-votes: servers 1, 2 and 3 are connected, 4 is connected with 2 alone and 5 with 3
// alone. No leader reaches both 4 and 5, and the one that is not reached deposes it. All
// messages that can arrive do, and all timers fire, none of them too early.
func TestPartialPartitionDeposesEveryLeader(t *testing.T) {
	p := partialOf(t, temporal.FinallyAlways(steady.Name).Under(progress), "-spread 5 -commands 0")
	p.cut("S1↔S4", "S1↔S5", "S2↔S5", "S3↔S4", "S4↔S5")
	p.stand(3, 1, 2, 1, 2, 5)
	p.timeout(4, electionTimer, 1)
	// round begins with server 3 leading a term, in which 1, 2 and 5 are. After it that
	// term is 7 higher.
	round := func(term int) {
		p.stand(4, term+1, 1, 2)       // server 2 has a newer term, and no leader
		p.stand(2, term+2, 2, 1, 3, 4) // 2 leads; nobody tells 5
		p.timeout(5, electionTimer, 2) // its requests are of old terms
		p.stand(5, term+3, 1, 3)       // 3 has a newer term, and no leader
		p.stand(3, term+4, 0, 1)       // the vote is late:
		p.stand(1, term+5, 2, 2, 3)    // 1 leads; nobody tells 4 and 5
		p.timeout(5, electionTimer, 2) // again requests of old terms
		p.stand(5, term+6, 1, 3)       // 3 has a newer term, and no leader
		p.stand(3, term+7, 2, 1, 2, 5) // 3 leads; nobody tells 4
		p.timeout(4, electionTimer, 5) // requests of old terms
	}
	round(1)
	loop := len(p.steps)
	round(8)
	broken, why, run := p.take(t, loop)
	require.NotNil(t, broken, why)
	require.Equal(t, "steady is left again and again: the run goes round for ever; each time that it comes back, the terms are 7 higher", broken.Text)
	require.Equal(t, map[string]int{"S1": 1, "S2": 1, "S3": 2, "S4": 6, "S5": 6}, requireTimely(t, run, loop))
	require.Equal(t, []int{49, 37}, []int{loop, len(p.steps) - loop})
}

// With pre-votes but without check-quorum: server 4 leads, and then reaches 2 alone, and 5
// reaches nobody. 1, 2 and 3 are connected, but 2 hears its leader, and so supports nobody
// else; 1 and 3 are no majority, nor are 2 and 4. All messages that can arrive do, and so do
// heartbeats, in time.
func TestPartialPartitionKeepsLeaderOfMinority(t *testing.T) {
	committed := temporal.Eventually("entry-committed").
		Under(temporal.Messages, temporal.Timer(string(heartbeatTimer)), temporal.Timer(string(quorumTimer)))
	p := partialOf(t, committed, "-pre-vote true -heartbeats -1 -commands 1")
	p.loseMajority()
	loop := len(p.steps)
	p.supportEachOther()
	broken, why, run := p.take(t, loop)
	require.NotNil(t, broken, why)
	require.Equal(t, "entry-committed is never reached: the run goes round for ever", broken.Text)
	require.Equal(t, map[string]int{"S1": 1, "S3": 1}, requireTimely(t, run, loop))
	requireTimely(t, run, 0)
	require.NotContains(t, p.steps, "S2: timeout silence")
	require.Equal(t, []int{37, 6}, []int{loop, len(p.steps) - loop})

	// With check-quorum such a run is not fair: server 4 finds out that no majority answers it.
	p = partialOf(t, committed, "-pre-vote true -check-quorum true -heartbeats -1 -commands 1")
	p.loseMajority()
	loop = len(p.steps)
	p.supportEachOther()
	broken, why, _ = p.take(t, loop)
	require.Nil(t, broken)
	require.Equal(t, "the loop is not fair: timer quorum of S4 could fire in every state of the loop, and never does", why)
	p.timeout(4, quorumTimer, 1)
	p.timeout(2, silenceTimer, 1)
	p.timeout(2, electionTimer, 1)
	p.preStand(2, 2, 1, 3)
	_, _, run = p.take(t, len(p.steps))
	last := run.States[len(run.States)-1].Vars
	require.Equal(t, traces.Str("follower"), field(t, last, "nodes", "S4", "Role"))
	require.Equal(t, traces.Str("leader"), field(t, last, "nodes", "S2", "Role"))
}

// loseMajority is the run to where server 4, which leads, reaches 2 alone, and 1, 3 and 5 have
// found out that they hear no leader. All pre-votes that can be granted are.
func (p *partial) loseMajority() {
	p.timeout(4, electionTimer, 1)
	p.preStand(4, 1, 1, 2)
	for _, follower := range []int{3, 5} {
		p.do("S%d receives RequestVote{Term: 1} from S4", follower)
	}
	for _, follower := range []int{1, 2, 3, 5} {
		p.do("S%d receives AppendEntries{Term: 1} from S4", follower)
	}
	p.cut("S1↔S4", "S3↔S4", "S1↔S5", "S2↔S5", "S3↔S5", "S4↔S5")
	for _, alone := range []int{1, 3, 5} {
		p.timeout(alone, silenceTimer, 1)
		p.timeout(alone, electionTimer, 1)
	}
	p.do("S3 receives PreVote{Term: 2} from S1")
	p.do("S1 receives PreVoteReply{Term: 2} from S3")
	p.do("S1 receives PreVote{Term: 2} from S3")
	p.do("S3 receives PreVoteReply{Term: 2} from S1")
	p.timeout(4, commandTimer, 1)
	p.do("S2 receives AppendEntries{Term: 1, Entries: [{Term: 1, Command: {From: S4, Number: 1, Op: none}}]} from S4")
	p.do("S4 receives AppendEntriesReply{Term: 1} from S2")
	p.timeout(4, heartbeatTimer, 1)
	p.do("S2 receives AppendEntries{Term: 1, PrevLogIndex: 1} from S4")
	p.timeout(4, heartbeatTimer, 1) // from now on a heartbeat says nothing new
}

// supportEachOther lets servers 1 and 3 ask again, and get each other's pre-vote.
func (p *partial) supportEachOther() {
	for _, pair := range [][2]int{{1, 3}, {3, 1}} {
		p.timeout(pair[0], electionTimer, 1)
		p.do("S%d receives PreVote{Term: 2} from S%d", pair[1], pair[0])
		p.do("S%d receives PreVoteReply{Term: 2} from S%d", pair[0], pair[1])
	}
}

// With pre-votes alone server 4, which no leader reaches, deposes nobody: 2 hears the leader, and
// leaves its pre-vote alone.
func TestPreVotesKeepLeaderThatPartialPartitionHides(t *testing.T) {
	p := partialOf(t, temporal.FinallyAlways(steady.Name).Under(temporal.Messages), "-pre-vote true -spread 5 -commands 0")
	p.cut("S1↔S4", "S1↔S5", "S2↔S5", "S3↔S4", "S4↔S5")
	p.timeout(3, electionTimer, 1)
	p.preStand(3, 1, 1, 2)
	p.do("S5 receives RequestVote{Term: 1} from S3")
	for _, follower := range []int{1, 2, 5} {
		p.do("S%d receives AppendEntries{Term: 1} from S3", follower)
	}
	p.timeout(4, electionTimer, 1)
	_, _, run := p.take(t, len(p.steps))
	require.Equal(t, traces.Int(0), field(t, run.States[len(run.States)-1].Vars, "nodes", "S4", "Term"))
	live, err := synod.Open(p.sys, run)
	require.NoError(t, err)
	for _, s := range live.Enabled() {
		require.NotEqual(t, "S4", s.From, "%v", s)
	}
}

// A cluster in which pre-votes were turned on server by server: server 2 stood for election,
// without pre-votes, in term 3 while nobody heard it, and 1 has an entry that 2 lacks. When 3 is
// gone, 2 cannot be elected, and 1 asks for a term that is long past at 2. It must be told so
// (etcd, issue 8501: servers that drop messages of lower terms may deadlock).
func TestPreVotesTurnedOnServerByServer(t *testing.T) {
	mixed := func(flags string) *model.System {
		sys := systemOf(t, "", "-pre-vote true -commands 0 -terms 4 -crashes 1 -crash-stop true "+flags)
		server := sys.Groups[0].New
		sys.Groups[0].New = func(id model.NodeID) model.Node {
			s := server(id).(*FullServer)
			switch s.Term = 1; id {
			case 1:
				s.Log = logOf("1")
			case 2:
				s.Term, s.VotedFor = 3, id
			}
			return s
		}
		sys.Properties = []model.Property{{Name: "progress", Live: temporal.Possible("leader-elected")}}
		sys.Assumptions = []model.Assumption{{Name: "at first server 3 crashes", Holds: func(s *model.State) bool {
			return !s.Nodes[2].Up || len(s.InFlight) == 0
		}}}
		return sys
	}
	r := explored(t, mixed(""), 0)
	require.Equal(t, synod.VerdictViolated, r.Properties[0].Verdict)
	require.Equal(t, 1, r.Violation.Length(), "nothing that may still happen leads to a leader")
	told := mixed("-refusals true")
	require.Equal(t, synod.VerdictOpen, explored(t, told, 0).Properties[0].Verdict, "but for the bound on terms")
	r, err := synod.Explore(t.Context(), told, synod.Options{Until: "leader-elected"})
	require.NoError(t, err)
	require.Equal(t, synod.VerdictReached, r.Verdict)
	require.Equal(t, 1+8, r.Violation.Length())
}
