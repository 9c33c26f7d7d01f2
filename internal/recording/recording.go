// Package recording runs a protocol at random and logs the events of the run.
package recording

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// The values of Recording.Observe that are no list of fields.
const (
	ObserveAll  = "all"
	ObserveNone = "none"
)

// A Recording says which run is recorded, and which part of it is logged. Equal
// recordings of equal code make equal logs.
type Recording struct {
	Protocol *model.Protocol
	Mutant   string
	// Settings are the settings that are given; the others have their defaults.
	Settings map[string]string
	// Steps is the greatest number of steps. Budgets are spread over them.
	Steps int
	Seed  int
	// Observe lists the fields of the acting node that are logged after each event,
	// separated by commas; "" is ObserveAll.
	Observe string
	// Unlogged are the kinds of events that are left out; "timeout NAME" is one timer.
	Unlogged []string
	// Sent also logs what is sent.
	Sent bool
	// Progress, if set, is called before each step, with the number of steps that were
	// taken. Its error ends the recording.
	Progress func(taken int) error
}

// An InputError is a recording that asks for something that does not exist: a
// mutant, a setting, a field, or a kind of event.
type InputError struct{ Err error }

func (e *InputError) Error() string { return e.Err.Error() }

func (e *InputError) Unwrap() error { return e.Err }

func inputf(format string, args ...any) error { return &InputError{fmt.Errorf(format, args...)} }

// Log takes the run and logs it.
func (r *Recording) Log() (*traces.Log, error) {
	sys, err := r.Protocol.System(r.Mutant, r.Settings)
	if err != nil {
		return nil, &InputError{err}
	}
	if _, err := runs.New(sys); err != nil {
		return nil, &InputError{err}
	}
	settings := sys.Settings
	l := &traces.Log{
		Protocol: r.Protocol.Name, Mutant: r.Mutant, Settings: settings,
		Seed: uint64(r.Seed), Steps: uint64(r.Steps), Unlogged: r.Unlogged,
	}
	if err := checkUnlogged(r.Unlogged); err != nil {
		return nil, err
	}
	var fields []string
	if r.Observe != "" && r.Observe != ObserveAll && r.Observe != ObserveNone {
		fields = strings.Split(r.Observe, ",")
	}
	taken := -1 // the initial state is visited first
	err = runs.Wander(sys, uint64(r.Seed), r.Steps, func(w *runs.Run) error {
		taken++
		if r.Progress != nil {
			if err := r.Progress(taken); err != nil {
				return err
			}
		}
		step := w.Step()
		if step == nil {
			l.Nodes = w.Nodes()
			return checkFields(w, fields)
		}
		if slices.Contains(r.Unlogged, step.Kind) || slices.Contains(r.Unlogged, step.Kind+" "+step.Name) {
			return nil
		}
		l.Events = append(l.Events, traces.LogEventOf(step, r.observed(w, fields), r.Sent))
		return nil
	})
	return l, err
}

// observed returns what is logged of the state of the node that took the last step.
func (r *Recording) observed(w *runs.Run, fields []string) traces.Record {
	if r.Observe == ObserveNone || w.Step().Node == "" {
		return nil
	}
	all := w.Node(w.Step().Node)
	if fields == nil {
		return all
	}
	var kept traces.Record
	for _, f := range all {
		if slices.Contains(fields, f.Name) {
			kept = append(kept, f)
		}
	}
	return kept
}

// checkUnlogged refuses what is not a kind of event.
func checkUnlogged(kinds []string) error {
	accepted := traces.LogKinds()
	for _, kind := range kinds {
		if !slices.Contains(accepted, kind) && !strings.HasPrefix(kind, traces.StepTimeout+" ") {
			return inputf("-unlogged: %q is no kind of event; there are %s", kind, strings.Join(accepted, ", "))
		}
	}
	return nil
}

// checkFields refuses a field that no node has.
func checkFields(w *runs.Run, fields []string) error {
	var accepted []string
	for _, node := range w.Nodes() {
		for _, f := range w.Node(node) {
			if !slices.Contains(accepted, f.Name) {
				accepted = append(accepted, f.Name)
			}
		}
	}
	for _, field := range fields {
		if !slices.Contains(accepted, field) {
			return inputf("-observe: no node has a field %q; there are %s, and all or none of them", field, strings.Join(accepted, ", "))
		}
	}
	return nil
}
