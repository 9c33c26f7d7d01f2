package check

import (
	"slices"
	"sync/atomic"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// need says for which purpose a state's derived variables are wanted.
type need int

const (
	forNext       need = iota // to find successors and to judge the steps to them
	forSteps                  // to judge a step to it
	forInvariants             // to judge it
	needs
)

// wanted says for each purpose which derived variables are needed, and which variables of the next state claims over a step look at.
func (m *run) wanted() (wanted [needs][]int, stepReads []bool) {
	stepReads = make([]bool, len(m.prog.Variables))
	base := len(m.prog.Variables)
	var mark func(k need, reads []eval.Read)
	mark = func(k need, reads []eval.Read) {
		for _, r := range reads {
			if k == forSteps && r.Bank == eval.Next && r.Place < base {
				stepReads[r.Place] = true
			}
			if i := r.Place - base; i >= 0 && !slices.Contains(wanted[k], i) {
				wanted[k] = append(wanted[k], i)
				mark(k, m.derived[i].Mentions())
			}
		}
	}
	if m.next != nil {
		mark(forNext, m.next.Mentions())
	}
	steps := formulas(m.steps)
	if m.live != nil {
		steps = append(steps, atomFormulas(m.live.step)...)
		for _, f := range atomFormulas(m.live.state) {
			mark(forNext, f.Mentions())
		}
	}
	for _, f := range steps {
		mark(forNext, f.Mentions())
		mark(forSteps, f.Mentions())
	}
	for _, c := range m.invariants {
		mark(forInvariants, c.f.Mentions())
	}
	for k := range wanted {
		slices.Sort(wanted[k])
	}
	return wanted, stepReads
}

// classTable has the classes of sets by the numbers of the sets, for all workers.
type classTable struct {
	off    bool
	chunks [maxChunks * chunkSize / classChunkSize]atomic.Pointer[classChunk]
}

const classChunkSize = 1 << 16

type classChunk [classChunkSize]atomic.Uint32

// at is the number of the class of a set, 0 if it is not known.
func (t *classTable) at(set uint32) uint32 {
	if c := t.chunks[set/classChunkSize].Load(); c != nil {
		return c[set%classChunkSize].Load()
	}
	return 0
}

func (t *classTable) put(set, class uint32) {
	if t.off {
		return
	}
	at := &t.chunks[set/classChunkSize]
	if at.Load() == nil {
		at.CompareAndSwap(nil, new(classChunk))
	}
	at.Load()[set%classChunkSize].Store(class)
}

// see makes a state the one that is seen, with the derived variables that are needed. What into sees is always seen for the same need:
// the places of other derived variables stay empty.
func (sp *space) see(into *seen, words []uint32, vals []value.Value, k need) {
	sp.fit(into)
	copy(into.vals, vals[:sp.vars])
	copy(into.ids, words[:sp.vars])
	for _, i := range sp.wanted[k] {
		into.put(sp.vars+i, sp.derive(i, into))
	}
}

// fit gives what is seen room for all variables.
func (sp *space) fit(into *seen) {
	if n := sp.vars + len(sp.memo.derived); len(into.vals) < n {
		into.vals, into.ids = make([]value.Value, n), make([]uint32, n)
	}
}

func (s *seen) put(i int, d derivedValue) { s.vals[i], s.ids[i] = d.v, d.id }

// derive works out a derived variable of a state whose values before it are known; none if that fails: the formula that needs it
// will say so.
func (sp *space) derive(i int, of *seen) (d derivedValue) {
	// What comes behind is that of another state.
	of = &seen{of.vals[:sp.vars+i], of.ids[:sp.vars+i]}
	var set uint32
	v := sp.memo.classOf[i]
	m := &sp.memo.values[i]
	if v >= 0 {
		set = of.ids[v]
		if id := sp.classes[i].at(set); id != 0 {
			return derivedValue{sp.table.at(id), id}
		}
	} else if d, known := m.find(of, nil); known {
		return d
	}
	sp.memo.mach.Load(eval.Current, of.vals)
	if x, err := sp.memo.derived[i].Value(sp.memo.mach); err == nil {
		if x, err = value.Normalize(x); err == nil {
			id := sp.table.id(x)
			d = derivedValue{sp.table.at(id), id}
		}
	}
	if v < 0 {
		m.keep(d)
	} else {
		sp.classes[i].put(set, d.id)
	}
	return d
}

// seeNext completes the successor of the state that is expanded, as far as that can be done without making the sets that grew.
func (sp *space) seeNext(t *successor) {
	if t.whole {
		sp.see(&sp.there, t.words, t.vals, forSteps)
		return
	}
	into := &sp.there
	sp.fit(into)
	copy(into.vals, t.vals)
	copy(into.ids, t.words[:sp.vars])
	for j, v := range t.vals {
		if v.IsDelta() {
			into.vals[j] = value.Value{}
		}
	}
	for _, i := range sp.wanted[forSteps] {
		var d derivedValue
		switch v := sp.memo.classOf[i]; {
		case v < 0:
			if sp.memo.values[i].numbered(into) {
				d = sp.derive(i, into)
			}
		case t.words[v] != 0:
			d = sp.derive(i, into)
		default:
			id := sp.here.ids[sp.vars+i]
			for _, c := range t.changes {
				if int(c.variable) == v {
					id = sp.grownClass(i, v, id, c.val)
				}
			}
			if id != 0 {
				d = derivedValue{sp.table.at(id), id}
			}
		}
		into.put(sp.vars+i, d)
	}
}

// grownClass is class i, with the given number, of a set that gets one more member.
func (sp *space) grownClass(i, v int, class, member uint32) uint32 {
	if class == 0 || !sp.mayHave(i, v, member) {
		return class
	}
	next, known := sp.memo.classes.of(uint32(i), class, member)
	if !known {
		next = sp.classWith(i, v, class, member)
		sp.memo.classes.set(next, uint32(i), class, member)
	}
	return next
}

// classesWith has a bit for each of the first classes that get the member when the variable does, or cannot say.
func (sp *space) classesWith(v int, member uint32) uint64 {
	classes, known := sp.memo.memberOf.of(uint32(v), member)
	if !known {
		for _, k := range sp.memo.classesOf[v] {
			if k < 64 {
				if is, ok := sp.inClass(k, v, member); is || !ok {
					classes |= 1 << k
				}
			}
		}
		sp.memo.memberOf.set(classes, uint32(v), member)
	}
	return classes
}

// mayHave reports whether class i of variable v gets the member when the variable does, or cannot say.
func (sp *space) mayHave(i, v int, member uint32) bool {
	return i >= 64 || sp.classesWith(v, member)&(1<<i) != 0
}

// inClass asks class i for the member alone; ok is false if that fails.
func (sp *space) inClass(i, v int, member uint32) (is, ok bool) {
	part, ok := sp.classOfOne(i, v, member)
	n, _ := part.Len()
	return n > 0, ok
}

// classOfOne is class i, or an index of it, of the set with one member; ok is false if that fails.
func (sp *space) classOfOne(i, v int, member uint32) (part value.Value, ok bool) {
	one, err := value.MakeSet([]value.Value{sp.table.at(member)})
	if err != nil {
		return part, false
	}
	// Of a class nothing is read but the variable.
	vals := make([]value.Value, sp.vars)
	vals[v] = one
	sp.memo.mach.Load(eval.Current, vals)
	part, err = sp.memo.derived[i].Value(sp.memo.mach)
	return part, err == nil
}

func (sp *space) classWith(i, v int, class, member uint32) uint32 {
	part, ok := sp.classOfOne(i, v, member)
	if !ok {
		return 0
	}
	all, err := value.Merge(sp.table.at(class), part)
	if err != nil {
		return 0
	}
	return sp.table.id(all)
}

// inherit gives the classes of a set that grew by the changes of a variable from those of the set it grew from, where these are known.
func (sp *space) inherit(from, to uint32, changes []change) {
	v := int(changes[0].variable)
	if len(sp.memo.classesOf[v]) == 0 {
		return
	}
	grown := uint64(0) // the first classes that get some member
	for _, c := range changes {
		grown |= sp.classesWith(v, c.val)
	}
	for _, i := range sp.memo.classesOf[v] {
		id := sp.classes[i].at(from)
		if id == 0 || sp.classes[i].at(to) != 0 {
			continue
		}
		if i >= 64 || grown&(1<<i) != 0 {
			for _, c := range changes {
				id = sp.grownClass(i, v, id, c.val)
			}
		}
		if id != 0 {
			sp.classes[i].put(to, id)
		}
	}
}
