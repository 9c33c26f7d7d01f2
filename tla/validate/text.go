package validate

import (
	"errors"
	"fmt"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// longest is how much of a value or line is shown.
const longest = 300

func shortened(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > longest {
		s = string(r[:longest]) + "…"
	}
	return s
}

func (f *Misfit) text(b *strings.Builder) {
	switch {
	case f.Log != "":
		fmt.Fprintf(b, "\n%s: event %d, line %d:\n  %s\n", f.Log, f.Event, f.Line, f.Text)
	case f.Line > 0:
		fmt.Fprintf(b, "\nevent %d, line %d:\n  %s\n", f.Event, f.Line, f.Text)
	case f.Text != "":
		fmt.Fprintf(b, "\nevent %d:\n  %s\n", f.Event, shortened(f.Text))
	}
	if len(f.Near) > 0 {
		b.WriteString("\nthe nearest actions, and what was false in them:\n")
	}
	for i := range f.Near {
		nearText(b, i+1, &f.Near[i])
	}
	if f.State == nil {
		return
	}
	if f.States == 1 {
		b.WriteString("\nthe state of the spec before it:\n")
	} else {
		fmt.Fprintf(b, "\n%s of the spec may be before it; one is:\n", numbers.Some(f.States, "state"))
	}
	stateText(b, f)
	if len(f.Differences) > 0 {
		b.WriteString("\nthe others differ in:\n")
		for _, d := range f.Differences {
			more := ""
			if d.Values > len(d.Some) {
				more = fmt.Sprintf(" and %d more", d.Values-len(d.Some))
			}
			var list []string
			for _, text := range d.Some {
				list = append(list, shortened(text))
			}
			fmt.Fprintf(b, "  %s: %s%s\n", d.Variable, strings.Join(list, " or "), more)
		}
	}
}

func nearText(b *strings.Builder, number int, w *eval.Miss) {
	name := w.Name
	if len(w.Path) > 0 && name != w.Path[len(w.Path)-1] {
		name += " (" + strings.Join(w.Path, " > ") + ")"
	}
	what := "false"
	if w.Err != nil {
		what = "a failed evaluation"
	}
	fmt.Fprintf(b, "  %d. %s\n", number, shortened(name))
	fmt.Fprintf(b, "     %s, then %s: %s\n", numbers.Some(w.Passed, "conjunct")+" passed", what, shortened(w.Conjunct))
	fmt.Fprintf(b, "       at %s\n", w.Span)
	for _, v := range w.Values {
		fmt.Fprintf(b, "       %s is %s\n", shortened(v.Name), shortened(v.Value.String()))
	}
	if len(w.Values) == 2 {
		if text := nearestMember(w.Values[0].Value, w.Values[1].Value); text != "" {
			fmt.Fprintf(b, "       %s has one with %s\n", shortened(w.Values[1].Name), shortened(text))
		}
	}
	if w.Err != nil {
		var failed *eval.Error
		text := w.Err.Error()
		if errors.As(w.Err, &failed) {
			text = failed.Msg
		}
		fmt.Fprintf(b, "       %s\n", shortened(text))
	}
	for _, v := range w.Bound {
		fmt.Fprintf(b, "       with %s = %s\n", v.Name, shortened(v.Value.String()))
	}
}

// nearestMember says how the record of a set that differs least from a record differs from that; "" if there is none with the same
// fields that agrees with it in most. A message that was not sent often is one that was, but for a field.
func nearestMember(x, set value.Value) string {
	n, finite := set.Len()
	fields, _ := x.Len()
	if !x.IsRecord() || !finite || set.Kind() != value.Set {
		return ""
	}
	best, text := (fields+1)/2, ""
	for i := range n {
		y := set.At(i)
		if m, _ := y.Len(); !y.IsRecord() || m != fields {
			continue
		}
		var differ []string
		for f := range fields {
			name := x.KeyAt(f).String()
			if y.KeyAt(f).String() != name {
				differ = nil
				break
			}
			if is, was := x.At(f).String(), y.At(f).String(); is != was {
				differ = append(differ, fmt.Sprintf("%s %s, not %s", strings.Trim(name, `"`), was, is))
			}
		}
		if len(differ) > 0 && len(differ) < best {
			best, text = len(differ), strings.Join(differ, ", ")
		}
	}
	return text
}

func stateText(b *strings.Builder, f *Misfit) {
	for i, name := range f.Variables {
		text := value.Pretty(f.State.Values[i], 80)
		if strings.Contains(text, "\n") {
			text = "\n" + text
		} else {
			text = " " + text
		}
		fmt.Fprintf(b, "  %s =%s\n", name, strings.ReplaceAll(text, "\n", "\n    "))
	}
}
