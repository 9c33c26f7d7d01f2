package conform

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/synod-go/synod/explore"
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
	// has all that were ever sent. Then the code may run on any network, and leave dead messages out.
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
	// Losses is Source.Losses.
	Losses bool

	mapping *check.Mapping
	msgs    int // the place of losable among the spec's variables; -1 if it has none
}

// New prepares a protocol, or a mutant of it, under the given settings. Without losses the network is a set unless another one is
// given, which is refused: on the set everything that was ever sent stays. The error says what is wrong with the settings or
// the mapping.
func New(p *model.Protocol, mutant string, given map[string]string, from Source) (*Checker, error) {
	if p.Mapping == "" && from.Mapping == "" {
		return nil, fmt.Errorf("protocol %s has no TLA+ spec that it is held against", p.Name)
	}
	given, err := network(p, given, from.Losses)
	if err != nil {
		return nil, err
	}
	settings, err := p.Settings(mutant, given)
	if err != nil {
		return nil, err
	}
	sys, spelled, err := p.System(mutant, given)
	if err != nil {
		return nil, err
	}
	sys.Properties = nil
	if !from.Losses {
		sys.Clocks = nil
	}
	src := check.Sources{Spec: from.Mapping, FS: from.FS}
	if from.Mapping == "" {
		src = check.Sources{Spec: p.Mapping + ".tla", FS: tla.Specs}
	}
	constants := map[string]traces.Value{"settings": settled(settings.Record(), sys.Bounds), "names": names(sys.Groups)}
	// Messages are told apart by their names first: those of two types may have fields of one name that cannot be compared.
	mapping, err := check.LoadMapping(src, constants, "name")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", src.Spec, err)
	}
	c := &Checker{System: sys, Settings: spelled, Losses: from.Losses, mapping: mapping, msgs: -1}
	for i, name := range mapping.SpecVariables() {
		if name == losable {
			c.msgs = i
		}
	}
	if c.Losses && c.msgs < 0 {
		return nil, fmt.Errorf("%s: module %s has no variable %s, so it is not known what a lost message is", src.Spec, mapping.Spec.Name, losable)
	}
	return c, nil
}

// network chooses the set where nothing else is given.
func network(p *model.Protocol, given map[string]string, losses bool) (map[string]string, error) {
	if losses || p.Param(networkSetting) == nil {
		return given, nil
	}
	out := map[string]string{networkSetting: model.Set.String()}
	for name, v := range given {
		out[name] = v
	}
	if out[networkSetting] != model.Set.String() {
		return nil, fmt.Errorf("-%s %s loses messages, which the spec keeps: only -%s %s has the spec's states, other networks need -losses",
			networkSetting, out[networkSetting], networkSetting, model.Set)
	}
	return out, nil
}

// settled are the settings, those that are text as the system understood them: it names what a text stands for among its bounds.
func settled(settings traces.Record, bounds []model.Bound) traces.Record {
	for _, b := range bounds {
		for i := range settings {
			if _, isText := settings[i].Value.(traces.Str); isText && settings[i].Name == b.Name {
				settings[i].Value = traces.NewStr(b.Value)
			}
		}
	}
	return settings
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

// Run visits the states of the code. The error says why the search could not go on; what departs from the spec is in the report.
func (c *Checker) Run(ctx context.Context, opts explore.Options) (*Report, error) {
	opts.Workers = 1
	run := newRun(c)
	found, err := model.Explore(ctx, c.System, model.Options{Options: opts, Watch: func() model.Watcher { return newWatcher(run) }})
	if err != nil {
		return nil, err
	}
	r := run.report(found)
	if v := found.Violation; v != nil {
		v.Trace.Meta.Properties = nil
		if c.Losses {
			v.Trace.Meta.Property = WithLosses
		}
		if v.Property == model.Conformance {
			r.Departure, err = c.departure(v.Trace)
		}
	}
	return r, err
}

// WithLosses is the property of a saved run that departs from the spec although messages may be lost.
const WithLosses = model.Conformance + "-with-losses"
