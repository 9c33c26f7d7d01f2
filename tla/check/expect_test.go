package check_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/eval"
)

// outcome runs a model and says what came of it, as expect.txt spells it.
func outcome(src check.Sources, workers int, exact bool) (string, string) {
	m, err := check.Load(src)
	if err != nil {
		var e *eval.Error
		if errors.As(err, &e) {
			return "refused", e.Show()
		}
		return "refused", err.Error()
	}
	opts := check.Options{}
	opts.Workers, opts.Exact = workers, exact
	r, err := m.Check(context.Background(), opts)
	if err != nil {
		return "refused", err.Error()
	}
	verdict, detail := "ok", ""
	if v := r.Violation; v != nil {
		verdict, detail = v.Kind, v.Text
		switch v.Kind {
		case check.KindInvariant, check.KindAction, check.KindTemporal:
			verdict += ":" + v.Property
		case check.KindPostcondition:
			verdict = "assumption"
		}
		if v.Trace != nil && v.Kind != check.KindTemporal && v.Kind != check.KindEvaluation {
			verdict += fmt.Sprintf(" trace=%d", len(v.Trace.States))
		}
		return "verdict=" + verdict, detail
	}
	depth := r.Depth + 1
	if r.States == 0 {
		depth = 0 // TLC counts the levels
	}
	if r.OnlyAssumptions {
		return "verdict=ok", ""
	}
	return fmt.Sprintf("verdict=ok distinct=%d total=%d depth=%d", r.States, r.Generated(), depth), ""
}

// TestExpected runs every model of testdata and holds it against what TLC says of it: with one worker and with two,
// with whole states instead of fingerprints, and with all memos off.
func TestExpected(t *testing.T) {
	t.Run("one worker", func(t *testing.T) { expected(t, 1, false) })
	t.Run("two workers", func(t *testing.T) { expected(t, 2, false) })
	t.Run("whole states", func(t *testing.T) { expected(t, 1, true) })
	t.Run("without memos", func(t *testing.T) {
		expectedOf(t, check.WithoutShortcuts, 1, false)
	})
}

func expected(t *testing.T, workers int, exact bool) {
	expectedOf(t, func(src check.Sources) check.Sources { return src }, workers, exact)
}

func expectedOf(t *testing.T, sources func(check.Sources) check.Sources, workers int, exact bool) {
	f, err := os.Open(filepath.Join("testdata", "expect.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	models := 0
	defer func() {
		if models < 250 {
			t.Errorf("only %d models were run", models)
		}
	}()
	for in := bufio.NewScanner(f); in.Scan(); {
		fields := strings.Fields(in.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		models++
		t.Run(fields[0], func(t *testing.T) {
			got, detail := outcome(sources(check.Sources{Spec: filepath.Join("testdata", fields[0]+".tla")}), workers, exact)
			if got == "refused" {
				got = "verdict=refused"
			}
			gotFields := strings.Fields(got)
			for _, want := range fields[1:] {
				name, _, _ := strings.Cut(want, "=")
				if name == "by" || name == "trace" && strings.HasPrefix(got, "verdict=evaluation") {
					continue
				}
				ok := false
				for _, g := range gotFields {
					ok = ok || g == want
				}
				if !ok && (name == "verdict" || strings.HasPrefix(got, "verdict=ok") || name == "trace") {
					t.Errorf("want %s, got %s\n%s", strings.Join(fields[1:], " "), got, detail)
					return
				}
			}
		})
	}
}
