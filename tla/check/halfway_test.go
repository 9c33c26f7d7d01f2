package check

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
)

// stopper is where a spec prints: at the n-th print it interrupts the run, or waits for the end of its time, and lets evaluation go on
// when that is known to it.
type stopper struct {
	run    *run
	n      int64
	prints atomic.Int64
	stop   func()
}

func (s *stopper) Write(p []byte) (int, error) {
	if s.prints.Add(1) == s.n {
		s.stop()
		for !s.run.prog.Interrupted() {
			time.Sleep(time.Millisecond)
		}
	}
	return len(p), nil
}

// TestNoVerdictHalfway interrupts the check of properties that hold at every print that a spec makes, before, between and after the
// branches of its next-state relation and in its temporal properties: there is no violation, whatever the search left halfway.
func TestNoVerdictHalfway(t *testing.T) {
	const text = `---- MODULE Half ----
EXTENDS Integers, TLC
VARIABLES x, s
vars == <<x, s>>
Long == \A i \in 1..20 : \A j \in 1..40 : i + j > 0
Say == PrintT("said") /\ Long
Init == x = 0 /\ s \in 0..1
Level == %s
Up == x < 9 /\ Say /\ \E d \in 1..2 : Long /\ Level /\ (d = 1 \/ Say) /\ x' = (IF x + d > 9 THEN 9 ELSE x + d) /\ s' = s
Down == x = 9 /\ Say /\ x' = 9 /\ s' = 1 - s
Next == Up \/ Down
Spec == Init /\ [][Next]_vars /\ WF_vars(Up) /\ SF_vars(s = 0 /\ Down)
Near == s < 3 \/ Say
Live == <>(x = 9)
Steps == []<><<x' = x + 7>>_vars \/ ((x = 1) ~> (x = 9 /\ Say))
Turns == [](x = 9 => <>(s = 1))
====
`
	const prints = 80
	for name, form := range map[string]struct {
		level, config string
		workers       int
	}{
		"one worker":                {"TRUE", "", 1},
		"three workers":             {"TRUE", "", 3},
		"state by state":            {`TLCGet("level") > 0`, "", 1},
		"state by state, limited":   {`TLCGet("level") > 0`, "CONSTRAINT Near\n", 1},
		"three workers, limited":    {"TRUE", "CONSTRAINT Near\n", 3},
		"three workers, invariants": {"TRUE", "INVARIANT Near\n", 3},
	} {
		t.Run(name, func(t *testing.T) {
			spec := filepath.Join(t.TempDir(), "Half.tla")
			require.NoError(t, os.WriteFile(spec, fmt.Appendf(nil, text, form.level), 0o666))
			config := "SPECIFICATION Spec\nPROPERTY Live\nPROPERTY Steps\nPROPERTY Turns\nCHECK_DEADLOCK FALSE\n" + form.config
			require.NoError(t, os.WriteFile(strings.TrimSuffix(spec, "tla")+"cfg", []byte(config), 0o666))
			m, err := Load(Sources{Spec: spec})
			require.NoError(t, err)
			for _, by := range []string{explore.ByInterrupt, explore.ByTime} {
				ended := 0
				for n := int64(1); n <= prints; n += 1 + n/8 {
					ctx, cancel := context.WithCancel(context.Background())
					out := &stopper{run: started(t, m), n: n, stop: cancel}
					opts := Options{Print: out}
					opts.Workers = form.workers
					if by == explore.ByTime {
						cancel()
						ctx, cancel = context.WithTimeoutCause(context.Background(), 5*time.Millisecond, explore.Reason(by))
						out.stop = func() {}
					}
					r, err := out.run.report(ctx, opts)
					cancel()
					require.NoError(t, err)
					require.Nil(t, r.Violation, "ended by %s at print %d: %+v", by, n, r.Violation)
					if out.prints.Load() < n && r.Verdict == VerdictOK {
						break
					}
					ended++
					require.Equal(t, []string{by}, r.BoundedBy, "at print %d", n)
					require.Equal(t, VerdictInconclusive, r.Verdict)
					require.Equal(t, []string{"Live", "Steps", "Turns"}, r.Open)
				}
				require.Greater(t, ended, 10)
			}
		})
	}
}

// TestMoreSuccessorsThanMemory: the lack of memory for the successors of one state is no fault of the spec.
func TestMoreSuccessorsThanMemory(t *testing.T) {
	m, err := loadText(t, "Wide", "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' \\in x + 1 .. 200000\nSpec == Init /\\ [][Next]_x /\\ WF_x(Next)\nComes == <>(x > 0)",
		"SPECIFICATION Spec\nPROPERTY Comes\nCHECK_DEADLOCK FALSE\n")
	require.NoError(t, err)
	for _, workers := range []int{1, 3} {
		var opts Options
		opts.Workers, opts.Memory = workers, 1<<20
		r, err := m.Check(context.Background(), opts)
		require.NoError(t, err)
		require.Nil(t, r.Violation)
		require.Equal(t, VerdictInconclusive, r.Verdict)
		require.Equal(t, []string{explore.ByMemory}, r.BoundedBy)
	}
}
