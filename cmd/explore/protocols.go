package main

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/impl/abd"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/impl/paxosregister"
	"github.com/synod-go/synod/impl/pmmc"
	"github.com/synod-go/synod/impl/primarybackup"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/singlecopy"
	"github.com/synod-go/synod/impl/twophase"
	"github.com/synod-go/synod/model"
)

// protocols are what can be explored, in the order in which they are listed.
var protocols = []*model.Protocol{
	&raft.Protocol,
	&paxosregister.Protocol,
	&abd.Protocol,
	&singlecopy.Protocol,
	&twophase.Protocol,
	&paxos.Protocol,
	&pmmc.Protocol,
	&primarybackup.Protocol,
}

func protocolNames() string {
	var names []string
	for _, p := range protocols {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

// protocolNamed returns a protocol, or an error that names them all.
func protocolNamed(name string) (*model.Protocol, error) {
	for _, p := range protocols {
		if p.Name == name {
			return p, nil
		}
	}
	return nil, usagef("unknown protocol %q; there are %s", name, protocolNames())
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

// idle says why a setting has no meaning beside the others, or "".
func idle(param *model.Param, settings map[string]string) string {
	switch {
	case param.With != "" && isOff(settings[param.With]):
		return fmt.Sprintf("-%s has a meaning only with -%s", param.Name, param.With)
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
// again. What is off by default, and is off, would only be in the way.
func settingsText(p *model.Protocol, settings map[string]string) string {
	var words []string
	for i := range p.Params {
		param := &p.Params[i]
		value := settings[param.Name]
		if idle(param, settings) == "" && (!isOff(value) || value != model.Spell(param.Default)) {
			words = append(words, flagText(param, value))
		}
	}
	return strings.Join(words, " ")
}

// flagText is one setting as the command line takes it.
func flagText(param *model.Param, value string) string {
	if _, ok := param.Default.(bool); ok {
		if value == "true" {
			return "-" + param.Name
		}
		return "-" + param.Name + "=" + value
	}
	return "-" + param.Name + " " + shellQuote(value)
}
