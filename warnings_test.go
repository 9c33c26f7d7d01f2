package synod_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
)

// A warning fails a test unless it is meant.
func TestCheckFailsOnAWarning(t *testing.T) {
	for _, opts := range []synod.Options{{}, {Depth: 2}} {
		sys := counting(3, 9, 0)
		sys.Faults.Crashes = 1
		_, failed, said := tested(t, "TestX", sys, opts)
		require.True(t, failed)
		require.Contains(t, said, `warning "nobody-crashes": the budget of crashes is 1, but no group crashes`)
		require.Contains(t, said, "Options.Meant")

		opts.Meant = []string{warn.NobodyCrashes}
		_, failed, said = tested(t, "TestX", sys, opts)
		require.False(t, failed, said)

		opts.Meant = nil
		sys.Meant = []model.Meant{{Warning: warn.NobodyCrashes, Reason: "a test"}}
		_, failed, said = tested(t, "TestX", sys, opts)
		require.False(t, failed, said)
	}
}

// A handler that does not return ends a test, and the run that shows it fails as a
// test of its own.
func TestHandlerThatDoesNotReturn(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	sys := counting(3, 9, 0)
	sys.HandlerTime = 250 * time.Millisecond
	sys.Groups[0].New = func(model.NodeID) model.Node { return &waiting{end: end} }
	sys.Properties[0].Check = model.Local(func(model.View[*waiting]) model.Verdict { return model.Holds })
	const text = "S1: Timeout of tick has not returned for 250ms"
	_, failed, said := tested(t, "TestX", sys)
	require.True(t, failed)
	require.Contains(t, said, text)
	failed, said = told(t, "TestX", func(t testing.TB) { synod.Rerun(t, sys, "stuck", "S1: timeout tick") })
	require.True(t, failed)
	require.Contains(t, said, text)
}

// waiting waits for ever when its timer fires.
type waiting struct {
	end chan struct{} `model:"const"`
	N   int
}

func (*waiting) Start(env model.Env)                            { env.SetTimer(tick) }
func (*waiting) Receive(model.Env, model.NodeID, model.Message) {}
func (w *waiting) Timeout(model.Env, model.Timer)               { <-w.end }
