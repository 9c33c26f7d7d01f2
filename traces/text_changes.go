package traces

import "strings"

// changes shows what state i changed. A protocol's network is not compared place
// by place: the step itself says what was delivered and sent, and only what it
// does not say is shown.
func (p *printer) changes(i int) []row {
	before, after := p.t.States[i-1].Vars, p.t.States[i].Vars
	was, isNet := networkOf(before)
	is, alsoNet := networkOf(after)
	isNet = isNet && alsoNet
	step := p.t.States[i].Step
	nodes := isProtocol(after)

	var rows []row
	changes := p.t.Changes(i)
	for len(changes) > 0 {
		c := changes[0]
		same := 1
		for c.Member && same < len(changes) && changes[same].Member && changes[same].Path == c.Path {
			same++
		}
		group := changes[:same]
		changes = changes[same:]
		switch {
		case isNet && (c.Path == "network" || strings.HasPrefix(c.Path, "network[")):
			continue
		case nodes && saidByStep(step, c.Path):
			continue
		}
		path := c.Path
		if nodes {
			path = nodePath(path)
		}
		rows = append(rows, changeRow(path, group))
	}
	if isNet {
		rows = append(rows, unsaid(step, was, is)...)
	}
	return rows
}

// nodePath leaves "nodes" out of a path: S1.term.
func nodePath(path string) string {
	if rest := strings.TrimPrefix(path, "nodes"); rest != path && rest != "" {
		return strings.TrimPrefix(rest, ".")
	}
	return path
}

// saidByStep reports whether the change at path is what the step's title says
// already: a node that crashes is down.
func saidByStep(s *Step, path string) bool {
	if s == nil || s.Kind != StepCrash && s.Kind != StepRestart {
		return false
	}
	return path == (*place)(nil).field("nodes").field(s.Node).field("up").String()
}

// changeRow shows one change, or all that came and went in one set.
func changeRow(path string, group []Change) row {
	if len(group) > 1 {
		return row{path, func(width int) []string { return members(group, width) }}
	}
	return row{path, func(width int) []string { return changeLines(group[0], width) }}
}

func changeLines(c Change, width int) []string {
	switch {
	case c.Before == nil:
		return marked("+ ", c.After, width)
	case c.After == nil:
		return marked("− ", c.Before, width)
	}
	if line := text(c.Before) + " → " + text(c.After); length(line) <= width {
		return []string{line}
	}
	return append(layout(c.Before, width), marked("→ ", c.After, width)...)
}

// marked lays a value out behind a mark.
func marked(mark string, v Value, width int) []string {
	lines := layout(v, width-length(mark))
	for i := range lines {
		lines[i] = mark + lines[i]
		mark = strings.Repeat(" ", length(mark))
	}
	return lines
}

// members shows members that were put in or taken out, on one line if they fit.
func members(group []Change, width int) []string {
	var lines []string
	for _, c := range group {
		mark, v := "+ ", c.After
		if v == nil {
			mark, v = "− ", c.Before
		}
		lines = append(lines, marked(mark, v, width)...)
	}
	if line := strings.Join(lines, "  "); length(line) <= width {
		return []string{line}
	}
	return lines
}

// unsaid shows the changes of the network that the step does not tell: messages
// that died on the way, and those that came from nowhere.
func unsaid(s *Step, was, is []flight) []row {
	came, went := subtract(is, was), subtract(was, is)
	if s != nil {
		for _, p := range s.Sent {
			came = subtract(came, []flight{{p, 1}})
		}
		own := flight{Packet{s.From, s.To, s.Name, s.Message}, 1}
		switch s.Kind {
		case StepDeliver:
			if own.To == "" {
				own.To = s.Node
			}
			went = subtract(went, []flight{own})
		case StepDrop:
			went = subtract(went, []flight{own})
		case StepDuplicate:
			came = subtract(came, []flight{own})
		}
	}
	var rows []row
	if len(went) > 0 {
		rows = append(rows, flightRow("gone", went))
	}
	if len(came) > 0 {
		rows = append(rows, flightRow("new", came))
	}
	return rows
}
