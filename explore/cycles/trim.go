package cycles

import "sync/atomic"

// enough is the part of the places that are left, one in so many, of which fewer are not
// worth another round of trimming.
const enough = 64

// trim takes away the places that no edge leaves to a place that is left, itself included:
// each is a component by itself, and is judged at once. What is left is the first piece
// that is still to be looked at.
//
// Places are numbered breadth first, so most edges lead to higher ones, and a worker goes
// down. It depends on chance in which round a place goes, and so, where rounds end early,
// whether it does; but not what is found to be fair.
func (s *fairSearch) trim() error {
	n := len(s.nodes)
	for left := n; left > 0; {
		var gone atomic.Int64
		lists, err := gather(&s.crew, n, func(worker, begin, end int) (fair []uint32) {
			count := 0
			for i := begin; i < end; i++ {
				place := uint32(n - 1 - i)
				if s.isLeft(place) && !s.goesOn(place) {
					if !s.owes(place) {
						if is, _ := s.judge(&s.tallies[worker], &fairPiece{places: []uint32{place}}, true); is {
							fair = append(fair, place)
						}
					}
					atomic.StoreUint32(&s.labels[place], noPlace)
					count++
				}
			}
			gone.Add(int64(count))
			return fair
		})
		if err != nil {
			return err
		}
		for _, list := range lists {
			for _, place := range list {
				s.last++
				s.labels[place] = s.last
				s.fair = append(s.fair, fairPiece{[]uint32{place}, s.last})
			}
		}
		before := left
		if left -= int(gone.Load()); (before-left)*enough < before {
			break
		}
	}
	var rest []uint32
	for place, label := range s.labels {
		if label == 0 {
			rest = append(rest, uint32(place))
		}
	}
	if rest != nil {
		s.todo = append(s.todo, fairPiece{places: rest})
	}
	return nil
}

func (s *fairSearch) isLeft(place uint32) bool { return atomic.LoadUint32(&s.labels[place]) == 0 }

// goesOn reports whether an edge leads from a place to one that is left.
func (s *fairSearch) goesOn(place uint32) bool {
	begin, end := s.edgesOf(place)
	for edge := begin; edge < end; edge++ {
		if to := s.to[edge]; to != noPlace && s.isLeft(to) {
			return true
		}
	}
	return false
}

// owes reports whether a weak condition is enabled at a place and no step is idle there:
// to stutter is not fair then.
func (r *region) owes(place uint32) (owes bool) {
	begin, end := r.edgesOf(place)
	for edge := begin; edge < end; edge++ {
		of := r.of(edge)
		if of.idle {
			return false
		}
		owes = owes || len(of.weak) > 0
	}
	return owes
}
