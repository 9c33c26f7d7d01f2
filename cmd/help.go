package cmd

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/model"
)

const usage = `Explores a protocol exhaustively, checks what must hold in every state, and shows
the shortest run that breaks it.

  PROGRAM -protocol NAME [flags]        explore a protocol
  PROGRAM -protocol NAME -help          what can be set for it
  PROGRAM -list                         protocols, properties and mutants
  PROGRAM replay FILE                   take the steps of a saved run again
  PROGRAM inspect FILE                  look at a saved run in the terminal, take other steps
  PROGRAM render FILE -o trace.html     draw a saved run: a page, an SVG, Markdown, or text
  PROGRAM shrink FILE                   leave out of a saved run what it does not need
  PROGRAM gotest FILE                   write a Go test that takes the steps of a saved run
  PROGRAM serve FILE                    a saved run, a protocol (-protocol NAME) or a spec, live in the browser
  PROGRAM claims                        check every claim of every protocol's source
  PROGRAM valence -protocol NAME        what can still be decided, and who can put it off for ever
  PROGRAM diff A B                      two reports (-json) of one protocol or spec side by side
  PROGRAM tla SPEC.tla                  check a TLA+ spec
  PROGRAM record -protocol NAME         log the events of a random run
  PROGRAM validate -spec SPEC.tla LOG   is a log a behaviour of a TLA+ spec?
  PROGRAM conform -protocol NAME        hold a protocol's code against its TLA+ spec
  PROGRAM cluster -protocol NAME        run a protocol as processes, break them, check what they did
  PROGRAM node -protocol NAME           run one node of a protocol as a process
  PROGRAM init DIR                      write a module with a protocol of its own, to begin with
  PROGRAM completion bash|zsh|fish|pwsh print a script for the shell's completion
  PROGRAM help COMMAND                  what a command does, and its flags
`

const exitCodes = `
Exit codes: 0 no violation (complete or bounded, the report says which),
1 violation, 2 wrong usage, 3 inconclusive (time, memory, disk, interrupt),
4 internal error.
`

// helpCommand is explore help [COMMAND], another way to say explore [COMMAND] -help.
func (t *tool) helpCommand() *command {
	return &command{
		name: "help", doc: "what a command does, and its flags", raw: true,
		run: func(ctx context.Context, c *call) error {
			words := c.words
			if words.First() == c.name {
				words = words[1:]
			}
			return t.call(ctx, append(slices.Clone(words), "-"+flagHelp))
		},
	}
}

// help shows the general flags, and the chosen protocol's own.
func (t *tool) help(c *call) error {
	var b strings.Builder
	b.WriteString(t.called(usage))
	if c.IsSet(flagProtocol) {
		p, err := t.protocols.named(c.String(flagProtocol))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n%s\n", strings.TrimSuffix(p.Name+": "+p.Doc, ": "))
		if p.Source != "" {
			fmt.Fprintf(&b, "%s\n", p.Source)
		}
		fmt.Fprintf(&b, "\nFlags of %s, its settings and bounds:\n", p.Name)
		writeTable(&b, paramRows(p))
		b.WriteString("\n")
		writeOffers(&b, "", p)
		b.WriteString("\n")
		if len(goalsOf(p)) > 0 {
			writeGoals(&b, "", p)
			b.WriteString("\n")
		}
		writeMutants(&b, "", p)
	} else {
		fmt.Fprintf(&b, "\nProtocols: %s. Each has flags of its own.\n", t.protocols.names())
	}
	b.WriteString("\nGeneral flags:\n")
	return t.writeHelp(b.String(), generalFlags(), exitCodes)
}

// flagHelp shows the help of a subcommand, whose usage has PROGRAM for the program.
func (t *tool) flagHelp(usage string, flags []general, exitCodes string) error {
	return t.writeHelp(t.called(usage), flags, exitCodes)
}

func (t *tool) writeHelp(usage string, flags []general, exitCodes string) error {
	var b strings.Builder
	b.WriteString(usage)
	writeFlags(&b, flags)
	b.WriteString(exitCodes)
	_, err := fmt.Fprint(t.stdout, b.String())
	return err
}

// writeFlags shows flags that do not belong to a protocol.
func writeFlags(b *strings.Builder, flags []general) {
	var rows [][2]string
	for _, g := range flags {
		rows = append(rows, [2]string{strings.TrimSpace("-" + g.name + " " + g.arg), g.doc})
	}
	writeTable(b, rows)
}

// protocolHelp is flagHelp for a subcommand that takes a protocol: it shows the flags
// of the one that is chosen, too.
func (t *tool) protocolHelp(c *call, usage string, flags []general, exitCodes string) error {
	var b strings.Builder
	if c.IsSet(flagProtocol) {
		p, err := t.protocols.named(c.String(flagProtocol))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "\nFlags of %s, its settings and bounds:\n", p.Name)
		writeTable(&b, paramRows(p))
	}
	return t.flagHelp(usage, flags, b.String()+exitCodes)
}

func writeTable(b *strings.Builder, rows [][2]string) {
	width := 0
	for _, r := range rows {
		width = max(width, len(r[0]))
	}
	for _, r := range rows {
		fmt.Fprintf(b, "  %-*s  %s\n", width, r[0], r[1])
	}
}

// paramRows are a protocol's flags with defaults and ranges.
func paramRows(p *model.Protocol) [][2]string {
	var rows [][2]string
	for i := range p.Params {
		param := &p.Params[i]
		left := "-" + param.Name
		var notes []string
		byDefault := model.Spell(param.Default)
		switch param.Default.(type) {
		case int:
			left += " N"
		case []int:
			left += " N,N,…"
			if byDefault == "" {
				byDefault = "none"
			}
		case string:
			left += " TEXT"
			if len(param.Choices) > 0 {
				left = "-" + param.Name + " " + strings.Join(param.Choices, "|")
			}
			if byDefault == "" {
				byDefault = strconv.Quote("")
			}
		case bool:
			if byDefault == "false" {
				byDefault = "off"
			} else {
				byDefault = "on; -" + param.Name + "=false"
			}
		}
		notes = append(notes, "default "+byDefault)
		if param.Max != 0 {
			notes = append(notes, fmt.Sprintf("%d to %d", param.Min, param.Max))
		}
		if param.With != "" {
			notes = append(notes, "only with -"+neededBy(param))
		}
		if param.Without != "" {
			notes = append(notes, "only without -"+param.Without)
		}
		rows = append(rows, [2]string{left, fmt.Sprintf("%s (%s)", param.Doc, strings.Join(notes, "; "))})
	}
	return rows
}
