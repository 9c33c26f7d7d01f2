package serve

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/traces"
)

// toy is a system whose state is a number. It breaks "small" from 10 on, and
// "even" by the step that adds 3.
type toy struct {
	initial []int
	// adds are what can be added in a step. There are as many steps "again" as
	// there are zeros: they have one name, and lead to different states.
	adds    []int
	enabled []traces.Step
	at      []int
	steps   []traces.Step
	panic   bool                      // at the next step
	vars    func(n int) traces.Record // the state; nil: the number is n
}

func newToy(adds ...int) *toy {
	t := &toy{initial: []int{0}, adds: adds}
	for _, n := range adds {
		s := traces.Step{Kind: traces.StepAction, Name: "Add", Args: traces.Record{{Name: "n", Value: traces.Int(n)}}}
		if n == 0 {
			s = traces.Step{Kind: traces.StepAction, Name: "again"}
		}
		t.enabled = append(t.enabled, s)
	}
	t.Start(0)
	return t
}

func (t *toy) Initial() int { return len(t.initial) }
func (t *toy) Len() int     { return len(t.steps) }
func (t *toy) Start(i int)  { t.at, t.steps = []int{t.initial[i]}, nil }

func (t *toy) Back() bool {
	if len(t.steps) == 0 {
		return false
	}
	t.at, t.steps = t.at[:len(t.at)-1], t.steps[:len(t.steps)-1]
	return true
}

func (t *toy) Enabled() []traces.Step { return t.enabled }

func (t *toy) Take(i int) {
	if t.panic {
		panic("a defect")
	}
	step, add := t.enabled[i], t.adds[i]
	if add == 0 {
		add = 100 * (1 + i)
	}
	t.steps = append(slices.Clone(t.steps), step)
	t.at = append(slices.Clone(t.at), t.at[len(t.at)-1]+add)
}

func (t *toy) state(i int) traces.State {
	s := traces.State{Vars: traces.Record{{Name: "n", Value: traces.Int(t.at[i])}}}
	if t.vars != nil {
		s.Vars = t.vars(t.at[i])
	}
	if i > 0 {
		s.Step = &t.steps[i-1]
	}
	return s
}

func (t *toy) State() traces.State { return t.state(len(t.steps)) }

func (t *toy) Broken() (list []traces.Finding) {
	n := len(t.steps)
	if n > 0 && t.at[n]-t.at[n-1] == 3 {
		list = append(list, traces.Finding{Property: "even", Kind: "action", Text: "3 was added", ByStep: true})
	}
	if t.at[n] >= 10 {
		list = append(list, traces.Finding{Property: "small", Kind: "invariant", Text: fmt.Sprintf("%d is not small", t.at[n])})
	}
	return list
}

func (t *toy) Trace() *traces.Trace {
	tr := &traces.Trace{Loop: traces.NoLoop, Meta: traces.Meta{Kind: traces.KindTLA, Source: "Toy.tla", Properties: []string{"even", "small"}}}
	for i := range t.at {
		tr.States = append(tr.States, t.state(i))
	}
	if broken := t.Broken(); len(broken) > 0 {
		tr.Meta.Breaks(&broken[0])
	}
	return tr
}

// runOf is the run of a toy that takes these of its steps.
func runOf(t *toy, steps ...int) *traces.Trace {
	t.Start(0)
	for _, i := range steps {
		t.Take(i)
	}
	return t.Trace()
}
