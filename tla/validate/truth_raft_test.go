package validate_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// raftTruth says what the events of Raft mean.
type raftTruth struct{ servers []string }

func (p *raftTruth) module(header object, events []object) string {
	settings := header["settings"].(object)
	n, _ := strconv.Atoi(settings["servers"].(string))
	p.servers = nil
	for _, name := range header["nodes"].([]any)[:n] {
		p.servers = append(p.servers, name.(string))
	}
	commands := map[string]bool{}
	command := func(from string, number any) {
		commands[fmt.Sprintf("[from |-> %q, number |-> %v]", from, number)] = true
	}
	for i, e := range events {
		if m, ok := e["message"].(object); ok && m["name"] == "Request" {
			command(fmt.Sprint(e["from"]), m["Number"])
		}
		if e["event"] == "timeout" && e["name"] == "command" {
			for k := range i + 1 {
				command(e["node"].(string), k+1)
			}
		}
	}
	var list []string
	for c := range commands {
		list = append(list, c)
	}
	slices.Sort(list)
	return fmt.Sprintf(`---- MODULE Truth ----
EXTENDS Raft
S == {"%s"}
N == "nobody"
C == {%s}
T == 1..%s
F == %s
====
---- CONFIG Truth ----
CONSTANTS Server <- S Nobody <- N Command <- C Term <- T Refusals <- F
INIT Init
NEXT Next
====
`, strings.Join(p.servers, `","`), strings.Join(list, ", "), settings["terms"], strings.ToUpper(settings["refusals"].(string)))
}

// raftMessages names the types of messages, their actions and their fields.
var raftMessages = map[string]struct {
	of      string
	actions []string
	fields  map[string]string
}{
	"RequestVote":        {"RequestVote", []string{"HandleRequestVote"}, map[string]string{"Term": "term", "LastLogIndex": "lastIndex", "LastLogTerm": "lastTerm"}},
	"RequestVoteReply":   {"Vote", []string{"HandleVote"}, map[string]string{"Term": "term", "Granted": "granted"}},
	"AppendEntries":      {"AppendEntries", []string{"HandleAppendEntries", "RefuseAppendEntries"}, map[string]string{"Term": "term", "PrevLogIndex": "prevIndex", "PrevLogTerm": "prevTerm", "LeaderCommit": "commit", "Entries": "entries"}},
	"AppendEntriesReply": {"Appended", []string{"HandleAppended"}, map[string]string{"Term": "term", "Success": "success", "Index": "index"}},
}

func raftEntries(v any) any {
	list := []any{}
	for _, x := range v.([]any) {
		e := x.(object)
		c := e["Command"].(object)
		list = append(list, object{"term": e["Term"], "command": object{"from": c["From"], "number": c["Number"]}})
	}
	return list
}

// isMessage says whether a message of the spec is the one of an event.
func raftIsMessage(m object, from, to any, x object) bool {
	kind, ok := raftMessages[x["name"].(string)]
	if !ok || m["type"] != kind.of || m["from"] != from || m["to"] != to {
		return false
	}
	for name, v := range x {
		field, known := kind.fields[name]
		if !known {
			continue
		}
		if name == "Entries" {
			v = raftEntries(v)
		}
		if !equal(m[field], v) {
			return false
		}
	}
	return true
}

func (p *raftTruth) server(e object) bool {
	name, _ := e["node"].(string)
	return slices.Contains(p.servers, name)
}

func (p *raftTruth) asks(e object, action string, bound, s object) bool {
	if !p.server(e) || bound["i"] != e["node"] {
		return false
	}
	i := e["node"].(string)
	switch e["event"] {
	case "timeout":
		switch e["name"] {
		case "election":
			return action == "Timeout"
		case "heartbeat":
			return action == "Heartbeat"
		case "command":
			length := len(s["log"].(object)[i].([]any))
			return action == "ClientRequest" && equal(bound["c"], object{"from": i, "number": length + 1})
		}
	case "crash":
		return action == "Crash"
	case "restart":
		return action == "Restart"
	case "deliver":
		x := e["message"].(object)
		if x["name"] == "Request" {
			return action == "ClientRequest" && equal(bound["c"], object{"from": e["from"], "number": x["Number"]})
		}
		kind := raftMessages[x["name"].(string)]
		return slices.Contains(kind.actions, action) && raftIsMessage(bound["m"].(object), e["from"], i, x)
	}
	return false
}

func (p *raftTruth) step(e object, _ string, _ object, _, t object) bool { return p.observed(e, t) }

func (p *raftTruth) observed(e, t object) bool {
	if sent, ok := e["sent"]; ok && sent != nil {
		panic("logs of what was sent are not judged here")
	}
	state, _ := e["state"].(object)
	i, _ := e["node"].(string)
	for name, v := range state {
		in := func(variable string) any { return t[variable].(object)[i] }
		ok := true
		switch name {
		case "Term":
			ok = equal(in("currentTerm"), v)
		case "VotedFor":
			ok = equal(in("votedFor"), v)
		case "Role":
			ok = equal(in("role"), v)
		case "Votes":
			ok = equal(sorted(in("votes")), sorted(v))
		case "CommitIndex":
			ok = equal(in("commitIndex"), v)
		case "LastApplied":
			ok = equal(in("lastApplied"), v)
		case "Log":
			ok = equal(in("log"), raftEntries(v))
		case "NextIndex", "MatchIndex":
			mine := in(strings.ToLower(name[:1]) + name[1:]).(object)
			for j, n := range v.(object) {
				ok = ok && equal(mine[j], n)
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

func (p *raftTruth) sent(s object, from, to any, x object) bool {
	if _, ok := raftMessages[x["name"].(string)]; !ok {
		return true // between clients and servers
	}
	return slices.ContainsFunc(s["msgs"].([]any), func(m any) bool { return raftIsMessage(m.(object), from, to, x) })
}

func (p *raftTruth) stands(e, s object, asked bool) bool {
	switch e["event"] {
	case "drop", "duplicate":
		return p.sent(s, e["from"], e["to"], e["message"].(object))
	case "start", "partition", "heal":
		return true
	case "deliver":
		if !p.server(e) {
			_, ofServers := raftMessages[e["message"].(object)["name"].(string)]
			return !ofServers
		}
		// A server that is up has no use for what the spec has no action for.
		return !asked && s["up"].(object)[e["node"].(string)] == true && p.sent(s, e["from"], e["node"], e["message"].(object)) && p.observed(e, s)
	case "invoke", "timeout":
		return !p.server(e)
	}
	return false
}
