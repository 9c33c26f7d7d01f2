package cmd

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/inspect"
)

func inspectFlags() []general { return []general{showFlag, {flagHelp, "", "show this"}} }

func (t *tool) inspectCommand() *command {
	return &command{
		name: "inspect", doc: "look at a saved run in the terminal, and take other steps",
		run: t.inspect, flags: inspectFlags(), repeated: []string{flagShow}, takesFile: true,
	}
}

const inspectUsage = `PROGRAM inspect FILE shows a saved run in the terminal: its steps with a
space-time diagram, and of each what it changed, the state of all nodes and the
messages in flight. It opens at the end, on the failure. The key ? lists the keys.
FILE is a run that Synod saved, an event log (docs/events.md), an ITF file of
Apalache or Quint, or what TLC wrote: its JSON dump, or its console text. The logs of
several nodes of one run are given together, or the directory that they are in.

At any step of a run that Synod saved another one can be taken (b): the enabled
steps of the code, or of the spec, as it is now are listed, with what they break.
The branch can be saved as a run of its own (s).

`

const inspectExitCodes = `
Exit codes: 0 looked at; 2 wrong usage, a file that cannot be read, or no terminal.
`

// inspect is the subcommand inspect.
func (t *tool) inspect(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(inspectUsage, inspectFlags(), inspectExitCodes)
	}
	path, saved, err := runOf(c)
	if err != nil {
		return err
	}
	options := inspect.Options{SaveAs: branchFile(path)}
	if c.IsSet(flagShow) {
		x, _, err := shownIn(saved, c.Strings(flagShow))
		if err != nil {
			return err
		}
		options.Values = valuesOf(x)
	}
	if !isTerminal(quote.Raw(t.stdout)) || !isTerminal(t.in) {
		return usagef("inspect needs a terminal; what it shows is printed by: %s render %s -format txt", t.self, quotedPaths(c))
	}
	if kind := saved.Meta.Kind; kind == traces.KindProtocol || kind == traces.KindTLA {
		options.Open = func() (traces.Live, int, error) {
			live, err := t.protocols.liveOf(saved)
			if err != nil {
				return nil, 0, orInTest(path, saved, err)
			}
			return live, live.first, nil
		}
	}
	return inspect.Run(ctx, saved, options)
}

// isTerminal reports whether a reader or writer is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// branchFile is the name that is proposed for a branch of the run in a file.
func branchFile(path string) string {
	path = strings.TrimSuffix(strings.TrimSuffix(path, filepath.Ext(path)), ".itf")
	return path + "-branch.itf.json"
}
