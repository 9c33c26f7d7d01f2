package validate_test

import (
	"maps"
	"slices"
)

// zabTruth says what the events of Zab mean.
type zabTruth struct {
	plainTruth
	servers []string
	drops   bool // that a message was lost may not be logged
}

func (p *zabTruth) dropsUnlogged() bool { return p.drops }

func (p *zabTruth) module(header object, _ []object) string {
	p.servers = nil
	for _, name := range header["nodes"].([]any) {
		p.servers = append(p.servers, name.(string))
	}
	kinds, _ := header["unlogged"].([]any)
	p.drops = slices.Contains(kinds, any("drop"))
	return truthModule("Zab", [2]string{"Server", setOf(p.servers)}, [2]string{"Nobody", `"nobody"`})
}

func zabTxn(x any) any { return object{"epoch": x.(object)["Epoch"], "counter": x.(object)["Counter"]} }

func zabHistory(x any) any { return mapped(x, zabTxn) }

// function is a function of nodes: an empty one is an empty sequence in TLA+.
func function(x any) any {
	if len(x.(object)) == 0 {
		return []any{}
	}
	return x
}

func zabLeadership(x any) any {
	l := x.(object)
	if len(l) == 0 {
		return object{"epoch": 0, "accepted": []any{}, "reports": []any{}, "members": []any{}, "stored": []any{}, "broadcast": false}
	}
	reports := object{}
	for name, r := range l["Reports"].(object) {
		reports[name] = object{"currentEpoch": r.(object)["CurrentEpoch"], "history": zabHistory(r.(object)["History"])}
	}
	return object{"epoch": l["Epoch"], "accepted": function(l["Accepted"]), "reports": function(reports), "members": sorted(l["Members"]),
		"stored": function(l["Stored"]), "broadcast": l["Broadcast"]}
}

// zabMessages are the types of the messages of the log: in the spec, their fields, and the actions that receive them.
var zabMessages = map[string]struct {
	of, action string
	fields     []chainField
}{
	"Elected":      {"elected", "HandleElected", nil},
	"FollowerInfo": {"followerInfo", "HandleFollowerInfo", []chainField{{"AcceptedEpoch", "acceptedEpoch", nil}}},
	"NewEpoch":     {"newEpoch", "HandleNewEpoch", []chainField{{"Epoch", "epoch", nil}}},
	"AckEpoch": {"ackEpoch", "HandleAckEpoch", []chainField{{"Epoch", "epoch", nil}, {"CurrentEpoch", "currentEpoch", nil},
		{"History", "history", zabHistory}}},
	"NewLeader": {"newLeader", "HandleNewLeader", []chainField{{"Epoch", "epoch", nil}, {"History", "history", zabHistory}}},
	"AckLeader": {"ackLeader", "HandleAckLeader", []chainField{{"Epoch", "epoch", nil}, {"Length", "length", nil}}},
	"Propose":   {"propose", "HandlePropose", []chainField{{"Txn", "txn", zabTxn}, {"Index", "index", nil}}},
	"Ack":       {"ack", "HandleAck", []chainField{{"Epoch", "epoch", nil}, {"Index", "index", nil}}},
	"Commit":    {"commit", "HandleCommit", []chainField{{"Epoch", "epoch", nil}, {"Index", "index", nil}}},
}

func (p *zabTruth) knows(any, object) bool { return true }

func (p *zabTruth) is(m object, _, _ any, x, _ object) bool {
	name, _ := x["name"].(string)
	return m["type"] == zabMessages[name].of && !slices.ContainsFunc(zabMessages[name].fields, func(f chainField) bool {
		return !shows(x, f.field, m[f.of], f.as)
	})
}

// zabTimers are the actions of timers.
var zabTimers = map[any]string{"elect": "Elect", "lost": "GiveUp", "change": "Change"}

func (p *zabTruth) asks(e object, action string, bound, s object) bool {
	if bound["i"] != e["node"] {
		return false
	}
	switch e["event"] {
	case "timeout":
		return action == zabTimers[e["name"]]
	case "crash":
		return action == "Crash"
	case "restart":
		return action == "Restart"
	case "deliver":
		x := e["message"].(object)
		m := nextMessage(s, e["from"], e["node"])
		return bound["j"] == e["from"] && m != nil && p.is(m, nil, nil, x, s) && action == zabMessages[x["name"].(string)].action
	}
	return false
}

func (p *zabTruth) unlogged(kind, action string, _, _ object) bool {
	return isUnlogged(kind, action, map[string]string{"crash": "Crash", "restart": "Restart", "drop": none}) // see withLosses
}

func (p *zabTruth) observed(e, t object) bool {
	state, _ := e["state"].(object)
	if len(state) == 0 {
		return true
	}
	s := at(t["server"], e["node"]).(object)
	leadership := maps.Clone(s["leadership"].(object))
	leadership["members"] = sorted(leadership["members"])
	return shows(state, "AcceptedEpoch", s["acceptedEpoch"], nil) && shows(state, "CurrentEpoch", s["currentEpoch"], nil) &&
		shows(state, "History", s["history"], zabHistory) && shows(state, "Role", s["role"], nil) && shows(state, "Leader", s["leader"], nil) &&
		shows(state, "Committed", s["committed"], nil) && shows(state, "Leadership", leadership, zabLeadership)
}

func (p *zabTruth) stands(e, s object, _ bool) bool {
	switch e["event"] {
	case "start", "partition", "heal", "cut-link", "heal-link":
		return true
	case "drop":
		// It was found to be lost before.
		return p.drops && !slices.ContainsFunc(onTheWay(s, e["from"], e["to"]), func(m any) bool { return p.is(m.(object), nil, nil, e["message"].(object), s) })
	}
	return false
}
