package explore

import "math"

// Successors collects what Expand finds.
type Successors struct {
	list     []Successor
	cuts     []uint32
	findings []ordinalCode
	// kept holds words for Build, each entry as its length and its words; entry 0
	// is never used.
	kept []uint32
	// marked says that marks are wanted. marks holds those of the successors, as
	// far as any were marked, here those of the expanded states.
	marked bool
	marks  []uint32
	here   []uint32
	// counted says that a step back to the expanded state itself need not be
	// added: it is enough to count it. loops is how many were counted so.
	counted bool
	loops   uint64
	// first is where the successors of the state that is being expanded begin;
	// the ordinals of findings count from there.
	first int
	// seen is the number of findings before that state.
	seen int
	// unfinished says that a state was left before all its successors were there.
	unfinished bool
	err        error // of Fail
}

// ordinalCode is a finding about one successor, or, with ordinal -1, about the
// expanded state itself.
type ordinalCode struct {
	ordinal int32
	code    uint32
}

// Add adds a successor.
func (o *Successors) Add(name uint64, label, hint uint32) {
	o.list = append(o.list, Successor{name, label, hint})
}

// Loop counts a step that leads back to the expanded state and breaks nothing, in
// place of adding it. It may be called where CountsLoops says so.
func (o *Successors) Loop() { o.loops++ }

// CountsLoops reports whether nothing has to be known of a step that leads back to
// the expanded state but that it was taken: no edges are logged, and no successor
// is chosen at random.
func (o *Successors) CountsLoops() bool { return o.counted }

// Cut marks the successor added last as cut: it is counted as a step and
// checked, but neither counted as a state nor expanded.
func (o *Successors) Cut() {
	last := uint32(len(o.list) - 1)
	if n := len(o.cuts); n == 0 || o.cuts[n-1] != last {
		o.cuts = append(o.cuts, last)
	}
}

// Find reports that the step to the successor added last breaks what code
// stands for. What a code means is the system's.
func (o *Successors) Find(code uint32) {
	o.findings = append(o.findings, ordinalCode{int32(len(o.list) - 1 - o.first), code})
}

// FindHere reports that the expanded state itself breaks what code stands for.
func (o *Successors) FindHere(code uint32) {
	o.findings = append(o.findings, ordinalCode{-1, code})
}

// Unfinished says that the expanded state was left before everything about it was
// known, because the run is at its end: the search ends too, and the state counts
// as one that was not expanded.
func (o *Successors) Unfinished() { o.unfinished = true }

// Fail reports that the search cannot go on because of the system: it ends, and its
// error is err. With ErrStopped it ends with what it has. The first error counts;
// what Expand adds besides is dropped.
func (o *Successors) Fail(err error) {
	if o.err == nil {
		o.err = err
	}
}

// Err returns the error of Fail, or nil.
func (o *Successors) Err() error { return o.err }

// Keep puts words aside for Build, and returns the hint by which States.Kept
// gives them back. A system whose Expand makes the whole successor anyway hands
// it over here, so that Build need not make it again.
func (o *Successors) Keep(words []uint32) (hint uint32) {
	if len(o.kept) == 0 {
		o.kept = append(o.kept, 0) // so that 0 can stand for none
	}
	at := len(o.kept)
	if uint64(at)+uint64(len(words)) >= math.MaxUint32 {
		return 0 // a hint must not be needed
	}
	o.kept = append(o.kept, uint32(len(words)))
	o.kept = append(o.kept, words...)
	return uint32(at)
}

// Mark says what is true of the step to the successor added last, and which action
// it is, as far as the search for cycles has to know: a number by which the system
// knows that (0 for nothing), so that there may be any number of predicates and
// actions. Unlike a label, a mark means the same in every state. It matters only to
// a search with Options.Edges.
func (o *Successors) Mark(mark uint32) {
	if !o.marked {
		return
	}
	for len(o.marks) < len(o.list) {
		o.marks = append(o.marks, 0)
	}
	o.marks[len(o.marks)-1] = mark
}

// MarkHere says what is true of the expanded state itself, as Mark does of a step.
// It matters only to a search with Options.Edges.
func (o *Successors) MarkHere(mark uint32) {
	if o.marked {
		o.here[len(o.here)-1] = mark
	}
}

// Marked reports whether marks are wanted, so that a system need not work them
// out when they are not.
func (o *Successors) Marked() bool { return o.marked }

// Of returns the successors of the state that was expanded last.
func (o *Successors) Of() []Successor { return o.list[o.first:] }

func (o *Successors) reset() {
	o.list, o.cuts, o.findings = o.list[:0], o.cuts[:0], o.findings[:0]
	o.kept, o.marks, o.here = o.kept[:0], o.marks[:0], o.here[:0]
	o.first, o.seen, o.loops, o.unfinished, o.err = 0, 0, 0, false, nil
}

// next begins the successors of another state.
func (o *Successors) next() {
	o.first, o.seen = len(o.list), len(o.findings)
	if o.marked {
		o.here = append(o.here, 0)
	}
}

// markOf returns the mark of the step to a successor.
func (o *Successors) markOf(number uint32) uint32 {
	if int(number) < len(o.marks) {
		return o.marks[number]
	}
	return 0
}

// bytes is what its buffers hold.
func (o *Successors) bytes() int64 {
	return int64(cap(o.list))*16 + int64(cap(o.kept)+cap(o.marks)+cap(o.here))*4
}

// found returns the findings of the state that was expanded last.
func (o *Successors) found() []ordinalCode { return o.findings[o.seen:] }

// NewMarked returns Successors that want marks, for one state that is expanded by hand.
func NewMarked() *Successors {
	o := &Successors{marked: true}
	o.next()
	return o
}

// MarkOf returns the mark of the i-th of the successors, as Of has them, and MarkOfState
// that of the state that was expanded last.
func (o *Successors) MarkOf(i int) uint32 { return o.markOf(uint32(o.first + i)) }

// MarkOfState is described at MarkOf.
func (o *Successors) MarkOfState() uint32 { return o.here[len(o.here)-1] }
