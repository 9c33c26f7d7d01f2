package vr

import (
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/modeltest"
	"github.com/synod-go/synod/spec"
)

// The tests of handlers are about one of three replicas and the clients 4 and 5.

var defaults = config{servers: 3, commits: true, recoveries: true, scripts: make([]client.Script[spec.KeyValueOp], 2)}

// Commands of the two clients.
var (
	put   = Command{Client: 4, Number: 1, Op: spec.Put("x", "11")}
	get   = Command{Client: 4, Number: 2, Op: spec.Get("x")}
	other = Command{Client: 5, Number: 1, Op: spec.Append("x", "21")}
)

// started returns a replica that has booted, with a log, and its environment.
func started(id model.NodeID, log ...Command) (*modeltest.Env, *Server) {
	groups := defaults.groups()
	env := modeltest.New(model.Names(groups...)(id), groups...)
	s := &Server{config: defaults, id: id}
	s.Start(env)
	s.Log = log
	env.Did()
	return env, s
}

// waits is what a backup did that has heard of its primary: its timeout has begun anew.
func waits(did ...string) []string {
	return slices.Concat([]string{"stop view-change"}, did, []string{"set view-change"})
}

// restarted returns one that was in a view, has crashed, and asks for its state.
func restarted(id model.NodeID, v View) (*modeltest.Env, *Server) {
	env, s := started(id)
	env.Timers = nil
	s = &Server{View: v, Boots: 1, config: s.config, id: id}
	s.Start(env)
	return env, s
}

// mistaken is a replica with a mistake.
func (s *Server) mistaken(m mutant) *Server {
	s.config.mutant = m
	return s
}

func log(commands ...Command) []Command { return commands }

func request(c Command) Request { return Request{Number: c.Number, Op: c.Op} }
