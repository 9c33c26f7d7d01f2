package inspect_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/inspect"
)

// TestExpressions: the values of an expression are a pinned field of the run, and of a branch.
func TestExpressions(t *testing.T) {
	trace := drawn(t, "commit-old-term")
	x, err := check.NewExpressions(trace, "S3.Term + 100", "Len(network)")
	require.NoError(t, err)
	m := inspect.New(trace, inspect.Options{Open: code(trace), Values: func(t *traces.Trace) []traces.Record {
		values, _ := x.Values(t)
		return values
	}})
	m.Update(tea.WindowSizeMsg{Width: 160, Height: 40})
	m.Update(m.Init()())
	require.Contains(t, screen(m), "S3.Term + 100  Len(network)")
	press(m, "home")
	require.Regexp(t, `(?m)^> *0 .* 100 +0 +initial state`, screen(m))
	require.Regexp(t, `expressions +S3.Term \+ 100: 100 +Len\(network\): 0`, screen(m))

	press(m, append([]string{"w", "/"}, append(typed("S3.Term +"), "enter", "enter", "]")...)...)
	require.Contains(t, status(m), "S3.Term + 100 changes: step 2, 1 of ")
	require.Regexp(t, `\* S3.Term \+ 100 +100 → 101`, screen(m))
	press(m, "home", "b", "enter")
	require.True(t, m.Branched())
	require.Contains(t, screen(m), "S3.Term + 100  Len(network)", "the branch has them as well")
	require.Regexp(t, `(?m)^> *1 .* [1-9] +S1: timeout`, screen(m))
	press(m, append([]string{"esc", "p", "/"}, append(typed("Len("), "enter", "enter")...)...)
	require.NotContains(t, screen(m), "S3.Term + 100  Len(network)", "not pinned any more")
}
