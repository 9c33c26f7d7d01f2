package blocks

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/synod-go/synod/explore"
)

// tagged is the name of a candidate, and which candidate it is: in a source, or in several, with the
// source in the upper half.
type tagged struct{ name, of uint64 }

func compareName(c tagged, name uint64) int { return cmp.Compare(c.name, name) }

// states returns the states of a source in this process's own numbers.
func (w *Worker) states(space explore.Space, of *source) (words []uint32, err error) {
	if of.Root {
		return []uint32{0}, nil
	}
	var r *fileReader
	defer func() {
		if r != nil {
			r.close()
		}
	}()
	var section []byte
	for i, b := range of.Blocks {
		if b.File < 0 || b.File >= len(w.plan.Files) {
			return nil, errPlan
		}
		if i == 0 || b.File != of.Blocks[i-1].File {
			if r != nil {
				r.close()
			}
			if r, err = open(w.store, w.plan.Files[b.File]); err != nil {
				return nil, err
			}
		}
		if section, err = r.section(b.Section, section); err != nil {
			return nil, err
		}
		var wrong string
		if words, wrong = w.codec.decode(space, section, b.States, words); wrong != "" {
			return nil, r.damaged(wrong)
		}
	}
	return words, nil
}

// expand does a task of the first pass.
func (w *Worker) expand(index int, r *Result) error {
	of := &w.plan.Sources[index]
	space, counted := w.sys.Apart()
	words, err := w.states(space, of)
	if err != nil {
		return err
	}
	e, err := explore.NewPiece(space).Expand(words, of.States)
	if err != nil {
		return err
	}
	r.Steps, r.Cut, r.AnyCut = e.Steps, e.Cut, e.AnyCut
	if r.Findings, err = w.findings(of, e.Findings); err != nil {
		return err
	}
	if r.Counted, err = counted(); err != nil || len(e.Candidates) == 0 {
		return err
	}
	return w.writeExpanded(index, e.Candidates, r)
}

// writeExpanded writes the candidates of a source: a section for each part with the names in it, and
// the last section with the candidates themselves.
func (w *Worker) writeExpanded(index int, candidates []explore.Candidate, r *Result) error {
	candidates, names := firsts(candidates)
	out, err := create(w.store, w.dir(), Expand, index)
	if err != nil {
		return err
	}
	var data []byte
	for part := range w.plan.Parts {
		data = data[:0]
		last := uint64(0)
		for len(names) > 0 && partOf(names[0].name, w.plan.Parts) == part {
			data = binary.AppendUvarint(data, names[0].name-last)
			data = binary.AppendUvarint(data, names[0].of)
			last = names[0].name
			names = names[1:]
		}
		r.Bytes += int64(len(data))
		out.add(data)
	}
	data = data[:0]
	place := uint32(0)
	for _, c := range candidates {
		data = binary.AppendUvarint(data, uint64(c.Place-place))
		data = binary.AppendUvarint(data, uint64(c.Ordinal))
		data = binary.AppendUvarint(data, uint64(c.Label))
		place = c.Place
	}
	out.add(w.codec.pack(data))
	r.Candidates = uint64(len(candidates))
	r.File, err = out.end(false)
	return err
}

// firsts returns of candidates in canonical order the first of each name, and their names, ascending,
// each with the number of its candidate among those that are left. It overwrites list.
func firsts(list []explore.Candidate) (left []explore.Candidate, names []tagged) {
	names = make([]tagged, len(list))
	for i, c := range list {
		names[i] = tagged{c.Name, uint64(i)}
	}
	slices.SortFunc(names, func(a, b tagged) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.of, b.of)) })
	names = slices.CompactFunc(names, func(a, b tagged) bool { return a.name == b.name })
	first := make([]bool, len(list))
	for _, n := range names {
		first[n.of] = true
	}
	number := make([]uint64, len(list)) // of those that are left
	left = list[:0]
	for i, c := range list {
		if first[i] {
			number[i] = uint64(len(left))
			left = append(left, c)
		}
	}
	for i := range names {
		names[i].of = number[names[i].of]
	}
	return left, names
}

// findings returns the first findings of a task, at most as many as the search keeps, with
// descriptions for other processes.
func (w *Worker) findings(of *source, found []explore.PieceFinding) (out []Finding, err error) {
	for _, f := range found {
		g := Finding{PieceFinding: f, Parent: of.First + uint64(f.Place)}
		out = append(out, g)
	}
	slices.SortFunc(out, Finding.compare)
	out = out[:min(len(out), max(1, w.plan.Findings))]
	for i := range out {
		if out[i].About, err = w.sys.Describe(out[i].Code); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// compare orders the findings of a level as a search does: what a state itself breaks comes first, as
// the run to it is one step shorter, and the others are in canonical order.
func (f Finding) compare(g Finding) int {
	return cmp.Or(
		cmp.Compare(min(f.Ordinal, 0), min(g.Ordinal, 0)),
		cmp.Compare(f.Parent, g.Parent),
		cmp.Compare(f.Ordinal, g.Ordinal),
		compareBool(g.Step, f.Step),
		cmp.Compare(f.Nth, g.Nth),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// filter does a task of the second pass. Of the file that it writes, each source has a section
// with the numbers of its candidates that are new. Another file has the new runs.
func (w *Worker) filter(index int, r *Result) error {
	begin, end := w.plan.parts(index)
	if end > len(w.plan.Runs) {
		return errPlan
	}
	out, err := create(w.store, w.dir(), "runs", index)
	if err != nil {
		return err
	}
	var fresh []tagged
	for part := begin; part < end; part++ {
		runs, list, err := w.filterPart(part, out)
		if err != nil {
			out.drop()
			return err
		}
		r.Runs, fresh = append(r.Runs, runs), append(fresh, list...)
	}
	r.States = uint64(len(fresh))
	if len(fresh) == 0 {
		out.drop()
		return nil
	}
	ref, err := out.end(true)
	if err != nil {
		return err
	}
	for _, runs := range r.Runs {
		if last := len(runs) - 1; last >= 0 && runs[last].File.none() {
			runs[last].File = ref
		}
	}
	return w.writeFresh(index, fresh, r)
}

// parts returns the parts of a task that filters, from begin to before end.
func (p *plan) parts(index int) (begin, end int) {
	return index * p.Parts / p.Filters, (index + 1) * p.Parts / p.Filters
}

// filterPart returns the candidates of a part that are new, and the runs of the part with them. The
// run that it wrote to out does not have the name of its file yet.
func (w *Worker) filterPart(part int, out *fileWriter) ([]Run, []tagged, error) {
	runs := w.plan.Runs[part]
	list, err := w.candidates(part)
	if err != nil {
		return nil, nil, err
	}
	for i := len(runs) - 1; i >= 0 && len(list) > 0; i-- {
		// The newest first: most names that come again do so soon.
		run, err := openRun(w.store, runs[i])
		if err != nil {
			return nil, nil, err
		}
		list, err = run.leaveKnown(list)
		run.f.close()
		if err != nil {
			return nil, nil, err
		}
	}
	if len(list) > 0 {
		runs, err = w.newRun(runs, list, out)
	}
	return runs, list, err
}

// writeFresh writes which candidates are new, by source.
func (w *Worker) writeFresh(index int, fresh []tagged, r *Result) error {
	slices.SortFunc(fresh, func(a, b tagged) int { return cmp.Compare(a.of, b.of) })
	out, err := create(w.store, w.dir(), Filter, index)
	if err != nil {
		return err
	}
	var data []byte
	for source := range w.plan.Expanded {
		data = data[:0]
		last := uint64(0)
		for len(fresh) > 0 && fresh[0].of>>32 == uint64(source) {
			number := fresh[0].of & (1<<32 - 1)
			data = binary.AppendUvarint(data, number-last)
			last = number
			fresh = fresh[1:]
		}
		r.Bytes += int64(len(data))
		out.add(data)
	}
	r.File, err = out.end(false)
	return err
}

// candidates returns the candidates of a part of all sources, the first of each name, sorted.
func (w *Worker) candidates(part int) ([]tagged, error) {
	var lists [][]tagged
	var data []byte
	for source, ref := range w.plan.Expanded {
		if ref.none() {
			continue
		}
		var err error
		if data, err = readSection(w.store, ref, part, data); err != nil {
			return nil, err
		}
		var list []tagged
		name := uint64(0)
		n := numbersReader{rest: data}
		for len(n.rest) > 0 {
			name += n.next()
			list = append(list, tagged{name, uint64(source)<<32 | n.next()})
		}
		if n.short {
			return nil, &DamagedError{ref.Name, "a name is cut short"}
		}
		if lists = append(lists, list); len(lists) > 1 {
			lists = mergeAlike(lists)
		}
	}
	for len(lists) > 1 {
		lists = mergeLast(lists)
	}
	if len(lists) == 0 {
		return nil, nil
	}
	return lists[0], nil
}

// mergeAlike merges the last lists while they are of about one length, so that each candidate is
// merged only a few times.
func mergeAlike(lists [][]tagged) [][]tagged {
	for n := len(lists); n > 1 && len(lists[n-2]) <= 2*len(lists[n-1]); n = len(lists) {
		lists = mergeLast(lists)
	}
	return lists
}

// mergeLast merges the last two lists. If both have a name, the candidate of the first one is kept:
// its source comes earlier.
func mergeLast(lists [][]tagged) [][]tagged {
	n := len(lists)
	a, b := lists[n-2], lists[n-1]
	both := make([]tagged, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].name == b[0].name:
			b = b[1:]
		case a[0].name < b[0].name:
			both, a = append(both, a[0]), a[1:]
		default:
			both, b = append(both, b[0]), b[1:]
		}
	}
	lists[n-2] = append(append(both, a...), b...)
	return lists[:n-1]
}

// newRun writes the names of new states as a run, together with those of runs that are not much
// longer, so that the number of runs grows with the logarithm of that of names. It returns the
// runs of the part.
func (w *Worker) newRun(runs []Run, list []tagged, out *fileWriter) ([]Run, error) {
	runs = slices.Clone(runs)
	names := make([]uint64, len(list))
	for i, c := range list {
		names[i] = c.name
	}
	from, count := []*cursor{{names: names}}, uint64(len(names))
	for len(runs) > 0 && runs[len(runs)-1].Names <= 2*count {
		last := runs[len(runs)-1]
		r, err := openRun(w.store, last)
		if err != nil {
			return nil, err
		}
		defer r.f.close()
		from = append(from, &cursor{r: r})
		runs, count = runs[:len(runs)-1], count+last.Names
	}
	run := newRunWriter(out)
	if err := mergeRuns(run, from); err != nil {
		return nil, err
	}
	return append(runs, run.end()), nil
}

// gather does a task of the third pass.
func (w *Worker) gather(index int, r *Result) error {
	of := &w.plan.Sources[index]
	if len(w.plan.Expanded) != len(w.plan.Sources) {
		return errPlan
	}
	numbers, err := w.survivors(index)
	if err != nil || len(numbers) == 0 {
		return err
	}
	picked, err := w.picked(w.plan.Expanded[index], numbers)
	if err != nil {
		return err
	}
	space, counted := w.sys.Apart()
	words, err := w.states(space, of)
	if err != nil {
		return err
	}
	built, err := explore.NewPiece(space).Build(words, of.States, picked)
	if err != nil {
		return err
	}
	r.States = uint64(built.States)
	if r.Findings, err = w.findings(of, built.Findings); err != nil {
		return err
	}
	if r.Counted, err = counted(); err != nil {
		return err
	}
	return w.writeBuilt(index, space, built.Words, picked, r)
}

// writeBuilt writes the states that were built of a source, which are of the next frontier, and a log of
// how they were reached.
func (w *Worker) writeBuilt(index int, space explore.Space, words []uint32, picked []explore.Candidate, r *Result) error {
	out, err := create(w.store, w.dir(), "states", index)
	if err != nil {
		return err
	}
	for len(words) > 0 {
		var section []byte
		var states int
		section, states, words = w.codec.encode(space, words)
		out.add(section)
		r.Blocks = append(r.Blocks, states)
	}
	if r.File, err = out.end(true); err != nil {
		return err
	}
	r.Log, err = writeWhole(w.store, w.dir(), "log", index, w.codec.pack(logOf(picked)), true)
	return err
}

// survivors returns the numbers of the candidates of a source that are new, ascending.
func (w *Worker) survivors(source int) (numbers []uint64, err error) {
	var data []byte
	for _, ref := range w.plan.Filtered {
		if ref.none() {
			continue
		}
		if data, err = readSection(w.store, ref, source, data); err != nil {
			return nil, err
		}
		number := uint64(0)
		n := numbersReader{rest: data}
		for len(n.rest) > 0 {
			number += n.next()
			numbers = append(numbers, number)
		}
		if n.short {
			return nil, &DamagedError{ref.Name, "a number is cut short"}
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// picked returns the candidates with these numbers of a source.
func (w *Worker) picked(expanded Ref, numbers []uint64) (picked []explore.Candidate, err error) {
	section, err := readSection(w.store, expanded, w.plan.Parts, nil)
	if err != nil {
		return nil, err
	}
	data, err := w.codec.unpack(section)
	if err != nil {
		return nil, &DamagedError{expanded.Name, err.Error()}
	}
	place := uint32(0)
	n := numbersReader{rest: data}
	for number := uint64(0); len(numbers) > 0; number++ {
		place += uint32(n.next())
		c := explore.Candidate{Place: place, Ordinal: uint32(n.next()), Label: uint32(n.next())}
		if n.short {
			return nil, &DamagedError{expanded.Name, "a candidate that is new is not in it"}
		}
		if number == numbers[0] {
			picked = append(picked, c)
			numbers = numbers[1:]
		}
	}
	return picked, nil
}

// logOf says of each state how it was first reached.
func logOf(picked []explore.Candidate) (data []byte) {
	place := uint32(0)
	for _, c := range picked {
		data = binary.AppendUvarint(data, uint64(c.Place-place))
		data = binary.AppendUvarint(data, uint64(c.Label))
		place = c.Place
	}
	return data
}
