package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/synod-go/synod/internal/numbers"
)

// headings stand before the rows of a part; the first parts have none.
var headings = map[Part]string{
	PartClaim: "claims", PartProperty: "properties", PartViolation: "steps to violations",
	PartHandler: "steps of handlers, timers and faults", PartAction: "steps of actions", PartBound: "bounds",
	PartSetting: "settings", PartReduction: "reductions", PartWarning: "warnings",
}

// Text writes the comparison for people, in one piece. The names are those of the files
// with the two reports.
func (d *Diff) Text(w io.Writer, before, after string) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nA  %s\nB  %s\n\n%s\n\n", d.Before.Subject(), oneLine(before), oneLine(after), d.verdictText())
	rows := table{{"", "A", "B"}}
	notes := []string{""}
	heading := "" // of the rows that are not written yet
	flush := func() {
		if len(rows) > 0 && heading != "" {
			fmt.Fprintf(&b, "\n%s\n", heading)
		}
		for i, line := range rows.lines() {
			fmt.Fprintln(&b, oneSpaced("  "+line, notes[i]))
		}
		rows, notes = nil, nil
	}
	for i := range d.Rows {
		r := &d.Rows[i]
		if next := headings[r.Part]; next != heading {
			flush()
			heading = next
		}
		rows = append(rows, []string{oneLine(r.Name), r.text(r.Before), r.text(r.After)})
		notes = append(notes, r.note())
	}
	flush()
	_, err := w.Write(b.Bytes())
	return err
}

// oneSpaced joins a line and a note, if there is one.
func oneSpaced(line, note string) string {
	if note == "" {
		return line
	}
	return line + "  " + note
}

// verdictText is the verdict in a sentence.
func (d *Diff) verdictText() string {
	switch d.Verdict {
	case Differs:
		return "DIFFERS: " + strings.Join(d.differing(), ", ") + "."
	case Inconclusive:
		return "INCONCLUSIVE: a run was ended before all its states were visited, so its counts say nothing."
	}
	return "SAME: nothing but time and memory differs."
}

// differing counts what matters, by part, and names what is never taken any more.
func (d *Diff) differing() (list []string) {
	counts := map[Part]int{}
	var never []string
	for _, r := range d.Rows {
		if r.Matters {
			counts[r.Part]++
		}
		if r.Matters && r.Change == NeverTaken {
			never = append(never, oneLine(r.Name))
		}
	}
	for _, p := range parts {
		switch n := counts[p.Part]; {
		case n == 0:
		case p.Part == PartVerdict:
			list = append(list, "the verdict")
		case p.Part == PartProperty:
			list = append(list, numbers.Some(n, "verdict")+" of properties")
		default:
			list = append(list, numbers.Some(n, string(p.Part)))
		}
	}
	if len(never) > 0 {
		list = append(list, "never taken any more: "+strings.Join(never, ", "))
	}
	return list
}

// text is a value for people.
func (r *Row) text(value any) string {
	switch v := value.(type) {
	case nil:
		return "–"
	case uint64:
		return numbers.Count(v)
	case int64:
		return numbers.Size(v)
	case float64:
		return numbers.Seconds(time.Duration(v * float64(time.Second)))
	}
	return oneLine(fmt.Sprint(value))
}

// note says how the two values differ, beside them.
func (r *Row) note() string {
	before, isCount := r.Before.(uint64)
	after, both := r.After.(uint64)
	switch {
	case r.Part == PartCost || r.Change == "":
		return ""
	case r.Change != Changed || !isCount || !both:
		return string(r.Change)
	case after > before:
		return "+" + numbers.Count(after-before)
	}
	return "−" + numbers.Count(before-after)
}

// diffLine is a comparison in JSON.
type diffLine struct {
	Type     string    `json:"type"`
	Version  int       `json:"version"`
	Before   string    `json:"before"` // the files
	After    string    `json:"after"`
	Command  string    `json:"command"`
	Protocol string    `json:"protocol"`
	Mutant   string    `json:"mutant"`
	Spec     string    `json:"spec"`
	Verdict  Verdict   `json:"verdict"`
	Rows     []rowLine `json:"rows"`
}

type rowLine struct {
	Part    Part   `json:"part"`
	Name    string `json:"name"`
	Before  any    `json:"before"`
	After   any    `json:"after"`
	Change  Change `json:"change"`
	Matters bool   `json:"matters"`
}

// JSON writes the comparison as one line of JSON. The names are those of the files with
// the two reports.
func (d *Diff) JSON(w io.Writer, before, after string) error {
	s := d.After
	return JSONLine(w, diffLine{
		"diff", Version, before, after, s.Command, s.Protocol, s.Mutant, s.Spec, d.Verdict,
		mapped(d.Rows, func(r Row) rowLine { return rowLine(r) }),
	})
}

// Suite returns the comparison as tests: one for each difference that matters.
func (d *Diff) Suite() Suite {
	s := Suite{Name: "diff of " + d.After.Subject()}
	for i := range d.Rows {
		if r := &d.Rows[i]; r.Matters {
			text := fmt.Sprintf("%s, was %s, is %s", r.Change, r.text(r.Before), r.text(r.After))
			s.Cases = append(s.Cases, Case{Class: s.Name, Name: string(r.Part) + " " + r.Name, Failure: &Problem{Message: text}})
		}
	}
	if len(s.Cases) > 0 {
		return s
	}
	whole := Case{Class: s.Name, Name: "nothing differs", Output: d.verdictText()}
	if d.Verdict == Inconclusive {
		whole.Error = &Problem{Message: d.verdictText()}
	}
	s.Cases = []Case{whole}
	return s
}
