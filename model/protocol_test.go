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

// What a protocol says of a setting or a mutant must have the effect that was meant: a
// mutant with a misspelled setting would be checked under other bounds than it names.
func TestDeclarationsThatContradictThemselvesAreRefused(t *testing.T) {
	param := func(q model.Param) func(*model.Protocol) {
		return func(p *model.Protocol) { p.Params = append(p.Params, q) }
	}
	mutant := func(m model.Mutant) func(*model.Protocol) {
		return func(p *model.Protocol) { p.Mutants = append(p.Mutants, m) }
	}
	with := func(name string, v any) func(*model.Protocol) {
		return mutant(model.Mutant{Name: "m", With: map[string]any{name: v}})
	}
	for want, change := range map[string]func(*model.Protocol){
		`a setting has the name "my x"; accepted are letters, digits, and - _ . after the first of them`: param(model.Param{Name: "my x", Default: 1}),
		`a setting has the name "-x"; accepted are letters, digits, and - _ . after the first of them`:   param(model.Param{Name: "-x", Default: 1}),
		`two settings have the name "nodes"`:                                                        param(model.Param{Name: "nodes", Default: 1}),
		`the setting "f" has a default of type float64; accepted are int, bool, string, []int`:      param(model.Param{Name: "f", Default: 1.5}),
		`the setting "f" has a default of type <nil>; accepted are int, bool, string, []int`:        param(model.Param{Name: "f"}),
		`the setting "n" has the default 9; accepted are whole numbers from 1 to 3`:                 param(model.Param{Name: "n", Default: 9, Min: 1, Max: 3}),
		`the setting "c" has the default z; accepted are x, y`:                                      param(model.Param{Name: "c", Default: "z", Choices: []string{"x", "y"}}),
		`the setting "n" depends on the setting "nods", which does not exist`:                       param(model.Param{Name: "n", Default: 1, With: "nods"}),
		`the setting "q" depends on the setting "nods", which does not exist`:                       param(model.Param{Name: "q", Default: 1, With: "nods=1"}),
		`the setting "o" depends on the setting "nods", which does not exist`:                       param(model.Param{Name: "o", Default: 1, Without: "nods"}),
		`a mutant has the name ""; accepted are letters, digits, and - _ . after the first of them`: mutant(model.Mutant{}),
		`two mutants have the name "chatty"`:                                                        mutant(model.Mutant{Name: "chatty"}),
		`the mutant m brings the setting "nods"; the protocol has nodes, talks, list, word`:         with("nods", 2),
		`the mutant m brings "nodes" = 2; it is of type string, not int`:                            with("nodes", "2"),
	} {
		p := protocol()
		change(p)
		_, err := p.System("", nil)
		require.EqualError(t, err, "protocol talk: "+want)
		require.Panics(t, func() { p.With() }, want)
	}
}

// A constructor that makes nothing, and a property of a setting that does not exist.
func TestSystemsThatCannotBeMadeAreRefused(t *testing.T) {
	p := protocol()
	p.New = func(model.Settings) (*model.System, error) { return nil, nil }
	_, err := p.System("", nil)
	require.EqualError(t, err, "protocol talk: New returned neither a system nor an error")
	_, err = p.Properties()
	require.EqualError(t, err, "protocol talk: New returned neither a system nor an error")
	p.New = nil
	_, err = p.System("", nil)
	require.EqualError(t, err, "protocol talk has no function New, which makes its system")
	p.New = func(model.Settings) (*model.System, error) {
		return &model.System{Properties: []model.Property{{Name: "p", With: "talk"}}}, nil
	}
	_, err = p.System("", nil)
	require.EqualError(t, err, `protocol talk: the property p depends on the setting "talk", which does not exist`)
}
