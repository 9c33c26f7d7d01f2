package raft

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/synod-go/synod/model"
)

// How the membership changes (param membership).
const (
	singleServer   = "single" // by one server at a time (dissertation, Section 4.1)
	jointConsensus = "joint"  // by any servers, through a joint configuration (paper, Section 6)
)

// changeTimer is set at leaders that may change the membership.
const changeTimer model.Timer = "change"

// Membership is a configuration: which servers vote, and which only learn (dissertation,
// Sections 4.1, 4.2.1 and 4.3). It stands in the log, and a server uses the latest one in
// its log, whether or not that is committed.
type Membership struct {
	Voters   model.NodeSet
	Old      model.NodeSet // the voters of the old configuration, in a joint one
	Learners model.NodeSet // get the log, and do not vote
}

// mostServers is how many servers there may be, with those that join.
const mostServers = 9

// op returns the operation of an entry with the configuration: numbers below Read, with
// the three sets in their bits.
func (m Membership) op() Op {
	const width = mostServers
	return Read - 1 - Op(m.Voters>>1|m.Old>>1<<width|m.Learners>>1<<(2*width))
}

// membership returns the configuration that an operation is, if it is one.
func (op Op) membership() (m Membership, ok bool) {
	if op >= Read {
		return m, false
	}
	const width, mask = mostServers, 1<<mostServers - 1
	bits := model.NodeSet(Read - 1 - op)
	return Membership{Voters: bits & mask << 1, Old: bits >> width & mask << 1, Learners: bits >> (2 * width) & mask << 1}, true
}

// all are the servers that get the log.
func (m Membership) all() model.NodeSet { return m.Voters | m.Old | m.Learners }

// voters are the servers whose votes count.
func (m Membership) voters() model.NodeSet { return m.Voters | m.Old }

// quorum reports whether a set of servers has a majority of the voters; of a joint
// configuration, one of the old and one of the new voters.
func (m Membership) quorum(set model.NodeSet) bool {
	return isMajority(set, m.Voters) && (m.Old == 0 || isMajority(set, m.Old))
}

func isMajority(set, of model.NodeSet) bool { return 2*(set&of).Len() > of.Len() }

// String lists the servers: "S1 S2 S3", "S1 S2 to S2 S3", "S1 S2, learners S3".
func (m Membership) String() string {
	text := listOf(m.Voters)
	if m.Old != 0 {
		text = listOf(m.Old) + " to " + text
	}
	if m.Learners != 0 {
		text += ", learners " + listOf(m.Learners)
	}
	return text
}

func listOf(set model.NodeSet) string {
	var words []string
	for _, id := range set.IDs() {
		words = append(words, fmt.Sprintf("%s%d", serverPrefix, id))
	}
	return strings.Join(words, " ")
}

// membership returns the configuration that a server uses, and the index of its entry: 0 if
// it is that with which the server started.
func (s replica) membership() (m Membership, index int) {
	for i, e := range slices.Backward(s.entries()) {
		if m, ok := e.Command.Op.membership(); ok {
			return m, i + 1
		}
	}
	return s.config.initial, 0
}

// changesMembership reports whether the membership can change at all.
func (c config) changesMembership() bool { return c.membership != "" }

// quorum reports whether a set of servers is a majority of all that vote.
func (s replica) quorum(set model.NodeSet) bool {
	if !s.config.changesMembership() {
		return 2*set.Len() > s.config.servers
	}
	m, _ := s.membership()
	if s.config.mutant == newMajorityOnly {
		m.Old = 0
	}
	return m.quorum(set)
}

// others are the servers to which a leader replicates its log.
func (s replica) others(env model.Env) []model.NodeID {
	if !s.config.changesMembership() {
		return env.Peers()
	}
	m, _ := s.membership()
	return s.among(env, m.all())
}

// rivals are the servers that a candidate asks, and one of which may succeed a leader.
func (s replica) rivals(env model.Env) []model.NodeID {
	if !s.config.changesMembership() {
		return env.Peers()
	}
	m, _ := s.membership()
	return s.among(env, m.voters())
}

func (s replica) among(env model.Env, set model.NodeSet) []model.NodeID {
	return slices.DeleteFunc(slices.Clone(env.Peers()), func(peer model.NodeID) bool { return !set.Has(peer) })
}

// campaigns reports whether a server starts elections: it votes; or it is left out of a
// configuration that may not be committed, for then it may still be needed (dissertation,
// Section 4.2.2).
func (s replica) campaigns(env model.Env) bool {
	if !s.config.changesMembership() {
		return true
	}
	m, index := s.membership()
	return m.voters().Has(env.ID()) || m.Voters != 0 && !m.Learners.Has(env.ID()) && index > s.CommitIndex
}

// mayChange reports whether a leader may change the membership: the last change is
// committed, and so is an entry of the leader's own term. The second condition is missing
// in the dissertation (Ongaro, bug in single-server membership changes, raft-dev, 10 July
// 2015).
func (s replica) mayChange() bool {
	m, index := s.membership()
	return (index <= s.CommitIndex || s.config.mutant == overlappingChanges) && m.Old == 0 &&
		(s.termAt(s.CommitIndex) == s.Term || s.config.mutant == earlyConfig)
}

// changeMembership lets a leader begin one of the changes that apply.
func (s replica) changeMembership(env model.Env) {
	env.SetTimer(changeTimer)
	if !s.mayChange() || s.Transferee != model.Nobody {
		return
	}
	now, _ := s.membership()
	var next []Membership
	for _, c := range s.config.changes {
		if m, applies := c.of(now); applies {
			next = append(next, m)
		}
	}
	if len(next) == 0 {
		return
	}
	m := next[env.Choose(len(next))]
	if s.config.membership == jointConsensus {
		m.Old = now.Voters
	}
	s.appendOwn(env, m.op())
}

// appendOwn appends an entry that no client asked for.
func (s replica) appendOwn(env model.Env, op Op) {
	s.appendCommand(env, Command{From: env.ID(), Number: s.lastIndex() + 1, Op: op})
}

// membershipCommitted goes on when the latest configuration is committed: from a joint one
// to the new one; and a leader that is left out steps down (dissertation, Section 4.2.2).
func (s replica) membershipCommitted(env model.Env) {
	m, index := s.membership()
	switch {
	case !s.config.changesMembership() || s.Role != Leader || index > s.CommitIndex:
	case m.Old != 0:
		m.Old = 0
		s.appendOwn(env, m.op())
	case !m.Voters.Has(env.ID()):
		s.becomeFollower(env)
	}
}

// Deposed is the event that a candidate of a newer term deposes a leader.
type Deposed struct {
	By      model.NodeID
	Removed bool // it is in no configuration that the leader knows to be in use
}

// removedKeepQuiet is what a server that has left should not do: it does not get the
// configuration without it, so it starts elections (dissertation, Section 4.2.3).
func removedKeepQuiet() model.Property {
	type deposed struct {
		Changed    bool         // a configuration is committed
		By, Leader model.NodeID // the first one that was removed, and whom it deposed
	}
	return model.Property{
		Name:   "removed-keep-quiet",
		Doc:    "No server deposes a leader that has committed a configuration without it.",
		Source: dissertation + ", Section 4.2.3: disruptive servers",
		With:   "membership",
		Asked:  true,
		Check: model.Judge(&model.Monitor[deposed]{
			Name: "deposed",
			Fold: func(v deposed, n model.NodeID, e model.Event) deposed {
				switch e := e.(type) {
				case Committed:
					_, changed := e.Entry.Command.Op.membership()
					v.Changed = v.Changed || changed
				case Deposed:
					if e.Removed && v.By == model.Nobody {
						v.By, v.Leader = e.By, n
					}
				}
				return v
			},
		}, func(v deposed) model.Verdict {
			switch {
			case v.By != model.Nobody:
				return model.Violated("%v has left, and deposes the leader %v", v.By, v.Leader)
			case v.Changed:
				return model.Holds
			}
			return model.Untested
		}),
	}
}

// change is a change of the membership: what servers become.
type change struct {
	Vote, Learn, Leave model.NodeSet
}

// of returns the configuration that a change makes of another one, if it changes that
// and leaves somebody to vote.
func (c change) of(m Membership) (next Membership, applies bool) {
	gone := c.Vote | c.Learn | c.Leave
	next = Membership{Voters: m.Voters&^gone | c.Vote, Learners: m.Learners&^gone | c.Learn}
	return next, next != m && next.Voters != 0 && c.Leave&^m.all() == 0
}

const acceptedChanges = `changes like "v4,r1": separated by ",", each of vN (server N votes), lN (it learns) or rN (it leaves), with membership joint of several`

var changeWord = regexp.MustCompile(`^(?:[vlr][1-9])+$`)

// parseChanges reads the changes that leaders may make, and returns the largest number of a
// server among them.
func parseChanges(text, membership string) (changes []change, largest int, err error) {
	if membership == "" {
		return nil, 0, nil
	}
	for word := range strings.SplitSeq(text, ",") {
		switch {
		case !changeWord.MatchString(word):
			return nil, 0, fmt.Errorf("%q is no change of the membership; accepted are %s", word, acceptedChanges)
		case membership == singleServer && len(word) > 2:
			return nil, 0, fmt.Errorf("%q changes several servers at once, which takes membership joint; accepted are %s", word, acceptedChanges)
		}
		var c change
		for i := 0; i < len(word); i += 2 {
			id := model.NodeID(word[i+1] - '0')
			if (c.Vote | c.Learn | c.Leave).Has(id) {
				return nil, 0, fmt.Errorf("%q changes server %d twice; accepted are %s", word, id, acceptedChanges)
			}
			set := map[byte]*model.NodeSet{'v': &c.Vote, 'l': &c.Learn, 'r': &c.Leave}[word[i]]
			*set = set.With(id)
			largest = max(largest, int(id))
		}
		changes = append(changes, c)
	}
	return changes, largest, nil
}

// idleChange returns the place of the first change that applies to no configuration to which
// the changes can lead, or -1.
func idleChange(initial Membership, changes []change) int {
	applied := make([]bool, len(changes))
	known := map[Membership]bool{initial: true}
	for todo := []Membership{initial}; len(todo) > 0; {
		now := todo[0]
		todo = todo[1:]
		for i, c := range changes {
			next, applies := c.of(now)
			if !applies {
				continue
			}
			applied[i] = true
			if !known[next] {
				known[next] = true
				todo = append(todo, next)
			}
		}
	}
	return slices.Index(applied, false)
}

// setMembership sets with which configuration servers start, and what may change.
func (c *config) setMembership(s settings) (err error) {
	if s.membership == "" {
		return nil
	}
	largest := 0
	if c.changes, largest, err = parseChanges(s.changes, s.membership); err != nil {
		return err
	}
	for n := range s.servers + s.learners {
		id := model.NodeID(n + 1)
		if n < s.servers {
			c.initial.Voters = c.initial.Voters.With(id)
		} else {
			c.initial.Learners = c.initial.Learners.With(id)
		}
	}
	if i := idleChange(c.initial, c.changes); i >= 0 && s.tries > 0 {
		return fmt.Errorf("%q never changes anything, or would leave no server that votes: servers are %v, and then what the changes make of them; accepted are %s",
			strings.Split(s.changes, ",")[i], c.initial, acceptedChanges)
	}
	if s.tries == 0 {
		c.changes, largest = nil, 0
	}
	c.spares = max(s.learners, largest-s.servers)
	return nil
}
