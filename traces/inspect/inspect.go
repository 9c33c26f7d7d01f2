// Package inspect shows a run in a terminal: its steps as a list with a
// space-time diagram beside it, and of the chosen step what it changed, the state
// of all nodes, and the messages in flight. It opens at the end, on the failure.
//
// The user can leave a run of a protocol's code, or of a TLA+ spec, at any step: the
// enabled steps are listed, and the chosen one begins a branch. The view names
// properties as soon as they become false. The last step can be undone, and a branch
// can be saved as a run of its own.
//
// The package works on runs ([traces.Trace], drawn by package draw) and on systems
// that take steps one by one ([traces.Live]). It knows no protocol. A program needs
// only [Run]; [New] makes the model for tests.
package inspect

import (
	"context"
	"errors"
	"os"

	tea "charm.land/bubbletea/v2"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// Options are what the view needs besides the run.
type Options struct {
	// Open opens the system of the run; first is the number of steps before the live
	// system begins (a search can start from another run). It fails if there is no
	// such system, and then there are no branches. It is called once, in a goroutine
	// of its own. Open is nil if the run is from another tool.
	Open func() (live traces.Live, first int, err error)
	// SaveAs is the file name proposed for a branch.
	SaveAs string
	// Values, if not nil, evaluates what is shown beside the variables of each state of a
	// run (draw.Options.Values). It is pinned.
	Values func(*traces.Trace) []traces.Record
}

// Run shows t, which has at least one state, until the user quits. It needs a
// terminal.
func Run(ctx context.Context, t *traces.Trace, o Options) error {
	// Signals are the caller's: its context ends then.
	_, err := tea.NewProgram(New(t, o), tea.WithContext(ctx), tea.WithoutSignalHandler()).Run()
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return nil
	}
	return err
}

// New is the model of the program that shows t.
func New(t *traces.Trace, o Options) *Model {
	t = t.Closed() // the way back is a step as any other
	m := &Model{options: o, at: t.Steps(), width: 80, height: 24}
	m.branches.saved = t
	if o.SaveAs == "" {
		m.options.SaveAs = "branch.itf.json"
	}
	m.show(newRun(t))
	for _, w := range m.run.watches() {
		if w.part == draw.Expressions && w.field != "" {
			m.pins = append(m.pins, w)
		}
	}
	m.placePins()
	return m
}

// exists reports whether there is a file of that name.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
