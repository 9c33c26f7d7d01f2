package node

import "github.com/synod-go/synod/model"

// choices is the Env of a handler, with what Choose answered.
type choices struct {
	model.Env
	made []int
}

func (c *choices) Choose(n int) int {
	answer := c.Env.Choose(n)
	c.made = append(c.made, answer)
	return answer
}

// silent is the Env of a handler that runs only to come to a state again: what it does was
// done before. Who it is and who is there it asks the Env of the handler that runs next.
type silent struct {
	model.Env
	chosen []int
}

func (*silent) Send(model.NodeID, model.Message)   {}
func (*silent) Resend(model.NodeID, model.Message) {}
func (*silent) Broadcast(model.Message)            {}
func (*silent) SetTimer(model.Timer)               {}
func (*silent) StopTimer(model.Timer)              {}
func (*silent) Record(model.Event)                 {}
func (*silent) Log(string, ...any)                 {}

// Choose gives the answers that were given before. One that asks more than before comes to
// another state, which is noticed then.
func (s *silent) Choose(int) int {
	if len(s.chosen) == 0 {
		return 0
	}
	answer := s.chosen[0]
	s.chosen = s.chosen[1:]
	return answer
}
