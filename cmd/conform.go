package cmd

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/conform"
)

// The flags of explore conform beside general ones.
const (
	flagLosses  = "losses"
	flagMapping = "mapping"
)

// conformFlags are the flags of explore conform that belong to no protocol, as its help shows them.
func conformFlags() []general {
	flags := []general{
		{flagProtocol, "NAME", "the protocol"},
		{flagMutant, "NAME", "put a known bug in; it brings the bounds under which it shows, flags given beside it win"},
		{flagLosses, "", "messages may be lost with every step: any network, and dead messages left out, as a search does"},
		{flagMapping, "FILE", "the TLA+ module that maps the code's state to the spec's (default the protocol's own)"},
	}
	return append(flags, generals(flagDepth, flagTime, flagMemory, flagExact, flagSeed, flagOut, flagJSON, flagJUnit, flagAnnotations, flagHelp)...)
}

func (t *tool) conformCommand() *command {
	return &command{
		name: "conform", doc: "hold the code of a protocol against its TLA+ spec",
		run: t.conform, flags: conformFlags(), ofProtocols: true,
	}
}

const conformUsage = `PROGRAM conform -protocol NAME holds the code of a protocol against its TLA+ spec:
every initial state within the bounds must be one of the spec, and every step one
of the spec's actions, or one that changes nothing the spec knows of (a stutter).
Where the code departs, a shortest run to that step is shown and saved.

`

const conformExitCodes = `
Exit codes: 0 the code conforms (complete or bounded, the report says which);
1 it departs; 2 wrong usage, or settings that the spec does not model; 3
inconclusive (time, memory, disk, interrupt); 4 internal error.
`

// conform is the subcommand conform.
func (t *tool) conform(ctx context.Context, c *call) error {
	switch {
	case c.Bool(flagHelp):
		return t.conformHelp(c)
	case c.Args().Present():
		return usagef("conform takes no argument; %q is given", c.Args().First())
	}
	o, err := t.parseSaving(c)
	if err != nil {
		return err
	}
	r, checker, err := t.protocols.parseConform(c)
	if err != nil {
		return err
	}
	r.output = o
	start := time.Now()
	limited, cancel := r.within(ctx)
	defer cancel()
	end := t.watched(ctx, &r.options.Options, r.json)
	found, err := checker.Run(limited, r.options.Options)
	end()
	if err != nil {
		return fmt.Errorf("the search could not go on: %w", err)
	}
	rep := r.conformance(found)
	saving := r.saveRuns(rep, r.fileName())
	rep.Resources.Elapsed = time.Since(start)
	return t.deliver(rep, &r.output, 1, saving)
}

// parseConform reads the command line of explore conform.
func (ps protocols) parseConform(c *call) (*request, *conform.Checker, error) {
	if !c.IsSet(flagProtocol) {
		return nil, nil, usagef("-protocol is missing; there are %s", ps.mapped().names())
	}
	p, err := ps.named(c.String(flagProtocol))
	if err != nil {
		return nil, nil, err
	}
	if p.Mapping == nil {
		accepted := "accepted are " + ps.mapped().names()
		if len(ps.mapped()) == 0 {
			accepted = "a Mapping in its model.Protocol names one"
		}
		return nil, nil, usagef("protocol %s has no TLA+ spec that it is held against; %s", p.Name, accepted)
	}
	r := &request{known: ps, protocol: p}
	if err := r.parseSearch(c); err != nil {
		return nil, nil, err
	}
	r.options.Workers = 1
	if r.given, err = ps.given(c, p); err != nil {
		return nil, nil, err
	}
	mutant := c.String(flagMutant)
	if err := checkMutant(p, mutant); err != nil {
		return nil, nil, err
	}
	r.mutant = p.Mutant(mutant)
	checker, err := conform.New(p, r.mutantName(), r.given, conform.Source{Mapping: c.String(flagMapping), Losses: c.Bool(flagLosses)})
	if err != nil {
		return nil, nil, usageError{err}
	}
	if c.Bool(flagLosses) && !checker.Losses {
		return nil, nil, usagef("-%s: module %s has no variable msgs, so it is not known what a lost message is", flagLosses, checker.Spec())
	}
	r.system, r.settings = checker.System, checker.Settings
	if _, err := runs.New(r.system); err != nil {
		return nil, nil, usageError{err}
	}
	return r, checker, r.checkIdle()
}

func (t *tool) conformHelp(c *call) error {
	var b strings.Builder
	b.WriteString(t.called(conformUsage))
	if c.IsSet(flagProtocol) {
		p, err := t.protocols.named(c.String(flagProtocol))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "Flags of %s, its settings and bounds:\n", p.Name)
		writeTable(&b, paramRows(p))
		if p.Mapping != nil {
			var with []string
			for _, param := range p.Params {
				if v, ok := p.Mapping.With[param.Name]; ok {
					with = append(with, fmt.Sprintf("-%s %s", param.Name, quote.Shell(model.Spell(v))))
				} else if param.Name == "network" {
					with = append(with, "-network set")
				}
			}
			if len(with) > 0 {
				fmt.Fprintf(&b, "Where nothing is given: %s (the spec's small model)\n\n", strings.Join(with, " "))
			}
		}
	} else {
		fmt.Fprintf(&b, "Protocols with a spec: %s.\n\n", t.protocols.mapped().names())
	}
	b.WriteString("Flags:\n")
	return t.writeHelp(b.String(), conformFlags(), conformExitCodes)
}
