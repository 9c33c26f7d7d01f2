package check_test

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/tla/check"
)

// A run says nothing of the runs of the same model before it, beside it and after it.

// ran is what is the same for every run of a model: the report without time and memory, and
// what the spec printed.
type ran struct {
	Verdict             string
	States, Steps       uint64
	Initial, Between    uint64
	Depth               int
	Actions             []check.ActionCount
	Found               []string
	Traces              []string
	Warnings            []string
	Claims, Open, Bound []string
	Printed             string
}

func ranOf(r *check.Report, printed string) ran {
	o := ran{
		Verdict: r.Verdict, States: r.States, Steps: r.Steps, Initial: r.Initial, Between: r.Between, Depth: r.Depth,
		Actions: r.Actions, Warnings: r.Warnings, Claims: r.Claims, Open: r.Open, Bound: r.BoundedBy, Printed: printed,
	}
	for _, v := range r.Violations {
		o.Found = append(o.Found, v.Kind+" "+v.Property+": "+v.Text)
		if v.Trace != nil {
			for _, s := range v.Trace.States {
				o.Traces = append(o.Traces, s.Vars.String())
			}
		}
	}
	return o
}

// loadTexts loads a module and its model file.
func loadTexts(t *testing.T, name, text, config string) *check.Model {
	t.Helper()
	files := fstest.MapFS{name + ".tla": {Data: []byte(text)}, name + ".cfg": {Data: []byte(config)}}
	m, err := check.Load(check.Sources{Spec: name + ".tla", FS: files})
	require.NoError(t, err)
	return m
}

// ranOnce checks a model with one worker. It is called outside of the test's goroutine, too.
func ranOnce(m *check.Model) (ran, error) {
	var out bytes.Buffer
	opts := check.Options{Print: &out}
	opts.Workers = 1
	r, err := m.Check(context.Background(), opts)
	if err != nil {
		return ran{}, err
	}
	return ranOf(r, out.String()), nil
}

// TestRunsAlike runs the models of testdata after one another and beside one another: each run
// reports the same.
func TestRunsAlike(t *testing.T) {
	models, violated := 0, 0
	eachModel(t, func(t *testing.T, m *check.Model, first *check.Report) {
		if first.States > 2000 {
			return
		}
		models++
		want, err := ranOnce(m)
		require.NoError(t, err)
		require.Equal(t, first.Verdict, want.Verdict)
		require.Equal(t, first.States, want.States)
		require.Equal(t, first.Steps, want.Steps)
		require.Equal(t, first.Warnings, want.Warnings)
		if first.Violation != nil {
			violated++
			require.Equal(t, first.Violation.Property, want.Found[0][len(first.Violation.Kind)+1:][:len(first.Violation.Property)])
		}
		again, err := ranOnce(m)
		require.NoError(t, err)
		require.Equal(t, want, again, "the third run")
		var got [2]ran
		var errs [2]error
		var both sync.WaitGroup
		for i := range got {
			both.Go(func() { got[i], errs[i] = ranOnce(m) })
		}
		both.Wait()
		for i := range got {
			require.NoError(t, errs[i])
			require.Equal(t, want, got[i], "beside another run")
		}
	})
	require.Greater(t, models, 100)
	require.Greater(t, violated, 20)
}

// A spec that asks about its run: what it has set, what it draws, how far it is, what it prints.
const asking = `---- MODULE Asking ----
EXTENDS Integers, TLC, Randomization
VARIABLES x, y
Some == RandomSubset(3, 1..9)
ASSUME TLCSet(1, 0)
Init == x = 0 /\ y = 0
Next == /\ x < 40
        /\ TLCSet(1, TLCGet(1) + 1)
        /\ (TLCGet(1) % 10 = 0 => PrintT(<<TLCGet(1), TLCGet("distinct"), TLCGet("level")>>))
        /\ x' = x + 1
        /\ y' \in Some \cup {RandomElement(1..9)}
Bound == y < 100
Last == PrintT(<<"taken", TLCGet(1), Some>>)
====
`

func loadAsking(t *testing.T, config string) *check.Model {
	t.Helper()
	return loadTexts(t, "Asking", asking, "INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\nPOSTCONDITION Last\n"+config)
}

// Registers, draws and figures begin anew with every run.
func TestRunsAskAlike(t *testing.T) {
	m := loadAsking(t, "INVARIANT Bound\n")
	want, err := ranOnce(m)
	require.NoError(t, err)
	require.Contains(t, want.Printed, "taken")
	var wait sync.WaitGroup
	var got [3]ran
	for i := range got {
		wait.Go(func() { got[i], _ = ranOnce(m) })
	}
	wait.Wait()
	for i := range got {
		require.Equal(t, want, got[i])
	}
}

// interrupter is where a spec prints; at the first print it ends the run, and lets evaluation go on
// when told.
type interrupter struct {
	once      sync.Once
	stop      func()
	stopped   chan struct{}
	otherDone chan struct{}
}

func (w *interrupter) Write(p []byte) (int, error) {
	w.once.Do(func() {
		w.stop()
		close(w.stopped)
		<-w.otherDone
	})
	return len(p), nil
}

// A run that is interrupted leaves one of the same model beside it alone, and one after it.
func TestInterruptedBeside(t *testing.T) {
	m := loadTexts(t, "Twice", `---- MODULE Twice ----
EXTENDS Integers, TLC
VARIABLE x
Slow == \A s \in SUBSET (1..9) : s = s
Init == x = 0
Next == x' = (x + 1) % 300 /\ Slow /\ (x = 7 => PrintT("seven"))
Inv == x < 300
====
`, "INIT Init\nNEXT Next\nINVARIANT Inv\n")
	want, err := ranOnce(m)
	require.NoError(t, err)
	require.Equal(t, check.VerdictOK, want.Verdict)
	ctx, cancel := context.WithCancel(context.Background())
	w := &interrupter{stop: cancel, stopped: make(chan struct{}), otherDone: make(chan struct{})}
	var cut *check.Report
	var cutErr error
	var wait sync.WaitGroup
	wait.Go(func() {
		opts := check.Options{Print: w}
		opts.Workers = 1
		cut, cutErr = m.Check(ctx, opts)
	})
	<-w.stopped // this run is interrupted, and stands still
	got, err := ranOnce(m)
	close(w.otherDone)
	wait.Wait()
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.NoError(t, cutErr)
	require.Equal(t, check.VerdictInconclusive, cut.Verdict)
	require.Equal(t, []string{explore.ByInterrupt}, cut.BoundedBy)
	require.Less(t, cut.States, want.States)
	after, err := ranOnce(m)
	require.NoError(t, err)
	require.Equal(t, want, after)
}

// Search, simulation, walk, query and explanation of one model go on at the same time.
func TestAllKindsOfRunsAtOnce(t *testing.T) {
	m, err := check.Load(check.Sources{Spec: filepath.Join("..", "MCPaxos.tla"), Config: filepath.Join("..", "MCPaxos.cfg")})
	require.NoError(t, err)
	walks := func() (ran, error) {
		var out bytes.Buffer
		opts := check.Options{Print: &out, Simulate: &explore.Walks{Count: 40, Length: 30, Seed: 3}}
		opts.Workers = 1
		r, err := m.Check(context.Background(), opts)
		if err != nil {
			return ran{}, err
		}
		return ranOf(r, out.String()), nil
	}
	taken := func() (string, error) {
		w, err := check.NewWalk(m)
		if err != nil {
			return "", err
		}
		var b strings.Builder
		for range 12 {
			if len(w.Enabled()) == 0 {
				break
			}
			w.Take(len(w.Enabled()) - 1)
			b.WriteString(w.State().Vars.String() + "\n")
		}
		return b.String(), nil
	}
	stepped := func() (n int, err error) {
		w, err := m.Walker(io.Discard)
		if err != nil {
			return 0, err
		}
		var at *check.WalkedState
		for range 6 {
			var last *check.WalkedState
			if err := w.Steps(at, func(s check.WalkedStep) bool { n, last = n+1, s.To; return true }); err != nil {
				return 0, err
			}
			at = last
		}
		return n, nil
	}
	explained := func() (*check.Explanation, error) { return m.Explain(context.Background()) }

	simulated, err := walks()
	require.NoError(t, err)
	walked, err := taken()
	require.NoError(t, err)
	require.NotEmpty(t, walked)
	validated, err := stepped()
	require.NoError(t, err)
	require.Positive(t, validated)
	explanation, err := explained()
	require.NoError(t, err)
	searched := func(ctx context.Context) (*check.Report, error) {
		opts := check.Options{}
		opts.Workers, opts.Depth, opts.Bounded = 2, 5, true
		return m.Check(ctx, opts)
	}
	search, err := searched(context.Background())
	require.NoError(t, err)

	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			r, err := searched(context.Background())
			if err != nil || r.States != search.States || r.Steps != search.Steps {
				t.Errorf("the search: %v, %v", r, err)
			}
		})
		wait.Go(func() {
			if got, err := walks(); err != nil || got.Steps != simulated.Steps || got.States != simulated.States {
				t.Errorf("the simulation: %v, %v", got, err)
			}
		})
		wait.Go(func() {
			if got, err := taken(); err != nil || got != walked {
				t.Errorf("the walk: %v, %v", got, err)
			}
		})
		wait.Go(func() {
			if got, err := stepped(); err != nil || got != validated {
				t.Errorf("the validation: %v, %v", got, err)
			}
		})
		wait.Go(func() {
			if got, err := explained(); err != nil || len(got.Actions) != len(explanation.Actions) || len(got.Derived) != len(explanation.Derived) {
				t.Errorf("the explanation: %v, %v", got, err)
			}
		})
		wait.Go(func() {
			if _, err := m.Query("Nobody(1)"); err == nil {
				t.Error("the query knows a name that the module does not")
			}
			if _, err := m.Query("1 + 1"); err != nil {
				t.Errorf("the query: %v", err)
			}
		})
	}
	wait.Wait()
}

// A run whose time is over before it is compiled has checked nothing, and says so.
func TestRunThatDoesNotBegin(t *testing.T) {
	m := loadTexts(t, "Begin", "---- MODULE Begin ----\nEXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nOften == []<>(x = 1)\nInv == x < 2\n====\n",
		"INIT Init\nNEXT Next\nINVARIANT Inv\nPROPERTY Often\n")
	_, err := ranOnce(m)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, err := m.Check(ctx, check.Options{})
	require.NoError(t, err)
	require.Equal(t, check.VerdictInconclusive, r.Verdict)
	require.Equal(t, []string{explore.ByInterrupt}, r.BoundedBy)
	require.Equal(t, []string{"Inv", "Often"}, r.Claims)
	require.Equal(t, []string{"Often"}, r.Open)
}

// The answers to a query are those of the run that found the violation, whatever runs came after it.
func TestQueryAnswersOfItsRun(t *testing.T) {
	m := loadTexts(t, "Answered", `---- MODULE Answered ----
EXTENDS Integers, TLC
VARIABLE x
ASSUME TLCSet(5, 0)
Init == x = 0
Next == x' = x + 1 /\ TLCSet(5, TLCGet(5) + 1)
Small == x < 3
====
`, "INIT Init\nNEXT Next\nINVARIANT Small\n")
	q, err := m.Query("<<x, TLCGet(5)>>")
	require.NoError(t, err)
	opts := check.Options{}
	opts.Workers = 1
	first, err := m.Check(t.Context(), opts)
	require.NoError(t, err)
	before := q.Answers(first.Violation)
	require.Len(t, before, 4)
	second, err := m.Check(t.Context(), opts)
	require.NoError(t, err)
	require.Equal(t, before, q.Answers(second.Violation))
	require.Equal(t, before, q.Answers(first.Violation))
}

// A spec that is searched state by state, and fails while its careful evaluation tells of a state in
// which a constraint fails, too: each waited for the other.
func TestFailureWithinFailure(t *testing.T) {
	m := loadTexts(t, "Both", `---- MODULE Both ----
EXTENDS Integers, TLC
VARIABLE x
Init == x = 0
Next == \/ x' = x + 1 /\ TLCGet("level") > 0
        \/ x = 0 /\ x' = 1 + "a"
Bound == x < 1 \/ x < "a"
====
`, "INIT Init\nNEXT Next\nCONSTRAINT Bound\n")
	ctx, end := context.WithTimeout(t.Context(), time.Minute)
	defer end()
	opts := check.Options{}
	opts.Workers = 1
	r, err := m.Check(ctx, opts)
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	require.Equal(t, check.KindEvaluation, r.Violation.Kind)
	require.Contains(t, r.Violation.Text, "should be an integer")
}
