package raft

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/modeltest"
)

// newEnv is the env of server S1 of three; there are two clients.
func newEnv() *modeltest.Env { return envOf(defaults) }

// envOf is the env of the first server.
func envOf(c config) *modeltest.Env {
	c.scripts = make([]client.Script[operation], 2)
	groups := c.groups()
	return modeltest.New(model.Names(groups...)(1), groups...)
}

// to is a message of the first server.
func to(id model.NodeID, m model.Message) model.Packet {
	return model.Packet{From: 1, To: id, Message: m}
}

// defaults are the settings of these tests.
var defaults = config{servers: 3, commands: true}

// logOf reads "1 1 4": entries by term, whose numbers are their indices.
func logOf(terms string) []Entry {
	var log []Entry
	for _, word := range strings.Fields(terms) {
		var term Term
		fmt.Sscan(word, &term)
		log = append(log, Entry{Term: term, Command: Command{From: 7, Number: len(log) + 1}})
	}
	return log
}

// leaderOf returns S1 as leader of a term; its followers are thought to match.
func leaderOf(term Term, log string) *Server {
	s := &Server{Term: term, VotedFor: 1, Log: logOf(log), Role: Leader, config: defaults}
	n := len(s.Log)
	s.NextIndex = map[model.NodeID]int{2: n + 1, 3: n + 1}
	s.MatchIndex = map[model.NodeID]int{2: 0, 3: 0}
	return s
}

// committed returns the indices that a leader claimed.
func committed(env *modeltest.Env) (indices []int) {
	for _, event := range env.Events {
		if c, ok := event.(Committed); ok {
			indices = append(indices, c.Index)
		}
	}
	return indices
}
