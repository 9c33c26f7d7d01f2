package search_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// renamer sets a timer of another name at every firing.
type renamer struct{ N int }

func (c *renamer) Start(env model.Env) { env.SetTimer("0") }
func (c *renamer) Receive(model.Env, model.NodeID, model.Message) {
}
func (c *renamer) Timeout(env model.Env, _ model.Timer) {
	c.N++
	env.SetTimer(model.Timer(fmt.Sprint(c.N)))
}

// loud sends without end.
type loud struct{ renamer }

func (l *loud) Start(env model.Env) {
	for i := range 1 << 20 {
		env.Send(1, i)
	}
}

// TestLimits: what labels and tables have no room for is said, not wrapped
// around.
func TestLimits(t *testing.T) {
	sys := &model.System{Groups: []model.Group{{Prefix: "N", Count: 1, New: func(model.NodeID) model.Node { return &renamer{} }}}}
	_, err := search.Explore(context.Background(), sys, search.Options{})
	require.ErrorContains(t, err, "the system has more than 4096 different timers")

	sys.Groups[0].New = func(model.NodeID) model.Node { return &loud{} }
	r, err := search.Explore(context.Background(), sys, search.Options{})
	require.NoError(t, err)
	require.Contains(t, r.Violation.Text, "one handler run sends more than 4096 messages")
}
