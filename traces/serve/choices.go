package serve

import (
	"slices"
	"strings"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// maxChoices is how many steps, or initial states, are listed: what a page bears.
const maxChoices = 5000

// maxAction is how long an action is shown with what it binds behind its name.
const maxAction = 40

// lookAhead is of how many choices at most it is found out what they break: for that
// each is taken, and a spec's deadlock is not seen before all steps behind it are
// known.
const lookAhead = 100

// choices are what can be done after some step of a run.
type choices struct {
	// Steps are the enabled steps, in their order. More of them are not listed.
	Steps []choice `json:"steps"`
	More  int      `json:"more"`
	// Blind reports whether there are too many steps to look ahead at what each breaks.
	Blind bool `json:"blind"`
	// Initial are the initial states, if there are several and the run is in one.
	Initial     []choice `json:"initial"`
	MoreInitial int      `json:"moreInitial"`
}

// choice is a step that can be taken, or a state in which a run can begin.
type choice struct {
	// Code is its part of an address.
	Code string `json:"code"`
	// Kind is that of the step, Text the step in a few words, and Message what the
	// message or the operation is.
	Kind    string `json:"kind,omitempty"`
	Text    string `json:"text"`
	Message string `json:"message,omitempty"`
	// Leads is what it changes, where another choice reads the same.
	Leads string `json:"leads,omitempty"`
	// Breaks are the properties that it, or the state behind it, breaks, and that
	// are not broken already; Goals are those that it reaches.
	Breaks []string `json:"breaks,omitempty"`
	Goals  []string `json:"goals,omitempty"`
}

// choices lists what can be done where the walk is. It looks one step ahead.
func (w *walk) choices() *choices {
	enabled := w.live.Enabled()
	list := &choices{Steps: []choice{}, Initial: []choice{}, Blind: len(enabled) > lookAhead}
	was := w.live.Broken()
	count := map[string]int{}
	for i := range min(len(enabled), maxChoices) {
		step := enabled[i]
		c := choice{Kind: step.Kind}
		if step.Message != nil {
			c.Message = step.Message.String()
		}
		step.Message = nil
		c.Text = step.String()
		// What an action binds can be long, too.
		if name := step.Name + "("; len(c.Text) > maxAction && strings.HasPrefix(c.Text, name) {
			c.Text, c.Message = step.Name, strings.TrimSuffix(strings.TrimPrefix(c.Text, name), ")")
		}
		w.live.Take(i)
		c.Code = codeOf(w.live.State())
		if !list.Blind {
			c.Breaks, c.Goals = added(w.live.Broken(), was)
		}
		w.live.Back()
		count[c.Text+c.Message]++
		list.Steps = append(list.Steps, c)
	}
	list.More = len(enabled) - len(list.Steps)
	for i := range list.Steps {
		if c := &list.Steps[i]; count[c.Text+c.Message] > 1 {
			c.Leads = w.leads(i)
		}
	}
	if len(w.at) == 1 && w.live.Initial() > 1 {
		here := w.at[0]
		initial := w.initials()
		w.start(initial.number[here])
		list.Initial = initial.list
		list.MoreInitial = w.live.Initial() - len(list.Initial)
	}
	return list
}

// added are the names of what is broken, and of goals that are reached, but for
// those that were so before.
func added(findings, before []traces.Finding) (breaks, goals []string) {
	for _, f := range findings {
		switch {
		case slices.ContainsFunc(before, func(b traces.Finding) bool { return b.Property == f.Property }):
		case f.Kind == traces.KindGoal:
			goals = append(goals, f.Property)
		default:
			breaks = append(breaks, f.Property)
		}
	}
	return breaks, goals
}

// leads says what an enabled step changes.
func (w *walk) leads(i int) string {
	t := &traces.Trace{Meta: traces.Meta{Kind: w.kind}, Loop: traces.NoLoop, States: []traces.State{w.live.State()}}
	w.live.Take(i)
	t.States = append(t.States, w.live.State())
	w.live.Back()
	var texts []string
	for _, c := range draw.DetailOf(t, 1).Changes {
		texts = append(texts, c.Path+" "+c.Text)
	}
	return strings.Join(texts, ", ")
}

// initial are the initial states of a system: their numbers by their codes, and the
// first ones as choices.
type initial struct {
	number map[string]int
	list   []choice
}

// initials looks at all initial states, once. It forgets where the walk is.
func (w *walk) initials() *initial {
	w.at = nil
	if w.initial != nil {
		return w.initial
	}
	w.initial = &initial{number: map[string]int{}}
	var states []traces.Record
	for i := range w.live.Initial() {
		w.live.Start(i)
		vars := w.live.State().Vars
		code := stateCode(vars)
		if _, known := w.initial.number[code]; !known {
			w.initial.number[code] = i
		}
		if i < maxChoices {
			states = append(states, vars)
			w.initial.list = append(w.initial.list, choice{Code: code})
		}
	}
	names := differing(states)
	for i, vars := range states {
		var texts []string
		for _, name := range names {
			v, _ := vars.Get(name)
			texts = append(texts, name+" = "+v.String())
		}
		w.initial.list[i].Text = strings.Join(texts, ", ")
	}
	return w.initial
}

// differing are the names of the variables that are not the same in all states.
func differing(states []traces.Record) (names []string) {
	for _, f := range states[0] {
		if slices.ContainsFunc(states, func(vars traces.Record) bool {
			v, _ := vars.Get(f.Name)
			return !traces.Equal(v, f.Value)
		}) {
			names = append(names, f.Name)
		}
	}
	return names
}
