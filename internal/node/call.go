package node

import (
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/model"
)

// runs is what nodes and machines have in common.
type runs interface {
	Start(env model.Env)
	Receive(env model.Env, from model.NodeID, m model.Message)
	Timeout(env model.Env, t model.Timer)
}

// The handlers that not every node has: those of model.Invoker, Suspecter and Truster.
type (
	invokes interface {
		CanInvoke() bool
		Invoke(env model.Env)
	}
	suspects interface {
		Suspect(env model.Env, n model.NodeID)
	}
	trusts interface {
		Trust(env model.Env, n model.NodeID)
	}
)

// give runs the handler of an input.
func give(n runs, env model.Env, in Input) {
	switch in.Call {
	case Start:
		n.Start(env)
	case Receive:
		n.Receive(env, in.From, in.Message)
	case Timeout:
		n.Timeout(env, in.Timer)
	case Invoke:
		n.(invokes).Invoke(env)
	case Suspect:
		n.(suspects).Suspect(env, in.Whom)
	case Trust:
		n.(trusts).Trust(env, in.Whom)
	}
}

// has reports whether a node has the handler of a call.
func has(n runs, call Call) bool {
	ok := true
	switch call {
	case Invoke:
		_, ok = n.(invokes)
	case Suspect:
		_, ok = n.(suspects)
	case Trust:
		_, ok = n.(trusts)
	}
	return ok
}

func canInvoke(n runs) bool { return guard.Protect("CanInvoke", n.(invokes).CanInvoke) }
