package text

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// Options says how Write shows a run. The zero value is the usual way.
type Options struct {
	// Whole shows every state in whole, not only what the step changed.
	Whole bool
}

// Write shows t to a person: the first state in whole, then every step with its
// number, who did what, what that changed, what was sent and recorded; at the
// end the messages in flight, and the violation if there is one.
//
//	1  S1: timeout election
//	     S1.term  0 → 1
//	     S1.role  follower → candidate
//	     sends    S1→S2, S3 RequestVote{term: 1}
//
// "+ x" is a member, element or field that came, "− x" one that went. The output
// depends on t alone. It fails only when w does.
func Write(w io.Writer, t *traces.Trace, o Options) error {
	t = t.Shown()
	p := &printer{t: t, o: o, paint: plain}
	p.number = len(strconv.Itoa(t.Steps()))
	for i := range t.States {
		p.state(i)
	}
	p.ending()
	_, err := io.WriteString(w, quote.Terminal(p.out.String()))
	return err
}

// role is what a piece of text is. Everything printed goes through paint with
// its role, so that colour is one function, and widths are never taken of
// painted text.
type role int

const (
	roleTitle     role = iota // what a step is
	roleLabel                 // a path, or the word before a row
	roleText                  // what a row says
	roleViolation             // what is wrong
)

func plain(_ role, s string) string { return s }

// lineWidth is how many columns a line has where values can be broken.
const lineWidth = 88

type printer struct {
	t      *traces.Trace
	o      Options
	out    strings.Builder
	paint  func(role, string) string
	number int // width of the step numbers
}

// row is a label and the lines beside it, which are laid out for a width: what
// is left to them is known only when all labels are.
type row struct {
	label string
	lines func(width int) []string
}

// title prints a step's number and what it is.
func (p *printer) title(i int, what string) {
	fmt.Fprintf(&p.out, "%*d  %s\n", p.number, i, p.paint(roleTitle, what))
}

// indent stands before everything under a title.
func (p *printer) indent() string { return strings.Repeat(" ", p.number+4) }

// valueWidth is what a row leaves to its value.
func (p *printer) valueWidth(label int) int { return max(30, lineWidth-p.number-4-label-2) }

// maxLabel is how wide labels are aligned; a longer one has its line alone.
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
		beside := p.paint(roleLabel, r.label) + pad("", label-length(r.label))
		if length(r.label) > label {
			p.line(p.indent() + beside)
			beside = pad("", label)
		}
		for _, line := range r.lines(p.valueWidth(label)) {
			p.line(p.indent() + beside + "  " + p.paint(roleText, line))
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
	if len(rows) == 0 {
		p.line(p.indent() + p.paint(roleText, "nothing changes"))
	}
	p.rows(rows)
}

// stepTitle is the step's text; a message that is too long for one line is cut
// out of it, and stands in a row below.
func (p *printer) stepTitle(s *traces.Step) string {
	if longMessage(s) {
		without := *s
		without.Message = nil
		return without.String()
	}
	return s.String()
}

func longMessage(s *traces.Step) bool { return s.Message != nil && length(s.String()) > lineWidth-4 }

// ending prints what is left in flight, where the run goes on, and what is wrong.
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
	case t.Loop == last:
		p.line("\nHere the run stays for ever: state " + strconv.Itoa(last) + " repeats.")
	default:
		p.line("\nFrom here the run goes back to state " + strconv.Itoa(t.Loop) + ", and round for ever.")
	}
	if t.Meta.Property == "" && t.Meta.Violation == "" {
		return
	}
	p.line("\n" + p.paint(roleViolation, violation(t)))
}

func (p *printer) inFlight(flights []traces.Flight) {
	if len(flights) == 0 {
		p.line("\nNothing is in flight.")
		return
	}
	p.line("\nIn flight:")
	for _, line := range flightLines(flights, p.valueWidth(0)) {
		p.line(p.indent() + p.paint(roleText, line))
	}
}
