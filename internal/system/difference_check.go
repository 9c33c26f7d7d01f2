package system

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/handler"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// The declaration of numbers by difference is held against the handlers: with a node state
// and an input renumbered, a handler must do what it did, renumbered. For every pair of the
// two that is met one of several renumberings is tried, chosen by what the pair says, so
// that it is the same one in every run.

// trial is a renumbering that must change nothing for a handler.
type trial struct {
	renumbering
	apart bool // ranks are 2, 4, …
	// strange is a number that a handler made from nothing that it was given: one below
	// the base that was not there. 0 is none.
	strange int64
}

func (t *trial) of(n int64, role canon.Role) (to int64, keep bool) {
	to, keep = t.renumbering.of(n, role)
	if 0 < n && n < t.base && role != awaited {
		if _, known := slices.BinarySearch(t.ranked, n); !known {
			t.strange = n
		}
		if t.apart {
			to *= 2
		}
	}
	return to, keep
}

// after is the trial's renumbering of what is already renumbered: it forgets.
func (t *trial) after(n int64, role canon.Role) (to int64, keep bool) {
	return n, role != awaited || n <= 0 || t.base != noBase && n >= t.base-t.shift
}

// trials returns the renumberings of what has the given numbers: all higher by the stride;
// what is below the base spread apart and forgotten, the rest much higher; normal form.
// Those that change nothing are left out.
func (d *difference) trials(s span) (list []*trial) {
	if s.base == 0 || s.none() {
		return nil
	}
	at, _ := slices.BinarySearch(s.remembered, s.base)
	ranked := s.remembered[:at]
	list = append(list, &trial{renumbering: renumbering{base: 1, shift: -d.stride}})
	much := (2*int64(len(ranked))/d.stride + 3) * d.stride
	list = append(list, &trial{renumbering: renumbering{base: s.base, shift: -much, ranked: ranked}, apart: true})
	normal := renumbering{base: s.base, ranked: ranked}
	if s.base != noBase {
		normal.shift = (s.base - int64(len(ranked)) - 1) / d.stride * d.stride
	}
	if normal.shift == 0 && (len(ranked) == 0 || ranked[len(ranked)-1] == int64(len(ranked))) {
		return list // it is in normal form
	}
	return append(list, &trial{renumbering: normal})
}

// checkOutcomes returns what is wrong with the declaration for a node state and an input,
// with the branches of its run; "" is nothing. With all, every trial is made.
func (d *difference) checkOutcomes(s node.State, in step.Input, branches []handler.Branch, all bool) string {
	isBroken := func(b handler.Branch) bool { return b.Broken != "" }
	if d == nil || in == step.BootInput || len(branches) == 0 || slices.ContainsFunc(branches, isBroken) {
		return "" // there is nothing to check, or something is found anyway
	}
	call := d.c.call(in)
	if in == step.CrashInput {
		call = handler.Call{In: in}
	}
	before := d.spanOfNode(s)
	if in.IsMessage() {
		m := d.messages.At(in.Message())
		before.base, before.greatest = min(before.base, m.base), max(before.greatest, m.greatest)
		before.remembered = append(slices.Clone(before.remembered), m.remembered...)
		slices.Sort(before.remembered)
		before.remembered = slices.Compact(before.remembered)
	}
	if text := d.checkCounters(s, call, before.base, branches); text != "" {
		return text
	}
	trials := d.trials(before)
	if len(trials) == 0 {
		return ""
	}
	if !all {
		content := s.Append(nil)
		content = append(append(content, byte(call.Kind)), call.Timer...)
		content = append(content, call.Message...)
		trials = trials[xxh3.Hash(content)%uint64(len(trials)):][:1]
	}
	for _, t := range trials {
		if text := d.try(t, s, call, branches); text != "" {
			return text
		}
	}
	return ""
}

// checkCounters returns which counter went back: none that a handler leaves behind or
// sends may be lower than all that it was given.
func (d *difference) checkCounters(s node.State, call handler.Call, base int64, branches []handler.Branch) string {
	name := "the crash"
	if call.In != step.CrashInput {
		name = d.c.Handlers.Name(call)
	}
	for _, b := range branches {
		after := node.Split(b.After)
		lowest, does := d.spanOfNode(after).base, "leaves %d behind"
		if b.Did != nil {
			for _, m := range b.Did.Sends {
				if low := d.spanOfValue(guard.Must1(d.c.codec.Decode(m.Bytes[2:]))).base; low < lowest {
					lowest, does = low, "sends %d"
				}
			}
		}
		if lowest >= base {
			continue
		}
		had := fmt.Sprintf("the smallest that it had is %d", base)
		if base == noBase {
			had = "it had none"
		}
		return fmt.Sprintf("%s "+does+" as a counter of %s, and %s: a counter that is taken by difference never goes back, and one that is only compared must be declared so", name, lowest, d.Name, had) +
			d.placeOf(s, call)
	}
	return ""
}

// placeOf is where the handler stands; a crash has none.
func (d *difference) placeOf(s node.State, call handler.Call) string {
	if call.In == step.CrashInput {
		return ""
	}
	return d.c.Handlers.Place(s.Node, call)
}

// try makes a trial.
func (d *difference) try(t *trial, s node.State, call handler.Call, branches []handler.Branch) string {
	c := d.c
	other, otherCall := d.renumberedNode(s, t.of), call
	if len(call.Message) > 0 {
		otherCall.Message = d.renumberedPacket(call.Message, t.of)
	}
	var did []handler.Branch
	if call.In == step.CrashInput {
		did = c.crash(other)
	} else {
		did = c.Handlers.Branches(other, otherCall)
		if c.Handlers.Skipped.Load() {
			return ""
		}
	}
	differ := func(what string, should, is any) string {
		name := "the crash"
		if call.In != step.CrashInput {
			name = c.Handlers.Name(call)
		}
		return fmt.Sprintf("%s: with the %s renumbered (%s) it does something else: %s should be %v and is %v", name, d.Name, t.told(d.spanOfNode(s), call, d), what, should, is) + d.placeOf(s, call)
	}
	if len(branches) != len(did) {
		return differ("the number of its choices", len(branches), len(did))
	}
	for i, b := range branches {
		o := did[i]
		if o.Broken != "" {
			return differ("what is wrong with it", "nothing", o.Broken)
		}
		if text := d.compare(t, b, o, differ); text != "" {
			return text
		}
		if before, after := c.refusing(s, node.Split(b.After)), c.refusing(other, node.Split(o.After)); before != after {
			return differ("whether a bound refuses it", before, after)
		}
	}
	if len(call.Message) > 0 && c.Model.Epochs != nil {
		if was, is := c.deadAt(s, call.Message), c.deadAt(other, otherCall.Message); was != is {
			return differ("whether the message is dead", was, is)
		}
	}
	if t.strange != 0 {
		return fmt.Sprintf("%s: of the %s, which are taken by difference, it made %d from nothing that it has", c.Handlers.Name(call), d.Name, t.strange) + d.placeOf(s, call)
	}
	return ""
}

// told says what a trial renumbers.
func (t *trial) told(s span, call handler.Call, d *difference) string {
	all := slices.Clone(s.remembered)
	if s.base != noBase {
		all = append(all, s.base)
	}
	if len(call.Message) > 0 {
		m := d.messages.At(call.In.Message())
		all = append(all, m.remembered...)
		if m.base != noBase {
			all = append(all, m.base)
		}
	}
	slices.Sort(all)
	var words []string
	for _, n := range slices.Compact(all) {
		to, _ := t.of(n, remembered)
		words = append(words, fmt.Sprintf("%d to %d", n, to))
	}
	return strings.Join(words, ", ")
}

// compare compares what a handler did with what it did of renumbered things.
func (d *difference) compare(t *trial, b, o handler.Branch, differ func(what string, should, is any) string) string {
	c := d.c
	should, is := d.renumberedNode(node.Split(b.After), t.of), d.renumberedNode(node.Split(o.After), t.after)
	if !bytes.Equal(should.Append(nil), is.Append(nil)) {
		return differ("the node", c.Names.Plain(c.show(should)), c.Names.Plain(c.show(is)))
	}
	if b.Did == nil || o.Did == nil {
		return ""
	}
	if len(b.Did.Sends) != len(o.Did.Sends) {
		return differ("the number of its messages", len(b.Did.Sends), len(o.Did.Sends))
	}
	for i, m := range b.Did.Sends {
		should, is := d.renumberedPacket(m.Bytes, t.of), d.renumberedPacket(o.Did.Sends[i].Bytes, t.after)
		if m.Resend != o.Did.Sends[i].Resend || !bytes.Equal(should, is) {
			return differ("a message", c.shownValue(should[2:]), c.shownValue(is[2:]))
		}
	}
	if len(c.Mons) == 0 {
		return ""
	}
	if len(b.Did.Events) != len(o.Did.Events) {
		return differ("the number of its events", len(b.Did.Events), len(o.Did.Events))
	}
	for i, e := range b.Did.Events {
		if should, is := d.renumberedValue(nil, e, t.of), d.renumberedValue(nil, o.Did.Events[i], t.after); !bytes.Equal(should, is) {
			return differ("an event", c.shownValue(should), c.shownValue(is))
		}
	}
	return ""
}

func (c *System) shownValue(b []byte) any { return c.Names.Plain(guard.Must1(c.codec.Decode(b))) }

// refusing is the name of the protocol's bound that refuses a step of a node, or "none".
func (c *System) refusing(before, after node.State) string {
	for i, b := range c.Model.Bounds {
		if b.Refuses != nil && c.refuses(i, c.show(before), c.show(after)) {
			return b.Name
		}
	}
	return "none"
}

// deadAt reports whether a message, given with its ends, is dead at a receiver.
func (c *System) deadAt(receiver node.State, b []byte) bool {
	epochs := c.epochsOf(c.show(receiver))
	dead := false
	guard.Watched(&c.calls, "Epochs.Stamp", func() bool {
		epoch, stamp, ok := c.Model.Epochs.Stamp(guard.Must1(c.codec.Decode(b[2:])))
		dead = ok && epoch >= 0 && epoch < len(epochs) && stamp < epochs[epoch]
		return ok
	})
	return dead
}

// checkFold returns what is wrong with the declaration for a monitor that folds a batch of
// events into a value, which gave the value after.
func (d *difference) checkFold(m *monitor, value []byte, events batch, after any) string {
	if d == nil {
		return ""
	}
	all := []any{guard.Must1(d.c.codec.Decode(value))}
	for _, e := range events.events {
		all = append(all, guard.Must1(d.c.codec.Decode(e)))
	}
	before := d.spanOfValue(all)
	if low := d.spanOfValue(after).base; low < before.base {
		return fmt.Sprintf("of the %s, which are taken by difference, it keeps %d as a counter, which is lower than any that it was given", d.Name, low)
	}
	trials := d.trials(before)
	if len(trials) == 0 {
		return ""
	}
	t := trials[xxh3.Hash(value)%uint64(len(trials))]
	other := batch{node: events.node}
	for _, e := range events.events {
		other.events = append(other.events, d.renumberedValue(nil, e, t.of))
	}
	should := d.renumberedValue(nil, guard.Must1(d.c.codec.Append(nil, after)), t.of)
	did := m.foldedOf(d.renumberedValue(nil, value, t.of), other)
	if is := d.renumberedValue(nil, guard.Must1(d.c.codec.Append(nil, did)), t.after); !bytes.Equal(should, is) {
		return fmt.Sprintf("with the %s renumbered it should make %v of a value and events, and made %v", d.Name, d.c.shownValue(should), d.c.shownValue(is))
	}
	return ""
}

// sampleOfStates is for how many states the properties are asked about one in its normal
// form, too. What goals say decides of whole runs, so where some are observed all are asked.
const sampleOfStates = 64

// checkNormal asks the properties about a state in normal form, and returns a finding if
// one says something else than it said of the state.
func (sp *Space) checkNormal(s []uint32) (code uint32, found bool) {
	d := sp.Sys.difference
	if d == nil || len(sp.Sys.Observed.Goals) == 0 && fingerprintOf(s)%sampleOfStates != 0 {
		return 0, false
	}
	for _, id := range s[sp.Nodes:sp.Mons] {
		if len(sp.Sys.Observed.Goals) > 0 && sp.marking.raised.Add(id) {
			if code, found = sp.differsRaised(id); found {
				return code, true
			}
		}
	}
	return sp.differsNormal(s)
}

// raised is by how many strides a node's numbers are raised to find a goal that compares
// them with a number of its own.
const raised = 1000

// differsRaised asks the observed goals that look at one node about a node state whose
// numbers by difference are all much higher, and returns a finding if one says something
// else than it said of the state.
func (sp *Space) differsRaised(id uint32) (code uint32, found bool) {
	c, d := sp.Sys, sp.Sys.difference
	s := c.StateOf(id)
	if own := d.spanOfNode(s); own.base == 0 || own.none() {
		return 0, false
	}
	to := &renumbering{base: 1, shift: -raised * d.stride}
	view := *sp.View(id)
	other := view
	other.Node = c.show(d.renumberedNode(s, to.of))
	for i := range c.Observed.Goals {
		p := &c.Observed.Goals[i]
		if p.form.Kind != model.KindLocal || !p.first.Has(view.ID) {
			continue
		}
		was := c.ask(p, func() model.Outcome { return p.form.Node(view) }).Found
		if c.ask(p, func() model.Outcome { return p.form.Node(other) }).Found != was {
			return c.Findings.code(-1, handler.Model, fmt.Sprintf("%s says something else when the %s, which are taken by difference, are all much higher", p.title, d.Name)), true
		}
	}
	return 0, false
}

func (sp *Space) differsNormal(s []uint32) (code uint32, found bool) {
	if sp.formOf(s).renumbering == 0 && sp.lostReceivers(s) == 0 {
		return 0, false
	}
	c, n := sp.Sys, sp.Normal(s)
	broken := func(s []uint32) (all model.NodeSet, text string) {
		for _, code := range sp.JudgeAll(s) {
			if f := c.Findings.Of(code); f.Property >= 0 {
				all |= 1 << uint(f.Property%64)
				text = c.Questions[f.Property].title
			}
		}
		return all, text
	}
	for i := range c.Observed.Goals {
		var before, after *model.State
		if sp.isTrue(i, s, &before) != sp.isTrue(i, n, &after) {
			return c.Findings.code(-1, handler.Model, fmt.Sprintf("%s says something else when the %s, which are taken by difference, are renumbered", c.Observed.Goals[i].title, c.difference.Name)), true
		}
	}
	was, a := broken(s)
	is, b := broken(n)
	if was == is {
		return 0, false
	}
	return c.Findings.code(-1, handler.Model, fmt.Sprintf("%s says something else when the %s, which are taken by difference, are renumbered", max(a, b), c.difference.Name)), true
}

// CheckNumbers holds the declaration of numbers by difference against the handlers for
// every pair of a node state and an input that is known, with every trial, and returns how
// many pairs it checked, and what is wrong; "" is nothing. Nothing else may run.
func (c *System) CheckNumbers() (pairs int, text string) {
	for key := range c.Outcomes.All() {
		s, in := c.StateOf(uint32(key>>32)), step.Input(key)
		var branches []handler.Branch
		switch {
		case in == step.CrashInput:
			branches = c.crash(s)
		case s.Up != (in == step.RestartInput || in == step.BootInput):
			branches = c.branches(s, in)
		}
		if text := c.difference.checkOutcomes(s, in, branches, true); text != "" {
			return pairs, text
		}
		pairs++
	}
	return pairs, ""
}
