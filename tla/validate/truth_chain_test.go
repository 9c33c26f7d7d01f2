package validate_test

import (
	"strconv"
	"strings"
)

// chainTruth says what the events of Chain mean.
type chainTruth struct {
	plainTruth
	keyValue
	master string
}

func (p *chainTruth) module(header object, events []object) string {
	settings := header["settings"].(object)
	n, _ := strconv.Atoi(settings["servers"].(string))
	first, _ := strconv.Atoi(settings["first"].(string))
	p.read(header, n, 1, events)
	p.master = header["nodes"].([]any)[n].(string)
	return truthModule("Chain", append(p.constants(), [2]string{"Server", setOf(p.servers)}, [2]string{"Master", `"` + p.master + `"`},
		[2]string{"Nobody", `"nobody"`}, [2]string{"First", sequenceOf(p.servers[:first])}, [2]string{"Others", sequenceOf(p.servers[first:])},
		[2]string{"Apportioned", strings.ToUpper(strconv.FormatBool(settings["queries"] == "apportioned"))})...)
}

// sequenceOf is a sequence of strings in TLA+.
func sequenceOf(names []string) string {
	set := setOf(names)
	return "<<" + set[1:len(set)-1] + ">>"
}

func chainUpdates(x any) any { return mapped(x, keyValueOperation) }

// chainField is a field of a message, with its name in the spec, and what the spec has of it.
type chainField struct {
	field, of string
	as        func(any) any
}

// chainMessages are the types of the messages of the log: in the spec, their fields, and the actions that receive them.
var chainMessages = map[string]struct {
	of, action string
	fields     []chainField
}{
	"Request":        {"request", "HandleRequest", []chainField{{"Number", "number", nil}, {"Op", "op", keyValueOp}}},
	"Reply":          {"reply", "HandleReply", []chainField{{"Number", "number", nil}}},
	"Update":         {"update", "HandleUpdate", nil},
	"Ack":            {"ack", "HandleAck", []chainField{{"Processed", "processed", nil}}},
	"NewPredecessor": {"new predecessor", "HandleNewPredecessor", []chainField{{"Server", "server", nil}}},
	"Linked":         {"linked", "HandleLinked", []chainField{{"Predecessor", "predecessor", nil}, {"Received", "received", nil}}},
	"NewSuccessor":   {"new successor", "HandleNewSuccessor", []chainField{{"Server", "server", nil}, {"Received", "received", nil}}},
	"Extend":         {"extend", "HandleExtend", []chainField{{"Number", "number", nil}, {"Server", "server", nil}}},
	"Copy":           {"copy", "HandleCopy", []chainField{{"Number", "number", nil}, {"Hist", "hist", chainUpdates}}},
	"Copied":         {"copied", "HandleCopied", nil},
	"Handover":       {"handover", "HandleHandover", []chainField{{"Updates", "updates", chainUpdates}}},
	"Joined":         {"joined", "HandleJoined", []chainField{{"Predecessor", "predecessor", nil}}},
	"Chain":          {"chain", "HandleNews", []chainField{{"Servers", "servers", nil}}},
	"VersionQuery": {"version query", "HandleVersionQuery", []chainField{{"Client", "client", nil}, {"Number", "number", nil},
		{"Key", "key", nil}}},
	"Version": {"version", "HandleVersion", []chainField{{"Client", "client", nil}, {"Number", "number", nil}, {"Key", "key", nil},
		{"Processed", "processed", nil}}},
}

func (p *chainTruth) knows(any, object) bool { return true }

func (p *chainTruth) is(m object, _, _ any, x, _ object) bool {
	name, _ := x["name"].(string)
	if m["type"] != chainMessages[name].of {
		return false
	}
	if name == "Update" {
		u := m["update"].(object)
		return shows(x, "Client", u["client"], nil) && shows(x, "Number", u["number"], nil) && shows(x, "Op", u["op"], keyValueOp)
	}
	if name == "Reply" && !shows(x, "Value", m["value"], p.value) {
		return false
	}
	for _, f := range chainMessages[name].fields {
		if !shows(x, f.field, m[f.of], f.as) {
			return false
		}
	}
	return true
}

func (p *chainTruth) asks(e object, action string, bound, s object) bool {
	node := e["node"]
	switch e["event"] {
	case "invoke":
		x, ok := e["message"].(object)
		return action == "Invoke" && bound["c"] == node && (!ok || equal(bound["op"], keyValueOp(x)))
	case "timeout":
		return e["name"] == "retry" && action == "Retry" && bound["c"] == node
	case "crash":
		return action == "Fail" && bound["i"] == node
	case "suspect":
		return action == "HearOfFailure" && node == p.master && bound["i"] == e["name"]
	case "deliver":
		from, x := e["from"], e["message"].(object)
		m := nextMessage(s, from, node)
		if m == nil || !p.is(m, from, node, x, s) {
			return false
		}
		wanted := chainMessages[x["name"].(string)].action
		switch {
		case node == p.master:
			return action == wanted && bound["i"] == from
		case p.isServer(node):
			return action == wanted && bound["i"] == node && (bound["j"] == from || bound["c"] == from)
		case x["name"] == "Chain":
			return action == "ClientHandleNews" && bound["c"] == node && from == p.master
		}
		return action == wanted && bound["c"] == node && bound["i"] == from
	}
	return false
}

// isLate is about replies to operations that have their answers.
func (p *chainTruth) isLate(e object, action string, bound, s object) bool {
	if e["event"] != "deliver" || action != "HandleReply" || bound["c"] != e["node"] || bound["i"] != e["from"] {
		return false
	}
	c := at(s["client"], e["node"]).(object)
	return c["waiting"] == false || !equal(c["started"], nextMessage(s, e["from"], e["node"])["number"])
}

func (p *chainTruth) unlogged(kind, action string, _, _ object) bool {
	return isUnlogged(kind, action, map[string]string{"timeout retry": "Retry", "suspect": "HearOfFailure"})
}

func (p *chainTruth) observed(e, t object) bool {
	state, _ := e["state"].(object)
	node := e["node"]
	switch {
	case node == nil:
		return true
	case node == p.master:
		m := t["master"].(object)
		return shows(state, "Number", m["number"], nil) && shows(state, "Chain", m["chain"], nil) && shows(state, "Failed", sorted(m["failed"]), sorted)
	case p.isServer(node):
		s := at(t["server"], node).(object)
		return shows(state, "Role", s["role"], nil) && shows(state, "Pred", s["pred"], nil) && shows(state, "Succ", s["succ"], nil) &&
			shows(state, "Hist", s["hist"], chainUpdates) && shows(state, "Sent", s["sent"], chainUpdates) && shows(state, "Number", s["number"], nil) &&
			shows(state, "Joining", s["joining"], nil) && shows(state, "Tail", s["tail"], nil)
	}
	c := at(t["client"], node).(object)
	return shows(state, "Started", c["started"], nil) && shows(state, "Waiting", c["waiting"], nil) && shows(state, "Chain", c["chain"], nil)
}

func (p *chainTruth) stands(e, _ object, _ bool) bool {
	switch e["event"] {
	case "start", "partition", "heal", "cut-link", "heal-link":
		return true
	}
	return false
}
