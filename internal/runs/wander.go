package runs

import (
	"math/rand/v2"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// Wander takes a random run of a system, of so many steps at most, and shows
// every state on the way to visit, the initial one first. Equal seeds and equal
// numbers of steps make equal runs. Nothing is checked on the way.
//
// Unlike the walks of a simulation, which take every enabled step equally often,
// and so spend all faults at once, it spreads each budget over the whole run: the
// rate of crashes, say, is how many are left by how many steps are left.
//
// It ends early when no step is enabled, and by the error of visit. The run that
// visit gets stands at the end of the run so far and knows its last step; what
// came before is forgotten.
func Wander(sys *model.System, seed uint64, steps int, visit func(*Run) error) error {
	unchecked := *sys
	unchecked.Properties, unchecked.Goals, unchecked.Symmetry = nil, nil, false
	w, err := New(&unchecked)
	if err != nil {
		return err
	}
	var stopped error
	if err := w.Do(func() { stopped = w.wander(seed, steps, visit) }); err != nil {
		return err
	}
	return stopped
}

func (w *Run) wander(seed uint64, steps int, visit func(*Run) error) error {
	random := rand.New(rand.NewPCG(seed, uint64(steps)))
	w.Start(random.IntN(w.Initial()))
	if err := visit(w); err != nil {
		return err
	}
	for left := steps; left > 0 && w.takeRandom(random, left); left-- {
		w.places = append(w.places[:0], w.here())
		if err := visit(w); err != nil {
			return err
		}
	}
	return nil
}

// takeRandom takes a random step, when at most left steps are still to be taken.
// It returns false when none is enabled.
func (w *Run) takeRandom(random *rand.Rand, left int) bool {
	sp, s := w.sp, w.here().words
	if _, tooMany := sp.TooMany(s); tooMany {
		return false
	}
	groups := sp.Candidates(s, left)
	for len(groups) > 0 {
		total := 0.0
		for _, g := range groups {
			total += g.Rate
		}
		at, g := random.Float64()*total, 0
		for g < len(groups)-1 && at >= groups[g].Rate {
			at -= groups[g].Rate
			g++
		}
		list := groups[g].List
		i := random.IntN(len(list))
		var out explore.Successors
		sp.ExpandOne(s, list[i], &out)
		if found := out.Of(); len(found) > 0 {
			w.take(step.Label(found[random.IntN(len(found))].Label))
			return true
		}
		list[i] = list[len(list)-1]
		groups[g].List = list[:len(list)-1]
		if len(groups[g].List) == 0 {
			groups = append(groups[:g], groups[g+1:]...)
		}
	}
	return false
}
