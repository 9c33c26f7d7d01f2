package config

import "github.com/synod-go/synod/tla/syntax"

// A Config is a model file. Where a statement is missing, its Name has no Text, its list is empty.
type Config struct {
	File *syntax.File

	// Either Specification, or Init and Next, or none of them (for a module that is nothing but ASSUMEs).
	// INIT or NEXT may stand alone.
	Specification, Init, Next syntax.Name

	Constants []*Constant // all of them as written; see Effective

	Invariants, Properties         []syntax.Name
	Constraints, ActionConstraints []syntax.Name
	PostConditions                 []syntax.Name
	Symmetry, View, Alias          syntax.Name

	CheckDeadlock   *bool // nil when the file does not say (TLC then checks)
	CheckDeadlockAt syntax.Span

	names []string
}

// Names are the strings and model values of the file, each once, in the order of the text. TLC reads the model file
// before the modules, so these names come first in its order of strings and model values, which decides CHOOSE.
// (What stands left of = or <- and right of <- does not count: TLC gives these names their places when it reads
// the module.)
func (c *Config) Names() []string { return c.names }

// A Constant is one entry of a CONSTANT statement: Name = Value, Name(Args) = Value or Name <- Override.
type Constant struct {
	syntax.Span
	Name     syntax.Name // an identifier, an operator symbol in its canonical spelling, or a path I!J!Op
	Args     []Value     // of Name(Args) = Value, one line in the table of an operator
	Module   syntax.Name // of Name = [Module] Value and Name <- [Module] Override; without Text it is the root module
	Override syntax.Name // without Text it is an = entry
	Value    Value       // nil of a <- entry
}

// Effective are the constants that count where one is given several times. As in TLC, <- wins over =, and the later
// over the earlier; the lines of an operator's table (Name(Args) = Value) are all kept.
func (c *Config) Effective() []*Constant {
	type key struct{ module, name string }
	of := func(k *Constant) key { return key{k.Module.Text, k.Name.Text} }
	last := map[key]*Constant{}
	for _, k := range c.Constants {
		if old := last[of(k)]; old == nil || k.Override.Text != "" || old.Override.Text == "" {
			last[of(k)] = k
		}
	}
	var list []*Constant
	for _, k := range c.Constants {
		l := last[of(k)]
		if k == l || len(k.Args) > 0 && len(l.Args) > 0 {
			list = append(list, k)
		}
	}
	return list
}

// A Value is what stands right of =: *Number, *String, *Bool, *ModelValue or *Set.
type Value interface {
	syntax.Node
	value()
}

// Number is a decimal number.
type Number struct {
	syntax.Span
	Value int32
}

// String is a string literal. As in TLC (and unlike in a module) a backslash in it is a backslash.
type String struct {
	syntax.Span
	Value string
}

// Bool is TRUE or FALSE.
type Bool struct {
	syntax.Span
	Value bool
}

// ModelValue is a name, which stands for a value that equals only itself.
type ModelValue struct {
	syntax.Span
	Name string
}

// Set is {a, b}. Its elements are as written: unordered, perhaps repeated.
type Set struct {
	syntax.Span
	Elems []Value
}

func (*Number) value()     {}
func (*String) value()     {}
func (*Bool) value()       {}
func (*ModelValue) value() {}
func (*Set) value()        {}
