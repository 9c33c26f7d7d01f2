package model

import (
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Settings resolves settings: the protocol's defaults, over them what the
// mutant brings along, and over both what is given, in the spelling of the
// command line. The error names what is not accepted and what is.
func (p *Protocol) Settings(mutant string, given map[string]string) (Settings, error) {
	s := Settings{Mutant: mutant, values: map[string]any{}}
	if err := p.declared(); err != nil {
		return s, err
	}
	for _, param := range p.Params {
		s.values[param.Name] = param.Default
	}
	if mutant != "" {
		m := p.Mutant(mutant)
		if m == nil {
			return s, fmt.Errorf("unknown mutant %q of protocol %s; %s", mutant, p.Name, thereAre(p.mutantNames()))
		}
		maps.Copy(s.values, m.With)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		param := p.Param(name)
		if param == nil {
			return s, fmt.Errorf("protocol %s has no setting %q; it has %s", p.Name, name, orNone(p.paramNames()))
		}
		v, err := param.parse(given[name])
		if err != nil {
			return s, fmt.Errorf("-%s %s: %w", name, given[name], err)
		}
		s.values[name] = v
	}
	return s, nil
}

// thereAre lists names for an error.
func thereAre(names []string) string {
	if len(names) == 0 {
		return "there are none"
	}
	return "there are " + strings.Join(names, ", ")
}

// Mutant returns the mutant of a name, or nil.
func (p *Protocol) Mutant(name string) *Mutant {
	for i := range p.Mutants {
		if p.Mutants[i].Name == name {
			return &p.Mutants[i]
		}
	}
	return nil
}

// Param returns the parameter of a name, or nil.
func (p *Protocol) Param(name string) *Param {
	for i := range p.Params {
		if p.Params[i].Name == name {
			return &p.Params[i]
		}
	}
	return nil
}

func (p *Protocol) mutantNames() (names []string) {
	for _, m := range p.Mutants {
		names = append(names, m.Name)
	}
	return names
}

func (p *Protocol) paramNames() (names []string) {
	for _, param := range p.Params {
		names = append(names, param.Name)
	}
	return names
}

// System builds the system for a mutant ("" is none) and settings as on the command line,
// with the properties that exist under them.
func (p *Protocol) System(mutant string, given map[string]string) (*System, error) {
	s, err := p.Settings(mutant, given)
	if err != nil {
		return nil, err
	}
	sys, err := p.made(s)
	if err != nil {
		return nil, err
	}
	sys.Protocol, sys.Mutant, sys.Settings = p.Name, mutant, s.spelled()
	if sys.Messages == nil {
		sys.Messages = p.Messages
	}
	sys.Properties = slices.DeleteFunc(slices.Clone(sys.Properties), func(property Property) bool {
		return property.With != "" && reflect.ValueOf(s.values[property.With]).IsZero()
	})
	for i := range sys.Properties {
		if property := &sys.Properties[i]; mutant != "" && p.Mutant(mutant).Breaks == property.Name {
			property.Asked = false // whoever asks for the mutant asks for what it breaks
		}
	}
	return sys, nil
}

// With builds a system for a test, from flags as on the command line. It panics
// where System returns an error.
//
//	raft.Protocol.With("-servers 5 -refusals", "-mutant weak-vote")
func (p *Protocol) With(flags ...string) *System {
	mutant, given := "", map[string]string{}
	words := strings.Fields(strings.Join(flags, " "))
	for i := 0; i < len(words); i++ {
		name, value, hasValue := strings.Cut(strings.TrimLeft(words[i], "-"), "=")
		if !hasValue {
			value = "true"
			if i+1 < len(words) && !strings.HasPrefix(words[i+1], "-") {
				i++
				value = words[i]
			}
		}
		if name == "mutant" {
			mutant = value
		} else {
			given[name] = value
		}
	}
	sys, err := p.System(mutant, given)
	if err != nil {
		panic(fmt.Sprintf("protocol %s with %s: %v", p.Name, strings.Join(flags, " "), err))
	}
	return sys
}

// Properties returns the properties of the protocol, those too that exist only under
// settings that are off by default.
func (p *Protocol) Properties() ([]Property, error) {
	s, err := p.Settings("", nil)
	if err != nil {
		return nil, err
	}
	sys, err := p.made(s)
	if err != nil {
		return nil, err
	}
	return sys.Properties, nil
}

// made makes the system for resolved settings, with all properties.
func (p *Protocol) made(s Settings) (*System, error) {
	if p.New == nil {
		return nil, fmt.Errorf("protocol %s has no function New, which makes its system", p.Name)
	}
	sys, err := p.New(s)
	if err != nil {
		return nil, err
	}
	if sys == nil {
		return nil, fmt.Errorf("protocol %s: New returned neither a system nor an error", p.Name)
	}
	for _, property := range sys.Properties {
		if property.With != "" && p.Param(property.With) == nil {
			return nil, fmt.Errorf("protocol %s: the property %s depends on the setting %q, which does not exist", p.Name, property.Name, property.With)
		}
	}
	return sys, nil
}

// spelled returns all settings in the spelling of the command line.
func (s Settings) spelled() map[string]string {
	out := map[string]string{}
	for name, v := range s.values {
		out[name] = Spell(v)
	}
	return out
}

// Spell returns a setting's value in the spelling of the command line.
func Spell(v any) string {
	ints, ok := v.([]int)
	if !ok {
		return fmt.Sprint(v)
	}
	var parts []string
	for _, n := range ints {
		parts = append(parts, strconv.Itoa(n))
	}
	return strings.Join(parts, ",")
}

// All yields the name and value of every setting, in the order of the names.
func (s Settings) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, name := range slices.Sorted(maps.Keys(s.values)) {
			if !yield(name, s.values[name]) {
				return
			}
		}
	}
}

// parse reads a value in the spelling of the command line.
func (p *Param) parse(text string) (any, error) {
	switch p.Default.(type) {
	case int:
		return p.parseInt(text)
	case bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return nil, fmt.Errorf("accepted are true and false")
		}
		return b, nil
	case string:
		if len(p.Choices) > 0 && !slices.Contains(p.Choices, text) {
			return nil, fmt.Errorf("accepted are %s", strings.Join(p.Choices, ", "))
		}
		return text, nil
	case []int:
		if text == "" {
			return []int(nil), nil
		}
		var list []int
		for _, part := range strings.Split(text, ",") {
			n, err := p.parseInt(strings.TrimSpace(part))
			if err != nil {
				return nil, fmt.Errorf("%w, one per node, separated by commas", err)
			}
			list = append(list, n)
		}
		return list, nil
	}
	panic(fmt.Sprintf("model: setting %s has a default of type %T", p.Name, p.Default)) // see declared
}

func (p *Param) parseInt(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || (p.Max != 0 && (n < p.Min || n > p.Max)) {
		if p.Max != 0 {
			return 0, fmt.Errorf("accepted are whole numbers from %d to %d", p.Min, p.Max)
		}
		return 0, fmt.Errorf("a whole number is needed")
	}
	return n, nil
}
