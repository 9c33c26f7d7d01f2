package handler

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/guard"
)

// differs compares two runs of one handler. It returns what differs, or "".
func (r *Run) differs(o *Run) string {
	switch {
	case r.broken != o.broken:
		return fmt.Sprintf("one run ended with %q, the other with %q", firstLine(r.broken), firstLine(o.broken))
	case !slices.Equal(r.arity, o.arity):
		return fmt.Sprintf("one run chose among %v, the other among %v", r.arity, o.arity)
	case r.broken != "":
		return ""
	case !bytes.Equal(r.after, o.after):
		return "the fields differ:\n  " + r.describe() + "\n  " + o.describe()
	case !slices.Equal(r.timers, o.timers):
		return fmt.Sprintf("one run left the timers %v set, the other %v", r.timers, o.timers)
	case !slices.EqualFunc(r.Sends, o.Sends, func(a, b Sent) bool { return a.Resend == b.Resend && bytes.Equal(a.Bytes, b.Bytes) }):
		return "the messages differ (in content or order):\n  " + r.runner.DescribeSends(r.Sends) + "\n  " + o.runner.DescribeSends(o.Sends)
	case !slices.EqualFunc(r.Events, o.Events, bytes.Equal):
		return "the recorded events differ"
	}
	return ""
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// describe renders the node that a run left behind.
func (r *Run) describe() string {
	return r.runner.Names.Value(r.runner.Kinds[r.Node].Show(r.after)).String()
}

// DescribeSends lists messages with their receivers.
func (r *Runner) DescribeSends(sends []Sent) string {
	var parts []string
	for _, s := range sends {
		m := guard.Must1(r.Codec.Decode(s.Bytes[2:]))
		parts = append(parts, fmt.Sprintf("%s to %s", r.Names.Message(m), r.Names[s.Bytes[1]+1]))
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}
