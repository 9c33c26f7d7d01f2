package text

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// Options are the options of Write. The zero value is the usual form.
type Options struct {
	// Whole prints every state in full, and not only what the step changed.
	Whole bool
}

// Write prints t for people: the first state in full, then every step with its
// number, what happened, what it changed, and what it sent, recorded and logged; at the end
// the messages in flight, and the violation if there is one.
//
//	1  S1: timeout election
//	     S1.term  0 → 1
//	     S1.role  follower → candidate
//	     sends    S1→S2, S3 RequestVote{term: 1}
//
// "+ x" is a member, element or field that was added, "− x" one that was removed. The
// output depends on t alone. Write fails only if w does.
func Write(w io.Writer, t *traces.Trace, o Options) error {
	t = t.Closed().Shown()
	p := &printer{t: t, o: o, valences: t.Valences()}
	p.number = len(strconv.Itoa(t.Steps()))
	for i := range t.States {
		p.state(i)
	}
	p.ending()
	_, err := io.WriteString(w, quote.Terminal(p.out.String()))
	return err
}

// lineWidth is the number of columns of a line, where values can be broken.
const lineWidth = 88

type printer struct {
	t      *traces.Trace
	o      Options
	out    strings.Builder
	number int // width of the step numbers

	valences [][]string // of the states, if the run says so
}

// row is a label and the lines beside it. They are laid out when the width of all
// labels is known.
type row struct {
	label string
	lines func(width int) []string
}

// title prints the number of a step and its text.
func (p *printer) title(i int, what string) {
	fmt.Fprintf(&p.out, "%*d  %s\n", p.number, i, what)
}

// indent is the space before the rows under a title.
func (p *printer) indent() string { return strings.Repeat(" ", p.number+4) }

// valueWidth is the width that a label leaves to its value.
func (p *printer) valueWidth(label int) int { return max(30, lineWidth-p.number-4-label-2) }

// maxLabel is the width up to which labels are aligned. A longer label has a line of
// its own.
const maxLabel = 26

// rows prints rows with their labels aligned.
func (p *printer) rows(rows []row) {
	label := 0
	for _, r := range rows {
		if n := length(r.label); n <= maxLabel {
			label = max(label, n)
		}
	}
	for _, r := range rows {
		beside := r.label + pad("", label-length(r.label))
		if length(r.label) > label {
			p.line(p.indent() + beside)
			beside = pad("", label)
		}
		for _, line := range r.lines(p.valueWidth(label)) {
			p.line(p.indent() + beside + "  " + line)
			beside = pad("", label)
		}
	}
}

func (p *printer) line(s string) { p.out.WriteString(strings.TrimRight(s, " ") + "\n") }

func (p *printer) state(i int) {
	s := p.t.States[i]
	switch {
	case i == 0:
		p.title(0, "initial state")
	case s.Step == nil:
		p.title(i, "next state")
	default:
		p.title(i, p.stepTitle(s.Step))
	}
	var rows []row
	if i == 0 || p.o.Whole {
		rows = wholeState(s.Vars)
	} else {
		rows = p.changes(i)
	}
	if s.Step != nil {
		if longMessage(s.Step) {
			rows = append([]row{messageRow(s.Step)}, rows...)
		}
		rows = append(rows, stepRows(s.Step)...)
	}
	if v := p.valences; i < len(v) && (i == 0 || !slices.Equal(v[i], v[i-1])) {
		rows = append(rows, fixed("valence", traces.ValenceText(v, i)))
	}
	if len(s.Log) > 0 {
		rows = append(rows, fixed("logs", s.LogText()...))
	}
	if len(rows) == 0 {
		p.line(p.indent() + "nothing changes")
	}
	p.rows(rows)
}

// stepTitle returns the text of a step. A message that is too long for one line is
// left out; it has a row below.
func (p *printer) stepTitle(s *traces.Step) string {
	if longMessage(s) {
		without := *s
		without.Message = nil
		return without.String()
	}
	return s.String()
}

func longMessage(s *traces.Step) bool { return s.Message != nil && length(s.String()) > lineWidth-4 }

// ending prints the messages in flight, the loop of a lasso, and the violation.
func (p *printer) ending() {
	t := p.t
	if len(t.States) == 0 {
		return
	}
	last := len(t.States) - 1
	if flights, ok := traces.NetworkOf(t.States[last].Vars); ok && last > 0 && !p.o.Whole {
		p.inFlight(flights)
	}
	switch {
	case t.Loop == traces.NoLoop:
	case t.Stutters():
		p.line("\nHere the run stays for ever: state " + strconv.Itoa(last) + " repeats.")
	case t.Again:
		p.line(fmt.Sprintf("\nStep %d leads back to %s, and the run goes round for ever.", last, t.BackTo(t.Loop)))
	default:
		p.line("\nFrom here the run goes back to " + t.BackTo(t.Loop) + ", and round for ever.")
	}
	if t.Meta.Property == "" && t.Meta.Violation == "" {
		return
	}
	p.line("\n" + violation(t))
}

func (p *printer) inFlight(flights []traces.Flight) {
	if len(flights) == 0 {
		p.line("\nNothing is in flight.")
		return
	}
	p.line("\nIn flight:")
	for _, line := range flightLines(flights, p.valueWidth(0)) {
		p.line(p.indent() + line)
	}
}
