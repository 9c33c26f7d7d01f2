package raft

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/synod-go/synod/model"
)

const dissertation = "Ongaro, Consensus: Bridging Theory and Practice (dissertation, Stanford 2014)"

// FullServer is a Server with the state of what Figure 2 leaves out. Systems have it when a
// setting asks for any of that; otherwise they have plain Servers.
type FullServer struct {
	Server
	Extra
}

// Extra is what a server keeps beyond Figure 2. What has no use is zero.
type Extra struct {
	// Heard is the leader that a server has heard from within the minimum election timeout
	// (pre-vote, check-quorum).
	Heard model.NodeID

	// Answered are the servers that have answered a leader since it last checked that a
	// majority does (check-quorum).
	Answered model.NodeSet

	// Transferee is the server that a leader hands its leadership over to (transfers).
	Transferee model.NodeID

	// Reads are the reads that a leader has still to answer (reads index).
	Reads []PendingRead

	// Waits is for how many ticks a server still supports no candidate, and Age how many ticks
	// ago a leader appended its last entry, as far as that matters (reads lease).
	Waits, Age int

	// Snapshot stands for the first entries of the log (compactions).
	Snapshot Snapshot `model:"durable"`
}

// Start begins, at boot and after a crash.
func (s *FullServer) Start(env model.Env) { s.replica().start(env) }

// Timeout handles timers.
func (s *FullServer) Timeout(env model.Env, t model.Timer) { s.replica().timeout(env, t) }

// Receive handles all messages.
func (s *FullServer) Receive(env model.Env, from model.NodeID, m model.Message) {
	s.replica().receive(env, from, m)
}

func (s *FullServer) replica() replica { return replica{&s.Server, &s.Extra} }

// replica is what the handlers work on: all the state that a server may have. Of a plain
// Server the extra state is zero, and stays so.
type replica struct {
	*Server
	*Extra
}

// anyServer is a *Server or a *FullServer.
type anyServer interface {
	basic() *Server
	entries() []Entry
}

func (s *Server) basic() *Server { return s }

// extraTimeout handles the timers that Figure 2 does not have.
func (s replica) extraTimeout(env model.Env, t model.Timer) {
	switch t {
	case silenceTimer:
		s.Heard = model.Nobody
	case quorumTimer:
		s.checkQuorum(env)
	case transferTimer:
		s.transfer(env)
	case abortTimer:
		s.abortTransfer(env)
	case changeTimer:
		s.changeMembership(env)
	case compactTimer:
		s.compact(env)
	case tickTimer:
		s.tick(env)
	}
}

// receiveExtra handles the messages that Figure 2 does not have.
func (s replica) receiveExtra(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case PreVote:
		s.preVote(env, from, m)
	case PreVoteReply:
		s.countPreVote(env, from, m)
	case TimeoutNow:
		s.timeoutNow(env, m)
	case RequestVoteNow:
		s.requestVote(env, from, m.RequestVote, model.Nobody)
	case InstallSnapshot:
		if s.inTerm(env, m.Term) {
			s.installSnapshot(env, from, m)
		} else if s.config.refusals {
			env.Resend(from, InstallSnapshotReply{Term: s.Term})
		}
	case Confirm:
		if s.inTerm(env, m.Term) {
			s.confirm(env, from, m)
		}
	case Confirmed:
		if s.inTerm(env, m.Term) {
			s.countConfirmed(env, from, m)
		}
	case InstallSnapshotReply:
		if s.inTerm(env, m.Term) {
			s.countInstalled(env, from, m)
		}
	}
}

// setLeaderTimers sets the timers of a leader.
func (s replica) setLeaderTimers(env model.Env) {
	if s.config.heartbeats {
		env.SetTimer(heartbeatTimer)
	}
	if s.config.commands {
		env.SetTimer(commandTimer)
	}
	if s.config.checkQuorum {
		env.SetTimer(quorumTimer)
	}
	if s.config.transfers {
		env.SetTimer(transferTimer)
	}
	if s.config.changes != nil {
		env.SetTimer(changeTimer)
	}
}

// forgetExtra gives up what only followers that hear a leader, and leaders, have.
func (s replica) forgetExtra(env model.Env) {
	s.Heard, s.Answered, s.Transferee, s.Reads, s.Age = model.Nobody, 0, model.Nobody, nil, 0
	for _, t := range []model.Timer{silenceTimer, quorumTimer, transferTimer, abortTimer, changeTimer} {
		env.StopTimer(t)
	}
}

// server makes a server.
func (c config) server(id model.NodeID) model.Node {
	if !c.initial.all().Has(id) {
		c.initial = Membership{} // one that joins learns of the others from the log
	}
	if c.full() {
		return &FullServer{Server: Server{config: c}}
	}
	return &Server{config: c}
}

// limit bounds servers.
func (c config) limit(name string, value int, within func(*Server) bool) model.Bound {
	if c.full() {
		return model.Limit(name, strconv.Itoa(value), func(s *FullServer) bool { return within(&s.Server) })
	}
	return model.Limit(name, strconv.Itoa(value), within)
}

// extraMessages are what servers send beyond Figure 2.
var extraMessages = []model.Message{PreVote{}, PreVoteReply{}, TimeoutNow{}, RequestVoteNow{}, InstallSnapshot{}, InstallSnapshotReply{}, Confirm{}, Confirmed{}}

// messages are those that servers send to each other, or clients and servers, under the settings.
func (c config) messages(commands bool) []model.Message {
	list := slices.Clone(serverMessages)
	if c.clients {
		list = append(list, Request{}, Reply{})
	} else if !commands && !c.refusals && !c.checkQuorum {
		list = list[:3] // there is nothing to acknowledge
	}
	if c.preVote {
		list = append(list, PreVote{}, PreVoteReply{})
	}
	if c.transfers {
		list = append(list, TimeoutNow{})
		if c.checkQuorum {
			list = append(list, RequestVoteNow{})
		}
	}
	if c.readIndex {
		list = append(list, Confirm{}, Confirmed{})
	}
	if c.compactions {
		list = append(list, InstallSnapshot{}, InstallSnapshotReply{})
	}
	return list
}

// checkExtra refuses settings that make no sense together.
func (s settings) checkExtra() error {
	if s.membership != "" && s.membership != singleServer && s.membership != jointConsensus {
		return fmt.Errorf("membership %q is unknown; accepted are %s and %s", s.membership, singleServer, jointConsensus)
	}
	if err := s.checkNeeds(); err != nil {
		return err
	}
	if s.transfers > 0 && s.servers == 1 {
		return errors.New("transfers are between servers; accepted is transfers 0, or servers 2 or more, not servers 1")
	}
	if leases := s.clients > 0 && s.reads == readLease; leases && (s.transfers > 0 || s.membership != "") {
		return errors.New("a lease counts on the servers that vote, and on nobody who is told to succeed the leader; accepted with reads lease is transfers 0 without membership")
	}
	if s.spread > 0 && s.clients > 0 && s.reads != readLog {
		return errors.New("each leader begins with an entry of its own, so that with terms by difference logs grow without end; accepted is spread 0, or reads log")
	}
	if s.spread > 0 && s.membership != "" && s.tries > 0 {
		return errors.New("each leader begins with an entry of its own, so that with terms by difference logs grow without end; accepted is spread 0, or change-tries 0")
	}
	if s.spread > 0 && s.compactions > 0 {
		return errors.New("terms by difference are for elections; accepted is spread 0, or compactions 0")
	}
	if s.symmetry && s.membership != "" {
		return errors.New("servers that join or leave are not interchangeable; accepted is membership \"\", or symmetry false")
	}
	if s.symmetry && s.transfers > 0 {
		return errors.New("transfers choose a server by its place; accepted is transfers 0, or symmetry false")
	}
	return nil
}

// checkNeeds refuses settings that have nothing to do: with one server that is the only one
// there will be, and without anything in the log.
func (s settings) checkNeeds() error {
	alone := s.servers == 1 && s.membership == ""
	for _, c := range []struct {
		name string
		set  bool
	}{
		{"pre-vote", s.preVote},
		{"check-quorum", s.checkQuorum},
		{"reads " + s.reads, s.clients > 0 && s.reads != readLog},
	} {
		if c.set && alone {
			return fmt.Errorf("with %s a server asks others, of which there are none; accepted are servers 2 and more, not servers 1", c.name)
		}
	}
	if s.compactions > 0 && s.clients == 0 && s.commands == 0 && (s.membership == "" || s.tries == 0) {
		return errors.New("nothing is ever in a log to be compacted; accepted is compactions 0, or commands 1 and more, clients, or changes of the membership")
	}
	return nil
}

// extraStamp is the term below which an extra message is dead; see epochs. A pre-vote is of
// use in the term before the one that it is for.
func extraStamp(m model.Message) (epoch, stamp int, ok bool) {
	switch m := m.(type) {
	case PreVote:
		return 0, int(m.Term), true
	case PreVoteReply:
		return 0, int(m.Term) - 1, true
	case TimeoutNow:
		return 0, int(m.Term), true
	case RequestVoteNow:
		return 0, int(m.Term), true
	case InstallSnapshot:
		return 0, int(m.Term), true
	case InstallSnapshotReply:
		return 0, int(m.Term), true
	case Confirm:
		return 0, int(m.Term), true
	case Confirmed:
		return 0, int(m.Term), true
	}
	return 0, 0, false
}
