package cluster

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/conform"
	"github.com/synod-go/synod/tla/validate"
)

// abstract is the name of the definition in a spec by which a run and a bounded model are
// compared: its value is what a state is like, apart from names and numbers.
const abstract = "Abstract"

// The prefixes of the names of actions in a trace module and in a bounded model. The rest is the
// name in the spec.
const (
	tracePrefix = "Trace"
	modelPrefix = "MC"
)

// modelTime bounds the search of the model.
const modelTime = 30 * time.Second

// model visits the states of the protocol's code in the small model of its spec, with as many
// servers as run. It returns nil if there is nothing to compare with.
func (c *cluster) model(ctx context.Context) (*conform.Abstraction, error) {
	if c.Protocol == nil || c.Protocol.Mapping == nil || c.Protocol.Mapping.Module == "" {
		return nil, nil
	}
	given := map[string]string{}
	if name := "servers"; c.Protocol.Param(name) != nil {
		given[name] = c.System.Settings[name]
	}
	k, err := conform.New(c.Protocol, "", given, conform.Source{})
	if unmodelled := (*check.NotModelled)(nil); errors.As(err, &unmodelled) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, modelTime)
	defer cancel()
	return k.Abstract(limited, explore.Options{}, abstract)
}

// compare adds to the report how the path of a run compares with the model, if there is a path
// and a model. It warns if the comparison says nothing.
func (c *cluster) compare(ctx context.Context, r *report.Report, path []validate.Taken) error {
	if len(path) == 0 {
		return nil
	}
	model, err := c.model(ctx)
	if model == nil || err != nil {
		return err
	}
	r.Cluster.Compared = compare(model, path)
	if why := r.Cluster.Compared.Empty(); why != "" {
		r.Warnings = append(r.Warnings, report.Warning{Text: why})
	}
	return nil
}

// compare holds the path of a run against a model.
func compare(model *conform.Abstraction, path []validate.Taken) *report.Compared {
	out := &report.Compared{
		Model: model.Report.Spec, Complete: model.Report.Complete(),
		States: len(model.States), Steps: len(model.Steps),
	}
	for _, b := range model.Report.Bounds {
		out.Bounds = append(out.Bounds, b.Name)
	}
	live := map[string]uint64{}
	seen, beyond := map[string]bool{}, map[string]bool{}
	steps, beyondSteps := map[conform.AbstractStep]bool{}, map[conform.AbstractStep]bool{}
	known := map[string]string{} // the actions of the model, by the names of the spec
	for _, a := range model.Report.Actions {
		known[strings.TrimPrefix(a.Name, modelPrefix)] = a.Name
	}
	for i, t := range path {
		if model.States[t.State] {
			seen[t.State] = true
		} else {
			beyond[t.State] = true
		}
		name := strings.TrimPrefix(t.Action, tracePrefix)
		if _, is := known[name]; i == 0 || !is {
			continue // no step of the spec
		}
		live[name]++
		s := conform.AbstractStep{Before: path[i-1].State, Action: known[name], After: t.State}
		if model.Steps[s] {
			steps[s] = true
		} else if !beyondSteps[s] {
			beyondSteps[s] = true
			out.Beyond = append(out.Beyond, report.AbstractStep{Action: name, Before: s.Before, After: s.After})
		}
	}
	for _, a := range model.Report.Actions {
		name := strings.TrimPrefix(a.Name, modelPrefix)
		out.Actions = append(out.Actions, report.ComparedAction{Name: name, Model: a.Steps, Live: live[name]})
	}
	out.StatesSeen, out.StatesBeyond, out.StepsSeen = len(seen), len(beyond), len(steps)
	slices.SortStableFunc(out.Beyond, func(a, b report.AbstractStep) int { return strings.Compare(a.Action, b.Action) })
	return out
}
