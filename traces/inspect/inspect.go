// Package inspect shows a run in a terminal: its steps as a list with a
// space-time diagram beside it, and of the chosen step what it changed, the state
// of all nodes, and the messages in flight. It opens at the end, on the failure.
//
// A run of the code of a protocol, or of a TLA+ spec, can be left at any step:
// the steps that are enabled there are listed, and the one that is chosen begins
// a branch. Properties that turn false are said at once, the last step can be
// undone, and a branch can be saved as a run of its own.
//
// The package knows runs ([traces.Trace], drawn by package draw) and systems
// whose runs are taken step by step ([traces.Live]), and no protocol. [Run] is
// all that a program needs; [New] makes the model for tests.
package inspect

import (
	"context"
	"errors"
	"os"

	tea "charm.land/bubbletea/v2"

	"github.com/synod-go/synod/traces"
)

// Options are what is known of a run besides itself.
type Options struct {
	// Open opens the system that the run is a run of; first is how many of the
	// run's steps come before the live system begins (a search can have started
	// from another run). The error says why there is no such system, and so no
	// branch. It is called once, in a goroutine of its own. A nil Open says that
	// the run is another tool's.
	Open func() (live traces.Live, first int, err error)
	// SaveAs is the file that is proposed for a branch.
	SaveAs string
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
	m := &Model{options: o, at: t.Steps(), width: 80, height: 24}
	m.branches.saved = t
	if o.SaveAs == "" {
		m.options.SaveAs = "branch.itf.json"
	}
	m.show(newRun(t))
	return m
}

// exists reports whether there is a file of that name.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
