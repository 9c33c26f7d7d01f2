package search_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// ledger is a library that nobody wrote to be explored: it notes what it is told, and at
// the end says what it was told first.
type ledger struct {
	notes   map[string]bool
	order   []string
	rule    func(*ledger) string
	log     func(string, ...any)
	extra   any
	defects defects
}

// defects are what may be wrong with the library or its wrapping.
type defects struct {
	random, clock, global, mutates, closure, keepsEnv bool
	omit                                              map[string]string
}

func (l *ledger) first() string { return l.order[0] }

// note is a message to the ledger.
type note struct{ Words []string }

// answer is what it says at the end.
type answer struct{ Word string }

// ledgerMachine wraps it.
type ledgerMachine struct {
	l *ledger
}

// ledgerShown is what properties see of it.
type ledgerShown struct{ Notes int }

func (m *ledgerMachine) Start(env model.Env) {
	l := m.l
	l.log = env.Log
	switch {
	case l.defects.random:
		l.extra = rand.Int64()
	case l.defects.clock:
		l.extra = time.Now()
	case l.defects.closure:
		l.extra = func() string { return l.first() }
	case l.defects.keepsEnv:
		l.extra = env
	}
}

// started counts what no state should know of.
var started int

func (m *ledgerMachine) Receive(env model.Env, _ model.NodeID, msg model.Message) {
	m.l.log = env.Log
	words := msg.(note).Words
	if m.l.defects.mutates {
		slices.Sort(words)
	}
	if m.l.defects.global {
		started++
		m.l.extra = started
	}
	for _, w := range words {
		m.l.notes[w] = true
		m.l.order = append(m.l.order, w)
	}
	m.l.log("noted %v", words)
	if len(m.l.notes) == 4 {
		env.SetTimer("end")
	}
}

func (m *ledgerMachine) Timeout(env model.Env, _ model.Timer) {
	env.Send(model.NodeID(2), answer{m.l.rule(m.l)})
}

func (m *ledgerMachine) Disk() any  { return nil }
func (m *ledgerMachine) State() any { return m.l }
func (m *ledgerMachine) Shown() any { return &ledgerShown{len(m.l.notes)} }

// teller tells the ledger two notes, and hears.
type teller struct{ Heard string }

func (t *teller) Start(env model.Env) {
	env.Send(1, note{[]string{"b", "a"}})
	env.Send(1, note{[]string{"d", "c"}})
}
func (t *teller) Receive(_ model.Env, _ model.NodeID, m model.Message) { t.Heard = m.(answer).Word }
func (t *teller) Timeout(model.Env, model.Timer)                       {}

func ledgers(d defects) *model.System {
	omit := map[string]string{"search_test.ledger.log": "it only writes"}
	maps.Copy(omit, d.omit)
	return &model.System{
		Groups: []model.Group{
			{Prefix: "L", Count: 1, Omit: omit, Boot: func(model.NodeID, any) model.Machine {
				return &ledgerMachine{l: &ledger{notes: map[string]bool{}, rule: (*ledger).first, defects: d}}
			}},
			{Prefix: "T", Count: 1, New: func(model.NodeID) model.Node { return &teller{} }},
		},
		Properties: []model.Property{{Name: "few", Check: model.Local(func(n model.View[*ledgerShown]) model.Verdict {
			if n.Node.Notes > 4 {
				return model.Violated("%s has %d notes", n.Name, n.Node.Notes)
			}
			return model.Holds
		})}},
	}
}

// TestGuardsOfMachines puts a defect into a library or its wrapping, one at a time, and
// expects that the search says so.
func TestGuardsOfMachines(t *testing.T) {
	sound, err := search.Explore(t.Context(), ledgers(defects{}), search.Options{})
	require.NoError(t, err)
	require.Equal(t, search.VerdictHolds, sound.Verdict)
	require.Equal(t, uint64(9), sound.States, "1, 2 with one note, and of two orders each: both notes, answered, heard")
	require.Empty(t, sound.Warnings)
	require.Contains(t, sound.Reductions[0], "omission: search_test.ledger.log of L does not tell states apart (it only writes)")
	require.Contains(t, sound.Notes[0], "machines: 5 states, 40 % of which were reached in several ways")

	for name, c := range map[string]struct {
		defects defects
		want    []string
	}{
		"random":       {defects{random: true}, []string{"two runs of the same handler on the same input differ", "State().extra", "likely cause: something that is no field", "or name the field in Group.Omit"}},
		"clock":        {defects{clock: true}, []string{"State().extra.wall: ", "likely cause: the clock (package time); give it another value in the wrapping, or name the field in Group.Omit"}},
		"global":       {defects{global: true}, []string{"differ", "State().extra"}},
		"mutates":      {defects{mutates: true}, []string{"the machine changed a message that it was given (note), which its sender may still hold; copy it first"}},
		"closure":      {defects{closure: true}, []string{"State().extra is a closure"}},
		"env":          {defects{keepsEnv: true}, []string{"State().extra is an Env"}},
		"omission":     {defects{omit: map[string]string{"search_test.ledger.order": "wrong"}}, []string{"differ", `answer {Word: `, "; an omission makes a difference (Group.Omit): search_test.ledger.log, search_test.ledger.order\none run was after: ", "\nthe other was after: ", "\nhandler: "}},
		"type omitted": {defects{omit: map[string]string{"[]string": "wrong"}}, []string{"differ", `answer {Word: `}},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := search.Explore(t.Context(), ledgers(c.defects), search.Options{})
			require.NoError(t, err)
			require.NotNil(t, r.Violation)
			for _, want := range c.want {
				require.Contains(t, r.Violation.Text, want)
			}
		})
	}
}

// An omission is told once, with all groups that have it for the same reason.
func TestOmissionsAreTold(t *testing.T) {
	sys := ledgers(defects{})
	other := sys.Groups[0]
	other.Prefix, other.Omit = "M", map[string]string{"search_test.ledger.log": "it only writes", "search_test.ledger.extra": "it is nil"}
	sys.Groups = append(sys.Groups, other)
	r, err := search.Explore(t.Context(), sys, search.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{
		"omission: search_test.ledger.log of L, M does not tell states apart (it only writes)",
		"omission: search_test.ledger.extra of M does not tell states apart (it is nil)",
	}, r.Reductions)
}

func TestIdleOmissions(t *testing.T) {
	r, err := search.Explore(t.Context(), ledgers(defects{omit: map[string]string{"search_test.ledger.logger": "no such field"}}), search.Options{})
	require.NoError(t, err)
	require.Len(t, r.Warnings, 1)
	require.Equal(t, "idle-omission search_test.ledger.logger", r.Warnings[0].Key())
}

// flipper answers with the number of its flips, which is no part of its state.
type flipper struct{ flips int }

func (f *flipper) Start(env model.Env) { env.SetTimer("flip") }
func (f *flipper) Timeout(env model.Env, _ model.Timer) {
	f.flips++
	env.SetTimer("flip")
}
func (f *flipper) Receive(env model.Env, from model.NodeID, _ model.Message) {
	env.Send(from, answer{[]string{"few", "many"}[min(f.flips/2, 1)]})
}
func (f *flipper) Disk() any  { return nil }
func (f *flipper) State() any { return f }
func (f *flipper) Shown() any { return &ledgerShown{f.flips % 2} }

// TestSecondWaysThatComeLate leads back to the first state by a way of two steps, when all
// handlers have run there.
func TestSecondWaysThatComeLate(t *testing.T) {
	sys := ledgers(defects{})
	sys.Groups[0].Omit = map[string]string{"search_test.flipper.flips": "wrong"}
	sys.Groups[0].Boot = func(model.NodeID, any) model.Machine { return &flipper{} }
	r, err := search.Explore(t.Context(), sys, search.Options{})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	require.Contains(t, r.Violation.Text, " asked for Send of answer{Word: few} to T, and now asks for Send of answer{Word: many} to T")
}

// listener is a flipper that knows how many messages it received.
type listener struct {
	flipper
	heard int
}

func (l *listener) Receive(env model.Env, from model.NodeID, m model.Message) {
	l.heard++
	l.flipper.Receive(env, from, m)
}
func (l *listener) State() any { return l }

// TestRunsToDifferences finds differences in a random order, the later of which have others on
// the way: every step of the run but the last one is shown as it was.
func TestRunsToDifferences(t *testing.T) {
	lengths := map[int]bool{}
	for seed := range uint64(20) {
		sys := ledgers(defects{})
		sys.Network = model.FIFO
		sys.Groups[0].Omit = map[string]string{"search_test.flipper.flips": "wrong"}
		sys.Groups[0].Boot = func(model.NodeID, any) model.Machine { return &listener{} }
		r, err := search.Explore(t.Context(), sys, search.Options{HashSeed: seed})
		require.NoError(t, err)
		require.NotNil(t, r.Violation)
		require.Contains(t, r.Violation.Text, "after two ways to the same state the handler does two things: ")
		require.Contains(t, r.Violation.Text, "; an omission makes a difference (Group.Omit): search_test.flipper.flips\n")
		require.Regexp(t, `\none run was after:     .+\nthe other was after: .*Timeout of flip`, r.Violation.Text)
		run := r.Violation.Trace
		lengths[run.Steps()] = true
		replayed, err := runs.Replay(sys, run)
		require.NoError(t, err)
		if replayed.Departure != nil {
			require.Equal(t, run.Steps(), replayed.Departure.Step, "seed %d: %v", seed, replayed.Departure)
		}
		require.Empty(t, run.States[run.Steps()].Step.Sent, "what is sent by a step that is none")
	}
	require.Contains(t, lengths, 2, "the second note")
}

// counted calls a function before each of its inputs.
type counted struct {
	*ledgerMachine
	before func()
}

func (c *counted) Receive(env model.Env, from model.NodeID, m model.Message) {
	c.before()
	c.ledgerMachine.Receive(env, from, m)
}
func (c *counted) Disk() any  { return nil }
func (c *counted) State() any { return c.l }

// TestMachinesEndWhenever ends a search at each run of a handler, those of the guards
// among them: what it has is reported.
func TestMachinesEndWhenever(t *testing.T) {
	run := func(last int64) (*search.Report, int64, error) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var runs atomic.Int64
		sys := ledgers(defects{})
		boot := sys.Groups[0].Boot
		sys.Groups[0].Boot = func(id model.NodeID, disk any) model.Machine {
			return &counted{boot(id, disk).(*ledgerMachine), func() {
				if runs.Add(1) == last {
					cancel()
				}
			}}
		}
		r, err := search.Explore(ctx, sys, search.Options{})
		return r, runs.Load(), err
	}
	_, all, err := run(0)
	require.NoError(t, err)
	require.Greater(t, all, int64(20))
	for last := range all {
		r, _, err := run(last + 1)
		require.NoError(t, err, "at run %d of %d", last+1, all)
		require.Empty(t, r.Findings)
	}
}

// quorum waits for two acknowledgements. Any of its timers opens it.
type quorum struct{ q *struct{ open, acks int } }

func (m quorum) Start(env model.Env) {
	for i := range 6 {
		env.SetTimer(model.Timer(fmt.Sprint("open", i)))
	}
}

func (m quorum) Timeout(env model.Env, _ model.Timer) {
	m.q.open = 1
	for i := range 6 {
		env.StopTimer(model.Timer(fmt.Sprint("open", i)))
	}
}

func (m quorum) Receive(env model.Env, from model.NodeID, _ model.Message) {
	if m.q.open == 1 {
		if m.q.acks++; m.q.acks == 2 {
			env.Send(from, answer{})
		}
	}
}
func (m quorum) Disk() any  { return nil }
func (m quorum) State() any { return m.q }
func (m quorum) Shown() any { return &ledgerShown{} }

// acker acknowledges.
type acker struct{ Heard bool }

func (a *acker) Start(env model.Env)                            { env.Send(1, note{}) }
func (a *acker) Receive(model.Env, model.NodeID, model.Message) { a.Heard = true }
func (a *acker) Timeout(model.Env, model.Timer)                 {}

// An omission that hides all that an input changes is noticed, however many other ways to the
// state there are: the ways that go round in it are kept beside them.
func TestHiddenRounds(t *testing.T) {
	sys := &model.System{Groups: []model.Group{
		{Prefix: "Q", Count: 1, Boot: func(model.NodeID, any) model.Machine { return quorum{&struct{ open, acks int }{}} }},
		{Prefix: "A", Count: 2, New: func(model.NodeID) model.Node { return &acker{} }},
	}}
	r, err := search.Explore(t.Context(), sys, search.Options{})
	require.NoError(t, err)
	require.Nil(t, r.Violation)
	sys.Groups[0].Omit = map[string]string{"struct { open int; acks int }.acks": "wrong"}
	r, err = search.Explore(t.Context(), sys, search.Options{})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	require.Equal(t, "nondeterminism", r.Violation.Kind)
}

// tallying counts what it is told, and says so at one number, for good or at that alone.
type tallying struct {
	t       *tally
	at      int
	forGood bool
	flips   bool // its state alternates
	kept    *model.Env
}

type tally struct {
	on    bool
	count int
}

func (m tallying) Start(env model.Env) {
	*m.kept = env
	env.SetTimer("more")
}

func (m tallying) Timeout(env model.Env, _ model.Timer) {
	env.SetTimer("more")
	m.t.on = m.flips && !m.t.on
	if m.t.count++; m.t.count == m.at || m.forGood && m.t.count > m.at {
		env.Send(2, answer{})
	}
}

func (m tallying) Receive(model.Env, model.NodeID, model.Message) {
	(*m.kept).SetTimer("late")
}

func (m tallying) Disk() any  { return nil }
func (m tallying) State() any { return m.t }
func (m tallying) Shown() any { return &ledgerShown{} }

func tallies(m tallying, omit map[string]string) *model.System {
	return &model.System{
		Groups: []model.Group{
			{Prefix: "T", Count: 1, Omit: omit, Boot: func(model.NodeID, any) model.Machine {
				fresh := m
				fresh.t, fresh.kept = &tally{}, new(model.Env)
				return fresh
			}},
			{Prefix: "A", Count: 1, New: func(model.NodeID) model.Node { return &hearer{} }},
		},
		TimerBounds: []model.TimerBound{{Timer: "more", Total: 30}},
	}
}

// hearer hears.
type hearer struct{ Heard bool }

func (h *hearer) Start(model.Env)                                {}
func (h *hearer) Receive(model.Env, model.NodeID, model.Message) { h.Heard = true }
func (h *hearer) Timeout(model.Env, model.Timer)                 {}

// An omission that makes a difference only after many hidden changes is noticed, in one state and
// in states by turns, whether the difference stays or not.
func TestHiddenSums(t *testing.T) {
	omit := map[string]string{"search_test.tally.count": "wrong"}
	for _, at := range []int{2, 3, 5, 6, 9, 12} {
		for _, m := range []tallying{{at: at}, {at: at, forGood: true}, {at: at, flips: true}, {at: at, forGood: true, flips: true}} {
			r, err := search.Explore(t.Context(), tallies(m, omit), search.Options{})
			require.NoError(t, err)
			require.NotNil(t, r.Violation, "%+v", m)
			require.Equal(t, "nondeterminism", r.Violation.Kind)
			require.Contains(t, r.Violation.Text, "an omission makes a difference (Group.Omit): search_test.tally.count")
		}
	}
}

// talker tells a machine something.
type talker struct{ hearer }

func (h *talker) Start(env model.Env) { env.Send(1, note{}) }

// What is asked of the Env of an earlier handler is lost, and so a finding, where State does not
// reach the Env, too.
func TestKeptEnvOfAnEarlierHandler(t *testing.T) {
	sys := tallies(tallying{at: 99}, nil)
	sys.Groups[1].New = func(model.NodeID) model.Node { return &talker{} }
	r, err := search.Explore(t.Context(), sys, search.Options{})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	require.Equal(t, "model", r.Violation.Kind)
	require.Contains(t, r.Violation.Text, "the method SetTimer of the Env of an earlier handler was called; an Env is valid only until its handler returns")
}

// unready is a machine that cannot be shown before it started.
type unready struct {
	tallying
	ready *bool
}

func (m unready) Start(env model.Env) {
	*m.ready = true
	m.tallying.Start(env)
}

func (m unready) Shown() any {
	if !*m.ready {
		panic("not ready")
	}
	return &ledgerShown{}
}

// What is wrong with Shown of a machine that was booted alone is said.
func TestShownBeforeStart(t *testing.T) {
	sys := tallies(tallying{at: 99}, nil)
	sys.Groups[0].Boot = func(model.NodeID, any) model.Machine {
		return unready{tallying{t: &tally{}, at: 99, kept: new(model.Env)}, new(bool)}
	}
	_, err := search.Explore(t.Context(), sys, search.Options{})
	require.EqualError(t, err, "node T: Shown panicked of a machine that was booted and not started, which is what is shown while the node is down: not ready")

	end := make(chan struct{})
	defer close(end)
	sys.HandlerTime = 50 * time.Millisecond
	for want, shown := range map[string]func(){
		"Shown of T, which was booted and not started, has not returned for 50ms": func() { <-end },
		"Shown of T, which was booted and not started, ended its goroutine (":     runtime.Goexit,
	} {
		sys.Groups[0].Boot = func(model.NodeID, any) model.Machine {
			return crashing{new(int), func(int) any { shown(); return &ledgerShown{} }}
		}
		_, err := search.Explore(t.Context(), sys, search.Options{})
		require.ErrorContains(t, err, want)
	}
}

// crashing is a machine with a disk that counts how often its timer fired.
type crashing struct {
	count *int
	shown func(n int) any
}

func (m crashing) Start(env model.Env)                            { env.SetTimer("more") }
func (m crashing) Timeout(env model.Env, _ model.Timer)           { *m.count++; env.SetTimer("more") }
func (m crashing) Receive(model.Env, model.NodeID, model.Message) {}
func (m crashing) Disk() any                                      { return &ledgerShown{*m.count} }
func (m crashing) State() any                                     { return m.count }
func (m crashing) Shown() any                                     { return m.shown(*m.count) }

// otherShown is another type than that of the machine's other states.
type otherShown struct{ Notes int }

// What goes wrong while a machine is booted from the disk that a crash left is found, with the
// shortest run to there.
func TestBootAfterCrash(t *testing.T) {
	plain := func(n int) any { return &ledgerShown{n} }
	booted := 0
	for name, c := range map[string]struct {
		boot   func(n int) model.Machine // nil is the usual machine
		shown  func(n int) any
		kind   string
		length int
		text   string
	}{
		"panics": {func(n int) model.Machine {
			if n == 2 {
				panic("torn")
			}
			return nil
		}, plain, "panic", 3, "T: Boot panicked on the disk that the crash left: torn\n"},
		"hangs": {func(n int) model.Machine {
			if n == 1 {
				select {}
			}
			return nil
		}, plain, "stuck", 2, "T: Boot after a crash, or Shown of the machine that it returned, has not returned for 300ms"},
		"is another one": {func(n int) model.Machine {
			if n == 2 {
				return hoarder{}
			}
			return nil
		}, plain, "model", 3, "T: Boot returned a search_test.hoarder on the disk that the crash left, and a search_test.crashing at first"},
		"counts": {func(int) model.Machine {
			booted++
			return crashing{new(int), func(int) any { return &ledgerShown{booted} }}
		}, plain, "nondeterminism", 1, "T: node T: machines that are booted twice from one disk show two different things"},
		"cannot be shown": {func(int) model.Machine { return nil }, func(n int) any {
			if n == 3 {
				panic("not ready")
			}
			return plain(n)
		}, "panic", 3, "T: Shown panicked: not ready\n"},
		"is shown as another type": {func(int) model.Machine { return nil }, func(n int) any {
			if n == 3 {
				return &otherShown{n}
			}
			return plain(n)
		}, "model", 3, "node T: Shown returned a *search_test.otherShown, and before a *search_test.ledgerShown; checks see nodes of one type, so all must be of one"},
	} {
		sys := tallies(tallying{at: 99}, nil)
		sys.Groups[0].Boot = func(_ model.NodeID, disk any) model.Machine {
			m := crashing{new(int), c.shown}
			if d, ok := disk.(*ledgerShown); ok {
				*m.count = d.Notes
				if other := c.boot(d.Notes); other != nil {
					return other
				}
			}
			return m
		}
		sys.Groups[0].Crashes, sys.Faults = true, model.Faults{Crashes: 1}
		sys.HandlerTime = 300 * time.Millisecond
		r, err := search.Explore(t.Context(), sys, search.Options{})
		require.NoError(t, err, name)
		require.NotNil(t, r.Violation, name)
		require.Contains(t, r.Violation.Text, c.text, name)
		require.Equal(t, c.kind, r.Violation.Kind, name)
		require.Equal(t, c.length, r.Violation.Length(), name)
	}
}

// hoarder keeps a message, and changes it when its timer fires.
type hoarder struct{ kept *[]string }

func (m hoarder) Start(model.Env) {}
func (m hoarder) Receive(env model.Env, _ model.NodeID, msg model.Message) {
	*m.kept = msg.(note).Words
	env.SetTimer("more")
}
func (m hoarder) Timeout(model.Env, model.Timer) { (*m.kept)[0] = "changed" }
func (m hoarder) Disk() any                      { return nil }
func (m hoarder) State() any                     { return m.kept }
func (m hoarder) Shown() any                     { return &ledgerShown{} }

// wordy tells a machine a word.
type wordy struct{ hearer }

func (h *wordy) Start(env model.Env) { env.Send(1, note{Words: []string{"word"}}) }

// A message that is changed by a later handler than the one that was given it is a finding, and
// says so.
func TestMessageChangedLater(t *testing.T) {
	sys := tallies(tallying{at: 99}, nil)
	sys.Groups[0].Boot = func(model.NodeID, any) model.Machine { return hoarder{new([]string)} }
	sys.Groups[1].New = func(model.NodeID) model.Node { return &wordy{} }
	r, err := search.Explore(t.Context(), sys, search.Options{})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	require.Equal(t, "model", r.Violation.Kind)
	require.Contains(t, r.Violation.Text, "T: the machine changed a message that an earlier handler was given (note), which its sender may still hold; copy it first\n")
	require.Equal(t, 2, r.Violation.Length())
}

// What the report says of the ways that were compared: with a violation the search ended before it
// took further ones.
func TestHowManyWaysWereCompared(t *testing.T) {
	whole := ledgers(defects{})
	r, err := search.Explore(t.Context(), whole, search.Options{Again: time.Minute})
	require.NoError(t, err)
	require.Equal(t, []string{"machines: 5 states, 40 % of which were reached in several ways; up to 17 ways to each were compared"}, r.Notes)

	few := ledgers(defects{})
	few.Properties[0].Check = model.Local(func(n model.View[*ledgerShown]) model.Verdict {
		if n.Node.Notes > 3 {
			return model.Violated("%s has %d notes", n.Name, n.Node.Notes)
		}
		return model.Holds
	})
	r, err = search.Explore(t.Context(), few, search.Options{})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	require.Len(t, r.Notes, 1)
	require.Regexp(t, `^machines: \d+ states, \d+ % of which were reached in several ways; two ways to each were compared, while searching \(up to 17 are when `, r.Notes[0])
}

// A search that memory ended compares the ways that it has.
func TestWaysAreComparedWhenMemoryEnds(t *testing.T) {
	omit := map[string]string{"search_test.tally.count": "wrong"}
	sys := tallies(tallying{at: 12}, omit)
	sys.Groups[1].New = func(model.NodeID) model.Node { return &restless{} }
	r, err := search.Explore(t.Context(), sys, search.Options{Options: explore.Options{Memory: 8 << 20}})
	require.NoError(t, err)
	require.NotNil(t, r.Violation, "the space has no end, so memory ended the first search")
	require.Equal(t, "nondeterminism", r.Violation.Kind)
	require.Contains(t, r.Violation.Text, "after two ways to the same state the handler does two things: ")
}

// restless never comes to an end.
type restless struct {
	hearer
	Ticks int
}

func (r *restless) Start(env model.Env) { env.SetTimer("tick") }
func (r *restless) Timeout(env model.Env, _ model.Timer) {
	r.Ticks++
	env.SetTimer("tick")
}

// What is known of how machines came to their states counts as memory.
func TestMemoryOfWays(t *testing.T) {
	sys := tallies(tallying{at: -1}, nil)
	sys.TimerBounds[0].Total = 500
	r, err := search.Explore(t.Context(), sys, search.Options{})
	require.NoError(t, err)
	require.Equal(t, uint64(501), r.States)
	nodes := tallies(tallying{at: 99}, nil)
	nodes.TimerBounds[0].Total = 500
	nodes.Groups[0] = model.Group{Prefix: "T", Count: 1, New: func(model.NodeID) model.Node { return &restless{} }}
	nodes.TimerBounds[0].Timer = "tick"
	plain, err := search.Explore(t.Context(), nodes, search.Options{})
	require.NoError(t, err)
	require.Equal(t, uint64(501), plain.States)
	require.Greater(t, r.MemoryBytes-plain.MemoryBytes, int64(500*200), "a way has more than 200 bytes")
}

// The names of machines' states are hashes, which -exact does not change and another seed does.
func TestMachinesAreHashed(t *testing.T) {
	r, err := search.Explore(t.Context(), ledgers(defects{}), search.Options{Options: explore.Options{Exact: true}})
	require.NoError(t, err)
	require.InEpsilon(t, 12.5/(1<<64)/(1<<64), r.MachineChance, 1e-9, "5 states")
}

// crowded counts who is inside a handler.
type crowded struct {
	*ledgerMachine
	inside, most *atomic.Int64
}

func (a *crowded) Receive(env model.Env, from model.NodeID, m model.Message) {
	n := a.inside.Add(1)
	defer a.inside.Add(-1)
	for most := a.most.Load(); n > most && !a.most.CompareAndSwap(most, n); most = a.most.Load() {
	}
	time.Sleep(100 * time.Microsecond)
	a.ledgerMachine.Receive(env, from, m)
}

// With one worker machines run one after the other, also when their ways are compared.
func TestMachinesRunAlone(t *testing.T) {
	for workers, want := range map[int]int64{1: 1, 4: 4} {
		var inside, most atomic.Int64
		sys := ledgers(defects{})
		boot := sys.Groups[0].Boot
		sys.Groups[0].Boot = func(id model.NodeID, disk any) model.Machine {
			return &crowded{boot(id, disk).(*ledgerMachine), &inside, &most}
		}
		r, err := search.Explore(t.Context(), sys, search.Options{Options: explore.Options{Workers: workers}})
		require.NoError(t, err)
		require.Nil(t, r.Violation)
		require.LessOrEqual(t, most.Load(), want)
		require.Positive(t, most.Load())
		if workers > 1 {
			require.Greater(t, most.Load(), int64(1), "the test sees who runs beside another")
		}
	}
}

// callers is a client that counts what it hears. What it hears is omitted, which makes a
// difference to CanInvoke alone.
type callers struct {
	tallying
	c       *struct{ heard, begun int }
	changes bool
}

func (m callers) Start(model.Env)                                {}
func (m callers) Receive(model.Env, model.NodeID, model.Message) { m.c.heard++ }
func (m callers) State() any                                     { return m.c }
func (m callers) Invoke(model.Env)                               { m.c.begun++ }
func (m callers) CanInvoke() bool {
	if m.changes {
		m.c.heard++
	}
	return m.c.begun == 0 || m.c.heard >= 2 && m.c.begun < 2
}

// Whether a client may start an operation is asked on all ways to a state; to ask must change
// nothing.
func TestCanInvokeOnAllWays(t *testing.T) {
	explored := func(changes bool, omit map[string]string) *search.Report {
		r, err := search.Explore(t.Context(), &model.System{Groups: []model.Group{
			{Prefix: "C", Count: 1, Omit: omit, Boot: func(model.NodeID, any) model.Machine {
				return callers{c: &struct{ heard, begun int }{}, changes: changes}
			}},
			{Prefix: "T", Count: 2, New: func(model.NodeID) model.Node { return &talker{} }},
		}}, search.Options{})
		require.NoError(t, err)
		return r
	}
	r := explored(false, nil)
	require.Nil(t, r.Violation)
	require.Equal(t, uint64(4+4+1), r.States, "of the messages: heard or not, none or one begun; two begun")
	r = explored(false, map[string]string{"struct { heard int; begun int }.heard": "wrong"})
	require.NotNil(t, r.Violation)
	require.Contains(t, r.Violation.Text, "C: Invoke: after two ways to the same state the handler does two things: CanInvoke returned false in one run, true in the other\n"+
		"likely cause: what State returns does not tell apart")
	r = explored(true, nil)
	require.NotNil(t, r.Violation)
	require.Equal(t, "model", r.Violation.Kind)
	require.Contains(t, r.Violation.Text, "C: CanInvoke changes the machine: State().heard: 0 in one run, 1 in the other; it may be called at any time")
}

// drained has an outbox that a method empties, as RawNode.Ready of etcd's does with messages.
type drained struct {
	tallying
	d    *struct{ outbox []string }
	from string // the method that empties it
}

func (m drained) Start(env model.Env) { env.SetTimer("more"); m.d.outbox = []string{"first"} }
func (m drained) Timeout(env model.Env, _ model.Timer) {
	env.Send(2, answer{fmt.Sprint(m.d.outbox)})
	m.d.outbox = append(m.d.outbox, "more")
}
func (m drained) drain(in string) {
	if m.from == in {
		m.d.outbox = nil
	}
}
func (m drained) Disk() any { m.drain("Disk"); return nil }
func (m drained) State() any {
	defer m.drain("State")
	return *m.d
}
func (m drained) Shown() any { m.drain("Shown"); return &ledgerShown{} }

// Disk, State and Shown are also called when they need not be, and must change nothing.
func TestLooksChangeNothing(t *testing.T) {
	for _, from := range []string{"", "Disk", "State", "Shown"} {
		sys := tallies(tallying{}, nil)
		sys.Groups[0].Boot = func(model.NodeID, any) model.Machine { return drained{d: &struct{ outbox []string }{}, from: from} }
		r, err := search.Explore(t.Context(), sys, search.Options{})
		require.NoError(t, err)
		if from == "" {
			require.Nil(t, r.Violation)
			continue
		}
		require.NotNil(t, r.Violation, from)
		require.Equal(t, "nondeterminism", r.Violation.Kind)
		require.Contains(t, r.Violation.Text, "T: Start: the handler does two things, depending on how often Disk, State and Shown were called before; they must change nothing: "+
			"the states differ in what is not shown: State().outbox: ", from)
	}
}

// looked is a machine of which one method does something when its timer has fired twice.
type looked struct {
	n    *int
	in   string // the method
	does func(m looked)
	env  *model.Env
}

func (m looked) Start(env model.Env) { m.Timeout(env, "") }
func (m looked) Timeout(env model.Env, t model.Timer) {
	*m.env = env
	if t != "" {
		*m.n++
	}
	env.SetTimer("more")
}
func (m looked) Receive(model.Env, model.NodeID, model.Message) {}
func (m looked) look(in string) {
	if m.in == in && *m.n == 2 {
		m.does(m)
	}
}
func (m looked) Disk() any  { m.look("Disk"); return nil }
func (m looked) State() any { m.look("State"); return m.n }
func (m looked) Shown() any { m.look("Shown"); return &ledgerShown{} }

// What goes wrong in Disk, State and Shown is told of them.
func TestLooksGoWrong(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	for _, c := range []struct {
		does       func(m looked)
		kind, text string
	}{
		{func(looked) { panic("oh") }, "panic", "T: %s panicked: oh\n"},
		{func(looked) { runtime.Goexit() }, "panic", "T: Timeout of more: %s ended its goroutine"},
		{func(looked) { <-end }, "stuck", "T: Timeout of more: %s has not returned for 100ms\nhandler: "},
		{func(m looked) { (*m.env).SetTimer("late") }, "model",
			"T: the method SetTimer of the Env was called after the handler had returned, by Disk, State, Shown or a goroutine; an Env is valid only until its handler returns"},
		{func(m looked) { (*m.env).ID() }, "model", "T: the method ID of the Env was called after"},
	} {
		for _, in := range []string{"Disk", "State", "Shown"} {
			sys := tallies(tallying{}, nil)
			sys.HandlerTime = 100 * time.Millisecond
			sys.Groups[0].Boot = func(model.NodeID, any) model.Machine { return looked{new(int), in, c.does, new(model.Env)} }
			r, err := search.Explore(t.Context(), sys, search.Options{})
			require.NoError(t, err)
			require.NotNil(t, r.Violation)
			require.Equal(t, c.kind, r.Violation.Kind)
			require.Equal(t, 2, r.Violation.Length())
			text := c.text
			if strings.Contains(text, "%s") {
				text = fmt.Sprintf(text, in)
			}
			require.Contains(t, r.Violation.Text, text)
		}
	}
}

// A handler has its time for itself: the inputs that are given again before it have theirs.
func TestSlowWays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := tallies(tallying{}, nil)
		sys.TimerBounds[0].Total = 9
		sys.HandlerTime = time.Second
		slow := time.Second / 4
		sys.Groups[0].Boot = func(model.NodeID, any) model.Machine { return sleepy{looked{n: new(int), env: new(model.Env)}, &slow} }
		r, err := search.Explore(t.Context(), sys, search.Options{})
		require.NoError(t, err)
		require.Nil(t, r.Violation)
		require.Equal(t, uint64(10), r.States)
		slow = 2 * time.Second
		r, err = search.Explore(t.Context(), sys, search.Options{})
		require.NoError(t, err)
		require.NotNil(t, r.Violation)
		require.Contains(t, r.Violation.Text, "T: Start has not returned for 1s\n")
		time.Sleep(time.Hour) // what does not return ends some time
	})
}

// sleepy takes its time.
type sleepy struct {
	looked
	time *time.Duration
}

func (m sleepy) Start(env model.Env) {
	time.Sleep(*m.time)
	m.looked.Start(env)
}

func (m sleepy) Timeout(env model.Env, t model.Timer) {
	time.Sleep(*m.time)
	m.looked.Timeout(env, t)
}
