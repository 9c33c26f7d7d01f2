package cmd

import (
	"slices"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/traces"
)

// parseFrom reads the saved run of -from; nil when there is none.
func (ps protocols) parseFrom(c *call) (*traces.Trace, error) {
	if !c.IsSet(flagFrom) {
		return nil, nil
	}
	path := c.String(flagFrom)
	saved, err := readSaved(path, "a run that Synod saved (*.itf.json)")
	if err != nil {
		return nil, usagef("-from: %w", err)
	}
	if _, err := ps.systemOf(saved); err != nil {
		return nil, usagef("-from %s: %w", path, orInTest(path, saved, err))
	}
	if c.IsSet(flagProtocol) && c.String(flagProtocol) != saved.Meta.Protocol {
		return nil, usagef("-from %s: it is a run of %s, not of %s", path, saved.Meta.Protocol, c.String(flagProtocol))
	}
	return saved, nil
}

// faultFlags are the flags whose budgets start anew when they are given.
var faultFlags = []string{"crashes", "drops", "duplicates", "partitions", "links", "mistakes"}

// parseStart reads where the search starts, and what it looks for.
func (r *request) parseStart(c *call, saved *traces.Trace) error {
	if goal := c.String(flagUntil); c.IsSet(flagUntil) {
		if c.IsSet(flagProperty) {
			return usagef("-property has no meaning with -until, which checks no properties")
		}
		if _, err := r.system.Goal(goal); err != nil {
			return usagef("-until %s of protocol %s: %w", given(goal), r.protocol.Name, err)
		}
		r.options.Until = goal
	}
	if saved == nil {
		if r.mutant != nil && r.options.Until == "" {
			r.options.FromGoal = r.mutant.From
		}
		return nil
	}
	before, err := r.known.systemOf(saved)
	if err != nil {
		return usageError{err}
	}
	from := &runs.From{Trace: saved}
	for i := range r.protocol.Params {
		param := &r.protocol.Params[i]
		_, isGiven := r.given[param.Name]
		changed := !slices.Contains(faultFlags, param.Name) && r.settings[param.Name] != before.Settings[param.Name]
		if isGiven || changed {
			from.Renew = append(from.Renew, param.Bounds...)
		}
	}
	slices.Sort(from.Renew)
	r.options.From = from
	return nil
}
