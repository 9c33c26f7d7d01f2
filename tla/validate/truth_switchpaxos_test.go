package validate_test

import (
	"fmt"
	"slices"
	"strconv"
)

// switchTruth says what the events of SwitchPaxos mean.
type switchTruth struct {
	plainTruth
	proposers, acceptors, learners []string
	numbers, backup                string // the switch, and its backup
}

func (p *switchTruth) module(header object, _ []object) string {
	settings := header["settings"].(object)
	count := func(name string) int {
		n, _ := strconv.Atoi(settings[name].(string))
		return n
	}
	var names []string
	for _, name := range header["nodes"].([]any) {
		names = append(names, name.(string))
	}
	n := count("proposers")
	p.proposers, p.numbers, p.backup = names[:n], names[n], names[n+1]
	p.acceptors, p.learners = names[n+2:n+2+count("acceptors")], names[n+2+count("acceptors"):]
	return truthModule("SwitchPaxos", [2]string{"Proposers", fmt.Sprint(n)}, [2]string{"Acceptor", setOf(p.acceptors)},
		[2]string{"Learner", setOf(p.learners)}, [2]string{"Size", settings["registers"].(string)})
}

func is(names []string, node any) bool { return slices.Contains(names, fmt.Sprint(node)) }

// proposer is the number of a proposer, 0 of any other node.
func (p *switchTruth) proposer(node any) any { return slices.Index(p.proposers, fmt.Sprint(node)) + 1 }

func (p *switchTruth) value(x any) any {
	switch x {
	case "nothing":
		return 0
	case "no-op":
		return len(p.proposers) + 1
	}
	for i := range p.proposers {
		if x == fmt.Sprint("v", i+1) {
			return i + 1
		}
	}
	return "no value"
}

func (p *switchTruth) values(x any) any { return mapped(x, p.value) }

func (p *switchTruth) vote(x any) any {
	return object{"round": x.(object)["Round"], "value": p.value(x.(object)["Value"])}
}

func (p *switchTruth) register(x any) any {
	return object{"round": x.(object)["Round"], "accepted": p.vote(x.(object)["Accepted"])}
}

// byInstance is a function of instances as a list of pairs: a sequence is one of the first.
func byInstance(f any, of func(any) any) any {
	pairs := []any{}
	switch f := f.(type) {
	case object:
		for k, x := range f {
			i, _ := strconv.Atoi(k)
			pairs = append(pairs, []any{i, of(x)})
		}
	case []any:
		for i, x := range f {
			pairs = append(pairs, []any{i + 1, of(x)})
		}
	}
	return sorted(pairs)
}

// may says whether a message of the spec may go from a node to another one.
func (p *switchTruth) may(m object, from, to any) bool {
	acceptor, learner := is(p.acceptors, to), is(p.learners, to)
	switch m["type"] {
	case "request":
		return m["value"] == p.proposer(from) && to == map[any]string{"switch": p.numbers, "backup": p.backup}[m["to"]]
	case "1a":
		return from == p.backup && acceptor
	case "2a":
		if m["vote"].(object)["round"] == 1 {
			return from == p.numbers && acceptor
		}
		return from == p.backup && acceptor
	case "2b":
		return m["from"] == from && learner
	case "checkpoint":
		return m["from"] == from && (acceptor || to == p.backup)
	}
	return m["from"] == from && to == p.backup
}

// switchMessages are the types of the messages of the log in the spec.
var switchMessages = map[string]string{"Request": "request", "Phase1A": "1a", "Phase1B": "1b", "Phase2A": "2a", "Phase2B": "2b",
	"Recover": "recover", "Checkpoint": "checkpoint"}

func (p *switchTruth) knows(any, object) bool { return true }

func (p *switchTruth) is(m object, from, to any, x, _ object) bool {
	name, _ := x["name"].(string)
	if m["type"] != switchMessages[name] || !p.may(m, from, to) {
		return false
	}
	has := func(field, of string, made func(any) any) bool {
		want, there := m[of]
		return !there || shows(x, field, want, made)
	}
	return has("Value", "value", p.value) && has("Instance", "instance", nil) && has("Round", "round", nil) && has("Accepted", "accepted", p.vote) &&
		has("Vote", "vote", p.vote)
}

// acts says whether an action is one in which a node does something with a message.
func (p *switchTruth) acts(node any, action string, bound object) bool {
	switch action {
	case "Number":
		return node == p.numbers
	case "TakeRequest", "TakeRecover", "CountPromise", "HearCheckpoint":
		return node == p.backup
	case "Promise", "Accept", "Clear":
		return bound["a"] == node
	case "Hear":
		return bound["l"] == node
	}
	return false
}

func (p *switchTruth) asks(e object, action string, bound, s object) bool {
	node := e["node"]
	switch e["event"] {
	case "deliver":
		m, ok := bound["m"].(object)
		return ok && p.acts(node, action, bound) && p.is(m, e["from"], node, e["message"].(object), s)
	case "timeout":
		return bound["l"] == node && action == map[any]string{"recover": "AskFor", "checkpoint": "Save"}[e["name"]]
	case "suspect":
		return action == "Reroute" && e["name"] == p.numbers && bound["p"] == p.proposer(node)
	case "crash":
		return action == "FailSwitch" && node == p.numbers || action == "FailAcceptor" && bound["a"] == node
	}
	return false
}

func (p *switchTruth) unlogged(kind, action string, _, _ object) bool {
	switch kind {
	case "crash":
		return action == "FailSwitch" || action == "FailAcceptor"
	case "suspect":
		return action == "Reroute"
	case "drop":
		return false
	}
	panic("logs without " + kind + " are not judged here")
}

func (p *switchTruth) observed(e, t object) bool {
	state, _ := e["state"].(object)
	node := e["node"]
	switch {
	case node == nil:
		return true
	case is(p.proposers, node):
		return shows(state, "Rerouted", at(t["rerouted"], p.proposer(node)), nil)
	case node == p.numbers:
		return shows(state, "Instance", t["sequence"], nil)
	case node == p.backup:
		b := t["backup"].(object)
		return shows(state, "Round", b["round"], nil) && shows(state, "Taken", b["taken"], nil) && shows(state, "Low", b["low"], nil) &&
			shows(state, "Instance", b["instance"], nil) && shows(state, "Value", b["value"], p.value) &&
			shows(state, "Promises", sorted(b["promises"]), sorted) && shows(state, "Highest", b["highest"], p.vote)
	case is(p.acceptors, node):
		a := at(t["acceptor"], node).(object)
		return shows(state, "Registers", a["registers"], func(x any) any { return mapped(x, p.register) }) && shows(state, "Low", a["low"], nil) &&
			shows(state, "Checkpoints", a["checkpoints"], p.checkpoints)
	}
	l := at(t["learner"], node).(object)
	same := func(x any) any { return x }
	return shows(state, "Delivered", l["delivered"], p.values) &&
		shows(state, "Ahead", byInstance(l["ahead"], same), func(x any) any { return byInstance(x, p.value) }) &&
		shows(state, "Heard", byInstance(l["heard"], heardAs("vote", "by", same)), func(x any) any { return byInstance(x, heardAs("Vote", "By", p.vote)) }) &&
		shows(state, "Saved", l["saved"], nil)
}

// checkpoints are those of all learners; 0 is none.
func (p *switchTruth) checkpoints(x any) any {
	out := object{}
	for _, l := range p.learners {
		out[l] = 0
		if n, ok := x.(object)[l]; ok {
			out[l] = n
		}
	}
	return out
}

// heardAs makes pairs of what a learner has heard of an instance.
func heardAs(vote, by string, of func(any) any) func(any) any {
	return func(x any) any { return []any{of(x.(object)[vote]), sorted(x.(object)[by])} }
}

func (p *switchTruth) stands(e, s object, asked bool) bool {
	switch e["event"] {
	case "drop", "duplicate":
		return wasSent(p, s, e["from"], e["to"], e["message"].(object))
	case "start", "partition", "heal", "cut-link", "heal-link":
		return true
	case "deliver":
		up := e["node"] != p.numbers && !has(s["failed"], e["node"])
		return up && !asked && wasSent(p, s, e["from"], e["node"], e["message"].(object))
	}
	return false
}
