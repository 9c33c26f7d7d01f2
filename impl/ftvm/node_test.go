package ftvm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/modeltest"
	"github.com/synod-go/synod/spec"
)

// These tests call handlers directly. The servers are S1 to S3, the shared storage is node 4,
// and the clients are nodes 5 and 6.
const (
	theStorage model.NodeID = 4
	c1         model.NodeID = 5
	c2         model.NodeID = 6
)

var (
	plain   = config{buffer: 4, lag: 2}
	appends = Operation{Client: c1, Number: 1, Op: spec.Append("x", "1a")}
	gets    = Operation{Client: c2, Number: 1, Op: spec.Get("x")}
)

func with(m mutant) config { return config{buffer: 4, lag: 2, mutant: m} }

// envOf returns the env of a node.
func envOf(id model.NodeID) *modeltest.Env {
	groups := []model.Group{{Prefix: serverPrefix, Count: 3}, {Prefix: storagePrefix, Count: 1}, {Prefix: clientPrefix, Count: 2}}
	return modeltest.New(model.Names(groups...)(id), groups...)
}

// serverOf returns a server as it is at first, and its env.
func serverOf(id model.NodeID, c config) (*modeltest.Env, *Server) {
	return envOf(id), newServer(id, c)
}

func request(op Operation) Request { return Request{Number: op.Number, Op: op.Op} }

// entries are the entries of the log that a server has sent.
func entries(env *modeltest.Env) (list []Entry) {
	for _, p := range env.Take() {
		if e, ok := p.Message.(Entry); ok {
			list = append(list, e)
		}
	}
	return list
}

// runBoth serves an append and a get on the primary, the get first although it came second,
// and returns the log.
func runBoth(t *testing.T, s *Server, env *modeltest.Env) []Entry {
	t.Helper()
	s.Receive(env, c1, request(appends))
	s.Receive(env, c2, request(gets))
	env.Choices = []int{0} // the append issues its disk write
	env.Fire(s, cpuTimer)
	env.Fire(s, diskTimer)
	s.Receive(env, s.Peer, Ack{Pair: 1})
	env.Choices = []int{1} // the get
	env.Fire(s, cpuTimer)
	return entries(env)
}

func TestTheLogHasWhatIsNotDeterministic(t *testing.T) {
	env, s := serverOf(1, plain)
	require.Equal(t, []Entry{
		{Pair: 1, Kind: Packet, Client: c1, Number: 1, Op: appends.Op},
		{Pair: 1, Kind: Packet, Client: c2, Number: 1, Op: gets.Op},
		{Pair: 1, Kind: Clock, Clock: 0},
		{Pair: 1, Kind: Interrupt, Client: c1, Number: 1},
		{Pair: 1, Kind: Clock, Clock: 1},
	}, runBoth(t, s, env))
	require.Equal(t, []Operation{gets}, s.Machine.Done)
	require.Len(t, s.Unacked, 4)
	require.Equal(t, []Answer{{Client: c2, Number: 1}}, s.Unacked[3])
	require.Equal(t, []model.Timer{}, env.Timers, "the log buffer is full")
	env.Did()
	s.Receive(env, 2, Ack{Pair: 1})
	require.Equal(t, []string{"set cpu"}, env.Did())
	env.Fire(s, cpuTimer)
	require.Equal(t, []Entry{{Pair: 1, Kind: Output}}, entries(env))
	require.Equal(t, []Operation{gets, appends}, s.Machine.Done)
}

// The instruction that issues a disk write is not logged when no other thread is runnable;
// the next entry says that it was executed.
func TestEntriesSayAtWhichPoint(t *testing.T) {
	env, s := serverOf(1, plain)
	s.Receive(env, c1, request(appends))
	env.Fire(s, cpuTimer)
	require.Equal(t, 1, s.Machine.Since)
	env.Fire(s, diskTimer)
	require.Equal(t, Entry{Pair: 1, Kind: Interrupt, At: 1, Client: c1, Number: 1}, entries(env)[1])
	require.Zero(t, s.Machine.Since)
}

func TestReplay(t *testing.T) {
	penv, primary := serverOf(1, plain)
	log := runBoth(t, primary, penv)
	env, s := serverOf(2, plain)
	s.Receive(env, 1, log[0])
	require.Equal(t, []string{"send S1 Ack{Pair: 1}", "set replay"}, env.Did())
	require.Empty(t, s.Machine.Threads, "it replays later")
	env.Fire(s, replayTimer)
	require.Len(t, s.Machine.Threads, 1)
	for _, e := range log[1:] {
		s.Receive(env, 1, e)
	}
	require.Len(t, s.Log, 2, "it lags no further behind")
	env.Fire(s, replayTimer)
	env.Fire(s, replayTimer)
	require.Equal(t, primary.Machine, s.Machine)
	for _, p := range env.Take() {
		require.Equal(t, Ack{Pair: 1}, p.Message, "it sends no output")
	}
	s.Receive(env, 3, log[0])
	require.Empty(t, s.Log, "that is not its primary")
}

// The Output Rule.
func TestOutputsWaitForTheAcknowledgement(t *testing.T) {
	reply := `send C2 Reply{Number: 1, Value: ""}`
	run := func(m mutant) (*modeltest.Env, *Server) {
		env, s := serverOf(1, with(m))
		s.Receive(env, c2, request(gets))
		env.Fire(s, cpuTimer)
		return env, s
	}
	env, s := run("")
	require.NotContains(t, env.Did(), reply)
	s.Receive(env, 3, Ack{Pair: 1})
	s.Receive(env, 2, Ack{Pair: 2})
	s.Receive(env, 2, Ack{Pair: 1})
	require.Empty(t, env.Did(), "that was the packet")
	s.Receive(env, 2, Ack{Pair: 1})
	require.Equal(t, []string{reply}, env.Did())
	s.Receive(env, 2, Ack{Pair: 1})
	require.Empty(t, env.Did())

	env, _ = run(earlyOutput)
	require.Contains(t, env.Did(), reply)

	env, s = run(unloggedOutput)
	require.Len(t, entries(env), 1, "the packet")
	env.Did()
	s.Receive(env, 2, Ack{Pair: 1})
	require.Equal(t, []string{reply}, env.Did())
}

func TestOnlyWhoRunsTheMachineTakesPackets(t *testing.T) {
	for id, taken := range map[model.NodeID]bool{1: true, 2: false, 3: false} {
		env, s := serverOf(id, plain)
		s.Receive(env, c2, request(gets))
		require.Equal(t, taken, len(s.Machine.Threads) > 0)
	}
	env, s := serverOf(1, plain)
	s.Receive(env, c2, request(gets))
	s.Receive(env, c2, request(gets))
	require.Len(t, s.Machine.Threads, 1, "it is at it")
	s.Machine.Done = []Operation{{Client: c1, Number: 2, Op: gets.Op}}
	s.Receive(env, c1, request(appends))
	require.Len(t, s.Machine.Threads, 1, "its client has asked for more since")
}

// What comes again is answered again, and not executed again.
func TestDuplicates(t *testing.T) {
	for _, m := range []mutant{"", noDuplicateFilter} {
		env, s := serverOf(1, with(m))
		s.Role, s.Machine.Done = Live, []Operation{appends}
		s.Receive(env, c1, request(appends))
		env.Fire(s, cpuTimer)
		if m != "" {
			env.Fire(s, diskTimer)
			env.Fire(s, cpuTimer)
			require.Equal(t, []Operation{appends, appends}, s.Machine.Done)
			continue
		}
		require.Equal(t, []Operation{appends}, s.Machine.Done)
		require.Contains(t, env.Did(), `send C1 Reply{Number: 1, Value: ""}`)
	}
}

func TestAnswers(t *testing.T) {
	second, third := Operation{Client: c1, Number: 2, Op: spec.Append("x", "1b")}, Operation{Client: c1, Number: 3, Op: spec.Put("y", "1c")}
	m := Machine{Done: []Operation{appends, third, gets, second}}
	require.Equal(t, Answer{Client: c2, Number: 1, Value: "1a"}, m.answer(gets), "what came later does not count")
	require.Equal(t, Answer{Client: c1, Number: 1}, m.answer(appends))
}

// A server that suspects the other one stops, and asks the shared storage.
func TestSuspect(t *testing.T) {
	for _, id := range []model.NodeID{1, 2} {
		env, s := serverOf(id, plain)
		s.Machine.Threads = []Thread{{gets, Ends}}
		s.schedule(env)
		s.Log = []Entry{{Pair: 1}}
		s.Suspect(env, 3)
		require.False(t, s.Suspects, "that is not the other one")
		s.Suspect(env, s.Peer)
		require.Contains(t, env.Did(), "send D TestAndSet{Pair: 1}")
		require.Empty(t, env.Timers)
		s.Suspect(env, s.Peer)
		s.Receive(env, s.Peer, Entry{Pair: 1})
		s.Receive(env, s.Peer, Ack{Pair: 1})
		s.Receive(env, c1, request(appends))
		require.Empty(t, env.Did())
		require.Len(t, s.Log, 1)
	}
	env, s := serverOf(3, plain)
	s.Suspect(env, 1)
	require.Empty(t, env.Did(), "a spare server is in no pair")
	env, s = serverOf(1, with(noTestAndSet))
	s.Suspect(env, 2)
	require.Equal(t, Live, s.Role)
	require.Equal(t, []string{"set clone"}, env.Did())
}

func TestStorage(t *testing.T) {
	env, d := envOf(theStorage), &Storage{}
	d.Receive(env, 2, TestAndSet{Pair: 1})
	d.Receive(env, 1, TestAndSet{Pair: 1})
	d.Receive(env, 1, TestAndSet{Pair: 2})
	require.Equal(t, []string{
		"send S2 Flag{Pair: 1, WasSet: false}", "send S1 Flag{Pair: 1, WasSet: true}", "send S1 Flag{Pair: 2, WasSet: false}",
	}, env.Did())
	require.Equal(t, map[int]model.NodeID{1: 2, 2: 1}, d.Flags)
}

func TestHalt(t *testing.T) {
	env, s := serverOf(1, plain)
	s.Receive(env, theStorage, Flag{Pair: 1, WasSet: true})
	require.Equal(t, Primary, s.Role, "it has not asked")
	s.Suspect(env, 2)
	s.Receive(env, theStorage, Flag{Pair: 1, WasSet: true})
	require.Equal(t, &Server{Role: Halted, Pair: 1, config: plain}, s)

	env, s = serverOf(1, with(noHalt))
	s.Suspect(env, 2)
	s.Receive(env, theStorage, Flag{Pair: 1, WasSet: true})
	require.Equal(t, Live, s.Role)
}

// A primary that goes live sends what it has held back.
func TestPrimaryGoesLive(t *testing.T) {
	env, s := serverOf(1, plain)
	s.Receive(env, c2, request(gets))
	env.Fire(s, cpuTimer)
	s.Suspect(env, 2)
	env.Did()
	s.Receive(env, theStorage, Flag{Pair: 1})
	require.Equal(t, []string{`send C2 Reply{Number: 1, Value: ""}`, "set clone"}, env.Did())
	require.Empty(t, s.Unacked)
	s.Receive(env, c1, request(appends))
	require.Equal(t, []string{"set cpu"}, env.Did(), "it logs no more")
}

// A backup that goes live first replays the log, and goes on where the log ends. It issues
// the disk writes again that it knows of.
func TestBackupGoesLive(t *testing.T) {
	log := []Entry{{Pair: 1, Kind: Packet, Client: c1, Number: 1, Op: appends.Op}, {Pair: 1, Kind: Packet, At: 1, Client: c2, Number: 1, Op: gets.Op}}
	for _, c := range []struct {
		mutant  mutant
		threads []Thread
		timers  []model.Timer
	}{
		{"", []Thread{{appends, Writes}, {gets, Ends}}, []model.Timer{cloneTimer, cpuTimer, diskTimer}},
		{droppedLog, nil, []model.Timer{cloneTimer}},
		{lostWrite, []Thread{{appends, Hangs}, {gets, Ends}}, []model.Timer{cloneTimer, cpuTimer}},
	} {
		env, s := serverOf(2, with(c.mutant))
		for _, e := range log {
			s.Receive(env, 1, e)
		}
		s.Suspect(env, 1)
		env.Did()
		s.Receive(env, theStorage, Flag{Pair: 1})
		require.Equal(t, Live, s.Role)
		require.Equal(t, c.threads, s.Machine.Threads)
		require.Equal(t, c.timers, env.Timers)
		require.Equal(t, []string{"send C1 Announce{Pair: 1}", "send C2 Announce{Pair: 1}"}, env.Did()[:2])
		s.Receive(env, 1, log[0])
		require.Empty(t, env.Did(), "it acknowledges nothing any more")
	}
	env, s := serverOf(2, with(lateAck))
	s.Suspect(env, 1)
	env.Did()
	s.Receive(env, 1, log[0])
	require.Equal(t, []string{"send S1 Ack{Pair: 1}"}, env.Did())
}

func TestClone(t *testing.T) {
	for _, m := range []mutant{"", diskCopy} {
		env, s := serverOf(2, with(m))
		s.Role, s.Peer = Live, model.Nobody
		s.Machine = Machine{Threads: []Thread{{gets, Ends}}, Done: []Operation{appends}}
		s.schedule(env)
		env.Fire(s, cloneTimer)
		require.Equal(t, []any{Primary, 2, model.NodeID(3)}, []any{s.Role, s.Pair, s.Peer})
		copied := env.Take()[0].Message.(Copy)
		require.Equal(t, m == diskCopy, len(copied.Machine.Threads) == 0)

		env, n := serverOf(3, plain)
		n.Receive(env, 2, copied)
		require.Equal(t, &Server{Role: Backup, Pair: 2, Peer: 2, Machine: copied.Machine, config: plain}, n)
		n.Receive(env, 1, Copy{Pair: 3})
		require.Equal(t, 2, n.Pair, "it is no spare server any more")
	}
	env, s := serverOf(3, plain)
	s.Role, s.Pair = Live, 2
	s.schedule(env)
	require.Empty(t, env.Timers, "there is no server left")
}

// Replay reads a clock of its own only where the log lacks what the primary's has shown.
func TestUnloggedClock(t *testing.T) {
	env, s := serverOf(1, with(unloggedClock))
	s.Receive(env, c1, request(appends))
	s.Receive(env, c2, request(gets))
	env.Choices = []int{1}
	env.Fire(s, cpuTimer)
	require.Equal(t, []Operation{gets}, s.Machine.Done)
	log := entries(env)
	require.Equal(t, Entry{Pair: 1, Kind: Output}, log[2])

	env, b := serverOf(2, with(unloggedClock))
	for _, e := range log {
		env.Choices = []int{0}
		b.Receive(env, 1, e)
	}
	env.Fire(b, replayTimer)
	env.Choices = []int{0}
	env.Fire(b, replayTimer)
	require.Equal(t, []Thread{{appends, Writes}, {gets, Ends}}, b.Machine.Threads)
}

func TestMovedInterrupt(t *testing.T) {
	for _, m := range []mutant{"", movedInterrupt} {
		env, s := serverOf(2, with(m))
		s.Machine.Threads = []Thread{{appends, Begins}}
		s.replay(env, Entry{Kind: Interrupt, At: 1, Client: c1, Number: 1})
		want := Ends
		if m != "" {
			want = Writes
		}
		require.Equal(t, want, s.Machine.Threads[0].Progress)
	}
}

func TestClientAsks(t *testing.T) {
	env := envOf(c1)
	c := &Client{Session: client.Session[operation]{Script: []operation{appends.Op, gets.Op}, Retry: retryTimer}, Server: 1}
	c.Invoke(env)
	require.Equal(t, []string{"set retry", "send S1 Request{Number: 1, Op: append x 1a}"}, env.Did()[1:])
	c.Receive(env, 3, Announce{Pair: 2})
	c.Receive(env, 2, Announce{Pair: 1})
	require.Equal(t, []any{model.NodeID(3), 2}, []any{c.Server, c.Pair}, "the other news is old")
	env.Fire(c, retryTimer)
	require.Equal(t, []string{"set retry", "send S3 Request{Number: 1, Op: append x 1a}"}, env.Did())
	c.Receive(env, 3, Reply{Number: 1})
	env.Did()
	c.Invoke(env)
	c.Receive(env, 3, Reply{Number: 2, Value: "1a"})
	require.Equal(t, model.Return{Result: "1a"}, env.Events[len(env.Events)-1])
}
