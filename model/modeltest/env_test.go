package modeltest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

// candidate asks for votes when its timer fires.
type candidate struct {
	Term  int
	Votes model.NodeSet
	Asked map[model.NodeID]bool
}

type (
	RequestVote struct{ Term int }
	Vote        struct{ Term int }
	Elected     struct{ Term int }
	Asked       struct{ Who map[model.NodeID]bool }
)

const election model.Timer = "election"

func (c *candidate) Start(env model.Env) { env.SetTimer(election) }

func (c *candidate) Timeout(env model.Env, _ model.Timer) {
	c.Term++
	c.Votes = model.SetOf(env.ID())
	env.Broadcast(RequestVote{c.Term})
	env.SetTimer(election)
}

func (c *candidate) Receive(env model.Env, from model.NodeID, _ model.Message) {
	c.Votes = c.Votes.With(from)
	env.Log("%v vote for %v", c.Votes, env.ID())
	if 2*c.Votes.Len() > 1+len(env.Peers()) {
		env.StopTimer(election)
		env.Record(Elected{c.Term})
	}
}

var three = model.Group{Prefix: "S", Count: 3}

func Example() {
	env := modeltest.New("S1", model.Group{Prefix: "S", Count: 3})
	var server candidate
	server.Start(env)
	env.Fire(&server, "election")
	server.Receive(env, 2, Vote{Term: 1})
	for _, line := range env.Did() {
		fmt.Println(line)
	}
	// Output:
	// set election
	// send S2 RequestVote{Term: 1}
	// send S3 RequestVote{Term: 1}
	// set election
	// log S1 and S2 vote for S1
	// stop election
	// record Elected{Term: 1}
}

func TestWhatWasDone(t *testing.T) {
	env := modeltest.New("S1", three, model.Group{Prefix: "V", Count: 1})
	env.Send(4, RequestVote{1})
	env.Resend(4, RequestVote{1})
	env.Resend(4, RequestVote{2})
	require.Equal(t, []model.Packet{{From: 1, To: 4, Message: RequestVote{1}}, {From: 1, To: 4, Message: RequestVote{2}}}, env.Sent)
	require.Len(t, env.Take(), 2)
	env.Resend(4, RequestVote{1})
	require.Equal(t, []model.Packet{{From: 1, To: 4, Message: RequestVote{1}}}, env.Take())
	require.Empty(t, env.Take())
	require.Equal(t, []string{"send V RequestVote{Term: 1}", "send V RequestVote{Term: 2}", "send V RequestVote{Term: 1}"}, env.Did())
	require.Empty(t, env.Did())

	env.SetTimer("b")
	env.SetTimer("a")
	env.SetTimer("b")
	require.Equal(t, []model.Timer{"a", "b"}, env.Timers)
	env.StopTimer("b")
	env.StopTimer("c")
	require.Equal(t, []model.Timer{"a"}, env.Timers)
	require.Equal(t, []string{"set b", "set a", "stop b"}, env.Did())

	env.Log("%v is %d", model.NodeID(4), model.NodeID(4))
	require.Equal(t, []string{"V is V"}, env.Logged)
	require.Equal(t, []model.NodeID{2, 3}, env.Peers())
	require.Equal(t, []model.NodeID{4}, env.Group("V"))
	require.Empty(t, modeltest.New("V", three, model.Group{Prefix: "V", Count: 1}).Peers())
}

func TestChoicesComeFromTheList(t *testing.T) {
	env := modeltest.New("S1", three)
	env.Choices = []int{2, 1}
	require.Equal(t, []int{2, 1, 0, 0}, []int{env.Choose(3), env.Choose(3), env.Choose(3), env.Choose(1)})
	require.Empty(t, env.Choices)
}

// What a node changes later, or gets from Env, is its own.
func TestEverythingIsACopy(t *testing.T) {
	env := modeltest.New("S1", three)
	asked := Asked{Who: map[model.NodeID]bool{2: true}}
	env.Send(2, asked)
	env.Record(asked)
	asked.Who[3] = true
	env.Peers()[0] = 9
	env.Group("S")[0] = 9
	was := Asked{Who: map[model.NodeID]bool{2: true}}
	require.Equal(t, []model.Event{was}, env.Events)
	require.Equal(t, []model.Packet{{From: 1, To: 2, Message: was}}, env.Sent)
	require.Equal(t, []model.NodeID{2, 3}, env.Peers())
	require.Equal(t, []model.NodeID{1, 2, 3}, env.Group("S"))
}

func TestBrokenRulesPanic(t *testing.T) {
	for _, c := range []struct {
		want string
		do   func(env *modeltest.Env)
	}{
		{`modeltest.New: there is no node "S4"; there are S1, S2, S3`, func(*modeltest.Env) { modeltest.New("S4", three) }},
		{`model.IDs: there is no group "C"; there are S`, func(env *modeltest.Env) { env.Group("C") }},
		{"RequestVote is sent to node 4; the nodes are 1 to 3", func(env *modeltest.Env) { env.Send(4, RequestVote{}) }},
		{"Vote is sent to node 0; the nodes are 1 to 3", func(env *modeltest.Env) { env.Resend(model.Nobody, Vote{}) }},
		{"nil is sent to S2; a message is a value", func(env *modeltest.Env) { env.Send(2, nil) }},
		{"Choose(0); it takes 1 to 64", func(env *modeltest.Env) { env.Choose(0) }},
		{"Choose(65); it takes 1 to 64", func(env *modeltest.Env) { env.Choose(65) }},
		{"Choose(2) cannot return 2, the next of Choices", func(env *modeltest.Env) { env.Choices = []int{2}; env.Choose(2) }},
		{`timer "election" is not set; set are []`, func(env *modeltest.Env) { env.Fire(new(candidate), election) }},
	} {
		require.PanicsWithValue(t, c.want, func() { c.do(modeltest.New("S1", three)) })
	}
	refused := func(do func()) (text string) {
		defer func() { text = recover().(string) }()
		do()
		return ""
	}
	env := modeltest.New("S1", three)
	require.Contains(t, refused(func() { env.Send(2, make(chan int)) }), "a message cannot be sent: ")
	require.Contains(t, refused(func() { env.Record(1.5) }), "an event cannot be recorded: ")
}
