package cmd

import (
	"context"
	"flag"
	"slices"
	"strconv"
	"strings"
)

// A command is one command of the program, or the search, which has no name.
type command struct {
	name, doc string
	run       func(context.Context, *call) error
	flags     []general
	// ofProtocols says that it also takes the flags of the protocols.
	ofProtocols bool
	// repeated are the flags that may be given more than once.
	repeated []string
	// takesFile says that a file stands behind it.
	takesFile bool
	// raw says that its words are not parsed.
	raw bool
	// hidden says that it is for programs: completion does not offer it.
	hidden bool
}

// A call is a command with the flags and the other words that it was called with.
type call struct {
	*command
	flags *flag.FlagSet
	words words
	self  string // how the program is called, for commands in errors
}

// words are the words of a command line that are no flags.
type words []string

func (w words) Len() int      { return len(w) }
func (w words) Present() bool { return len(w) > 0 }

// First returns the first word, or "".
func (w words) First() string {
	if len(w) == 0 {
		return ""
	}
	return w[0]
}

// flagValue is the value of a flag, as it was given.
type flagValue struct {
	texts              []string
	isSwitch, repeated bool
}

func (v *flagValue) String() string {
	if v == nil || len(v.texts) == 0 {
		return ""
	}
	return v.texts[len(v.texts)-1]
}

// Set implements flag.Value.
func (v *flagValue) Set(text string) error {
	v.texts = append(v.texts, text)
	return nil
}

// newCall prepares a command to be called, with the settings of the protocols as
// flags if it takes them. Which of these are those of the protocol is known only
// when the protocol is. Values are parsed later, so that all errors read alike.
func (t *tool) newCall(cmd *command) *call {
	c := &call{command: cmd, flags: flag.NewFlagSet(cmd.name, flag.ContinueOnError), self: t.self}
	for _, g := range cmd.flags {
		value := &flagValue{isSwitch: g.arg == "", repeated: g.name == flagHelp || slices.Contains(cmd.repeated, g.name)}
		c.flags.Var(value, g.name, g.doc)
		if g.name == flagHelp {
			c.flags.Var(value, "h", g.doc)
		}
	}
	if cmd.ofProtocols {
		for _, param := range t.protocols.params() {
			_, isSwitch := param.Default.(bool)
			c.flags.Var(&flagValue{isSwitch: isSwitch}, param.Name, param.Doc)
		}
	}
	return c
}

// parse reads the words behind a command. Flags may stand before and behind other
// words, and behind -- there are none. It stops at the first word for which stop
// reports true, and returns what begins with it.
func (c *call) parse(args []string, stop func(string) bool) (rest []string, err error) {
	for len(args) > 0 {
		word := args[0]
		name, dashed := flagName(word)
		switch {
		case word == "--":
			c.words = append(c.words, args[1:]...)
			return nil, nil
		case !dashed || name == "":
			if stop(word) {
				return args, nil
			}
			c.words = append(c.words, word)
			args = args[1:]
		default:
			if args, err = c.parseFlag(name, args[1:]); err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}

// parseFlag reads a flag, NAME or NAME=VALUE, whose value may be the first of the
// words behind it, and returns the words that are left.
func (c *call) parseFlag(name string, behind []string) (rest []string, err error) {
	name, text, joined := strings.Cut(name, "=")
	f := c.flags.Lookup(name)
	if f == nil {
		return nil, c.noFlag(name)
	}
	value := f.Value.(*flagValue)
	switch {
	case !joined && value.isSwitch:
		text = "true"
	case !joined && len(behind) == 0:
		return nil, usagef("-%s needs a value; %s says which", name, c.helpText())
	case !joined:
		text, behind = behind[0], behind[1:]
	}
	if value.isSwitch {
		if _, err := strconv.ParseBool(text); err != nil {
			return nil, usagef("-%s=%s: accepted are true and false", name, text)
		}
	}
	if len(value.texts) > 0 && !value.repeated {
		return nil, usagef("-%s is given more than once; once is accepted", name)
	}
	return behind, c.flags.Set(name, text)
}

// noFlag says that the command has no such flag, and what lists those that it has.
func (c *call) noFlag(name string) error {
	also := ""
	if c.name == "" {
		also = ", " + c.self + " -protocol NAME -help also those of a protocol"
	}
	return usagef("there is no flag -%s; %s lists the flags%s", name, c.helpText(), also)
}

// helpText is the command that shows the help.
func (c *call) helpText() string { return strings.TrimSpace(c.self + " help " + c.name) }

// Args returns the words that are no flags.
func (c *call) Args() words { return c.words }

// value returns the value of a flag; one that the command does not have has none.
func (c *call) value(name string) *flagValue {
	if f := c.flags.Lookup(name); f != nil {
		return f.Value.(*flagValue)
	}
	return &flagValue{}
}

// IsSet reports whether a flag was given.
func (c *call) IsSet(name string) bool { return len(c.value(name).texts) > 0 }

// String returns the value of a flag, or "".
func (c *call) String(name string) string { return c.value(name).String() }

// Strings returns the values of a flag that may be given more than once.
func (c *call) Strings(name string) []string { return c.value(name).texts }

// Bool reports whether a switch is on.
func (c *call) Bool(name string) bool {
	on, err := strconv.ParseBool(c.String(name))
	return err == nil && on
}

// given lists the flags that were given.
func (c *call) given() (names []string) {
	c.flags.Visit(func(f *flag.Flag) { names = append(names, f.Name) })
	return names
}
