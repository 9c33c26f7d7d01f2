package chain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/modeltest"
	"github.com/synod-go/synod/spec"
)

// These tests call handlers directly. The chain is S1, S2 and S3, and S4 is not in it; the
// master is node 5 and the client node 6.
const (
	theMaster model.NodeID = 5
	theClient model.NodeID = 6
)

var (
	three    = config{first: []model.NodeID{1, 2, 3}}
	script   = []operation{spec.Append("x", "1a"), spec.Get("x")}
	u1       = Update{Client: theClient, Number: 1, Op: script[0]}
	u2       = Update{Client: theClient, Number: 2, Op: spec.Append("y", "1b")}
	u3       = Update{Client: theClient, Number: 3, Op: spec.Append("x", "1c")}
	request1 = Request{Number: 1, Op: script[0]}
)

const (
	toldS3 = "send S3 Update{Client: C, Number: 1, Op: append x 1a}"
	reply1 = `send C Reply{Number: 1, Value: ""}`
	reply2 = `send C Reply{Number: 2, Value: ""}`
)

// envOf returns the env of a node.
func envOf(id model.NodeID) *modeltest.Env {
	groups := []model.Group{{Prefix: serverPrefix, Count: 4}, {Prefix: masterPrefix, Count: 1}, {Prefix: clientPrefix, Count: 1}}
	return modeltest.New(model.Names(groups...)(id), groups...)
}

func with(m mutant) config { return config{first: three.first, mutant: m} }

// serverOf returns a server and its env, with what it has processed and sent.
func serverOf(id model.NodeID, c config, hist, sent []Update) (*modeltest.Env, *Server) {
	s := newServer(id, c)
	s.Hist, s.Sent = hist, sent
	return envOf(id), s
}

func TestServersKnowTheirPlaces(t *testing.T) {
	for id, want := range map[model.NodeID]Server{
		1: {Role: Member, Succ: 2}, 2: {Role: Member, Pred: 1, Succ: 3}, 3: {Role: Member, Pred: 2}, 4: {Role: Spare},
	} {
		want.config = three
		require.Equal(t, &want, newServer(id, three))
	}
	require.Equal(t, model.NodeID(3), newServer(1, config{first: three.first, apportioned: true}).Tail)
}

// An update goes from the head to the tail, which replies, and its acknowledgement back.
func TestUpdate(t *testing.T) {
	env, s := serverOf(1, three, nil, nil)
	s.Receive(env, theClient, request1)
	require.Equal(t, []string{"send S2 Update{Client: C, Number: 1, Op: append x 1a}"}, env.Did())
	require.Equal(t, [][]Update{{u1}, {u1}}, [][]Update{s.Hist, s.Sent})

	env, s = serverOf(2, three, nil, nil)
	s.Receive(env, 1, u1)
	require.Equal(t, []string{toldS3}, env.Did())
	s.Receive(env, 3, Ack{1})
	require.Equal(t, []string{"send S1 Ack{Processed: 1}"}, env.Did())
	require.Empty(t, s.Sent)
	s.Receive(env, 3, Ack{1})
	require.Empty(t, env.Did(), "it knows")

	env, s = serverOf(3, three, nil, nil)
	s.Receive(env, 2, u1)
	require.Equal(t, []string{reply1, "send S2 Ack{Processed: 1}"}, env.Did())
	require.Equal(t, [][]Update{{u1}, nil}, [][]Update{s.Hist, s.Sent})
}

func TestNobodyElseTakesUpdates(t *testing.T) {
	for _, c := range []struct{ to, from model.NodeID }{{2, 3}, {3, 1}, {4, 3}} {
		env, s := serverOf(c.to, three, nil, nil)
		s.Receive(env, c.from, u1)
		require.Empty(t, env.Did())
		require.Empty(t, s.Hist)
	}
	for _, id := range []model.NodeID{2, 3, 4} {
		env, s := serverOf(id, three, nil, nil)
		s.Receive(env, theClient, request1)
		require.Empty(t, env.Did(), "it is not the head")
	}
	env, s := serverOf(3, with(oldPredecessor), nil, nil)
	s.Receive(env, 1, u1)
	require.NotEmpty(t, s.Hist)
}

// A request that comes again is answered when the tail has processed it.
func TestDuplicates(t *testing.T) {
	env, s := serverOf(1, three, []Update{u1, u2}, []Update{u2})
	s.Receive(env, theClient, request1)
	require.Equal(t, []string{reply1}, env.Did())
	s.Receive(env, theClient, Request{Number: 2, Op: u2.Op})
	require.Empty(t, env.Did(), "the tail will reply")
	require.Len(t, s.Hist, 2)

	s.Succ = model.Nobody // alone, and another server is to join
	s.Receive(env, theClient, Request{Number: 2, Op: u2.Op})
	require.Equal(t, []string{reply2}, env.Did())

	env, s = serverOf(1, with(noDuplicateFilter), []Update{u1}, nil)
	s.Receive(env, theClient, request1)
	require.Equal(t, []Update{u1, u1}, s.Hist)
	require.Len(t, env.Did(), 1)
}

func TestHeadReplies(t *testing.T) {
	env, s := serverOf(1, with(headReplies), nil, nil)
	s.Receive(env, theClient, request1)
	require.Equal(t, reply1, env.Did()[0])
	env, s = serverOf(2, with(headReplies), nil, nil)
	s.Receive(env, 1, u1)
	require.Equal(t, []string{toldS3}, env.Did())
}

func TestNewPredecessor(t *testing.T) {
	env, s := serverOf(3, three, []Update{u1}, nil)
	s.Receive(env, theMaster, NewPredecessor{Server: 1})
	require.Equal(t, model.NodeID(1), s.Pred)
	require.Equal(t, []string{"send M Linked{Predecessor: S1, Received: 1}", "send S1 Ack{Processed: 1}"}, env.Did())
	s.Receive(env, 2, u2)
	require.Len(t, s.Hist, 1, "that counts no longer")

	env, s = serverOf(2, three, []Update{u1}, []Update{u1})
	s.Receive(env, theMaster, NewPredecessor{})
	require.Empty(t, env.Did())
	require.True(t, s.isHead())
}

func TestNewSuccessor(t *testing.T) {
	second := "send S4 Update{Client: C, Number: 2, Op: append y 1b}"
	third := "send S4 Update{Client: C, Number: 3, Op: append x 1c}"
	for _, c := range []struct {
		received int
		mutant   mutant
		want     []string
	}{{1, "", []string{second, third}}, {2, "", []string{third}}, {3, "", nil}, {1, sentNotForwarded, nil}} {
		env, s := serverOf(2, with(c.mutant), []Update{u1, u2, u3}, []Update{u2, u3})
		s.Receive(env, theMaster, NewSuccessor{Server: 4, Received: c.received})
		require.Equal(t, c.want, env.Did())
		require.Equal(t, model.NodeID(4), s.Succ)
		require.Equal(t, []Update{u2, u3}, s.Sent)
	}
	// An acknowledgement may come first.
	env, s := serverOf(2, three, []Update{u1, u2, u3}, []Update{u2, u3})
	s.Receive(env, 4, Ack{2})
	env.Did()
	s.Receive(env, theMaster, NewSuccessor{Server: 4, Received: 2})
	require.Equal(t, []string{third}, env.Did())
}

func TestNewTail(t *testing.T) {
	env, s := serverOf(2, three, []Update{u1, u2}, []Update{u2})
	s.Receive(env, theMaster, NewSuccessor{})
	require.True(t, s.isTail())
	require.Empty(t, s.Sent)
	require.Equal(t, []string{reply2, "send S1 Ack{Processed: 2}"}, env.Did())

	env, s = serverOf(2, with(unansweredTail), []Update{u1, u2}, []Update{u2})
	s.Receive(env, theMaster, NewSuccessor{})
	require.Empty(t, env.Did())

	env, s = serverOf(2, three, []Update{u1}, nil)
	s.Receive(env, theMaster, NewSuccessor{})
	require.Empty(t, env.Did(), "all is acknowledged")
}

func TestExtend(t *testing.T) {
	env, s := serverOf(3, three, []Update{u1}, nil)
	s.Receive(env, theMaster, Extend{Number: 1, Server: 4})
	require.Equal(t, []string{"send S4 Copy{Number: 1, Hist: [{Client: C, Number: 1, Op: append x 1a}]}"}, env.Did())
	s.Receive(env, 2, u2)
	require.Equal(t, []string{reply2, "send S2 Ack{Processed: 2}"}, env.Did(), "it is still the tail")
	require.Equal(t, []Update{u2}, s.Sent)
	s.Receive(env, 2, Copied{})
	require.True(t, s.isTail(), "that is not who joins")
	s.Receive(env, 4, Copied{})
	require.False(t, s.isTail())
	require.Equal(t, []string{"send S4 Handover{Updates: [{Client: C, Number: 2, Op: append y 1b}]}"}, env.Did())

	env, n := serverOf(4, three, nil, nil)
	n.Receive(env, 3, Copy{Number: 1, Hist: []Update{u1}})
	require.Equal(t, []string{"send S3 Copied"}, env.Did())
	require.False(t, n.isTail())
	n.Receive(env, 2, Handover{})
	require.False(t, n.isTail(), "that is not its predecessor")
	n.Receive(env, 3, Handover{Updates: []Update{u2}})
	require.True(t, n.isTail())
	require.Equal(t, []Update{u1, u2}, n.Hist)
	require.Equal(t, []string{"send M Joined{Predecessor: S3}", "send S3 Ack{Processed: 2}"}, env.Did())
}

// One that fails while it joins leaves the old tail as it was.
func TestJoiningFails(t *testing.T) {
	env, s := serverOf(3, three, []Update{u1, u2}, []Update{u2})
	s.Succ, s.Joining = model.Nobody, 4
	s.Receive(env, theMaster, NewSuccessor{})
	require.Empty(t, env.Did())
	require.Empty(t, s.Sent)
	s.Receive(env, 4, Copied{})
	require.Empty(t, env.Did())
}

// The copy of an earlier tail comes too late; that of a later one begins anew.
func TestCopies(t *testing.T) {
	env, s := serverOf(4, three, []Update{u1}, nil)
	s.Role, s.Pred, s.Number = Member, 2, 2
	s.Receive(env, 3, Copy{Number: 1})
	require.Empty(t, env.Did())
	require.Equal(t, []Update{u1}, s.Hist)
	s.Receive(env, 1, Copy{Number: 3, Hist: []Update{u1, u2}})
	require.Equal(t, []Update{u1, u2}, s.Hist)
	require.Equal(t, []any{Copier, model.NodeID(1)}, []any{s.Role, s.Pred})

	env, s = serverOf(4, with(lateCopy), []Update{u1}, nil)
	s.Number = 2
	s.Receive(env, 3, Copy{Number: 1})
	require.Empty(t, s.Hist)

	env, s = serverOf(4, with(earlyTail), nil, nil)
	s.Receive(env, 3, Copy{Number: 1})
	require.Equal(t, []string{"send S3 Copied", "send M Joined{Predecessor: S3}"}, env.Did())
	s.Receive(env, 3, Handover{Updates: []Update{u1}})
	require.Equal(t, []string{"send S3 Ack{Processed: 1}"}, env.Did(), "it has joined before")
}

func TestMaster(t *testing.T) {
	chainIs := func(text string) string { return "send C Chain{Servers: " + text + "}" }
	newMaster := func(m mutant) (*modeltest.Env, *Master) {
		env, master := envOf(theMaster), &Master{Number: 1, Chain: []model.NodeID{1, 2, 3}, config: with(m)}
		master.Start(env)
		require.Equal(t, []string{"send S3 Extend{Number: 1, Server: S4}"}, env.Did())
		return env, master
	}
	none := "{Server: nobody, Received: 0}"
	for _, c := range []struct {
		name  string
		fails []model.NodeID
		want  []string // of the last one
	}{
		{"head", []model.NodeID{1}, []string{"send S2 NewPredecessor{Server: nobody}", chainIs("[S2, S3]")}},
		{"middle", []model.NodeID{2}, []string{"send S3 NewPredecessor{Server: S1}", chainIs("[S1, S3]")}},
		{"tail", []model.NodeID{3}, []string{"send S2 NewSuccessor" + none, chainIs("[S1, S2]"), "send S2 Extend{Number: 2, Server: S4}"}},
		{"joining", []model.NodeID{4}, []string{"send S3 NewSuccessor" + none}},
		{"known", []model.NodeID{2, 2}, nil},
		{"last", []model.NodeID{1, 2, 3}, nil},
		{"all", []model.NodeID{1, 2, 3, 4}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, m := newMaster("")
			var did []string
			for _, id := range c.fails {
				m.Suspect(env, id)
				did = env.Did()
			}
			require.Equal(t, c.want, did)
		})
	}
	env, m := newMaster("")
	m.Suspect(env, 2)
	env.Did()
	m.Receive(env, 3, Linked{Predecessor: 2, Received: 1})
	require.Empty(t, env.Did(), "that one has failed")
	m.Receive(env, 3, Linked{Predecessor: 1, Received: 1})
	require.Equal(t, []string{"send S1 NewSuccessor{Server: S3, Received: 1}"}, env.Did())
	m.Receive(env, 4, Joined{Predecessor: 2})
	require.Empty(t, env.Did(), "behind one that is not the tail")
	m.Receive(env, 4, Joined{Predecessor: 3})
	require.Equal(t, []string{chainIs("[S1, S3, S4]")}, env.Did())
	m.Receive(env, 4, Joined{Predecessor: 3})
	require.Empty(t, env.Did())

	env, m = newMaster(hastyLink)
	m.Suspect(env, 2)
	require.Equal(t, []string{"send S3 NewPredecessor{Server: S1}", "send S1 NewSuccessor{Server: S3, Received: 0}", chainIs("[S1, S3]")}, env.Did())
	m.Receive(env, 3, Linked{Predecessor: 1})
	require.Empty(t, env.Did())
}

func TestQueriesAtTheTail(t *testing.T) {
	for id := range model.NodeID(4) {
		env, s := serverOf(id+1, three, []Update{u1, u2}, nil)
		s.Receive(env, theClient, Request{Number: 2, Op: script[1]})
		if id+1 == 3 {
			require.Equal(t, []string{`send C Reply{Number: 2, Value: "1a"}`}, env.Did())
			continue
		}
		require.Empty(t, env.Did())
	}
}

// With apportioned queries a server asks the tail about a key with dirty versions alone.
func TestApportionedQueries(t *testing.T) {
	query, version := Request{Number: 2, Op: script[1]}, VersionQuery{Client: theClient, Number: 2, Key: "x"}
	for _, c := range []struct {
		name   string
		sent   []Update
		mutant mutant
		want   string
	}{
		{"clean", nil, "", `send C Reply{Number: 2, Value: "1a1c"}`},
		{"dirty", []Update{u3}, "", `send S3 VersionQuery{Client: C, Number: 2, Key: x}`},
		{"another key is dirty", []Update{u2}, "", `send C Reply{Number: 2, Value: "1a1c"}`},
		{"dirty-read", []Update{u3}, dirtyRead, `send C Reply{Number: 2, Value: "1a1c"}`},
		{"clean-read", []Update{u3}, cleanRead, `send C Reply{Number: 2, Value: "1a"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, s := serverOf(1, config{first: three.first, apportioned: true, mutant: c.mutant}, []Update{u1, u2, u3}, c.sent)
			s.Receive(env, theClient, query)
			require.Equal(t, []string{c.want}, env.Did())
		})
	}
	env, tail := serverOf(3, config{first: three.first, apportioned: true}, []Update{u1}, nil)
	tail.Receive(env, 1, version)
	require.Equal(t, []string{"send S1 Version{Client: C, Number: 2, Key: x, Processed: 1}"}, env.Did())
	tail.Succ = 4
	tail.Receive(env, 1, version)
	require.Empty(t, env.Did(), "it is the tail no longer")

	env, s := serverOf(1, config{first: three.first, apportioned: true}, []Update{u1, u2, u3}, []Update{u3})
	s.Receive(env, theMaster, Chain{Servers: []model.NodeID{1, 2}})
	require.Equal(t, model.NodeID(2), s.Tail)
	s.Receive(env, 3, Version{version, 1})
	require.Equal(t, []string{`send C Reply{Number: 2, Value: "1a"}`}, env.Did())
	s.Receive(env, 3, Version{version, 3})
	require.Equal(t, []string{`send C Reply{Number: 2, Value: "1a1c"}`}, env.Did())
}

func TestClientAsks(t *testing.T) {
	newClient := func(c config) (*modeltest.Env, *Client) {
		return envOf(theClient), &Client{Session: client.Session[operation]{Script: script, Retry: retryTimer}, Chain: []model.NodeID{1, 2, 3}, config: c}
	}
	env, c := newClient(three)
	c.Invoke(env)
	require.Equal(t, []string{"set retry", "send S1 Request{Number: 1, Op: append x 1a}"}, env.Did()[1:])
	c.Receive(env, theMaster, Chain{Servers: []model.NodeID{2, 4}})
	require.Empty(t, env.Did())
	env.Fire(c, retryTimer)
	require.Equal(t, []string{"set retry", "send S2 Request{Number: 1, Op: append x 1a}"}, env.Did())
	c.Receive(env, 2, Reply{Number: 1})
	env.Did()
	c.Invoke(env)
	require.Equal(t, "send S4 Request{Number: 2, Op: get x}", env.Did()[2], "the tail")
	c.Receive(env, 4, Reply{Number: 2, Value: "1a"})
	require.Equal(t, model.Return{Result: "1a"}, env.Events[len(env.Events)-1])

	for _, any := range []config{{apportioned: true}, {mutant: middleRead}} {
		env, c = newClient(any)
		c.Started, env.Choices = 1, []int{1}
		c.Invoke(env)
		require.Equal(t, "send S2 Request{Number: 2, Op: get x}", env.Did()[2])
	}
}
