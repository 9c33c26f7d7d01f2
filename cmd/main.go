// Package cmd is the command line for any set of protocols. The main function of
// a program that explores protocols of its own is
//
//	func main() { cmd.Main(&mine.Protocol) }
//
// and the program is used like this (explore is the one with the protocols of this
// module):
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

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/model"
)

// Main is the main function of a program that explores the protocols: it runs the
// command that the program's arguments name, and exits. The first interrupt ends a
// search with a report of what it has; the second one kills the program.
func Main(protocols ...*model.Protocol) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup leaves it
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, restore := signal.NotifyContext(context.Background(), signals...)
	context.AfterFunc(ctx, restore)
	os.Exit(Run(ctx, os.Args, os.Stdin, os.Stdout, os.Stderr, protocols...))
}

// Run runs one command and returns its exit code. The arguments are those of
// os.Args: the first one is the program as it was called, and stands in the
// commands that are printed. When ctx ends, a search ends with a report of what it
// has.
func Run(ctx context.Context, args []string, in io.Reader, out, err io.Writer, protocols ...*model.Protocol) int {
	// What is printed may stand in a file that somebody else wrote.
	t := &tool{protocols: protocols, in: in, stdout: quote.NewWriter(out), stderr: quote.NewWriter(err)}
	if len(args) == 0 {
		args = []string{"explore"}
	}
	t.self = calledAs(args[0])
	if !asksJSON(args) {
		return t.refusalXML(t.exitCode(t.run(ctx, args)), args)
	}
	watch := &resultWatch{Writer: t.stdout}
	t.stdout = watch
	code := t.exitCode(t.run(ctx, args))
	if !watch.result {
		code = t.refusal(code)
	}
	return t.refusalXML(code, args)
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
	return t.command().Run(ctx, args)
}

// tool is one run of the program.
type tool struct {
	protocols      protocols
	in             io.Reader
	stdout, stderr io.Writer // quote.Writers
	self           string    // the beginning of a command line that starts the program again
	said           string    // what was wrong, for the result in JSON
	junit          string    // the file for JUnit XML that is still to be written, or ""
}

// command is the command line: the search itself, and a subcommand for
// everything that starts from a saved run.
func (t *tool) command() *cli.Command {
	// The help of the library knows neither protocols nor their bounds.
	cli.HelpFlag = nil
	root := &cli.Command{
		Name:                            "explore",
		Usage:                           "explore a protocol exhaustively",
		Flags:                           t.protocols.searchFlags(),
		Action:                          t.explore,
		Commands:                        []*cli.Command{t.replayCommand(), t.inspectCommand(), t.renderCommand(), t.shrinkCommand(), t.gotestCommand(), t.serveCommand(), t.claimsCommand(), t.tlaCommand(), t.recordCommand(), t.validateCommand(), t.conformCommand(), t.helpCommand()},
		EnableShellCompletion:           true,
		ConfigureShellCompletionCommand: t.completionCommand,
	}
	for _, sub := range root.Commands {
		sub.Before = flagsBehind
	}
	plain(root, t)
	return root
}

// flagsBehind refuses flags before a command, where they would have no meaning;
// but explore -help COMMAND is clear enough.
func flagsBehind(ctx context.Context, c *cli.Command) (context.Context, error) {
	switch root := c.Root(); {
	case root.NumFlags() == 1 && root.Bool(flagHelp):
		return ctx, c.Set(flagHelp, "true")
	case root.NumFlags() > 0:
		return ctx, usagef("flags of %s stand behind it: explore %s …; explore help %s lists them", c.Name, c.Name, c.Name)
	}
	return ctx, nil
}

// plain takes the library's own printing away: what goes wrong is one line,
// printed in one place.
func plain(c *cli.Command, t *tool) {
	c.Writer, c.ErrWriter = t.stdout, t.stderr
	c.HideHelp, c.HideVersion = true, true
	c.OnUsageError = func(_ context.Context, c *cli.Command, err error, _ bool) error { return usageOf(c, err) }
	c.ExitErrHandler = func(context.Context, *cli.Command, error) {}
	for _, sub := range c.Commands {
		plain(sub, t)
	}
}
