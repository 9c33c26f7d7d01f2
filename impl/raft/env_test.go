package raft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/model"
)

// fakeEnv is the env of server S1 of three, or of a client; it keeps what a
// handler did with it.
type fakeEnv struct {
	id     model.NodeID
	peers  []model.NodeID
	sent   []packet
	timers map[model.Timer]bool
	events []model.Event
	choice int
}

type packet struct {
	to model.NodeID
	m  model.Message
}

func newEnv() *fakeEnv {
	return &fakeEnv{id: 1, peers: []model.NodeID{2, 3}, timers: map[model.Timer]bool{}}
}

func (e *fakeEnv) ID() model.NodeID                        { return e.id }
func (e *fakeEnv) Peers() []model.NodeID                   { return e.peers }
func (e *fakeEnv) Send(to model.NodeID, m model.Message)   { e.sent = append(e.sent, packet{to, m}) }
func (e *fakeEnv) Resend(to model.NodeID, m model.Message) { e.Send(to, m) }
func (e *fakeEnv) SetTimer(t model.Timer)                  { e.timers[t] = true }
func (e *fakeEnv) StopTimer(t model.Timer)                 { delete(e.timers, t) }
func (e *fakeEnv) Choose(int) int                          { return e.choice }
func (e *fakeEnv) Record(event model.Event)                { e.events = append(e.events, event) }
func (e *fakeEnv) Broadcast(m model.Message) {
	for _, peer := range e.peers {
		e.Send(peer, m)
	}
}

// defaults are the settings of these tests.
var defaults = config{servers: 3, commands: true}

// logOf reads "1 1 4": entries by term, whose numbers are their indices.
func logOf(terms string) []Entry {
	var log []Entry
	for _, word := range strings.Fields(terms) {
		var term int
		fmt.Sscan(word, &term)
		log = append(log, Entry{Term: term, Command: Command{From: 7, Number: len(log) + 1}})
	}
	return log
}

// leaderOf returns S1 as leader of a term; its followers are thought to match.
func leaderOf(term int, log string) *Server {
	s := &Server{Term: term, VotedFor: 1, Log: logOf(log), Role: Leader, config: defaults}
	n := len(s.Log)
	s.NextIndex = map[model.NodeID]int{2: n + 1, 3: n + 1}
	s.MatchIndex = map[model.NodeID]int{2: 0, 3: 0}
	return s
}

// committed returns the indices that a leader claimed.
func (e *fakeEnv) committed() (indices []int) {
	for _, event := range e.events {
		if c, ok := event.(Committed); ok {
			indices = append(indices, c.Index)
		}
	}
	return indices
}

// set returns the timers that are set.
func (e *fakeEnv) set() (timers []model.Timer) {
	for t := range e.timers {
		timers = append(timers, t)
	}
	slices.Sort(timers)
	return timers
}
