package traces

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Script is a run as a person wrote it down: its steps in the words of
// Step.String, and the property that it broke. It has no states, so it remains
// valid when the system changes in ways that do not concern the run.
type Script struct {
	Property string
	Steps    []string
	// End, if set, judges a run that has taken all steps, for properties of the run
	// as a whole. It returns nil if nothing is broken.
	End func() *Finding
}

// Rerun is the result of running a script on a system.
type Rerun struct {
	Script *Script
	// Broken is the finding after the first Taken steps; nil if the property held in
	// every state of every run that reads like the script.
	Broken *Finding
	// Taken is the number of steps that could be taken, and Trace the run that has
	// them.
	Taken int
	Trace *Trace
	// Nearest are steps that were enabled in place of the next one, those whose text
	// is most alike.
	Nearest []Step
	// Tries is the number of steps that were tried.
	Tries int
	// Why says why a run that took all steps does not break the property; "" if there is
	// nothing to say.
	Why string
	// Incomplete reports whether too many runs read like the script to try them all.
	Incomplete bool
}

// maxRerun bounds Rerun.Tries. Usually each text matches one step.
const maxRerun = 20_000

// Run takes the steps of the script, from every initial state. Where several enabled
// steps match a text, each is tried. It stops at the first run that breaks the
// property.
func (s *Script) Run(l Live) *Rerun {
	r := &rerun{Rerun: Rerun{Script: s, Taken: -1}, live: l}
	for i := range l.Initial() {
		if l.Start(i); r.visit(0) {
			break
		}
	}
	return &r.Rerun
}

type rerun struct {
	Rerun
	live Live
	// been has the states from which the rest of the script was tried. It is nil as
	// long as every text matched one step.
	been map[string]bool
}

// again reports whether the rest of the script was tried from here before.
func (r *rerun) again(taken int) bool {
	if r.been == nil {
		return false
	}
	at := strconv.Itoa(taken) + " " + r.live.State().Vars.String()
	if r.been[at] {
		return true
	}
	r.been[at] = true
	return false
}

// visit tries the steps after the first taken ones. It reports whether the search is
// done.
func (r *rerun) visit(taken int) (done bool) {
	l, steps := r.live, r.Script.Steps
	broken := l.Broken()
	if taken == len(steps) && r.Script.End != nil {
		if f := r.Script.End(); f != nil {
			broken = append(slices.Clone(broken), *f)
		}
	}
	i := slices.IndexFunc(broken, func(f Finding) bool { return f.Property == r.Script.Property })
	if i >= 0 || taken > r.Taken {
		r.Taken, r.Trace, r.Nearest = taken, l.Trace(), nil
		if i < 0 && taken < len(steps) {
			r.Nearest = likest(steps[taken], l.Enabled())
		}
	}
	if i >= 0 {
		r.Broken = &broken[i]
		r.Trace.Meta.Breaks(r.Broken)
		return true
	}
	if taken == len(steps) || r.again(taken) {
		return false
	}
	list := reading(steps[taken], l.Enabled())
	if len(list) > 1 && r.been == nil && r.Script.End == nil { // what End judges is all of the run
		r.been = map[string]bool{}
	}
	for _, i := range list {
		if r.Tries == maxRerun {
			r.Incomplete = true
			return true
		}
		r.Tries++
		l.Take(i)
		if r.visit(taken + 1) {
			return true
		}
		l.Back()
	}
	return false
}

// reading returns the indices of the steps that match a text, or, if none does, of
// those that match it apart from fields that the text lacks.
func reading(text string, enabled []Step) (list []int) {
	for _, like := range []func(*Step, string) bool{func(s *Step, text string) bool { return s.String() == text }, (*Step).reads} {
		for i := range enabled {
			if like(&enabled[i], text) {
				list = append(list, i)
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// likest returns the steps that share the most words with a text, and then the
// longest prefix.
func likest(text string, enabled []Step) []Step {
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	words := split(text)
	alike := func(s string) (common, begin int) {
		for _, w := range split(s) {
			if slices.Contains(words, w) {
				common++
			}
		}
		for begin < min(len(s), len(text)) && s[begin] == text[begin] {
			begin++
		}
		return common, begin
	}
	list := slices.Clone(enabled)
	slices.SortStableFunc(list, func(a, b Step) int {
		n, p := alike(a.String())
		m, q := alike(b.String())
		return cmp.Or(cmp.Compare(m, n), cmp.Compare(q, p))
	})
	return list[:min(len(list), maxNearest)]
}
