package rawnode

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// The timers of servers.
const (
	electionTimer  model.Timer = "election"  // RawNode.Campaign
	heartbeatTimer model.Timer = "heartbeat" // RawNode.Tick of a leader, which sends heartbeats
	tickTimer      model.Timer = "tick"      // RawNode.Tick, instead of the two
	writeTimer     model.Timer = "write"     // the disk has written something
	applyTimer     model.Timer = "apply"     // the state machine has applied something
	changeTimer    model.Timer = "change"    // the next change of the configuration is due
	transferTimer  model.Timer = "transfer"  // the leader is to hand over
	compactTimer   model.Timer = "compact"   // the log is to be compacted
)

// timers are all of them.
var timers = []model.Timer{
	electionTimer, heartbeatTimer, tickTimer, writeTimer, applyTimer, changeTimer, transferTimer, compactTimer, retryTimer,
}

// Timeout implements model.Machine.
func (s *server) Timeout(env model.Env, t model.Timer) {
	s.run(env, func() { s.timeout(env, t) })
}

func (s *server) timeout(env model.Env, t model.Timer) {
	switch t {
	case electionTimer:
		_ = s.n.Campaign()
	case heartbeatTimer:
		s.n.Tick()
	case tickTimer:
		s.tick(env)
	case writeTimer:
		s.write(env)
		s.advance(env)
	case applyTimer:
		s.apply(env)
		s.advance(env)
	case retryTimer:
		s.Session.Timeout(env, t)
		s.attempt()
	case changeTimer:
		_ = s.n.Change(s.changes[changed(s.log())])
	case transferTimer:
		others := s.others()
		s.n.Transfer(others[env.Choose(len(others))])
	case compactTimer:
		s.n.Compact(len(s.Applied), s.Config, snapshotData(s.Applied))
	}
}

// tick is a tick of the library's clock. A server that is no leader campaigns when a random
// time has passed, from ElectionTick to one less than twice as much. The library draws it
// with every change of its role; here it is chosen when it makes a difference, whenever it
// could have passed and not before: all that it could be is explored.
func (s *server) tick(env model.Env) {
	if s.was.RaftState != Leader {
		elapsed := s.n.elapsed() + 1
		passed := elapsed >= 2*s.electionTick-1
		if s.electionTick <= elapsed && !passed {
			passed = env.Choose(2) == 1
		}
		if passed {
			s.n.setTimeout(elapsed)
		} else {
			s.n.setTimeout(elapsed + 1)
		}
	}
	s.n.Tick()
}

// setTimers sets the timers for what can happen next, and stops the others.
func (s *server) setTimers(env model.Env) {
	leads := s.was.RaftState == Leader
	set := func(t model.Timer, due bool) {
		if due {
			env.SetTimer(t)
		} else {
			env.StopTimer(t)
		}
	}
	set(electionTimer, s.ticks == 0 && !leads && s.votes())
	set(heartbeatTimer, s.ticks == 0 && leads && s.heartbeats > 0)
	set(tickTimer, s.ticks > 0)
	set(writeTimer, len(s.Writing) > 0 && (s.form == parallel || s.form == async))
	set(applyTimer, len(s.Applying) > 0 && s.form != oneStep)
	set(changeTimer, leads && len(s.changes) > 0 && s.changeIsDue())
	set(transferTimer, leads && s.transfers > 0 && len(s.others()) > 0)
	set(compactTimer, s.compactions > 0 && s.canCompact())
}

// votes reports whether the server is a voter, in its own eyes.
func (s *server) votes() bool {
	return slices.Contains(s.Config.Voters, s.id) || slices.Contains(s.Config.VotersOutgoing, s.id)
}

// others are the other voters.
func (s *server) others() []model.NodeID {
	return slices.DeleteFunc(slices.Clone(s.Config.Voters), func(id model.NodeID) bool { return id == s.id })
}

// changed counts the changes in a log that somebody asked for: the library leaves a joint
// configuration with an entry without data.
func changed(log []Entry) (n int) {
	for _, e := range log {
		if e.Type != Normal && e.Data != "" {
			n++
		}
	}
	return n
}

// changeIsDue reports whether there is a next change, and those before it are applied.
func (s *server) changeIsDue() bool {
	log := s.log()
	unapplied := func(e Entry) bool { return e.Type != Normal && e.Index > len(s.Applied) }
	return changed(log) < len(s.changes) && !slices.ContainsFunc(log, unapplied)
}

// canCompact reports whether there are entries to compact. It is up to the harness to keep
// those of which the library does not know yet that they are applied.
func (s *server) canCompact() bool {
	return len(s.Applied) > s.stored().Snapshot.Metadata.Index && s.n.Status().Applied == len(s.Applied)
}
