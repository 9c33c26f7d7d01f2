package check

import (
	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// What is claimed of states and steps, and how it is judged.

// What is found is a code: what kind it is, and the number of the claim.
type findingKind uint32

const (
	foundInvariant findingKind = iota + 1 // in a state
	foundInitial                          // in an initial state
	foundStep                             // over a step
	foundDeadlock
	failedNext      // evaluation of the next-state relation failed
	failedInit      // of the initial predicate
	failedInvariant // of an invariant
	failedInitial
	failedStep
	failedLimit // of a constraint, VIEW or the atoms of a temporal property
)

func (k findingKind) code(i int) uint32 { return uint32(k)<<24 | uint32(i) }

func kindOf(code uint32) (findingKind, int) { return findingKind(code >> 24), int(code & (1<<24 - 1)) }

// failedAt reports an evaluation that failed, but not one that was interrupted: then the search is at its end.
func failedAt(find func(code uint32), code uint32, err error) {
	if !eval.IsInterrupted(err) {
		find(code)
	}
}

// judgeStep looks at the step from s to the successor that was added last.
func (sp *space) judgeStep(s []uint32, name uint64, t *successor, out *explore.Successors) {
	root := len(s) == 0
	if sp.observed != nil {
		known := sp.observed.found[string(foundKey(s, uint32(len(sp.told))))]
		sp.told = append(sp.told, known)
		for _, code := range known.ofStep {
			out.Find(code)
		}
		if known.cut {
			out.Cut()
			return
		}
	} else {
		sp.judgeClaims(s, t, out.Find)
	}
	if twin := sp.twins.find(name, t.words); twin != nil {
		twin.tell(sp, out)
		return
	}
	var a answer
	if sp.observed == nil {
		a.cut = sp.cuts(t, out.Find)
	}
	if !a.cut && !root && sp.marks(out) { // a cut step is no edge
		sp.setLevel(s, 0)
		sp.see(&sp.there, t.words, t.vals, forSteps)
		var err error
		if a.mark, err = sp.stepAtoms(); err != nil {
			failedAt(out.Find, failedLimit.code(0), err)
			return
		}
	}
	a.tell(sp, out)
	sp.twins.add(name, t.words, a)
}

// judgeClaims judges what is claimed of the initial state, or of the step from s.
func (sp *space) judgeClaims(s []uint32, t *successor, find func(code uint32)) {
	m, j := sp.run, sp.judge
	sp.setLevel(s, 0) // as in TLC, a formula over a step is evaluated on the level of its first state
	if len(s) == 0 {
		j.Load(eval.Current, t.vals)
		for i := range m.initials {
			if ok, err := m.initials[i].f.Holds(j); err != nil {
				failedAt(find, failedInitial.code(i), err)
			} else if !ok {
				find(foundInitial.code(i))
			}
		}
		return
	}
	if len(m.steps) == 0 {
		return
	}
	for j, read := range sp.stepReads {
		if read && t.vals[j].IsPatch() {
			if err := t.settle(sp, j); err != nil {
				failedAt(find, failedStep.code(0), err)
				return
			}
		}
	}
	sp.seeNext(t)
	for i := range m.steps {
		if ok, err := sp.holdsOver(i, t); err != nil {
			failedAt(find, failedStep.code(i), err)
		} else if !ok {
			find(foundStep.code(i))
		}
	}
}

// cuts reports whether a constraint cuts off the step to a successor of the state that is expanded.
func (sp *space) cuts(t *successor, find func(code uint32)) bool {
	var from []value.Value
	if len(sp.origin) > 0 {
		from = sp.here.vals
	}
	return sp.outside(from, t.vals, func(err error) { failedAt(find, failedLimit.code(0), err) })
}

// holdsOver judges a claim over the step to a successor: by what is known of the values it reads, if they have numbers; otherwise
// with the successor in whole.
func (sp *space) holdsOver(i int, t *successor) (bool, error) {
	f, memo, j := sp.run.steps[i].f, &sp.memo.steps[i], sp.judge
	if ok, known := memo.find(&sp.here, &sp.there); known {
		return ok, nil
	}
	if !t.whole {
		if err := t.complete(sp); err != nil {
			return false, err
		}
		sp.see(&sp.there, t.words, t.vals, forSteps)
	}
	j.Load(eval.Current, sp.here.vals)
	j.Load(eval.Next, sp.there.vals)
	return memo.holds(f, j, &sp.here, &sp.there)
}

// judgeState judges the invariants of a successor of s. They hold in s, or the search would have ended there: so they need not be
// asked where what they read has not changed.
func (sp *space) judgeState(s, words []uint32, find func(code uint32)) {
	m, j := sp.run, sp.judge
	if len(m.invariants) == 0 {
		return
	}
	sp.setLevel(words, 0)
	sp.looked = sp.values(sp.looked[:0], words)
	sp.see(&sp.made, words, sp.looked, forInvariants)
	j.Load(eval.Current, sp.made.vals)
	holdsBefore := len(s) > 0 && !sp.goesOn
	var changed uint64
	if holdsBefore {
		changed = sp.made.differs(&sp.before)
	}
	for i := range m.invariants {
		v := &sp.memo.invariants[i]
		if holdsBefore && v.pure && (v.mask&changed == 0 && !sp.without.Unchanged || !sp.without.More && sp.holdsOfMore(i, changed)) {
			continue
		}
		if ok, err := v.holds(m.invariants[i].f, j, &sp.made, nil); err != nil {
			failedAt(find, failedInvariant.code(i), err)
		} else if !ok {
			find(foundInvariant.code(i))
		}
	}
}

// holdsOfMore says whether an invariant that held in the state before the new one holds in that because it does so of what came into the
// set over which it speaks, where nothing else changed that it reads.
func (sp *space) holdsOfMore(i int, changed uint64) bool {
	v, made := &sp.memo.invariants[i], &sp.made
	at := v.over
	if at < 0 || at >= 63 || v.mask&changed != placeBit(at) || made.ids[at] == 0 || sp.before.ids[at] == 0 {
		return false
	}
	more, ok := sp.more(at)
	if !ok {
		return false
	}
	whole := derivedValue{made.vals[at], made.ids[at]}
	made.put(at, more)
	holds, known := v.find(made, nil)
	if !known {
		sp.judge.Load(eval.Current, made.vals)
		var err error
		if holds, err = sp.run.invariants[i].f.Holds(sp.judge); err == nil {
			v.keep(holds)
		}
		holds = holds && err == nil
	}
	made.put(at, whole)
	if !known {
		sp.judge.Load(eval.Current, made.vals)
	}
	return holds // if not, the whole formula says so
}

// more is the set of what came into a variable, or a class of one; ok is false if something else happened to it.
func (sp *space) more(at int) (set derivedValue, ok bool) {
	variable := at
	if at >= sp.vars {
		variable = sp.memo.classOf[at-sp.vars]
	}
	var one uint32
	var members []value.Value // if there are more
	for _, c := range sp.changes {
		switch {
		case int(c.variable) != variable:
		case c.key != 0:
			return set, false
		case at != variable && !sp.mayHave(at-sp.vars, variable, c.val):
		case one == 0:
			one = c.val
		default:
			members = append(members, sp.table.at(c.val))
		}
	}
	if one == 0 {
		return set, false
	}
	if members == nil {
		if set, ok = sp.memo.ones.of(one); ok {
			return set, true
		}
	}
	members = append(members, sp.table.at(one))
	v, err := value.MakeSet(members)
	if err != nil {
		return set, false
	}
	id := sp.table.id(v)
	set = derivedValue{sp.table.at(id), id}
	if len(members) == 1 {
		sp.memo.ones.set(set, one)
	}
	return set, true
}
