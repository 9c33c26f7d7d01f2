package vr

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Section 4.1, steps 2 and 3: the primary stores a new request and tells the backups; a
// backup leaves requests alone.
func TestRequestSection41(t *testing.T) {
	env, s := started(1)
	s.Receive(env, 4, request(put))
	require.Equal(t, log(put), s.Log)
	require.Equal(t, []string{
		"send S2 Prepare{View: 1, Command: {Client: C1, Number: 1, Op: put x 11}, OpNumber: 1, CommitNumber: 0}",
		"send S3 Prepare{View: 1, Command: {Client: C1, Number: 1, Op: put x 11}, OpNumber: 1, CommitNumber: 0}",
	}, env.Did())

	env, s = started(2)
	s.Receive(env, 4, request(put))
	require.Empty(t, s.Log)
	require.Empty(t, env.Did())
}

// Step 2: the client-table has the last request of each client.
func TestClientTableSection41(t *testing.T) {
	env, s := started(1)
	s.Receive(env, 4, request(put))
	s.Receive(env, 4, request(put))
	require.Equal(t, log(put), s.Log, "it is not executed: dropped")
	s.Receive(env, 2, PrepareOK{View: 1, OpNumber: 1})
	env.Did()
	env.Take()
	s.Receive(env, 4, request(put))
	require.Equal(t, []string{`send C1 Reply{Number: 1, Value: ""}`}, env.Did(), "it is executed: answered again")
	s.Receive(env, 4, request(get))
	env.Did()
	s.Receive(env, 4, request(put))
	require.Equal(t, log(put, get), s.Log)
	require.Empty(t, env.Did(), "it is an older one: dropped")

	env, s = started(1)
	s.mistaken(noClientTable)
	s.Receive(env, 4, request(put))
	s.Receive(env, 4, request(put))
	require.Equal(t, log(put, put), s.Log)
}

// Step 4: a backup stores requests in order, says so, and executes what is committed.
func TestPrepareSection41(t *testing.T) {
	env, s := started(2)
	s.Receive(env, 1, Prepare{View: 1, Command: put, OpNumber: 1})
	require.Equal(t, log(put), s.Log)
	require.Equal(t, waits("record Promised{View: 1, OpNumber: 1}", "send S1 PrepareOK{View: 1, OpNumber: 1}"), env.Did())
	s.Receive(env, 1, Prepare{View: 1, Command: put, OpNumber: 1, CommitNumber: 1})
	require.Equal(t, waits(), env.Did(), "it has that already")
	s.Receive(env, 1, Prepare{View: 1, Command: other, OpNumber: 2, CommitNumber: 1})
	require.Equal(t, log(put), s.Executed)
	require.Equal(t, 1, s.CommitNumber)
}

// Step 4: what comes too early is asked for (Section 5.2).
func TestPrepareWithAGap(t *testing.T) {
	env, s := started(2, put)
	s.Receive(env, 1, Prepare{View: 1, Command: get, OpNumber: 3, CommitNumber: 1})
	require.Equal(t, log(put), s.Log)
	require.Zero(t, s.CommitNumber)
	require.Equal(t, waits("send S1 GetState{View: 1, OpNumber: 1}"), env.Did())
}

// Step 5: f backups and the primary are a quorum; a PrepareOK is for all earlier requests,
// too. The primary answers.
func TestPrepareOKSection41(t *testing.T) {
	env, s := started(1, put, other)
	s.Receive(env, 3, PrepareOK{View: 2, OpNumber: 2})
	require.Zero(t, s.CommitNumber, "of another view")
	s.Receive(env, 3, PrepareOK{View: 1, OpNumber: 2})
	require.Equal(t, 2, s.CommitNumber)
	require.Equal(t, log(put, other), s.Executed)
	require.Empty(t, s.Prepared, "what is committed need not be counted")
	require.Equal(t, []string{
		"record Committed{View: 1, OpNumber: 1, Command: {Client: C1, Number: 1, Op: put x 11}}",
		"record Executed{OpNumber: 1, Command: {Client: C1, Number: 1, Op: put x 11}}",
		`send C1 Reply{Number: 1, Value: ""}`,
		"record Committed{View: 1, OpNumber: 2, Command: {Client: C2, Number: 1, Op: append x 21}}",
		"record Executed{OpNumber: 2, Command: {Client: C2, Number: 1, Op: append x 21}}",
		`send C2 Reply{Number: 1, Value: ""}`,
	}, env.Did())
	s.Receive(env, 2, PrepareOK{View: 1, OpNumber: 1})
	require.Empty(t, env.Did())
	require.Empty(t, s.Prepared)
}

// With five replicas two backups are needed.
func TestPrepareOKOfFive(t *testing.T) {
	env, s := started(1, put)
	s.config.servers = 5
	s.Receive(env, 2, PrepareOK{View: 1, OpNumber: 1})
	s.Receive(env, 2, PrepareOK{View: 1, OpNumber: 1})
	require.Zero(t, s.CommitNumber)
	s.Receive(env, 3, PrepareOK{View: 1, OpNumber: 1})
	require.Equal(t, 1, s.CommitNumber)
}

// Steps 6 and 7: Commit messages tell backups what is committed. They execute it, and do
// not answer.
func TestCommitSection41(t *testing.T) {
	env, s := started(1, put)
	s.CommitNumber = 1
	env.Fire(s, commitTimer)
	require.Equal(t, []string{
		"send S2 Commit{View: 1, CommitNumber: 1}", "send S3 Commit{View: 1, CommitNumber: 1}", "set commit",
	}, env.Did())

	env, s = started(2, put)
	s.Receive(env, 1, Commit{View: 1, CommitNumber: 1})
	require.Equal(t, waits("record Executed{OpNumber: 1, Command: {Client: C1, Number: 1, Op: put x 11}}"), env.Did())
	s.Receive(env, 1, Commit{View: 1})
	require.Equal(t, 1, s.CommitNumber, "it does not go back")
	env.Did()
	s.Receive(env, 1, Commit{View: 1, CommitNumber: 2})
	require.Equal(t, waits("send S1 GetState{View: 1, OpNumber: 1}"), env.Did())
}

// What a get returns is made of what was executed before it.
func TestResult(t *testing.T) {
	_, s := started(1)
	s.Executed = log(put, get, other, get)
	require.Equal(t, []string{"", "11", "", "1121"}, []string{s.result(0), s.result(1), s.result(2), s.result(3)})
}
