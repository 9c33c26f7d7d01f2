package check

import (
	"sync/atomic"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/value"
)

// system is the model as something that explore can search. A state is the numbers of its variables' values, then, if the
// spec may ask for it, its level.
type system struct {
	run       *run
	table     *valueTable
	wanted    [needs][]int
	stepReads []bool        // the variables of the next state that claims over a step look at
	classes   []*classTable // of the derived variables that are classes
	memos     *sharedMemos
	levels    bool      // states carry their level
	atoms     *atoms    // of the temporal properties, nil if there are none to be checked
	spaces    []*space  // those that were given out
	observed  *observed // of a spec that can ask about the search, else nil
	memory    int64     // the run's limit; 0 is none
	decided   int       // how many of the temporal properties, from the first on
	without   *caches
	goesOn    bool        // the search does not end where something is found
	crowded   atomic.Bool // a state has more successors than there is memory for
	// group is the symmetry, nil if there is none or it is not used.
	group []*value.Permutation
}

func newSystem(m *run) *system {
	s := &system{run: m, without: &m.Sources.tuning.without, table: newValueTable(), memos: newSharedMemos(m), levels: m.impure, group: m.group}
	if m.impure {
		s.observed = newObserved() // there is one worker then
	}
	s.table.members = m.prog.Growing
	s.wanted, s.stepReads = m.wanted()
	s.classes = make([]*classTable, len(m.derived))
	for i := range m.derived {
		if _, ok := m.prog.Class(i); ok {
			s.classes[i] = &classTable{off: s.without.Classes}
		}
	}
	return s
}

// tally is what a worker has counted.
type tally struct {
	steps   []uint64 // of each action
	fresh   []uint64 // new states of each action
	initial uint64   // initial states that the predicate gave, repeated ones too
	between uint64   // states between the actions of \cdot
}

func newTally(m *run) tally {
	return tally{steps: make([]uint64, len(m.next.Actions)), fresh: make([]uint64, len(m.next.Actions))}
}

// counted is what all workers have counted; none of them may be at work.
func (s *system) counted() tally {
	all := newTally(s.run)
	for _, sp := range s.spaces {
		all.initial, all.between = all.initial+sp.tally.initial, all.between+sp.tally.between
		for i := range all.steps {
			all.steps[i], all.fresh[i] = all.steps[i]+sp.tally.steps[i], all.fresh[i]+sp.tally.fresh[i]
		}
	}
	return all
}

// Memory is what the values take.
func (s *system) Memory() int64 { return s.table.bytes.Load() }

// Space is one worker's view.
func (s *system) Space() explore.Space {
	rescue.Point("search")
	sp := &space{system: s, stepper: newStepper(s.run), tally: newTally(s.run), vars: len(s.run.prog.Variables), maxPlans: s.run.Sources.tuning.maxPlans(),
		permuted: map[uint32][]uint64{}, permutedMembers: map[uint32][]uint64{}, memo: newMemos(s.run, s.memos)}
	sp.mach.Grows, sp.mach.Own = true, s.table.own
	sp.room = s.hasRoom
	sp.settled.off = s.without.Changed
	sp.level = func(next bool) {
		more := uint32(0)
		if next {
			more = 1
		}
		sp.setLevel(sp.origin, more)
	}
	if s.run.host.walks != nil && s.observed != nil {
		sp.mach.Grows = false // what is remembered has no bound variables, for which the spec can ask
	}
	s.spaces = append(s.spaces, sp)
	return sp
}

// space evaluates for one worker.
type space struct {
	*system
	stepper
	tally
	vars     int
	maxPlans int

	origin []uint32      // the state that is expanded
	ofOne  []value.Value // the values of a successor that has an outcome and no plan
	plans  []*plan       // by the number of the outcome
	inSets []marks       // of the variables of the state that is expanded
	here   seen          // the state that is expanded
	to     successor     // the one that is looked at
	there  seen          // it, with the derived variables that claims over a step read
	made   seen          // the new state, with those that invariants read
	before seen          // likewise the state before it
	memo   *memos
	words  []uint32 // of the state that is built
	// places are what the values of the state that is expanded add to its name, for each permutation; sums are the names.
	places [][]uint64
	sums   []uint64
	moved  []uint64
	// permuted has the hashes of a value under every permutation, by its number.
	permuted, permutedMembers map[uint32][]uint64
	scratch                   []uint64
	changes                   []change      // of the state that is built
	settled                   keyed[uint32] // functions with a change made, by the function, the key and the value
	bits                      []byte        // of atoms
	looked                    []value.Value // the state whose invariants are judged
	told                      []*foundState // of the successors, in a search state by state
	looking                   *foundState   // the one of them that is looked at
	walk                      *Walk         // if it is not a search
	twins                     twins
	kindsOf                   []uint32 // the state that Kind was asked about
	kindsBy                   []int    // the actions of the steps from there
}

// successors finds the states after s, or the initial ones. A set to which the step only adds can be a growth.
func (sp *space) successors(s []uint32) error {
	sp.origin = s
	var vals []value.Value
	if len(s) > 0 {
		vals = sp.values(sp.from[:0], s)
	}
	if err := sp.leave(vals); err != nil {
		return err
	}
	if len(s) > 0 {
		sp.see(&sp.here, s, sp.from, forNext)
		sp.base(s)
	}
	sp.setLevel(s, 0)
	before := sp.mach.Between
	defer func() { sp.between += sp.mach.Between - before }()
	var noted func(i int) error
	if sp.observed != nil {
		noted = func(i int) error { return sp.observe(i, s) }
	}
	return sp.advance(sp.here.vals, noted)
}

// values appends the values of a state.
func (sp *space) values(dst []value.Value, s []uint32) []value.Value {
	for _, id := range s[:sp.vars] {
		dst = append(dst, sp.table.at(id))
	}
	return dst
}

// setLevel tells the spec where it is, if it can ask.
func (sp *space) setLevel(s []uint32, more uint32) {
	if sp.levels {
		level := more
		if len(s) > sp.vars {
			level += s[sp.vars]
		}
		sp.run.host.level.Store(level)
		sp.run.host.at = standpoint{sp, s, more > 0}
		sp.observed.figures(sp.run.host)
	}
}

// Expand finds the successors of a state, names them and judges the steps to them.
func (sp *space) Expand(s []uint32, out *explore.Successors) {
	sp.expand(s, out)
	if sp.run.prog.Interrupted() || sp.crowded.Load() {
		out.Unfinished() // whatever was being evaluated may have been left
	}
}

func (sp *space) expand(s []uint32, out *explore.Successors) {
	m := sp.run
	root := len(s) == 0
	if !root && sp.observed != nil {
		sp.observed.waiting--
	}
	err := sp.successors(s)
	failed := failedNext
	if root {
		failed = failedInit
	}
	if err != nil {
		failedAt(out.FindHere, failed.code(0), err)
		return
	}
	n := len(sp.actions)
	switch {
	case root:
		sp.initial += uint64(n)
	case n == 0 && m.deadlock:
		out.FindHere(foundDeadlock.code(0))
	}
	limits := len(m.constraints)+len(m.actionLimit) > 0
	whole := root || m.whole || sp.observed != nil || m.view != nil || limits || sp.marks(out)
	sp.twins.on = !sp.without.Twins && !root && sp.observed == nil && (limits || sp.marks(out))
	sp.twins.forget()
	sp.told = sp.told[:0]
	loops := newLoops(sp, s, out)
	for i := range n {
		if i%roomEvery == roomEvery-1 && m.prog.Interrupted() {
			return // a single state can have millions of successors
		}
		t := &sp.to
		if sp.observed != nil {
			sp.looking = sp.observed.found[string(foundKey(s, uint32(i)))]
		}
		t.begin(sp, i, s)
		if loops.skip(t) {
			sp.tally.steps[sp.actions[i]]++
			continue
		}
		if whole {
			if err := t.complete(sp); err != nil {
				failedAt(out.FindHere, failed.code(0), err)
				return
			}
		}
		sp.setLevel(s, 1)
		name, err := sp.name(t, root)
		if err != nil {
			failedAt(out.FindHere, failedLimit.code(0), err)
			return
		}
		out.Add(name, uint32(i), out.Keep(t.keep(uint32(sp.actions[i]))))
		if !root {
			sp.tally.steps[sp.actions[i]]++
		}
		sp.judgeStep(s, name, t, out)
	}
	if sp.marks(out) && !root {
		// As in TLC, when the successors wait already: a spec can ask.
		sp.setLevel(s, 0)
		mark, err := sp.stateAtoms()
		if err != nil {
			failedAt(out.FindHere, failedLimit.code(0), err)
			return
		}
		out.MarkHere(mark)
	}
}

// marks reports whether the atoms of temporal properties are wanted.
func (sp *space) marks(out *explore.Successors) bool { return sp.atoms != nil && out.Marked() }

// Build gives the states and judges them.
func (sp *space) Build(s []uint32, picked []explore.Successor, out *explore.States) {
	again := false
	if len(s) > 0 && len(sp.run.invariants) > 0 && !sp.goesOn {
		sp.looked = sp.values(sp.looked[:0], s)
		sp.see(&sp.before, s, sp.looked, forInvariants)
	}
	for _, p := range picked {
		words := out.Kept(p.Hint)
		if sp.observed != nil {
			if known := sp.observed.found[string(foundKey(s, p.Label))]; known != nil {
				out.Add(known.words)
				if words != nil {
					if !out.OfCut() {
						sp.count(s, words[sp.vars+1]) // after the level
					}
					for _, code := range known.ofState {
						out.Find(code)
					}
				}
				continue
			}
		}
		if words == nil {
			// A path is walked again: find what was found before.
			if !again {
				again = true
				if err := sp.successors(s); err != nil {
					out.Fail(err)
					return
				}
			}
			if int(p.Label) >= len(sp.actions) {
				panic("a label of no successor")
			}
			t := &sp.to
			t.begin(sp, int(p.Label), s)
			if err := t.complete(sp); err != nil {
				out.Fail(err)
				return
			}
			out.Add(t.words)
			continue
		}
		words, action, err := sp.kept(words, s)
		if err != nil {
			out.Fail(unmade{err})
			return
		}
		if !out.OfCut() {
			sp.count(s, action)
		}
		out.Add(words)
		sp.judgeState(s, words, out.Find)
	}
}

// count counts a new state.
func (sp *space) count(s []uint32, action uint32) {
	if len(s) > 0 {
		sp.fresh[action]++
	}
}
