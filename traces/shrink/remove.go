package shrink

import "slices"

// maxForPairs is the length up to which two steps at a time are tried as well:
// that takes as many tries as there are pairs.
const maxForPairs = 60

// halve takes out stretches of the run, long ones first: a run of hundreds of
// steps is soon one of dozens.
func (s *shrinker) halve() {
	for size := len(s.best) / 2; size > 1; size = min(size, len(s.best)) / 2 {
		for end := len(s.best); end > 0; end = min(end-size, len(s.best)) {
			s.remove(max(0, end-size), s.best[end:])
		}
	}
}

// minimise takes steps out until none can go: one with everything that causally
// depends on it, then one alone, then two.
func (s *shrinker) minimise() {
	for s.ctx.Err() == nil && (s.each(s.removeCone) || s.each(s.removeOne) || len(s.best) <= maxForPairs && s.each(s.removeWithAnother)) {
	}
}

// each tries a removal on every step of the best run, the last one first, and
// reports whether one succeeded.
func (s *shrinker) each(remove func(i int) bool) (shorter bool) {
	for i := len(s.best) - 1; i >= 0; i = min(i, len(s.best)) - 1 {
		shorter = remove(i) || shorter
	}
	return shorter
}

func (s *shrinker) removeOne(i int) bool { return s.remove(i, s.best[i+1:]) }

// removeCone takes out a step and everything that causally depends on it.
func (s *shrinker) removeCone(i int) bool {
	if s.causes == nil {
		s.causes = causesOf(s.best)
	}
	gone := cone(s.causes, i)
	if len(gone) == 1 {
		return false // the step alone
	}
	var rest []moment
	for j := i + 1; j < len(s.best); j++ {
		if !slices.Contains(gone, j) {
			rest = append(rest, s.best[j])
		}
	}
	return s.remove(i, rest)
}

// removeWithAnother takes out a step and a later one: two rival elections, say,
// each of which made the other one necessary.
func (s *shrinker) removeWithAnother(i int) bool {
	for j := len(s.best) - 1; j > i; j-- {
		if s.remove(i, slices.Concat(s.best[i+1:j], s.best[j+1:])) {
			return true
		}
	}
	return false
}

// remove replaces what comes after the first k steps of the best run by as much
// of rest, which is shorter, as can be taken.
func (s *shrinker) remove(k int, rest []moment) bool {
	ok := s.try(k, rest, exactly) || s.try(k, rest, nearly)
	if ok {
		s.accept()
	}
	return ok
}
