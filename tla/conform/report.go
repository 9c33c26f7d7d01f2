package conform

import (
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// Report is what was found of the code.
type Report struct {
	// Report is the search of the code's states.
	model.Report
	// Spec is the module that the code was held against.
	Spec string
	// Losses says that messages might be lost with every step.
	Losses bool
	// Initial counts the initial states.
	Initial uint64
	// Actions says how many steps of the code are steps of each action of the spec, in the spec's order. Several counts the
	// steps that more than one action allows, each of which is counted for all of them.
	Actions []ActionCount
	Several uint64
	// Stutters counts the steps that change nothing the spec knows of.
	Stutters uint64
	// Images counts the distinct states of the spec that are images of the code's states. Missed counts those that the spec
	// can start in, or reach from an image by one step, but which are no images.
	Images, Missed uint64
	// Departure is where the code departs from the spec; nil if nowhere.
	Departure *Departure
}

// ActionCount says how many steps of the code are steps of an action of the spec.
type ActionCount struct {
	Name  string
	Steps uint64
}

// Never lists the actions of the spec that the code never took.
func (r *Report) Never() []string {
	var out []string
	for _, a := range r.Actions {
		if a.Steps == 0 {
			out = append(out, a.Name)
		}
	}
	return out
}

// SameStates says whether the code's images are exactly the states of the spec: all states of the code were visited, nothing was
// lost, and no step of the spec leads out of the images.
func (r *Report) SameStates() bool {
	return r.Complete() && r.Violation == nil && !r.Losses && r.Missed == 0
}

func (r *run) report(found *model.Report) *Report {
	out := &Report{Report: *found, Spec: r.c.Spec(), Losses: r.c.Losses, Initial: r.initial, Several: r.several, Stutters: r.stutters}
	for i, name := range r.c.mapping.Actions() {
		out.Actions = append(out.Actions, ActionCount{name, r.steps[i]})
	}
	out.Images, out.Missed = r.images.count()
	return out
}

// Departure is a step of the code, or an initial state, that the spec does not allow.
type Departure struct {
	// Step is the number of the step, counted from 1; 0 is the initial state.
	Step int
	// Before and After are the images of the states before and after the step; Before is nil for the initial state.
	Before, After traces.Record
}

// departure looks at the last step of a run that ends with a departure.
func (c *Checker) departure(t *traces.Trace) (*Departure, error) {
	last := len(t.States) - 1
	images := newImages(c)
	d := &Departure{Step: last}
	after, err := c.imageIn(images, t.States[last].Vars)
	if err != nil {
		return nil, nil // the fault says so
	}
	d.After = c.mapping.Record(images.states[after-1])
	if last > 0 {
		before, err := c.imageIn(images, t.States[last-1].Vars)
		if err != nil {
			return nil, fmt.Errorf("the state before the last step: %w", err)
		}
		d.Before = c.mapping.Record(images.states[before-1])
	}
	return d, nil
}

// imageIn is the image of a state of a trace.
func (c *Checker) imageIn(m *images, vars traces.Record) (uint32, error) {
	var ids []uint32
	for _, name := range c.mapping.Variables() {
		v := other(vars, name)
		if list, ok := v.(traces.Seq); ok && name == varNetwork {
			v = withoutCopies(list)
		}
		x, err := c.mapping.Value(v)
		if err != nil {
			return 0, err
		}
		ids = append(ids, c.mapping.Number(x))
	}
	return m.of(ids)
}

// withoutCopies is the network as a set of messages.
func withoutCopies(list traces.Seq) traces.Set {
	var members []traces.Value
	for _, v := range list {
		if r, ok := v.(traces.Record); ok {
			var kept traces.Record
			for _, f := range r {
				if f.Name != "copies" {
					kept = append(kept, f)
				}
			}
			v = kept
		}
		members = append(members, v)
	}
	return traces.NewSet(members...)
}

// Judge judges every step of a saved run, and gives the first departure; nil when there is none.
func (c *Checker) Judge(t *traces.Trace) (*Departure, error) {
	images := newImages(c)
	var before uint32
	for i, s := range t.States {
		image, err := c.imageIn(images, s.Vars)
		if err != nil {
			return nil, fmt.Errorf("state %d: %w", i, err)
		}
		ok := true
		if i == 0 {
			ok, err = images.isInitial(image)
		} else {
			var v *verdict
			if v, err = images.judge(before, image); err == nil {
				ok = !v.departs()
			}
		}
		if err != nil {
			return nil, err
		}
		if !ok {
			cut := *t
			cut.States = t.States[:i+1]
			return c.departure(&cut)
		}
		before = image
	}
	return nil, nil
}
