package validate_test

import "strconv"

// ftvmTruth says what the events of FTVM mean.
type ftvmTruth struct {
	chainTruth // its channels are like those of Chain
	storage    string
}

func (p *ftvmTruth) module(header object, events []object) string {
	settings := header["settings"].(object)
	n, _ := strconv.Atoi(settings["servers"].(string))
	p.read(header, n, 1, events)
	p.storage = header["nodes"].([]any)[n].(string)
	return truthModule("FTVM", append(p.constants(), [2]string{"Server", setOf(p.servers)}, [2]string{"Order", sequenceOf(p.servers)},
		[2]string{"Storage", `"` + p.storage + `"`}, [2]string{"Nobody", `"nobody"`},
		[2]string{"Buffer", settings["buffer"].(string)}, [2]string{"Lag", settings["lag"].(string)})...)
}

func ftvmMachine(x any) any {
	m := x.(object)
	return object{"since": m["Since"], "done": mapped(m["Done"], keyValueOperation), "threads": mapped(m["Threads"], func(x any) any {
		return object{"operation": keyValueOperation(x), "progress": x.(object)["Progress"]}
	})}
}

// ftvmEntryOp is the operation of an entry: one that is no packet has none.
func ftvmEntryOp(kind, op any) any {
	if kind == "packet" {
		return keyValueOp(op)
	}
	return object{"kind": "none", "key": "none"}
}

func ftvmEntry(x any) any {
	e := x.(object)
	return object{"type": "entry", "pair": e["Pair"], "kind": e["Kind"], "at": e["At"], "client": e["Client"], "number": e["Number"],
		"op": ftvmEntryOp(e["Kind"], e["Op"]), "clock": e["Clock"]}
}

func (p *ftvmTruth) unacked(x any) any {
	return mapped(x, func(x any) any {
		return mapped(x, func(x any) any {
			a := x.(object)
			return object{"client": a["Client"], "number": a["Number"], "value": p.value(a["Value"])}
		})
	})
}

// ftvmMessages are the types of the messages of the log: in the spec, their fields, and the actions that receive them.
var ftvmMessages = map[string]struct {
	of, action string
	fields     []chainField
}{
	"Request":  {"request", "HandleRequest", []chainField{{"Number", "number", nil}, {"Op", "op", keyValueOp}}},
	"Reply":    {"reply", "HandleReply", []chainField{{"Number", "number", nil}}},
	"Announce": {"announce", "HandleAnnounce", []chainField{{"Pair", "pair", nil}}},
	"Entry": {"entry", "HandleEntry", []chainField{{"Pair", "pair", nil}, {"Kind", "kind", nil}, {"At", "at", nil}, {"Client", "client", nil},
		{"Number", "number", nil}, {"Clock", "clock", nil}}},
	"Ack":        {"ack", "HandleAck", []chainField{{"Pair", "pair", nil}}},
	"Copy":       {"copy", "HandleCopy", []chainField{{"Pair", "pair", nil}, {"Machine", "machine", ftvmMachine}}},
	"TestAndSet": {"test-and-set", "HandleTestAndSet", []chainField{{"Pair", "pair", nil}}},
	"Flag":       {"flag", "HandleFlag", []chainField{{"Pair", "pair", nil}, {"WasSet", "wasSet", nil}}},
}

func (p *ftvmTruth) is(m object, _, _ any, x, _ object) bool {
	name, _ := x["name"].(string)
	if m["type"] != ftvmMessages[name].of {
		return false
	}
	switch name {
	case "Reply":
		if !shows(x, "Value", m["value"], p.value) {
			return false
		}
	case "Entry":
		if op, ok := x["Op"]; ok && !equal(m["op"], ftvmEntryOp(m["kind"], op)) {
			return false
		}
	}
	for _, f := range ftvmMessages[name].fields {
		if !shows(x, f.field, m[f.of], f.as) {
			return false
		}
	}
	return true
}

// ftvmTimeouts are the actions of timers.
var ftvmTimeouts = map[any]string{"cpu": "Instruction", "disk": "CompleteWrite", "replay": "Replay", "clone": "Clone"}

func (p *ftvmTruth) asks(e object, action string, bound, s object) bool {
	node := e["node"]
	switch e["event"] {
	case "invoke":
		x, ok := e["message"].(object)
		return action == "Invoke" && bound["c"] == node && (!ok || equal(bound["op"], keyValueOp(x)))
	case "timeout":
		if e["name"] == "retry" {
			return action == "Retry" && bound["c"] == node
		}
		return action == ftvmTimeouts[e["name"]] && bound["i"] == node
	case "crash":
		return action == "Fail" && bound["i"] == node
	case "suspect":
		return action == "Suspect" && bound["i"] == node && at(s["server"], node).(object)["peer"] == e["name"]
	case "deliver":
		from, x := e["from"], e["message"].(object)
		m := nextMessage(s, from, node)
		if m == nil || !p.is(m, from, node, x, s) || action != ftvmMessages[x["name"].(string)].action {
			return false
		}
		switch {
		case node == p.storage:
			return bound["i"] == from
		case p.isServer(node) && action == "HandleFlag":
			return bound["i"] == node && from == p.storage
		case p.isServer(node):
			return bound["i"] == node && (bound["j"] == from || bound["c"] == from)
		}
		return bound["c"] == node && bound["i"] == from
	}
	return false
}

// isLate is about replies to operations that have their answers, and old news.
func (p *ftvmTruth) isLate(e object, action string, bound, s object) bool {
	if action != "HandleAnnounce" {
		return p.chainTruth.isLate(e, action, bound, s)
	}
	if e["event"] != "deliver" || bound["c"] != e["node"] || bound["i"] != e["from"] {
		return false
	}
	c := at(s["client"], e["node"]).(object)
	m := nextMessage(s, e["from"], e["node"])
	return m["pair"].(int) < c["pair"].(int) || m["pair"] == c["pair"] && c["server"] == e["from"]
}

func (p *ftvmTruth) unlogged(kind, action string, _, _ object) bool {
	return isUnlogged(kind, action, map[string]string{"timeout retry": "Retry", "suspect": "Suspect"})
}

func (p *ftvmTruth) observed(e, t object) bool {
	state, _ := e["state"].(object)
	node := e["node"]
	switch {
	case node == nil:
		return true
	case node == p.storage:
		return shows(state, "Flags", sorted(t["flag"]), func(x any) any {
			flags := []any{}
			for k, server := range x.(object) {
				n, _ := strconv.Atoi(k)
				flags = append(flags, []any{n, server})
			}
			return sorted(flags)
		})
	case p.isServer(node):
		s := at(t["server"], node).(object)
		return shows(state, "Role", s["role"], nil) && shows(state, "Pair", s["pair"], nil) && shows(state, "Peer", s["peer"], nil) &&
			shows(state, "Suspects", s["suspects"], nil) && shows(state, "Machine", s["machine"], ftvmMachine) &&
			shows(state, "Unacked", s["unacked"], p.unacked) && shows(state, "Log", s["log"], func(x any) any { return mapped(x, ftvmEntry) })
	}
	c := at(t["client"], node).(object)
	return shows(state, "Started", c["started"], nil) && shows(state, "Waiting", c["waiting"], nil) && shows(state, "Server", c["server"], nil) &&
		shows(state, "Pair", c["pair"], nil)
}
