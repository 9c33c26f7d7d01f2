package check

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
)

// TestInterrupted: a run ends when its time is over or its context is done, also in the middle of one long evaluation, and reports what
// it has.
func TestInterrupted(t *testing.T) {
	const endless = `(\E s \in SUBSET (1..40) : s # {} /\ \A i \in s : i > 40)`
	for name, texts := range map[string][2]string{
		"next":       {"Init == x = 0\nNext == x' = 1 /\\ x = 0 /\\ " + endless, "INIT Init\nNEXT Next\n"},
		"invariant":  {"Init == x = 0\nNext == x' = 1 - x\nInv == x = 0 \\/ ~" + endless, "INIT Init\nNEXT Next\nINVARIANT Inv\n"},
		"property":   {"Init == x = 0\nNext == x' = 1 - x\nProp == [][~" + endless + "]_x", "INIT Init\nNEXT Next\nPROPERTY Prop\n"},
		"constraint": {"Init == x = 0\nNext == x' = 1 - x\nCon == x = 0 \\/ ~" + endless, "INIT Init\nNEXT Next\nCONSTRAINT Con\n"},
		"recursion": {"RECURSIVE F(_)\nF(n) == IF n = 0 THEN 0 ELSE F(n - 1) + F(n - 1)\nInit == x = 0\nNext == x' = F(60)",
			"INIT Init\nNEXT Next\n"},
		"subset": {"Init == x = 0\nNext == x' = 1 /\\ x = 0 /\\ ((1..90000) \\X (1..90000)) \\subseteq (Nat \\X Nat \\union {<<1>>})", "INIT Init\nNEXT Next\n"},
		"subset of a condition": {"Init == x = 0\nNext == x' = 1 /\\ x = 0 /\\ ((1..90000) \\X (1..90000)) \\in SUBSET {<<a, b>> \\in Nat \\X Nat : a > x}",
			"INIT Init\nNEXT Next\n"},
		"subset of a constant": {"Init == x = 0\nNext == x' = 1 /\\ x = 0 /\\ ((1..90000 + x) \\X (1..90000)) \\in SUBSET (Nat \\X Nat \\union {<<1>>})",
			"INIT Init\nNEXT Next\n"},
		"constant of a property": {"Init == x = 0\nNext == x' = 1 - x\nProp == (\\A s \\in SUBSET (1..40) : s = s) => <>(x = 1)",
			"INIT Init\nNEXT Next\nPROPERTY Prop\n"},
		"initial":    {"Init == x = 0 /\\ " + endless + "\nNext == x' = 1", "INIT Init\nNEXT Next\n"},
		"assumption": {"ASSUME ~" + endless + "\nInit == x = 0\nNext == x' = 1", "INIT Init\nNEXT Next\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			spec := filepath.Join(dir, "Long.tla")
			require.NoError(t, os.WriteFile(spec, []byte("---- MODULE Long ----\nEXTENDS Integers\nVARIABLE x\n"+texts[0]+"\n====\n"), 0o666))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "Long.cfg"), []byte(texts[1]), 0o666))
			for _, by := range []string{explore.ByTime, explore.ByInterrupt} {
				m, err := Load(Sources{Spec: spec})
				require.NoError(t, err)
				ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
				if by == explore.ByInterrupt {
					cancel()
					ctx, cancel = context.WithCancel(context.Background())
					time.AfterFunc(50*time.Millisecond, cancel)
				}
				defer cancel()
				start := time.Now()
				r, err := m.Check(ctx, Options{})
				require.NoError(t, err)
				require.Less(t, time.Since(start), 2*time.Minute)
				require.Equal(t, VerdictInconclusive, r.Verdict)
				require.Equal(t, []string{by}, r.BoundedBy)
				require.Nil(t, r.Violation)
				require.NotContains(t, strings.Join(r.Warnings, "\n"), "fairness", "what the property assumes is not known")
			}
		})
	}
}
