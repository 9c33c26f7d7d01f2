package singlecopy

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/register"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

func TestServerOverwritesAndReturnsAtOnce(t *testing.T) {
	env := modeltest.New("S", model.Group{Prefix: "S", Count: 1}, model.Group{Prefix: "C", Count: 2})
	s := new(Server)
	a, b := register.RequestID{Client: 2, Op: 1}, register.RequestID{Client: 3, Op: 1}
	for _, step := range []struct {
		from     model.NodeID
		request  model.Message
		response model.Message
	}{
		{2, register.Get{ID: a}, register.GetOk{ID: a, Value: register.Unwritten}},
		{2, register.Put{ID: a, Value: 1}, register.PutOk{ID: a}},
		{3, register.Put{ID: b, Value: 2}, register.PutOk{ID: b}},
		{2, register.Get{ID: a}, register.GetOk{ID: a, Value: 2}},
	} {
		s.Receive(env, step.from, step.request)
		require.Equal(t, []model.Packet{{From: 1, To: step.from, Message: step.response}}, env.Take())
	}
}
