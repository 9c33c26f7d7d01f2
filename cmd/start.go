package cmd

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// parseFrom reads the saved run of -from; nil when there is none.
func (ps protocols) parseFrom(c *cli.Command) (*traces.Trace, error) {
	if !c.IsSet(flagFrom) {
		return nil, nil
	}
	path := c.String(flagFrom)
	saved, err := readSaved(path, "a run that explore saved (*.itf.json)")
	if err != nil {
		return nil, usagef("-from: %w", err)
	}
	if _, err := ps.systemOf(saved); err != nil {
		return nil, usagef("-from %s: %w", path, err)
	}
	if c.IsSet(flagProtocol) && c.String(flagProtocol) != saved.Meta.Protocol {
		return nil, usagef("-from %s: it is a run of %s, not of %s", path, saved.Meta.Protocol, c.String(flagProtocol))
	}
	return saved, nil
}

// faultFlags are the flags whose budgets start anew when they are given.
var faultFlags = []string{"crashes", "drops", "duplicates", "partitions"}

// parseStart reads where the search starts, and what it looks for.
func (r *request) parseStart(c *cli.Command, saved *traces.Trace) error {
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
	from := &model.From{Trace: saved, Renew: r.system.Renewed(before)}
	for name := range r.given {
		renewed := r.timersOf(name)
		if slices.Contains(faultFlags, name) {
			renewed = []string{name}
		}
		for _, budget := range renewed {
			if !slices.Contains(from.Renew, budget) {
				from.Renew = append(from.Renew, budget)
			}
		}
	}
	slices.Sort(from.Renew)
	r.options.From = from
	return nil
}

// timersOf names the timers whose budgets a flag gives: those that another value
// of the flag would bound otherwise.
func (r *request) timersOf(flag string) []string {
	for _, by := range []int{1, -1} {
		var words []string
		for _, word := range strings.Split(r.given[flag], ",") {
			n, err := strconv.Atoi(strings.TrimSpace(word))
			if err != nil {
				return nil // not a number, so no budget
			}
			words = append(words, strconv.Itoa(n+by))
		}
		settings := maps.Clone(r.settings)
		settings[flag] = strings.Join(words, ",")
		other, _, err := r.protocol.System(r.mutantName(), settings)
		if err == nil { // else the other value is out of range; the next one is tried
			return r.system.Renewed(other)
		}
	}
	return nil
}
