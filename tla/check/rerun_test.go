package check_test

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
)

// told is a testing.TB that keeps what it is told.
type told struct {
	testing.TB
	said   strings.Builder
	failed bool
}

func (t *told) Helper()                      {}
func (t *told) Logf(s string, args ...any)   { fmt.Fprintf(&t.said, s+"\n", args...) }
func (t *told) Fatalf(s string, args ...any) { t.Logf(s, args...); t.failed = true; runtime.Goexit() }
func (t *told) Fatal(args ...any)            { t.Fatalf("%s", fmt.Sprint(args...)) }

// rerun is what a test is told of a run.
func rerun(spec, property string, steps ...string) (failed bool, said string) {
	to := &told{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		check.Rerun(to, check.Sources{Spec: filepath.Join("testdata", spec+".tla")}, property, steps...)
	}()
	<-done
	return to.failed, to.said.String()
}

// A test of a counterexample fails, whatever kind of thing it breaks.
func TestRerunFailsAsTheSearchDid(t *testing.T) {
	for _, spec := range []string{"DieHard", "Dead", "ErrApply", "ErrNext", "ErrConstraint", "ActPropFail", "LiveImplFail", "LiveStutterEnd", "LiveView", "RefineMapFail"} {
		t.Run(spec, func(t *testing.T) {
			m, err := check.Load(check.Sources{Spec: filepath.Join("testdata", spec+".tla")})
			require.NoError(t, err)
			r, err := m.Check(context.Background(), check.Options{})
			require.NoError(t, err)
			v := r.Violation
			require.NotNil(t, v)
			var steps []string
			for _, s := range v.Trace.States[1:] {
				steps = append(steps, s.Step.String())
			}
			if v.Trace.Loop != traces.NoLoop {
				failed, said := rerun(spec, v.Property, steps...)
				require.False(t, failed, "without the way back nothing is wrong")
				require.Contains(t, said, "the whole run can be taken")
				steps = append(steps, check.WayBack(v.Trace))
			}
			failed, said := rerun(spec, v.Property, steps...)
			require.True(t, failed, said)
			when := " after " + numbers.Some(v.Length(), "step")
			if v.Trace.Loop != traces.NoLoop {
				when = " by a run without end, " + v.Trace.Length()
			}
			require.Contains(t, said, traces.Broken(v.Kind, v.Property)+when)
			require.Contains(t, said, v.Text)
		})
	}
}

func TestRerunPassesWhereTheRunDeparts(t *testing.T) {
	failed, said := rerun("ActionParams", "deadlock", "Put(n = 2)", "Put(n = 3)")
	require.False(t, failed)
	require.Contains(t, said, "the run departs at step")
}

func TestRerunRefusesWhatIsNotThere(t *testing.T) {
	for want, c := range map[string][]string{
		`unknown property "Nosuch"; there are NotFour, deadlock, Next, Init, evaluation`: {"DieHard", "Nosuch"},
		"Nosuch.tla: there is no such file":                                              {"Nosuch", "P"},
		"a state that it does not have: back to state 9, and round for ever":             {"LiveImplFail", "P", "back to state 9, and round for ever"},
	} {
		failed, said := rerun(c[0], c[1], c[2:]...)
		require.True(t, failed)
		require.Contains(t, said, want)
	}
}
