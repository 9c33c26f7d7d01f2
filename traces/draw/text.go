package draw

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// textChart is how many columns the chart of a text may have.
const textChart = 60

// Text writes t as plain text: what is wrong, the run as a chart with a line for
// every step, and then every step with what it changed, as [text.Write] does.
func Text(w io.Writer, t *traces.Trace, o Options) error {
	d, err := Of(t, o)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if d.Verdict != "" {
		fmt.Fprintln(&b, d.Verdict)
		for _, why := range d.Why {
			fmt.Fprintln(&b, "  "+why)
		}
		fmt.Fprintln(&b)
	}
	fmt.Fprintf(&b, "%s\n\n", d.Title)
	c := ChartOf(d, textChart)
	digits := len(strconv.Itoa(t.Steps()))
	for _, names := range c.Head {
		fmt.Fprintf(&b, "%*s   %s\n", digits, "", names)
	}
	for i := range d.Rows {
		r := &d.Rows[i]
		number := strconv.Itoa(r.First)
		if r.Folded() {
			number = "⋮"
		}
		fmt.Fprintf(&b, "%*s%c  %s  %s\n", digits, number, d.LoopMark(i), string(c.Lines[i]), strings.Join(append([]string{r.Text}, r.Values...), "   "))
		if r.Failing {
			fmt.Fprintf(&b, "%*s   %*s  %s\n", digits, "", c.Width, "", d.Failure())
		}
	}
	b.WriteString("\n")
	if err := text.Write(&b, t, text.Options{}); err != nil {
		return err
	}
	_, err = io.WriteString(w, quote.Terminal(b.String()))
	return err
}
