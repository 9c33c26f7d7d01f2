package synod_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/internal/memory"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// counter counts up to limit by a timer, and says so.
type counter struct {
	limit int `model:"const"`
	N     int
}

const tick model.Timer = "tick"

func (c *counter) Start(env model.Env)                            { env.SetTimer(tick) }
func (c *counter) Receive(model.Env, model.NodeID, model.Message) {}
func (c *counter) Timeout(env model.Env, _ model.Timer) {
	c.N++
	if c.N < c.limit {
		env.SetTimer(tick)
	}
}

// counting is two counters with a property that breaks when one of them
// reaches allowed, and is never tested before one reaches testedFrom.
func counting(limit, allowed, testedFrom int) *model.System {
	return &model.System{
		Groups: []model.Group{{Prefix: "S", Count: 2, New: func(model.NodeID) model.Node { return &counter{limit: limit} }}},
		Properties: []model.Property{{Name: "small", Check: model.Local(func(v model.View[*counter]) model.Verdict {
			switch n := v.Node.N; {
			case n < testedFrom:
				return model.Untested
			case n >= allowed:
				return model.Violated("%s counts %d", v.Name, n)
			}
			return model.Holds
		})}},
	}
}

// fakeT is a testing.TB that keeps what it is told.
type fakeT struct {
	testing.TB
	name   string
	said   strings.Builder
	failed bool
	ctx    context.Context // of the test, if another
}

func (f *fakeT) Name() string { return f.name }
func (f *fakeT) Helper()      {}
func (f *fakeT) Context() context.Context {
	if f.ctx != nil {
		return f.ctx
	}
	return f.TB.Context()
}
func (f *fakeT) Failed() bool               { return f.failed }
func (f *fakeT) Logf(s string, args ...any) { fmt.Fprintf(&f.said, s+"\n", args...) }
func (f *fakeT) Errorf(s string, args ...any) {
	f.failed = true
	f.Logf(s, args...)
}
func (f *fakeT) FailNow()                     { f.failed = true; runtime.Goexit() }
func (f *fakeT) Fatalf(s string, args ...any) { f.Logf(s, args...); f.FailNow() }
func (f *fakeT) Fatal(args ...any)            { fmt.Fprintln(&f.said, args...); f.FailNow() }

// tested runs synod.Check as a test of the given name would.
func tested(t *testing.T, name string, sys *model.System, opts ...synod.Options) (report *synod.Report, failed bool, said string) {
	failed, said = told(t, name, func(t testing.TB) { report = synod.Check(t, sys, opts...) })
	return report, failed, said
}

// told is what a test is told.
func told(t *testing.T, name string, test func(testing.TB)) (failed bool, said string) {
	f := &fakeT{TB: t, name: name}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(f)
	}()
	<-done
	return f.failed, f.said.String()
}

func TestCheckPassesWhenComplete(t *testing.T) {
	r, failed, said := tested(t, "TestX", counting(3, 9, 0))
	require.False(t, failed, said)
	require.True(t, r.Complete())
	require.Equal(t, uint64(16), r.States) // 4 values of each of two counters
	require.Contains(t, said, "complete: 16 states, 24 steps, depth 6")
	// The report is that of the command line.
	require.Contains(t, said, "NO VIOLATION. Complete: every state within the bounds below was visited.\n\n  states        16 distinct\n  steps         24\n")
	require.Regexp(t, `\n  small +holds\n`, said)
}

func TestCheckPassesWithinTheBoundThatWasAskedFor(t *testing.T) {
	_, failed, said := tested(t, "TestX", counting(3, 9, 0), synod.Options{Depth: 2})
	require.False(t, failed, said)
	require.Contains(t, said, "no violation, but bounded by depth: 6 states")
	require.NotContains(t, said, "complete")
}

func TestCheckFailsWhenInconclusive(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	failed, said := told(t, "TestX", func(t testing.TB) {
		t.(*fakeT).ctx = ctx
		synod.Check(t, counting(3000, 1<<30, 0))
	})
	require.True(t, failed)
	require.Contains(t, said, "inconclusive: ended by time")
}

func TestCheckFailsWhenVacuous(t *testing.T) {
	_, failed, said := tested(t, "TestX", counting(3, 9, 5))
	require.True(t, failed)
	require.Contains(t, said, "property small is vacuous: in 16 states")
}

func TestCheckFailsOnAnImpossibleSystem(t *testing.T) {
	_, failed, said := tested(t, "TestX", &model.System{})
	require.True(t, failed)
	require.Contains(t, said, "the system has no nodes; at least 1 is needed")
	_, failed, said = tested(t, "TestX", counting(1, 1, 0), synod.Options{Properties: []string{"nosuch"}})
	require.True(t, failed)
	require.Contains(t, said, `unknown property "nosuch"; there are small`)
}

func TestCheckShowsSavesAndReplaysACounterexample(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(synod.TracesEnv, dir)
	const name = "TestCount/two=2 (really)"
	_, failed, said := tested(t, name, counting(3, 2, 0))
	require.True(t, failed)
	require.Contains(t, said, "small is violated after 2 steps: S1 counts 2")
	require.Contains(t, said, "S1: timeout tick")
	path := filepath.Join(dir, "TestCount-two-2-really-.itf.json")
	require.Contains(t, said, "\nsaved to  "+path+"\n")
	require.Contains(t, said, "replay    SYNOD_REPLAY="+path+" go test -v -run '^TestCount$/^two=2 \\(really\\)$' github.com/synod-go/synod")

	t.Run("violated again", func(t *testing.T) {
		t.Setenv(synod.ReplayEnv, path)
		_, failed, said := tested(t, name, counting(3, 2, 0))
		require.True(t, failed)
		require.Contains(t, said, "all 2 steps confirmed; small is violated again: S1 counts 2")
	})
	t.Run("mended", func(t *testing.T) {
		t.Setenv(synod.ReplayEnv, path)
		r, failed, said := tested(t, name, counting(3, 9, 0))
		require.False(t, failed, said)
		require.Contains(t, said, "all 2 steps confirmed, but small is not violated any more")
		require.False(t, r.Complete())
	})
	t.Run("departs", func(t *testing.T) {
		t.Setenv(synod.ReplayEnv, path)
		_, failed, said := tested(t, name, counting(1, 2, 0))
		require.True(t, failed)
		require.Contains(t, said, "0 of 2 steps confirmed, then the code departs at step 1: S1.timers")
	})
	t.Run("saved by another test", func(t *testing.T) {
		t.Setenv(synod.ReplayEnv, path)
		_, failed, said := tested(t, "TestOther", counting(3, 9, 0))
		require.False(t, failed, said)
		require.Contains(t, said, "complete: 16 states")
	})
	t.Run("truncated", func(t *testing.T) {
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		short := filepath.Join(dir, "short.itf.json")
		require.NoError(t, os.WriteFile(short, b[:len(b)/2], 0o666))
		t.Setenv(synod.ReplayEnv, short)
		_, failed, said := tested(t, name, counting(3, 2, 0))
		require.True(t, failed)
		require.Contains(t, said, short)
	})
}

func TestSavedTraceNamesItsTest(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(synod.TracesEnv, dir)
	_, _, _ = tested(t, "TestCount", counting(3, 2, 0))
	saved, err := traces.ReadFile(filepath.Join(dir, "TestCount.itf.json"))
	require.NoError(t, err)
	require.Equal(t, "TestCount", saved.Meta.Extra["test"])
	require.Equal(t, "small", saved.Meta.Property)
}

// A search from a goal that is never reached checks none of the properties.
func TestCheckFailsWhenItsStartIsNotReached(t *testing.T) {
	sys := counting(3, 9, 0)
	sys.Goals = []model.Goal{{Name: "many", Check: model.Local(func(v model.View[*counter]) model.Reached {
		return model.ReachedIf(v.Node.N >= 100, "%s counts %d", v.Name, v.Node.N)
	})}}
	_, failed, said := tested(t, "TestX", sys, synod.Options{FromGoal: "many"})
	require.True(t, failed, said)
	require.Contains(t, said, "goal many, from where the search starts, is not reached in 16 states")
	require.NotContains(t, said, "complete")
}

func TestCheckReportsTheSeedOfTheWalks(t *testing.T) {
	_, failed, said := tested(t, "TestX", counting(3, 9, 0), synod.Options{Simulate: &synod.Walks{Count: 2, Length: 4, Seed: 7}})
	require.False(t, failed, said)
	require.Contains(t, said, "seed 7")
}

// What a protocol made is named in its runs, so that the command takes them.
func TestSavedTraceNamesItsProtocol(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(synod.TracesEnv, dir)
	mutant := raft.Protocol.With("-mutant double-vote")
	_, failed, _ := tested(t, "TestRaft", mutant)
	require.True(t, failed)
	failed, said := told(t, "TestCaught", func(t testing.TB) { synod.Catches(t, mutant, "election-safety", 3) })
	require.True(t, failed)
	require.Contains(t, said, "the mutant is caught after 6 steps, not after 3")
	require.Contains(t, said, "saved to  "+filepath.Join(dir, "TestCaught.itf.json"))
	for _, test := range []string{"TestRaft", "TestCaught"} {
		saved, err := traces.ReadFile(filepath.Join(dir, test+".itf.json"))
		require.NoError(t, err)
		require.Equal(t, test, saved.Meta.Extra[synod.MetaTest])
		require.Equal(t, "github.com/synod-go/synod", saved.Meta.Extra["package"])
		require.Equal(t, "raft double-vote", saved.Meta.Protocol+" "+saved.Meta.Mutant)
		require.Equal(t, mutant.Settings, saved.Meta.Settings)
		again, err := raft.Protocol.System(saved.Meta.Mutant, saved.Meta.Settings)
		require.NoError(t, err)
		replayed, err := synod.Replay(again, saved)
		require.NoError(t, err)
		require.NotNil(t, replayed.Again)
	}
	// Catches replays what it saved.
	t.Setenv(synod.ReplayEnv, filepath.Join(dir, "TestCaught.itf.json"))
	failed, said = told(t, "TestCaught", func(t testing.TB) { synod.Catches(t, mutant, "election-safety", 3) })
	require.True(t, failed)
	require.Contains(t, said, "all 6 steps confirmed; election-safety is violated again")
}

// A test that fails prints what one that passes prints: the whole report.
func TestCheckPrintsTheReportWhenItFails(t *testing.T) {
	t.Setenv(synod.TracesEnv, t.TempDir())
	sys := counting(3, 2, 0)
	sys.TimerBounds = []model.TimerBound{{Timer: "never", Total: 1}}
	_, failed, said := tested(t, "TestX", sys)
	require.True(t, failed)
	for _, want := range []string{
		"small is violated after 2 steps: S1 counts 2\n\nTestX: explored by synod.Check\n",
		"VIOLATION: small after 2 steps.\nS1 counts 2\n", "\n  states        6 distinct\n  steps         6\n  depth         2\n",
		"never timeouts 1", "\n  memory        ", "\nproperties\n  small  violated\n",
		"\nsteps of each handler, timer and fault\n  S timeout tick  6\n", "\na shortest run that shows it, 2 steps:\n",
	} {
		require.Contains(t, said, want)
	}
	_, failed, said = tested(t, "TestX", counting(3, 9, 5))
	require.True(t, failed)
	require.Contains(t, said, "property small is vacuous: in 16 states, 24 steps, depth 6 it never had anything to test\n\nTestX: explored by synod.Check\n")
	require.Contains(t, said, "\n  states        16 distinct\n")
}

// What is of no property has a sentence of its own, and one step is one step.
func TestCheckSaysWhatIsOfNoProperty(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(synod.TracesEnv, dir)
	sys := counting(1, 9, 0)
	broken := true
	sys.Groups[0].New = func(model.NodeID) model.Node { return &panicking{broken: &broken} }
	sys.Properties = nil
	_, failed, said := tested(t, "TestX", sys)
	require.True(t, failed)
	require.Contains(t, said, "a handler panics after 1 step: S1: help\n")
	require.Contains(t, said, "PANIC after 1 step.\nS1: help\n")
	require.NotContains(t, said, "panic is violated")

	t.Setenv(synod.ReplayEnv, filepath.Join(dir, "TestX.itf.json"))
	_, failed, said = tested(t, "TestX", sys)
	require.True(t, failed)
	require.Contains(t, said, "its 1 step is confirmed; a handler panics again: S1: help")
	broken = false
	_, failed, said = tested(t, "TestX", sys)
	require.True(t, failed)
	require.Contains(t, said, "0 of 1 step confirmed, then the code departs at step 1")
}

// panicking panics at its tick as long as it is broken.
type panicking struct {
	broken *bool `model:"const"`
}

func (*panicking) Start(env model.Env)                            { env.SetTimer(tick) }
func (*panicking) Receive(model.Env, model.NodeID, model.Message) {}
func (p *panicking) Timeout(model.Env, model.Timer) {
	if *p.broken {
		panic("help")
	}
}

// deadlined is a test with a deadline.
type deadlined struct {
	*fakeT
	at time.Time
}

func (d deadlined) Deadline() (time.Time, bool) { return d.at, true }

// A search ends before the test's deadline.
func TestCheckEndsBeforeTheDeadline(t *testing.T) {
	at := time.Now().Add(10 * time.Second) // a tenth of it is for whatever else a busy machine does
	failed, said := told(t, "TestX", func(f testing.TB) { synod.Check(deadlined{f.(*fakeT), at}, endless()) })
	require.True(t, time.Now().Before(at), "it ended %s late", time.Since(at))
	require.True(t, failed)
	require.Contains(t, said, "inconclusive: ended by time after ")
	require.Contains(t, said, "INCONCLUSIVE: ended by time before all states were visited.")
}

// One whose time is over says what grew until then.
func TestCheckTellsWhatGrewInItsTime(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	failed, said := told(t, "TestX", func(f testing.TB) {
		f.(*fakeT).ctx = ctx // the test's own deadline is far: there is time to look
		synod.Check(f, endless())
	})
	require.True(t, failed)
	require.Contains(t, said, "INCONCLUSIVE: ended by time before all states were visited.")
	require.Contains(t, said, "\nThe space looks endless: S.N grows as long as runs go on.\n")
	require.Contains(t, said, `bounds  model.Limit("n", "N", func(n *counter) bool { return n.N <= N }); or a TimerBound of tick`)
}

func endless() *model.System { return counting(1<<40, 1<<50, 0) }

// A bound that was asked for is no failure, and what grows is told.
func TestCheckTellsWhatGrows(t *testing.T) {
	r, failed, said := tested(t, "TestX", endless(), synod.Options{Depth: 5})
	require.False(t, failed, said)
	require.Contains(t, said, "The space looks endless: S.N grows as long as runs go on.")
	require.Len(t, r.Growing, 1)
	require.Equal(t, "S.N", r.Growing[0].What)
	require.Equal(t, uint64(5), r.Growing[0].Deepest)

	_, _, said = tested(t, "TestX", counting(400, 1<<50, 0), synod.Options{Depth: 5})
	require.NotContains(t, said, "endless", "it is merely large")
}

// A long search says how far it is, and still tells its user's own Progress.
func TestCheckShowsProgress(t *testing.T) {
	var asked atomic.Int64
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	failed, said := told(t, "TestX", func(f testing.TB) {
		f.(*fakeT).ctx = ctx
		_, err := synod.Explored(f, endless(), synod.Options{Progress: func(synod.Progress) { asked.Add(1) }}, 300*time.Millisecond, true)
		require.NoError(t, err)
	})
	require.False(t, failed)
	lines := regexp.MustCompile(`(?m)^depth \d+ · [0-9,]+ states · .*steps/s · frontier `).FindAllString(said, -1)
	require.NotEmpty(t, lines, said)
	require.Less(t, len(lines), 8)
	require.Positive(t, asked.Load())

	_, said = told(t, "TestX", func(f testing.TB) {
		_, err := synod.Explored(f, counting(300, 1<<50, 0), synod.Options{}, 0, false)
		require.NoError(t, err)
	})
	require.Empty(t, said)
}

// A search in a test has a limit of memory, unless its user sets one.
func TestCheckLimitsMemory(t *testing.T) {
	require.Equal(t, int64(5), synod.Options{Memory: 5}.InTest().Memory)
	limit := synod.Options{}.InTest().Memory
	require.Equal(t, memory.Default(35), limit)
	if runtime.GOOS == "linux" {
		require.Positive(t, limit)
		require.Less(t, limit, memory.Default(70))
	}
}
