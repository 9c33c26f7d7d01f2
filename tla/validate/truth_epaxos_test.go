package validate_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// epaxosTruth says what the events of EPaxos mean.
type epaxosTruth struct {
	plainTruth
	servers  []string
	commands int
}

func (p *epaxosTruth) module(header object, _ []object) string {
	p.servers = nil
	for _, name := range header["nodes"].([]any) {
		p.servers = append(p.servers, name.(string))
	}
	text := header["settings"].(object)["commands"].(string)
	p.commands, _ = strconv.Atoi(text)
	return truthModule("EPaxos", [2]string{"Servers", fmt.Sprint(len(p.servers))}, [2]string{"Commands", text})
}

// server is the number of a server, 0 of what names none.
func (p *epaxosTruth) server(name any) any { return slices.Index(p.servers, fmt.Sprint(name)) + 1 }

func (p *epaxosTruth) serverSet(x any) any { return sorted(mapped(x, p.server)) }

// owner is the server that owns a ballot of a command.
func (p *epaxosTruth) owner(ballot, command any) any {
	if b := ballot.(int); b > 0 {
		return (b-1)%len(p.servers) + 1
	}
	return command
}

// epaxosCommand is the number of a command.
func epaxosCommand(x any) any {
	text, _ := x.(string)
	n, err := strconv.Atoi(strings.TrimPrefix(text, "c"))
	if err != nil || text != fmt.Sprint("c", n) {
		return "no command"
	}
	return n
}

// epaxosCommands are those of a set: {c1 c2}.
func epaxosCommands(x any) any {
	text, _ := x.(string)
	list := []any{}
	for name := range strings.FieldsSeq(strings.Trim(text, "{}")) {
		list = append(list, epaxosCommand(name))
	}
	var names []string
	for _, c := range list {
		names = append(names, fmt.Sprint("c", c))
	}
	if text != "{"+strings.Join(names, " ")+"}" || !slices.IsSorted(names) {
		return "no set"
	}
	return list
}

func epaxosProposal(x any) any {
	return object{"payload": x.(object)["Payload"], "deps": epaxosCommands(x.(object)["Deps"])}
}

func epaxosReport(x any) any {
	r := x.(object)
	return object{"accepted": r["Accepted"], "phase": r["Phase"], "proposal": epaxosProposal(r["Proposal"]), "initialDeps": epaxosCommands(r["InitialDeps"])}
}

func epaxosInstance(x any) any {
	n := epaxosReport(x).(object)
	n["ballot"], n["initial"] = x.(object)["Ballot"], x.(object)["Initial"]
	return n
}

func (p *epaxosTruth) attempt(x any) any {
	a := x.(object)
	stage := a["Stage"]
	if stage == "pre-accepting" {
		stage = "preAccepting"
	}
	return object{"stage": stage, "answered": p.serverSet(a["Answered"]), "deps": epaxosCommands(a["Deps"]), "same": a["Same"],
		"reports": p.reports(a["Reports"].(object)), "quorum": p.serverSet(a["Quorum"]), "support": a["Support"],
		"against": epaxosCommands(a["Against"]), "refuted": a["Refuted"]}
}

// reports are those of servers, as a list of pairs.
func (p *epaxosTruth) reports(x object) any {
	pairs := []any{}
	for name, r := range x {
		pairs = append(pairs, []any{p.server(name), epaxosReport(r)})
	}
	return sorted(pairs)
}

// epaxosMessages are the types of the messages of the log: in the spec, their fields, and the actions that receive them.
var epaxosMessages = map[string]struct {
	of      string
	fields  []chainField
	actions []string
}{
	"PreAccept":   {"preAccept", []chainField{{"Deps", "deps", epaxosCommands}}, []string{"HandlePreAccept"}},
	"PreAcceptOK": {"preAcceptOK", []chainField{{"Deps", "deps", epaxosCommands}}, []string{"HandlePreAcceptOK"}},
	"Accept":      {"accept", []chainField{{"Ballot", "ballot", nil}, {"Proposal", "proposal", epaxosProposal}}, []string{"HandleAccept"}},
	"AcceptOK":    {"acceptOK", []chainField{{"Ballot", "ballot", nil}}, []string{"HandleAcceptOK"}},
	"Commit":      {"commit", []chainField{{"Ballot", "ballot", nil}, {"Proposal", "proposal", epaxosProposal}}, []string{"HandleCommit"}},
	"Recover":     {"recover", []chainField{{"Ballot", "ballot", nil}}, []string{"HandleRecover"}},
	"RecoverOK": {"recoverOK", []chainField{{"Ballot", "ballot", nil}, {"Report", "report", epaxosReport}},
		[]string{"HandleRecoverOK", "HandleLateRecoverOK"}},
	"Validate": {"validate", []chainField{{"Ballot", "ballot", nil}, {"Proposal", "proposal", epaxosProposal}}, []string{"HandleValidate"}},
	"ValidateOK": {"validateOK", []chainField{{"Ballot", "ballot", nil}, {"Against", "against", epaxosCommands}, {"Committed", "committed", nil}},
		[]string{"HandleValidateOK"}},
	"Waiting": {"waiting", []chainField{{"Support", "support", nil}}, []string{"HandleWaiting"}},
}

func (p *epaxosTruth) knows(any, object) bool { return true }

// goes says whether a message of the spec may go from a server to another one.
func (p *epaxosTruth) goes(m object, from, to any) bool {
	switch m["type"] {
	case "preAccept":
		return from == m["command"] && to != from
	case "preAcceptOK":
		return from == m["from"] && to == m["command"]
	case "acceptOK", "recoverOK", "validateOK":
		return from == m["from"] && to == p.owner(m["ballot"], m["command"])
	case "waiting":
		return from == m["from"] && to != from
	case "validate":
		return from == p.owner(m["ballot"], m["command"]) && to == m["to"]
	}
	return from == p.owner(m["ballot"], m["command"]) && to != from
}

func (p *epaxosTruth) is(m object, from, to any, x, _ object) bool {
	name, _ := x["name"].(string)
	kind, known := epaxosMessages[name]
	return known && m["type"] == kind.of && p.server(to) != 0 && p.goes(m, p.server(from), p.server(to)) &&
		shows(x, "Command", m["command"], epaxosCommand) &&
		!slices.ContainsFunc(kind.fields, func(f chainField) bool { return !shows(x, f.field, m[f.of], f.as) })
}

func (p *epaxosTruth) asks(e object, action string, bound, s object) bool {
	if bound["i"] != p.server(e["node"]) {
		return false
	}
	switch e["event"] {
	case "timeout":
		return action == map[any]string{"submit": "Submit", "recover": "StartRecovery"}[e["name"]]
	case "crash":
		return action == "Crash"
	case "restart":
		return action == "Restart"
	case "deliver":
		x := e["message"].(object)
		name, _ := x["name"].(string)
		return slices.Contains(epaxosMessages[name].actions, action) && p.is(bound["m"].(object), e["from"], e["node"], x, s)
	}
	return false
}

func (p *epaxosTruth) unlogged(kind, action string, _, _ object) bool {
	return isUnlogged(kind, action, map[string]string{"crash": "Crash", "restart": "Restart", "timeout recover": "StartRecovery", "drop": none})
}

func (p *epaxosTruth) observed(e, t object) bool {
	state, _ := e["state"].(object)
	if len(state) == 0 {
		return true
	}
	s := at(t["server"], p.server(e["node"])).(object)
	return shows(state, "Instances", s["instance"], func(x any) any { return mapped(x, epaxosInstance) }) &&
		shows(state, "Executed", s["executed"], func(x any) any { return mapped(x, epaxosCommand) }) &&
		shows(state, "Attempts", mapped(s["attempt"], epaxosCoordinates), p.attempts) &&
		shows(state, "Blocking", sorted(s["blocking"]), epaxosCommands)
}

// epaxosCoordinates is what a server coordinates in the spec; nothing is stage none.
func epaxosCoordinates(x any) any {
	a := object{}
	for name, v := range x.(object) {
		a[name] = sorted(v)
	}
	if a["stage"] == "none" {
		return "nothing"
	}
	a["reports"] = byInstance(a["reports"], func(r any) any { return r })
	return a
}

// attempts are those of all commands, as the log has them.
func (p *epaxosTruth) attempts(x any) any {
	list := []any{}
	for range p.commands {
		list = append(list, "nothing")
	}
	for name, a := range x.(object) {
		c, ok := epaxosCommand(name).(int)
		if !ok || c < 1 || c > p.commands {
			return "attempts of others"
		}
		list[c-1] = p.attempt(a)
	}
	return list
}

func (p *epaxosTruth) stands(e, s object, asked bool) bool {
	switch e["event"] {
	case "drop", "duplicate":
		return wasSent(p, s, e["from"], e["to"], e["message"].(object))
	case "start", "partition", "heal", "cut-link", "heal-link":
		return true
	case "deliver":
		i, ok := p.server(e["node"]).(int)
		return ok && i > 0 && at(s["up"], i) == true && !asked && wasSent(p, s, e["from"], e["node"], e["message"].(object))
	}
	return false
}
