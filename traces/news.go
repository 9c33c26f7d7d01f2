package traces

import "strings"

// News is what a step changed and its text does not say.
type News struct {
	// Changes are the changes of the variables. The network of a protocol is left
	// out, its nodes are named without "nodes", and a crash does not list that its
	// node is down.
	Changes []Change
	// Gone are messages that disappeared, and Came messages that appeared, although
	// the step does not say so.
	Gone, Came []Flight
}

// News returns what the step to state i changed; for the first state, nothing. It
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

// nodePath returns a path without "nodes" at its beginning: S1.term.
func nodePath(path string) string {
	if rest := strings.TrimPrefix(path, "nodes"); rest != path && rest != "" {
		return strings.TrimPrefix(rest, ".")
	}
	return path
}

// saidByStep reports whether the text of the step implies the change at path: a
// node that crashes is down.
func saidByStep(s *Step, path string) bool {
	if s == nil || s.Kind != StepCrash && s.Kind != StepRestart {
		return false
	}
	return path == (*place)(nil).field("nodes").field(s.Node).field("up").String()
}

// unsaid compares the messages in flight, leaving out what the step delivered, sent,
// dropped or duplicated.
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
