package cmd

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/internal/valence"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// What valence looks for with -until.
const (
	untilBivalent = "bivalent"
	untilCritical = "critical"
	untilBlocked  = "blocked"
)

func valenceFlags() []general {
	flags := generals(flagProtocol, flagMutant, flagDepth, flagTime, flagMemory, flagWorkers, flagSeed)
	return append(flags,
		general{flagUntil, "CLASS", "a shortest run to a configuration that is bivalent, critical or blocked, and nothing else"},
		general{flagOut, "DIR", "where runs are saved, made when needed (default " + defaultOut + ")"},
		general{flagJSON, "", "NDJSON on standard output: progress lines, the result last"},
		general{flagHelp, "", "show help; with -protocol also that protocol's own flags"},
	)
}

func (t *tool) valenceCommand() *command {
	return &command{
		name: "valence", doc: "which values can still be decided, where a step decides, who can keep it open",
		run: t.valence, flags: valenceFlags(), ofProtocols: true,
	}
}

const valenceUsage = `PROGRAM valence -protocol NAME visits all configurations of a protocol and finds out
which values can still be decided from each, as Fischer, Lynch and Paterson do in
their proof that no protocol decides for certain when one process may stop (docs/flp.md):
for which inputs the decision is open at first, where one step makes it, whom everybody
waits for, and whether somebody who orders the steps can keep it open for ever. A
process may stop at any time: that is part of the analysis, so there are no crashes
unless -crashes is given. What only makes the graph larger is small, too, unless it is
given (paxos: no learners, and numbers by difference); the report prints all settings.

`

const valenceExitCodes = `
Exit codes: 0 all configurations were analysed, and none has two decisions; 1 one has,
or the one to look for does not exist; 2 wrong usage; 3 not all were analysed (depth,
time, memory, the disk or an interrupt).
`

// valence is the subcommand valence.
func (t *tool) valence(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.protocolHelp(c, valenceUsage, valenceFlags(), valenceExitCodes)
	}
	o, err := t.parseSaving(c)
	if err != nil {
		return err
	}
	v, err := t.parseValence(c)
	if err != nil {
		return err
	}
	v.output = o
	ctx, cancel := v.within(ctx)
	defer cancel()
	if err := v.study(ctx); err != nil {
		return err
	}
	return v.deliver()
}

// valenceRun is one run of the command.
type valenceRun struct {
	*tool
	*request
	until   string
	started time.Time

	*valence.Study
	found *valenceFound
}

// parseValence reads the command line.
func (t *tool) parseValence(c *call) (*valenceRun, error) {
	if c.Args().Present() {
		return nil, usagef("valence takes no argument; %q is given", c.Args().First())
	}
	if !c.IsSet(flagProtocol) {
		return nil, usagef("-protocol is missing; there are %s (%s -list says more)", t.protocols.names(), t.self)
	}
	p, err := t.protocols.named(c.String(flagProtocol))
	if err != nil {
		return nil, err
	}
	v := &valenceRun{tool: t, request: &request{known: t.protocols, protocol: p}, started: time.Now()}
	if err := v.parseSearch(c); err != nil {
		return nil, err
	}
	v.options.Growth = 0
	if v.until = c.String(flagUntil); c.IsSet(flagUntil) && !slices.Contains([]string{untilBivalent, untilCritical, untilBlocked}, v.until) {
		return nil, usagef("-until %s: accepted are %s, %s and %s", given(v.until), untilBivalent, untilCritical, untilBlocked)
	}
	c.value(flagUntil).texts = nil // a search would take it for a goal
	if err := v.parseDefaults(c); err != nil {
		return nil, err
	}
	if !decides(v.system) {
		return nil, usagef("protocol %s has no goal that says what is decided; those that have are %s", p.Name, t.deciding())
	}
	return v, nil
}

// parseDefaults reads the settings of the protocol, with those of this command where none
// are given: they are printed with the others. That a process stops is part of the
// analysis, so nobody crashes. The others keep the graph small, or without an end, and are
// left out where the protocol refuses them.
func (v *valenceRun) parseDefaults(c *call) error {
	set := func(name, value string) bool {
		if v.protocol.Param(name) == nil || c.IsSet(name) {
			return false
		}
		c.value(name).texts = []string{value}
		return true
	}
	crashes := set("crashes", "0")
	var ours []string
	// A protocol that can do without learners decides once; in others, which go on after
	// their first decision, numbers by difference make the graph larger.
	if p := v.protocol.Param("learners"); p != nil && p.Min < 0 && !c.IsSet(flagMutant) {
		if set("learners", "-1") {
			ours = append(ours, "learners")
		}
		if !c.IsSet("ballots") && set("spread", "1") {
			ours = append(ours, "spread")
		}
	}
	err := v.parseSystem(c, nil)
	if err != nil && len(ours) > 0 {
		for _, name := range ours {
			c.value(name).texts = nil
		}
		err = v.parseSystem(c, nil)
	}
	if err == nil && crashes && len(v.system.Detectors) > 0 {
		// A failure detector can tell only of a process that has crashed.
		c.value("crashes").texts = []string{"1"}
		err = v.parseSystem(c, nil)
	}
	return err
}

// decides reports whether a goal of a system says what is decided.
func decides(sys *model.System) bool {
	return slices.ContainsFunc(sys.Goals, func(g model.Goal) bool { return g.Decides != "" })
}

// deciding names the protocols that have such a goal.
func (t *tool) deciding() string {
	var list protocols
	for _, p := range t.protocols {
		if sys, err := p.System("", nil); err == nil && decides(sys) {
			list = append(list, p)
		}
	}
	return list.names()
}

// study works out what the report says.
func (v *valenceRun) study(ctx context.Context) error {
	end := v.watched(ctx, &v.options.Options, v.json)
	defer end()
	var err error
	if v.Study, err = valence.Begin(ctx, v.system, v.options); err != nil {
		return v.unstudied(ctx, err)
	}
	for _, r := range []*search.Report{v.Search, v.Agreement} {
		if r != nil && r.Violation != nil && r.Violation.Kind != system.TwoDecisions {
			v.complain("the search ended, since %s is broken: %s; %s", r.Violation.Kind, oneLine(r.Violation.Text), v.exploreLine())
			return exit(exitViolation)
		}
	}
	if v.found, err = v.find(ctx); err != nil {
		return v.unstudied(ctx, err)
	}
	return nil
}

// unstudied says why there is no result.
func (v *valenceRun) unstudied(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		v.complain("ended by %s before the configurations were analysed", explore.WhyDone(ctx))
		return exit(exitInconclusive)
	}
	return usageError{err}
}

// exploreLine is the command that explores the same system.
func (v *valenceRun) exploreLine() string {
	return fmt.Sprintf("%s -protocol %s %s shows it", v.self, v.protocol.Name, settingsText(v.protocol, v.settings))
}

// save saves a run under a name that says what it is. It is taken once more, on a system
// with all properties, as a replay of it takes it.
func (v *valenceRun) save(what string, run *traces.Trace) (path string, err error) {
	again, err := runs.New(v.system)
	if err != nil {
		return "", err
	}
	if err := beginAs(again, run.States[0].Vars); err != nil {
		return "", err
	}
	for _, s := range run.Closed().States[1:] {
		if err := takeSame(again, s.Step); err != nil {
			return "", err
		}
	}
	saved := again.Trace()
	saved.Loop, saved.Meta.UpTo, saved.Meta.Tool, saved.Meta.Extra = run.Loop, run.Meta.UpTo, toolVersion(), run.Meta.Extra
	if last := saved.Steps(); run.Back != nil {
		saved.Back, saved.States = &saved.States[last], saved.States[:last]
	}
	path = filepath.Join(v.out, fileWord(v.fileName()+"-"+what)+".itf.json")
	if err := os.MkdirAll(v.out, 0o777); err != nil {
		return "", err
	}
	return path, traces.WriteFile(path, saved)
}
