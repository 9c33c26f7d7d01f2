package explore

import "math"

// System is what can be searched.
type System interface {
	// Space returns a view of the system for one worker. It is called once per
	// worker, before the search starts.
	Space() Space
	// Memory returns the bytes held by tables that all workers share.
	Memory() int64
}

// Space is one worker's view of a transition system. Its methods are called by
// one goroutine at a time, those of different Spaces concurrently.
//
// A state is a vector of words whose meaning is the system's. A state's name is
// what tells it from others (a fingerprint, of a view of it or of its smallest
// permutation if the system likes); the search holds two states of one name for
// one state and keeps the one that comes first.
//
// The empty state stands for the root, whose successors are the initial states.
type Space interface {
	// Expand adds the successors of s to out. What it adds, and in which order,
	// must depend on the content of s alone: not on the worker, nor on what was
	// expanded before. When it is told to stop and leaves s halfway, it says so with
	// Successors.Unfinished.
	Expand(s []uint32, out *Successors)
	// Build adds to out the given successors of s, in order, and reports what
	// each breaks. They are as Expand gave them, and States.Kept has what it put
	// aside; when a path is walked again, only their labels are set.
	Build(s []uint32, picked []Successor, out *States)
	// Key appends to dst words that are equal for two states exactly when they
	// are one state. It serves exact searches and uses no hash.
	Key(dst, s []uint32) []uint32
}

// Kinder is a Space that tells kinds of findings apart, for Options.Kinds.
type Kinder interface {
	// Kind says what the finding of a code is about, and of which kind the step
	// that leads to it is. The step is that of the label from s; or here says that
	// s itself is what is broken, and then there is no label.
	Kind(code uint32, s []uint32, label uint32, here bool) string
}

// Successor is one successor of a state, by name.
type Successor struct {
	// Name tells the state from others.
	Name uint64
	// Label is the system's own code for the step: with the state that it
	// leaves, it tells the successor.
	Label uint32
	// Hint is whatever the system wants to be given back when the successor is
	// built, to save it work. It must not be needed.
	Hint uint32
}

// Successors collects what Expand finds.
type Successors struct {
	list     []Successor
	cuts     []uint32
	findings []ordinalCode
	// kept holds words for Build, each entry as its length and its words; entry 0
	// is never used.
	kept []uint32
	// marked says that marks are wanted. bits holds those of the successors, as
	// far as any were marked, here those of the expanded states.
	marked bool
	bits   []uint64
	here   []uint64
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

// Mark says which predicates, a bit for each, are true of the step to the
// successor added last. It matters only to a search with Options.Edges.
func (o *Successors) Mark(bits uint64) {
	if !o.marked {
		return
	}
	for len(o.bits) < len(o.list) {
		o.bits = append(o.bits, 0)
	}
	o.bits[len(o.bits)-1] |= bits
}

// MarkHere says which predicates, a bit for each, are true of the expanded state
// itself. It matters only to a search with Options.Edges.
func (o *Successors) MarkHere(bits uint64) {
	if o.marked {
		o.here[len(o.here)-1] |= bits
	}
}

// Marked reports whether marks are wanted, so that a system need not work them
// out when they are not.
func (o *Successors) Marked() bool { return o.marked }

// Of returns the successors of the state that was expanded last.
func (o *Successors) Of() []Successor { return o.list[o.first:] }

func (o *Successors) reset() {
	o.list, o.cuts, o.findings = o.list[:0], o.cuts[:0], o.findings[:0]
	o.kept, o.bits, o.here = o.kept[:0], o.bits[:0], o.here[:0]
	o.first, o.seen, o.loops, o.unfinished = 0, 0, 0, false
}

// next begins the successors of another state.
func (o *Successors) next() {
	o.first, o.seen = len(o.list), len(o.findings)
	if o.marked {
		o.here = append(o.here, 0)
	}
}

// bitsOf returns the marks of the step to a successor.
func (o *Successors) bitsOf(number uint32) uint64 {
	if int(number) < len(o.bits) {
		return o.bits[number]
	}
	return 0
}

// bytes is what its buffers hold.
func (o *Successors) bytes() int64 {
	return int64(cap(o.list))*16 + int64(cap(o.kept))*4 + int64(cap(o.bits)+cap(o.here))*8
}

// found returns the findings of the state that was expanded last.
func (o *Successors) found() []ordinalCode { return o.findings[o.seen:] }

// States collects what Build makes: each state as its length, then its words.
type States struct {
	words    []uint32
	count    int
	findings []ordinalCode
	kept     []uint32 // of the Successors that are being built
	cut      bool
}

// OfCut says that the successors that are being built were cut: they are checked, and are no states.
func (o *States) OfCut() bool { return o.cut }

// Kept returns the words that Expand put aside with Successors.Keep, by the hint
// that it got for them. It returns nil when there are none, as when a path is
// walked again and no hint is set: the words must not be needed. They must not
// be changed.
func (o *States) Kept(hint uint32) []uint32 {
	if hint == 0 || int(hint) >= len(o.kept) {
		return nil
	}
	end := hint + 1 + o.kept[hint]
	return o.kept[hint+1 : end : end]
}

// Add adds a state.
func (o *States) Add(words []uint32) {
	o.words = append(o.words, uint32(len(words)))
	o.words = append(o.words, words...)
	o.count++
}

// Begin starts a state that is written in place: the system appends its words
// to what Begin returns and passes the result to End.
func (o *States) Begin() []uint32 { return append(o.words, 0) }

// End ends a state that was begun, and returns its words. They stay valid until
// the next state is begun.
func (o *States) End(words []uint32) []uint32 {
	at := len(o.words)
	words[at] = uint32(len(words) - at - 1)
	o.words = words
	o.count++
	return words[at+1:]
}

// Find reports that the state added last breaks what code stands for.
func (o *States) Find(code uint32) {
	o.findings = append(o.findings, ordinalCode{int32(o.count - 1), code})
}

func (o *States) reset() {
	o.words, o.count, o.findings = o.words[:0], 0, o.findings[:0]
}

// each calls f with every state in order.
func (o *States) each(f func(i int, s []uint32)) {
	rest := o.words
	for i := 0; len(rest) > 0; i++ {
		n := rest[0]
		f(i, rest[1:1+n])
		rest = rest[1+n:]
	}
}

// Step is one step along a path, built anew from its label.
func Step(space Space, from []uint32, label uint32) []uint32 {
	var out States
	space.Build(from, []Successor{{Label: label}}, &out)
	var to []uint32
	out.each(func(_ int, s []uint32) { to = append([]uint32(nil), s...) })
	return to
}
