package validate_test

import (
	"slices"
	"strconv"
	"strings"
)

// pmmcTruth says what the events of MultiPaxos mean.
type pmmcTruth struct {
	plainTruth
	keyValue
}

func (p *pmmcTruth) module(header object, events []object) string {
	settings := header["settings"].(object)
	text := func(name string) string { return settings[name].(string) }
	n, _ := strconv.Atoi(text("servers"))
	p.read(header, n, 0, events)
	size1, size2 := quorumSizes(settings, n)
	return truthModule("MultiPaxos", append(p.constants(), [2]string{"Servers", text("servers")},
		[2]string{"Size1", strconv.Itoa(size1)}, [2]string{"Size2", strconv.Itoa(size2)}, [2]string{"BallotNumber", "1.." + text("ballots")},
		[2]string{"Slots", text("slots")}, [2]string{"Window", text("window")}, [2]string{"Refusals", strings.ToUpper(text("refusals"))})...)
}

// machine is the number of a server, 0 of any other node.
func (p *pmmcTruth) machine(name any) any {
	s, _ := name.(string)
	return slices.Index(p.servers, s) + 1
}

func (p *pmmcTruth) ballot(x any) any {
	return object{"number": x.(object)["Number"], "leader": p.machine(x.(object)["Leader"])}
}

// pairs are the commands by slot.
func (p *pmmcTruth) pairs(x any) any {
	list := []any{}
	for slot, c := range x.(object) {
		n, _ := strconv.Atoi(slot)
		list = append(list, []any{n, keyValueOperation(c)})
	}
	return sorted(list)
}

func (p *pmmcTruth) pvalues(x any) any {
	list := []any{}
	for slot, v := range x.(object) {
		n, _ := strconv.Atoi(slot)
		list = append(list, object{"ballot": p.ballot(v.(object)["Ballot"]), "slot": n, "command": keyValueOperation(v.(object)["Command"])})
	}
	return sorted(list)
}

func (p *pmmcTruth) machines(x any) any { return sorted(mapped(x, p.machine)) }

// pmmcHandlers are the actions of the messages of the log.
var pmmcHandlers = map[string]string{
	"Request": "HandleRequest", "Reply": "HandleReply", "Propose": "HandlePropose", "P1a": "HandleP1a", "P1b": "HandleP1b",
	"P2a": "HandleP2a", "P2b": "HandleP2b", "Decision": "HandleDecision",
}

func (p *pmmcTruth) is(m object, from, to any, x, _ object) bool {
	name, _ := x["name"].(string)
	if m["type"] != strings.ToLower(name) {
		return false
	}
	switch name {
	case "Request":
		c := m["command"].(object)
		return m["to"] == p.machine(to) && c["client"] == from && shows(x, "Number", c["number"], nil) && shows(x, "Op", c["op"], keyValueOp)
	case "Reply":
		n := m["name"].([]any)
		return m["from"] == p.machine(from) && n[0] == to && shows(x, "Number", n[1], nil) && shows(x, "Value", m["value"], p.value)
	}
	if m["from"] != p.machine(from) || !p.isServer(to) {
		return false
	}
	if receiver, one := m["to"]; one && receiver != p.machine(to) || !one && from == to {
		return false // what goes to all goes to all others
	}
	accepted := m["accepted"]
	if accepted != nil {
		accepted = sorted(accepted)
	}
	return shows(x, "Slot", m["slot"], nil) && shows(x, "Command", m["command"], keyValueOperation) &&
		shows(x, "Ballot", m["ballot"], p.ballot) && shows(x, "Accepted", accepted, p.pvalues)
}

func (p *pmmcTruth) knows(any, object) bool { return true }

// asked are the servers that a client asks with an event, as far as the log says so.
func (p *pmmcTruth) asked(e object) (any, bool) {
	sent, ok := e["sent"].([]any)
	if !ok {
		return nil, false
	}
	return sorted(mapped(sent, func(s any) any { return p.machine(s.(object)["to"]) })), true
}

func (p *pmmcTruth) asks(e object, action string, bound, s object) bool {
	if p.isClient(e["node"]) {
		return bound["c"] == e["node"] && p.asksClient(e, action, bound, s)
	}
	if bound["i"] != p.machine(e["node"]) || bound["c"] != nil {
		return false
	}
	switch e["event"] {
	case "timeout":
		return e["name"] == "scout" && action == "Scout"
	case "crash":
		return action == "Crash"
	case "restart":
		return action == "Restart"
	case "deliver":
		x := e["message"].(object)
		return action == pmmcHandlers[x["name"].(string)] && p.is(bound["m"].(object), e["from"], e["node"], x, s)
	}
	return false
}

func (p *pmmcTruth) asksClient(e object, action string, bound, s object) bool {
	switch e["event"] {
	case "invoke":
		if x, ok := e["message"].(object); action != "Invoke" || ok && !equal(bound["op"], keyValueOp(x)) {
			return false
		}
		if list, said := p.asked(e); said {
			return equal(sorted(bound["S"]), list)
		}
		return p.toAll(bound)
	case "timeout":
		return e["name"] == "retry" && action == "Retry"
	case "deliver":
		x := e["message"].(object)
		return action == "HandleReply" && p.is(bound["m"].(object), e["from"], e["node"], x, s)
	}
	return false
}

// toAll: where a log does not say whom a client asks it is thought to ask all. A message more lets no less happen.
func (p *pmmcTruth) toAll(bound object) bool { return len(bound["S"].([]any)) == len(p.servers) }

func (p *pmmcTruth) unlogged(kind, action string, bound, _ object) bool {
	return isUnlogged(kind, action, map[string]string{"crash": "Crash", "restart": "Restart", "invoke": "Invoke"}) && (action != "Invoke" || p.toAll(bound))
}

func (p *pmmcTruth) observed(e, t object) bool {
	state, _ := e["state"].(object)
	if len(state) == 0 {
		return true
	}
	if p.isClient(e["node"]) {
		c := t["client"].(object)[e["node"].(string)].(object)
		return shows(state, "Started", c["started"], nil) && shows(state, "Waiting", c["waiting"], nil)
	}
	i := p.machine(e["node"])
	a, l, r := at(t["acceptor"], i).(object), at(t["leader"], i).(object), at(t["replica"], i).(object)
	app := r["app"].(object)
	return shows(state, "Ballot", a["ballot"], p.ballot) && shows(state, "Accepted", sorted(a["accepted"]), p.pvalues) &&
		shows(state, "Mode", l["mode"], nil) && shows(state, "ScoutDone", l["scoutDone"], nil) &&
		shown(state, "Scout", func(v any) bool {
			heard, pvalues := any([]any{}), any([]any{})
			if scout := v.(object); len(scout) > 0 {
				heard, pvalues = p.machines(scout["Heard"]), p.pvalues(scout["PValues"])
			}
			return equal(sorted(l["heard"]), heard) && equal(sorted(l["pvalues"]), pvalues)
		}) &&
		shows(state, "Proposals", sorted(l["proposals"]), p.pairs) &&
		shows(state, "Commanders", sorted(l["commanders"]), func(v any) any {
			list := []any{}
			for slot, from := range v.(object) {
				n, _ := strconv.Atoi(slot)
				for _, a := range from.([]any) {
					list = append(list, []any{n, p.machine(a)})
				}
			}
			return sorted(list)
		}) &&
		shows(state, "Decisions", sorted(r["decisions"]), p.pairs) &&
		(e["event"] == "crash" || shows(state, "SlotOut", r["slotOut"], nil)) && // it means nothing while the machine is down
		shows(state, "Requests", r["requests"], func(v any) any { return mapped(v, keyValueOperation) }) &&
		shows(state, "Proposed", sorted(r["proposed"]), p.pairs) &&
		shows(state, "Performed", app["performed"], performed) &&
		shows(state, "Store", app["store"], p.store) && shows(state, "Results", app["last"], p.last)
}

func (p *pmmcTruth) stands(e, s object, asked bool) bool {
	switch e["event"] {
	case "drop", "duplicate":
		return wasSent(p, s, e["from"], e["to"], e["message"].(object))
	case "start", "partition", "heal":
		return true
	case "timeout":
		// A client does not ask again while its request is on the way.
		sent, said := e["sent"].([]any)
		return e["name"] == "retry" && p.isClient(e["node"]) && at(s["client"], e["node"]).(object)["waiting"] == true && (!said || len(sent) == 0)
	case "deliver":
		up := p.isClient(e["node"]) || at(s["up"], p.machine(e["node"])) == true
		return up && !asked && wasSent(p, s, e["from"], e["node"], e["message"].(object))
	}
	return false
}
