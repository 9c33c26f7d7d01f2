package check

import (
	"context"
	"os"
	"path/filepath"
	"strings"
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

// What TLC writes to explore a trace holds its modules and its model file in one text, and a module behind \* that
// nobody is to read.
func TestTraceExplorationSpec(t *testing.T) {
	text := "---- MODULE B_TTrace_1 ----\nEXTENDS Sequences, B, TLCExt, Toolbox, Naturals, TLC\n\n" +
		"_expression ==\n    LET B_TEExpression == INSTANCE B_TEExpression\n    IN B_TEExpression!expression\n----\n\n" +
		"_trace ==\n    LET B_TETrace == INSTANCE B_TETrace\n    IN B_TETrace!trace\n----\n\n" +
		"_inv ==\n    ~(\n        TLCGet(\"level\") = Len(_TETrace)\n        /\\\n        x = (2)\n    )\n----\n\n" +
		"_init ==\n    /\\ x = _TETrace[1].x\n----\n\n" +
		"_next ==\n    /\\ \\E i,j \\in DOMAIN _TETrace:\n        /\\ \\/ /\\ j = i + 1\n              /\\ i = TLCGet(\"level\")\n" +
		"        /\\ x  = _TETrace[i].x\n        /\\ x' = _TETrace[j].x\n\n====\n\n" +
		" Note that you can extract this module `B_TEExpression`\n  to a file of its own. (The module ---- MODULE B_TETrace ---- is below.)\n\n" +
		"---- MODULE B_TEExpression ----\nEXTENDS Sequences, B, TLCExt, Toolbox, Naturals, TLC\n\nexpression == [ x |-> x ]\n\n====\n\n" +
		" Parsing can take forever.\n\n\\*\n\\*---- MODULE B_TETrace ----\n\\*EXTENDS IOUtils, B, TLC\n\\*\n" +
		"\\*trace == IODeserialize(\"B_TTrace_1.bin\", TRUE)\n\\*\n\\*====\n\\*\n\n" +
		"  ---- MODULE B_TETrace ----\nEXTENDS B, TLC\n\ntrace == \n    <<\n    ([x |-> 0]),\n    ([x |-> 1]),\n    ([x |-> 2])\n    >>\n----\n\n\n====\n\n" +
		"---- CONFIG B_TTrace_1 ----\nCONSTANTS\n    c = c\n    c = c\n\nINVARIANT\n    _inv\n\nCHECK_DEADLOCK\n    \\* off because of PROPERTY or INVARIANT above.\n    FALSE\n\n" +
		"INIT\n    _init\n\nNEXT\n    _next\n\nCONSTANT\n    _TETrace <- _trace\n\nALIAS\n    _expression\n====\n\\* Generated"
	files := fstest.MapFS{
		"B_TTrace_1.tla": {Data: []byte(text)},
		"B.tla":          {Data: []byte("---- MODULE B ----\nEXTENDS Naturals\nCONSTANT c\nVARIABLE x\nInit == x = 0\nNext == x' = x + 1\n====\n")},
	}
	for _, text := range []string{text, strings.ReplaceAll(text, "\n", "\r\n")} {
		files["B_TTrace_1.tla"].Data = []byte(text)
		m, err := Load(Sources{Spec: "B_TTrace_1.tla", FS: files})
		require.NoError(t, err)
		r, err := m.Check(context.Background(), Options{})
		require.NoError(t, err)
		require.Equal(t, VerdictViolation, r.Verdict)
		require.Equal(t, "_inv", r.Violation.Property)
		require.EqualValues(t, 3, r.States)
	}
}

// A number of JSON loses its fraction, and the report says so; where numbers are to be exact it is refused.
func TestFractionsOfJSON(t *testing.T) {
	dir := t.TempDir()
	spec := filepath.Join(dir, "Reads.tla")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "log.ndjson"), []byte("{\"ts\": 17.25, \"n\": 3}\n{\"ts\": -0.5, \"n\": 4}\n"), 0o600))
	require.NoError(t, os.WriteFile(spec, []byte("---- MODULE Reads ----\nEXTENDS Json\nVARIABLE x\n"+
		"Init == x = ndJsonDeserialize(\"log.ndjson\")\nNext == UNCHANGED x\nRead == x = <<[ts |-> 17, n |-> 3], [ts |-> 0, n |-> 4]>>\n====\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Reads.cfg"), []byte("INIT Init\nNEXT Next\nINVARIANT Read\n"), 0o600))
	m, err := Load(Sources{Spec: spec})
	require.NoError(t, err)
	r, err := m.Check(t.Context(), Options{})
	require.NoError(t, err)
	require.Nil(t, r.Violation)
	require.Len(t, r.Warnings, 1)
	require.Regexp(t, `Reads.tla:4:13: ndJsonDeserialize of the file "log.ndjson" cuts off what is behind the point of a number, as TLC does; the first of 2 is 17.25$`, r.Warnings[0])

	m, err = Load(Sources{Spec: spec, ExactJSON: true})
	require.NoError(t, err)
	r, err = m.Check(t.Context(), Options{})
	require.NoError(t, err)
	require.Contains(t, r.Violation.Text, "line 1: JSON: the number 17.25 is not an integer")
}
