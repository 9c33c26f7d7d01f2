package model

import "io/fs"

// Protocol is a family of systems that a command line can choose from: what
// `explore -protocol NAME` offers.
type Protocol struct {
	Name string
	// Doc says in one sentence what it is.
	Doc string
	// Source is the paper that it comes from.
	Source string
	// Params are the settings and bounds, with their defaults.
	Params []Param
	// Mutants are the known mistakes that can be put in.
	Mutants []Mutant
	// Messages has a value of each type of message that nodes send, when it is not nil.
	// A search warns of those that nobody ever received.
	Messages []Message
	// Mapping says of which TLA+ spec the protocol is an implementation; nil is
	// of none.
	Mapping *Mapping
	// New builds the system for resolved settings, with all properties (see
	// Property.With). Its error says what is impossible about the settings and what is
	// accepted.
	New func(s Settings) (*System, error)
}

// Param is one setting or bound of a protocol.
type Param struct {
	Name string
	Doc  string
	// Default is an int, a bool, a string, or a []int (one number per node, in
	// order); its type is the parameter's type.
	Default any
	// Min and Max bound an int, and each number of a []int, when Max is not 0.
	Min, Max int
	// Choices lists what a string may be.
	Choices []string
	// Bounds names the budgets that the parameter sets: timers, or crashes, drops,
	// duplicates, partitions.
	Bounds []string
	// With names another parameter: where that is 0, false or empty, this one
	// has no meaning.
	With string
	// Without names another parameter: where that is not 0, false or empty, this
	// one has no meaning.
	Without string
}

// Mutant is a protocol with one known bug put in.
type Mutant struct {
	Name string
	// Doc says what the mistake is.
	Doc string
	// Rule is the claim of the source that the mistake goes against, in a
	// sentence: what is so when the mistake is not made.
	Rule string
	// Breaks names the property that it breaks.
	Breaks string
	// Length is the number of steps of a shortest run that shows it, from the
	// goal From if there is one.
	Length int
	// Source says where the mistake is described.
	Source string
	// With gives the settings under which the bug shows, instead of the
	// protocol's defaults.
	With map[string]any
	// From names a goal of the mutant's system. When it is not empty, the search
	// for the bug starts at the end of a shortest run to that goal, because the
	// whole run would be too long to find.
	From string
}

// Mapping says how a protocol implements a TLA+ spec.
type Mapping struct {
	// Module is the TLA+ module that says what the spec's variables and constants
	// are in a state of the protocol.
	Module string
	// FS has Module and the modules that it names, as files Module.tla; nil is the
	// specs of this repository.
	FS fs.FS
	// With gives the settings under which code and spec have the states of the
	// spec's small model, instead of the protocol's defaults.
	With map[string]any
}

// Settings are the resolved settings of one system.
type Settings struct {
	// Mutant is the name of the chosen mutant, or "".
	Mutant string
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
