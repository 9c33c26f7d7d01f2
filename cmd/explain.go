package cmd

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/internal/columns"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/tla/check"
)

// explainWidth is how wide the text of -explain is.
const explainWidth = 100

// explanation is the text of -explain that is being written.
type explanation struct{ strings.Builder }

// explainText is what -explain prints.
func explainText(e *check.Explanation) string {
	t := &explanation{}
	t.line("", e.Module+": TLA+ spec")
	t.line("", "model file  "+orNone(e.Config))
	t.constants(e)
	t.section("variables")
	t.line("  ", listed(e.Variables))
	t.section("initial predicate")
	var rows [][2]string
	for _, f := range e.Initial {
		rows = append(rows, [2]string{f.Name, f.Text})
	}
	t.rows(rows)
	t.actions(e)
	t.section("derived variables, carried along with a state")
	rows = nil
	for _, d := range e.Derived {
		rows = append(rows, [2]string{d.Name, d.Kind + ": " + d.Text})
	}
	t.rows(rows)
	t.claims(e)
	t.fairness(e)
	t.search(e)
	return t.String()
}

func (t *explanation) constants(e *check.Explanation) {
	t.section("constants")
	var rows [][2]string
	for _, c := range e.Constants {
		var words []string
		if c.Definition != "" {
			words = append(words, "<- "+c.Definition)
		}
		if c.Value != "" {
			words = append(words, "= "+c.Value)
		}
		rows = append(rows, [2]string{c.Name, strings.Join(words, " ")})
	}
	t.rows(rows)
}

func (t *explanation) actions(e *check.Explanation) {
	t.section("actions")
	if len(e.Actions) == 0 {
		t.line("  ", "none")
	}
	for _, a := range e.Actions {
		t.line("  ", a.Name+"  "+a.Place)
		if !a.Known {
			t.line("    ", "what it reads and writes is not known, because it is recursive or uses \\cdot")
			continue
		}
		rows := [][2]string{{"reads", listed(a.Reads)}}
		var whole, deltas []string
		for _, w := range a.Writes {
			text := w.Variable + " (" + w.How + ")"
			if w.Delta() {
				deltas = append(deltas, text)
			} else {
				whole = append(whole, text)
			}
		}
		if len(whole) > 0 || len(deltas) == 0 {
			rows = append(rows, [2]string{"writes", listed(whole)})
		}
		if len(deltas) > 0 {
			rows = append(rows, [2]string{"deltas", listed(deltas)})
		}
		if len(a.Unchanged) > 0 {
			rows = append(rows, [2]string{"unchanged", listed(a.Unchanged)})
		}
		if a.Impure {
			rows = append(rows, [2]string{"impure", "it depends on more than variables"})
		}
		t.table("    ", rows)
	}
}

func (t *explanation) claims(e *check.Explanation) {
	t.section("what is checked")
	if len(e.Claims) == 0 {
		t.line("  ", "none")
	}
	last := ""
	for _, c := range e.Claims {
		head := strings.TrimSpace(c.Keyword + " " + c.Name)
		if head != last {
			t.line("  ", head)
			last = head
		}
		t.line("    ", fmt.Sprintf("%s level, %s: %s", c.Level, c.How, c.Text))
		switch {
		case c.Refused != "":
			t.line("      ", "refused by a search: "+c.Refused)
		case c.Impure:
			t.line("      ", "impure: it depends on more than variables")
		case len(c.Reads) > 0:
			t.line("      ", "reads "+listed(c.Reads))
		}
	}
}

func (t *explanation) fairness(e *check.Explanation) {
	t.section("fairness")
	var rows [][2]string
	for _, f := range e.Fairness {
		text := f.Action
		if f.Subscript != "" {
			text += ", subscript " + f.Subscript
		}
		if f.Times > 1 {
			text += fmt.Sprintf(" (%d times, for each value of a quantifier)", f.Times)
		}
		rows = append(rows, [2]string{f.Kind, text})
	}
	t.rows(rows)
	if len(rows) > 0 && !e.FairnessUsed {
		t.line("  ", "not used: no property needs the search for cycles")
	}
}

func (t *explanation) search(e *check.Explanation) {
	t.section("search")
	symmetry := "none"
	if e.Symmetry != "" {
		symmetry = fmt.Sprintf("%s, a group of %s", e.Symmetry, numbers.Some(e.Group, "permutation"))
		if !e.SymmetryUsed {
			symmetry += "; not used, because there are temporal properties"
		}
	}
	deadlock := "not looked for"
	if e.Deadlock {
		deadlock = "looked for"
	}
	order := "by all workers"
	if e.Impure {
		order = "one by one: the spec is impure, what is evaluated depends on more than states"
	}
	t.rows([][2]string{
		{"symmetry", symmetry},
		{"view", orNone(e.View)},
		{"alias", orNone(e.Alias)},
		{"deadlock", deadlock},
		{"states", order},
	})
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func listed(words []string) string { return orNone(strings.Join(words, ", ")) }

// section begins a part of the text.
func (t *explanation) section(name string) { t.WriteString("\n" + name + "\n") }

func (t *explanation) rows(rows [][2]string) {
	if len(rows) == 0 {
		t.line("  ", "none")
	}
	t.table("  ", rows)
}

// table writes rows of a name and a text, which is wrapped.
func (t *explanation) table(indent string, rows [][2]string) {
	width := 0
	for _, row := range rows {
		width = max(width, columns.Width(quote.Line(row[0])))
	}
	for _, row := range rows {
		name := quote.Line(row[0])
		name += strings.Repeat(" ", width-columns.Width(name))
		t.wrap(indent+name+"  ", strings.Repeat(" ", len(indent)+width+2), row[1])
	}
}

// line writes a text, which is wrapped with an indent of two more.
func (t *explanation) line(indent, text string) { t.wrap(indent, indent+"  ", text) }

// wrap writes a text behind what stands in its first line, and rest in the others. A word is never
// broken.
func (t *explanation) wrap(first, rest, text string) {
	line, empty := first, true
	for word := range strings.SplitSeq(quote.Line(text), " ") {
		if !empty && columns.Width(line)+1+columns.Width(word) > explainWidth {
			t.WriteString(strings.TrimRight(line, " ") + "\n")
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	t.WriteString(strings.TrimRight(line, " ") + "\n")
}
