package validate_test

import (
	"fmt"
	"slices"
	"strconv"
)

// paxosTruth says what the events of Paxos mean.
type paxosTruth struct {
	plainTruth
	proposers, acceptors, machines int
	shared                         bool
	places                         map[string]int
}

func (p *paxosTruth) module(header object, events []object) string {
	settings := header["settings"].(object)
	p.proposers, _ = strconv.Atoi(settings["proposers"].(string))
	p.acceptors, _ = strconv.Atoi(settings["acceptors"].(string))
	p.shared = settings["layout"] == "shared"
	nodes := header["nodes"].([]any)
	p.places = map[string]int{}
	for i, name := range nodes {
		p.places[name.(string)] = i + 1
	}
	p.machines = len(nodes)
	if p.shared {
		p.machines = p.proposers + 2*p.acceptors
	}
	// Every proposer may use the numbers of which the log tells, and one above them.
	largest := p.proposers
	var look func(v any)
	look = func(v any) {
		switch v := v.(type) {
		case object:
			for _, name := range []string{"Number", "Tried", "Promised"} {
				if n, ok := v[name].(int); ok {
					largest = max(largest, n)
				}
			}
			for _, x := range v {
				look(x)
			}
		case []any:
			for _, x := range v {
				look(x)
			}
		}
	}
	for _, e := range events {
		look(e)
	}
	largest = (largest/8 + 1) * 8 // so that mutations of one log need not different specs
	a := fmt.Sprintf("%d..%d", p.proposers+1, p.proposers+p.acceptors)
	size1, size2 := quorumSizes(settings, p.acceptors)
	quorum := func(size int) string { return fmt.Sprintf("{Q \\in SUBSET (%s) : Cardinality(Q) >= %d}", a, size) }
	return truthModule("Paxos", [2]string{"Proposers", fmt.Sprint(p.proposers)}, [2]string{"Number", fmt.Sprintf("1..%d", largest+p.proposers)},
		[2]string{"Acceptor", a}, [2]string{"Quorum1", quorum(size1)}, [2]string{"Quorum2", quorum(size2)},
		[2]string{"Learner", fmt.Sprintf("%d..%d", p.proposers+p.acceptors+1, p.machines)})
}

// quorumSizes are the acceptors that a quorum takes in each phase.
func quorumSizes(settings object, acceptors int) (size1, size2 int) {
	size := func(name string, otherwise int) int {
		if n, _ := strconv.Atoi(settings[name].(string)); n > 0 {
			return n
		}
		return otherwise
	}
	size2 = size("phase2", acceptors/2+1)
	return size("phase1", max(acceptors/2+1, acceptors+1-size2)), size2
}

// roles are the machines of the spec that a node of the log is: proposer, acceptor and learner; 0 where it has not the role.
func (p *paxosTruth) roles(node any) (proposer, acceptor, learner int) {
	name, _ := node.(string)
	n := p.places[name]
	switch {
	case n == 0:
	case p.shared:
		if n <= p.proposers {
			proposer = n
		}
		acceptor, learner = p.proposers+n, p.proposers+p.acceptors+n
	case n <= p.proposers:
		proposer = n
	case n <= p.proposers+p.acceptors:
		acceptor = n
	default:
		learner = n
	}
	return proposer, acceptor, learner
}

func (p *paxosTruth) machinesOf(node any) (list []any) {
	a, b, c := p.roles(node)
	for _, x := range []int{a, b, c} {
		if x > 0 {
			list = append(list, x)
		}
	}
	return list
}

func (p *paxosTruth) value(name any) any {
	for v := range p.proposers {
		if name == fmt.Sprint("v", v+1) {
			return v + 1
		}
	}
	if name == "nothing" {
		return 0
	}
	return "no value"
}

func (p *paxosTruth) proposal(x any) any {
	return object{"number": x.(object)["Number"], "value": p.value(x.(object)["Value"])}
}

// owns says whether a node proposes with a number.
func (p *paxosTruth) owns(node any, number any) bool {
	proposer, _, _ := p.roles(node)
	return proposer > 0 && number.(int)%p.proposers == proposer%p.proposers
}

// from says whether a node may have sent a message of the spec.
func (p *paxosTruth) from(node any, m, s object) bool {
	_, acceptor, learner := p.roles(node)
	switch m["type"] {
	case "prepare":
		return p.owns(node, m["number"])
	case "accept":
		return p.owns(node, m["proposal"].(object)["number"])
	case "learned":
		return learner > 0 && equal(at(s["learned"], learner), m["value"])
	}
	return m["from"] == acceptor
}

func (p *paxosTruth) is(m object, from, to any, x, s object) bool {
	proposer, acceptor, learner := p.roles(to)
	if !p.from(from, m, s) {
		return false
	}
	shown := func(name string, same func(v any) bool) bool {
		v, ok := x[name]
		return !ok || same(v)
	}
	number := func(v any) bool { return equal(m["number"], v) }
	switch x["name"] {
	case "Prepare":
		return m["type"] == "prepare" && acceptor > 0 && shown("Number", number)
	case "Promise":
		return m["type"] == "promise" && proposer > 0 && shown("Number", number) &&
			shown("Accepted", func(v any) bool { return equal(m["accepted"], p.proposal(v)) })
	case "Accept":
		return m["type"] == "accept" && acceptor > 0 && shown("Proposal", func(v any) bool { return equal(m["proposal"], p.proposal(v)) })
	case "Accepted":
		return m["type"] == "accepted" && learner > 0 && shown("Proposal", func(v any) bool { return equal(m["proposal"], p.proposal(v)) })
	case "Learned":
		return m["type"] == "learned" && learner > 0 && shown("Value", func(v any) bool { return equal(m["value"], p.value(v)) })
	}
	return false
}

func (p *paxosTruth) knows(any, object) bool { return true }

// acts says whether an action is one of a role of the node.
func (p *paxosTruth) acts(node any, action string, bound object) bool {
	proposer, acceptor, learner := p.roles(node)
	switch action {
	case "Prepare", "CountPromise":
		return bound["p"] == proposer
	case "Promise", "Accept":
		return bound["a"] == acceptor
	case "Hear", "BeTold":
		return bound["l"] == learner
	case "Crash", "Restart":
		return slices.Contains(p.machinesOf(node), bound["x"])
	}
	return false
}

func (p *paxosTruth) asks(e object, action string, bound, s object) bool {
	if !p.acts(e["node"], action, bound) {
		return false
	}
	switch e["event"] {
	case "timeout":
		return e["name"] == "propose" && action == "Prepare"
	case "crash":
		return action == "Crash"
	case "restart":
		return action == "Restart"
	case "deliver":
		m, ok := bound["m"].(object)
		return ok && p.is(m, e["from"], e["node"], e["message"].(object), s)
	}
	return false
}

// goesOn: a machine with all roles crashes with all, and handles at once what it tells itself.
func (p *paxosTruth) goesOn(e object, action string, bound, s object) bool {
	if !p.shared || !p.acts(e["node"], action, bound) {
		return false
	}
	switch e["event"] {
	case "crash":
		return action == "Crash"
	case "restart":
		return action == "Restart"
	}
	m, ok := bound["m"].(object)
	return ok && action != "BeTold" && p.from(e["node"], m, s)
}

func (p *paxosTruth) silent(e, m object) bool {
	if p.shared {
		panic("logs of machines with all roles are not judged here by what they send")
	}
	return m["type"] == "learned" // where a distinguished learner tells the others, they do not
}

func (p *paxosTruth) unlogged(kind, action string, _, _ object) bool {
	if p.shared {
		panic("logs of machines with all roles that are not whole are not judged here")
	}
	return isUnlogged(kind, action, map[string]string{"crash": "Crash", "restart": "Restart"})
}

// all says whether all machines of a node are up, or down.
func (p *paxosTruth) all(node any, s object, up bool) bool {
	list := p.machinesOf(node)
	return len(list) > 0 && !slices.ContainsFunc(list, func(x any) bool { return at(s["up"], x) != up })
}

func (p *paxosTruth) observed(e, t object) bool {
	node := e["node"]
	switch e["event"] {
	case "crash":
		if !p.all(node, t, false) {
			return false
		}
	case "restart":
		if !p.all(node, t, true) {
			return false
		}
	}
	proposer, acceptor, learner := p.roles(node)
	state, _ := e["state"].(object)
	for name, v := range state {
		ok := true
		switch name {
		case "Tried":
			ok = proposer == 0 && p.shared || equal(at(t["tried"], proposer), v)
		case "Preparing":
			ok = proposer == 0 && p.shared || equal(at(t["preparing"], proposer), v)
		case "Promises":
			var list []any
			for _, a := range v.([]any) {
				_, n, _ := p.roles(a)
				list = append(list, n)
			}
			ok = proposer == 0 && p.shared || proposer > 0 && equal(sorted(at(t["promises"], proposer)), sorted(append([]any{}, list...)))
		case "Highest":
			ok = proposer == 0 && p.shared || equal(at(t["highest"], proposer), p.proposal(v))
		case "Promised":
			ok = equal(at(t["promised"], acceptor), v)
		case "Accepted":
			ok = equal(at(t["accepted"], acceptor), p.proposal(v))
		case "Learned":
			ok = equal(at(t["learned"], learner), p.value(v))
		case "Heard":
			ok = learner > 0 && equal(sorted(at(t["heard"], learner)), sorted(p.heard(v.(object))))
		}
		if !ok {
			return false
		}
	}
	return true
}

// heard is what a learner heard: by number and value of whom.
func (p *paxosTruth) heard(x object) any {
	list := []any{}
	for number, values := range x {
		n, _ := strconv.Atoi(number)
		for v, from := range values.(object) {
			for _, a := range from.([]any) {
				_, acceptor, _ := p.roles(a)
				list = append(list, []any{acceptor, object{"number": n, "value": p.value(v)}})
			}
		}
	}
	return list
}

func (p *paxosTruth) stands(e, s object, asked bool) bool {
	switch e["event"] {
	case "drop", "duplicate":
		return wasSent(p, s, e["from"], e["to"], e["message"].(object))
	case "start", "partition", "heal":
		return true
	case "deliver":
		return !asked && p.all(e["node"], s, true) && wasSent(p, s, e["from"], e["node"], e["message"].(object))
	}
	return false
}
