package model

import (
	"reflect"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/traces"
)

// The variables of a protocol's state in a trace.
const (
	varNodes    = "nodes"
	varNetwork  = "network"
	varMonitors = "monitors"
	varFaults   = "faults"
)

// follow returns the trace of a path: the labels from the root.
func (sp *space) follow(labels []uint32) *traces.Trace {
	t := &traces.Trace{Loop: traces.NoLoop}
	state := sp.takeStep(nil, labels[0])
	t.States = append(t.States, traces.State{Vars: sp.vars(state)})
	for _, l := range labels[1:] {
		step := sp.step(state, label(l))
		state = sp.takeStep(state, l)
		t.States = append(t.States, traces.State{Vars: sp.vars(state), Step: step})
	}
	return t
}

// takeStep returns the state to which a step leads that was taken before.
func (sp *space) takeStep(from []uint32, l uint32) []uint32 {
	to, err := explore.Step(sp, from, l)
	if err != nil {
		panic(systemError{err})
	}
	return to
}

// vars returns a state as a trace shows it.
func (sp *space) vars(s []uint32) traces.Record {
	vars := traces.Record{
		{Name: varNodes, Value: sp.nodesValue(s)},
		{Name: varNetwork, Value: sp.networkValue(s)},
	}
	return append(vars, sp.otherVars(s)...)
}

// otherVars are the variables of a state that only some systems have.
func (sp *space) otherVars(s []uint32) traces.Record {
	c := sp.c
	var vars traces.Record
	if len(c.mons) > 0 {
		mons := traces.Record{}
		for i, m := range c.mons {
			id := s[sp.mons+i]
			mons = append(mons, traces.Field{Name: m.of.Name, Value: kept(sp.shown.monitors, shownMonitor{i, id}, func() traces.Value {
				return c.value(must1(c.codec.Decode(m.bytes(id))))
			})})
		}
		vars = append(vars, traces.Field{Name: varMonitors, Value: mons})
	}
	if sp.hasFaults {
		vars = append(vars, traces.Field{Name: varFaults, Value: c.faults.value(s[sp.faults])})
	}
	return vars
}

func (sp *space) nodesValue(s []uint32) traces.Value {
	nodes := traces.Record{}
	for _, id := range s[sp.nodes:sp.mons] {
		nodes = append(nodes, sp.nodeValue(id))
	}
	return nodes
}

// nodeValue is a node's state, under its name.
func (sp *space) nodeValue(id uint32) traces.Field {
	return kept(sp.shown.nodes, id, func() traces.Field { return sp.newNodeValue(id) })
}

func (sp *space) newNodeValue(id uint32) traces.Field {
	v := sp.view(id)
	fields := traces.Record{{Name: "up", Value: traces.Bool(v.Up)}}
	fields = append(fields, namer{sp.c.names}.fields(reflect.ValueOf(v.Node).Elem())...)
	var timers []traces.Value
	for _, t := range v.Timers {
		timers = append(timers, traces.Str(t))
	}
	fields = append(fields, traces.Field{Name: "timers", Value: traces.NewSet(timers...)})
	return traces.Field{Name: v.Name, Value: fields}
}

// messageValue is what a message says.
func (sp *space) messageValue(id uint32) traces.Value {
	return kept(sp.shown.messages, id, func() traces.Value { return sp.c.value(sp.packet(id).Message) })
}

// packetValue is a message in flight, of which there are some copies.
func (sp *space) packetValue(id uint32, copies int) traces.Record {
	p := sp.packet(id)
	r := traces.Record{
		{Name: "from", Value: traces.Str(sp.c.names[p.From])},
		{Name: "to", Value: traces.Str(sp.c.names[p.To])},
		{Name: "name", Value: traces.Str(typeName(p.Message))},
		{Name: "message", Value: sp.messageValue(id)},
	}
	if copies > 1 {
		r = append(r, traces.Field{Name: "copies", Value: traces.Int(copies)})
	}
	return r
}

func (sp *space) networkValue(s []uint32) traces.Value {
	flight := traces.Seq{}
	add := func(id uint32, copies int) { flight = append(flight, sp.packetValue(id, copies)) }
	items := s[sp.items:]
	for i := 0; i < len(items); i++ {
		if sp.network == FIFO {
			for _, m := range sp.c.chanTable.messages(items[i]) {
				add(m, 1)
			}
			continue
		}
		copies := 1
		for i+1 < len(items) && items[i+1] == items[i] {
			copies++
			i++
		}
		add(items[i], copies)
	}
	return flight
}

// value returns what was used of the budgets that the system has.
func (r *faultRules) value(id uint32) traces.Value {
	s, f := r.values.at(id), r.c.sys.Faults
	out := traces.Record{}
	for _, b := range []struct {
		name         string
		used, budget int
	}{{"crashes", s.crashes, f.Crashes}, {"drops", s.drops, f.Drops}, {"duplicates", s.duplicates, f.Duplicates}, {"partitions", s.partitions, f.Partitions}} {
		if b.budget > 0 {
			out = append(out, traces.Field{Name: b.name, Value: traces.Int(b.used)})
		}
	}
	if f.Partitions > 0 {
		cut := traces.Seq{}
		if s.cut > 0 {
			for _, side := range r.cuts[s.cut-1] {
				cut = append(cut, r.c.value(side))
			}
		}
		out = append(out, traces.Field{Name: "cut", Value: cut})
	}
	for i, k := range r.counters {
		name := string(k.timer)
		if k.node >= 0 {
			name += " of " + r.c.names[k.node+1]
		}
		out = append(out, traces.Field{Name: name, Value: traces.Int(s.fired[i])})
	}
	return out
}

// step describes the step of a label of s.
func (sp *space) step(s []uint32, l label) *traces.Step {
	c := sp.c
	ch := sp.changeOf(s, l, 0)
	out := &traces.Step{}
	if ch.node >= 0 {
		out.Node = c.names[ch.node+1]
	}
	if ch.item >= 0 {
		id := s[sp.items+ch.item]
		if sp.network == FIFO {
			id = sp.channel(id).head
		}
		p := sp.packet(id)
		out.From, out.To = c.names[p.From], c.names[p.To]
		out.Name, out.Message = typeName(p.Message), sp.messageValue(id)
	}
	in := inputCrash
	switch ch.kind {
	case stepDeliver:
		out.Kind = traces.StepDeliver
		in = inputMessage + input(sp.headOf(s[sp.items+ch.item]))
	case stepDrop:
		out.Kind = traces.StepDrop
	case stepDuplicate:
		out.Kind = traces.StepDuplicate
	case stepTimeout:
		timer := sp.timersOf(sp.node(s[sp.nodes+ch.node]))[ch.arg&31]
		out.Kind, out.Name = traces.StepTimeout, c.nodeTable.timerName.at(uint32(timer))
		in = inputTimer + input(timer)
	case stepInvoke:
		out.Kind, in = traces.StepInvoke, inputInvoke
	case stepCrash:
		out.Kind = traces.StepCrash
	case stepRestart:
		out.Kind, in = traces.StepRestart, inputRestart
	case stepPartition:
		var sides [2][]string
		for i, side := range c.faults.cuts[ch.arg] {
			for _, id := range side.IDs() {
				sides[i] = append(sides[i], c.names[id])
			}
		}
		return traces.Cut(sides[0], sides[1])
	case stepHeal:
		out.Kind = traces.StepHeal
	}
	if ch.node >= 0 && in != inputCrash {
		run := shownRun{s[sp.nodes+ch.node], in, ch.branch}
		did := kept(sp.shown.runs, run, func() traces.Step { return sp.described(run) })
		out.Choices, out.Sent, out.Recorded = did.Choices, did.Sent, did.Recorded
		if ch.kind == stepInvoke {
			out.Name, out.Message = did.Name, did.Message
		}
	}
	return out
}

func (sp *space) headOf(item uint32) uint32 {
	if sp.network == FIFO {
		return sp.channel(item).head
	}
	return item
}

// described says what a handler chose, sent and recorded, and which operation it
// invoked. The handler runs once more for it: what no monitor listens to is not
// kept.
func (sp *space) described(by shownRun) (out traces.Step) {
	c := sp.c
	r := c.branchRun(by.node, by.in, by.branch)
	if r == nil {
		return out
	}
	out.Choices = r.chosen[:len(r.arity)]
	for _, m := range r.sends {
		from, to := m.bytes[0], m.bytes[1]
		v := must1(c.codec.Decode(m.bytes[2:]))
		out.Sent = append(out.Sent, traces.Packet{From: c.names[from+1], To: c.names[to+1], Name: typeName(v), Message: c.value(v)})
	}
	who := c.names[sp.view(by.node).ID]
	for _, e := range r.events {
		v := must1(c.codec.Decode(e))
		out.Recorded = append(out.Recorded, traces.Event{Node: who, Name: typeName(v), Value: c.value(v)})
		if i, ok := v.(Invoke); ok {
			out.Name, out.Message = typeName(i.Op), c.value(i.Op)
		}
	}
	return out
}

// branchRun returns the run of a handler that is one of its outcomes; nil when
// the handler panicked.
func (c *compiled) branchRun(node uint32, in input, branch int) *run {
	parts := splitNode(c.nodeTable.bytes(node))
	for _, b := range c.branches(parts, in) {
		if _, _, isStep := c.outcomeOf(node, in, b); !isStep {
			continue
		}
		if branch == 0 {
			return b.run
		}
		branch--
	}
	return nil
}
