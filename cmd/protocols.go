package cmd

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/model"
)

// protocols are what can be explored, in the order in which they are listed.
type protocols []*model.Protocol

// check refuses protocols that the command line cannot tell apart, or whose
// settings cannot be its flags.
func (ps protocols) check() error {
	for i, p := range ps {
		if p == nil {
			return usagef("protocol %d of the program is nil", i+1)
		}
		if p.Name == "" {
			return usagef("protocol %d of the program has no name", i+1)
		}
		if strings.HasPrefix(p.Name, "-") || strings.ContainsFunc(p.Name, unicode.IsSpace) {
			return usagef("protocol %d of the program has the name %q; accepted are names without spaces that do not begin with -", i+1, p.Name)
		}
		if p.New == nil {
			return usagef("protocol %s of the program has no function New, which makes its system", p.Name)
		}
		for _, other := range ps[:i] {
			if p.Name == other.Name {
				return usagef("the program has two protocols with the name %q", p.Name)
			}
		}
		if _, err := p.Settings("", nil); err != nil {
			return usagef("%v", err)
		}
		for j := range p.Params {
			if err := ps[:i].checkParam(p, &p.Params[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkParam refuses a setting of p that has the name of a flag of the command, or
// of a setting of a protocol before it that is a switch where this one is not.
func (ps protocols) checkParam(p *model.Protocol, param *model.Param) error {
	if slices.Contains(reservedFlags(), param.Name) {
		return usagef("protocol %s: the setting %q has the name of a flag of the program", p.Name, param.Name)
	}
	_, isSwitch := param.Default.(bool)
	for _, other := range ps {
		if same := other.Param(param.Name); same != nil {
			if _, was := same.Default.(bool); was != isSwitch {
				return usagef("protocols %s and %s both have a setting %q, and it is a switch in one of them alone", other.Name, p.Name, param.Name)
			}
		}
	}
	return nil
}

// reservedFlags returns the names of the flags that belong to no protocol, of the
// commands that take those of a protocol.
func reservedFlags() []string {
	names := []string{"h"}
	for _, g := range slices.Concat(generalFlags(), serveFlags(), recordFlags(), conformFlags(), clusterFlags(), nodeFlags()) {
		names = append(names, g.name)
	}
	return names
}

// names lists the protocols, or says none.
func (ps protocols) names() string {
	if len(ps) == 0 {
		return "none"
	}
	var names []string
	for _, p := range ps {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

// mapped returns the protocols that have a TLA+ spec.
func (ps protocols) mapped() (list protocols) {
	for _, p := range ps {
		if p.Mapping != nil {
			list = append(list, p)
		}
	}
	return list
}

// named returns a protocol, or an error that names them all.
func (ps protocols) named(name string) (*model.Protocol, error) {
	for _, p := range ps {
		if p.Name == name {
			return p, nil
		}
	}
	return nil, usagef("unknown protocol %q; there are %s", name, ps.names())
}

// chosen returns the protocol of -protocol, or all of them when it is not given.
func (ps protocols) chosen(c *call) (protocols, error) {
	if !c.IsSet(flagProtocol) {
		return ps, nil
	}
	p, err := ps.named(c.String(flagProtocol))
	if err != nil {
		return nil, err
	}
	return protocols{p}, nil
}

// params returns the settings of all protocols, each name once.
func (ps protocols) params() []model.Param {
	var all []model.Param
	for _, p := range ps {
		for _, param := range p.Params {
			if !slices.ContainsFunc(all, func(q model.Param) bool { return q.Name == param.Name }) {
				all = append(all, param)
			}
		}
	}
	return all
}

// offer is a property of a protocol, and the setting without which the protocol
// does not have it ("" if it always has).
type offer struct {
	model.Property
	needs string
}

// offers returns the properties of a protocol, also those that it has only under
// a setting that is off by default.
func offers(p *model.Protocol) (list []offer) {
	properties, err := p.Properties()
	if err != nil {
		return nil // its defaults are impossible; whoever asks for a system is told
	}
	for _, property := range properties {
		needs := ""
		if param := p.Param(property.With); param != nil {
			needs = "-" + param.Name
			if _, ok := param.Default.(int); ok {
				needs += " 1"
			}
		}
		list = append(list, offer{property, needs})
	}
	return list
}

// isOff reports whether a setting, as it is spelled, is 0, false or empty.
func isOff(value string) bool { return value == "" || value == "0" || value == "false" }

// isWith reports whether the settings have what a setting needs: one that is not off, or with
// "name=value" one that has the value.
func isWith(needed string, settings map[string]string) bool {
	name, value, isValue := strings.Cut(needed, "=")
	if isValue {
		return settings[name] == value
	}
	return !isOff(settings[name])
}

// neededBy spells what a setting needs as a flag, without the hyphen before it.
func neededBy(param *model.Param) string { return strings.Replace(param.With, "=", " ", 1) }

// idle says why a setting has no meaning beside the others, or "".
func idle(param *model.Param, settings map[string]string) string {
	switch {
	case param.With != "" && !isWith(param.With, settings):
		return fmt.Sprintf("-%s has a meaning only with -%s", param.Name, neededBy(param))
	case param.Without != "" && !isOff(settings[param.Without]):
		return fmt.Sprintf("-%s has a meaning only without -%s", param.Name, param.Without)
	}
	return ""
}

// brings returns the settings that a mutant brings along, as flags, but those
// that were given, that are the protocol's defaults anyway, or that have no
// meaning beside the others.
func brings(p *model.Protocol, m *model.Mutant, given map[string]string) string {
	sys, err := p.System(m.Name, given)
	if err != nil {
		return ""
	}
	settings := sys.Settings
	var words []string
	for i := range p.Params {
		param := &p.Params[i]
		_, brought := m.With[param.Name]
		_, isGiven := given[param.Name]
		value := settings[param.Name]
		if brought && !isGiven && value != model.Spell(param.Default) && idle(param, settings) == "" {
			words = append(words, flagText(param, value))
		}
	}
	return strings.Join(words, " ")
}

// settingsText spells the settings as flags, enough to ask for the same system
// again.
func settingsText(p *model.Protocol, settings map[string]string) string {
	var words []string
	for i := range p.Params {
		param := &p.Params[i]
		if isSpelled(param, settings) {
			words = append(words, flagText(param, settings[param.Name]))
		}
	}
	return strings.Join(words, " ")
}

// isSpelled reports whether a setting is needed to ask for the same system again: it
// has a meaning beside the others, and is not just off by default.
func isSpelled(param *model.Param, settings map[string]string) bool {
	value := settings[param.Name]
	return idle(param, settings) == "" && (!isOff(value) || value != model.Spell(param.Default))
}

// flagText is one setting as the command line takes it.
func flagText(param *model.Param, value string) string {
	if _, ok := param.Default.(bool); ok {
		if value == "true" {
			return "-" + param.Name
		}
		return "-" + param.Name + "=" + quote.Shell(value)
	}
	return "-" + param.Name + " " + quote.Shell(value)
}
