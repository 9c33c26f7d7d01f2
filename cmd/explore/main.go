// Explore explores a protocol exhaustively, checks what must hold in every
// state, and shows the shortest run that breaks it.
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
// bounded: the report says which), 1 on a violation, 2 on wrong usage, 3 when
// the search was ended by time, memory, the disk or an interrupt before it could say, and
// 4 on an error inside the tool. Explore replay exits with 0 when the code takes
// every saved step and breaks the same property again, and with 1 when it
// departs from the saved run.
//
// This package wires flags to package model, and decides nothing.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/rescue"
)

func main() { os.Exit(run(os.Args, os.Stdout, os.Stderr)) }

// run is the whole program; it returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	// What is printed may stand in a file that somebody else wrote.
	stdout, stderr = quote.NewWriter(stdout), quote.NewWriter(stderr)
	// The first signal ends a search with a partial report. After it, signals do
	// what they always do, so a second one kills.
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, restore := signal.NotifyContext(context.Background(), signals...)
	defer restore()
	defer context.AfterFunc(ctx, restore)()

	tool := &tool{stdout: stdout, stderr: stderr}
	if !asksJSON(args) {
		return tool.exitCode(tool.run(ctx, args))
	}
	out := &resultWatch{Writer: stdout}
	tool.stdout = out
	code := tool.exitCode(tool.run(ctx, args))
	if !out.result {
		code = tool.refusal(code)
	}
	return code
}

// run runs the command that the arguments name. A panic becomes an error of type *rescue.Panic.
func (t *tool) run(ctx context.Context, args []string) (err error) {
	defer rescue.Any(func(p *rescue.Panic) { err = p })
	if words, asked := completionAsked(args); asked {
		return t.complete(words)
	}
	return t.command().Run(ctx, args)
}

// tool is where output goes, through a quote.Writer.
type tool struct {
	stdout, stderr io.Writer
	said           string // what was wrong, for the result in JSON
}

// command is the command line: the search itself, and a subcommand for
// everything that starts from a saved run.
func (t *tool) command() *cli.Command {
	// The help of the library knows neither protocols nor their bounds.
	cli.HelpFlag = nil
	root := &cli.Command{
		Name:                            "explore",
		Usage:                           "explore a protocol exhaustively",
		Flags:                           searchFlags(),
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
