package model

import "fmt"

// Environment is what a protocol runs in: its network, and what may go wrong.
type Environment struct {
	Network  Network
	Faults   Faults
	InFlight int // the most messages in flight, when it is not 0
}

// Into puts a system into the environment.
func (e Environment) Into(sys *System) {
	sys.Network, sys.Faults, sys.InFlight = e.Network, e.Faults, e.InFlight
}

// The parameters that an environment is read from.
const (
	paramNetwork    = "network"
	paramCrashes    = "crashes"
	paramDrops      = "drops"
	paramDuplicates = "duplicates"
	paramPartitions = "partitions"
	paramLinks      = "links"
	paramMistakes   = "mistakes"
	paramInFlight   = "in-flight"
)

// NetworkParam is the parameter of the network, with its default.
func NetworkParam(byDefault Network) Param {
	return Param{
		Name: paramNetwork, Doc: "what the network does with messages", Default: byDefault.String(),
		Choices: []string{Multiset.String(), Set.String(), FIFO.String()},
	}
}

// CrashesParam is the parameter of how often nodes (named in a plural) crash.
func CrashesParam(nodes string, byDefault int) Param {
	return Param{Name: paramCrashes, Doc: "crashes of " + nodes, Default: byDefault, Max: 10_000, Bounds: []string{paramCrashes}}
}

// MistakesParam is the parameter of how often failure detectors are wrong.
func MistakesParam(byDefault int) Param {
	return Param{Name: paramMistakes, Doc: "suspicions of nodes that are up", Default: byDefault, Max: 10_000, Bounds: []string{paramMistakes}}
}

// NetworkFaultParams are the parameters of the network's faults and room.
func NetworkFaultParams() []Param {
	return []Param{
		{Name: paramDrops, Doc: "messages lost (only a FIFO network needs that for loss); -1: any number", Default: 0, Min: -1, Max: 10_000, Bounds: []string{paramDrops}},
		{Name: paramDuplicates, Doc: "messages delivered twice (on a set any message may be, without)", Default: 0, Max: 10_000, Bounds: []string{paramDuplicates}},
		{Name: paramPartitions, Doc: "partitions of the network", Default: 0, Max: 10_000, Bounds: []string{paramPartitions}},
		{Name: paramLinks, Doc: "cuts of single links", Default: 0, Max: 10_000, Bounds: []string{paramLinks}},
		{Name: paramInFlight, Doc: "messages in flight at once (0: not bounded)", Default: 0, Max: 1000},
	}
}

// Environment reads the parameters that the functions above offer, if any.
func (s Settings) Environment() (Environment, error) {
	number := func(name string) int {
		n, _ := s.values[name].(int)
		return n
	}
	env := Environment{
		Faults: Faults{
			Crashes:    number(paramCrashes),
			Drops:      number(paramDrops),
			Duplicates: number(paramDuplicates),
			Partitions: number(paramPartitions),
			Links:      number(paramLinks),
			Mistakes:   number(paramMistakes),
		},
		InFlight: number(paramInFlight),
	}
	name, ok := s.values[paramNetwork].(string)
	if !ok {
		return env, nil
	}
	for _, n := range []Network{Multiset, Set, FIFO} {
		if n.String() == name {
			env.Network = n
			return env, nil
		}
	}
	return env, fmt.Errorf("network %q is unknown; accepted are %s, %s and %s", name, Multiset, Set, FIFO)
}
