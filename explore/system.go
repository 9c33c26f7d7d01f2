package explore

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
	// expanded before.
	Expand(s []uint32, out *Successors)
	// Build adds to out the successor of s under each of the labels, in order,
	// and reports what each breaks. Hints are those that Expand gave with the
	// labels, or nil when a path is walked again.
	Build(s []uint32, labels, hints []uint32, out *States)
	// Key appends to dst words that are equal for two states exactly when they
	// are one state. It serves exact searches and uses no hash.
	Key(dst, s []uint32) []uint32
}

// Successors collects what Expand finds. Label is the system's own code for a
// step: with the state it leaves, it tells the successor.
type Successors struct {
	// Names holds the names of the successors of the state that is being
	// expanded.
	Names []uint64
	// Labels holds their labels.
	Labels []uint32
	// Hints holds whatever the system wants to be given back when a successor
	// is built, to save it work.
	Hints []uint32

	cuts     []int32
	findings []ordinalCode
}

// ordinalCode is a finding about one successor, or, with ordinal -1, about the
// expanded state itself.
type ordinalCode struct {
	ordinal int32
	code    uint32
}

// Add adds a successor.
func (o *Successors) Add(name uint64, label, hint uint32) {
	o.Names = append(o.Names, name)
	o.Labels = append(o.Labels, label)
	o.Hints = append(o.Hints, hint)
}

// Cut marks the successor added last as cut: it is counted as a step and
// checked, but neither counted as a state nor expanded.
func (o *Successors) Cut() {
	last := int32(len(o.Names) - 1)
	if n := len(o.cuts); n == 0 || o.cuts[n-1] != last {
		o.cuts = append(o.cuts, last)
	}
}

// Find reports that the step to the successor added last breaks what code
// stands for. What a code means is the system's.
func (o *Successors) Find(code uint32) {
	o.findings = append(o.findings, ordinalCode{int32(len(o.Names) - 1), code})
}

// FindHere reports that the expanded state itself breaks what code stands for.
func (o *Successors) FindHere(code uint32) {
	o.findings = append(o.findings, ordinalCode{-1, code})
}

func (o *Successors) reset() {
	o.Names, o.Labels, o.Hints = o.Names[:0], o.Labels[:0], o.Hints[:0]
	o.cuts, o.findings = o.cuts[:0], o.findings[:0]
}

// States collects what Build makes: each state as its length, then its words.
type States struct {
	words    []uint32
	count    int
	findings []ordinalCode
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
	space.Build(from, []uint32{label}, nil, &out)
	var to []uint32
	out.each(func(_ int, s []uint32) { to = append([]uint32(nil), s...) })
	return to
}
