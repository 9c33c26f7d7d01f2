package text

import (
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/traces"
)

// Verdict returns what the run t violates or reaches, and when ("VIOLATED
// election-safety after 9 steps"), and the lines of the explanation. Both are empty if
// t violates and reaches nothing.
func Verdict(t *traces.Trace) (verdict string, why []string) {
	if t.Meta.Property == "" && t.Meta.Violation == "" {
		return "", nil
	}
	when := "in the initial state"
	switch n := t.Steps(); {
	case t.Loop != traces.NoLoop:
		when = "by a run without end" + upTo(t)
	case t.Meta.PropertyKind == traces.KindRefused:
		when = "at event " + strconv.Itoa(n)
	case n > 0 && t.Meta.StepViolation:
		when = "by step " + strconv.Itoa(n)
	case n > 0:
		when = "after " + numbers.Some(n, "step")
	}
	verdict = traces.Headline(t.Meta.PropertyKind, t.Meta.Property) + " " + when
	text := strings.TrimSpace(t.Meta.Violation + "\n" + t.Meta.Claim())
	if text == "" {
		return verdict, nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		why = append(why, oneLine(strings.ReplaceAll(strings.TrimRight(line, " \r"), "\t", "    ")))
	}
	return verdict, why
}

// upTo says in what a run without end repeats, if that is not everything.
func upTo(t *traces.Trace) string {
	if t.Meta.UpTo == "" {
		return ""
	}
	return " up to " + oneLine(t.Meta.UpTo)
}

// violation returns the verdict and its explanation.
func violation(t *traces.Trace) string {
	verdict, why := Verdict(t)
	if len(why) == 0 {
		return verdict
	}
	return verdict + ": " + strings.Join(why, "\n    ")
}
