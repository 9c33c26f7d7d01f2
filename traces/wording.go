package traces

// wording says in words what is broken where that is no property of the system.
type wording struct {
	is    string // what is wrong
	to    string // a run leads to it
	ended string // what is so when it is mended
}

// ownWords are the words for the kinds of findings that are about no property.
var ownWords = map[string]wording{
	"panic":          {"a handler panics", "a panic", "no handler panics any more"},
	"nondeterminism": {"a handler is not deterministic", "a handler that is not deterministic", "the handlers are deterministic now"},
	"stuck":          {"a handler does not return", "a handler that does not return", "every handler returns now"},
	"model":          {"a rule of the model is broken", "a broken rule of the model", "no rule of the model is broken any more"},
}

// ofNoProperty returns the words for a finding that is about no property: it has the
// name of its kind.
func ofNoProperty(property, kind string) (w wording, ok bool) {
	w, ok = ownWords[kind]
	return w, ok && property == kind
}

// IsOfNoProperty reports whether a name is that of a kind of findings about a protocol
// that are about no property: panic, nondeterminism, stuck, model.
func IsOfNoProperty(name string) bool {
	_, ok := ownWords[name]
	return ok
}

// Sentence says in a few words what is wrong: "mutual-exclusion is violated", or "a
// handler panics".
func (f Finding) Sentence() string {
	if w, ok := ofNoProperty(f.Property, f.Kind); ok {
		return w.is
	}
	return f.Property + " is violated"
}

// Ended says in a few words that it is wrong no more: "mutual-exclusion is not violated
// any more", or "no handler panics any more".
func (f Finding) Ended() string {
	if w, ok := ofNoProperty(f.Property, f.Kind); ok {
		return w.ended
	}
	return f.Property + " is not violated any more"
}

// Name names what a run to it leads to: "a violation of mutual-exclusion", or "a panic".
func (f Finding) Name() string {
	if w, ok := ofNoProperty(f.Property, f.Kind); ok {
		return w.to
	}
	return "a violation of " + f.Property
}

// Finding is what the run of m breaks, as it was saved.
func (m *Meta) Finding() Finding {
	return Finding{Property: m.Property, Kind: m.PropertyKind, Text: m.Violation, ByStep: m.StepViolation}
}
