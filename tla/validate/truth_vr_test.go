package validate_test

import (
	"slices"
	"strconv"
)

// vrTruth says what the events of VR mean.
type vrTruth struct {
	plainTruth
	keyValue
}

func (p *vrTruth) module(header object, events []object) string {
	settings := header["settings"].(object)
	text := func(name string) string { return settings[name].(string) }
	n, _ := strconv.Atoi(text("servers"))
	crashes, _ := strconv.Atoi(text("crashes"))
	p.read(header, n, 0, events)
	return truthModule("VR", append(p.constants(), [2]string{"Servers", text("servers")}, [2]string{"View", "1.." + text("views")},
		[2]string{"Nonce", "1.." + strconv.Itoa(crashes+1)})...)
}

// replica is the number of a server, 0 of any other node.
func (p *vrTruth) replica(name any) any {
	s, _ := name.(string)
	return slices.Index(p.servers, s) + 1
}

func (p *vrTruth) replicas(x any) any { return sorted(mapped(x, p.replica)) }

func vrLog(x any) any { return mapped(x, keyValueOperation) }

// vrHandlers are the types of the messages of the log in the spec, and their actions.
var vrHandlers = map[string][2]string{
	"Request": {"request", "HandleRequest"}, "Reply": {"reply", "HandleReply"}, "Prepare": {"prepare", "HandlePrepare"},
	"PrepareOK": {"prepareOK", "HandlePrepareOK"}, "Commit": {"commit", "HandleCommit"},
	"StartViewChange": {"startViewChange", "HandleStartViewChange"}, "DoViewChange": {"doViewChange", "HandleDoViewChange"},
	"StartView": {"startView", "HandleStartView"}, "Recovery": {"recovery", "HandleRecovery"},
	"RecoveryResponse": {"recoveryResponse", "HandleRecoveryResponse"}, "GetState": {"getState", "HandleGetState"},
	"NewState": {"newState", "HandleNewState"},
}

func (p *vrTruth) is(m object, from, to any, x, _ object) bool {
	name, _ := x["name"].(string)
	if m["type"] != vrHandlers[name][0] {
		return false
	}
	switch name {
	case "Request":
		c := m["command"].(object)
		return m["to"] == p.replica(to) && c["client"] == from && shows(x, "Number", c["number"], nil) && shows(x, "Op", c["op"], keyValueOp)
	case "Reply":
		n := m["name"].([]any)
		return m["from"] == p.replica(from) && n[0] == to && shows(x, "Number", n[1], nil) && shows(x, "Value", m["value"], p.value)
	}
	if m["from"] != p.replica(from) || !p.isServer(to) {
		return false
	}
	if receiver, one := m["to"]; one && receiver != p.replica(to) || !one && from == to {
		return false // what goes to all goes to all others
	}
	has := func(field, of string, made func(any) any) bool {
		want, there := m[of]
		return !there || shows(x, field, want, made)
	}
	return has("View", "view", nil) && has("Command", "command", keyValueOperation) && has("OpNumber", "op", nil) &&
		has("CommitNumber", "commit", nil) && has("Log", "log", vrLog) && has("LastNormal", "lastNormal", nil) && has("Nonce", "nonce", nil)
}

func (p *vrTruth) knows(any, object) bool { return true }

// vrTimers are the actions of the timers of replicas.
var vrTimers = map[string]string{"view-change": "Timeout", "commit": "TellCommitted", "recover": "RecoverAgain"}

func (p *vrTruth) asks(e object, action string, bound, s object) bool {
	handles := func() bool {
		x := e["message"].(object)
		name, _ := x["name"].(string)
		return action == vrHandlers[name][1] && p.is(bound["m"].(object), e["from"], e["node"], x, s)
	}
	if p.isClient(e["node"]) {
		if bound["c"] != e["node"] {
			return false
		}
		switch e["event"] {
		case "invoke":
			x, ok := e["message"].(object)
			return action == "Invoke" && (!ok || equal(bound["op"], keyValueOp(x)))
		case "timeout":
			return e["name"] == "retry" && action == "Retry"
		case "deliver":
			return handles()
		}
		return false
	}
	if bound["i"] != p.replica(e["node"]) || bound["c"] != nil {
		return false
	}
	switch e["event"] {
	case "timeout":
		name, _ := e["name"].(string)
		return vrTimers[name] == action
	case "crash":
		return action == "Crash"
	case "restart":
		return action == "Restart"
	case "deliver":
		return handles()
	}
	return false
}

func (p *vrTruth) unlogged(kind, action string, _, _ object) bool {
	return isUnlogged(kind, action, map[string]string{"crash": "Crash", "restart": "Restart"})
}

func (p *vrTruth) observed(e, t object) bool {
	state, _ := e["state"].(object)
	if len(state) == 0 {
		return true
	}
	if p.isClient(e["node"]) {
		c := t["client"].(object)[e["node"].(string)].(object)
		return shows(state, "Started", c["started"], nil) && shows(state, "Waiting", c["waiting"], nil) &&
			shows(state, "Primary", c["primary"], p.replica) && shows(state, "ToAll", c["toAll"], nil)
	}
	r := at(t["replica"], p.replica(e["node"])).(object)
	return shows(state, "View", r["view"], nil) && shows(state, "Boots", r["boots"], nil) && shows(state, "Status", r["status"], nil) &&
		shows(state, "LastNormal", r["lastNormal"], nil) && shows(state, "Log", r["log"], vrLog) &&
		shows(state, "CommitNumber", r["commit"], nil) && shows(state, "Executed", r["executed"], vrLog) &&
		shows(state, "Prepared", r["prepared"], p.prepared) && shows(state, "Asked", sorted(r["asked"]), p.replicas) &&
		shows(state, "HandedOver", r["handedOver"], nil) && shows(state, "Changes", sorted(r["changes"]), p.changes) &&
		shown(state, "Responses", func(v any) bool { return p.responded(r["responses"].(object), v.(object)) })
}

// prepared is what a primary knows of all replicas.
func (p *vrTruth) prepared(x any) any {
	list := []any{}
	for _, name := range p.servers {
		n, ok := x.(object)[name]
		if !ok {
			n = 0
		}
		list = append(list, n)
	}
	return list
}

func (p *vrTruth) changes(x any) any {
	list := []any{}
	for name, v := range x.(object) {
		c := v.(object)
		list = append(list, object{"from": p.replica(name), "log": vrLog(c["Log"]), "lastNormal": c["LastNormal"], "commit": c["CommitNumber"]})
	}
	return sorted(list)
}

// responded says whether a replica has been told what the log says, which is nothing if it has no fields.
func (p *vrTruth) responded(r, x object) bool {
	if len(x) == 0 {
		return len(r["from"].([]any)) == 0
	}
	return equal(sorted(r["from"]), p.replicas(x["From"])) && equal(r["view"], x["View"]) && equal(r["primary"], x["Primary"]) &&
		equal(r["log"], vrLog(x["Log"])) && equal(r["commit"], x["CommitNumber"])
}

func (p *vrTruth) stands(e, s object, asked bool) bool {
	switch e["event"] {
	case "drop", "duplicate":
		return wasSent(p, s, e["from"], e["to"], e["message"].(object))
	case "start", "partition", "heal":
		return true
	case "deliver":
		up := p.isClient(e["node"]) || at(s["replica"], p.replica(e["node"])).(object)["status"] != "down"
		return up && !asked && wasSent(p, s, e["from"], e["node"], e["message"].(object))
	}
	return false
}
