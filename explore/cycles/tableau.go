package cycles

import "slices"

// tableau is an automaton for a term: it accepts the behaviours of which the
// term holds. A state is a set of formulas that have yet to hold, from the next
// position on: items of the term that begin with [] or <>, and at first the term
// itself. A step can put <>x off to the next state: it then breaks a promise, and
// a behaviour is accepted if no promise is broken by all steps from some step on.
type tableau struct {
	items  []*term
	itemOf map[*term]int
	sets   []uint64 // the states, as bits of items
	states map[uint64]uint32
	// promises are the items that begin with <>.
	promises uint64
	// tooLarge is set past maxTableau or maxWays; the steps are then not complete.
	tooLarge bool
}

// follow is a step of the tableau: to a state, by number, with promises put off.
type follow struct {
	state  uint32
	putOff uint64
}

func newTableau(x *term) (*tableau, error) {
	t := &tableau{itemOf: map[*term]int{}, states: map[uint64]uint32{}}
	start := uint64(0)
	if !x.is(True) {
		t.number(x)
		t.collect(x)
		start = 1
	}
	if len(t.items) > 64 {
		return nil, errTooLarge
	}
	for i, item := range t.items {
		t.promises |= bit(item.op == opEventually, i)
	}
	t.state(start) // state 0 is where it begins
	return t, nil
}

func (t *tableau) number(x *term) {
	if _, ok := t.itemOf[x]; !ok {
		t.itemOf[x] = len(t.items)
		t.items = append(t.items, x)
	}
}

func (t *tableau) collect(x *term) {
	if x.op == opAlways || x.op == opEventually {
		t.number(x)
	}
	for _, arg := range x.args {
		t.collect(arg)
	}
}

func (t *tableau) state(set uint64) uint32 {
	number, ok := t.states[set]
	if !ok {
		number = uint32(len(t.sets))
		t.states[set] = number
		t.sets = append(t.sets, set)
		t.tooLarge = t.tooLarge || len(t.sets) > maxTableau
	}
	return number
}

// follows returns the steps that a state has on a letter. If an atom is needed to
// find them that has no value there, it returns that instead.
func (t *tableau) follows(state uint32, at letter) (follows []follow, lacks *Formula) {
	d := derivation{tableau: t, at: at}
	var todo []*term
	for i, item := range t.items {
		if t.sets[state]>>i&1 != 0 {
			todo = append(todo, item)
		}
	}
	d.run(todo, obligations{})
	if d.lacks != nil {
		return nil, d.lacks
	}
	follows = make([]follow, len(d.found))
	for i, o := range d.found {
		follows[i] = follow{t.state(o.next), o.putOff}
	}
	return follows, nil
}

// obligations are what a choice comes to: what was dealt with at this position,
// what is passed on, and which promises that puts off.
type obligations struct{ done, next, putOff uint64 }

// derivation finds the ways in which a set of terms can hold at a position.
type derivation struct {
	*tableau
	at    letter
	found []obligations
	work  int      // see maxWays
	lacks *Formula // an atom without a value that is needed
}

// run finds those in which all of a list hold. It takes first what can hold in one
// way only, in the order of the formula: what is false ends it before anything is
// asked that comes later.
func (d *derivation) run(todo []*term, o obligations) {
	var choices []*term
	for len(todo) > 0 {
		x := todo[0]
		todo = todo[1:]
		switch {
		case x.op == opTrue:
			if v, lacks := x.leaf.ask(d.at); v != yes {
				d.lacks = lacks
				return
			}
		case x.op == opAnd:
			todo = slices.Concat(leafFirst(x.args), todo)
		case x.op == opAlways && !d.dealtWith(x, o):
			item := d.item(x)
			o.done |= item
			o.next |= item
			todo = slices.Concat(x.args, todo)
		case x.op == opOr, x.op == opEventually:
			choices = append(choices, x)
		}
	}
	d.choose(choices, o)
}

// choose goes through the ways in which the first of some terms can hold, and with
// each through those of the others.
func (d *derivation) choose(choices []*term, o obligations) {
	with := func(x *term, o obligations) {
		if !d.tooLarge && d.lacks == nil {
			d.run(slices.Concat([]*term{x}, choices[1:]), o)
		}
	}
	switch {
	case len(choices) == 0:
		d.add(o)
	case choices[0].op == opOr:
		for _, arg := range leafFirst(choices[0].args) {
			with(arg, o)
		}
	case d.dealtWith(choices[0], o):
		d.choose(choices[1:], o)
	default:
		x := choices[0]
		item := d.item(x)
		o.done |= item
		with(x.args[0], o)
		o.putOff |= item
		o.next |= item
		if !d.tooLarge && d.lacks == nil {
			d.choose(choices[1:], o)
		}
	}
}

func (d *derivation) item(x *term) uint64 { return 1 << d.itemOf[x] }

func (d *derivation) dealtWith(x *term, o obligations) bool { return o.done&d.item(x) != 0 }

// leafFirst puts the term without temporal operators, of which there is one at most,
// before the others: it is the easiest to see.
func leafFirst(args []*term) []*term {
	at := slices.IndexFunc(args, (*term).isLeaf)
	if at <= 0 {
		return args
	}
	return slices.Concat(args[at:at+1], args[:at], args[at+1:])
}

// add keeps a way unless another one asks for less and puts off less: from there
// everything can be accepted that can be accepted from here.
func (d *derivation) add(o obligations) {
	d.work += 1 + len(d.found)
	d.tooLarge = d.tooLarge || d.work > maxWays
	kept := d.found[:0]
	for _, have := range d.found {
		if have.within(o) {
			return
		}
		if !o.within(have) {
			kept = append(kept, have)
		}
	}
	d.found = append(kept, o)
}

func (o obligations) within(p obligations) bool {
	return o.next&^p.next == 0 && o.putOff&^p.putOff == 0
}
