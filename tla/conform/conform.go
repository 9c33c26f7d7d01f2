package conform

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
)

// Source says where the mapping is, and how strictly the network is held against the spec.
type Source struct {
	// Mapping is the file of the mapping module; "" is the protocol's own, which is part of the program.
	Mapping string
	// FS is where Mapping and the modules that it names are; nil is the file system of the machine.
	FS fs.FS
	// Losses says that with every step messages may be lost: the code may know of fewer than the spec, whose variable msgs
	// has all that were ever sent. Then the code may run on any network, and leave dead messages out. Of a spec without that
	// variable nothing is lost: what it has of the network, if anything, must be as the code has it.
	Losses bool
}

// losable is the variable of a spec whose members may be lost: all messages that were ever sent.
const losable = "msgs"

// networkSetting is the setting that chooses the network.
const networkSetting = "network"

// A Checker is a protocol whose code can be held against its spec.
type Checker struct {
	System *model.System
	// Settings are all settings of the protocol as the command line spells them.
	Settings map[string]string
	// Losses is Source.Losses, of a spec that has msgs.
	Losses bool

	mapping *check.Mapping
	msgs    int  // the place of losable among the spec's variables; -1 if it has none
	ordered bool // the mapping has varChannels
}

// New prepares a protocol, or a mutant of it, under the given settings; where nothing is given, a mutant has its own, and the
// protocol those of the spec's small model. Without losses the network is a set, where the protocol has a setting for it and the small
// model does not say another one; of a spec with msgs everything that was ever sent must stay on it, so another network is refused. The error says what is wrong with the settings or the mapping.
func New(p *model.Protocol, mutant string, given map[string]string, from Source) (*Checker, error) {
	if p.Mapping == nil {
		return nil, fmt.Errorf("protocol %s has no TLA+ spec that it is held against", p.Name)
	}
	all := settle(p, mutant, given, from.Losses)
	settings, err := p.Settings(mutant, all)
	if err != nil {
		return nil, err
	}
	sys, err := p.System(mutant, all)
	if err != nil {
		return nil, notGiven(p, all, given, err)
	}
	spelled := sys.Settings
	sys.Properties = nil
	src := check.Sources{Spec: from.Mapping, FS: from.FS}
	if from.Mapping == "" {
		src = check.Sources{Spec: p.Mapping.Module + ".tla", FS: p.Mapping.FS}
		if src.FS == nil {
			src.FS = tla.Specs
		}
	}
	constants := map[string]traces.Value{"settings": shown.Settings(settings), "names": names(sys.Groups), "fixed": shown.Settled(sys)}
	// Messages are told apart by their names first: those of two types may have fields of one name that cannot be compared.
	mapping, err := check.LoadMapping(src, constants, "name")
	if err != nil {
		return nil, err
	}
	c := &Checker{System: sys, Settings: spelled, mapping: mapping}
	c.msgs = slices.Index(mapping.SpecVariables(), losable)
	if c.ordered = slices.Contains(mapping.Variables(), varChannels); c.ordered && sys.Network != model.FIFO {
		return nil, fmt.Errorf("%s reads the variable %s, the order of messages, and the network %s has none: accepted is %s",
			p.Mapping.Module, varChannels, sys.Network, model.FIFO)
	}
	c.Losses = from.Losses && c.msgs >= 0
	if !c.Losses {
		sys.Epochs = nil
	}
	if n := sys.Network; c.msgs >= 0 && !c.Losses && n != model.Set {
		accepted := fmt.Sprintf("-%s %s, or ", networkSetting, model.Set)
		if p.Param(networkSetting) == nil {
			accepted = ""
		}
		return nil, fmt.Errorf("the network %s loses messages, and %s is to have all that were ever sent: accepted is %s-losses",
			n, p.Mapping.Module, accepted)
	}
	return c, nil
}

// settle adds the settings that hold where nothing is given.
func settle(p *model.Protocol, mutant string, given map[string]string, losses bool) map[string]string {
	out := map[string]string{}
	if mutant == "" {
		for name, v := range p.Mapping.With {
			out[name] = model.Spell(v)
		}
	}
	if _, own := p.Mapping.With[networkSetting]; !own && !losses && p.Param(networkSetting) != nil {
		out[networkSetting] = model.Set.String()
	}
	maps.Copy(out, given)
	return out
}

// notGiven says of a setting that is refused where it comes from, if nobody gave it.
func notGiven(p *model.Protocol, all, given map[string]string, err error) error {
	for name := range p.Mapping.With {
		if _, ok := given[name]; !ok && all[name] != "" && strings.HasPrefix(err.Error(), name+" ") {
			return fmt.Errorf("%w; -%s is that of the spec's small model, where none is given", err, name)
		}
	}
	return err
}

// names are the names of the nodes, by the prefix of their group.
func names(groups []model.Group) traces.Record {
	of := model.Names(groups...)
	var r traces.Record
	next := model.NodeID(1)
	for _, g := range groups {
		list := traces.Seq{}
		for range g.Count {
			list = append(list, traces.NewStr(of(next)))
			next++
		}
		r = append(r, traces.Field{Name: g.Prefix, Value: list})
	}
	return r
}

// Spec is the name of the module that the code is held against.
func (c *Checker) Spec() string { return c.mapping.Spec.Name }

// Model is the spec, with the constants that the mapping gives it.
func (c *Checker) Model() *check.Model { return c.mapping.Spec }

// Run visits the states of the code. The error says why the search could not go on; what departs from the spec is in the report.
func (c *Checker) Run(ctx context.Context, opts explore.Options) (*Report, error) {
	opts.Workers = 1
	run := newRun(c)
	found, err := search.Explore(ctx, c.System, search.Options{Options: opts, Watch: func() system.Watcher { return newWatcher(run) }})
	if err != nil {
		return nil, err
	}
	r := run.report(found)
	if v := found.Violation; v != nil && v.Property == system.Conformance {
		v.Property, v.Trace.Meta.Property = c.Property(), c.Property()
		r.Departure, err = c.departure(v.Trace, v.Text)
	}
	return r, err
}

// Property names what a departure breaks: which of the two kinds of conformance.
func (c *Checker) Property() string {
	if c.Losses {
		return WithLosses
	}
	return system.Conformance
}

// WithLosses is the property that a run breaks which departs from the spec although messages may be lost.
const WithLosses = system.Conformance + "-with-losses"
