package check

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/traces"
)

const viewedSpec = `EXTENDS Naturals, TLC
VARIABLES x, h
Init == x = 0 /\ h = 0
Turn == x' = (x + 1) % 3 /\ h' = IF x = 2 THEN (h + 1) % 4 ELSE h
Count == x < 5 /\ x' = (x + 1) % 3 /\ h' = IF h < 9 THEN h + 1 ELSE h
Stop == x = 1 /\ x' = 5 /\ h' = h
Grow == x' = (x + 1) % 3 /\ h' = h + 1
End == h < 18 /\ Grow
Same == x' = x + 1 /\ h' = h
Again == x' = x + 1 /\ h' = 1 - h
\* Leave is enabled again and again, but in the loop that the VIEW shows it is not seen to be.
Leave == h % 8 = 5 /\ x' = 9 /\ h' = h
Cycle == x < 9 /\ x' = (x + 1) % 3 /\ h' = (h + 1) % 24
Rise == x < 9 /\ Grow
Slow == x' = (x + 1) % 2 /\ h' = h + 1
Fast == x' = (x + 1) % 2 /\ h' = h + 2
Up == x' = (x + 1) % 2 /\ h' = h + 1
Drop == x' = (x + 1) % 2 /\ h' = 0
Asks == TLCGet("level") > 0 /\ Grow
Spec == Init /\ [][Turn]_<<x, h>> /\ WF_<<x, h>>(Turn)
Counts == Init /\ [][Count]_<<x, h>> /\ WF_<<x, h>>(Count)
Stops == Init /\ [][Count \/ Stop]_<<x, h>> /\ WF_<<x, h>>(Count \/ Stop)
Grows == Init /\ [][Grow]_<<x, h>> /\ WF_<<x, h>>(Grow)
Ends == Init /\ [][End]_<<x, h>> /\ WF_<<x, h>>(End)
Adds == Init /\ [][Same]_<<x, h>> /\ WF_<<x, h>>(Same)
Turns == Init /\ [][Again]_<<x, h>> /\ WF_<<x, h>>(Again)
Leaves == Init /\ [][Cycle \/ Leave]_<<x, h>> /\ WF_<<x, h>>(Cycle) /\ SF_<<x, h>>(Leave)
Rises == Init /\ [][Rise \/ Leave]_<<x, h>> /\ WF_<<x, h>>(Rise) /\ SF_<<x, h>>(Leave)
Speeds == Init /\ [][Slow \/ Fast]_<<x, h>> /\ WF_<<x, h>>(Slow /\ x = 0) /\ SF_<<x, h>>(Fast /\ x = 0) /\ SF_<<x, h>>(Fast /\ x = 1)
Drops == Init /\ [][Up \/ Drop]_<<x, h>> /\ WF_<<x, h>>(Up \/ Drop)
Asking == Init /\ [][Asks]_<<x, h>> /\ WF_<<x, h>>(Asks)
Settles == <>[](x = 0)
Settles3 == <>[](x % 3 = 0)
Comes == []<>(x = 1)
Less == <>(x < 0)
Far == <>(x >= 50)
High == <>(h >= 100000)
Out == <>(x = 9)
Small == x < 50
X == x
X3 == x % 3
X1 == x % 1
X1H == <<x % 1, h>>
All == <<x, h>>
`

// TestLivenessUnderView: a VIEW can make a loop where there is none. A violation is shown by a behaviour of the spec, or by a loop that
// closes up to the VIEW and looks the same in each round, or refused.
func TestLivenessUnderView(t *testing.T) {
	for _, c := range []struct {
		spec, property, view string
		refused              string // what the error says; "" is a verdict
		broken               bool
		steps, loop          int
		upTo                 string
	}{
		// The loop closes at once, after four rounds, or after the third one, when h is 9.
		{spec: "Stops", property: "Comes", view: "X", broken: true, steps: 2, loop: 2},
		{spec: "Spec", property: "Settles", view: "X", broken: true, steps: 11, loop: 0},
		{spec: "Counts", property: "Settles", view: "X", broken: true, steps: 11, loop: 9},
		{spec: "Counts", property: "Settles", view: "All", broken: true, steps: 11, loop: 9},
		{spec: "Drops", property: "Settles", view: "X", broken: true, steps: 1, loop: 0},
		{spec: "Turns", property: "Less", view: "X1H", broken: true, steps: 1, loop: 0, upTo: "VIEW X1H"},
		{spec: "Spec", property: "Comes", view: "X"},
		// It never does.
		{spec: "Grows", property: "Settles", view: "X", broken: true, steps: 2, loop: 0, upTo: "VIEW X"},
		{spec: "Adds", property: "Settles3", view: "X3", broken: true, steps: 2, loop: 0, upTo: "VIEW X3"},
		{spec: "Adds", property: "Less", view: "X1", broken: true, steps: 1, loop: 0, upTo: "VIEW X1"},
		// Of the two steps to what the VIEW shows the fairness asks for both, the second one in each round.
		{spec: "Speeds", property: "Settles", view: "X", broken: true, steps: 3, loop: 0, upTo: "VIEW X"},
		// It closes as long as nobody looks at what the VIEW does not show.
		{spec: "Adds", property: "Far", view: "X3", refused: "changes in round 17 of the loop"},
		{spec: "Grows", property: "High", view: "X", refused: "hides h, of which the property speaks"},
		{spec: "Rises", property: "Out", view: "X", refused: "changes in round 2 of the loop"},
		{spec: "Leaves", property: "Out", view: "X", refused: "does not violate it"},
		{spec: "Leaves", property: "Out", view: "All"},
		{spec: "Asking", property: "Settles", view: "X", refused: "asks about the search"},
		// The spec comes to an end in x = 0, which the VIEW does not show.
		{spec: "Ends", property: "Settles", view: "X", refused: "cannot be taken on the states themselves"},
		{spec: "Ends", property: "Settles", view: "All"},
		{spec: "Adds", property: "Settles3\nCONSTRAINT Small", view: "X3", refused: "cannot be taken on the states themselves"},
	} {
		name := fmt.Sprintf("%s, %s, VIEW %s", c.spec, c.property, c.view)
		m, err := loadText(t, "View", viewedSpec, fmt.Sprintf("SPECIFICATION %s\nPROPERTY %s\nVIEW %s\nCHECK_DEADLOCK FALSE\n", c.spec, c.property, c.view))
		require.NoError(t, err)
		r, err := m.Check(context.Background(), Options{})
		if c.refused != "" {
			require.Error(t, err, name)
			require.Regexp(t, "seems to be violated, but by no behaviour that can be shown.*"+c.refused+".*without the VIEW", err.Error(), name)
			continue
		}
		require.NoError(t, err, name)
		require.Contains(t, strings.Join(r.Warnings, "\n"), "under VIEW")
		if !c.broken {
			require.Nil(t, r.Violation, name)
			continue
		}
		require.NotNil(t, r.Violation, name)
		trace := r.Violation.Trace
		require.Equal(t, []any{c.steps, c.loop, c.upTo}, []any{trace.Steps(), trace.Loop, trace.Meta.UpTo}, name)
		require.Equal(t, c.upTo != "", strings.Contains(r.Violation.Text, "a later round may still differ"), r.Violation.Text)
		requireReplay(t, m, r, name)
	}
}

// TestReplayUpToView: replay takes the loop again, and tells a loop that closes from one that only looks as if it did.
func TestReplayUpToView(t *testing.T) {
	const config = "SPECIFICATION Grows\nPROPERTY Settles High\nVIEW X\nCHECK_DEADLOCK FALSE\n"
	m, err := loadText(t, "View", viewedSpec, config)
	require.NoError(t, err)
	r, err := m.Check(context.Background(), Options{})
	require.NoError(t, err)
	saved := r.Violation.Trace
	replay := func(m *Model, saved traces.Trace) *traces.Replayed {
		w, err := NewWalk(m)
		require.NoError(t, err)
		again, err := w.Replay(&saved)
		require.NoError(t, err)
		return again
	}
	again := replay(m, *saved)
	require.Nil(t, again.Departure)
	require.Equal(t, r.Violation.Text, again.Again.Text)
	require.Contains(t, again.Again.Text, "from state 2 back to state 0 up to VIEW X for ever: the loop was taken 100 times")

	exact := *saved
	exact.Meta.UpTo = ""
	require.Equal(t, "step 3: no step leads from the last state back to state 0", replay(m, exact).Departure.String())

	// Nothing can be said of what the VIEW hides.
	hidden := *saved
	hidden.Meta.Property = "High"
	require.Equal(t, "step 3: no step leads from the last state back to state 0 up to VIEW X", replay(m, hidden).Departure.String())

	// The loop must be taken as often as in the search, not just once.
	for guard, confirmed := range map[string]bool{"h < 4": false, "h < 299": false, "h < 1000": true} {
		m, err := loadText(t, "View", strings.Replace(viewedSpec, "Grow == ", "Grow == "+guard+" /\\ ", 1), config)
		require.NoError(t, err)
		require.Equal(t, confirmed, replay(m, *saved).Departure == nil, guard)
	}

	w, err := NewWalk(m)
	require.NoError(t, err)
	require.Equal(t, saved.Steps(), traces.Follow(w, saved, 0))
	e, err := w.Endless(0)
	require.NoError(t, err)
	require.Equal(t, &Ending{Closes: true, UpTo: "VIEW X", Open: []string{"High"}, Broken: []traces.Finding{
		{Property: "Settles", Kind: KindTemporal, Text: r.Violation.Text},
	}}, e)
	e, err = w.Endless(1)
	require.NoError(t, err)
	require.Equal(t, &Ending{}, e, "from x = 2 no step leads back to x = 1")
}

// TestStepOutOfALoopUpToView: what an expression over the last step of such a loop looks at is the state that really comes next.
func TestStepOutOfALoopUpToView(t *testing.T) {
	m, err := loadText(t, "View", viewedSpec+"Shows == [now |-> h, next |-> h']", "SPECIFICATION Grows\nPROPERTY Settles\nVIEW X\nALIAS Shows\nCHECK_DEADLOCK FALSE\n")
	require.NoError(t, err)
	r, err := m.Check(context.Background(), Options{})
	require.NoError(t, err)
	q, err := m.Query("h' - h")
	require.NoError(t, err)
	require.Equal(t, []string{"1", "1", "1"}, q.Answers(r.Violation))
	for i, s := range r.Violation.Trace.States {
		next, ok := s.Alias.Get("next")
		require.True(t, ok)
		require.Equal(t, traces.Int(i+1), next)
	}
}

// hidingSpec draws a spec with a counter h of which only the remainder by 4 matters, and which property to check of it. Next has two
// forms: with h as it is, and with its remainder.
func hidingSpec(d *rand.Rand) string {
	x := func() string { return fmt.Sprint(d.IntN(4)) }
	compare := func() string { return "x" + []string{" = ", " # ", " < "}[d.IntN(3)] + x() }
	var branches []string
	for i := range 3 + d.IntN(4) {
		guard := compare()
		if d.IntN(2) == 0 {
			guard += fmt.Sprintf(` /\ h %% 4 %s %d`, []string{"=", "#"}[d.IntN(2)], d.IntN(4))
		}
		branches = append(branches, fmt.Sprintf(`A%d == %s /\ x' = %s /\ h' = To(h + %d)`, i, guard, x(), d.IntN(4)))
	}
	live := []string{"[]<>%s", "<>[]%s", "<>%s", "%s ~> %s", `~([]<>%s /\ []<>%s)`, `[](%s => <>%s)`}[d.IntN(6)]
	for strings.Contains(live, "%s") {
		live = strings.Replace(live, "%s", "("+compare()+")", 1)
	}
	text := "EXTENDS Naturals\nCONSTANT Wraps\nVARIABLES x, h\nvars == <<x, h>>\nTo(n) == IF Wraps THEN n % 4 ELSE n\nInit == x = 0 /\\ h = 0\n" +
		strings.Join(branches, "\n") + "\nNext == A0"
	for i := range branches[1:] {
		text += fmt.Sprintf(` \/ A%d`, i+1)
	}
	fair := []string{"WF", "SF"}[d.IntN(2)]
	return text + "\nSpec == Init /\\ [][Next]_vars /\\ WF_vars(Next) /\\ " + fair + "_vars(A0)\nLive == " + live + "\nX == x\nAll == <<x, h % 4>>"
}

// TestRandomViews holds specs that grow for ever against the same ones with remainders, which are finite and need no VIEW. Under a
// VIEW that shows all that matters the verdict is the same, and nothing is refused. Under one that shows less a violation can be
// missed or refused, but what is reported as one is one.
func TestRandomViews(t *testing.T) {
	count := 300
	if testing.Short() {
		count = 60
	}
	var violated, refused, missed, exact, upTo int
	for seed := range uint64(count) {
		text := hidingSpec(rand.New(rand.NewPCG(seed, 14)))
		check := func(wraps, view string) *Report {
			m, err := loadText(t, "Hides", text, "CONSTANT Wraps = "+wraps+"\nSPECIFICATION Spec\nPROPERTY Live\nCHECK_DEADLOCK FALSE\n"+view)
			require.NoError(t, err, text)
			r, err := m.Check(context.Background(), Options{})
			if err != nil {
				require.ErrorAs(t, err, new(*eval.Error), "seed %d\n%s", seed, text)
				require.Contains(t, err.Error(), "seems to be violated", "seed %d\n%s", seed, text)
				return nil
			}
			requireReplay(t, m, r, fmt.Sprintf("seed %d, Wraps %s, %s\n%s", seed, wraps, view, text))
			return r
		}
		truth := check("TRUE", "")
		require.NotNil(t, truth)
		if truth.Violation != nil {
			violated++
		}
		same := check("FALSE", "VIEW All\n")
		require.NotNil(t, same, "seed %d\n%s", seed, text)
		require.Equal(t, truth.Verdict, same.Verdict, "seed %d\n%s", seed, text)
		require.Equal(t, truth.States, same.States, "seed %d\n%s", seed, text)
		for _, wraps := range []string{"TRUE", "FALSE"} {
			r := check(wraps, "VIEW X\n")
			switch {
			case r == nil:
				refused++
			case r.Violation == nil && truth.Violation != nil:
				missed++
			case r.Violation != nil:
				require.NotNil(t, truth.Violation, "seed %d, Wraps %s\n%s\n%s", seed, wraps, text, r.Violation.Text)
				if r.Violation.Trace.Meta.UpTo != "" {
					require.Equal(t, "FALSE", wraps, "a finite run closes")
					upTo++
				} else {
					exact++
				}
			}
		}
	}
	t.Logf("of %d specs %d are violated; under a VIEW that hides something, of twice as many: shown %d, up to the VIEW %d, refused %d, missed %d",
		count, violated, exact, upTo, refused, missed)
	for what, n := range map[string]int{"violated": violated, "held": count - violated, "refused": refused, "shown": exact, "up to the VIEW": upTo} {
		require.Greater(t, n, count/30, what)
	}
}

// TestUndecidedUnderView: where a property cannot be evaluated, no loop is shown that the spec does not have.
func TestUndecidedUnderView(t *testing.T) {
	for view, loops := range map[string]bool{"X3": false, "All": true} {
		spec := map[string]string{"X3": "Adds", "All": "Counts"}[view]
		m, err := loadText(t, "View", viewedSpec+`Odd == <>(x % 3 = 1 /\ []<>(x \in {"a"}))`, "SPECIFICATION "+spec+"\nPROPERTY Odd\nVIEW "+view+"\nCHECK_DEADLOCK FALSE\n")
		require.NoError(t, err)
		r, err := m.Check(context.Background(), Options{})
		require.NoError(t, err)
		require.NotNil(t, r.Violation, view)
		require.Equal(t, KindEvaluation, r.Violation.Kind)
		require.Contains(t, r.Violation.Text, `x \in {"a"}`)
		require.Equal(t, loops, r.Violation.Trace.Loop != traces.NoLoop, "VIEW %s", view)
	}
}

// ending is a context that is done when it was asked so many times.
type ending struct {
	context.Context
	left int
}

func (e *ending) Err() error {
	if e.left--; e.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// TestRoundsInterrupted: a property whose loop could not be taken often enough in time is not decided.
func TestRoundsInterrupted(t *testing.T) {
	m, err := loadText(t, "View", viewedSpec, "SPECIFICATION Grows\nPROPERTY Settles\nVIEW X\nCHECK_DEADLOCK FALSE\n")
	require.NoError(t, err)
	open, violated := 0, 0
	for left := 0; violated == 0; left++ {
		require.Less(t, left, 2000)
		run, err := m.start(context.Background())
		require.NoError(t, err)
		s, r, opts := newSystem(run), &Report{}, Options{}
		require.NoError(t, run.prepareTemporal(s, &opts, r))
		result, err := run.search(context.Background(), s, opts)
		require.NoError(t, err)
		list, err := s.checkTemporal(&ending{context.Background(), left}, result, r, 1)
		require.NoError(t, err)
		if len(list) > 0 {
			violated++
			require.Equal(t, 1, s.decided)
			require.Empty(t, r.BoundedBy)
			continue
		}
		open++
		require.Zero(t, s.decided, "%d", left)
		require.Len(t, r.BoundedBy, 1)
	}
	require.Greater(t, open, 250)
}
