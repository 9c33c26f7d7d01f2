package explore

// States collects what Build makes: each state as its length, then its words.
type States struct {
	words    []uint32
	count    int
	findings []ordinalCode
	kept     []uint32 // of the Successors that are being built
	cut      bool
	err      error // of Fail
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

// Fail reports that a state cannot be built because of the system, as
// Successors.Fail does. What Build adds besides is dropped.
func (o *States) Fail(err error) {
	if o.err == nil {
		o.err = err
	}
}

func (o *States) reset() {
	o.words, o.count, o.findings, o.err = o.words[:0], 0, o.findings[:0], nil
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
