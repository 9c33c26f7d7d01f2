package paxos

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// show returns all that a node is.
func show(v model.View[any]) string {
	fields := ""
	switch n := v.Node.(type) {
	case *Proposer:
		p := *n
		p.config = config{}
		fields = fmt.Sprintf("%+v", p)
	case *Acceptor:
		a := *n
		a.config = config{}
		fields = fmt.Sprintf("%+v", a)
	case *Learner:
		l := *n
		l.config = config{}
		fields = fmt.Sprintf("%+v", l)
	case *Server:
		s := *n
		s.Proposer.config, s.Acceptor.config, s.Learner.config = config{}, config{}, config{}
		fields = fmt.Sprintf("%+v", s)
	}
	return fmt.Sprintf("%s %v %v %s", v.Name, v.Up, v.Timers, fields)
}

// Dead messages can do nothing: with them in the state there are more states,
// but no machine ever gets into another situation.
func TestDeadMessagesLeaveWithoutATrace(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	for _, given := range []map[string]string{
		{"layout": "shared", "ballots": "1,1", "crashes": "0"},
		{"layout": "shared", "ballots": "1,1", "crashes": "0", "learning": "distinguished", "network": "set"},
		{"layout": "separate", "ballots": "1", "proposers": "2", "acceptors": "2", "crashes": "0"},
		{"layout": "separate", "ballots": "1", "proposers": "2", "acceptors": "2", "crashes": "0", "network": "set"},
	} {
		t.Run(fmt.Sprint(given), func(t *testing.T) {
			r := checks.DeadMessagesLeaveNoTrace(t, func() *model.System {
				sys, _, err := Protocol.System("", given)
				require.NoError(t, err)
				return sys
			}, show)
			require.Nil(t, r.Violation)
		})
	}
}
