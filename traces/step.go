package traces

import (
	"fmt"
	"strconv"
	"strings"
)

// The kinds of steps: values of Step.Kind.
const (
	StepDeliver   = "deliver"   // Node receives a message from From
	StepDrop      = "drop"      // a message from From to To is lost
	StepDuplicate = "duplicate" // a message from From to To gets a second copy
	StepTimeout   = "timeout"   // timer Name of Node fires
	StepCrash     = "crash"     // Node crashes
	StepRestart   = "restart"   // Node boots again
	StepPartition = "partition" // the nodes are cut into sides (see Cut)
	StepHeal      = "heal"      // the cut is gone
	StepCutLink   = "cut-link"  // one link is cut (see Link)
	StepHealLink  = "heal-link" // it is whole again
	StepSuspect   = "suspect"   // Node is told that node Name has crashed
	StepTrust     = "trust"     // Node is told that node Name, which it may suspect, is up
	StepStabilise = "stabilise" // from here on nothing new goes wrong, and node Name, if any, leads
	StepInvoke    = "invoke"    // client Node starts operation Name
	StepStart     = "start"     // Node boots
	StepAction    = "action"    // action Name of a spec, with Args bound
)

// Step is one transition: who did what.
type Step struct {
	// Kind is one of the constants above. Other kinds are kept and printed.
	Kind string
	// Node is the node that acts: it receives, its timer fires, or it crashes.
	Node string
	// From and To are the sender and the receiver of the message, if there is one.
	From, To string
	// Name is the message's type, the timer, the operation, the action, or the node that
	// is suspected or trusted, or leads.
	Name string
	// Message is the message or operation itself; nil if there is none.
	Message Value
	// Choices are the results of Choose, in the order of the calls.
	Choices []int
	// Args are the bound variables of an action, the sides of a cut, and ForEver of the
	// crash of a node that never restarts.
	Args Record
	// Sent are the messages that the step sent, in order.
	Sent []Packet
	// Recorded are the events that the step recorded, in order.
	Recorded []Event
	// Note is anything else worth saying, for people.
	Note string
}

// Packet is a message on its way.
type Packet struct {
	From, To string
	// Name is the message's type.
	Name    string
	Message Value
}

// Event is an observable event that a node recorded.
type Event struct {
	Node string
	// Name is the event's type; it may be empty.
	Name  string
	Value Value
}

// Cut returns the step that partitions the nodes into the given sides. Args keeps
// them as "sides", a list of sets of names.
func Cut(sides ...[]string) *Step {
	return &Step{Kind: StepPartition, Args: sidesArgs(sides)}
}

// Link returns the step of a kind (StepCutLink, StepHealLink) that is about the link
// between two nodes. One direction of it is kept as From and To, both as the sides of a cut.
func Link(kind, from, to string, oneWay bool) *Step {
	if oneWay {
		return &Step{Kind: kind, From: from, To: to}
	}
	return &Step{Kind: kind, Args: sidesArgs([][]string{{from}, {to}})}
}

// ForEver names the argument of a crash after which there is no restart.
const ForEver = "forever"

func sidesArgs(sides [][]string) Record {
	list := make(Seq, len(sides))
	for i, side := range sides {
		names := make([]Value, len(side))
		for j, name := range side {
			names[j] = Str(name)
		}
		list[i] = NewSet(names...)
	}
	return Record{{"sides", list}}
}

// String returns the step on one line: "S2 receives Vote{term: 1} from S1".
func (s Step) String() string { return s.title(messageText(s.Name, s.Message)) }

// title is String with the given text for the message.
func (s Step) title(message string) string {
	var b strings.Builder
	switch s.Kind {
	case StepDeliver:
		b.WriteString(words(s.Node, "receives", message, "from", s.From))
	case StepDrop, StepDuplicate:
		b.WriteString(words(s.Kind, s.From+"→"+s.To, message))
	case StepTimeout:
		b.WriteString(words(s.Node+": timeout", s.Name))
	case StepCrash:
		b.WriteString(words(s.Node, "crashes"))
		if forEver, _ := s.Args.Get(ForEver); Equal(forEver, Bool(true)) {
			b.WriteString(" for ever")
		}
	case StepRestart:
		b.WriteString(words(s.Node, "restarts"))
	case StepPartition:
		b.WriteString(words("cut", s.sides()))
	case StepHeal:
		b.WriteString("heal")
	case StepCutLink:
		b.WriteString(words("cut link", s.link()))
	case StepHealLink:
		b.WriteString(words("heal link", s.link()))
	case StepSuspect:
		b.WriteString(words(s.Node, "suspects", s.Name))
	case StepTrust:
		b.WriteString(words(s.Node, "trusts", s.Name))
	case StepStabilise:
		b.WriteString(s.Kind)
		if s.Name != "" {
			b.WriteString(": " + words(s.Name, "leads"))
		}
	case StepInvoke:
		b.WriteString(words(s.Node, "invokes", message))
	case StepStart:
		b.WriteString(words(s.Node, "starts"))
	case StepAction:
		b.WriteString(s.action())
	default:
		b.WriteString(words(s.Kind, s.Node, message))
	}
	if len(s.Choices) > 0 {
		chosen := make([]string, len(s.Choices))
		for i, c := range s.Choices {
			chosen[i] = strconv.Itoa(c)
		}
		fmt.Fprintf(&b, ", choosing %s", strings.Join(chosen, ", "))
	}
	return b.String()
}

// action returns an action of a spec with what it bound: Send(i = n1, j = n2). A
// variable whose name is a number has no name in the spec, and none is printed.
func (s Step) action() string {
	name := oneLine(s.Name)
	if name == "" {
		name = "an action"
	}
	if len(s.Args) == 0 {
		return name
	}
	args := make([]string, len(s.Args))
	for i, a := range s.Args {
		args[i] = text(a.Value)
		if _, err := strconv.Atoi(a.Name); err != nil {
			args[i] = bareOrQuoted(a.Name) + " = " + args[i]
		}
	}
	return name + "(" + strings.Join(args, ", ") + ")"
}

func (s Step) sides() string {
	v, _ := s.Args.Get("sides")
	list, ok := v.(Seq)
	if !ok {
		return oneLine(s.Name)
	}
	sides := make([]string, len(list))
	for i, side := range list {
		sides[i] = text(side)
	}
	return strings.Join(sides, " | ")
}

// link returns what a step says of a link: S1→S2, or S1↔S2 when it has no direction.
func (s Step) link() string {
	if s.From != "" || s.To != "" {
		return s.From + "→" + s.To
	}
	v, _ := s.Args.Get("sides")
	sides, _ := v.(Seq)
	var ends []string
	for _, side := range sides {
		names, _ := side.(Set)
		for _, name := range names {
			end, _ := name.(Str)
			ends = append(ends, string(end))
		}
	}
	return strings.Join(ends, "↔")
}

// String returns the packet as S1→S2 Vote{term: 1}.
func (p Packet) String() string {
	return words(p.From+"→"+p.To, messageText(p.Name, p.Message))
}

// String returns the event as S1 Elected{term: 1}.
func (e Event) String() string { return words(e.Node, messageText(e.Name, e.Value)) }

// messageText returns the type of a message followed by its value.
func messageText(name string, v Value) string {
	switch v := v.(type) {
	case nil:
		return name
	case Record:
		if name != "" && len(v) == 0 {
			return name
		}
		return name + v.String()
	case Shown:
		if strings.HasPrefix(v.Text, name) {
			return v.String() // it says the type itself
		}
		return name + "(" + v.String() + ")"
	default:
		if name == "" {
			return v.String()
		}
		return name + "(" + v.String() + ")"
	}
}

// words joins the parts that are not empty with spaces. A name from a file may hold
// anything, so parts that do not print are quoted: nothing may move the cursor of the
// terminal.
func words(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, oneLine(p))
		}
	}
	return strings.Join(kept, " ")
}
