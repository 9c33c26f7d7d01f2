package cmd

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
	"github.com/synod-go/synod/traces/shrink"
)

// defaultShrinkTime is how long a run is shrunk if nothing is said.
const defaultShrinkTime = time.Minute

func shrinkFlags() []general {
	return []general{
		{flagOut, "FILE", "where the shrunk run goes (default: beside FILE, as NAME-shrunk.itf.json)"},
		{flagTime, "DURATION", fmt.Sprintf("end after so long with the shortest run so far, like 90s or 10m (default %s)", defaultShrinkTime)},
		resultFlag,
		{flagHelp, "", "show this"},
	}
}

func (t *tool) shrinkCommand() *command {
	return &command{
		name: "shrink", doc: "leave out of a saved run what it does not need",
		run: t.shrink, flags: shrinkFlags(), takesFile: true,
	}
}

const shrinkUsage = `PROGRAM shrink FILE makes a saved run shorter: it leaves out steps as long as what
is left can be taken on the code, or the TLA+ spec, as it is now, and breaks the
same property at its end; then it puts the steps of one node together. FILE is a
run that Synod saved (*.itf.json), or a log of PROGRAM record, whose run is
taken again and shrunk to the first violation in it.

`

const shrinkExitCodes = `
Exit codes: 0 the run is shrunk, or no step of it could be left out; 1 what the
run breaks is not broken again; 2 wrong usage; 3 ended by time or an interrupt,
the shortest run so far is saved.
`

// shrink is the subcommand shrink.
func (t *tool) shrink(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(shrinkUsage, shrinkFlags(), shrinkExitCodes)
	}
	path, err := oneFile(c, "a run that Synod saved (*.itf.json) or a log of the command record")
	if err != nil {
		return err
	}
	s := &shrinking{tool: t, path: path, out: c.String(flagOut), started: time.Now()}
	limit := defaultShrinkTime
	if c.IsSet(flagTime) {
		if limit, err = duration(c, flagTime, likeTimes); err != nil {
			return err
		}
	}
	if !c.IsSet(flagOut) {
		s.out = besides(s.path)
	}
	if err := checkOutFile(flagOut, s.out); err != nil {
		return err
	}
	saved, err := t.protocols.savedOrLogged(s.path)
	if err != nil {
		return t.refused(err)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	progress, end := t.shrinkProgress(c.Bool(flagJSON))
	err = s.run(ctx, saved, progress)
	if end(); err != nil {
		var gone *shrink.Gone
		switch {
		case errors.As(err, &gone):
			return t.gone(s, saved, gone, c.Bool(flagJSON))
		case ctx.Err() != nil && errors.Is(err, ctx.Err()):
			const why = "ended before its steps were taken once; nothing is saved"
			t.complain("%s: %s", s.path, why)
			if c.Bool(flagJSON) {
				if err := report.JSONLine(t.stdout, unshrunk(s.path, saved, "ended", why)); err != nil {
					return err
				}
			}
			return exit(exitInconclusive)
		}
		return t.refused(fmt.Errorf("%s: %w", s.path, orInTest(s.path, saved, err)))
	}
	return t.report(s, c.Bool(flagJSON))
}

// besides is where the shrunk run of a file goes.
func besides(path string) string {
	return strings.TrimSuffix(strings.TrimSuffix(path, filepath.Ext(path)), ".itf") + "-shrunk.itf.json"
}

// shrinking is one run that is shrunk.
type shrinking struct {
	tool      *tool
	path, out string
	started   time.Time
	before    *traces.Trace
	*shrink.Result
	kept    int // steps of another run in front, which stay
	elapsed time.Duration
	saved   bool
}

func (s *shrinking) run(ctx context.Context, saved *traces.Trace, progress func(int)) error {
	l, saved, err := s.tool.protocols.toShrink(saved)
	if err != nil {
		return err
	}
	s.before, s.kept = saved, l.first
	if s.Result, err = shrink.Shrink(ctx, l, saved, l.first, shrink.Options{Lanes: lanesOf, Progress: progress}); err != nil {
		return err
	}
	// On a system that has not seen the other tries.
	_, r, err := s.tool.protocols.replayed(s.Trace)
	if err != nil {
		return err
	}
	if !confirmed(s.Trace, r) {
		return &shrink.Gone{Why: "a shorter run was found, and taken once more it was another one: the code is not deterministic"}
	}
	s.elapsed = time.Since(s.started)
	return nil
}

// toShrink opens the system of a run. One that began at the end of another run is
// shrunk as a whole where the budgets of the search allow all of it; otherwise its
// beginning stays.
func (ps protocols) toShrink(saved *traces.Trace) (*liveRun, *traces.Trace, error) {
	l, err := ps.liveOf(saved)
	if err != nil || l.first == 0 || saved.Loop != traces.NoLoop {
		return l, saved, err
	}
	booted := *saved
	booted.Meta = system.Booted(saved.Meta)
	w, err := ps.liveOf(&booted)
	if err != nil || beginAs(w, saved.States[0].Vars) != nil {
		return l, saved, nil
	}
	for _, s := range saved.States[1:] {
		if takeSame(w, s.Step) != nil {
			return l, saved, nil
		}
	}
	whole := w.Trace()
	whole.Meta.Property, whole.Meta.PropertyKind = saved.Meta.Property, saved.Meta.PropertyKind
	return w, whole, nil
}

// lanesOf tells in which lane of its picture each step of a run is drawn.
func lanesOf(t *traces.Trace) []int {
	lanes := make([]int, len(t.States))
	d, err := draw.Of(t, draw.Options{Whole: true})
	for i := range lanes {
		lanes[i] = -1
		if err == nil && i > 0 {
			lanes[i] = d.Rows[i].Lane
		}
	}
	return lanes
}

// shrinkProgress shows on a terminal how short the run is by now, until end is
// called.
func (t *tool) shrinkProgress(asJSON bool) (show func(steps int), end func()) {
	p := t.newProgress(asJSON)
	if p.columns == nil {
		return nil, func() {}
	}
	shown := time.Now()
	return func(steps int) {
		if time.Since(shown) > p.every {
			p.print(numbers.Some(steps, "step"))
			shown = time.Now()
		}
	}, p.end
}
