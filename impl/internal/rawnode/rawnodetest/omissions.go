package rawnodetest

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/impl/internal/rawnode"
)

// Omission is what became of a field of the library that was left out of the states.
type Omission string

// A field that is left out is needless if there are as many states and steps without it: in this
// space it never varies, or others tell as much. It is noticed if a guard says that it makes a difference, and merged if there are
// fewer states and nobody says so: then the field makes no difference within the bounds to what a
// server does, or no two ways to a state were compared that differ in it.
const (
	Needless Omission = "needless"
	Noticed  Omission = "noticed"
	Merged   Omission = "merged"
)

// Omissions leaves out one of some fields of the library after the other, and returns what
// became of each.
func Omissions(t *testing.T, l *rawnode.Library, fields []string, flags ...string) map[string]Omission {
	t.Helper()
	system := func(more string) *synod.Report {
		sys := rawnode.NewProtocol(l).With(flags...)
		if more != "" {
			omit := maps.Clone(sys.Groups[0].Omit)
			omit[more] = "it is tried out"
			sys.Groups[0].Omit = omit
		}
		r, err := synod.Explore(t.Context(), sys, synod.Options{})
		require.NoError(t, err, more)
		return r
	}
	base := system("")
	checks.NothingBroken(t, base)
	found := map[string]Omission{}
	for _, field := range fields {
		switch r := system(field); {
		case r.Violation != nil:
			found[field] = Noticed
			require.Contains(t, []string{"nondeterminism", "model"}, r.Violation.Kind, field)
		case r.States == base.States && r.Steps == base.Steps:
			found[field] = Needless
		default:
			found[field] = Merged
			t.Logf("%s: %d states instead of %d", field, r.States, base.States)
		}
	}
	return found
}
