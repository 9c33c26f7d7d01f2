package cmd_test

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/cmd"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// pump is a machine around a function that counts.
type pump struct {
	next func() int
	pumped
}

// pumped is what it shows.
type pumped struct{ Strokes int }

func (p *pump) Start(env model.Env)                            { env.SetTimer("stroke") }
func (p *pump) Timeout(env model.Env, _ model.Timer)           { p.next(); env.SetTimer("stroke") }
func (p *pump) Receive(model.Env, model.NodeID, model.Message) {}
func (p *pump) Disk() any                                      { return nil }
func (p *pump) State() any                                     { return &p.pumped }
func (p *pump) Shown() any                                     { return &p.pumped }

// pumps is a protocol of machines.
var pumps = model.Protocol{Name: "pumps", Doc: "machines that count", New: func(model.Settings) (*model.System, error) {
	return &model.System{
		Groups: []model.Group{{Prefix: "P", Count: 2, Timers: []model.TimerRange{{Timer: "stroke", Min: 50 * time.Millisecond, Max: 100 * time.Millisecond}}, Boot: func(model.NodeID, any) model.Machine {
			m := &pump{}
			m.next = func() int { m.Strokes++; return m.Strokes }
			return m
		}}},
		Messages:    []model.Message{pumped{}}, // live nodes have some
		TimerBounds: []model.TimerBound{{Timer: "stroke", Total: 9}},
		Properties: []model.Property{{Name: "few", Check: model.Local(func(n model.View[*pumped]) model.Verdict {
			if n.Node.Strokes > 2 {
				return model.Violated("%s has %d", n.Name, n.Node.Strokes)
			}
			return model.Holds
		})}},
	}, nil
}}

// A run of machines is played step by step, as serve plays it: back, other steps, and what is saved of it
// opens again.
func TestPlayAMachine(t *testing.T) {
	p := &pumps
	dir := t.TempDir()
	require.Equal(t, exitViolation, cmd.Run(context.Background(), []string{"pumps", "-protocol", "pumps", "-o", dir}, nil, io.Discard, io.Discard, p))
	saved, err := traces.ReadFile(filepath.Join(dir, "pumps-few.itf.json"))
	require.NoError(t, err)
	l, err := cmd.LiveOf([]*model.Protocol{p}, saved)
	require.NoError(t, err)
	require.Equal(t, 3, traces.Follow(l, saved, l.First()))
	require.Len(t, l.Broken(), 1)
	require.True(t, l.Back())
	require.Empty(t, l.Broken())
	require.Len(t, l.Enabled(), 2)
	require.Equal(t, 1, breaking(l), "the stroke of the pump that has two")
	l.Take(0)
	l.Take(1)
	path := filepath.Join(dir, "branch.itf.json")
	require.NoError(t, traces.WriteFile(path, l.Trace()))
	branch, err := traces.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, 4, branch.Steps())
	again, err := cmd.LiveOf([]*model.Protocol{p}, branch)
	require.NoError(t, err)
	require.Equal(t, 4, traces.Follow(again, branch, again.First()))
}
