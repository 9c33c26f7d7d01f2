package text

import (
	"slices"
	"strings"

	"github.com/synod-go/synod/traces"
)

func fixed(label string, lines ...string) row {
	return row{label, func(int) []string { return lines }}
}

func valueRow(label string, v traces.Value) row {
	return row{label, func(width int) []string { return layout(v, width) }}
}

// wholeState shows all variables.
func wholeState(vars traces.Record) []row {
	var rows []row
	for _, f := range vars {
		rows = append(rows, wholeVariable(vars, f)...)
	}
	return rows
}

func wholeVariable(vars traces.Record, f traces.Field) []row {
	switch f.Name {
	case "nodes":
		if nodes, ok := traces.NodesOf(vars); ok {
			return nodeRows(nodes)
		}
	case "network":
		if flights, ok := traces.NetworkOf(vars); ok {
			return []row{flightRow("network", flights)}
		}
	case "monitors", "faults":
		if r, ok := f.Value.(traces.Record); ok && isProtocol(vars) {
			if len(r) == 0 {
				return nil
			}
			return []row{fieldsRow(f.Name, r)}
		}
	}
	return []row{valueRow(name(f.Name), f.Value)}
}

// isProtocol reports whether the state is one of a Go protocol.
func isProtocol(vars traces.Record) bool {
	_, ok := traces.NodesOf(vars)
	return ok
}

// nodeRows returns the rows for the nodes. Neighbours in the same state share a row, as
// most do at the start.
func nodeRows(nodes traces.Record) []row {
	var rows []row
	for len(nodes) > 0 {
		same := 1
		for same < len(nodes) && traces.Equal(nodes[same].Value, nodes[0].Value) {
			same++
		}
		names := make([]string, same)
		for i := range names {
			names[i] = name(nodes[i].Name)
		}
		rows = append(rows, nodeRow(strings.Join(names, ", "), nodes[0].Value.(traces.Record)))
		nodes = nodes[same:]
	}
	return rows
}

// nodeRow returns the row for the fields of a node. It shows whether the node is up only
// if it is down.
func nodeRow(label string, n traces.Record) row {
	up, _ := n.Get("up")
	fields := slices.DeleteFunc(slices.Clone(n), func(f traces.Field) bool {
		return f.Name == "up" && isBool(up) || f.Name == "timers" && traces.Equal(f.Value, traces.Set{})
	})
	r := fieldsRow(label, fields)
	if !traces.Equal(up, traces.Bool(false)) {
		return r
	}
	return row{label, func(width int) []string { return append([]string{"down"}, r.lines(width)...) }}
}

func isBool(v traces.Value) bool {
	_, ok := v.(traces.Bool)
	return ok
}

// fieldsRow returns the row for a record without its braces.
func fieldsRow(label string, r traces.Record) row {
	if len(r) == 0 {
		return fixed(label, "{}")
	}
	return row{label, func(width int) []string {
		_, _, items, _ := traces.Parts(r)
		return fill("", "", items, width)
	}}
}

// flightRow returns the row for messages in flight: a line for each, or for equal
// messages to several receivers.
func flightRow(label string, flights []traces.Flight) row {
	if len(flights) == 0 {
		return fixed(label, "nothing")
	}
	return row{label, func(width int) []string { return flightLines(flights, width) }}
}

func flightLines(flights []traces.Flight, width int) []string {
	return broadcastLines(traces.Broadcasts(flights), width)
}

func broadcastLines(list []traces.Broadcast, width int) []string {
	var lines []string
	for _, b := range list {
		way := b.Way() + " "
		message := layoutMessage(b.Name, b.Message, max(30, width-length(way)))
		if b.Copies != 1 {
			message[len(message)-1] += " ×" + traces.Int(b.Copies).String()
		}
		for i, line := range message {
			if i > 0 {
				way = strings.Repeat(" ", length(way))
			}
			lines = append(lines, way+line)
		}
	}
	return lines
}

// messageRow returns the row for the message of a step.
func messageRow(s *traces.Step) row {
	return row{"message", func(width int) []string { return layoutMessage(s.Name, s.Message, width) }}
}

// stepRows returns the rows for what a step sent, recorded and notes.
func stepRows(s *traces.Step) []row {
	var rows []row
	if len(s.Sent) > 0 {
		rows = append(rows, row{"sends", func(width int) []string { return broadcastLines(s.BroadcastsSent(), width) }})
	}
	if len(s.Recorded) > 0 {
		rows = append(rows, row{"records", func(width int) []string {
			var lines []string
			for _, e := range s.Recorded {
				lines = append(lines, eventLines(s, e, width)...)
			}
			return lines
		}})
	}
	if s.Note != "" {
		rows = append(rows, fixed("note", oneLine(s.Note)))
	}
	return rows
}

// eventLines returns the lines for an event. They name its node only if it is not the
// node that acts.
func eventLines(s *traces.Step, e traces.Event, width int) []string {
	who := ""
	if e.Node != "" && e.Node != s.Node {
		who = oneLine(e.Node) + " "
	}
	lines := layoutMessage(e.Name, e.Value, width-length(who))
	for i := range lines {
		lines[i] = who + lines[i]
		who = strings.Repeat(" ", length(who))
	}
	return lines
}
