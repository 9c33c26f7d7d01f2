// Package cmd is the command line for any set of protocols. The main function of
// a program that explores protocols of its own is
//
//	func main() { cmd.Main(&mine.Protocol) }
//
// The page docs/own-protocol.md leads there from an empty folder; explore init writes a
// module with such a program. It is used like this (explore is the one with the
// protocols of this module):
//
//	explore -protocol raft -depth 12
//	explore -protocol raft -mutant weak-vote
//	explore replay out/raft-weak-vote-leader-completeness.itf.json
//	explore inspect out/raft-weak-vote-leader-completeness.itf.json
//	explore conform -protocol raft
//	explore -list
//	explore -protocol raft -help
//
// The report goes to standard output, progress and errors to standard error.
// With -json standard output is NDJSON instead: progress lines, and the result
// as the last line; what is for people goes to standard error then.
//
// The exit code is 0 when nothing is violated (the search was complete or
// bounded: the report says which), 1 on a violation, 2 on wrong usage, 3 when the
// search was ended by time, memory, the disk or an interrupt before it could say,
// and 4 on an error inside the tool. The command replay exits with 0 when the code
// takes every saved step and breaks the same property again, and with 1 when it
// departs from the saved run.
//
// This package wires flags to the other packages, and decides nothing.
package cmd

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/model"
)

// Main is the main function of a program that explores the protocols: it runs the
// command that the program's arguments name, and exits. The first interrupt ends a
// search with a report of what it has; the second one kills the program.
func Main(protocols ...*model.Protocol) { MainWith(nil, protocols...) }

// MainWith is Main for a program with engines of its own for searches by several processes.
func MainWith(engines []Engine, protocols ...*model.Protocol) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup leaves it
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, restore := signal.NotifyContext(context.Background(), signals...)
	context.AfterFunc(ctx, restore)
	os.Exit(run(ctx, engines, os.Args, os.Stdin, os.Stdout, os.Stderr, protocols))
}

// Run runs one command and returns its exit code. The arguments are those of
// os.Args: the first one is the program as it was called, and stands in the
// commands that are printed. When ctx ends, a search ends with a report of what it
// has.
func Run(ctx context.Context, args []string, in io.Reader, out, err io.Writer, protocols ...*model.Protocol) int {
	return run(ctx, nil, args, in, out, err, protocols)
}

func run(ctx context.Context, engines []Engine, args []string, in io.Reader, out, err io.Writer, protocols []*model.Protocol) int {
	// What is printed may stand in a file that somebody else wrote.
	t := &tool{protocols: protocols, engines: engines, in: in, stdout: quote.NewWriter(out), stderr: quote.NewWriter(err)}
	if len(args) == 0 {
		args = []string{"explore"}
	}
	t.program, t.self = args[0], calledAs(args[0])
	t.asJSON, t.annotate = asks(args, flagJSON), asks(args, flagAnnotations)
	if !t.asJSON {
		return t.refusalTest(t.exitCode(t.run(ctx, args)), args)
	}
	watch := &resultWatch{Writer: t.stdout}
	t.stdout = watch
	code := t.exitCode(t.run(ctx, args))
	if !watch.result {
		code = t.refusal(code)
	}
	return t.refusalTest(code, args)
}

// run runs the command that the arguments name. A panic becomes an error of type *rescue.Panic.
func (t *tool) run(ctx context.Context, args []string) (err error) {
	defer rescue.Any(func(p *rescue.Panic) { err = p })
	if err := t.protocols.check(); err != nil {
		return err
	}
	if words, asked := completionAsked(args); asked {
		return t.complete(words)
	}
	return t.call(ctx, args[1:])
}

// call runs the command that the words name: the search, or one whose name stands
// among them.
func (t *tool) call(ctx context.Context, args []string) error {
	commands := t.commands()
	root := t.newCall(t.searchCommand())
	rest, err := root.parse(args, func(word string) bool { return named(commands, word) != nil })
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return root.run(ctx, root)
	}
	c := t.newCall(named(commands, rest[0]))
	if err := c.flagsBefore(root); err != nil {
		return err
	}
	if c.raw {
		c.words = rest[1:]
	} else if _, err := c.parse(rest[1:], func(string) bool { return false }); err != nil {
		return err
	}
	return c.run(ctx, c)
}

// flagsBefore refuses flags before a command, where they would have no meaning; but
// explore -help COMMAND is clear enough.
func (c *call) flagsBefore(root *call) error {
	switch {
	case root.words.Present():
		return unknownCommand(root)
	case len(root.given()) == 0:
		return nil
	case len(root.given()) == 1 && root.Bool(flagHelp):
		if c.flags.Lookup(flagHelp) == nil {
			return nil
		}
		return c.flags.Set(flagHelp, "true")
	}
	return usagef("flags of %s stand behind it: %s %s …; %s lists them", c.name, c.self, c.name, c.helpText())
}

// unknownCommand refuses a word that is not the name of a command.
func unknownCommand(c *call) error {
	return usagef("unknown command %q; %s -help lists the commands, and a protocol is chosen with -protocol", c.Args().First(), c.self)
}

// named returns a command, or nil.
func named(commands []*command, name string) *command {
	for _, c := range commands {
		if c.name == name {
			return c
		}
	}
	return nil
}

// tool is one run of the program.
type tool struct {
	protocols      protocols
	engines        []Engine // besides the builtin one
	in             io.Reader
	stdout, stderr io.Writer // quote.Writers
	program        string    // as it was called
	self           string    // the beginning of a command line that starts the program again
	asJSON         bool      // -json is given
	annotate       bool      // -annotations is given
	junit          string    // the file for JUnit XML, or ""
	tested         bool      // what was found is written there

	// What was wrong, if there is no result, and where.
	said  string
	where report.Place
}

// searchCommand is the search itself.
func (t *tool) searchCommand() *command {
	return &command{run: t.explore, flags: generalFlags(), ofProtocols: true, repeated: []string{flagProperty}}
}

// commands are the commands, in the order in which they are listed.
func (t *tool) commands() []*command {
	return []*command{
		t.replayCommand(), t.inspectCommand(), t.renderCommand(), t.shrinkCommand(), t.gotestCommand(), t.serveCommand(),
		t.claimsCommand(), t.valenceCommand(), t.diffCommand(), t.tlaCommand(), t.recordCommand(), t.validateCommand(), t.conformCommand(), t.clusterCommand(), t.nodeCommand(),
		t.workerCommand(), t.initCommand(), t.helpCommand(), t.completionCommand(),
	}
}
