package check

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// explain says which part of a false formula is false, for which values of its bound variables, and what the values are that it compares.
func explain(c claim, m *eval.Machine) string {
	why := c.f.Why(m)
	if why == nil {
		return ""
	}
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
	return b.String()
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200]) + "…"
	}
	return s
}
