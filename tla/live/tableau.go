package live

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
		t.item(x)
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

func (t *tableau) item(x *term) {
	if _, ok := t.itemOf[x]; !ok {
		t.itemOf[x] = len(t.items)
		t.items = append(t.items, x)
	}
}

func (t *tableau) collect(x *term) {
	if x.op == opAlways || x.op == opEventually {
		t.item(x)
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

// follows returns the steps that a state has on a letter.
func (t *tableau) follows(state uint32, at letter) []follow {
	d := derivation{tableau: t, at: at}
	var todo []*term
	for i, item := range t.items {
		if t.sets[state]>>i&1 != 0 {
			todo = append(todo, item)
		}
	}
	d.run(todo, obligations{})
	follows := make([]follow, len(d.found))
	for i, o := range d.found {
		follows[i] = follow{t.state(o.next), o.putOff}
	}
	return follows
}

// obligations are what a choice comes to: what was dealt with at this position,
// what is passed on, and which promises that puts off.
type obligations struct{ done, next, putOff uint64 }

// derivation finds the ways in which a set of terms can hold at a position.
type derivation struct {
	*tableau
	at    letter
	found []obligations
	work  int // see maxWays
}

func (d *derivation) run(todo []*term, o obligations) {
	if d.tooLarge {
		return
	}
	for len(todo) > 0 {
		last := len(todo) - 1
		x := todo[last]
		todo = todo[:last:last] // branches must not share what they append
		switch x.op {
		case opTrue:
			if !x.leaf.now(d.at) {
				return
			}
		case opAnd:
			todo = append(todo, x.args...)
		case opOr:
			for _, arg := range x.args {
				d.run(append(todo, arg), o)
			}
			return
		default:
			item := uint64(1) << d.itemOf[x]
			if o.done&item != 0 {
				continue
			}
			o.done |= item
			if x.op == opEventually {
				d.run(append(todo, x.args[0]), o)
				o.putOff |= item
			} else {
				todo = append(todo, x.args[0])
			}
			o.next |= item
		}
	}
	d.add(o)
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
