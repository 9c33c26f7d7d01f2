package traces

import "strings"

// News is what a state changed that the step which led to it does not say.
type News struct {
	// Changes are those of the variables. A protocol's network is left out, its
	// nodes are named without "nodes", and that a node is down goes without
	// saying when it crashes.
	Changes []Change
	// Gone are messages that died on the way, Came those from nowhere.
	Gone, Came []Flight
}

// News tells what state i changed. The first state has changed nothing. It
// panics if there is no state i.
func (t *Trace) News(i int) News {
	var news News
	if i == 0 {
		return news
	}
	before, after := t.States[i-1].Vars, t.States[i].Vars
	was, isNet := NetworkOf(before)
	is, alsoNet := NetworkOf(after)
	isNet = isNet && alsoNet
	step := t.States[i].Step
	nodes := isProtocol(after)
	for _, c := range t.Changes(i) {
		switch {
		case isNet && (c.Path == "network" || strings.HasPrefix(c.Path, "network[")):
			continue
		case nodes && saidByStep(step, c.Path):
			continue
		}
		if nodes {
			c.Path = nodePath(c.Path)
		}
		news.Changes = append(news.Changes, c)
	}
	if isNet {
		news.Gone, news.Came = unsaid(step, was, is)
	}
	return news
}

// changes shows what state i changed. A protocol's network is not compared place
// by place: the step itself says what was delivered and sent, and only what it
// does not say is shown.
func (p *printer) changes(i int) []row {
	news := p.t.News(i)
	var rows []row
	for changes := news.Changes; len(changes) > 0; {
		c, same := changes[0], 1
		for c.Member && same < len(changes) && changes[same].Member && changes[same].Path == c.Path {
			same++
		}
		rows = append(rows, changeRow(c.Path, changes[:same]))
		changes = changes[same:]
	}
	if len(news.Gone) > 0 {
		rows = append(rows, flightRow("gone", news.Gone))
	}
	if len(news.Came) > 0 {
		rows = append(rows, flightRow("new", news.Came))
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
	if line := c.Text(); length(line) <= width || text(c.Before) == text(c.After) {
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

// unsaid compares the messages in flight, without what the step tells.
func unsaid(s *Step, was, is []Flight) (gone, came []Flight) {
	came, gone = subtract(is, was), subtract(was, is)
	if s == nil {
		return gone, came
	}
	for _, p := range s.Sent {
		came = subtract(came, []Flight{{p, 1}})
	}
	own := Flight{Packet{s.From, s.To, s.Name, s.Message}, 1}
	switch s.Kind {
	case StepDeliver:
		if own.To == "" {
			own.To = s.Node
		}
		gone = subtract(gone, []Flight{own})
	case StepDrop:
		gone = subtract(gone, []Flight{own})
	case StepDuplicate:
		came = subtract(came, []Flight{own})
	}
	return gone, came
}
