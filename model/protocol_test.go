package model_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
)

// talker sends one message to itself, if it is to.
type talker struct {
	talks bool `model:"const"`
	Heard bool
}

type hello struct{}

func (n *talker) Start(env model.Env) {
	env.SetTimer("once")
	if n.talks {
		env.Send(env.ID(), hello{})
	}
}
func (n *talker) Receive(model.Env, model.NodeID, model.Message) { n.Heard = true }
func (n *talker) Timeout(model.Env, model.Timer)                 { n.Heard = true }

func protocol() *model.Protocol {
	property := func(name, with string) model.Property {
		return model.Property{Name: name, With: with, Check: model.Local(func(model.View[*talker]) model.Verdict { return model.Holds })}
	}
	return &model.Protocol{
		Name:     "talk",
		Params:   []model.Param{{Name: "nodes", Default: 1}, {Name: "talks", Default: false}, {Name: "list", Default: []int(nil)}, {Name: "word", Default: "a"}},
		Mutants:  []model.Mutant{{Name: "chatty", With: map[string]any{"talks": true}}},
		Messages: []model.Message{hello{}},
		New: func(s model.Settings) (*model.System, error) {
			return &model.System{
				Groups:     []model.Group{{Prefix: "N", Count: s.Int("nodes"), New: func(model.NodeID) model.Node { return &talker{talks: s.Bool("talks")} }}},
				Properties: []model.Property{property("always", ""), property("talking", "talks"), property("listed", "list")},
			}, nil
		},
	}
}

func names(list []model.Property) (names []string) {
	for _, p := range list {
		names = append(names, p.Name)
	}
	return names
}

func TestPropertiesExistUnderSettings(t *testing.T) {
	p := protocol()
	all, err := p.Properties()
	require.NoError(t, err)
	require.Equal(t, []string{"always", "talking", "listed"}, names(all))
	for flags, want := range map[string][]string{
		"":                        {"always"},
		"-talks":                  {"always", "talking"},
		"-talks=false":            {"always"},
		"-list 1,2":               {"always", "listed"},
		"-mutant chatty":          {"always", "talking"},
		"-list 0 -talks":          {"always", "talking", "listed"},
		"--talks -nodes 2":        {"always", "talking"},
		"-mutant=chatty -nodes=2": {"always", "talking"},
	} {
		require.Equal(t, want, names(p.With(flags).Properties), flags)
	}
	require.Equal(t, map[string]string{"nodes": "2", "talks": "true", "list": "", "word": "a"}, p.With("-nodes 2", "-talks").Settings)
	require.PanicsWithValue(t, `protocol talk with -nods 2: protocol talk has no setting "nods"; it has nodes, talks, list, word`, func() { p.With("-nods 2") })
}

func TestMessagesThatNobodySendsAreWarnedOf(t *testing.T) {
	for flags, want := range map[string][]string{"": {"never-stepped receives hello"}, "-talks": nil} {
		r, err := synod.Explore(context.Background(), protocol().With(flags), synod.Options{})
		require.NoError(t, err)
		var keys []string
		for _, w := range r.Warnings {
			keys = append(keys, w.Key())
		}
		require.Equal(t, want, keys, flags)
	}
}

func TestTimerRangesAreChecked(t *testing.T) {
	for _, c := range []struct {
		min, max time.Duration
		err      string
	}{
		{0, 0, ""}, {time.Second, time.Second, ""},
		{2 * time.Second, time.Second, "group N: timer once lasts from 2s to 1s; accepted are times of 0 and more, the smaller one first"},
		{-1, 5, "group N: timer once lasts from -1ns to 5ns; accepted are times of 0 and more, the smaller one first"},
	} {
		sys := protocol().With("-talks")
		sys.Groups[0].Timers = []model.TimerRange{{Timer: "once", Min: c.min, Max: c.max}}
		_, err := synod.Explore(context.Background(), sys, synod.Options{})
		if c.err == "" {
			require.NoError(t, err)
		} else {
			require.EqualError(t, err, c.err)
		}
	}
}
