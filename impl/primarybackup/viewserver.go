package primarybackup

import (
	"slices"

	"github.com/synod-go/synod/model"
)

const (
	// checkTimer is the view server's ping check.
	checkTimer model.Timer = "ping-check"
	// stopTimer stops a node for ever, if nodes are to stop in steps of their own.
	stopTimer model.Timer = "stop"
)

// Stopped is the event that a node stopped for ever.
type Stopped struct {
	// View is the current view, when the view server stopped.
	View View
}

// ViewServer decides who is primary and who is backup (DSLabs, Part 1).
type ViewServer struct {
	View View
	// Acked says that the primary of View has acknowledged it, so that there may
	// be another.
	Acked bool
	// Recent are the servers that have pinged since the last ping check, Before
	// those that have not, but did between the two checks before. One in neither
	// is dead: it let two checks pass without a ping.
	Recent, Before model.NodeSet
	Stopped        bool

	config config `model:"const"`
}

// Start waits for the first ping.
func (v *ViewServer) Start(env model.Env) {
	if v.config.stops {
		env.SetTimer(stopTimer)
	}
}

// Receive handles pings and questions, and answers both with the current view. A
// server that knows the view is not told again.
//
// Where nothing is lost nobody has to ask: see moveOn.
func (v *ViewServer) Receive(env model.Env, from model.NodeID, m model.Message) {
	if v.Stopped {
		return
	}
	switch m := m.(type) {
	case Ping:
		v.ping(env, from, m)
		if v.config.polls && m.View < v.View.Number {
			env.Resend(from, ViewReply{v.View})
		}
	case GetView:
		env.Resend(from, ViewReply{v.View})
	}
}

// ping takes a sign of life.
func (v *ViewServer) ping(env model.Env, from model.NodeID, m Ping) {
	v.Recent, v.Before = v.Recent.With(from), v.Before.Without(from)
	if from == v.View.Primary && m.View == v.View.Number {
		v.Acked = true
	}
	v.moveOn(env)
}

// Timeout is the ping check. Who has not pinged since the last one is dead.
func (v *ViewServer) Timeout(env model.Env, t model.Timer) {
	if t == stopTimer {
		v.Stopped = true
		env.StopTimer(checkTimer)
		env.Record(Stopped{View: v.View})
		return
	}
	v.Before, v.Recent = v.Recent, 0
	env.SetTimer(checkTimer)
	v.moveOn(env)
}

// moveOn goes to the next view if there is reason to.
//
// On a set network every ping and every question stays in the network for good,
// and the answer can be on its way as soon as there is a new view. So it is sent to
// everybody at once: to answer one by one would only make more states of the same.
func (v *ViewServer) moveOn(env model.Env) {
	next, ok := v.next(env)
	if !ok {
		return
	}
	next.Number = v.View.Number + 1
	v.View, v.Acked = next, false
	if !v.config.polls {
		for _, id := range slices.Concat(env.Group(serverPrefix), env.Group(clientPrefix)) {
			env.Send(id, ViewReply{v.View})
		}
	}
	env.SetTimer(checkTimer)
}

// next returns who has which role in the next view; ok is false when the view
// stays as it is. There is a new one (DSLabs, Part 1)
//
//   - at startup, for the first server that pings;
//   - when the primary or the backup is dead;
//   - when there is no backup and a server is idle;
//
// but not before the primary of the current one has acknowledged it, "even if it
// thinks that the primary or backup has died". When the primary is dead and there
// is no live backup, the view stays for ever: nobody else has the data.
func (v *ViewServer) next(env model.Env) (next View, ok bool) {
	alive := v.Recent | v.Before
	primary, backup := v.View.Primary, v.View.Backup
	switch {
	case primary == model.Nobody:
		return View{Primary: v.anyOf(env, alive)}, alive != 0
	case !v.Acked && v.config.mutant != noViewAck:
		return View{}, false
	}
	idle := alive.Without(primary).Without(backup)
	switch {
	case alive.Has(primary) && alive.Has(backup):
		return View{}, false
	case alive.Has(primary) && backup == model.Nobody && idle == 0:
		return View{}, false
	case alive.Has(primary):
		return View{Primary: primary, Backup: v.anyOf(env, idle)}, true
	case v.config.mutant == anyPrimary && idle != 0:
		return View{Primary: v.anyOf(env, idle)}, true
	case alive.Has(backup):
		return View{Primary: backup, Backup: v.anyOf(env, idle)}, true
	}
	return View{}, false
}

// anyOf returns any server of a set, nobody if it is empty: the explorer follows
// each.
func (v *ViewServer) anyOf(env model.Env, set model.NodeSet) model.NodeID {
	ids := set.IDs()
	switch len(ids) {
	case 0:
		return model.Nobody
	case 1:
		return ids[0]
	}
	return ids[env.Choose(len(ids))]
}
