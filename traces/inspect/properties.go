package inspect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/traces"
)

// standing is a property that is broken, or a goal that is reached, up to the chosen state.
type standing struct {
	traces.Finding
	state int // the last one where it is
}

// standings are what the states up to the chosen one break or reach, the latest first.
func (m *Model) standings() (list []standing) {
	for i := m.at; i >= 0; i-- {
		for _, f := range slices.Concat(m.run.found(i), m.shared(i)) {
			if !slices.ContainsFunc(list, func(s standing) bool { return s.Property == f.Property }) {
				list = append(list, standing{f, i})
			}
		}
	}
	return list
}

// shared returns what the live system finds in a state that the shown run has in common
// with the saved one.
func (m *Model) shared(i int) []traces.Finding {
	if m.run.branched() && i > m.run.left || !m.fromSaved() {
		return nil
	}
	return m.branches.broken[i]
}

// fromSaved reports whether the shown run begins as the saved one.
func (m *Model) fromSaved() bool {
	return traces.Equal(m.run.States[0].Vars, m.branches.saved.States[0].Vars)
}

// judged reports whether the standings have all that is broken up to the chosen state. It is
// so if the live system has been there, and before the last step of a saved run, since that
// ends at what it breaks first.
func (m *Model) judged() bool {
	b := &m.branches
	switch {
	case m.run.branched():
		return true
	case b.live != nil && b.first == 0 && m.at <= b.last:
		return true
	}
	return m.at < m.run.whole.Failing || m.run.whole.Verdict == ""
}

// propertyLines say how the properties stand in the chosen state. The name is "" if the run
// tells of none.
func (m *Model) propertyLines(columns int) (name string, lines []string) {
	list := m.standings()
	var others []string
	for _, p := range m.run.Meta.Properties {
		if !slices.ContainsFunc(list, func(s standing) bool { return s.Property == p }) && m.run.Meta.PropertyKind != traces.KindGoal {
			others = append(others, clean(p))
		}
	}
	if len(list)+len(others) == 0 {
		return "", nil
	}
	for _, s := range list {
		where := "here"
		if s.state < m.at {
			where = fmt.Sprintf("in step %d", s.state)
		}
		_, _, look := signOf(s.Finding)
		text := finding(s.Finding, where)
		if m.run.Loop != traces.NoLoop && s.state == m.run.Steps() {
			text = clean(m.run.whole.Failure())
		}
		for _, line := range wrap("  "+text, columns, 4) {
			lines = append(lines, look.of(line))
		}
	}
	if len(others) > 0 {
		what := "  not violated so far: "
		if !m.judged() {
			what = "  not known here: "
		}
		lines = append(lines, wrap(what+strings.Join(others, ", "), columns, 4)...)
	}
	return "properties", lines
}
