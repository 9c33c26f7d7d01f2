package blocks

import (
	"slices"
	"time"

	"github.com/synod-go/synod/explore"
)

// result returns what the search has found so far.
func (d *driver) result(boundedBy []string) (*explore.Result, error) {
	r := &explore.Result{
		BoundedBy: boundedBy, States: d.m.States, Steps: d.m.Steps, Cut: d.m.Cut, Depth: d.m.Depth,
		Elapsed: time.Since(d.start),
	}
	switch {
	case len(d.found) > 0:
		r.Frontier = d.more
	case len(boundedBy) > 0 && d.at != nil:
		r.Frontier = d.at.States
		if err := d.deepest(r); err != nil {
			return nil, d.wrap(err)
		}
	}
	slices.SortFunc(d.found, Finding.compare)
	for _, f := range d.found[:min(len(d.found), max(1, d.opts.MaxFindings))] {
		var labels []uint32
		if d.at != nil {
			var err error
			if labels, err = d.path(len(d.m.Levels)-1, f.Parent); err != nil {
				return nil, d.wrap(err)
			}
		}
		if f.Ordinal >= 0 {
			labels = append(labels, f.Label)
		}
		r.Findings = append(r.Findings, explore.Finding{Code: f.Code, Step: f.Step, Labels: labels})
	}
	return r, nil
}

// deepest adds the paths to some states of the last level that has any.
func (d *driver) deepest(r *explore.Result) error {
	l, err := d.level(d.m.Depth)
	if err != nil || l.States == 0 {
		return err
	}
	at := []uint64{0, l.States / 2, l.States - 1}
	for _, i := range slices.Compact(at) {
		path, err := d.path(d.m.Depth, i)
		if err != nil {
			return err
		}
		r.Deepest = append(r.Deepest, path)
	}
	return nil
}

// path returns the labels of the steps that first led to a state; the first one chooses the initial
// state.
func (d *driver) path(depth int, index uint64) ([]uint32, error) {
	labels := make([]uint32, depth+1)
	for ; depth >= 0; depth-- {
		l, err := d.level(depth)
		if err != nil {
			return nil, err
		}
		if labels[depth], index, err = d.entry(l, d.m.Levels[depth], index); err != nil {
			return nil, err
		}
	}
	return labels, nil
}

// entry returns the label of the step that first led to a state of a level, and its parent.
func (d *driver) entry(l *level, of Ref, index uint64) (label uint32, parent uint64, err error) {
	at := 0
	for at+1 < len(l.Logs) && l.Logs[at+1].FirstChild <= index {
		at++
	}
	if len(l.Logs) == 0 {
		return 0, 0, &DamagedError{of.Name, "it has no states"}
	}
	log := l.Logs[at]
	section, err := readSection(d.opts.Store, log.File, 0, nil)
	if err != nil {
		return 0, 0, err
	}
	data, err := d.small.codec.unpack(section)
	if err != nil {
		return 0, 0, &DamagedError{log.File.Name, err.Error()}
	}
	parent = log.FirstParent
	n := numbersReader{rest: data}
	for child := log.FirstChild; ; child++ {
		parent += n.next()
		label = uint32(n.next())
		if n.short {
			return 0, 0, &DamagedError{log.File.Name, "a state is not in it"}
		}
		if child == index {
			return label, parent, nil
		}
	}
}
