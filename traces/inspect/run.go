package inspect

import (
	"slices"
	"strings"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// run is a run that is shown: the saved one, or a branch.
type run struct {
	*traces.Trace
	// left is the last state that a branch shares with the saved run, -1 if it is
	// no branch.
	left int
	// broken are the findings of the states of a branch.
	broken map[int][]traces.Finding

	whole   *draw.Diagram
	details []*draw.Detail
}

func newRun(t *traces.Trace) *run {
	whole, _ := draw.Of(t, draw.Options{Whole: true}) // fails for an unknown node only
	return &run{Trace: t, left: -1, whole: whole, details: make([]*draw.Detail, len(t.States))}
}

// branched reports whether it is a branch.
func (r *run) branched() bool { return r.left >= 0 }

// detail is what there is to say about state i.
func (r *run) detail(i int) *draw.Detail {
	if r.details[i] == nil {
		d := r.whole.Detail(i)
		r.details[i] = &d
	}
	return r.details[i]
}

// fails reports whether something fails in state i: its findings, or that of the
// saved run.
func (r *run) fails(i int) bool {
	return len(r.broken[i]) > 0 || r.whole.Rows[i].Failing && !r.whole.Goal
}

// matches reports whether a step says what is searched for: the text in lower
// case.
func (r *run) matches(i int, lower string) bool {
	d := r.detail(i)
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), lower) }
	return has(d.Title) || has(d.Note) || slices.ContainsFunc(d.Changes, func(c draw.ChangeText) bool { return has(c.Path + " " + c.Text) }) ||
		slices.ContainsFunc(slices.Concat(d.Sent, d.Recorded, d.Gone, d.Came), has)
}

// watch is what the user follows through the run: a part of the state, such as a
// node, a field of it, or (without a part) a field of every part.
type watch struct{ part, field string }

// String names it as the changes do.
func (w watch) String() string {
	switch {
	case w.part == "":
		return w.field + " of any node"
	case w.field == "":
		return w.part
	}
	return w.part + "." + w.field
}

// changedIn reports whether what is watched changed in state i.
func (w watch) changedIn(r *run, i int) bool {
	if i == 0 || w == (watch{}) {
		return false
	}
	for _, p := range r.detail(i).Parts {
		if w.part != "" && p.Name != w.part {
			continue
		}
		was := slices.IndexFunc(r.detail(i-1).Parts, func(q draw.Part) bool { return q.Name == p.Name })
		if w.field == "" && was >= 0 && r.detail(i - 1).Parts[was].Down != p.Down {
			return true
		}
		for _, f := range p.Fields {
			if f.Changed() && (w.field == "" || f.Name == w.field) {
				return true
			}
		}
	}
	return false
}

// watches lists what can be watched: first what several parts have, then the
// parts and their fields.
func (r *run) watches() []watch {
	var parts []watch
	var fields []string
	count := map[string]int{}
	for i := range r.States {
		for _, p := range r.detail(i).Parts {
			if w := (watch{part: p.Name}); !slices.Contains(parts, w) {
				parts = append(parts, w)
			}
			for _, f := range p.Fields {
				if w := (watch{p.Name, f.Name}); !slices.Contains(parts, w) {
					parts = append(parts, w)
					if count[f.Name]++; count[f.Name] == 2 {
						fields = append(fields, f.Name)
					}
				}
			}
		}
	}
	var list []watch
	for _, f := range fields {
		list = append(list, watch{field: f})
	}
	slices.SortStableFunc(parts, func(a, b watch) int { return strings.Compare(a.part, b.part) })
	return append(list, parts...)
}
