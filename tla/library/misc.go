package library

import (
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Quorum, and the community modules that draw pictures by other programs.
var misc = []module{
	{name: "Quorum", ops: []Op{{Name: "QuorumSystem", Eval1: quorumSystem}}},
	{name: "GraphViz", ops: []Op{
		{Name: "DotDiGraph", Params: []int{0, 1, 1}, Refused: "the names of its nodes are TLC's fingerprints"},
	}},
	{name: "ShiViz", extends: []string{"Toolbox"}, ops: []Op{
		{Name: "Host", Params: values(0), Level: syntax.StateLevel, Refused: "there is no trace explorer"},
		{Name: "Clock", Params: values(0), Level: syntax.StateLevel, Refused: "there is no trace explorer"},
	}},
}

// quorumSystem is the set of the non-empty sets of subsets of s that meet pairwise and that have with a set
// all its supersets.
func quorumSystem(s value.Value) (value.Value, error) {
	subsets, err := value.Subsets(s)
	if err != nil {
		return value.Value{}, err
	}
	all, err := value.Subsets(subsets)
	if err != nil {
		return value.Value{}, err
	}
	return value.Filter(all, true, func(q value.Value) (bool, error) {
		quorums, err := listed(q)
		if err != nil || len(quorums) == 0 {
			return false, err
		}
		if meet, err := every(quorums, func(a, b value.Value) (bool, error) {
			common, err := value.Intersection(a, b)
			if err != nil {
				return false, err
			}
			empty, err := value.Equal(common, value.EmptySet)
			return !empty, err
		}); err != nil || !meet {
			return false, err
		}
		sets, err := listed(subsets)
		if err != nil {
			return false, err
		}
		for _, a := range quorums {
			for _, b := range sets {
				wider, err := value.Subset(a, b)
				if err != nil {
					return false, err
				}
				if in, err := value.Member(b, q); err != nil || wider && !in {
					return false, err
				}
			}
		}
		return true, nil
	})
}
