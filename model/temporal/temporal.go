// Package temporal writes down what must happen, or stay possible, in the runs of a
// system: the liveness properties of a model.Property.
//
//	model.Property{Name: "learned", Live: temporal.Eventually("value-learned").Under(temporal.Messages, temporal.Timers)}
//
// A formula speaks of goals of the system (model.Goal) by their names: the states in which
// a goal is reached. What it claims of every run, it claims only of fair ones: a run in
// which, say, a message is never delivered is excused if the property assumes that
// messages are. An assumption is always stated, and reported with the verdict.
package temporal

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is a kind of formula; the zero Kind is no formula.
type Kind int

// The kinds of formulas. P and Q are goals.
const (
	IsPossible      Kind = iota + 1 // AG EF P
	IsEventually                    // <>P
	IsLeadsTo                       // [](P => <>Q)
	IsRepeatedly                    // []<>P
	IsFinallyAlways                 // <>[]P
)

// Formula is a claim about the runs of a system. The zero value is none.
type Formula struct {
	Kind Kind
	P, Q string // names of goals; Q is of IsLeadsTo alone
	Fair Fairness
	// Assume is the assumption under which the property is checked when none is given;
	// see docs/semantics.md, After stabilisation.
	Assume string
	// Settings are those under which the property is checked when it is named, instead of
	// the defaults; what is given on the command line wins.
	Settings map[string]any
}

// Possible claims that from every state a state with P can be reached, by steps that are
// no new faults.
func Possible(p string) Formula { return Formula{Kind: IsPossible, P: p} }

// Eventually claims that every fair run comes to a state with P.
func Eventually(p string) Formula { return Formula{Kind: IsEventually, P: p} }

// LeadsTo claims that in every fair run each state with P is followed by one with Q, or is
// one.
func LeadsTo(p, q string) Formula { return Formula{Kind: IsLeadsTo, P: p, Q: q} }

// Repeatedly claims that every fair run comes to states with P again and again.
func Repeatedly(p string) Formula { return Formula{Kind: IsRepeatedly, P: p} }

// FinallyAlways claims that in every fair run P holds from some state on.
func FinallyAlways(p string) Formula { return Formula{Kind: IsFinallyAlways, P: p} }

// Under returns the formula with what it assumes to be fair.
func (f Formula) Under(fair ...Fairness) Formula {
	for _, one := range fair {
		f.Fair = f.Fair.And(one)
	}
	return f
}

// Assuming returns the formula with the assumption under which it is checked when none is
// given.
func (f Formula) Assuming(assumption string) Formula {
	f.Assume = assumption
	return f
}

// With returns the formula with the settings under which it is checked when it is named.
func (f Formula) With(settings map[string]any) Formula {
	f.Settings = settings
	return f
}

// Goals are the names of the goals of which the formula speaks.
func (f Formula) Goals() []string {
	switch f.Kind {
	case 0:
		return nil
	case IsLeadsTo:
		return []string{f.P, f.Q}
	}
	return []string{f.P}
}

// String returns the formula in words: "eventually value-learned", or with Coins
// "eventually value-learned, with probability 1".
func (f Formula) String() string {
	if f.Fair.Has(Coins) && f.Kind != 0 {
		return f.certain() + ", with probability 1"
	}
	return f.certain()
}

// certain returns the formula in words, as one that no coin decides.
func (f Formula) certain() string {
	switch f.Kind {
	case IsPossible:
		return "always possible: " + f.P
	case IsEventually:
		return "eventually " + f.P
	case IsLeadsTo:
		return f.P + " leads to " + f.Q
	case IsRepeatedly:
		return "again and again " + f.P
	case IsFinallyAlways:
		return "finally always " + f.P
	}
	return "nothing"
}

// Fairness says which steps are not put off for ever. A step counts as enabled here even if
// only a bound of the system refuses it. The zero value assumes nothing.
type Fairness struct {
	kinds  uint
	timers string // names in order, with endOfName behind each
}

// What can be assumed to be fair.
var (
	// None assumes no fairness: a run may end in any state.
	None = Fairness{}
	// Messages: a message that can be delivered from some point on is delivered (weak
	// fairness for each receiver, sender and content).
	Messages = Fairness{kinds: 1 << 0}
	// Receivers: a node to which something can be delivered from some point on gets
	// something (weak fairness for each receiver).
	Receivers = Fairness{kinds: 1 << 1}
	// Senders: likewise for each sender and type of message.
	Senders = Fairness{kinds: 1 << 2}
	// Links: a message that can be delivered again and again is delivered again and again
	// (strong fairness for each receiver, sender and content). What is sent for ever to a
	// node that is up arrives, though copies of it are lost: fair-loss links.
	Links = Fairness{kinds: 1 << 3}
	// Timers: a timer that is set from some point on fires (weak fairness for each timer
	// of each node).
	Timers = Fairness{kinds: 1 << 4}
	// Restarts: a node that is down restarts, if its group does.
	Restarts = Fairness{kinds: 1 << 5}
	// Invocations: a client that can invoke its next operation does.
	Invocations = Fairness{kinds: 1 << 6}
	// Detectors: a failure detector tells what is true.
	Detectors = Fairness{kinds: 1 << 7}
	// Heals: a cut of the network heals.
	Heals = Fairness{kinds: 1 << 8}
	// Coins: what Env.Choose returns is random. Each outcome has a positive probability,
	// whatever happened before; all else is up to a scheduler who sees everything, and so is
	// what is chosen in a step that is a new fault. Then the formula claims that under each
	// scheduler fair runs are, with probability 1, as it says. It is refused with Possible.
	Coins = Fairness{kinds: 1 << 9}
)

// Timer is the fairness of the timers of one name alone; see Timers.
func Timer(name string) Fairness { return fairTimers([]string{name}) }

// endOfName ends the name of a timer in a list of them.
const endOfName = "\x00"

func fairTimers(names []string) (f Fairness) {
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		f.timers += name + endOfName
	}
	return f
}

// And returns what assumes both.
func (f Fairness) And(g Fairness) Fairness {
	both := fairTimers(append(f.TimerNames(), g.TimerNames()...))
	both.kinds = f.kinds | g.kinds
	return both
}

// Has reports whether f assumes something of what g assumes.
func (f Fairness) Has(g Fairness) bool { return f.kinds&g.kinds != 0 }

// HasTimer reports whether f assumes that timers of a name are fair.
func (f Fairness) HasTimer(name string) bool {
	return f.Has(Timers) || slices.Contains(f.TimerNames(), name)
}

// TimerNames are the names of the timers that alone are fair; see Timer.
func (f Fairness) TimerNames() []string {
	names := strings.Split(f.timers, endOfName)
	return names[:len(names)-1]
}

// words are the kinds of fairness, in the order of their bits.
var words = []string{"messages", "receivers", "senders", "links", "timers", "restarts", "invocations", "detectors", "heals", "coins"}

// timerWord stands before the name of a timer.
const timerWord = "timer:"

// String returns the words for what is fair, like "messages, timer:retry", or "none".
func (f Fairness) String() string {
	var list []string
	for i, word := range words {
		if f.kinds&(1<<i) != 0 {
			list = append(list, word)
		}
	}
	for _, name := range f.TimerNames() {
		list = append(list, timerWord+name)
	}
	if list == nil {
		return "none"
	}
	return strings.Join(list, ", ")
}

// ParseFairness reads what String writes. The error lists what is accepted.
func ParseFairness(text string) (f Fairness, err error) {
	list := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	if slices.Equal(list, []string{"none"}) {
		return None, nil
	}
	for _, word := range list {
		name, isTimer := strings.CutPrefix(word, timerWord)
		at := slices.Index(words, word)
		switch {
		case isTimer && name != "":
			f = f.And(Timer(name))
		case at < 0:
			return None, fmt.Errorf("there is no fairness %q; accepted are %s", word, Accepted)
		default:
			f.kinds |= 1 << at
		}
	}
	if len(list) == 0 {
		return None, fmt.Errorf("no fairness is named; accepted are %s", Accepted)
	}
	return f, nil
}

// Accepted says what ParseFairness accepts.
var Accepted = "none, or a list of " + strings.Join(words, ", ") + ", " + timerWord + "NAME"
