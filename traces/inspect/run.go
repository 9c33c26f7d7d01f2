package inspect

import (
	"slices"
	"strings"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// run is a run that is shown: the saved one, or a branch.
type run struct {
	// Trace is what is drawn. Its Meta says what is broken first, past is how many
	// steps it goes on after that; a saved run ends there.
	*traces.Trace
	past int
	// file is what is saved of a branch.
	file *traces.Trace
	// left is the last state that a branch shares with the saved run, -1 if it is
	// no branch.
	left int
	// broken are the findings of the states of a branch, and of the one in which it
	// begins.
	broken map[int][]traces.Finding

	// What is made when it is shown first.
	whole   *draw.Diagram
	details []*draw.Detail
	values  []traces.Record // of expressions, for every state
}

// newRun is a run that is not a branch.
func newRun(t *traces.Trace) *run { return &run{Trace: t, left: -1} }

// newBranch is a run of the live system that left the saved one at a state.
func newBranch(file *traces.Trace, left int, broken map[int][]traces.Finding) *run {
	r := &run{Trace: file, file: file, left: left, broken: broken}
	for i := range file.States {
		if len(broken[i]) > 0 {
			t := *file
			t.Meta.Breaks(&broken[i][0])
			r.Trace, r.past = &t, file.Steps()-i
			break
		}
	}
	return r
}

// prepare makes what is needed to show the run. It does nothing if that was made already.
func (r *run) prepare(values func(*traces.Trace) []traces.Record) {
	if r.whole != nil {
		return
	}
	if values != nil {
		r.values = values(r.Trace)
	}
	r.whole, _ = r.draw(draw.Options{Whole: true}) // fails for unknown lanes only
	r.details = make([]*draw.Detail, len(r.States))
}

// draw makes the diagram.
func (r *run) draw(o draw.Options) (*draw.Diagram, error) {
	o.Past, o.Values = r.past, r.values
	return draw.Of(r.Trace, o)
}

// stepWord is what a step of the run is called.
func (r *run) stepWord() string {
	if r.Meta.Kind == traces.KindLog {
		return "event"
	}
	return "step"
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

// found is what state i breaks, or reaches: its findings, or what the run was
// saved for.
func (r *run) found(i int) []traces.Finding {
	if m := &r.Meta; len(r.broken[i]) == 0 && r.whole.Rows[i].Failing {
		return []traces.Finding{{Property: m.Property, Kind: m.PropertyKind, Text: m.Violation, ByStep: m.StepViolation}}
	}
	return r.broken[i]
}

// news are the findings whose property is not found before.
func news(found, before []traces.Finding) []traces.Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f traces.Finding) bool {
		return slices.ContainsFunc(before, func(g traces.Finding) bool { return f.Property == g.Property })
	})
}

// signOf is the mark of a finding, what it does to its property, and their look.
func signOf(f traces.Finding) (sign, does string, look style) {
	if f.Kind == traces.KindGoal {
		return "✓", "reaches", good
	}
	return "✕", "breaks", bad
}

// matches reports whether a step says what is searched for: the text in lower
// case.
func (r *run) matches(i int, lower string) bool {
	d := r.detail(i)
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), lower) }
	return has(d.Title) || has(d.Note) || slices.ContainsFunc(d.Changes, func(c draw.ChangeText) bool { return has(c.Path + " " + c.Text) }) ||
		slices.ContainsFunc(slices.Concat(d.Sent, d.Recorded, d.Log, d.Gone, d.Came), has)
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
	case w.part == draw.Expressions:
		return w.field
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
