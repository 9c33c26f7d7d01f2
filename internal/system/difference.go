package system

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/intern"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/growing"
)

// With numbers by difference (package growing) states keep their numbers, and so
// everything that is looked up by a component stays valid. Only their names are made of
// renumbered components: those of the state in normal form.
//
// The base of a state is its smallest counter. In normal form the remembered numbers
// below the base are 1, 2, …, r in their order, awaited ones below it are forgotten, and
// the rest is lower by the multiple of the stride that brings the base as far down as it
// can come above r. A state whose base is 0 is in normal form. docs/semantics.md says why
// states of one normal form behave alike.

// The roles of numbers.
const (
	counter canon.Role = iota
	remembered
	awaited
)

// difference is what a system needs for its numbers by difference.
type difference struct {
	*growing.Numbers
	c      *System
	stride int64

	// What matters of the numbers of each component, by its id.
	nodes, messages, channels spans
	monitors                  []*spans

	renumberings intern.Table // by what makes them
	list         intern.Flat[*renumbering]

	// Content hashes of renumbered components, by component and renumbering.
	nodeFP, messageFP, channelFP intern.Memo
	monitorFP                    []*intern.Memo
	normalMessages               intern.Memo // renumbered messages themselves
}

// noBase is the base where there is no counter.
const noBase = math.MaxInt64

// span is what matters of the numbers of a component.
type span struct {
	base, greatest int64
	remembered     []int64 // those that are not 0, in order
}

func (s span) none() bool { return s.base == noBase && s.greatest == 0 }

type spans struct{ intern.Flat[span] }

// compileNumbers reads the declaration, before the codec is made.
func (c *System) compileNumbers(o *canon.Options) error {
	decl := c.Model.Numbers
	if decl == nil {
		return nil
	}
	fail := func(format string, args ...any) error {
		return fmt.Errorf("numbers by difference: "+format, args...)
	}
	switch {
	case decl.Name == "":
		return fail("they have no name")
	case len(decl.Types) == 0:
		return fail("no type of %s is given", decl.Name)
	case decl.Stride < 0 || decl.Spread < 0:
		return fail("stride %d, spread %d; accepted are 0 and more", decl.Stride, decl.Spread)
	case c.Model.Symmetry:
		return fail("they do not go together with symmetry; leave one of them off")
	}
	for _, t := range decl.Types {
		if t == nil || t.Kind() < reflect.Int || t.Kind() > reflect.Uint64 || t == reflect.TypeFor[model.NodeID]() || t == reflect.TypeFor[model.NodeSet]() {
			return fail("%v is no type of %s; accepted are integer types of the protocol's own", t, decl.Name)
		}
	}
	o.Numbers, o.Roles = decl.Types, map[canon.Field]canon.Role{}
	for role, fields := range map[canon.Role][]growing.Field{remembered: decl.Remembered, awaited: decl.Awaited} {
		for _, f := range fields {
			if err := checkField(f); err != nil {
				return fail("%w", err)
			}
			if _, twice := o.Roles[canon.Field(f)]; twice {
				return fail("field %s of %v is given twice", f.Name, f.Of)
			}
			o.Roles[canon.Field(f)] = role
		}
	}
	d := &difference{Numbers: decl, c: c, stride: int64(max(1, decl.Stride))}
	d.nodeFP.Init()
	d.messageFP.Init()
	d.channelFP.Init()
	d.normalMessages.Init()
	d.renumberings.Intern(nil)
	d.list.Add(&renumbering{})
	c.difference = d
	return nil
}

// checkField returns an error when there is no such field.
func checkField(f growing.Field) error {
	switch {
	case f.Of != nil && f.Name == "":
		return nil
	case f.Of == nil || f.Of.Kind() != reflect.Struct:
		return fmt.Errorf("field %s of %v, which is no struct", f.Name, f.Of)
	}
	if own, found := f.Of.FieldByName(f.Name); !found || len(own.Index) > 1 {
		return fmt.Errorf("%v has no field %s", f.Of, f.Name)
	}
	return nil
}

// anyNumber returns an error when no node has a field for a number.
func (d *difference) anyNumber() error {
	if d == nil {
		return nil
	}
	met := false
	for _, k := range d.c.Handlers.Kinds {
		k.Renumber(k.Boot(), func(n int64, _ canon.Role) (int64, bool) {
			met = true
			return n, true
		})
	}
	if !met {
		return fmt.Errorf("numbers by difference: no node has a field of a type of %s when it is made", d.Name)
	}
	return nil
}

// lost reports whether a node will never run again. What it counted is only remembered.
func (d *difference) lost(s node.State) bool {
	return !s.Up && d.c.Model.Groups[d.c.Nodes[s.Node].Group].CrashStop
}

// spanOf gathers the numbers that renumber gives its function. Negative ones are none.
func spanOf(lost bool, renumber func(canon.Renumbering)) span {
	s := span{base: noBase}
	renumber(func(n int64, role canon.Role) (int64, bool) {
		if n < 0 {
			return n, true
		}
		s.greatest = max(s.greatest, n)
		switch {
		case role == counter && !lost:
			s.base = min(s.base, n)
		case role != awaited && n > 0:
			s.remembered = append(s.remembered, n)
		}
		return n, true
	})
	slices.Sort(s.remembered)
	s.remembered = slices.Compact(s.remembered)
	return s
}

// The tables call these for every new component, in the order of ids.

func (d *difference) addNode(p node.State) {
	if d != nil {
		d.nodes.Add(d.spanOfNode(p))
	}
}

func (d *difference) spanOfNode(p node.State) span {
	return spanOf(d.lost(p), func(f canon.Renumbering) { d.c.Handlers.Kinds[p.Node].Renumber(p.Inner, f) })
}

func (d *difference) addMessage(m model.Message) {
	if d != nil {
		d.messages.Add(d.spanOfValue(m))
	}
}

func (d *difference) spanOfValue(v any) span {
	return spanOf(false, func(f canon.Renumbering) { guard.Must1(d.c.codec.Renumber(v, f)) })
}

// addChannel is for the channel with a head before a rest (plus one; 0 is empty).
func (d *difference) addChannel(head, rest uint32) {
	if d == nil {
		return
	}
	s := d.messages.At(head)
	if rest != 0 {
		r := d.channels.At(rest - 1)
		s.base, s.greatest = min(s.base, r.base), max(s.greatest, r.greatest)
		s.remembered = slices.Concat(s.remembered, r.remembered)
		slices.Sort(s.remembered)
		s.remembered = slices.Compact(s.remembered)
	}
	d.channels.Add(s)
}

func (d *difference) addMonitor(monitor int, b []byte) {
	if d == nil {
		return
	}
	if monitor == len(d.monitors) {
		memo := new(intern.Memo)
		memo.Init()
		d.monitors, d.monitorFP = append(d.monitors, &spans{}), append(d.monitorFP, memo)
	}
	d.monitors[monitor].Add(d.spanOfValue(guard.Must1(d.c.codec.Decode(b))))
}

// renumbering is what becomes of the numbers of a state.
type renumbering struct {
	base   int64   // from here on numbers are shifted
	shift  int64   // down
	ranked []int64 // the remembered numbers below the base, in order
}

// of is a canon.Renumbering.
func (r *renumbering) of(n int64, role canon.Role) (to int64, keep bool) {
	switch {
	case n <= 0:
		return n, true
	case n >= r.base:
		return n - r.shift, true
	case role == awaited:
		return 0, false
	}
	rank, _ := slices.BinarySearch(r.ranked, n)
	return int64(rank) + 1, true
}

// form is the normal form of a state: how its numbers are renumbered for it.
type form struct {
	renumbering uint32 // its id; 0 leaves all numbers as they are
	base        int64
	spread      int64 // how far the greatest number is above the base
}

// formOf returns the normal form of a state.
func (sp *Space) formOf(s []uint32) form {
	d := sp.Sys.difference
	w := &sp.numbers
	w.base, w.greatest, w.remembered = noBase, 0, w.remembered[:0]
	nodes := d.nodes.Snapshot()
	for _, id := range s[sp.Nodes:sp.Mons] {
		w.add(&nodes[id])
	}
	for i, id := range s[sp.Mons:sp.faults] {
		w.add(&d.monitors[i].Snapshot()[id])
	}
	items := d.messages.Snapshot()
	if sp.network == model.FIFO {
		items = d.channels.Snapshot()
	}
	lost := sp.lostReceivers(s)
	for _, id := range s[sp.items:] {
		if !lost.Has(sp.receiver(id)) {
			w.add(&items[id])
		}
	}
	f := form{base: w.base}
	if w.base != noBase {
		f.spread = w.greatest - w.base
	}
	if w.base == 0 {
		return f
	}
	f.renumbering = sp.renumbering(w.base, w.ranked())
	return f
}

// ranked returns the remembered numbers below the base, in order.
func (w *gathered) ranked() []int64 {
	below := w.remembered[:0]
	for _, n := range w.remembered {
		if n < w.base {
			below = append(below, n)
		}
	}
	slices.Sort(below)
	return slices.Compact(below)
}

// lostReceivers returns the nodes that never run again, when nothing that is on its way to
// them makes a difference: it is no part of the normal form, so that its numbers do not
// keep the base. It makes one where messages in flight are counted, or may be dropped or
// doubled.
func (sp *Space) lostReceivers(s []uint32) (lost model.NodeSet) {
	m := sp.Sys.Model
	if sp.stops == 0 || m.InFlight > 0 || m.Faults.Drops != 0 || m.Faults.Duplicates > 0 {
		return 0
	}
	for _, id := range sp.stops.IDs() {
		if !sp.node(s[sp.Nodes+int(id)-1]).up {
			lost = lost.With(id)
		}
	}
	return lost
}

// receiver returns to whom an item of the network goes.
func (sp *Space) receiver(item uint32) model.NodeID {
	if sp.network == model.FIFO {
		return model.NodeID(sp.channel(item).to + 1)
	}
	return model.NodeID(sp.msg(item).to + 1)
}

// gathered are the numbers of a state.
type gathered struct {
	span
	key   []byte
	known map[string]uint32 // ids of renumberings by their keys

	// The renumbering that was looked up last, and of what.
	lastBase   int64
	lastRanked []int64
	last       uint32
}

func (w *gathered) add(s *span) {
	w.base, w.greatest = min(w.base, s.base), max(w.greatest, s.greatest)
	w.remembered = append(w.remembered, s.remembered...)
}

// renumbering returns the id of the renumbering to normal form from the base and the
// remembered numbers below it.
func (sp *Space) renumbering(base int64, ranked []int64) uint32 {
	w := &sp.numbers
	if base == w.lastBase && slices.Equal(ranked, w.lastRanked) {
		return w.last
	}
	w.lastBase, w.lastRanked = base, append(w.lastRanked[:0], ranked...)
	w.last = sp.renumberingOf(base, ranked)
	return w.last
}

// renumberingOf looks the renumbering up.
func (sp *Space) renumberingOf(base int64, ranked []int64) uint32 {
	w := &sp.numbers
	w.key = binary.AppendVarint(w.key[:0], base)
	for _, n := range ranked {
		w.key = binary.AppendVarint(w.key, n)
	}
	if id, ok := w.known[string(w.key)]; ok {
		return id
	}
	d := sp.Sys.difference
	id := d.renumberings.InternHook(w.key, func(uint32, []byte) {
		r := &renumbering{base: base, ranked: slices.Clone(ranked)}
		if base != noBase {
			r.shift = (base - int64(len(ranked)) - 1) / d.stride * d.stride
		}
		d.list.Add(r)
	})
	if w.known == nil {
		w.known = map[string]uint32{}
	}
	w.known[string(w.key)] = id
	return id
}
