package runs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// From says that a search starts at the end of a saved run.
type From struct {
	// Trace is the run. Its steps are taken again on the system that is
	// searched, which may have other properties and other budgets.
	Trace *traces.Trace
	// Renew names the budgets that start anew there: crashes, drops, duplicates,
	// partitions, links, mistakes, or the name of a timer. What was used of the others
	// stays used.
	Renew []string
}

// prefixOf returns how a saved run began, if it did not begin by booting.
func prefixOf(saved *traces.Trace) (*From, error) {
	text, ok := saved.Meta.Extra[system.MetaFromStep]
	if !ok {
		return nil, nil
	}
	steps, err := strconv.Atoi(text)
	if err != nil || steps < 0 || steps > saved.Steps() {
		return nil, fmt.Errorf("the trace says that its search started at step %q of %d", text, saved.Steps())
	}
	from := &From{Trace: &traces.Trace{Meta: saved.Meta, States: saved.States[:steps+1], Loop: traces.NoLoop}}
	from.Trace.Meta = system.Booted(saved.Meta)
	if renewed := saved.Meta.Extra[system.MetaRenewed]; renewed != "" {
		from.Renew = strings.Split(renewed, ",")
	}
	return from, nil
}

// CompileFrom compiles a system whose search starts at the end of a saved run;
// nil boots the nodes. A goal, if named, is looked for in place of the properties.
func CompileFrom(sys *model.System, seed uint64, from *From, goal string) (*system.System, error) {
	c, err := system.Compile(sys, seed, goal)
	if err != nil || from == nil {
		return c, err
	}
	return c, startFrom(c, from)
}

// startFrom walks a saved run and makes its end the origin. The run may have
// used more of a budget than the system has now, so budgets are lifted on the
// way; what was used is counted.
func startFrom(c *system.System, from *From) (err error) {
	defer guard.Caught(&err)
	if err := replayable(from.Trace); err != nil {
		return err
	}
	if before, err := prefixOf(from.Trace); err != nil {
		return err
	} else if before != nil {
		return fmt.Errorf("the trace was itself found from the end of another run; a search can start only from a run that begins with the nodes' boot")
	}
	faults, inFlight := c.Model.Faults, c.Model.InFlight
	c.Lift()
	w, err := runOf(c)
	if err != nil {
		return err
	}
	saved := &traces.Trace{}
	for _, s := range from.Trace.States {
		saved.States = append(saved.States, coreOf(s))
	}
	if d := traces.Replay(core{w}, saved, 0).Departure; d != nil {
		return fmt.Errorf("the saved run is not one of this system: %s", d)
	}
	c.Model.Faults, c.Model.InFlight = faults, inFlight
	c.Faults.Lifted = false
	c.Faults.Next.Init() // it remembers what was allowed while budgets were lifted
	words := slices.Clone(w.here().words)
	if l := c.Layout(); l.HasFaults {
		c.Renew(words, l, from.Renew)
	}
	c.Origin = &system.Origin{Words: words, Prefix: w.Trace(), Renew: from.Renew}
	return nil
}

// core is a run of which only nodes and network are looked at: a saved run is
// followed although its monitors and budgets are others than those of the system.
type core struct{ *Run }

// State is the core of the state.
func (c core) State() traces.State { return coreOf(c.Run.State()) }

func coreOf(s traces.State) traces.State {
	var kept traces.Record
	for _, f := range s.Vars {
		if f.Name == system.VarNodes || f.Name == system.VarNetwork {
			kept = append(kept, f)
		}
	}
	return traces.State{Vars: kept, Step: s.Step, Log: s.Log}
}
