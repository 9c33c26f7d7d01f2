package system

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/handler"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// The variables of a protocol's state in a trace.
const (
	VarNodes    = "nodes"
	VarNetwork  = "network"
	varMonitors = "monitors"
	varFaults   = "faults"
)

// Stamp writes into the description of a run how its system is made again.
func Stamp(m *traces.Meta, sys *model.System) {
	m.Kind = traces.KindProtocol
	m.Protocol, m.Mutant, m.Settings = sys.Protocol, sys.Mutant, maps.Clone(sys.Settings)
	if sys.Assume != "" {
		putExtra(m, MetaAssumed, sys.Assume)
	}
}

// putExtra puts one more field into the description of a run.
func putExtra(m *traces.Meta, key, value string) {
	if m.Extra == nil {
		m.Extra = map[string]string{}
	}
	m.Extra[key] = value
}

// Follow returns the trace of a path: the labels from the root.
func (sp *Space) Follow(labels []uint32) *traces.Trace {
	if sp.cache.runs == nil {
		sp.Keep()
		defer func() { sp.cache = cache{} }()
	}
	t := &traces.Trace{Loop: traces.NoLoop}
	state := sp.takeStep(nil, labels[0])
	t.States = append(t.States, traces.State{Vars: sp.Vars(state), Log: sp.BootLog(int(labels[0]))})
	for _, l := range labels[1:] {
		taken, log := sp.Step(state, step.Label(l)), sp.LogOf(state, step.Label(l))
		state = sp.takeStep(state, l)
		t.States = append(t.States, traces.State{Vars: sp.Vars(state), Step: taken, Log: log})
	}
	return t
}

// takeStep returns the state to which a step leads that was taken before.
func (sp *Space) takeStep(from []uint32, l uint32) []uint32 {
	to, err := explore.Step(sp, from, l)
	if err != nil {
		panic(guard.System{Err: err})
	}
	return to
}

// Vars returns a state as a trace shows it.
func (sp *Space) Vars(s []uint32) traces.Record {
	vars := traces.Record{
		{Name: VarNodes, Value: sp.nodesValue(s)},
		{Name: VarNetwork, Value: sp.networkValue(s)},
	}
	return append(vars, sp.otherVars(s)...)
}

// otherVars are the variables of a state that only some systems have.
func (sp *Space) otherVars(s []uint32) traces.Record {
	c := sp.Sys
	var vars traces.Record
	if len(c.Mons) > 0 {
		mons := traces.Record{}
		for i, m := range c.Mons {
			id := s[sp.Mons+i]
			mons = append(mons, traces.Field{Name: m.of.Monitor.Name, Value: kept(sp.cache.monitors, shownMonitor{i, id}, func() traces.Value {
				return c.Names.Value(guard.Must1(c.codec.Decode(m.Bytes(id))))
			})})
		}
		vars = append(vars, traces.Field{Name: varMonitors, Value: mons})
	}
	if sp.HasFaults {
		vars = append(vars, traces.Field{Name: varFaults, Value: c.Faults.value(s[sp.faults])})
	}
	return vars
}

func (sp *Space) nodesValue(s []uint32) traces.Value {
	nodes := traces.Record{}
	for _, id := range s[sp.Nodes:sp.Mons] {
		nodes = append(nodes, sp.nodeValue(id))
	}
	return nodes
}

// nodeValue is a node's state, under its name.
func (sp *Space) nodeValue(id uint32) traces.Field {
	return kept(sp.cache.nodes, id, func() traces.Field { return sp.newNodeValue(id) })
}

func (sp *Space) newNodeValue(id uint32) traces.Field {
	v := sp.View(id)
	fields := traces.Record{{Name: "up", Value: traces.Bool(v.Up)}}
	fields = append(fields, sp.Sys.Names.Record(v.Node)...)
	var timers []traces.Value
	for _, t := range v.Timers {
		timers = append(timers, traces.Str(t))
	}
	fields = append(fields, traces.Field{Name: "timers", Value: traces.NewSet(timers...)})
	return traces.Field{Name: v.Name, Value: fields}
}

// messageValue is what a message says.
func (sp *Space) messageValue(id uint32) traces.Value {
	return kept(sp.cache.messages, id, func() traces.Value { return sp.Sys.Names.Value(sp.packet(id).Message) })
}

// packetValue is a message in flight, of which there are some copies.
func (sp *Space) packetValue(id uint32, copies int) traces.Record {
	p := sp.packet(id)
	r := traces.Record{
		{Name: "from", Value: traces.Str(sp.Sys.Names[p.From])},
		{Name: "to", Value: traces.Str(sp.Sys.Names[p.To])},
		{Name: "name", Value: traces.Str(shown.TypeName(p.Message))},
		{Name: "message", Value: sp.messageValue(id)},
	}
	if copies > 1 {
		r = append(r, traces.Field{Name: "copies", Value: traces.Int(copies)})
	}
	return r
}

func (sp *Space) networkValue(s []uint32) traces.Value {
	flight := traces.Seq{}
	add := func(id uint32, copies int) { flight = append(flight, sp.packetValue(id, copies)) }
	items := s[sp.items:]
	for i := 0; i < len(items); i++ {
		if sp.network == model.FIFO {
			for _, m := range sp.Sys.chanTable.messages(items[i]) {
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
	s, f := r.values.At(id), r.c.Model.Faults
	out := traces.Record{}
	if r.c.assumed.some() {
		out = append(out, traces.Field{Name: "stabilised", Value: traces.Bool(s.stabilised != 0)})
	}
	for k, c := range r.clocks {
		ahead := traces.Record{}
		for i, n := range r.aheadOf(&s, k) {
			if n > 0 {
				ahead = append(ahead, traces.Field{Name: r.c.Names[i+1], Value: traces.Int(n - 1)})
			}
		}
		out = append(out, traces.Field{Name: string(c.timer) + " ahead", Value: ahead})
	}
	if s.stabilised != 0 { // what was used of the budgets has no meaning any more
		if leader := s.leader(); leader != model.Nobody {
			out = append(out, traces.Field{Name: "leader", Value: traces.Str(r.c.Names[leader])})
		}
		return out
	}
	for _, b := range []struct {
		name         string
		used, budget int
	}{{"crashes", s.crashes, f.Crashes}, {"drops", s.drops, f.Drops}, {"duplicates", s.duplicates, f.Duplicates}, {"partitions", s.partitions, f.Partitions}, {"links", s.cutLinks, f.Links}, {"mistakes", s.mistakes, f.Mistakes}} {
		if b.budget > 0 {
			out = append(out, traces.Field{Name: b.name, Value: traces.Int(b.used)})
		}
	}
	if f.Partitions > 0 {
		cut := traces.Seq{}
		if s.cut > 0 {
			for _, side := range r.cuts[s.cut-1] {
				cut = append(cut, r.c.Names.Value(side))
			}
		}
		out = append(out, traces.Field{Name: "cut", Value: cut})
	}
	if f.Links > 0 {
		cut := traces.Seq{}
		for _, l := range s.links {
			cut = append(cut, r.c.Names.Value([]model.NodeID{r.links[l].from, r.links[l].to}))
		}
		out = append(out, traces.Field{Name: "cutLinks", Value: cut})
	}
	for i, k := range r.Counters {
		if k.Drift {
			continue
		}
		name := string(k.Timer)
		if k.Node >= 0 {
			name += " of " + r.c.Names[k.Node+1]
		}
		out = append(out, traces.Field{Name: name, Value: traces.Int(s.fired[i])})
	}
	return out
}

// Step describes the step of a label of s.
func (sp *Space) Step(s []uint32, l step.Label) *traces.Step {
	c := sp.Sys
	ch := sp.ChangeOf(s, l, 0)
	out := &traces.Step{}
	if ch.Node >= 0 {
		out.Node = c.Names[ch.Node+1]
	}
	if ch.item >= 0 {
		id := sp.headOf(s[sp.items+ch.item])
		p := sp.packet(id)
		out.From, out.To = c.Names[p.From], c.Names[p.To]
		out.Name, out.Message = shown.TypeName(p.Message), sp.messageValue(id)
	}
	switch ch.kind {
	case step.Deliver:
		out.Kind = traces.StepDeliver
	case step.Drop:
		out.Kind = traces.StepDrop
	case step.Duplicate:
		out.Kind = traces.StepDuplicate
	case step.Timeout:
		out.Kind, out.Name = traces.StepTimeout, c.NodeTable.TimerName.At(uint32(sp.timerOf(s, &ch)))
	case step.Invoke:
		out.Kind = traces.StepInvoke
	case step.Crash:
		out.Kind = traces.StepCrash
		if sp.stops.Has(model.NodeID(ch.Node + 1)) {
			out.Args = traces.Record{{Name: traces.ForEver, Value: traces.Bool(true)}}
		}
	case step.Restart:
		out.Kind = traces.StepRestart
	case step.Partition:
		var sides [2][]string
		for i, side := range c.Faults.cuts[ch.about] {
			for _, id := range side.IDs() {
				sides[i] = append(sides[i], c.Names[id])
			}
		}
		return traces.Cut(sides[0], sides[1])
	case step.Heal:
		out.Kind = traces.StepHeal
	case step.CutLink, step.HealLink:
		l := c.Faults.links[ch.about]
		return traces.Link(ch.kind.String(), c.Names[l.from], c.Names[l.to], c.Model.Scope.OneWay)
	case step.Stabilise:
		out.Kind = traces.StepStabilise
		if ch.about > 0 {
			out.Name = c.Names[ch.about]
		}
	case step.Suspect, step.Trust:
		_, whom := step.PairOf(ch.about)
		out.Kind, out.Name = ch.kind.String(), c.Names[whom+1]
	}
	if did, ok := sp.did(s, &ch); ok {
		out.Choices, out.Sent, out.Recorded = did.Choices, did.Sent, did.Recorded
		if ch.kind == step.Invoke {
			out.Name, out.Message = did.Name, did.Message
		}
	}
	return out
}

// LogOf returns what the step of a label of s logs.
func (sp *Space) LogOf(s []uint32, l step.Label) []traces.LogLine {
	ch := sp.ChangeOf(s, l, 0)
	did, _ := sp.did(s, &ch)
	return did.log
}

// BootLog returns what the nodes log when they boot into an initial state.
func (sp *Space) BootLog(initial int) (log []traces.LogLine) {
	c := sp.Sys
	if c.Origin != nil {
		return nil // the run to there says it
	}
	// The number of a state is made of the branches of the nodes, the last one fastest.
	number := sp.bootNumbers[initial]
	for i := len(c.Nodes) - 1; i >= 0; i-- {
		down := c.NodeTable.Intern(node.State{Node: i, Inner: c.Handlers.Kinds[i].Boot()}.Append(nil))
		_, count := c.outcomesOf(down, step.BootInput)
		did := sp.describe(shownRun{down, step.BootInput, number % int(count)})
		log = append(slices.Clone(did.log), log...)
		number /= int(count)
	}
	return log
}

// did describes what the handler of a step did; ok is false if none ran.
func (sp *Space) did(s []uint32, ch *change) (did handlerRun, ok bool) {
	run := shownRun{branch: ch.branch}
	switch ch.kind {
	case step.Deliver:
		run.in = step.MessageInput(sp.headOf(s[sp.items+ch.item]))
	case step.Timeout:
		run.in = step.FireInput(sp.timerOf(s, ch))
	case step.Invoke:
		run.in = step.InvokeInput
	case step.Restart:
		run.in = step.RestartInput
	case step.Suspect, step.Trust:
		_, whom := step.PairOf(ch.about)
		if run.in = step.SuspectInput(whom); ch.kind == step.Trust {
			run.in = step.TrustInput(whom)
		}
	default:
		return did, false
	}
	run.node = s[sp.Nodes+ch.Node]
	return sp.describe(run), true
}

// describe is described, unless that is kept.
func (sp *Space) describe(by shownRun) handlerRun {
	return kept(sp.cache.runs, by, func() handlerRun { return sp.described(by) })
}

func (sp *Space) timerOf(s []uint32, ch *change) uint16 {
	_, place := step.TimerOf(ch.about)
	return sp.timersOf(sp.node(s[sp.Nodes+ch.Node]))[place]
}

func (sp *Space) headOf(item uint32) uint32 {
	if sp.network == model.FIFO {
		return sp.channel(item).head
	}
	return item
}

// described says what a handler chose, sent and recorded, and which operation it
// invoked. The handler runs once more for it: what no monitor listens to is not
// kept. Of one with which something is wrong only the log is known.
func (sp *Space) described(by shownRun) (out handlerRun) {
	c := sp.Sys
	b := c.branchRun(by.node, by.in, by.branch)
	who := c.Names[sp.View(by.node).ID]
	for _, line := range b.Logged {
		out.log = append(out.log, traces.LogLine{Node: who, Text: line})
	}
	r := b.Did
	if first, count := c.outcomesOf(by.node, by.in); r == nil || by.branch < int(count) && c.OutcomeList.At(first+uint32(by.branch)).Finding != 0 {
		return out
	}
	out.Choices = r.Choices()
	for _, m := range r.Sends {
		from, to := m.Bytes[0], m.Bytes[1]
		v := guard.Must1(c.codec.Decode(m.Bytes[2:]))
		out.Sent = append(out.Sent, traces.Packet{From: c.Names[from+1], To: c.Names[to+1], Name: shown.TypeName(v), Message: c.Names.Value(v)})
	}
	for _, e := range r.Events {
		v := guard.Must1(c.codec.Decode(e))
		out.Recorded = append(out.Recorded, traces.Event{Node: who, Name: shown.TypeName(v), Value: c.Names.Value(v)})
		if i, ok := v.(model.Invoke); ok {
			out.Name, out.Message = shown.TypeName(i.Op), c.Names.Value(i.Op)
		}
	}
	return out
}

// branchRun returns the run of a handler that is one of its outcomes, with its log.
func (c *System) branchRun(node uint32, in step.Input, branch int) (none handler.Branch) {
	call := c.call(in)
	call.Shown = true
	for _, b := range c.Handlers.Branches(c.StateOf(node), call) {
		if _, _, isStep := c.outcomeOf(node, in, b); !isStep {
			continue
		}
		if branch == 0 {
			return b
		}
		branch--
	}
	return none
}
