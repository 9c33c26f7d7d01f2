package conform

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// The variables of a mapping module: the state of the code as a trace shows it (see package traces).
const (
	varNodes   = "nodes"
	varNetwork = "network"
	// varChannels is the network of a system with FIFO channels as a sequence: those that are on their way from one node to
	// another stand in it in their order. What order there is between channels says nothing.
	varChannels = "channels"
)

// run is what one search finds.
type run struct {
	c        *Checker
	images   *images
	steps    []uint64 // of each action of the spec
	stutters uint64
	several  uint64 // steps that more than one action allows
	initial  uint64
}

func newRun(c *Checker) *run {
	return &run{c: c, images: newImages(c), steps: make([]uint64, len(c.mapping.Actions()))}
}

// watcher sees the steps of a search.
type watcher struct {
	*run
	nodes    part
	messages part
	lists    [4]part // what the numbers of all nodes, of all messages, of the rest and of the channels stand for, together
	states   map[[4]uint32]uint32
	others   []traces.Record // by number less 1: the variables besides nodes and network
	ids      []uint32
	vars     []uint32
}

// part keeps what was made of something, by its numbers.
type part struct {
	known map[string]uint32
	key   []byte
}

func (p *part) find(numbers []uint32) (uint32, bool) {
	p.key = p.key[:0]
	for _, n := range numbers {
		p.key = binary.LittleEndian.AppendUint32(p.key, n)
	}
	v, ok := p.known[string(p.key)]
	return v, ok
}

// keep keeps what was looked for last.
func (p *part) keep(v uint32) {
	if p.known == nil {
		p.known = map[string]uint32{}
	}
	p.known[string(p.key)] = v
}

func newWatcher(r *run) *watcher { return &watcher{run: r, states: map[[4]uint32]uint32{}} }

// Initial judges an initial state of the code.
func (w *watcher) Initial(s system.Snapshot) string {
	image, err := w.imageOf(s)
	if err != nil {
		return unmapped(err)
	}
	w.initial++
	return w.judgeInitial(image)
}

// Step judges a step of the code.
func (w *watcher) Step(before, after system.Snapshot) string {
	from, err := w.imageOf(before)
	if err != nil {
		return unmapped(err)
	}
	to, err := w.imageOf(after)
	if err != nil {
		return unmapped(err)
	}
	return w.judgeStep(from, to)
}

// judgeInitial says what is wrong with the image of an initial state; "" is nothing.
func (r *run) judgeInitial(image uint32) string {
	if b := r.c.mapping.Broken; b != nil {
		return fmt.Sprintf("the code's constants break %s, an assumption of %s: %s", b.Property, r.c.Spec(), b.Text)
	}
	ok, err := r.images.isInitial(image)
	switch {
	case err != nil:
		return err.Error()
	case !ok:
		return fmt.Sprintf("the initial state is none of %s", r.c.Spec())
	}
	return ""
}

// judgeStep says what is wrong with a step between two images; "" is nothing, and the step is counted.
func (r *run) judgeStep(from, to uint32) string {
	v, err := r.images.judge(from, to)
	switch {
	case err != nil:
		return err.Error()
	case v.departs():
		return fmt.Sprintf("no action of %s allows the last step", r.c.Spec())
	case v.stutter:
		r.stutters++
	case len(v.actions) > 1:
		r.several++
	}
	for _, a := range v.actions {
		r.steps[a]++
	}
	return ""
}

func unmapped(err error) string {
	return fmt.Sprintf("the state of the code cannot be mapped: %v", err)
}

// imageOf is the number of a state's image.
func (w *watcher) imageOf(s system.Snapshot) (uint32, error) {
	var key [4]uint32
	var err error
	if key[0], err = w.list(0, s.Nodes(), func() (uint32, error) { return w.nodesOf(s) }); err != nil {
		return 0, err
	}
	w.ids = s.Messages(w.ids[:0])
	if w.c.ordered {
		if key[3], err = w.list(3, w.ids, func() (uint32, error) { return w.channelsOf(s) }); err != nil {
			return 0, err
		}
	}
	slices.Sort(w.ids)
	w.ids = slices.Compact(w.ids)
	if key[1], err = w.list(1, w.ids, func() (uint32, error) { return w.networkOf(s) }); err != nil {
		return 0, err
	}
	key[2], _ = w.list(2, s.Rest(), func() (uint32, error) {
		w.others = append(w.others, s.Others())
		return uint32(len(w.others)), nil
	})
	if image, ok := w.states[key]; ok {
		return image, nil
	}
	w.vars = w.vars[:0]
	for _, name := range w.c.mapping.Variables() {
		var id uint32
		switch name {
		case varNodes:
			id = key[0]
		case varNetwork:
			id = key[1]
		case varChannels:
			id = key[3]
		default:
			if id, err = w.number(other(w.others[key[2]-1], name)); err != nil {
				return 0, err
			}
		}
		w.vars = append(w.vars, id)
	}
	image, err := w.images.of(w.vars)
	if err == nil {
		w.states[key] = image
	}
	return image, err
}

// list is what some numbers stand for together, made by what is given if it is not known.
func (w *watcher) list(i int, numbers []uint32, make func() (uint32, error)) (uint32, error) {
	p := &w.lists[i]
	if v, ok := p.find(numbers); ok {
		return v, nil
	}
	v, err := make()
	if err == nil {
		p.keep(v)
	}
	return v, err
}

// other is a variable that only some systems have; where there is none it is empty.
func other(vars traces.Record, name string) traces.Value {
	if v, ok := vars.Get(name); ok {
		return v
	}
	return traces.Record{}
}

// number is the number of a value.
func (w *watcher) number(v traces.Value) (uint32, error) {
	x, err := w.c.mapping.Value(v)
	if err != nil {
		return 0, err
	}
	return w.c.mapping.Number(x), nil
}

// nodesOf makes the variable nodes.
func (w *watcher) nodesOf(s system.Snapshot) (uint32, error) {
	var names []string
	var vals []value.Value
	for _, n := range s.Nodes() {
		name, fields := s.Node(n)
		id, ok := w.nodes.find([]uint32{n})
		if !ok {
			var err error
			if id, err = w.number(fields); err != nil {
				return 0, fmt.Errorf("node %s: %w", name, err)
			}
			w.nodes.keep(id)
		}
		names, vals = append(names, name), append(vals, w.c.mapping.At(id))
	}
	v, err := w.c.mapping.MakeRecord(names, vals)
	if err != nil {
		return 0, err
	}
	return w.c.mapping.Number(v), nil
}

// networkOf makes the variable network of the messages w.ids.
func (w *watcher) networkOf(s system.Snapshot) (uint32, error) {
	vals, err := w.messagesOf(s)
	if err != nil {
		return 0, err
	}
	v, err := value.MakeSet(vals)
	if err != nil {
		return 0, err
	}
	return w.c.mapping.Number(v), nil
}

// channelsOf makes the variable channels of the messages w.ids.
func (w *watcher) channelsOf(s system.Snapshot) (uint32, error) {
	vals, err := w.messagesOf(s)
	if err != nil {
		return 0, err
	}
	return w.c.mapping.Number(value.Tuple(vals...)), nil
}

// messagesOf makes the messages w.ids.
func (w *watcher) messagesOf(s system.Snapshot) (vals []value.Value, err error) {
	for _, n := range w.ids {
		id, ok := w.messages.find([]uint32{n})
		if !ok {
			if id, err = w.number(s.Message(n)); err != nil {
				return nil, err
			}
			w.messages.keep(id)
		}
		vals = append(vals, w.c.mapping.At(id))
	}
	return vals, nil
}
