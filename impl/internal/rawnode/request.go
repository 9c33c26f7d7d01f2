package rawnode

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// Request asks for an operation. One that is sent again has the same number.
type Request struct {
	Number int
	Op     spec.RegisterOp
}

// Reply is the answer to the request of a number.
type Reply struct{ Number, Value int }

// request handles a client's request, any time that it comes: a write is proposed, for a
// read the library is asked for an index. What has been executed is answered at once. A
// server that knows no leader does nothing: neither would the library.
func (s *server) request(env model.Env, client model.NodeID, r Request) {
	newer := func(a Asked) bool { return a.Client == client && a.Number > r.Number }
	switch {
	case slices.ContainsFunc(s.Asked, newer): // the client waits for that no more
	case r.Op.Write && executor(s.Applied, client, r.Number) != nil:
		s.answerWithValue(env, client, r.Number)
	case s.n.Status().SoftState.Lead == model.Nobody:
	case r.Op.Write:
		if s.n.Propose(Command{client, r.Number, r.Op.Value}.data()) == nil {
			s.ask(Asked{Client: client, Number: r.Number})
		}
	default:
		s.n.ReadIndex(readContext(client, r.Number))
		s.ask(Asked{Client: client, Number: r.Number, Read: true})
	}
}

// readContext is what tells a read from others: its request, not the attempt. So do users
// of the library.
func readContext(client model.NodeID, number int) string { return fmt.Sprintf("%d.%d", client, number) }

// ask notes that a client waits, once.
func (s *server) ask(a Asked) {
	i := slices.IndexFunc(s.Asked, func(o Asked) bool { return o.Client == a.Client })
	switch {
	case i < 0:
		s.Asked = append(slices.Clone(s.Asked), a)
	case s.Asked[i].Number != a.Number:
		s.Asked = slices.Clone(s.Asked)
		s.Asked[i] = a
	}
}

// readable notes up to where entries must be applied before a read is answered.
func (s *server) readable(r ReadState) {
	for i, a := range s.Asked {
		if a.Read && a.Index == 0 && readContext(a.Client, a.Number) == r.RequestCtx {
			s.Asked = slices.Clone(s.Asked)
			s.Asked[i].Index = r.Index
		}
	}
}

// answerReads answers the reads for which enough is applied.
func (s *server) answerReads(env model.Env) {
	for _, a := range s.Asked {
		if a.Read && a.Index > 0 && a.Index <= len(s.Applied) {
			s.answer(env, a.Client, a.Number, register(s.Applied))
		}
	}
}

// answerWrite answers a write that was applied, if its client waits here.
func (s *server) answerWrite(env model.Env, client model.NodeID, number int) {
	if slices.Contains(s.Asked, Asked{Client: client, Number: number}) {
		s.answerWithValue(env, client, number)
	}
}

// answerWithValue answers a write that was executed.
func (s *server) answerWithValue(env model.Env, client model.NodeID, number int) {
	env.Record(Acknowledged{*executor(s.Applied, client, number)})
	s.answer(env, client, number, 0)
}

func (s *server) answer(env model.Env, client model.NodeID, number, value int) {
	env.Send(client, Reply{Number: number, Value: value})
	s.Asked = slices.DeleteFunc(slices.Clone(s.Asked), func(a Asked) bool { return a.Client == client && a.Number == number })
}
