package validate_test

import (
	"fmt"
	"slices"
	"strconv"
)

// backupTruth says what the events of PrimaryBackup mean.
type backupTruth struct {
	plainTruth
	keyValue
	viewServer string
	polls      bool // messages may be lost: they are sent again, and of a view is told who asks
	cold       bool // the backup is a cold standby
	stopped    map[any]bool
}

func (p *backupTruth) module(header object, events []object) string {
	settings := header["settings"].(object)
	n, _ := strconv.Atoi(settings["servers"].(string))
	p.read(header, n, 1, events)
	p.viewServer = header["nodes"].([]any)[n].(string)
	p.polls = settings["network"] != "set" || settings["drops"] != "0"
	p.stopped = map[any]bool{}
	p.cold = settings["standby"] == "cold"
	views, _ := strconv.Atoi(settings["views"].(string))
	views++ // in its last view the spec's view server stands still; the log has none
	return truthModule("PrimaryBackup", append(p.constants(), [2]string{"Server", setOf(p.servers)}, [2]string{"Nobody", `"nobody"`},
		[2]string{"ViewNumber", fmt.Sprintf("1..%d", views)})...)
}

func backupView(x any) any {
	v := x.(object)
	return object{"number": v["Number"], "primary": v["Primary"], "backup": v["Backup"]}
}

func (p *backupTruth) app(x any) any {
	a := x.(object)
	return object{"store": p.store(a["Store"]), "last": p.last(a["Last"]), "performed": performed(a["Performed"])}
}

// showsApp is about what a server has executed. A cold standby has confirmed its log, too, which is as if it had executed that.
func (p *backupTruth) showsApp(state object, app any) bool {
	log, shown := state["Log"].([]any)
	if p.cold && !shown {
		return true
	}
	return shows(state, "App", app, func(x any) any {
		a := p.app(x).(object)
		for _, o := range log {
			p.perform(a, keyValueOperation(o).(object))
		}
		return a
	})
}

// perform is the application after an operation, which may be of no client.
func (p *backupTruth) perform(a, o object) {
	store, last := a["store"].(object), a["last"].(object)
	client := fmt.Sprint(o["client"])
	before, known := last[client].(object)
	if !known {
		a["store"] = "no client"
		return
	}
	number, _ := o["number"].(int)
	if was, _ := before["number"].(int); number <= was {
		return
	}
	op := o["op"].(object)
	key := fmt.Sprint(op["key"])
	value, _ := store[key].([]any)
	name := []any{o["client"], o["number"]}
	answer := []any{}
	switch op["kind"] {
	case "get":
		answer = value
	case "put":
		store[key] = []any{name}
	case "append":
		store[key] = append(slices.Clone(value), name)
	}
	last[client] = object{"number": number, "value": answer}
	a["performed"] = append(slices.Clone(a["performed"].([]any)), name)
}

// backupHandlers are the types of the messages of the log in the spec, and the actions that receive them.
var backupHandlers = map[string]struct{ of, server, client string }{
	"Ping":        {"ping", "", ""},
	"ViewReply":   {"view", "LearnView", "ClientLearnsView"},
	"Transfer":    {"transfer", "HandleTransfer", ""},
	"TransferAck": {"transferred", "HandleTransferred", ""},
	"Forward":     {"forward", "HandleForward", ""},
	"ForwardAck":  {"forwarded", "HandleForwarded", ""},
	"Request":     {"request", "HandleRequest", ""},
	"Reply":       {"reply", "", "HandleReply"},
}

// knows: PrimaryBackup has not the question for the view, nor the answer that there is none yet.
func (p *backupTruth) knows(_ any, x object) bool {
	v, told := x["View"].(object)
	return x["name"] != "GetView" && !(x["name"] == "ViewReply" && told && v["Number"] == 0)
}

func (p *backupTruth) is(m object, from, to any, x, _ object) bool {
	name, _ := x["name"].(string)
	if m["type"] != backupHandlers[name].of {
		return false
	}
	if name == "ViewReply" {
		return from == p.viewServer && to != p.viewServer && shows(x, "View", m["view"], backupView)
	}
	if sender, is := m["from"]; is && sender != from {
		return false
	}
	if receiver, is := m["to"]; is && receiver != to {
		return false
	}
	view := shows(x, "View", m["view"], nil)
	switch name {
	case "Ping":
		return to == p.viewServer && view
	case "Transfer":
		return view && shows(x, "State", m["app"], p.app)
	case "Forward":
		return view && shows(x, "Operation", m["operation"], keyValueOperation)
	case "ForwardAck":
		n := m["name"].([]any)
		return view && shows(x, "Client", n[0], nil) && shows(x, "Number", n[1], nil)
	case "Request":
		o := m["operation"].(object)
		return o["client"] == from && shows(x, "Number", o["number"], nil) && shows(x, "Op", o["op"], keyValueOp)
	case "Reply":
		n := m["name"].([]any)
		return n[0] == to && shows(x, "Number", n[1], nil) && shows(x, "Value", m["value"], p.value)
	}
	return view
}

func (p *backupTruth) asks(e object, action string, bound, s object) bool {
	node := e["node"]
	if p.stopped[node] {
		return false
	}
	switch e["event"] {
	case "invoke":
		x, ok := e["message"].(object)
		return action == "Invoke" && bound["c"] == node && (!ok || equal(bound["op"], keyValueOp(x)))
	case "timeout":
		return e["name"] == "ping-check" && node == p.viewServer && action == "Check"
	case "deliver":
		x := e["message"].(object)
		m, received := bound["m"].(object)
		if !received || !p.is(m, e["from"], node, x, s) {
			return false
		}
		of := backupHandlers[x["name"].(string)]
		switch {
		case node == p.viewServer:
			return action == "HandlePing"
		case p.isServer(node):
			return bound["i"] == node && action == of.server
		}
		return bound["c"] == node && action == of.client
	}
	return false
}

func (p *backupTruth) silent(_, m object) bool { return p.polls && m["type"] == "view" }

func (p *backupTruth) again(_, _, _, _ object) bool {
	if p.polls {
		panic("logs of what is sent where messages are lost are not judged here")
	}
	return false
}

func (p *backupTruth) unlogged(kind, action string, _, _ object) bool {
	return isUnlogged(kind, action, map[string]string{"timeout ping-check": "Check"}) && !p.stopped[p.viewServer]
}

func (p *backupTruth) happened(e object) {
	if e["event"] == "timeout" && e["name"] == "stop" {
		p.stopped[e["node"]] = true
	}
}

func (p *backupTruth) observed(e, t object) bool {
	state, _ := e["state"].(object)
	node := e["node"]
	stops := e["event"] == "timeout" && e["name"] == "stop"
	if !shows(state, "Stopped", p.stopped[node] || stops, nil) {
		return false
	}
	of := func(variable string) any { return at(t[variable], node) }
	switch {
	case node == nil:
		return true
	case node == p.viewServer:
		return shows(state, "View", t["view"], backupView) && shows(state, "Acked", t["acked"], nil) &&
			shows(state, "Recent", sorted(t["recent"]), sorted) && shows(state, "Before", sorted(t["before"]), sorted)
	case p.isServer(node):
		return shows(state, "View", of("serverView"), backupView) && shows(state, "Pings", of("pings"), nil) &&
			shows(state, "Ready", of("ready"), nil) && p.showsApp(state, of("app")) &&
			shows(state, "Pending", of("pending"), func(v any) any {
				if len(v.(object)) == 0 {
					return []any{}
				}
				return []any{keyValueOperation(v)}
			})
	}
	c := of("client").(object)
	return shows(state, "Started", c["started"], nil) && shows(state, "Waiting", c["waiting"], nil) && shows(state, "View", c["view"], backupView)
}

func (p *backupTruth) stands(e, s object, asked bool) bool {
	node := e["node"]
	switch e["event"] {
	case "drop", "duplicate":
		x := e["message"].(object)
		return !p.knows(nil, x) || wasSent(p, s, e["from"], e["to"], x)
	case "start", "partition", "heal":
		return true
	case "timeout":
		switch e["name"] {
		case "ping":
			return p.isServer(node) && !p.stopped[node]
		case "retry":
			return p.isClient(node) && at(s["client"], node).(object)["waiting"] == true
		case "stop":
			return !p.isClient(node) && !p.stopped[node]
		}
	case "deliver":
		x := e["message"].(object)
		return !asked && (!p.knows(nil, x) || wasSent(p, s, e["from"], node, x))
	}
	return false
}
