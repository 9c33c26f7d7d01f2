package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOutcome(t *testing.T) {
	r := &runner{timeout: time.Minute}
	for _, test := range []struct {
		name           string
		code           int
		stdout, stderr string
		err            error
		verdict, note  string
		total          int64
	}{
		{name: "success", stdout: `{"type":"result","complete":true,"states":5,"steps":7,"initial":2}`, verdict: "success", total: 9},
		{name: "only ASSUMEs", stdout: `{"type":"result","complete":true,"states":0,"steps":0,"initial":0}`, verdict: "success"},
		{name: "a constraint cut steps", stdout: `{"type":"result","complete":false,"bounded_by":["constraint"],"initial":1}`, verdict: "success", total: 1},
		{name: "bounded", stdout: `{"type":"result","complete":false,"bounded_by":["constraint","memory"],"initial":1}`, verdict: failed, note: "bounded by constraint, memory", total: 1},
		{name: "bounded, nobody knows why", stdout: `{"type":"result","complete":false,"initial":1}`, verdict: failed, note: "not completed", total: 1},
		{name: "an assumption", code: 1, stdout: `{"type":"result","initial":0,"violation":{"kind":"assumption","property":"line 3"}}`, verdict: "assumption failure", note: "line 3"},
		{name: "an evaluation error", code: 1, stdout: `{"type":"result","initial":0,"violation":{"kind":"evaluation","property":""}}`, verdict: "evaluation failure"},
		{name: "a kind that is not known", code: 1, stdout: `{"type":"result","initial":0,"violation":{"kind":"mood"}}`, verdict: failed, note: `not known: "mood"`},
		{name: "a violation and exit code 0", stdout: `{"type":"result","initial":0,"violation":{"kind":"invariant"}}`, verdict: failed, note: "exit code 0 does not agree"},
		{name: "exit code 1 and no violation", code: 1, stdout: `{"type":"result","complete":true,"initial":0}`, verdict: failed, note: "exit code 1 does not agree"},
		{name: "no report", stdout: "hello\n", verdict: failed, note: "no result: hello"},
		{name: "nothing", verdict: failed, note: "no result: nothing was printed"},
		{name: "a report that is not the last line", stdout: "{\"type\":\"result\",\"complete\":true}\nbye", verdict: failed, note: "bye"},
		{name: "refused", code: 2, stderr: "explore: A.tla:1:1: \\cdot is not supported\n", verdict: refused, note: `A.tla:1:1: \cdot is not supported`},
		{name: "a panic", code: 4, stderr: "explore: internal error: oops\nmore", verdict: failed, note: "exit code 4: explore: internal error: oops"},
		{name: "killed", err: context.DeadlineExceeded, verdict: killed, note: "not done after 1m0s"},
		{name: "not run", err: errors.New("no such file"), verdict: failed, note: "no such file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := r.outcome(test.code, []byte(test.stdout), []byte(test.stderr), test.err)
			require.Equal(t, test.verdict, got.verdict)
			require.Contains(t, got.note, test.note)
			require.Equal(t, test.total, got.total)
		})
	}
}

func TestMarks(t *testing.T) {
	n := func(i int64) *int64 { return &i }
	counted := func(verdict string, distinct, total int64) run {
		return run{verdict: verdict, distinct: distinct, total: total, counted: true}
	}
	for _, test := range []struct {
		name            string
		model           model
		ours            run
		verdict, counts mark
	}{
		{"all right", model{verdict: "success", distinct: n(5), total: n(9)}, counted("success", 5, 9), right, right},
		{"distinct differs", model{verdict: "success", distinct: n(5), total: n(9)}, counted("success", 6, 9), right, wrong},
		{"total differs", model{verdict: "success", distinct: n(5), total: n(9)}, counted("success", 5, 8), right, wrong},
		{"one is listed", model{verdict: "success", total: n(9)}, counted("success", 5, 9), right, right},
		{"none is listed", model{verdict: "success"}, counted("success", 5, 9), right, none},
		{"not counted", model{verdict: "success", total: n(0)}, run{verdict: "success"}, right, wrong},
		{"a failure, whose numbers mean nothing", model{verdict: "safety failure", distinct: n(5)}, counted("safety failure", 6, 9), right, none},
		{"another failure", model{verdict: "safety failure"}, counted("deadlock failure", 6, 9), wrong, none},
		{"a failure where there is none", model{verdict: "success", distinct: n(5)}, counted("safety failure", 5, 9), wrong, none},
		{"refused", model{verdict: "success", distinct: n(5)}, run{verdict: refused}, none, none},
		{"killed", model{verdict: "success", distinct: n(5)}, run{verdict: killed}, none, none},
		{"failed", model{verdict: "success", distinct: n(5)}, run{verdict: failed}, wrong, none},
		{"not known", model{verdict: "unknown"}, counted("success", 5, 9), none, none},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := result{model: test.model, ours: test.ours}
			require.Equal(t, test.verdict, r.verdictMark())
			require.Equal(t, test.counts, r.countsMark())
		})
	}
}

func TestSummary(t *testing.T) {
	n := int64(5)
	var s summary
	s.add(result{model: model{verdict: "success", distinct: &n}, ours: run{verdict: "success", distinct: 5, counted: true, wall: time.Second},
		tlc: &run{verdict: "success", wall: 3 * time.Second}})
	s.add(result{model: model{verdict: "success", distinct: &n}, ours: run{verdict: refused, wall: time.Second}, tlc: &run{verdict: "success", wall: time.Hour}})
	s.add(result{model: model{verdict: "success"}, ours: run{verdict: killed}})
	s.add(result{model: model{verdict: "unknown"}, ours: run{verdict: "success"}})
	require.False(t, s.differs(), "refused and killed are no differences")
	require.Equal(t, "4 models: 1 verdicts right, 0 different, 1 refused, 1 killed, 0 failed, 1 not listed; numbers of 2 models listed: 1 right, 0 different.\n"+
		"Where both did the same, ours took 1.00 s and TLC 3.00 s: 3.0 times as long.\n", s.text(4))
	s.add(result{model: model{verdict: "success"}, ours: run{verdict: failed}})
	require.True(t, s.differs())
}
