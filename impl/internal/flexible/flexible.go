// Package flexible is the setting of protocols whose two phases may have quorums of
// different sizes: Flexible Paxos (Howard, Malkhi and Spiegelman, OPODIS 2016).
package flexible

import (
	"fmt"

	"github.com/synod-go/synod/model"
)

// Paper is where the setting comes from.
const Paper = "Howard, Malkhi and Spiegelman, Flexible Paxos: Quorum Intersection Revisited"

// The names of the settings.
const (
	phase1 = "phase1"
	phase2 = "phase2"
)

// Sizes are how many acceptors are a quorum, in each phase. Only quorums of different
// phases need to have a member in common.
type Sizes struct{ Phase1, Phase2 int }

// Params are the settings: majorities by default.
func Params() []model.Param {
	return []model.Param{
		{Name: phase1, Doc: "acceptors that are a quorum in phase 1 (0: a majority, or as many more as it takes to have one in common with each quorum of phase 2)", Default: 0, Max: 7},
		{Name: phase2, Doc: "acceptors that are a quorum in phase 2, to choose (0: a majority)", Default: 0, Max: 7},
	}
}

// Of returns the sizes among a number of acceptors, or says what is impossible.
func Of(s model.Settings, acceptors int) (Sizes, error) {
	sizes := Sizes{Phase1: s.Int(phase1), Phase2: s.Int(phase2)}
	if sizes.Phase2 == 0 {
		sizes.Phase2 = acceptors/2 + 1
	}
	if sizes.Phase1 == 0 {
		sizes.Phase1 = max(acceptors/2+1, acceptors+1-sizes.Phase2)
	}
	if max(sizes.Phase1, sizes.Phase2) > acceptors || sizes.Phase1+sizes.Phase2 <= acceptors {
		return Sizes{}, fmt.Errorf("%s is %d and %s is %d, of %d acceptors; accepted are at most all of them, and together more, so that two quorums have one in common",
			phase1, sizes.Phase1, phase2, sizes.Phase2, acceptors)
	}
	return sizes, nil
}

// Refuse returns an error when a setting is given that a mutant sets by itself: phase 1, and
// if both are, phase 2, too.
func Refuse(s model.Settings, both bool) error {
	names := []string{phase1}
	if both {
		names = append(names, phase2)
	}
	for _, name := range names {
		if n := s.Int(name); n != 0 {
			return fmt.Errorf("%s is %d, but the mutant %s sets it by itself; accepted is 0", name, n, s.Mutant)
		}
	}
	return nil
}

// Disjoint returns the sizes with the largest quorums of phase 1 that need not have a member
// in common with one of phase 2.
func (s Sizes) Disjoint(acceptors int) (Sizes, error) {
	if s.Phase2 == acceptors {
		return Sizes{}, fmt.Errorf("%s is %d, all acceptors, so every quorum of phase 1 has one in common; accepted are fewer", phase2, s.Phase2)
	}
	s.Phase1 = acceptors - s.Phase2
	return s, nil
}
