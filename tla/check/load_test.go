package check

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// TestPath wants modules of other directories found there, but the standard ones only beside the spec.
func TestPath(t *testing.T) {
	const sets = "---- MODULE FiniteSets ----\nCardinality(S) == 7\nIsFiniteSet(S) == TRUE\n====\n"
	files := fstest.MapFS{
		"spec/S.tla":           {Data: []byte("---- MODULE S ----\nEXTENDS FiniteSets, Mine\nASSUME Cardinality({1, 2}) = Two\n====\n")},
		"lib/Mine.tla":         {Data: []byte("---- MODULE Mine ----\nTwo == 2\n====\n")},
		"lib/FiniteSets.tla":   {Data: []byte(sets)},
		"other/FiniteSets.tla": {Data: []byte(sets)},
		"other/S.tla":          {Data: []byte("---- MODULE S ----\nEXTENDS Naturals, FiniteSets, Mine\nASSUME Cardinality({1, 2}) = Two + 5\n====\n")},
	}
	for _, spec := range []string{"spec/S.tla", "other/S.tla"} {
		m, err := Load(Sources{Spec: spec, Path: []string{"lib"}, FS: files})
		require.NoError(t, err)
		r, err := m.Check(context.Background(), Options{})
		require.NoError(t, err)
		require.Equal(t, VerdictOK, r.Verdict, spec)
	}
}
