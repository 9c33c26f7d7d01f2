package validate_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// raftTruth says what the events of Raft mean.
type raftTruth struct {
	plainTruth
	servers []string
	lost    bool
}

func (p *raftTruth) mayLose() bool { return p.lost }

func (p *raftTruth) module(header object, events []object) string {
	settings := header["settings"].(object)
	n, _ := strconv.Atoi(settings["servers"].(string))
	p.servers, p.lost = nil, header["lost"] == true
	for _, name := range header["nodes"].([]any)[:n] {
		p.servers = append(p.servers, name.(string))
	}
	// Every server may name as many commands as are asked for, and clients those that they ask for.
	of := map[string]bool{}
	most := 1
	for _, e := range events {
		if m, ok := e["message"].(object); ok && m["name"] == "Request" {
			of[fmt.Sprint(e["from"])] = true
			most = max(most+1, m["Number"].(int))
		}
		if e["event"] == "timeout" && e["name"] == "command" {
			of[e["node"].(string)] = true
			most++
		}
	}
	most = (most/8 + 1) * 8 // so that mutations of one log need not different specs
	return truthModule("Raft", [2]string{"Server", setOf(p.servers)}, [2]string{"Nobody", `"nobody"`},
		[2]string{"Command", fmt.Sprintf("[from : %s, number : 1..%d]", setOf(slices.Sorted(maps.Keys(of))), most)}, [2]string{"Term", "1.." + settings["terms"].(string)},
		[2]string{"Refusals", strings.ToUpper(settings["refusals"].(string))}, [2]string{"Parts", "{}"}, [2]string{"Voters", setOf(p.servers)}, [2]string{"Learners", "{}"})
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

func (p *raftTruth) is(m object, from, to any, x, _ object) bool {
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

func (p *raftTruth) isServer(name any) bool {
	s, _ := name.(string)
	return slices.Contains(p.servers, s)
}

func (p *raftTruth) knows(to any, _ object) bool { return p.isServer(to) }

func (p *raftTruth) asks(e object, action string, bound, s object) bool {
	if !p.isServer(e["node"]) || bound["i"] != e["node"] {
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
		return slices.Contains(kind.actions, action) && p.is(bound["m"].(object), e["from"], i, x, s)
	}
	return false
}

func (p *raftTruth) unlogged(kind, action string, _, _ object) bool {
	return isUnlogged(kind, action, map[string]string{"crash": "Crash", "restart": "Restart", "drop": none, "duplicate": none})
}

func (p *raftTruth) observed(e, t object) bool {
	state, _ := e["state"].(object)
	i, _ := e["node"].(string)
	if state == nil || !p.isServer(i) {
		return true // there is nothing that Raft knows
	}
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
		case "NextIndex":
			ok = raftIndexes(in("nextIndex"), v, 1)
		case "MatchIndex":
			ok = raftIndexes(in("matchIndex"), v, 0)
		}
		if !ok {
			return false
		}
	}
	return true
}

// raftIndexes compares what a server knows of the others: nothing unless it leads, and the spec has then what a leader begins with.
func raftIndexes(mine, shown any, none int) bool {
	for j, n := range mine.(object) {
		want, ok := shown.(object)[j]
		if !ok {
			want = none
		}
		if !equal(n, want) {
			return false
		}
	}
	return true
}

func (p *raftTruth) stands(e, s object, asked bool) bool {
	switch e["event"] {
	case "drop", "duplicate":
		x := e["message"].(object)
		_, known := raftMessages[x["name"].(string)]
		return !known || wasSent(p, s, e["from"], e["to"], x)
	case "start", "partition", "heal":
		return true
	case "deliver":
		x := e["message"].(object)
		_, known := raftMessages[x["name"].(string)]
		switch {
		case !p.isServer(e["node"]):
			return !known
		case asked || s["up"].(object)[e["node"].(string)] != true:
			return false
		}
		// A server that is up has no use for what the spec has no action for.
		return x["name"] == "Request" || known && wasSent(p, s, e["from"], e["node"], x)
	case "invoke", "timeout":
		return !p.isServer(e["node"])
	}
	return false
}
