package library

import (
	"math/rand/v2"
	"time"

	"github.com/synod-go/synod/tla/value"
)

// Host is the run that an evaluation is part of: everything that an operator can learn or change
// besides its arguments and the state. Only operators that are Impure use it. A Host that does not have
// something answers with an error, which becomes the error of the evaluation.
type Host interface {
	// Print writes one text, without the line feed at its end, to where the run's output goes.
	Print(text string)
	// Get is what stands in a register of TLCSet, a number from 0 or a name that begins with "s:", or
	// a named figure of the run: "level", "distinct", "generated", "queue", "diameter", "duration",
	// "stats", "config", "spec", "action", "revision", "all", "all:named". ok is false for a register
	// that was not set and a name that is not known.
	Get(key value.Value) (v value.Value, ok bool, err error)
	// Set is TLCSet. Beside registers there is only the key "exit": with the value TRUE the run ends.
	Set(key, v value.Value) error
	// Rand is where random choices come from.
	Rand() *rand.Rand
	// Now is the wall clock.
	Now() time.Time
	// Trace is the sequence of the states, as records, from an initial state to the current one.
	Trace() (value.Value, error)
	// CounterExample is what broke a property, as TLC has it: [action |-> {<<from, action, to>>, ...}, state |-> {<<1, record>>, ...}],
	// both empty if nothing did.
	CounterExample() (value.Value, error)
	// Env is the environment, each entry as name=value.
	Env() []string
	// ReadFile gives the bytes of a file.
	ReadFile(name string) ([]byte, error)
	// WriteFile makes or replaces a file, or, with add, puts data behind what it has.
	WriteFile(name string, data []byte, add bool) error
}
