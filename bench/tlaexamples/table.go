package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A result is a model with what the programs made of it.
type result struct {
	model
	ours run
	tlc  *run // nil if TLC was not run
}

// A mark says how a thing compares with what is listed.
type mark int

const (
	none  mark = iota // nothing to compare
	right             // as listed
	wrong
)

// verdictMark compares our verdict.
func (r result) verdictMark() mark {
	switch {
	case r.ours.verdict == refused || r.ours.verdict == killed:
		return none
	case r.ours.verdict == failed:
		return wrong
	case r.verdict == "unknown":
		return none
	case r.ours.verdict == r.verdict:
		return right
	}
	return wrong
}

// distinctMark and totalMark compare our numbers. They mean something only where nothing is violated: a search that ends
// early may end anywhere.
func (r result) distinctMark() mark { return r.countMark(r.distinct, r.ours.distinct) }
func (r result) totalMark() mark    { return r.countMark(r.total, r.ours.total) }

func (r result) countMark(listed *int64, ours int64) mark {
	switch {
	case listed == nil || r.verdict != "success" || r.ours.verdict != "success":
		return none
	case r.ours.counted && ours == *listed:
		return right
	}
	return wrong
}

// countsMark is that of both numbers together.
func (r result) countsMark() mark {
	d, t := r.distinctMark(), r.totalMark()
	switch {
	case d == wrong || t == wrong:
		return wrong
	case d == right || t == right:
		return right
	}
	return none
}

// ratio is how many times as long as ours TLC takes; 0 when they did not do the same.
func (r result) ratio() float64 {
	if r.tlc == nil || r.tlc.verdict != r.ours.verdict || r.ours.wall <= 0 {
		return 0
	}
	switch r.ours.verdict {
	case refused, killed, failed:
		return 0
	}
	return float64(r.tlc.wall) / float64(r.ours.wall)
}

// header is the head of the table.
func header(withTLC bool) string {
	columns := []string{"model", "verdict listed", "ours", "distinct listed", "ours", "total listed", "ours", "seconds"}
	align := []string{"---", "---", "---", "---:", "---:", "---:", "---:", "---:"}
	if withTLC {
		columns, align = append(columns, "TLC", "ratio"), append(align, "---:", "---:")
	}
	columns, align = append(columns, "note"), append(align, "---")
	return line(columns) + line(align)
}

// markdown is the row of the table. What differs is bold.
func (r result) markdown() string {
	cells := []string{
		r.name, r.verdict, bold(r.ours.verdict, r.verdictMark()),
		listed(r.distinct), r.ourCount(r.ours.distinct, r.distinctMark()),
		listed(r.total), r.ourCount(r.ours.total, r.totalMark()),
		seconds(r.ours.wall),
	}
	note := r.ours.note
	if r.ours.verdict == "success" && !r.ours.counted {
		note = "the report has no number of initial states"
	}
	if t := r.tlc; t != nil {
		ratio := ""
		if q := r.ratio(); q > 0 {
			ratio = fmt.Sprintf("%.1f", q)
		}
		cells = append(cells, seconds(t.wall), ratio)
		note = join(note, r.tlcNote())
	}
	return line(append(cells, note))
}

// tlcNote says where TLC, run here, does not report what is listed.
func (r result) tlcNote() string {
	t := r.tlc
	if t.verdict != r.verdict && r.verdict != "unknown" {
		return join("TLC: "+t.verdict, t.note)
	}
	if t.verdict == "success" && t.counted &&
		(r.distinct != nil && *r.distinct != t.distinct || r.total != nil && *r.total != t.total) {
		return fmt.Sprintf("TLC: %d distinct, %d total", t.distinct, t.total)
	}
	return ""
}

// ourCount is one of our numbers, if there is one.
func (r result) ourCount(n int64, m mark) string {
	switch r.ours.verdict {
	case refused, killed, failed:
		return ""
	}
	if !r.ours.counted {
		return bold("unknown", m)
	}
	return bold(strconv.FormatInt(n, 10), m)
}

func listed(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func bold(s string, m mark) string {
	if m == wrong {
		return "**" + s + "**"
	}
	return s
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()) }

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// line is one line of a Markdown table.
func line(cells []string) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString("| ")
		b.WriteString(strings.ReplaceAll(c, "|", `\|`))
		b.WriteByte(' ')
	}
	return b.String() + "|\n"
}

// A summary counts.
type summary struct {
	models                           int
	right, different                 int // verdicts
	refused, killed, failed, unknown int
	countsRight, countsDifferent     int
	countsListed                     int
	ours, tlc                        time.Duration // of the models where both did the same
}

func (s *summary) add(r result) {
	s.models++
	switch v := r.ours.verdict; {
	case v == refused:
		s.refused++
	case v == killed:
		s.killed++
	case v == failed:
		s.failed++
	case r.verdictMark() == right:
		s.right++
	case r.verdictMark() == wrong:
		s.different++
	default:
		s.unknown++
	}
	if r.distinct != nil || r.total != nil {
		s.countsListed++
	}
	switch r.countsMark() {
	case right:
		s.countsRight++
	case wrong:
		s.countsDifferent++
	}
	if r.ratio() > 0 {
		s.ours += r.ours.wall
		s.tlc += r.tlc.wall
	}
}

// differs says that something is not as listed.
func (s *summary) differs() bool { return s.different+s.failed+s.countsDifferent > 0 }

// text is the summary for people; of says how many models there were to run.
func (s *summary) text(of int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d models: %d verdicts right, %d different, %d refused, %d killed, %d failed", s.models, s.right, s.different, s.refused, s.killed, s.failed)
	if s.unknown > 0 {
		fmt.Fprintf(&b, ", %d not listed", s.unknown)
	}
	fmt.Fprintf(&b, "; numbers of %d models listed: %d right, %d different.\n", s.countsListed, s.countsRight, s.countsDifferent)
	if s.models < of {
		fmt.Fprintf(&b, "Interrupted: %d models were not run.\n", of-s.models)
	}
	if s.tlc > 0 {
		fmt.Fprintf(&b, "Where both did the same, ours took %s s and TLC %s s: %.1f times as long.\n", seconds(s.ours), seconds(s.tlc), float64(s.tlc)/float64(s.ours))
	}
	return b.String()
}
