package cmd

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/shrink"
	"github.com/synod-go/synod/traces/text"
)

// report saves the shrunk run and says what came of it.
func (t *tool) report(s *shrinking, asJSON bool) error {
	saving := traces.WriteFile(s.out, s.Trace)
	s.saved = saving == nil
	var b bytes.Buffer
	if err := s.write(&b); err != nil {
		return err
	}
	people := t.stdout
	if asJSON {
		people = t.stderr
		if err := s.writeJSON(t.stdout); err != nil {
			return err
		}
	}
	if _, err := b.WriteTo(people); err != nil {
		return err
	}
	switch {
	case saving != nil:
		return usageError{saving}
	case !s.Minimal:
		return exit(exitInconclusive)
	}
	return nil
}

// gone says that the run does not break any more what it broke, and as explore
// replay does where the code or the spec leaves it, and what is enabled instead of
// a step that is not.
func (t *tool) gone(s *shrinking, saved *traces.Trace, why *shrink.Gone, asJSON bool) error {
	t.complain("%s: %s", s.path, oneLine(why.Error()))
	line := unshrunk(s.path, saved, "gone", why.Error())
	first, missing := why.Departure, why.Departure
	if saved.Retakeable() == nil {
		if _, r, err := t.protocols.replayed(saved); err == nil && r.Departure != nil {
			first = r.Departure
		}
	}
	if missing != nil && missing.Step > first.Step { // a state was another one before
		fmt.Fprint(t.stderr, nearestText(missing))
	} else {
		missing = first // which knows more of why
	}
	if first != nil {
		fmt.Fprint(t.stderr, departureText(saved, first))
	}
	line.Departure = departed(missing)
	if asJSON {
		if err := report.JSONLine(t.stdout, line); err != nil {
			return err
		}
	}
	return exit(exitViolation)
}

func (s *shrinking) steps() int { return s.Trace.Closed().Steps() - s.kept }

// write is the report for people.
func (s *shrinking) write(b *bytes.Buffer) error {
	fmt.Fprintf(b, "%s\n", runText(s.path, &s.Trace.Meta, numbers.Some(s.Steps, "step")))
	if s.kept > 0 {
		fmt.Fprintf(b, "the %s to where its search started stay, and do not count: its budgets began anew there\n", numbers.Some(s.kept, "step"))
	}
	switch {
	case !s.Minimal:
		fmt.Fprintf(b, "\nENDED: from %s to %d by now; more could go.\n", numbers.Some(s.Steps, "step"), s.steps())
	case s.steps() == s.Steps:
		fmt.Fprintf(b, "\nMINIMAL: no step can be left out.\n")
	default:
		fmt.Fprintf(b, "\nSHRUNK: from %s to %d; no step of these can be left out.\n", numbers.Some(s.Steps, "step"), s.steps())
	}
	fmt.Fprintf(b, "%s\n\n", s.Finding.Text)
	fmt.Fprintf(b, "  switches  %d between nodes, %d before\n", s.NewSwitches, s.Switches)
	fmt.Fprintf(b, "  tried     %s, %s, in %s\n", numbers.Some(s.Tried, "run"), numbers.Some(s.Taken, "step"), numbers.Seconds(s.elapsed))
	if gone := s.gone(); len(gone) > 0 {
		b.WriteString("\nleft out\n")
		digits := 0
		for _, g := range gone {
			digits = max(digits, len(numbers.Count(g.Steps)))
		}
		for _, g := range gone {
			fmt.Fprintf(b, "  %*s  %s\n", digits, numbers.Count(g.Steps), g.Name)
		}
	}
	fmt.Fprintf(b, "\nthe run, %s, confirmed once more on a fresh system:\n\n", s.Trace.Length())
	if err := text.Write(b, s.Trace, text.Options{}); err != nil {
		return err
	}
	if s.saved {
		s.tool.writeSaved(b, s.out)
	}
	return nil
}

// goneJSON is how many steps of one sort were left out.
type goneJSON struct {
	Name  string `json:"name"`
	Steps int    `json:"steps"`
}

// gone counts what was left out, in the order in which it came.
func (s *shrinking) gone() []goneJSON {
	list := []goneJSON{}
	at := map[string]int{}
	add := func(states []traces.State, by int) {
		for _, state := range states {
			name := oneLine(strings.TrimSpace(state.Step.Kind + " " + state.Step.Name))
			if state.Step.Kind == traces.StepAction {
				name = oneLine(state.Step.Name)
			}
			if _, known := at[name]; !known {
				at[name] = len(list)
				list = append(list, goneJSON{Name: name})
			}
			list[at[name]].Steps += by
		}
	}
	add(s.before.Closed().States[s.kept+1:s.kept+1+s.Steps], 1)
	add(s.Trace.Closed().States[s.kept+1:], -1)
	kept := list[:0]
	for _, g := range list {
		if g.Steps > 0 {
			kept = append(kept, g)
		}
	}
	return kept
}

// shrinkLine is the result in JSON.
type shrinkLine struct {
	Type     string     `json:"type"`
	File     string     `json:"file"`
	Protocol string     `json:"protocol"`
	Mutant   string     `json:"mutant"`
	Source   string     `json:"source"`  // of a TLA+ spec
	Verdict  string     `json:"verdict"` // shrunk, minimal, ended: more could go, or gone: the run breaks nothing any more
	Property string     `json:"property"`
	From     int        `json:"steps_before"`
	Steps    int        `json:"steps"`
	Kept     int        `json:"steps_kept"` // in front of these: of the run at whose end the search started
	Before   int        `json:"switches_before"`
	Switches int        `json:"switches"`
	Gone     []goneJSON `json:"left_out"`
	Trace    string     `json:"trace"` // the path; "" if it could not be saved
	Tried    int        `json:"tried"`
	Taken    int        `json:"taken"`
	Elapsed  float64    `json:"elapsed_s"`

	// Of a run that could not be shrunk: why, and where the code or the spec leaves it,
	// if it does.
	Text      string         `json:"text"`
	Departure *departureJSON `json:"departure"`
}

// unshrunk is the result of a run of which there is no shorter one, and why.
func unshrunk(path string, saved *traces.Trace, verdict, why string) shrinkLine {
	m := saved.Meta
	return shrinkLine{
		Type: "shrink", File: path, Protocol: m.Protocol, Mutant: m.Mutant, Source: m.Source, Verdict: verdict, Property: m.Property,
		From: saved.Steps(), Gone: []goneJSON{}, Text: why,
	}
}

func (s *shrinking) writeJSON(w io.Writer) error {
	m := s.Trace.Meta
	line := shrinkLine{
		Type: "shrink", File: s.path, Protocol: m.Protocol, Mutant: m.Mutant, Source: m.Source, Verdict: "shrunk",
		Property: m.Property, From: s.Steps, Steps: s.steps(), Kept: s.kept, Before: s.Switches, Switches: s.NewSwitches,
		Gone: s.gone(), Tried: s.Tried, Taken: s.Taken, Elapsed: s.elapsed.Seconds(),
	}
	switch {
	case !s.Minimal:
		line.Verdict = "ended"
	case s.steps() == s.Steps:
		line.Verdict = "minimal"
	}
	if s.saved {
		line.Trace = s.out
	}
	return report.JSONLine(w, line)
}
