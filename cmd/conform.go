package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/conform"
	"github.com/synod-go/synod/traces"
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
		{flagLosses, "", "messages may be lost with every step: any network, and dead messages left out, as explore does"},
		{flagMapping, "FILE", "the TLA+ module that maps the code's state to the spec's (default the protocol's own)"},
	}
	for _, g := range generalFlags() {
		switch g.name {
		case flagDepth, flagTime, flagMemory, flagExact, flagSeed, flagOut, flagJSON:
			flags = append(flags, g)
		}
	}
	return append(flags, general{flagHelp, "", "show help; with -protocol also that protocol's own flags"})
}

func (t *tool) conformCommand() *cli.Command {
	return &cli.Command{Name: "conform", Usage: "hold the code of a protocol against its TLA+ spec", Flags: append(flagsOf(conformFlags()), t.protocols.flags()...), Action: t.conform}
}

const conformUsage = `explore conform -protocol NAME holds the code of a protocol against its TLA+ spec:
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
func (t *tool) conform(ctx context.Context, c *cli.Command) error {
	switch {
	case c.Bool(flagHelp):
		return t.conformHelp(c)
	case c.Args().Present():
		return usagef("conform takes no argument; %q is given", c.Args().First())
	}
	r, checker, err := t.protocols.parseConform(c)
	if err != nil {
		return err
	}
	start := time.Now()
	adapt := tuneGC(r.options.Memory)
	shown := t.newProgress(r.json)
	r.options.ProgressEvery = shown.every
	r.options.Progress = func(p explore.Progress) {
		adapt(p)
		shown.show(p)
	}
	defer context.AfterFunc(ctx, shown.interrupted)()
	limited, end := r.within(ctx)
	defer end()
	report, err := checker.Run(limited, r.options.Options)
	shown.end()
	if err != nil {
		return fmt.Errorf("the search could not go on: %w", err)
	}
	o := &conformed{outcome: &outcome{tool: t, request: r, Report: &report.Report}, report: report}
	o.saveFound()
	o.elapsed = time.Since(start)
	people := t.stdout
	if r.json {
		people = t.stderr
	}
	if err := o.write(people); err != nil {
		return err
	}
	if r.json {
		if err := encodeLine(t.stdout, o.line()); err != nil {
			return err
		}
	}
	return o.exit(t.stderr)
}

// parseConform reads the command line of explore conform.
func (ps protocols) parseConform(c *cli.Command) (*request, *conform.Checker, error) {
	if !c.IsSet(flagProtocol) {
		return nil, nil, usagef("-protocol is missing; there are %s", ps.mapped().names())
	}
	p, err := ps.named(c.String(flagProtocol))
	if err != nil {
		return nil, nil, err
	}
	if p.Mapping == nil {
		return nil, nil, usagef("protocol %s has no TLA+ spec that it is held against; accepted are %s", p.Name, ps.mapped().names())
	}
	r := &request{known: ps, protocol: p, json: c.Bool(flagJSON), out: defaultOut}
	if err := r.parseSearch(c); err != nil {
		return nil, nil, err
	}
	r.options.Workers = 1
	if c.IsSet(flagOut) {
		r.out = c.String(flagOut)
	}
	if err := checkOut(r.out, c.IsSet(flagOut)); err != nil {
		return nil, nil, err
	}
	if r.given, err = ps.given(c, p); err != nil {
		return nil, nil, err
	}
	if name := c.String(flagMutant); name != "" {
		if r.mutant = p.Mutant(name); r.mutant == nil {
			return nil, nil, usagef("unknown mutant %q of protocol %s; %s", name, p.Name, mutantNames(p))
		}
	}
	checker, err := conform.New(p, r.mutantName(), r.given, conform.Source{Mapping: c.String(flagMapping), Losses: c.Bool(flagLosses)})
	if err != nil {
		return nil, nil, usageError{err}
	}
	r.system, r.settings = checker.System, checker.Settings
	return r, checker, r.checkIdle()
}

func (t *tool) conformHelp(c *cli.Command) error {
	var b strings.Builder
	b.WriteString(conformUsage)
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
				}
			}
			fmt.Fprintf(&b, "Where nothing is given: %s -network set (the spec's small model)\n\n", strings.Join(with, " "))
		}
	} else {
		fmt.Fprintf(&b, "Protocols with a spec: %s.\n\n", t.protocols.mapped().names())
	}
	b.WriteString("Flags:\n")
	writeFlags(&b, conformFlags())
	b.WriteString(conformExitCodes)
	_, err := fmt.Fprint(t.stdout, b.String())
	return err
}

// conformed is a finished run of explore conform.
type conformed struct {
	*outcome
	report *conform.Report
}

// write writes the report for people.
func (o *conformed) write(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s: %s\n", o.protocol.Name, o.protocol.Doc)
	if m := o.mutant; m != nil {
		fmt.Fprintf(&b, "mutant %s: %s\n", m.Name, m.Doc)
	}
	fmt.Fprintf(&b, "settings  %s\n", settingsText(o.protocol, o.settings))
	network := "the network has all that was ever sent, as in the spec"
	if o.report.Losses {
		network = "messages may be lost with every step"
	}
	fmt.Fprintf(&b, "spec      %s, by the mapping %s; %s\n", o.report.Spec, o.protocol.Mapping.Module, network)
	o.warnings(&b)
	fmt.Fprintf(&b, "\n%s\n\n", o.verdictText())
	fmt.Fprintf(&b, "  %-12s  %s of the spec that are images of the code's\n", "images", some(int(o.report.Images), "distinct state"))
	o.figures(&b)
	o.actionTable(&b)
	o.handlerTable(&b)
	if o.Violation != nil {
		if err := o.counterexample(&b); err != nil {
			return err
		}
	}
	if d := o.report.Departure; d != nil {
		b.WriteString("\n")
		if err := d.Write(&b); err != nil {
			return err
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (o *conformed) verdictText() string {
	spec := o.report.Spec
	switch {
	case o.report.Departure != nil && o.report.Departure.Number == 0:
		return fmt.Sprintf("DEPARTS from %s in the initial state.\n%s", spec, o.Violation.Text)
	case o.report.Departure != nil:
		return fmt.Sprintf("DEPARTS from %s at step %d: %s.\n%s", spec, o.report.Departure.Number, o.report.Departure.Step, o.Violation.Text)
	case o.Violation != nil:
		return fmt.Sprintf("VIOLATION: %s after %s.\n%s", o.Violation.Property, o.lengthText(), o.Violation.Text)
	case o.Verdict == search.VerdictInconclusive:
		return fmt.Sprintf("INCONCLUSIVE: ended by %s before all steps were checked. Those that were conform to %s.", strings.Join(o.BoundedBy, " and "), spec)
	case !o.Complete():
		return fmt.Sprintf("CONFORMS to %s in the steps that were checked. Bounded by %s.", spec, strings.Join(o.BoundedBy, " and "))
	}
	text := fmt.Sprintf("CONFORMS to %s. Complete: every step within the bounds below was checked.", spec)
	switch {
	case o.report.SameStates():
		text += fmt.Sprintf("\nThe images are exactly the states of %s: no step of it leads to another.", spec)
	case !o.report.Losses:
		text += fmt.Sprintf("\n%s of %s, one step from an image, the code never reaches.", some(int(o.report.Missed), "state"), spec)
	}
	return text
}

// actionTable says how often the code took each action of the spec.
func (o *conformed) actionTable(b *bytes.Buffer) {
	fmt.Fprintf(b, "\nsteps of the code, by the action of %s that they are\n", o.report.Spec)
	width, digits := len("stutters"), len(count(o.report.Stutters))
	for _, a := range o.report.Actions {
		width, digits = max(width, len(a.Name)), max(digits, len(count(a.Steps)))
	}
	for _, a := range o.report.Actions {
		if a.Steps > 0 {
			fmt.Fprintf(b, "  %-*s  %*s\n", width, a.Name, digits, count(a.Steps))
		}
	}
	fmt.Fprintf(b, "  %-*s  %*s\n", width, "stutters", digits, count(o.report.Stutters))
	if o.report.Several > 0 {
		fmt.Fprintf(b, "  %s of more than one action, counted for each\n", some(int(o.report.Several), "step"))
	}
	if never := o.report.Never(); len(never) > 0 {
		fmt.Fprintf(b, "  never taken: %s\n", strings.Join(never, ", "))
	}
}

// conformLine is the last line of the NDJSON output of explore conform.
type conformLine struct {
	Type       string            `json:"type"`
	Protocol   string            `json:"protocol"`
	Mutant     string            `json:"mutant"`
	Spec       string            `json:"spec"`
	Losses     bool              `json:"losses"`
	Verdict    string            `json:"verdict"` // conforms, departs, violated (something else is broken) or inconclusive
	Complete   bool              `json:"complete"`
	BoundedBy  []string          `json:"bounded_by"`
	States     uint64            `json:"states"`
	Images     uint64            `json:"images"`
	Missed     uint64            `json:"missed"`      // states of the spec, one step from an image, that are none
	SameStates bool              `json:"same_states"` // the images are exactly the states of the spec
	Steps      uint64            `json:"steps"`
	Stutters   uint64            `json:"stutters"`
	Several    uint64            `json:"several"` // steps of more than one action
	Actions    []handlerJSON     `json:"actions"`
	Never      []string          `json:"never"`
	Depth      int               `json:"depth"`
	Elapsed    float64           `json:"elapsed_s"`
	Settings   map[string]string `json:"settings"`
	Warnings   []warningJSON     `json:"warnings"`
	Violation  *violationJSON    `json:"violation"` // null when nothing is
	Departure  *departsJSON      `json:"departure"` // null when the code conforms
}

// departsJSON is the step at which the code departs from the spec.
type departsJSON struct {
	Step    int           `json:"step"`
	Code    string        `json:"code"` // the step of the code
	Changes []string      `json:"changes"`
	Instead []insteadJSON `json:"instead"` // what the spec allows
	Nearest []nearbyJSON  `json:"nearest"` // its branches that come near
}

type insteadJSON struct {
	Action  string   `json:"action"`
	Changes []string `json:"changes"` // from the state of the code
}

type nearbyJSON struct {
	Action   string            `json:"action"`
	Bound    map[string]string `json:"bound"`
	Passed   int               `json:"passed"`
	Conjunct string            `json:"conjunct"`
	Place    string            `json:"place"`
	Values   map[string]string `json:"values"`
	Error    string            `json:"error"` // "" when the conjunct is false
}

func (o *conformed) line() conformLine {
	r := o.report
	line := conformLine{
		Type: "conform", Protocol: o.protocol.Name, Mutant: o.mutantName(), Spec: r.Spec, Losses: r.Losses,
		Verdict: "conforms", Complete: o.Complete(), BoundedBy: orEmpty(o.BoundedBy),
		States: o.States, Images: r.Images, Missed: r.Missed, SameStates: r.SameStates(), Steps: o.Steps,
		Stutters: r.Stutters, Several: r.Several, Actions: []handlerJSON{}, Never: orEmpty(r.Never()),
		Depth: o.Depth, Elapsed: o.elapsed.Seconds(), Settings: o.settings,
		Warnings: warningsJSON(o.Warnings),
	}
	for _, a := range r.Actions {
		line.Actions = append(line.Actions, handlerJSON(a))
	}
	switch v := o.Violation; {
	case v != nil:
		first := o.found[0].json()
		line.Violation = &first
		line.Verdict = o.Verdict
	case o.Verdict == search.VerdictInconclusive:
		line.Verdict = o.Verdict
	}
	if d := r.Departure; d != nil {
		line.Verdict = "departs"
		line.Departure = departureOf(d)
	}
	return line
}

func departureOf(d *conform.Departure) *departsJSON {
	out := &departsJSON{Step: d.Number, Changes: []string{}, Instead: []insteadJSON{}, Nearest: []nearbyJSON{}}
	if d.Step != nil {
		out.Code = d.Step.String()
	}
	if d.Before != nil && d.After != nil {
		for _, c := range traces.Diff(d.Before, d.After) {
			out.Changes = append(out.Changes, changeText(c))
		}
	}
	for _, o := range d.Instead {
		one := insteadJSON{Changes: []string{}}
		if o.Step != nil {
			one.Action = o.Step.String()
		}
		for _, c := range o.Changes {
			one.Changes = append(one.Changes, changeText(c))
		}
		out.Instead = append(out.Instead, one)
	}
	for i := range d.Nearest {
		m := &d.Nearest[i]
		near := nearbyJSON{Action: m.Name, Bound: map[string]string{}, Passed: m.Passed, Conjunct: m.Conjunct, Place: conform.MissPlace(m), Values: map[string]string{}}
		for _, v := range m.Bound {
			near.Bound[v.Name] = v.Value.String()
		}
		for _, v := range m.Values {
			near.Values[v.Name] = v.Value.String()
		}
		if m.Err != nil {
			near.Error = oneLine(m.Err.Error())
		}
		out.Nearest = append(out.Nearest, near)
	}
	return out
}

func changeText(c traces.Change) string {
	switch {
	case c.Before == nil:
		return c.Path + " + " + c.After.String()
	case c.After == nil:
		return c.Path + " − " + c.Before.String()
	}
	return c.Path + " " + c.Before.String() + " → " + c.After.String()
}
