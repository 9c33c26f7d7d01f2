package traces

import "strings"

// The kinds of what a run can break, or reach, that are no properties and have words of
// their own: values of Meta.PropertyKind. The name of the property is then the kind again,
// or says where: the invariant or the definition of a spec that cannot be evaluated.
const (
	KindGoal           = "goal"           // nothing is violated, and a goal is reached
	KindRefused        = "refused"        // the last event of a log fits no behaviour of a spec
	KindConformance    = "conformance"    // the last step of the code is none of its spec
	KindDeadlock       = "deadlock"       // no step leads on
	KindEvaluation     = "evaluation"     // an expression of a spec has no value
	KindAssumption     = "assumption"     // an ASSUME of a spec is false
	KindPostcondition  = "postcondition"  // a POSTCONDITION of a spec is false
	KindPanic          = "panic"          // a handler panics
	KindNondeterminism = "nondeterminism" // a handler does something else the second time
	KindModel          = "model"          // a rule of the model is broken
	KindStuck          = "stuck"          // a handler does not return
)

// The kinds of properties about whole runs.
const (
	// KindTemporal: what breaks the property is a run without end, a lasso.
	KindTemporal = "temporal"
	// KindLost: what breaks it is a state from which something is out of reach for ever,
	// and the last step of the run lost it.
	KindLost = "lost"
)

// IsOfHandlers reports whether a kind is one of what is wrong with the handlers of a
// protocol, whatever its properties.
func IsOfHandlers(kind string) bool {
	switch kind {
	case KindPanic, KindNondeterminism, KindModel, KindStuck:
		return true
	}
	return false
}

// saying has the words for a kind. A % in them is the name of the property.
type saying struct {
	capitals string // at the head of a report
	is       string // a clause that says that it is so
	not      string // and that it is not
}

var sayings = map[string]saying{
	KindGoal:           {"REACHED %", "% is reached", "% is not reached"},
	KindRefused:        {"REFUSED by %", "% refuses the event", "% takes the event"},
	KindConformance:    {"DEPARTS from the spec", "the code departs from its spec", "the code conforms to its spec"},
	KindDeadlock:       {"DEADLOCK", "there is a deadlock", "there is no deadlock"},
	KindEvaluation:     {"EVALUATION FAILED", "an evaluation fails", "everything can be evaluated"},
	KindAssumption:     {"ASSUMPTION FALSE: %", "the assumption % is false", "the assumption % is true"},
	KindPostcondition:  {"POSTCONDITION FALSE: %", "the postcondition % is false", "the postcondition % is true"},
	KindPanic:          {"PANIC", "a handler panics", "no handler panics"},
	KindNondeterminism: {"NOT DETERMINISTIC", "a handler is not deterministic", "the handlers are deterministic"},
	KindModel:          {"RULE BROKEN", "a rule of the model is broken", "no rule of the model is broken"},
	KindStuck:          {"A HANDLER DOES NOT RETURN", "a handler does not return", "every handler returns"},
}

// ofEvaluation are the words for an evaluation that has a name.
var ofEvaluation = saying{"EVALUATION FAILED of %", "the evaluation of % fails", "% can be evaluated"}

var ofProperty = saying{"VIOLATED %", "% is violated", "% holds"}

// sayingOf returns the words for a kind, or for a property that has the name of one.
func sayingOf(kind, property string) saying {
	s, known := sayings[kind]
	if !known && kind == "" {
		s, known = sayings[property]
	}
	switch {
	case !known:
		return ofProperty
	case kind == KindEvaluation && property != "" && property != KindEvaluation:
		return ofEvaluation
	}
	return s
}

// IsProperty reports whether what is broken is a property with the given name, and nothing
// that has words of its own.
func IsProperty(kind, property string) bool { return sayingOf(kind, property) == ofProperty }

func (s saying) with(words, property string) string {
	if property == "" {
		property = "a property"
	}
	return strings.ReplaceAll(words, "%", oneLine(property))
}

// Headline returns what a run breaks or reaches as reports begin with it: "VIOLATED
// election-safety", "DEADLOCK". An empty kind is that of a property.
func Headline(kind, property string) string {
	s := sayingOf(kind, property)
	if property == "" && s == ofProperty {
		return "VIOLATED"
	}
	return s.with(s.capitals, property)
}

// Broken says it in a clause: "election-safety is violated", "there is a deadlock".
func Broken(kind, property string) string {
	s := sayingOf(kind, property)
	return s.with(s.is, property)
}

// Holds says the opposite: "election-safety holds", "there is no deadlock".
func Holds(kind, property string) string {
	s := sayingOf(kind, property)
	return s.with(s.not, property)
}

// Ended says that it is so no more: "election-safety is not violated any more", "there is
// no deadlock any more".
func Ended(kind, property string) string {
	if IsProperty(kind, property) {
		return ofProperty.with("% is not violated", property) + " any more"
	}
	return Holds(kind, property) + " any more"
}

// Sentence says in a few words what is wrong; see Broken.
func (f Finding) Sentence() string { return Broken(f.Kind, f.Property) }
