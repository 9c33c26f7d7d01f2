package cmd_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/rescue"
)

// plantedSpec has something for every stage of the work, and prints where it evaluates.
const plantedSpec = `---- MODULE Planted ----
EXTENDS Integers, FiniteSets, Sequences, TLC, TLCExt
CONSTANT P
VARIABLES x, msgs
ASSUME PrintT("at an assumption")
ASSUME AssertError("no error", PrintT("inside of AssertError")) = FALSE
Sym == Permutations(P)
Init == x = 0 /\ msgs = {} /\ PrintT("at the initial states")
Next == /\ x < 2 /\ PrintT("at an action")
        /\ x' = x + 1
        /\ msgs' = {m \in msgs : m.n = x} \cup {[n |-> x, p |-> p] : p \in P}
Fair == Init /\ [][Next]_<<x, msgs>> /\ WF_<<x, msgs>>(Next)
Inv == x \in Int /\ PrintT("at an invariant") /\ Cardinality({m \in msgs : m.n = 0}) < 9
View == <<x, Cardinality(msgs)>>
Live == <>(x = 2)
Con == x < 5
Post == PrintT("at the postcondition")
====
`

// The models of plantedSpec.
const (
	plantedModel  = "CONSTANT P = {p1, p2}\nSPECIFICATION Fair\nINVARIANT Inv\nPOSTCONDITION Post\nCHECK_DEADLOCK FALSE\n"
	plantedSafety = plantedModel + "CONSTRAINT Con\nVIEW View\nSYMMETRY Sym\n"
	plantedLive   = plantedModel + "PROPERTY Live\n"
)

// TestPlantedPanics: a panic in any stage of the work is an internal error with exit code 4, never a verdict about what was half done.
func TestPlantedPanics(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
		return path
	}
	spec := write("Planted.tla", plantedSpec)
	var all []string
	for _, config := range []string{write("Safety.cfg", plantedSafety), write("Live.cfg", plantedLive)} {
		args := []string{"explore", "tla", "-workers", "1", "-o", t.TempDir(), "-config", config, spec}
		stages := stagesOf(t, args)
		all = append(all, stages...)
		for _, stage := range stages {
			for _, defect := range []func(){func() { panic("planted") }, func() { var list []int; list[len(list)]++ }} {
				var out, errs bytes.Buffer
				undo := rescue.Plant(func(at string) {
					if at == stage {
						defect()
					}
				})
				code := run(slices.Insert(slices.Clone(args), 2, "-json"), &out, &errs)
				undo()
				require.Equal(t, exitInternal, code, "%s: %s%s", stage, &out, &errs)
				require.Contains(t, errs.String(), "internal error", stage)
				require.Contains(t, out.String(), `"verdict":"internal error"`, stage)
				require.NotContains(t, errs.String(), "NO VIOLATION", stage)
			}
		}
		for _, where := range []string{"at an assumption", "inside of AssertError", "at the initial states", "at an action", "at an invariant",
			"at the postcondition"} {
			var errs bytes.Buffer
			require.Equal(t, exitInternal, run(args, &mined{at: where}, &errs), "%s: %s", where, &errs)
			require.Contains(t, errs.String(), "internal error", where)
		}
	}
	require.Subset(t, all, []string{"read", "parse", "resolve", "levels", "model file", "constants", "behaviour", "transition", "formula",
		"library operator", "class", "claims", "temporal properties", "temporal formula", "constraints", "symmetry", "derived variables",
		"assumptions", "alias and postconditions", "evaluation of assumptions", "search", "report"})
}

// stagesOf runs the command, in which nothing is wrong, and lists its stages.
func stagesOf(t *testing.T, args []string) (stages []string) {
	defer rescue.Plant(func(stage string) {
		if !slices.Contains(stages, stage) {
			stages = append(stages, stage)
		}
	})()
	var out, errs bytes.Buffer
	require.Equal(t, exitOK, run(args, &out, &errs), "%s%s", &out, &errs)
	return stages
}

// mined is output that panics when a text is printed.
type mined struct {
	bytes.Buffer
	at string
}

func (m *mined) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(m.at)) {
		panic("planted")
	}
	return m.Buffer.Write(b)
}
