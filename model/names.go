package model

import (
	"fmt"
	"slices"
	"strconv"
)

// nodeName returns the name of a node of the group, by its index in it from 0:
// S1, S2, …, and S when it is alone.
func (g *Group) nodeName(index int) string {
	if g.Count == 1 {
		return g.Prefix
	}
	return g.Prefix + strconv.Itoa(index+1)
}

// Names returns the names of the nodes of a system with these groups: S1, S2, … and, in
// a group of one, S. An id of no node has the name "nobody".
func Names(groups ...Group) func(NodeID) string {
	return func(id NodeID) string {
		index := int(id) - 1
		for i := range groups {
			if 0 <= index && index < groups[i].Count {
				return groups[i].nodeName(index)
			}
			index -= groups[i].Count
		}
		return "nobody"
	}
}

// IDs returns the ids of the nodes of one of a system's groups, by its prefix, as
// Env.Group does for handlers. It panics if there is none.
func IDs(prefix string, groups ...Group) (ids []NodeID) {
	at := slices.IndexFunc(groups, func(g Group) bool { return g.Prefix == prefix })
	if at < 0 {
		panic(fmt.Sprintf("model.IDs: there is no group %q; %s", prefix, thereAre(prefixes(groups))))
	}
	first := 1
	for _, g := range groups[:at] {
		first += g.Count
	}
	for i := range groups[at].Count {
		ids = append(ids, NodeID(first+i))
	}
	return ids
}

func prefixes(groups []Group) (list []string) {
	for _, g := range groups {
		list = append(list, g.Prefix)
	}
	return list
}
