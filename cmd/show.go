package cmd

import (
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/serve"
)

// flagShow is the flag of the commands that show a run.
const flagShow = "show"

var showFlag = general{flagShow, "EXPR", "a TLA+ expression over the variables of the run (of a spec's run: over the spec), whose value is shown beside each step; may be repeated"}

// shownIn reads the expressions of -show, and evaluates them in a run.
func shownIn(t *traces.Trace, texts []string) (*check.Expressions, []traces.Record, error) {
	x, err := check.NewExpressions(t, texts...)
	if err != nil {
		return nil, nil, usagef("-%s: %w", flagShow, err)
	}
	values, err := x.Values(t)
	if err != nil {
		return nil, nil, usagef("-%s: %w", flagShow, err)
	}
	return x, values, nil
}

// servedExpressions reads the expressions of -show for a page. Those about a saved run must
// have values there; of a run that is yet to be played nothing is known.
func servedExpressions(page *serve.Page, texts []string) (*check.Expressions, error) {
	if page.Saved != nil {
		x, _, err := shownIn(page.Saved, texts)
		return x, err
	}
	x, err := check.NewExpressions(page.Live.Trace(), texts...)
	if err != nil {
		return nil, usagef("-%s: %w", flagShow, err)
	}
	return x, nil
}

// valuesOf evaluates expressions in runs. What cannot be evaluated says so in its place.
func valuesOf(x *check.Expressions) func(*traces.Trace) []traces.Record {
	return func(t *traces.Trace) []traces.Record {
		values, _ := x.Values(t)
		return values
	}
}
