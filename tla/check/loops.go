package check

import (
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/tla/eval"
)

// Many steps of a spec change nothing: a message is sent that is there already. All of them from one state are the same step, so it is
// judged once and then only counted.

// loops are the steps from a state back to itself.
type loops struct {
	sp     *space
	s      []uint32
	counts *explore.Successors // nil if each is wanted
	judged bool
}

func newLoops(sp *space, s []uint32, out *explore.Successors) loops {
	l := loops{sp: sp, s: s}
	if !sp.without.Loops && out.CountsLoops() && len(s) > 0 && sp.observed == nil && len(sp.run.actionLimit) == 0 {
		l.counts = out
	}
	return l
}

// skip reports whether nothing is to be done for the step to a successor, and counts it then.
func (l *loops) skip(t *successor) bool {
	if l.counts == nil || len(t.changes) > 0 || !slices.Equal(t.words, l.s) {
		return false
	}
	if !l.judged && !l.sp.loopHolds() {
		l.counts = nil // it is told of like any other
		return false
	}
	l.judged = true
	l.counts.Loop()
	return true
}

// loopHolds says whether the step from the state that is expanded to itself satisfies all that is claimed of steps.
func (sp *space) loopHolds() bool {
	m, j, here := sp.run, sp.judge, &sp.here
	j.Load(eval.Current, here.vals)
	j.Load(eval.Next, here.vals)
	for i := range m.steps {
		if ok, err := sp.memo.steps[i].holds(m.steps[i].f, j, here, here); err != nil || !ok {
			return false
		}
	}
	return true
}
