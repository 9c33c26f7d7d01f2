package host_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/host"
	"github.com/synod-go/synod/traces"
)

// watcher knows whom its failure detector takes for crashed.
type watcher struct {
	toy
	Suspected model.NodeSet
}

func (w *watcher) Suspect(_ model.Env, n model.NodeID) { w.Suspected = w.Suspected.With(n) }
func (w *watcher) Trust(_ model.Env, n model.NodeID)   { w.Suspected = w.Suspected.Without(n) }

// watchers is a system of two watchers and two nodes that may crash: W1 and W2 are told of T1
// and T2.
func watchers(eventual bool) *model.System {
	return &model.System{
		Groups: []model.Group{
			{Prefix: "W", Count: 2, New: func(model.NodeID) model.Node { return &watcher{} }},
			{Prefix: "T", Count: 2, Crashes: true, CrashStop: true, New: func(model.NodeID) model.Node { return &toy{} }},
		},
		Detectors: []model.Detector{{By: "W", Of: "T", Eventual: eventual}},
		Messages:  []model.Message{note{}},
	}
}

// told runs W1 alone, has its detectors say something, one thing after the other, and returns the
// events that they make.
func told(t *testing.T, eventual bool, say ...func(h *host.Host) error) (events []string) {
	t.Helper()
	return toldOf(t, watchers(eventual), t.TempDir(), say...)
}

// toldOf is told of another system, with the log and the disk in a directory.
func toldOf(t *testing.T, sys *model.System, dir string, say ...func(h *host.Host) error) (events []string) {
	t.Helper()
	log := filepath.Join(dir, "W1.ndjson")
	h, err := host.New(host.Config{
		System: sys, Node: "W1", Disk: filepath.Join(dir, "disk"), Log: log, Logger: quiet,
		Peers: map[string]string{"W2": "127.0.0.1:1", "T1": "127.0.0.1:1", "T2": "127.0.0.1:1"},
	})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	for _, s := range say {
		require.NoError(t, s(h))
		time.Sleep(150 * time.Millisecond) // they say it again and again
	}
	cancel()
	require.NoError(t, <-ended)
	l, err := traces.ReadLogFile(log)
	require.NoError(t, err)
	for _, e := range l.Events {
		if e.Kind == traces.StepSuspect || e.Kind == traces.StepTrust {
			events = append(events, e.Kind+" "+e.Name)
		}
	}
	return events
}

// What a detector says again, and what does nothing, is no event.
func TestDetectorsTellOnce(t *testing.T) {
	suspect := func(h *host.Host) error { return h.Suspect("T1") }
	trust := func(h *host.Host) error { return h.Trust("T1") }
	require.Equal(t, []string{"suspect T1"}, told(t, false, suspect, suspect))
	require.Equal(t, []string{"suspect T1", "trust T1", "suspect T1"}, told(t, true, trust, suspect, trust, suspect))
	require.Empty(t, told(t, true, trust))
}

func TestDetectorsTellOfWhomTheyWatch(t *testing.T) {
	for _, name := range []string{"W2", "W1", "T9"} {
		told(t, false, func(h *host.Host) error {
			require.EqualError(t, h.Suspect(name), `no failure detector tells W1 of "`+name+`"`)
			return nil
		})
	}
}
