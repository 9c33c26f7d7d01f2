package raft

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// retryTimer is set at a SessionClient that waits, if there are to be retries.
const retryTimer model.Timer = "retry"

// SessionClient is a client that sends a request again, to the next server, when it has
// waited long enough (Section 8; param sessions). The number of its operation is the
// serial number, by which servers know a request that they have executed.
type SessionClient struct {
	Client
	Asked model.NodeID // the server that it has asked last, while it waits
}

// Invoke implements model.Invoker.
func (c *SessionClient) Invoke(env model.Env) { c.Asked = c.begin(env, c.Asked) }

// Timeout asks the next server. In the paper it is one chosen at random; in turn, the
// leader is among them.
func (c *SessionClient) Timeout(env model.Env, t model.Timer) {
	c.Session.Timeout(env, t)
	servers := env.Group(serverPrefix)
	c.Asked = servers[(slices.Index(servers, c.Asked)+1)%len(servers)]
	env.Resend(c.Asked, c.request())
}

// Receive takes the answer.
func (c *SessionClient) Receive(env model.Env, from model.NodeID, m model.Message) {
	c.Client.Receive(env, from, m)
	if !c.Waiting && c.Next == nil {
		c.Asked = model.Nobody // one that goes on for ever asks the leader that it has found
	}
}

// request is the leader's side of a client's request: append the command, unless the
// log has it already, which is so when the network delivered the request twice.
//
// With sessions the leader answers at once if it has executed the command, and looks
// no further back than its own term for an entry: from an older term it does not know
// that somebody waits, so it appends the command again, and answers when it applies
// that.
func (s replica) request(env model.Env, client model.NodeID, m Request) {
	if s.Role != Leader || s.Transferee != model.Nobody {
		return
	}
	switch {
	case m.Op != Read:
	case s.config.readIndex:
		s.readIndex(env, client, m.Number)
		return
	case s.config.leases() && s.readInLease(env, client, m.Number):
		return
	}
	c := Command{From: client, Number: m.Number, Op: m.Op}
	if s.config.sessions {
		if value, executed := s.executed(c, s.LastApplied); executed {
			s.answer(env, c, value)
			return
		}
	}
	had := func(e Entry) bool { return e.Command == c && (e.Term == s.Term || !s.config.sessions) }
	if !slices.ContainsFunc(s.entries(), had) {
		s.appendCommand(env, c)
	}
}

// answer answers a client. With sessions an answer may be asked for again and again,
// of which one in flight is enough.
func (s replica) answer(env model.Env, c Command, value int) {
	reply := Reply{Number: c.Number, Value: value}
	if s.config.sessions {
		env.Resend(c.From, reply)
	} else {
		env.Send(c.From, reply)
	}
}

// execute executes a client's command on the state machine, of which it is the entry at
// an index, and returns the response. With sessions a command that was executed before
// is not executed again; it has the response that it had (Section 8).
func (s replica) execute(c Command, index int) (value int) {
	if s.config.sessions {
		if value, executed := s.executed(c, index-1); executed {
			return value
		}
	}
	if c.Op == Read {
		return s.Register
	}
	s.Register = int(c.Op)
	return 0
}

// executed reports whether the first entries of the log, all of them applied, executed
// a command, and what the response was. Section 8 keeps the latest serial number of each
// client, with its response. That is a function of the entries applied, which are all in
// the log here, so it is no state of its own.
func (s replica) executed(c Command, applied int) (value int, ok bool) {
	if s.config.mutant == noDuplicateFilter {
		return 0, false
	}
	register, latest := 0, map[model.NodeID]int{}
	entries := s.entries()
	for _, e := range entries[:min(applied, len(entries))] {
		d := e.Command
		if d.Number <= latest[d.From] || !d.Op.ofClient() {
			continue
		}
		latest[d.From] = d.Number
		response := 0
		if d.Op == Read {
			response = register
		} else {
			register = int(d.Op)
		}
		if d == c {
			value = response
		}
	}
	return value, c.Number <= latest[c.From]
}
