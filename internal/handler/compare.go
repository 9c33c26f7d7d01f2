package handler

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/traces"
)

// differs compares two runs of one handler. It returns how they differ and the likely
// cause, or "".
func (r *Run) differs(o *Run) string {
	switch {
	case r.broken != o.broken:
		return fmt.Sprintf("one run ended with %s, the other with %s", ending(r.broken), ending(o.broken)) + likely(outside)
	case r.idle != o.idle:
		return fmt.Sprintf("CanInvoke returned %t in one run, %t in the other", !r.idle, !o.idle) + likely(outside)
	case !slices.Equal(r.arity, o.arity):
		return fmt.Sprintf("one run chose among %v, the other among %v", r.arity, o.arity) + likely(outside)
	case r.broken != "" || r.idle:
		return ""
	case !bytes.Equal(r.after, o.after):
		return r.runner.StatesDiffer(r.Node, r.after, o.after)
	case !slices.Equal(r.timers, o.timers):
		return fmt.Sprintf("one run left the timers %v set, the other %v", r.timers, o.timers) + likely(outside)
	case !slices.EqualFunc(r.Sends, o.Sends, func(a, b Sent) bool { return a.Resend == b.Resend && bytes.Equal(a.Bytes, b.Bytes) }):
		return r.runner.SendsDiffer(r.Sends, o.Sends, r.fields())
	case !slices.EqualFunc(r.Events, o.Events, bytes.Equal):
		return r.runner.EventsDiffer(r.Events, o.Events, r.fields())
	}
	return ""
}

// ending is what is said of the end of a run with which something may be wrong.
func ending(broken string) string {
	if broken == "" {
		return "nothing wrong"
	}
	return strconv.Quote(firstLine(broken))
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// fields is the node that a run left behind.
func (r *Run) fields() traces.Value {
	return r.runner.Names.Value(r.runner.Kinds[r.Node].Show(r.after))
}

// mostShown is how many differences are shown.
const mostShown = 5

// StatesDiffer says how the states differ in which two runs left a node, and why that is
// likely.
func (r *Runner) StatesDiffer(index int, a, b []byte) string {
	kind := r.Kinds[index]
	if hidden := kind.Hidden(a, b, &Run{runner: r, Node: index}); hidden != "" {
		return "the states differ in what is not shown: " + hidden + likely(hiddenCause(hidden))
	}
	show := func(state []byte) traces.Value { return r.Names.Value(kind.Show(state)) }
	return FieldsDiffer(show(a), show(b))
}

// FieldsDiffer says how the fields differ that two runs left behind, and why that is likely.
func FieldsDiffer(a, b traces.Value) string {
	var lines strings.Builder
	changes := traces.Diff(a, b)
	for i, c := range changes {
		if i == mostShown {
			fmt.Fprintf(&lines, "\n  and %s", numbers.Some(len(changes)-i, "other difference"))
			break
		}
		fmt.Fprintf(&lines, "\n  %s: %s in one run, %s in the other", c.Path, orNothing(c.Before), orNothing(c.After))
	}
	return "the fields differ:" + lines.String() + likely(cause(a, b, a, b))
}

func orNothing(v traces.Value) string {
	if v == nil {
		return "nothing"
	}
	return shorten(v.String())
}

// shorten keeps a long value from filling the report.
func shorten(s string) string { return quote.Cut(s, 300) }

// SendsDiffer says how what two runs sent differs, given the node that one of them left
// behind.
func (r *Runner) SendsDiffer(a, b []Sent, node traces.Value) string {
	show := func(sends []Sent) (list traces.Seq) {
		for _, s := range sends {
			m := guard.Must1(r.Codec.Decode(s.Bytes[2:]))
			list = append(list, traces.Record{
				{Name: "name", Value: traces.Str(shown.TypeName(m))}, {Name: "to", Value: traces.Str(r.Names[s.Bytes[1]+1])},
				{Name: "message", Value: r.Names.Value(m)}, {Name: "resend", Value: traces.Bool(s.Resend)},
			})
		}
		return list
	}
	text := func(v traces.Value) string {
		m := v.(traces.Record)
		said := m[2].Value.String()
		if name := m[0].Value.(traces.Str); said != "{}" {
			said = string(name) + " " + said
		} else {
			said = string(name)
		}
		if m[3].Value.(traces.Bool) {
			said += " (again)"
		}
		return said + " to " + string(m[1].Value.(traces.Str))
	}
	return listsDiffer("messages", show(a), show(b), node, text)
}

// EventsDiffer says how what two runs recorded differs.
func (r *Runner) EventsDiffer(a, b [][]byte, node traces.Value) string {
	show := func(events [][]byte) (list traces.Seq) {
		for _, e := range events {
			v := guard.Must1(r.Codec.Decode(e))
			list = append(list, traces.Record{{Name: "name", Value: traces.Str(shown.TypeName(v))}, {Name: "value", Value: r.Names.Value(v)}})
		}
		return list
	}
	text := func(v traces.Value) string {
		return string(v.(traces.Record)[0].Value.(traces.Str)) + " " + v.(traces.Record)[1].Value.String()
	}
	return listsDiffer("recorded events", show(a), show(b), node, text)
}

// listsDiffer says how two lists differ, from their first difference on.
func listsDiffer(what string, a, b traces.Seq, node traces.Value, text func(traces.Value) string) string {
	order, same := "", 0
	if reordered(a, b) {
		order = " in their order alone"
	}
	for same < min(len(a), len(b)) && traces.Equal(a[same], b[same]) {
		same++
	}
	from := ""
	if same > 0 {
		from = fmt.Sprintf(", after %d that are equal", same)
	}
	show := func(list traces.Seq) string {
		var words []string
		for i, v := range list[same:] {
			if i == mostShown {
				words = append(words, fmt.Sprintf("and %d more", len(list)-same-i))
				break
			}
			words = append(words, shorten(text(v)))
		}
		if words == nil {
			return "none"
		}
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("the %s differ%s%s:\n  one run: %s\n  the other: %s", what, order, from, show(a), show(b)) + likely(cause(a, b, node))
}
