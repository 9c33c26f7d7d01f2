package primarybackup

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/modeltest"
	"github.com/synod-go/synod/spec"
)

// These tests call handlers directly. There are three servers, so the view server
// is node 4 and the client node 5.
const (
	viewServer model.NodeID = 4
	theClient  model.NodeID = 5
)

var three = config{servers: 3, scripts: []client.Script[operation]{{Ops: []operation{spec.Append("x", "1a"), spec.Get("x")}}}}

func with(m mutant) config {
	c := three
	c.mutant = m
	return c
}

// envOf returns the env of a node.
func envOf(id model.NodeID) *modeltest.Env {
	groups := three.groups()
	return modeltest.New(model.Names(groups...)(id), groups...)
}

// sent takes what was sent, as pairs of receiver and message.
func sent(env *modeltest.Env) (list []model.Packet) { return env.Take() }

func packet(from, to model.NodeID, m model.Message) model.Packet {
	return model.Packet{From: from, To: to, Message: m}
}

// serverOf returns a server and its env, in a view, with the store x = "0".
func serverOf(id model.NodeID, v View, ready bool, m mutant) (*modeltest.Env, *Server) {
	s := &Server{View: v, Ready: ready, config: with(m)}
	s.App.Store = map[string]string{"x": "0"}
	return envOf(id), s
}

var (
	appendOp = Operation{Client: theClient, Number: 1, Op: spec.Append("x", "1a")}
	getOp    = Operation{Client: theClient, Number: 2, Op: spec.Get("x")}
	view2    = View{Number: 2, Primary: 1, Backup: 2}
)

func TestViewServerNamesViews(t *testing.T) {
	for _, c := range []struct {
		name           string
		view           View
		acked          bool
		recent, before model.NodeSet
		mutant         mutant
		want           View // the zero view: none
	}{
		{"startup", View{}, false, 0, 0, "", View{}},
		{"first server", View{}, false, model.SetOf(3), 0, "", View{Primary: 3}},
		{"nobody else", View{1, 1, 0}, true, model.SetOf(1), 0, "", View{}},
		{"idle server", View{1, 1, 0}, true, model.SetOf(1), model.SetOf(2), "", View{Primary: 1, Backup: 2}},
		{"all well", view2, true, model.SetOf(1, 3), model.SetOf(2), "", View{}},
		{"primary dead", view2, true, model.SetOf(2), 0, "", View{Primary: 2}},
		{"primary dead, another idle", view2, true, model.SetOf(2), model.SetOf(3), "", View{Primary: 2, Backup: 3}},
		{"backup dead", view2, true, model.SetOf(1), 0, "", View{Primary: 1}},
		{"backup dead, another idle", view2, true, model.SetOf(1, 3), 0, "", View{Primary: 1, Backup: 3}},
		{"both dead", view2, true, model.SetOf(3), 0, "", View{}},
		{"primary without backup dead", View{1, 1, 0}, true, model.SetOf(2), 0, "", View{}},
		{"not acknowledged", view2, false, model.SetOf(2, 3), 0, "", View{}},
		{"no-view-ack", view2, false, model.SetOf(2), 0, noViewAck, View{Primary: 2}},
		{"any-primary", View{1, 1, 0}, true, model.SetOf(2), 0, anyPrimary, View{Primary: 2}},
		{"any-primary with a live backup", view2, true, model.SetOf(2), model.SetOf(3), anyPrimary, View{Primary: 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := &ViewServer{View: c.view, Acked: c.acked, Recent: c.recent, Before: c.before, config: with(c.mutant)}
			next, ok := v.next(envOf(viewServer))
			require.Equal(t, c.want != View{}, ok)
			if ok {
				require.Equal(t, c.want, next)
			}
		})
	}
}

func TestViewServerChecksPings(t *testing.T) {
	env := envOf(viewServer)
	v := &ViewServer{config: three}
	v.Start(env)
	require.Empty(t, env.Timers)
	v.Receive(env, 1, Ping{0})
	require.Equal(t, View{1, 1, 0}, v.View)
	require.Equal(t, []model.Timer{checkTimer}, env.Timers)
	require.Equal(t, []model.Packet{
		packet(4, 1, ViewReply{v.View}), packet(4, 2, ViewReply{v.View}), packet(4, 3, ViewReply{v.View}), packet(4, 5, ViewReply{v.View}),
	}, sent(env))

	v.Timeout(env, checkTimer)
	v.Receive(env, 2, Ping{0})
	require.Equal(t, []model.NodeSet{model.SetOf(2), model.SetOf(1)}, []model.NodeSet{v.Recent, v.Before})
	v.Receive(env, 2, Ping{1})
	require.False(t, v.Acked, "only the primary acknowledges")
	v.Timeout(env, checkTimer)
	require.Equal(t, 1, v.View.Number)
	v.Receive(env, 1, Ping{1})
	require.Equal(t, View{2, 1, 2}, v.View)
	require.False(t, v.Acked)
	sent(env)
	v.Receive(env, 3, GetView{})
	require.Equal(t, []model.Packet{packet(4, 3, ViewReply{v.View})}, sent(env))
}

// Where messages get lost, servers and clients ask, and only those that do not know
// the view are told.
func TestPolling(t *testing.T) {
	c := three
	c.polls = true
	env := envOf(viewServer)
	v := &ViewServer{View: view2, config: c}
	v.Receive(env, 1, Ping{1})
	v.Receive(env, 2, Ping{2})
	v.Receive(env, theClient, GetView{})
	require.Equal(t, []model.Packet{packet(4, 1, ViewReply{view2}), packet(4, 5, ViewReply{view2})}, sent(env))

	env = envOf(theClient)
	k := &Client{Session: client.Session[operation]{Script: c.scripts[0].Ops, Retry: retryTimer}, View: view2, config: c}
	k.Start(env)
	k.Invoke(env)
	question, request := packet(5, 4, GetView{}), packet(5, 1, Request{1, appendOp.Op})
	require.Equal(t, []model.Packet{question, request}, sent(env))
	k.Timeout(env, retryTimer)
	require.Equal(t, []model.Packet{question, request}, sent(env))
	require.Equal(t, []model.Timer{retryTimer}, env.Timers)

	env = envOf(1)
	s := &Server{View: view2, Pings: 1, Pending: &appendOp, config: c}
	s.Start(env)
	require.Equal(t, []model.Packet{packet(1, 4, Ping{1})}, sent(env))
	s.Timeout(env, pingTimer)
	require.Equal(t, []model.Packet{packet(1, 4, Ping{1}), packet(1, 2, Transfer{View: 2}), packet(1, 2, Forward{2, appendOp})}, sent(env))
	require.Equal(t, []model.Timer{pingTimer}, env.Timers)
}

func TestServerTakesUpRoles(t *testing.T) {
	done := Executed{Number: 1}
	state := Application{Store: map[string]string{"x": "0"}, Last: map[model.NodeID]Executed{theClient: done}}
	for _, c := range []struct {
		name  string
		view  View
		mut   mutant
		ready bool
		pings int
		sent  []model.Packet
		kept  bool
	}{
		{"primary alone", View{2, 1, 0}, "", true, 2, []model.Packet{packet(1, 4, Ping{2})}, true},
		{"primary with backup", view2, "", false, 1, []model.Packet{packet(1, 2, Transfer{2, state})}, true},
		{"backup", View{2, 2, 1}, "", false, 2, []model.Packet{packet(1, 4, Ping{2})}, false},
		{"idle", View{2, 2, 3}, "", false, 2, []model.Packet{packet(1, 4, Ping{2})}, false},
		{"older view", View{1, 2, 3}, "", true, 1, nil, true},
		{"promote-uninitialised", view2, promoteUninitialised, false, 2, []model.Packet{packet(1, 2, Transfer{2, state}), packet(1, 4, Ping{2})}, true},
		{"no-dedup-transfer", view2, noDedupTransfer, false, 1, []model.Packet{packet(1, 2, Transfer{2, Application{Store: state.Store}})}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := envOf(1)
			s := &Server{View: View{1, 1, 0}, Pings: 1, Ready: true, App: state, config: with(c.mut)}
			s.Receive(env, viewServer, ViewReply{c.view})
			require.Equal(t, c.ready, s.Ready)
			require.Equal(t, c.pings, s.Pings)
			require.Equal(t, c.sent, sent(env))
			require.Equal(t, c.kept, s.App.Store != nil)
		})
	}
}

func TestTransfer(t *testing.T) {
	state := Application{Store: map[string]string{"x": "7"}}
	env, s := serverOf(2, view2, false, "")
	for _, wrong := range []struct {
		from model.NodeID
		view int
	}{{3, 2}, {1, 1}, {1, 3}} {
		s.Receive(env, wrong.from, Transfer{wrong.view, state})
		require.False(t, s.Ready)
		require.Empty(t, sent(env))
	}
	s.Receive(env, 1, Transfer{2, state})
	require.True(t, s.Ready)
	require.Equal(t, state, s.App)
	s.App.Store["x"] = "71a"
	s.Receive(env, 1, Transfer{2, Application{}})
	require.Equal(t, "71a", s.App.Store["x"], "it has executed something since")
	require.Equal(t, packet(2, 1, TransferAck{2}), sent(env)[0])

	env, s = serverOf(1, view2, false, "")
	s.Receive(env, 2, TransferAck{1})
	require.False(t, s.Ready)
	s.Receive(env, 2, TransferAck{2})
	require.True(t, s.Ready)
	require.Equal(t, []model.Packet{packet(1, 4, Ping{2})}, sent(env))
}

func TestPrimaryOrdersOperations(t *testing.T) {
	env, s := serverOf(1, view2, true, "")
	s.Receive(env, theClient, Request{1, appendOp.Op})
	require.Equal(t, []model.Packet{packet(1, 2, Forward{2, appendOp})}, sent(env))
	require.Equal(t, "0", s.App.Store["x"])
	s.Receive(env, theClient, Request{2, getOp.Op})
	require.Empty(t, sent(env), "one at a time")
	for _, wrong := range []ForwardAck{{1, theClient, 1}, {2, theClient, 2}, {2, 6, 1}} {
		s.Receive(env, 2, wrong)
		require.NotNil(t, s.Pending)
	}
	s.Receive(env, 2, ForwardAck{2, theClient, 1})
	require.Nil(t, s.Pending)
	require.Equal(t, "01a", s.App.Store["x"])
	answer := []model.Packet{packet(1, 5, Reply{Number: 1})}
	require.Equal(t, answer, sent(env))
	require.Equal(t, []model.Event{Answered{view2}}, env.Events)
	s.Receive(env, theClient, Request{1, appendOp.Op})
	require.Equal(t, answer, sent(env), "the same answer again")
	require.Equal(t, "01a", s.App.Store["x"])

	env, s = serverOf(1, View{1, 1, 0}, true, "")
	s.Receive(env, theClient, Request{2, getOp.Op})
	require.Equal(t, []model.Packet{packet(1, 5, Reply{2, "0"})}, sent(env))
	s.Receive(env, theClient, Request{1, appendOp.Op})
	require.Empty(t, sent(env), "an older one")
}

func TestNobodyElseAnswers(t *testing.T) {
	for name, s := range map[string]*Server{
		"backup":                     {View: View{2, 2, 1}, Ready: true},
		"idle":                       {View: View{2, 2, 3}},
		"startup":                    {},
		"primary, backup not ready":  {View: view2},
		"primary that has stopped":   {View: View{2, 1, 0}, Ready: true, Stopped: true},
		"backup that is not ready":   {View: View{2, 2, 1}},
		"primary of another's views": {View: View{3, 2, 0}, Ready: true},
	} {
		env := envOf(1)
		s.config = three
		s.Receive(env, theClient, Request{1, appendOp.Op})
		require.Empty(t, sent(env), name)
		require.Empty(t, env.Events, name)
	}
}

func TestBackupFollowsItsPrimary(t *testing.T) {
	env, s := serverOf(2, view2, true, "")
	s.Receive(env, 3, Forward{2, appendOp})
	s.Receive(env, 1, Forward{1, appendOp})
	require.Empty(t, sent(env))
	ack := []model.Packet{packet(2, 1, ForwardAck{2, theClient, 1})}
	for range 2 {
		s.Receive(env, 1, Forward{2, appendOp})
		require.Equal(t, ack, sent(env))
		require.Equal(t, "01a", s.App.Store["x"], "once")
	}
	require.Empty(t, env.Events, "no answer")
	env, s = serverOf(2, view2, false, "")
	s.Receive(env, 1, Forward{2, appendOp})
	require.Empty(t, sent(env))
}

func TestServerMutants(t *testing.T) {
	request, answer := Request{1, appendOp.Op}, packet(1, 5, Reply{Number: 1})
	t.Run("async-forward", func(t *testing.T) {
		env, s := serverOf(1, view2, true, asyncForward)
		s.Receive(env, theClient, request)
		require.Equal(t, []model.Packet{packet(1, 2, Forward{2, appendOp}), answer}, sent(env))
	})
	t.Run("fast-read", func(t *testing.T) {
		env, s := serverOf(1, view2, true, fastRead)
		s.Receive(env, theClient, Request{2, getOp.Op})
		require.Equal(t, []model.Packet{packet(1, 5, Reply{2, "0"})}, sent(env))
		s.Receive(env, theClient, Request{3, appendOp.Op})
		require.NotNil(t, s.Pending, "writes go to the backup")
	})
	t.Run("backup-any-view", func(t *testing.T) {
		env, s := serverOf(2, View{3, 2, 0}, true, backupAnyView)
		s.Receive(env, 1, Forward{2, appendOp})
		require.Equal(t, []model.Packet{packet(2, 1, ForwardAck{2, theClient, 1})}, sent(env))
		require.Equal(t, "01a", s.App.Store["x"])
	})
	t.Run("backup-answers", func(t *testing.T) {
		env, s := serverOf(1, View{2, 2, 1}, true, backupAnswers)
		s.Receive(env, theClient, request)
		require.Equal(t, []model.Packet{answer}, sent(env))
	})
	t.Run("torn-transfer", func(t *testing.T) {
		env, s := serverOf(1, view2, false, tornTransfer)
		s.Receive(env, theClient, request)
		require.Equal(t, []model.Packet{answer}, sent(env))
	})
}

func TestClient(t *testing.T) {
	env := envOf(theClient)
	c := &Client{Session: client.Session[operation]{Script: three.scripts[0].Ops}, config: three}
	c.Start(env)
	c.Receive(env, viewServer, ViewReply{view2})
	require.Equal(t, View{}, c.View, "it is idle")
	require.True(t, c.CanInvoke())
	c.Invoke(env)
	require.False(t, c.CanInvoke())
	require.Empty(t, sent(env))
	c.Receive(env, viewServer, ViewReply{view2})
	require.Equal(t, []model.Packet{packet(5, 1, Request{1, appendOp.Op})}, sent(env))
	c.Receive(env, viewServer, ViewReply{View{1, 3, 0}})
	require.Empty(t, sent(env), "an older view")
	c.Receive(env, viewServer, ViewReply{View{3, 2, 0}})
	require.Equal(t, []model.Packet{packet(5, 2, Request{1, appendOp.Op})}, sent(env))
	c.Receive(env, 2, Reply{Number: 2})
	require.True(t, c.Waiting)
	c.Receive(env, 2, Reply{Number: 1})
	c.Receive(env, 1, Reply{Number: 1})
	require.False(t, c.Waiting)
	c.Invoke(env)
	require.Equal(t, []model.Packet{packet(5, 2, Request{2, getOp.Op})}, sent(env))
	c.Receive(env, 2, Reply{2, "1a"})
	require.True(t, c.Done())
	require.Equal(t, []model.Event{
		model.Invoke{Op: appendOp.Op}, model.Return{Result: spec.Done{}},
		model.Invoke{Op: getOp.Op}, model.Return{Result: "1a"},
	}, env.Events)
}

func TestScripts(t *testing.T) {
	scripts, bound, err := language.Parse("append,get:y;put", 4)
	require.NoError(t, err)
	require.Equal(t, [][]operation{
		{spec.Append("x", "1a"), spec.Get("y")}, {spec.Put("x", "2a")}, {spec.Append("x", "3a")}, {spec.Get("x")},
	}, scripts)
	require.Equal(t, "append,get:y;put;append;get", bound.Value)
}

func TestStoppedNodesDoNothing(t *testing.T) {
	c := three
	c.stops = true
	env := envOf(viewServer)
	v := &ViewServer{config: c}
	v.Start(env)
	v.Receive(env, 1, Ping{0})
	v.Timeout(env, stopTimer)
	sent(env)
	require.Equal(t, []model.Event{Stopped{v.View}}, env.Events)
	require.False(t, slices.Contains(env.Timers, checkTimer))
	v.Receive(env, 1, Ping{1})
	v.Receive(env, theClient, GetView{})
	require.False(t, v.Acked)
	require.Empty(t, sent(env))

	env = envOf(1)
	s := &Server{config: c}
	s.Start(env)
	sent(env)
	s.Timeout(env, stopTimer)
	s.Receive(env, viewServer, ViewReply{view2})
	require.Equal(t, View{}, s.View)
	require.Empty(t, sent(env))
}

// What a server knows of operations is part of what a backup must have.
func TestApplicationsDiffer(t *testing.T) {
	one := func() Application {
		a := Application{}
		require.Equal(t, "", a.execute(appendOp))
		require.Equal(t, "1a", a.execute(getOp))
		require.Equal(t, "1a", a.execute(getOp), "the same answer again")
		return a
	}
	a := one()
	require.Equal(t, []OperationID{{theClient, 1}, {theClient, 2}}, a.Performed)
	same := a.clone()
	require.True(t, a.equal(&same))
	for name, change := range map[string]func(*Application){
		"store":     func(a *Application) { a.Store["x"] = "" },
		"last":      func(a *Application) { a.Last = nil },
		"answer":    func(a *Application) { a.Last[theClient] = Executed{2, ""} },
		"performed": func(a *Application) { a.Performed = a.Performed[:1] },
	} {
		b := a.clone()
		change(&b)
		require.False(t, a.equal(&b), name)
		require.Equal(t, one(), a, "a clone shares nothing")
	}
	require.Equal(t, `store map[x:1a], has performed [C.1, C.2], and knows the answers [C.2: "1a"]`,
		shown.Names{"nobody", "S1", "S2", "S3", "V", "C"}.Text(text(a)))
}

// A cold standby executes what it has confirmed when it takes over, once and in order.
func TestColdStandbyTakesOver(t *testing.T) {
	second := Operation{Client: theClient, Number: 2, Op: spec.Append("x", "1b")}
	for _, c := range []struct {
		mutant mutant
		want   string
	}{{"", "01a1b"}, {unreplayedLog, "0"}, {backwardLog, "01b"}} {
		env, s := envOf(2), &Server{View: View{2, 1, 2}, Ready: true, config: with(c.mutant)}
		s.config.cold = true
		s.App.Store = map[string]string{"x": "0"}
		for _, op := range []Operation{appendOp, second, appendOp} {
			s.Receive(env, 1, Forward{View: 2, Operation: op})
		}
		require.Equal(t, []Operation{appendOp, second}, s.Log)
		require.Equal(t, "0", s.App.Store["x"])
		require.Len(t, env.Take(), 2, "each is confirmed")
		s.Receive(env, 4, ViewReply{View{3, 2, 0}})
		require.Equal(t, c.want, s.App.Store["x"])
		require.Empty(t, s.Log)
		s.keep(appendOp)
		require.Equal(t, c.mutant == unreplayedLog, len(s.Log) > 0, "it was executed")
	}
	env, s := envOf(2), &Server{View: View{2, 1, 2}, Ready: true, Log: []Operation{second}, config: config{cold: true}}
	s.Receive(env, 4, ViewReply{View{3, 1, 3}})
	require.Empty(t, s.Log, "it is idle")
}
