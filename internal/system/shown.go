package system

import "github.com/synod-go/synod/internal/step"

import "github.com/synod-go/synod/traces"

// cache keeps what was put into words: a walk that goes back and tries other
// runs comes past the same nodes, messages and handler runs all the time. Its
// zero value keeps nothing.
type cache struct {
	nodes    map[uint32]traces.Field
	messages map[uint32]traces.Value
	monitors map[shownMonitor]traces.Value
	runs     map[shownRun]handlerRun
}

type shownMonitor struct {
	monitor int
	id      uint32
}

type shownRun struct {
	node   uint32
	in     step.Input
	branch int
}

// handlerRun is what a handler did, as far as the step of a trace says it, and its log.
type handlerRun struct {
	traces.Step
	log []traces.LogLine
}

// Keep makes the space keep what it puts into words.
func (sp *Space) Keep() { sp.cache = newCache() }

func newCache() cache {
	return cache{
		map[uint32]traces.Field{}, map[uint32]traces.Value{},
		map[shownMonitor]traces.Value{}, map[shownRun]handlerRun{},
	}
}

// kept returns the value at key, made anew if it is not kept.
func kept[K comparable, V any](in map[K]V, key K, anew func() V) V {
	v, ok := in[key]
	if !ok {
		v = anew()
		if in != nil {
			in[key] = v
		}
	}
	return v
}
