package traces

// This file compares two lists with as few changes as possible (the edit distance of
// Levenshtein): an element is taken out, put in, or changed, and each of these has a
// cost. A compound element that changed costs more, for it may take several lines to
// say how: a queue that loses its head and gains a tail is shown as that, and a list
// of flags, one for each node, of which two change places as two that change.
const (
	moved           = 2 // taken out or put in
	changed         = 2
	changedCompound = 3
)

// maxAligned bounds the work for two long lists that have little in common: above so
// many pairs of elements they are compared index by index.
const maxAligned = 1 << 20

// lists compares two lists. What they have in common at both ends is no change.
func (d *differ) lists(at *place, a, b []Value) {
	start := 0
	for start < min(len(a), len(b)) && Equal(a[start], b[start]) {
		start++
	}
	a, b = a[start:], b[start:]
	end := 0
	for end < min(len(a), len(b)) && Equal(a[len(a)-1-end], b[len(b)-1-end]) {
		end++
	}
	d.middles(at, d.first+start, a[:len(a)-end], b[:len(b)-end])
}

// middles compares what differs of two lists, whose first index is given.
func (d *differ) middles(at *place, first int, a, b []Value) {
	if len(a) == 0 || len(b) == 0 || len(a) > maxAligned/len(b) {
		for i := range max(len(a), len(b)) {
			d.elements(at, first, a, b, min(i, len(a)), min(i, len(b)), edit{i < len(a), i < len(b)})
		}
		return
	}
	i, j := 0, 0
	for _, e := range edits(a, b) {
		d.elements(at, first, a, b, i, j, e)
		if e.old {
			i++
		}
		if e.new {
			j++
		}
	}
}

// edit is one step through two lists: past an element of the old one, of the new one,
// or of both.
type edit struct{ old, new bool }

// elements compares a[i] and b[j], as far as the edit is about them.
func (d *differ) elements(at *place, first int, a, b []Value, i, j int, e edit) {
	switch {
	case !e.new:
		d.add(at.index(first+i), a[i], nil)
	case !e.old:
		d.add(at.index(first+j), nil, b[j])
	default:
		d.values(at.index(first+j), a[i], b[j])
	}
}

// edits returns the edits that lead from a to b at the least cost; of several
// such ways the one that goes past both lists first.
func edits(a, b []Value) []edit {
	columns := len(b) + 1
	least := make([]int32, (len(a)+1)*columns) // the cost from a[i:] to b[j:]
	both := func(i, j int) int32 {
		if Equal(a[i], b[j]) {
			return 0
		}
		if compound(a[i]) && compound(b[j]) {
			return changedCompound
		}
		return changed
	}
	for i := len(a); i >= 0; i-- {
		for j := len(b); j >= 0; j-- {
			best := int32(moved * (len(a) - i + len(b) - j)) // right at both ends
			if i < len(a) && j < len(b) {
				best = min(least[(i+1)*columns+j+1]+both(i, j),
					least[(i+1)*columns+j]+moved, least[i*columns+j+1]+moved)
			}
			least[i*columns+j] = best
		}
	}
	var out []edit
	for i, j := 0, 0; i < len(a) || j < len(b); {
		here := least[i*columns+j]
		switch {
		case i < len(a) && j < len(b) && here == least[(i+1)*columns+j+1]+both(i, j):
			out = append(out, edit{true, true})
			i, j = i+1, j+1
		case i < len(a) && here == least[(i+1)*columns+j]+moved:
			out = append(out, edit{old: true})
			i++
		default:
			out = append(out, edit{new: true})
			j++
		}
	}
	return out
}

func compound(v Value) bool {
	_, _, _, ok := Parts(Plain(v))
	return ok
}
