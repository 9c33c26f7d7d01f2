package traces_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

func TestKindsHaveTheirOwnWords(t *testing.T) {
	for _, c := range []struct{ kind, property, headline, broken, holds string }{
		{"invariant", "safe", "VIOLATED safe", "safe is violated", "safe holds"},
		{"", "safe", "VIOLATED safe", "safe is violated", "safe holds"},
		{"", "", "VIOLATED", "a property is violated", "a property holds"},
		{"deadlock", "deadlock", "DEADLOCK", "there is a deadlock", "there is no deadlock"},
		{"", "deadlock", "DEADLOCK", "there is a deadlock", "there is no deadlock"},
		{"evaluation", "Next", "EVALUATION FAILED of Next", "the evaluation of Next fails", "Next can be evaluated"},
		{"evaluation", "evaluation", "EVALUATION FAILED", "an evaluation fails", "everything can be evaluated"},
		{"goal", "a leader", "REACHED a leader", "a leader is reached", "a leader is not reached"},
		{"panic", "panic", "PANIC", "a handler panics", "no handler panics"},
		{"invariant", "panic", "VIOLATED panic", "panic is violated", "panic holds"},
		{"refused", "TraceRaft", "REFUSED by TraceRaft", "TraceRaft refuses the event", "TraceRaft takes the event"},
		{"invariant", "100%", "VIOLATED 100%", "100% is violated", "100% holds"},
		{"invariant", "a\nb", `VIOLATED "a\nb"`, `"a\nb" is violated`, `"a\nb" holds`},
	} {
		require.Equal(t, c.headline, traces.Headline(c.kind, c.property))
		require.Equal(t, c.broken, traces.Broken(c.kind, c.property))
		require.Equal(t, c.holds, traces.Holds(c.kind, c.property))
		require.Equal(t, c.headline[:min(8, len(c.headline))] == "VIOLATED", traces.IsProperty(c.kind, c.property))
	}
}
