package cluster

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// told is a node that failure detectors tell of others.
type told struct{}

func (*told) Start(model.Env)                                {}
func (*told) Receive(model.Env, model.NodeID, model.Message) {}
func (*told) Timeout(model.Env, model.Timer)                 {}
func (*told) Suspect(model.Env, model.NodeID)                {}
func (*told) Trust(model.Env, model.NodeID)                  {}

// orders are what a process is told.
type orders struct{ bytes.Buffer }

func (*orders) Close() error { return nil }

// take returns the orders since the last call.
func (o *orders) take() string {
	defer o.Reset()
	return o.String()
}

// A detector names nodes or groups. A perfect one tells of those that are killed, and an eventual
// one of those that are stopped, too; both tell a node that has just started.
func TestDetectorsTell(t *testing.T) {
	c, err := newCluster(Options{System: &model.System{
		Groups: []model.Group{
			{Prefix: "W", Count: 3, New: func(model.NodeID) model.Node { return &told{} }},
			{Prefix: "T", Count: 2, Crashes: true, CrashStop: true, New: func(model.NodeID) model.Node { return &told{} }},
		},
		Detectors: []model.Detector{{By: "W1", Of: "T2"}, {By: "W2", Of: "T", Eventual: true}, {By: "T"}},
	}})
	require.NoError(t, err)
	to := map[string]*orders{}
	for _, name := range []string{"W1", "W2", "W3", "T1", "T2"} {
		to[name] = &orders{}
		c.processes[name] = &process{name: name, in: to[name]}
	}
	all := func() map[string]string {
		said := map[string]string{}
		for name, o := range to {
			if text := o.take(); text != "" {
				said[name] = text
			}
		}
		return said
	}
	suspect, trust := func(name string) string { return `{"suspect":"` + name + `"}` + "\n" }, func(name string) string { return `{"trust":"` + name + `"}` + "\n" }

	c.detect("T2", stopped)
	require.Equal(t, map[string]string{"W1": trust("T2"), "W2": suspect("T2"), "T1": trust("T2")}, all())
	c.detect("T2", present)
	require.Equal(t, map[string]string{"W1": trust("T2"), "W2": trust("T2"), "T1": trust("T2")}, all())
	c.detect("T2", killed)
	require.Equal(t, map[string]string{"W1": suspect("T2"), "W2": suspect("T2"), "T1": suspect("T2")}, all())
	c.detect("T1", killed)
	require.Equal(t, map[string]string{"W2": suspect("T1"), "T2": suspect("T1")}, all(), "nobody tells W1 of T1")
	c.detectAll("W2")
	require.Equal(t, map[string]string{"W2": suspect("T1") + suspect("T2")}, all())
	c.detectAll("W3")
	require.Empty(t, all())
}
