package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
)

// Compared says what a run for real did beside what is possible in a bounded model of the same
// spec. States and steps are abstract: those that are alike count as one.
type Compared struct {
	// Model is the module of the model, and Bounds are the names of its bounds. Complete reports
	// whether all of it was visited.
	Model    string
	Bounds   []string
	Complete bool
	Actions  []ComparedAction
	// States and Steps count those of the model, StatesSeen and StepsSeen those of them that the run
	// went through. StatesBeyond counts further states of the run, and Beyond are its further steps.
	States, StatesSeen, StatesBeyond int
	Steps, StepsSeen                 int
	Beyond                           []AbstractStep
}

// ComparedAction counts the steps of an action of the spec, in the model and in the run.
type ComparedAction struct {
	Name        string
	Model, Live uint64
}

// AbstractStep is an action, and what the states before and after it are like.
type AbstractStep struct{ Action, Before, After string }

// Empty says why the comparison says nothing; "" is that it does.
func (c *Compared) Empty() string {
	switch {
	case c.Steps == 0:
		return fmt.Sprintf("the run is compared with nothing: no step of %s was visited", c.Model)
	case !slices.ContainsFunc(c.Actions, func(a ComparedAction) bool { return a.Live > 0 }):
		return fmt.Sprintf("the comparison with %s says nothing: no event of the run took one of its actions; an action must have the same name here and in the trace module, after MC and Trace", c.Model)
	}
	return ""
}

// compared writes the comparison.
func (t *printer) compared(c *Compared) {
	if c == nil {
		return
	}
	visited, without, never := "all of it", "the model has not", "never in the model: its bounds and settings leave it out"
	if !c.Complete {
		visited, without, never = "a part of it", "this part has not", "never in this part"
	}
	fmt.Fprintf(t, "\nsteps by the action of the spec, in the model %s (%s) and in the run\n", quote.Line(c.Model), visited)
	width := 0
	for _, a := range c.Actions {
		width = max(width, len(a.Name))
	}
	var idle []string
	beyond := map[string]int{}
	for _, s := range c.Beyond {
		beyond[s.Action]++
	}
	for _, a := range c.Actions {
		note := ""
		if a.Live == 0 {
			idle = append(idle, a.Name)
		}
		if a.Model == 0 && a.Live > 0 {
			note = "  " + never
		}
		fmt.Fprintf(t, "  %-*s  %10s  %10s%s\n", width, quote.Line(a.Name), numbers.Count(a.Model), numbers.Count(a.Live), note)
	}
	if len(idle) > 0 {
		fmt.Fprintf(t, "  never taken in the run: %s\n", quote.Line(strings.Join(idle, ", ")))
	}
	fmt.Fprintf(t, "\nabstract states and steps (Abstract in the spec)\n")
	fmt.Fprintf(t, "  of the model's %s the run saw %s, and %s that %s\n",
		numbers.Some(c.States, "state"), share(c.StatesSeen, c.States), numbers.Count(c.StatesBeyond), without)
	fmt.Fprintf(t, "  of the model's %s the run took %s, and %s that %s\n",
		numbers.Some(c.Steps, "step"), share(c.StepsSeen, c.Steps), numbers.Count(len(c.Beyond)), without)
	for _, a := range c.Actions {
		if n := beyond[a.Name]; n > 0 && a.Model > 0 {
			fmt.Fprintf(t, "    %s: %s\n", quote.Line(a.Name), numbers.Some(n, "step"))
		}
	}
	if len(c.Beyond) > 0 {
		s := c.Beyond[0]
		fmt.Fprintf(t, "  one of these: %s\n    from  %s\n    to    %s\n", quote.Line(s.Action), quote.Line(s.Before), quote.Line(s.After))
		fmt.Fprintf(t, "  the model is bounded by: %s\n", quote.Line(strings.Join(c.Bounds, ", ")))
	}
}

// share is a part of a whole, with its percentage.
func share(part, whole int) string {
	percent := 0.0
	if whole > 0 {
		percent = 100 * float64(part) / float64(whole)
	}
	return fmt.Sprintf("%s (%.1f %%)", numbers.Count(part), percent)
}

// What is in JSON of a comparison.
type (
	comparedLine struct {
		Model        string               `json:"model"`
		Complete     bool                 `json:"complete"`
		Bounds       []string             `json:"bounds"`
		Actions      []comparedActionLine `json:"actions"`
		States       int                  `json:"states"`
		StatesSeen   int                  `json:"states_seen"`
		StatesBeyond int                  `json:"states_beyond"`
		Steps        int                  `json:"steps"`
		StepsSeen    int                  `json:"steps_seen"`
		Beyond       []abstractStepLine   `json:"steps_beyond"`
	}
	comparedActionLine struct {
		Name  string `json:"name"`
		Model uint64 `json:"model"`
		Live  uint64 `json:"live"`
	}
	abstractStepLine struct {
		Action string `json:"action"`
		Before string `json:"before"`
		After  string `json:"after"`
	}
)

func (c *Compared) line() *comparedLine {
	if c == nil {
		return nil
	}
	return &comparedLine{
		Model: c.Model, Complete: c.Complete, Bounds: c.Bounds,
		Actions: mapped(c.Actions, func(a ComparedAction) comparedActionLine { return comparedActionLine(a) }),
		States:  c.States, StatesSeen: c.StatesSeen, StatesBeyond: c.StatesBeyond, Steps: c.Steps, StepsSeen: c.StepsSeen,
		Beyond: mapped(c.Beyond, func(s AbstractStep) abstractStepLine { return abstractStepLine(s) }),
	}
}
