package model

import (
	"io/fs"

	"github.com/synod-go/synod/model/temporal"
)

// Protocol is a family of systems: what `explore -protocol NAME` offers.
type Protocol struct {
	Name    string
	Doc     string           // what it is, in one sentence
	Source  string           // the paper that it comes from
	Params  []Param          // the settings and bounds, with their defaults
	Mutants []Mutant         // the known mistakes that can be put in
	Claims  []temporal.Claim // with settings of their own; those of properties and mutants go without
	Mapping *Mapping         // to the TLA+ spec that it implements; nil is none
	Live    map[string]any   // the settings of a live cluster (explore cluster), instead of the defaults
	// Messages has a value of each type that nodes send; a search warns of those never sent.
	Messages []Message
	// New builds the system for resolved settings, with all properties (see
	// Property.With). Its error says which settings are impossible, and what is accepted.
	New func(s Settings) (*System, error)
}

// Param is one setting or bound of a protocol.
type Param struct {
	Name     string
	Doc      string
	Default  any      // an int, a bool, a string, or a []int with a number per node
	Min, Max int      // of an int, and of each number of a []int, when Max is not 0
	Choices  []string // what a string may be
	Bounds   []string // the budgets that it sets: timers, crashes, drops, …
	With     string   // a parameter; where that is 0, false or empty, or with "p=v" p is not v, this one has no meaning
	Without  string   // a parameter; where that is not 0, false or empty, likewise
}

// Mutant is a protocol with one known bug put in.
type Mutant struct {
	Name   string
	Doc    string         // what the mistake is
	Rule   string         // the claim of the source that it goes against, in a sentence
	Breaks string         // the property that it breaks
	Length int            // the steps of a shortest run that shows it
	Source string         // where the mistake is described
	With   map[string]any // the settings under which it shows, instead of the defaults
	// From names a goal, if the whole run would be too long to find. The search starts,
	// and Length counts, at the end of a shortest run to the goal.
	From string
}

// Mapping says how a protocol implements a TLA+ spec.
type Mapping struct {
	Module string         // says what the spec's variables and constants are in a state of the code
	FS     fs.FS          // has Module.tla and what it names; nil is the specs of this repository
	With   map[string]any // the settings of the spec's small model, instead of the defaults
	Trace  string         // the module that says what the events of a log mean to the spec; "" is none
}

// Settings are the resolved settings of one system.
type Settings struct {
	Mutant string // the name of the chosen mutant, or ""
	values map[string]any
}

// Int returns the value of an int parameter.
func (s Settings) Int(name string) int { return s.values[name].(int) }

// Bool returns the value of a bool parameter.
func (s Settings) Bool(name string) bool { return s.values[name].(bool) }

// Text returns the value of a string parameter.
func (s Settings) Text(name string) string { return s.values[name].(string) }

// Ints returns the value of a []int parameter.
func (s Settings) Ints(name string) []int { return s.values[name].([]int) }
