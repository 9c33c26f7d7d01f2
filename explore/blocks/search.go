package blocks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/stable"
)

// Engine has tasks done.
type Engine interface {
	// Run has every task done, by workers for the store of the search, and returns a result
	// for each, in any order. It repeats attempts that fail, so long as there is hope.
	Run(ctx context.Context, tasks []Task) ([]Result, error)
	// Slots is how many tasks are done at a time, roughly.
	Slots() int
}

// Options say how to search.
type Options struct {
	Store  string // a directory that all workers have, too; made if there is none
	Engine Engine
	// Depth, MaxFindings and Progress are those of explore.Options.
	Depth         int
	Bounded       bool
	MaxFindings   int
	Progress      func(explore.Progress)
	ProgressEvery time.Duration
	// Parts is how many parts the visited names have; 0 is DefaultParts. A store keeps those
	// that it has.
	Parts int
	// Small is how many states a level has at most that the driver expands by itself; 0 is
	// DefaultSmall, and less than 0 none.
	Small int
	// SourceStates is how many states a task expands at most; 0 is DefaultSource.
	SourceStates int
}

// The defaults of Options.
const (
	DefaultParts  = 256
	DefaultSmall  = 10_000
	DefaultSource = 1 << 16
	maxParts      = 1 << 16
	// filterCandidates is how many candidates one task filters, if there are enough parts.
	filterCandidates = 1 << 22
)

// Stats counts what the engine of a search did.
type Stats struct {
	Levels     int // that the engine worked on
	Tasks      int
	Candidates uint64 // that went from sources to parts
	Bytes      int64  // that tasks read of what other tasks wrote
	Resumed    int    // levels that were in the store before
}

// driver is one search.
type driver struct {
	sys   System
	opts  Options
	m     *manifest
	at    *level // the deepest whole level; nil before the first
	found []Finding
	more  uint64 // states of a level that has findings
	stats Stats

	small    *Worker // for levels with few states
	progress atomic.Pointer[explore.Progress]
	start    time.Time
}

// Search visits the states of a system breadth first, as explore.Search does. If the store has
// levels of the same search already, it goes on from there. When ctx is done, the search ends
// with the levels that are whole.
func Search(ctx context.Context, sys System, opts Options) (*explore.Result, *Stats, error) {
	space := sys.Space()
	if _, ok := space.(explore.Portable); !ok {
		return nil, nil, &explore.OptionError{Option: "Engine", Value: fmt.Sprintf("with a %T", space), Accepted: "systems whose states other processes can read (Portable)"}
	}
	d := &driver{sys: sys, opts: opts, start: time.Now()}
	if d.opts.Parts == 0 {
		d.opts.Parts = DefaultParts
	}
	if d.opts.Small == 0 {
		d.opts.Small = DefaultSmall
	}
	if d.opts.SourceStates == 0 {
		d.opts.SourceStates = DefaultSource
	}
	m, unlock, err := openStore(opts.Store, sys, d.opts.Parts)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = unlock() }() // the lock ends with the process anyway
	if d.m = m; len(m.Levels) > 0 {
		d.stats.Resumed = len(m.Levels)
		if err := d.resume(); err != nil {
			return nil, nil, err
		}
	}
	if d.small, err = newWorker(sys, opts.Store); err != nil {
		return nil, nil, err
	}
	defer explore.Watch(opts.Progress, opts.ProgressEvery, &d.progress, d.start)()
	r, err := d.run(ctx)
	return r, &d.stats, err
}

// resume goes on from the last level of the store.
func (d *driver) resume() (err error) {
	if deep := d.m.Depth; d.opts.Bounded && deep > d.opts.Depth {
		return &StoreError{d.opts.Store, fmt.Sprintf("it has states that are %d steps deep, and the depth is bounded by %d", deep, d.opts.Depth), nil}
	}
	if d.at, err = d.level(len(d.m.Levels) - 1); err != nil {
		return d.wrap(err)
	}
	if err := d.sys.Restore(d.m.System); err != nil {
		return &StoreError{d.opts.Store, manifestName + " is damaged", err}
	}
	return d.sweep()
}

// wrap turns the error of a damaged file into one of the store, which says what can be done.
func (d *driver) wrap(err error) error {
	var damaged *DamagedError
	if !errors.As(err, &damaged) {
		return err
	}
	// What is made of a level is dropped when it is made again.
	if strings.HasPrefix(damaged.File, levelDir(len(d.m.Levels))+"/") {
		return &StoreError{d.opts.Store, damaged.Error() + "; start the search again: it goes on from its last whole level", nil}
	}
	return &StoreError{d.opts.Store, damaged.Error() + "; put back the file as it was, or search again with another directory", nil}
}

// level reads what the store has of a level.
func (d *driver) level(depth int) (*level, error) {
	ref := d.m.Levels[depth]
	data, err := readSection(d.opts.Store, ref, 0, nil)
	if err != nil {
		return nil, err
	}
	var l level
	if err := json.Unmarshal(data, &l); err != nil {
		return nil, &DamagedError{ref.Name, err.Error()}
	}
	if wrong := l.wrong(); wrong != "" {
		return nil, &DamagedError{ref.Name, wrong}
	}
	return &l, nil
}

func (d *driver) report() {
	p := &explore.Progress{Depth: d.m.Depth, States: d.m.States, Steps: d.m.Steps}
	if d.at != nil {
		p.Frontier = d.at.States
	}
	d.progress.Store(p)
}

func (d *driver) run(ctx context.Context) (*explore.Result, error) {
	var boundedBy []string
	for d.at == nil || d.at.States > 0 {
		d.report()
		if d.at != nil && d.opts.Bounded && d.m.Depth >= d.opts.Depth {
			boundedBy = []string{explore.ByDepth}
			break
		}
		err := d.next(ctx)
		if ctx.Err() != nil || errors.Is(err, explore.ErrStopped) {
			boundedBy = []string{explore.WhyDone(ctx)}
			break
		}
		if err != nil {
			return nil, d.wrap(err)
		}
		if len(d.found) > 0 {
			break
		}
	}
	if d.m.AnyCut {
		boundedBy = append(boundedBy, explore.ByConstraint)
	}
	return d.result(boundedBy)
}

// next makes the next level.
func (d *driver) next(ctx context.Context) error {
	p := plan{Level: len(d.m.Levels), Parts: d.m.Parts, Findings: d.opts.MaxFindings}
	d.split(&p)
	expanded, err := d.pass(ctx, Expand, p, len(p.Sources))
	if err != nil {
		return err
	}
	candidates := uint64(0)
	for _, r := range expanded {
		p.Expanded = append(p.Expanded, r.File)
		candidates += r.Candidates
	}
	p.Filters = d.filters(candidates)
	filtered, err := d.pass(ctx, Filter, plan{Level: p.Level, Parts: p.Parts, Filters: p.Filters, Expanded: p.Expanded, Runs: d.m.Runs}, p.Filters)
	if err != nil {
		return err
	}
	for _, r := range filtered {
		p.Filtered = append(p.Filtered, r.File)
	}
	gathered, err := d.pass(ctx, Gather, p, len(p.Sources))
	if err != nil {
		return err
	}
	return d.commit(p, expanded, filtered, gathered)
}

// isSmall reports whether the driver expands the next level by itself.
func (d *driver) isSmall() bool { return d.at == nil || d.at.States <= uint64(max(d.opts.Small, 0)) }

// filters returns how many tasks filter so many candidates.
func (d *driver) filters(candidates uint64) int {
	if d.isSmall() {
		return 1
	}
	return min(d.m.Parts, max(2*d.opts.Engine.Slots(), int(candidates/filterCandidates)))
}

// split makes sources of the frontier.
func (d *driver) split(p *plan) {
	if d.at == nil {
		p.Sources = []source{{Root: true, States: 1}}
		return
	}
	most := d.opts.SourceStates
	if !d.isSmall() {
		// Each process gets some, so that none waits long for another one.
		most = min(most, max(blockStates, int(d.at.States)/(4*d.opts.Engine.Slots())))
	}
	p.Files = d.at.Files
	first := uint64(0)
	for file, sections := range d.at.Blocks {
		for section, states := range sections {
			last := len(p.Sources) - 1
			if last < 0 || p.Sources[last].States+states > most {
				p.Sources = append(p.Sources, source{First: first})
				last++
			}
			s := &p.Sources[last]
			s.States += states
			s.Blocks = append(s.Blocks, block{file, section, states})
			first += uint64(states)
		}
	}
}

// pass has the tasks of a pass done and returns their results in order.
func (d *driver) pass(ctx context.Context, op string, p plan, tasks int) ([]Result, error) {
	content, err := json.Marshal(&p)
	if err != nil {
		return nil, err
	}
	ref, err := writeWhole(d.opts.Store, levelDir(p.Level), "plan-"+op, 0, content, false)
	if err != nil {
		return nil, err
	}
	list := make([]Task, tasks)
	for i := range list {
		list[i] = Task{op, ref, i}
	}
	if d.isSmall() {
		return d.alone(ctx, list)
	}
	if op == Expand {
		d.stats.Levels++
	}
	d.stats.Tasks += tasks
	results, err := d.opts.Engine.Run(ctx, list)
	if err != nil {
		return nil, err
	}
	if results, err = inOrder(list, results); err != nil {
		return nil, err
	}
	for i := range results {
		if wrong := results[i].wrong(&p); wrong != "" {
			return nil, &WorkerError{list[i], wrong}
		}
	}
	for _, r := range results {
		d.stats.Candidates += r.Candidates
		d.stats.Bytes += r.Bytes
	}
	return results, nil
}

// alone does tasks in this process.
func (d *driver) alone(ctx context.Context, tasks []Task) (results []Result, err error) {
	for _, t := range tasks {
		if ctx.Err() != nil {
			return nil, explore.ErrStopped
		}
		r := Result{Task: t}
		if err := d.small.do(t, &r); err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

// commit makes the next level of what the tasks of its passes did. If they found something, the
// store stays as it is.
func (d *driver) commit(p plan, expanded, filtered, gathered []Result) error {
	m := *d.m
	for _, r := range expanded {
		m.Steps, m.Cut, m.AnyCut = m.Steps+r.Steps, m.Cut+r.Cut, m.AnyCut || r.AnyCut
	}
	m.Runs = nil
	survived := uint64(0)
	for _, r := range filtered {
		m.Runs = append(m.Runs, r.Runs...)
		survived += r.States
	}
	next := &level{}
	for i, r := range gathered {
		if r.States > 0 {
			next.Files, next.Blocks = append(next.Files, r.File), append(next.Blocks, r.Blocks)
			next.Logs = append(next.Logs, logged{r.Log, p.Sources[i].First, next.States})
			next.States += r.States
		}
	}
	if next.States != survived {
		return &WorkerError{Task{Op: Gather}, fmt.Sprintf("%d states of the level are new, and %d were made", survived, next.States)}
	}
	m.States += next.States
	if next.States > 0 {
		m.Depth = len(m.Levels)
	}
	if err := d.absorb(slices.Concat(expanded, gathered)); err != nil {
		return err
	}
	if len(d.found) > 0 {
		d.m, d.more = &m, next.States
		return nil
	}
	return d.write(&m, next)
}

// absorb adds what tasks counted to the counts of the system, and what they found to the findings.
func (d *driver) absorb(results []Result) error {
	for _, r := range results {
		if len(r.Counted) > 0 {
			if err := d.sys.Absorb(r.Counted); err != nil {
				return &WorkerError{r.Task, err.Error()}
			}
		}
		for _, f := range r.Findings {
			var err error
			if f.Code, err = d.sys.Code(f.About); err != nil {
				return &WorkerError{r.Task, err.Error()}
			}
			d.found = append(d.found, f)
		}
	}
	return nil
}

// write writes a level to disk, and then a manifest that lists it.
func (d *driver) write(m *manifest, next *level) error {
	content, err := json.Marshal(next)
	if err != nil {
		return err
	}
	dir := levelDir(len(m.Levels))
	ref, err := writeWhole(d.opts.Store, dir, "level", 0, content, true)
	if err != nil {
		return err
	}
	m.Levels = append(slices.Clone(m.Levels), ref)
	if m.System, err = d.sys.Save(); err != nil {
		return err
	}
	for _, at := range []string{filepath.Join(d.opts.Store, dir), d.opts.Store} {
		if err := (stable.OS{}).SyncDir(at); err != nil {
			return err
		}
	}
	if err := m.write(d.opts.Store); err != nil {
		return &StoreError{d.opts.Store, "it cannot be written; what it had before is whole", err}
	}
	before, runs := d.at, d.m.Runs
	d.m, d.at = m, next
	return d.clear(before, runs)
}

// clear removes the files that only served to make the last level: plans, the output of expand and
// filter, failed attempts, the states of the level before, and runs that were merged.
func (d *driver) clear(before *level, runs [][]Run) error {
	n := len(d.m.Levels) - 1
	needed := map[string]bool{}
	d.need(needed, n, d.at)
	d.needStates(needed)
	old := map[string]bool{}
	if before != nil {
		for _, ref := range before.Files {
			old[ref.Name] = true
		}
	}
	for _, part := range runs {
		for _, run := range part {
			old[run.File.Name] = true
		}
	}
	for name := range old {
		if !needed[name] {
			if err := os.Remove(filepath.Join(d.opts.Store, filepath.FromSlash(name))); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	return sweep(d.opts.Store, levelDir(n), needed)
}

// need adds the files that say how a level was reached.
func (d *driver) need(needed map[string]bool, depth int, l *level) {
	needed[d.m.Levels[depth].Name] = true
	for _, log := range l.Logs {
		needed[log.File.Name] = true
	}
}

// needStates adds the files from which the next level is made.
func (d *driver) needStates(needed map[string]bool) {
	for _, ref := range d.at.Files {
		needed[ref.Name] = true
	}
	for _, runs := range d.m.Runs {
		for _, run := range runs {
			needed[run.File.Name] = true
		}
	}
}

// sweep removes what an earlier driver left behind.
func (d *driver) sweep() error {
	needed := map[string]bool{}
	for depth := range d.m.Levels {
		l, err := d.level(depth)
		if err != nil {
			return d.wrap(err)
		}
		d.need(needed, depth, l)
	}
	d.needStates(needed)
	return sweep(d.opts.Store, "", needed)
}
