package traces

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/synod-go/synod/internal/numbers"
)

// Ending is what comes of taking a run for one without end.
type Ending struct {
	// Back is the state after the step that closes the loop, with that step; nil if the
	// run stutters.
	Back *State
	// UpTo is as in Meta.
	UpTo string
	// Broken are the properties that the run breaks as one without end.
	Broken []Finding
	// Why says for the properties that it does not break why not, by their names.
	Why map[string]string
}

// Endless is a Live that also judges runs without end.
type Endless interface {
	Live
	// Endless judges the run so far as one that goes on from where it is in state loop,
	// counted from the beginning of the live run. Back is the step that leads back; if it
	// is nil, the run stutters where loop is where it is, and otherwise any step will do.
	// Endless returns nil if no such step leads back there.
	Endless(loop int, back *Step) *Ending
}

// Closed returns a run without end with the step that closes its loop as a last step,
// where that is known: people see it as they see the other steps. The last state is then
// state Loop again.
func (t *Trace) Closed() *Trace {
	if t.Back == nil || t.Again {
		return t
	}
	out := *t
	out.States = append(slices.Clone(t.States), *t.Back)
	out.Again = true
	return &out
}

// opened is the reverse of Closed.
func (t *Trace) opened() *Trace {
	if !t.Again {
		return t
	}
	out := *t
	out.States = t.States[:len(t.States)-1]
	out.Again = false
	return &out
}

// Stutters reports whether the run stays in its last state for ever.
func (t *Trace) Stutters() bool { return t.Loop == len(t.States)-1 && t.Back == nil }

// LoopLength is the number of steps of a run's loop; 0 if the run stutters or ends.
func (t *Trace) LoopLength() int {
	if t.Loop == NoLoop || t.Stutters() {
		return 0
	}
	return len(t.opened().States) - t.Loop
}

// Length says how long a run is: "9 steps", or of a run without end whose loop is known
// "3 steps and a loop of 4".
func (t *Trace) Length() string {
	t = t.opened()
	switch loop := t.LoopLength(); {
	case t.Back == nil:
		return numbers.Some(t.Steps(), "step")
	case t.Loop == 0:
		return "a loop of " + numbers.Some(loop, "step")
	default:
		return fmt.Sprintf("%s and a loop of %d", numbers.Some(t.Loop, "step"), loop)
	}
}

// WayBack says how a run without end goes on: "back to state 3 by T1: timeout tick".
func (t *Trace) WayBack() string {
	text := "back to " + t.BackTo(t.Loop)
	if t.Back != nil {
		text += " by " + t.Back.Step.String()
	}
	return text
}

// End makes a run whose last step leads back to a state one without end.
func (t *Trace) End(loop int) {
	last := t.Steps()
	t.Loop, t.Back, t.States = loop, &t.States[last], t.States[:last]
}

// wayBack is a line that says how a run without end goes on, as WayBack does, and which
// steps are assumed to be fair if the property says something else.
var wayBack = regexp.MustCompile(`^back to state ([0-9]+)(?: up to .*?)?(?: by (.*))?, and round for ever(?:; fair: (.+))?$`)

// WayBackLine is the last line of a script of a run without end. Fair is what is assumed
// to be fair, "" if that is what the property says.
func (t *Trace) WayBackLine(fair string) string {
	line := t.WayBack() + ", and round for ever"
	if fair != "" {
		line += "; fair: " + fair
	}
	return line
}

// ParseWayBack reads the last line of a script of a run without end. The step is "" if the
// run stutters; ok is false if it is no such line.
func ParseWayBack(line string) (loop int, step, fair string, ok bool) {
	m := wayBack.FindStringSubmatch(line)
	if m == nil {
		return 0, "", "", false
	}
	loop, err := strconv.Atoi(m[1])
	return loop, m[2], m[3], err == nil
}

// Claim says what the violated property claims and assumes, if it is one about whole runs
// that says so: "claims: eventually learned; fair: messages, timers".
func (m *Meta) Claim() string {
	if m.Formula == "" {
		return ""
	}
	text := "claims: " + m.Formula
	if m.Fair != "" {
		text += "; fair: " + m.Fair
	}
	return text
}
