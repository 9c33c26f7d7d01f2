package conform

import "github.com/synod-go/synod/internal/search"

// Report is what was found of the code.
type Report struct {
	// Report is the search of the code's states.
	search.Report
	// Spec is the module that the code was held against.
	Spec string
	// Losses says that messages might be lost with every step.
	Losses bool
	// Kept says that the network has all that was ever sent, as the spec's variable msgs.
	Kept bool
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

func (r *run) report(found *search.Report) *Report {
	out := &Report{Report: *found, Spec: r.c.Spec(), Losses: r.c.Losses, Kept: r.c.msgs >= 0 && !r.c.Losses, Initial: r.initial, Several: r.several, Stutters: r.stutters}
	for i, name := range r.c.mapping.Actions() {
		out.Actions = append(out.Actions, ActionCount{name, r.steps[i]})
	}
	out.Images, out.Missed = r.images.count()
	return out
}
