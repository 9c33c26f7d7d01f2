package check

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// falseClaim is the violation of a claim. Its text goes on with which part of the formula is false, for which values of its
// bound variables, and what the values are that it compares.
func falseClaim(kind string, c claim, text string, m *eval.Machine) *Violation {
	v := &Violation{Kind: kind, Property: c.name, Text: text, Span: c.span}
	why := c.f.Why(m)
	if why == nil {
		return v
	}
	v.Span = why.Span
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s is false (%s)", oneLine(why.Span.Text()), why.Span)
	for _, w := range why.Bound {
		fmt.Fprintf(&b, "\n  with %s = %s", w.Name, w.Value)
	}
	for _, v := range why.Values {
		is := "="
		if v.Value.Kind() == value.Bool { // most often of a comparison, which has a = of its own
			is = "is"
		}
		fmt.Fprintf(&b, "\n  where %s %s %s", v.Name, is, oneLine(v.Value.String()))
	}
	v.Text += b.String()
	return v
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200]) + "…"
	}
	return s
}
