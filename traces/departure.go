package traces

import "slices"

// Difference returns where a live state departs from the saved one: the path of the
// first difference (S1.log[2].term) and the two values there, nil for a missing one.
// It reports found = false if the states are equal.
//
// Nodes come first, because what a handler did differently shows there, and the rest
// follows from it. In a protocol's network messages are compared by content: their
// order matters only between one sender and one receiver. The difference is then a
// message that only one of the two states has.
func Difference(saved, live State) (path string, savedValue, liveValue Value, found bool) {
	a, b := nodesFirst(saved.Vars), nodesFirst(live.Vars)
	isProtocol := isProtocol(saved.Vars)
	changes := Diff(withoutNetwork(a), withoutNetwork(b))
	if len(changes) == 0 {
		return networkDeparture(a, b)
	}
	c := changes[0]
	if isProtocol {
		c.Path = nodePath(c.Path)
	}
	return c.Path, c.Before, c.After, true
}

func networkDeparture(a, b Record) (path string, saved, live Value, found bool) {
	before, isNet := NetworkOf(a)
	after, alsoNet := NetworkOf(b)
	if isNet && alsoNet {
		if lost := subtract(before, after); len(lost) > 0 {
			return "network", recordOf(lost[0]), nil, true
		}
		if extra := subtract(after, before); len(extra) > 0 {
			return "network", nil, recordOf(extra[0]), true
		}
		byChannel := func(f, g Flight) int {
			f.Name, f.Message, g.Name, g.Message = "", nil, "", nil
			return compareFlights(f, g)
		}
		slices.SortStableFunc(before, byChannel)
		slices.SortStableFunc(after, byChannel)
		return firstOutOfOrder(before, after)
	}
	changes := Diff(onlyNetwork(a), onlyNetwork(b))
	if len(changes) == 0 {
		return "", nil, nil, false
	}
	return changes[0].Path, changes[0].Before, changes[0].After, true
}

// firstOutOfOrder returns where the same messages are in another order.
func firstOutOfOrder(a, b []Flight) (path string, saved, live Value, found bool) {
	var d differ
	for i := range min(len(a), len(b)) {
		d.values((*place)(nil).field("network").index(i), recordOf(a[i]), recordOf(b[i]))
		if len(d.changes) > 0 {
			c := d.changes[0]
			return c.Path, c.Before, c.After, true
		}
	}
	return "", nil, nil, false
}

func nodesFirst(vars Record) Record {
	i := slices.IndexFunc(vars, func(f Field) bool { return f.Name == "nodes" })
	if i <= 0 {
		return vars
	}
	return slices.Concat(vars[i:i+1], vars[:i], vars[i+1:])
}

func withoutNetwork(vars Record) Record {
	return slices.DeleteFunc(slices.Clone(vars), func(f Field) bool { return f.Name == "network" })
}

func onlyNetwork(vars Record) Record {
	return slices.DeleteFunc(slices.Clone(vars), func(f Field) bool { return f.Name != "network" })
}

// recordOf is the reverse of flightOf.
func recordOf(f Flight) Record {
	r := Record{{"from", Str(f.From)}, {"to", Str(f.To)}}
	if f.Name != "" {
		r = append(r, Field{"name", Str(f.Name)})
	}
	if f.Message != nil {
		r = append(r, Field{"message", f.Message})
	}
	if f.Copies != 1 {
		r = append(r, Field{"copies", Int(f.Copies)})
	}
	return r
}
