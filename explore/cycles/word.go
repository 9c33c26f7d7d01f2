package cycles

import "slices"

func (l *Lasso) len() int { return len(l.Prefix) + len(l.Loop) }

// Satisfies reports whether a formula holds of the lasso, a behaviour of g,
// whatever the atoms that have no value may be. It evaluates the formula position
// by position, without automata.
func (l *Lasso) Satisfies(g Graph, f *Formula) bool {
	word := make([]letter, 0, l.len())
	for _, steps := range [][]LassoStep{l.Prefix, l.Loop} {
		for _, s := range steps {
			word = append(word, letterAt(g, s))
		}
	}
	return f.along(word, len(l.Prefix))[0] == yes
}

// letterAt returns what a formula can see where a step of a lasso begins.
func letterAt(g Graph, s LassoStep) letter {
	mark := g.Stutter()
	if s.Edge != Stutter {
		mark = g.Edges(s.From, nil)[s.Edge].Mark
	}
	return letter{g.StateAtoms(g.Mark(s.From)), g.StepAtoms(mark)}
}

// along returns the truth of a formula at every position of a word. After the last
// position comes that at which the loop begins.
func (f *Formula) along(word []letter, loop int) []truth {
	holds := make([]truth, len(word))
	if !f.temporal {
		for i, at := range word {
			holds[i] = f.now(at)
		}
		return holds
	}
	first := f.args[0].along(word, loop)
	join := func(a, b truth) truth { return min(a, b) }
	if f.op == opOr || f.op == opEventually {
		join = func(a, b truth) truth { return max(a, b) }
	}
	switch f.op {
	case opNot:
		for i := range holds {
			holds[i] = first[i].not()
		}
	case opAlways, opEventually:
		// From a position in the loop all of the loop is yet to come.
		have := first[loop]
		for _, v := range first[loop:] {
			have = join(have, v)
		}
		for i := len(word) - 1; i >= 0; i-- {
			have = join(have, first[i])
			holds[i] = have
		}
	default:
		copy(holds, first)
		for _, arg := range f.args[1:] {
			for i, v := range arg.along(word, loop) {
				holds[i] = join(holds[i], v)
			}
		}
	}
	return holds
}

// shortenWork bounds the attempts to leave a step out, each of which evaluates
// the formula along the lasso.
const shortenWork = 1 << 20

// shorten takes away what a tableau leaves in a lasso: stuttering that is not
// needed, a loop that is walked more than once, and a prefix that is part of the
// loop already.
func (l *Lasso) shorten(g Graph, f *Formula) {
	try := func(prefix, loop []LassoStep) bool {
		shorter := &Lasso{prefix, loop}
		if !shorter.Satisfies(g, f) {
			return false
		}
		*l = *shorter
		return true
	}
	for work, i := 0, 0; i < len(l.Prefix) && work < shortenWork; work += l.len() {
		if l.Prefix[i].Edge != Stutter || !try(without(l.Prefix, i), l.Loop) {
			i++
		}
	}
	for work, i := 0, 0; i < len(l.Loop) && len(l.Loop) > 1 && work < shortenWork; work += l.len() {
		if l.Loop[i].Edge != Stutter || !try(l.Prefix, without(l.Loop, i)) {
			i++
		}
	}
	// What follows does not change the behaviour.
	for n := 1; n < len(l.Loop); n++ {
		if len(l.Loop)%n == 0 && slices.Equal(l.Loop[n:], l.Loop[:len(l.Loop)-n]) {
			l.Loop = l.Loop[:n]
			break
		}
	}
	for len(l.Prefix) > 0 && l.Prefix[len(l.Prefix)-1] == l.Loop[len(l.Loop)-1] {
		last := len(l.Loop) - 1
		l.Loop = append([]LassoStep{l.Loop[last]}, l.Loop[:last]...)
		l.Prefix = l.Prefix[:len(l.Prefix)-1]
	}
	if len(l.Prefix) == 0 {
		l.Prefix = nil // so that equal lassos compare as equal
	}
}

func without(steps []LassoStep, i int) []LassoStep {
	return slices.Delete(slices.Clone(steps), i, i+1)
}
