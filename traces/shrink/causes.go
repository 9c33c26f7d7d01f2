package shrink

import (
	"slices"

	"github.com/synod-go/synod/traces"
)

// causesOf returns for every step of a run the steps that it directly depends on: the
// step before it at the same node, the step that sent or copied its message (the oldest
// of equal messages), and the last one of a node that is suspected. The dependencies of the actions of a spec are unknown.
func causesOf(run []moment) [][]int {
	list := make([][]int, len(run))
	last := map[string]int{}
	var flying []flight
	for i, m := range run {
		is := func(f flight) bool {
			return f.From == m.From && f.To == m.To && f.Name == m.Name && traces.Equal(f.Message, m.Message)
		}
		if at := slices.IndexFunc(flying, is); at >= 0 && m.From != "" {
			list[i] = append(list[i], flying[at].step)
			switch {
			case m.Kind == traces.StepDuplicate:
				flying = append(flying, flight{flying[at].Packet, i})
			case slices.ContainsFunc(flying[at+1:], is):
				// The last one stays: a network may keep what it delivers.
				flying = slices.Delete(flying, at, at+1)
			}
		}
		if owner := owner(m.Step); owner != "" {
			if before, ok := last[owner]; ok {
				list[i] = append(list[i], before)
			}
			last[owner] = i
		}
		if m.Kind == traces.StepSuspect || m.Kind == traces.StepTrust {
			if before, ok := last[m.Name]; ok { // it may have crashed
				list[i] = append(list[i], before)
			}
		}
		for _, p := range m.Sent {
			flying = append(flying, flight{p, i})
		}
	}
	return list
}

// flight is a message, and the step that sent it.
type flight struct {
	traces.Packet
	step int
}

// owner is the node that takes a step, or nobody. All cuts have one owner.
func owner(s *traces.Step) string {
	if isCut(s) {
		return "the network"
	}
	return s.Node
}

// cone lists the steps that causally depend on step i, itself first.
func cone(causes [][]int, i int) []int {
	list := []int{i}
	for j := i + 1; j < len(causes); j++ {
		if slices.ContainsFunc(causes[j], func(c int) bool { return slices.Contains(list, c) }) {
			list = append(list, j)
		}
	}
	return list
}
