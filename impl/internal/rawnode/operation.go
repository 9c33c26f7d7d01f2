package rawnode

import (
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// A server has a client of its own, as etcd's requests come in at a server, which proposes a
// write, asks for a read index, waits, and asks again. A crash ends an operation without an
// answer, and the client with it, for nobody knows whether the operation took effect.

// retryTimer is set at a server whose client waits, if there are to be retries.
const retryTimer model.Timer = "retry"

// CanInvoke reports whether the next operation can start. While the server knows no leader
// the library would drop it.
func (s *server) CanInvoke() bool {
	return s.ended == "" && s.Session.CanInvoke() && s.was.Lead != model.Nobody
}

// Invoke starts the next operation of the server's client.
func (s *server) Invoke(env model.Env) {
	s.run(env, func() {
		s.Begin(env)
		s.attempt()
	})
}

// attempt proposes the write that the client waits for, or asks for a read index. What the
// library drops is attempted again by a retry.
func (s *server) attempt() {
	if s.Op().Write {
		_ = s.n.Propose(Command{s.id, s.Started, s.Op().Value}.data())
	} else {
		s.n.ReadIndex(s.context())
	}
}

// context tells the read from others: the operation, not the attempt. So did users of the
// library, etcd among them (etcd, pull request 21399, is where it stopped).
func (s *server) context() string { return fmt.Sprintf("%d.%d", s.id, s.Started) }

// readable notes up to where entries must be applied before a read is answered.
func (s *server) readable(r ReadState) {
	if s.Waiting && !s.Op().Write && s.ReadIndex == 0 && r.RequestCtx == s.context() {
		s.ReadIndex = r.Index
	}
}

// answerRead answers the read if enough is applied.
func (s *server) answerRead(env model.Env) {
	if s.ReadIndex > 0 && s.ReadIndex <= len(s.Applied) {
		s.ReadIndex = 0
		s.End(env, s.Started, s.Op().Result(register(s.Applied)))
	}
}

// answerWrite answers the write if an entry executed it.
func (s *server) answerWrite(env model.Env, e Entry) {
	c, ok := e.command()
	if ok && c.Client == s.id && s.End(env, c.Number, spec.Done{}) {
		env.Record(Acknowledged{e})
	}
}

const acceptedScripts = `scripts like "w,r;none;r": per server, separated by ";", at most 9 operations w or r, separated by ",", or none`

// language is how operations are written. The n-th operation of server s writes the value
// 10·s+n, so all values differ.
var language = client.Language[*spec.RegisterOp]{
	Accepted: acceptedScripts,
	Default:  func(int) string { return "none" },
	Operation: func(word string, server, n int) (*spec.RegisterOp, error) {
		var op spec.RegisterOp
		switch word {
		case "w":
			op = spec.Write(10*server + n)
		case "r":
			op = spec.Read()
		case "none":
			return nil, nil
		default:
			return nil, fmt.Errorf("%q is no operation; accepted are %s", word, acceptedScripts)
		}
		return &op, nil
	},
}

// scripts reads the operations of each server's client.
func scripts(text string, servers int) (all [][]spec.RegisterOp, bound model.Bound, err error) {
	parsed, bound, err := language.Parse(text, servers)
	for _, ops := range parsed {
		var script []spec.RegisterOp
		for _, op := range ops {
			if op != nil {
				script = append(script, *op)
			}
		}
		all = append(all, script)
	}
	return all, bound, err
}
