package twophase

import "github.com/synod-go/synod/model"

// State is where a manager stands. The transaction manager is never Prepared.
type State int

// The states, with the paper's names.
const (
	Working State = iota
	Prepared
	Committed
	Aborted
)

// String returns the state's name.
func (s State) String() string {
	switch s {
	case Working:
		return "working"
	case Prepared:
		return "prepared"
	case Committed:
		return "committed"
	case Aborted:
		return "aborted"
	}
	return "unknown"
}

func (s State) decided() bool { return s == Committed || s == Aborted }

// Messages.
type (
	// Ready says that its sender has prepared (the paper's Prepared message).
	Ready struct{}
	// Commit is the transaction manager's decision to commit.
	Commit struct{}
	// Abort is the transaction manager's decision to abort.
	Abort struct{}
)

// The spontaneous moves. A timer is set exactly while its move is possible.
const (
	prepare model.Timer = "prepare"
	abort   model.Timer = "abort"
	commit  model.Timer = "commit"
)

// vote is the input of a resource manager.
type vote int

const (
	free vote = iota // it chooses
	no
	yes
)

// ResourceManager takes part in the transaction.
type ResourceManager struct {
	State State `model:"durable"`
	vote  vote  `model:"const"`
}

// Start makes the spontaneous moves possible that its vote allows, unless it has made one
// before a crash.
func (r *ResourceManager) Start(env model.Env) {
	if r.State != Working {
		return
	}
	if r.vote != no {
		env.SetTimer(prepare)
	}
	if r.vote != yes {
		env.SetTimer(abort)
	}
}

// Timeout prepares (RMPrepare) or aborts (RMChooseToAbort). A resource manager
// that aborts tells nobody: the transaction manager just never hears that it
// has prepared.
func (r *ResourceManager) Timeout(env model.Env, t model.Timer) {
	switch t {
	case prepare:
		r.enter(env, Prepared)
		env.Send(env.Group(transactionManager)[0], Ready{})
	case abort:
		r.enter(env, Aborted)
	}
}

// Receive obeys the transaction manager (RMRcvCommitMsg, RMRcvAbortMsg).
func (r *ResourceManager) Receive(env model.Env, _ model.NodeID, m model.Message) {
	switch m.(type) {
	case Commit:
		r.enter(env, Committed)
	case Abort:
		r.enter(env, Aborted)
	}
}

func (r *ResourceManager) enter(env model.Env, s State) {
	r.State = s
	env.StopTimer(prepare)
	env.StopTimer(abort)
}

// TransactionManager decides.
type TransactionManager struct {
	State    State         `model:"durable"`
	Prepared model.NodeSet `model:"durable"` // the resource managers that said so

	mutant mutant `model:"const"`
}

// Start makes an abort possible (TMAbort), and after a crash what else was possible.
func (t *TransactionManager) Start(env model.Env) {
	if t.State != Working {
		return
	}
	if t.mutant != neverGivesUp {
		env.SetTimer(abort)
	}
	t.allowCommit(env)
}

// Timeout decides (TMCommit, TMAbort).
func (t *TransactionManager) Timeout(env model.Env, timer model.Timer) {
	switch timer {
	case commit:
		t.decide(env, Committed, Commit{})
	case abort:
		t.decide(env, Aborted, Abort{})
	}
}

// Receive notes who has prepared (TMRcvPrepared), and makes a commit possible
// once all have.
func (t *TransactionManager) Receive(env model.Env, from model.NodeID, m model.Message) {
	if _, ok := m.(Ready); !ok || t.State != Working {
		return
	}
	t.Prepared = t.Prepared.With(from)
	t.allowCommit(env)
}

// allowCommit makes a commit possible once all have prepared.
func (t *TransactionManager) allowCommit(env model.Env) {
	if t.Prepared.Len() == len(env.Group(resourceManagers)) {
		env.SetTimer(commit)
	}
}

func (t *TransactionManager) decide(env model.Env, s State, m model.Message) {
	t.State = s
	env.StopTimer(commit)
	env.StopTimer(abort)
	for _, r := range env.Group(resourceManagers) {
		env.Send(r, m)
	}
}
