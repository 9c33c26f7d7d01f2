package node

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/zeebo/xxh3"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/place"
	"github.com/synod-go/synod/internal/reach"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/model"
)

// Machine is the Kind of a model.Machine. A state is written as one byte, which says
// whether the machine runs, and then
//
//   - of one that does not, its disk;
//   - of one that runs, its name, the length of its disk, the disk, and what it shows.
//
// The name is a hash of 128 bits of all that tells the state apart. How to come to the
// state stands apart, in pasts: an input, and the state that it was given to.
type Machine struct {
	codec *canon.Codec
	name  string // of the node
	seed  uint64 // of the names of states
	boot  func(disk any) model.Machine
	reach *reach.Writer
	t     reflect.Type // of the machine
	shows atomic.Pointer[reflect.Type]
	down  sync.Map // disk → what is shown of the machine that was booted from it, encoded
	mu    sync.RWMutex
	ways  map[stateName][]*past // as the search found them
	// longer says that there are long ways, too; see Lengthen.
	longer bool
	bytes  atomic.Int64 // that ways and down hold
}

type stateName [16]byte

// maxWays is how many ways to a state are kept, and as many again whose last input left the
// state as it was: if an omission hides what that input changed, these show it. That all of
// them lead to machines that do the same is checked: while the search runs of the first two,
// afterwards of all.
const maxWays = 4

// past is a way to a state: the last step, and the way before it. It never changes.
type past struct {
	from   []byte // the state before
	before *past  // the way to it; nil if the machine did not run there
	in     Input
	said   []byte // what the message says, encoded
	chosen []int  // the answers to Choose
	did    deeds
}

const (
	machineDown = 0
	machineUp   = 1
)

// OfMachine returns the kind of a machine. The name stands in the error, which says what
// is wrong with it. Another seed gives states other names. Code of the machine's that need not
// return is called by watch, with its name.
func OfMachine(codec *canon.Codec, name string, seed uint64, omit map[string]string, boot func(disk any) model.Machine, watch func(what string, code func())) (*Machine, error) {
	omissions := slices.Sorted(maps.Keys(omit))
	for _, what := range omissions {
		if omit[what] == "" {
			return nil, fmt.Errorf("node %s: the omission of %q (Group.Omit) needs a reason", name, what)
		}
	}
	k := &Machine{codec: codec, name: name, seed: seed, boot: boot, reach: reach.New(omissions...), ways: map[stateName][]*past{}}
	first := boot(nil)
	if k.t = reflect.TypeOf(first); k.t == nil {
		return nil, fmt.Errorf("node %s is nil; Boot must return a machine", name)
	}
	var shown []byte
	var err error
	watch("Shown of "+name+", which was booted and not started,", func() {
		if shown, err = k.shownDown(first); err == nil {
			err = k.sameAgain(k.Boot(), shown)
		}
	})
	k.down.Store(string(k.Boot()), shown)
	return k, err
}

// Ways returns how many ways are known that lead to a state.
func (k *Machine) Ways(state []byte) int {
	if state[0] == machineDown {
		return 1
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	name := nameOf(state)
	return len(k.ways[name]) + k.numLong(name)
}

// Counts returns in how many states machines of the node were, and to how many of them
// there is more than one way.
func (k *Machine) Counts() (states, more int) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, ways := range k.ways {
		if len(ways) > 1 {
			more++
		}
	}
	return len(k.ways), more
}

// CollisionChance returns an upper bound of the chance that two of the states have one name.
func (k *Machine) CollisionChance() float64 {
	states, _ := k.Counts()
	n := float64(states)
	return n * n / 2 / (1 << 64) / (1 << 64)
}

// Omissions returns what does not tell states apart.
func (k *Machine) Omissions() []string { return k.reach.Omissions() }

// Unmet returns the omissions that omitted nothing.
func (k *Machine) Unmet() []string { return k.reach.Unmet() }

// down returns the state of a machine that does not run.
func down(disk []byte) []byte { return append([]byte{machineDown}, disk...) }

func (k *Machine) Boot() []byte { return down(guard.Must1(k.codec.Append(nil, nil))) }

func (k *Machine) Disk(state []byte) []byte {
	if state[0] == machineDown {
		return state
	}
	disk, _ := partsOf(state)
	return down(disk)
}

func nameOf(state []byte) stateName { return stateName(state[1:17]) }

// partsOf returns the disk of the state of a machine that runs, and what it shows.
func partsOf(state []byte) (disk, shown []byte) {
	rest := state[17:]
	n, size := binary.Uvarint(rest)
	return rest[size:][:n], rest[size:][n:]
}

// start boots a machine from an encoded disk.
func (k *Machine) start(disk []byte) model.Machine { return k.boot(guard.Must1(k.codec.Decode(disk))) }

// shown returns what a machine shows, encoded. The error says why it cannot be shown.
func (k *Machine) shown(m model.Machine) ([]byte, error) {
	shown := m.Shown()
	t := reflect.TypeOf(shown)
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct || reflect.ValueOf(shown).IsNil() {
		return nil, fmt.Errorf("node %s: Shown returned a %v; accepted is a pointer to a struct", k.name, t)
	}
	if k.shows.CompareAndSwap(nil, &t); *k.shows.Load() != t {
		return nil, fmt.Errorf("node %s: Shown returned a %v, and before a %v; checks see nodes of one type, so all must be of one", k.name, t, *k.shows.Load())
	}
	b, err := k.codec.Append(nil, shown)
	if err != nil {
		return nil, fmt.Errorf("what Shown returned: %w", err)
	}
	return b, nil
}

// shownDown returns what a machine shows that was booted and not started, as checks see it
// while its node is down. The error says why it cannot be shown.
func (k *Machine) shownDown(m model.Machine) (shown []byte, err error) {
	defer rescue.Any(panicked(&err, func() string {
		return fmt.Sprintf("node %s: Shown panicked of a machine that was booted and not started, which is what is shown while the node is down", k.name)
	}))
	return k.shown(m)
}

// Bootable boots a machine that does not run from its disk once more, and shows it. The error says
// what is wrong with that: a *Panicked, a *Diverged, or another one.
func (k *Machine) Bootable(state []byte) error {
	shown, err := k.downShown(state)
	if err == nil {
		err = k.sameAgain(state, shown)
	}
	return err
}

// downShown returns what is shown of a machine that does not run, encoded. It is booted once for
// each disk, so that all see the same.
func (k *Machine) downShown(state []byte) ([]byte, error) {
	if shown, known := k.down.Load(string(state)); known {
		return shown.([]byte), nil
	}
	fresh, err := k.bootAndShow(state)
	if err != nil {
		return nil, err
	}
	shown, known := k.down.LoadOrStore(string(state), fresh)
	if !known {
		k.bytes.Add(int64(len(state)+len(fresh)) + 4*int64(sizeOfSlice))
	}
	return shown.([]byte), nil
}

// sameAgain boots and shows a machine again. The error says that it shows something else.
func (k *Machine) sameAgain(state, shown []byte) error {
	again, err := k.bootAndShow(state)
	if err == nil && !bytes.Equal(again, shown) {
		err = &Diverged{Text: fmt.Sprintf("node %s: machines that are booted twice from one disk show two different things: Boot and Shown may look at nothing but the disk, "+
			"not at the clock, random numbers or variables of a package", k.name)}
	}
	return err
}

// bootAndShow boots a machine from the disk of one that does not run, and shows it.
func (k *Machine) bootAndShow(state []byte) ([]byte, error) {
	m, err := k.bootDown(state)
	if err != nil {
		return nil, err
	}
	return k.shownDown(m)
}

// bootDown boots a machine from the disk of one that does not run.
func (k *Machine) bootDown(state []byte) (m model.Machine, err error) {
	defer rescue.Any(panicked(&err, func() string { return "Boot panicked on the disk that the crash left" }))
	m = k.start(state[1:])
	if t := reflect.TypeOf(m); t != k.t {
		err = fmt.Errorf("Boot returned a %v on the disk that the crash left, and a %v at first; the machines of a node are of one type", t, k.t)
	}
	return m, err
}

// Panicked says that code of the machine panicked, and where.
type Panicked struct{ Text, Stack string }

func (e *Panicked) Error() string { return e.Text }

// panicked makes a panic of the machine's code an error.
func panicked(err *error, what func() string) func(*rescue.Panic) {
	return func(p *rescue.Panic) {
		if guard.IsOurs(p.Value) {
			panic(p)
		}
		*err = &Panicked{fmt.Sprintf("%s: %v", what(), p.Value), guard.Stack(p.Stack)}
	}
}

// state writes down the state of a machine that runs. What State reaches is looked at before Disk
// and Shown are called, for they may change it.
func (k *Machine) state(m model.Machine, now func(Doing)) ([]byte, error) {
	now(InState)
	reached, err := k.reach.Append(nil, m.State())
	if err != nil {
		return nil, err
	}
	now(InDisk)
	disk, err := k.codec.Append(nil, m.Disk())
	if err != nil {
		return nil, fmt.Errorf("what Disk returned: %w", err)
	}
	now(InShown)
	shown, err := k.shown(m)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 17, 17+binary.MaxVarintLen64+len(disk)+len(shown))
	b[0] = machineUp
	b = binary.AppendUvarint(b, uint64(len(disk)))
	b = append(append(b, disk...), shown...)
	name := xxh3.Hash128Seed(append(bytes.Clone(b[17:]), reached...), k.seed).Bytes()
	copy(b[1:], name[:])
	return b, nil
}

// wayTo returns one of the ways to a state, by its number, those that the search found first,
// or the last one; nil leads to a machine that does not run.
func (k *Machine) wayTo(state []byte, number int) (*past, error) {
	if state[0] == machineDown {
		return nil, nil
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	name := nameOf(state)
	ways := k.ways[name]
	if long := k.numLong(name); long > 0 && number >= len(ways) {
		return k.longWay(name, min(number-len(ways), long-1)), nil
	}
	if len(ways) == 0 {
		return nil, fmt.Errorf("node %s: no inputs are known that lead to this state; the states of a machine cannot be taken from another process", k.name)
	}
	return ways[min(number, len(ways)-1)], nil
}

// OtherWay returns what a machine was given on the first way to a state, and on the one with a
// number, both without the inputs at the beginning that they have in common. It returns false if
// they are the same way.
func (k *Machine) OtherWay(state []byte, number int) (common int, first, other []Input, ok bool) {
	a, err := k.wayTo(state, 0)
	b, failed := k.wayTo(state, number)
	if err != nil || failed != nil || a == b {
		return 0, nil, nil, false
	}
	steps, others := a.steps(), b.steps()
	for common < min(len(steps), len(others)) && steps[common].sameStep(others[common]) {
		common++
	}
	return common, k.inputs(steps[common:]), k.inputs(others[common:]), true
}

// steps returns the steps of a way, the first one first.
func (p *past) steps() (steps []*past) {
	for ; p != nil; p = p.before {
		steps = append(steps, p)
	}
	slices.Reverse(steps)
	return steps
}

// inputs returns what a machine was given in some steps, fresh.
func (k *Machine) inputs(steps []*past) (inputs []Input) {
	for _, p := range steps {
		inputs = append(inputs, k.input(p))
	}
	return inputs
}

// input returns what a machine was given in a step, fresh.
func (k *Machine) input(p *past) Input {
	in := p.in
	if in.Call == Receive {
		in.Message = guard.Must1(k.codec.Decode(p.said))
	}
	return in
}

// remember keeps a way to a state, if there is room and none has the same last step. What
// differs only earlier is compared there.
func (k *Machine) remember(state []byte, p *past) {
	name := nameOf(state)
	k.mu.RLock()
	keep := k.keeps(name, p)
	k.mu.RUnlock()
	if !keep {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.keeps(name, p) {
		if len(k.ways[name]) == 0 {
			k.bytes.Add(2 * int64(len(name)+sizeOfSlice)) // the entry, and what the map keeps free
		}
		k.ways[name] = append(k.ways[name], p)
		k.bytes.Add(p.bytes())
	}
}

// The sizes of what is kept.
const (
	sizeOfPast  = int64(unsafe.Sizeof(past{}))
	sizeOfSlice = int(unsafe.Sizeof([]int(nil)))
	sizeOfWord  = int64(unsafe.Sizeof(0))
)

// bytes is what a way holds besides the way before it: the state before is in a table of the
// search.
func (p *past) bytes() int64 {
	return sizeOfPast + 2*sizeOfWord + int64(cap(p.said)) + sizeOfWord*int64(cap(p.chosen))
}

// Bytes returns how much memory is held for the ways to states, and what is shown of machines
// that do not run.
func (k *Machine) Bytes() int64 { return k.bytes.Load() }

// keeps reports whether there is room for another way to a state, and none has the same
// last step. When there are long ways the others have their numbers, and only states that
// are new then get one.
func (k *Machine) keeps(state stateName, p *past) bool {
	ways := k.ways[state]
	if k.longer {
		return len(ways) == 0
	}
	alike := 0 // ways that go round in the state, or those that do not, as p does
	for _, w := range ways {
		if w.roundIn(state) == p.roundIn(state) {
			alike++
		}
	}
	return alike < maxWays && !slices.ContainsFunc(ways, p.sameStep)
}

// roundIn reports whether the last step left a state as it was.
func (p *past) roundIn(state stateName) bool {
	return p.before != nil && nameOf(p.from) == state
}

// sameStep reports whether two ways have the same last step.
func (p *past) sameStep(o *past) bool {
	return p.in == o.in && bytes.Equal(p.said, o.said) && slices.Equal(p.chosen, o.chosen) && bytes.Equal(p.from, o.from)
}

func (k *Machine) Show(state []byte) any {
	if state[0] == machineUp {
		_, shown := partsOf(state)
		return guard.Must1(k.codec.Decode(shown))
	}
	shown, err := k.downShown(state)
	if err != nil {
		panic(guard.System{Err: err})
	}
	return guard.Must1(k.codec.Decode(shown))
}

func (k *Machine) Check(state []byte) error {
	if len(state) == 0 || state[0] > machineUp {
		return errors.New("the state of a machine is malformed")
	}
	if state[0] == machineDown {
		_, err := k.codec.Decode(state[1:])
		return err
	}
	if len(state) < 17 {
		return errors.New("the state of a machine is malformed")
	}
	_, err := k.wayTo(state, 0)
	return err
}

func (k *Machine) Intact(state []byte, shown any) bool {
	is, err := k.codec.Append(nil, shown)
	if err != nil {
		return false
	}
	return bytes.Equal(is, guard.Must1(k.codec.Append(nil, k.Show(state))))
}

// errPlain is panicked with when a declaration about plain data comes to a machine: systems
// with both are refused.
var errPlain = errors.New("internal error: the state of a machine cannot be changed from outside")

func (k *Machine) Rename([]byte, func(int) int) []byte { panic(guard.Internal{Err: errPlain}) }

func (k *Machine) Renumber([]byte, canon.Renumbering) []byte { panic(guard.Internal{Err: errPlain}) }

func (k *Machine) OtherSetting(Kind, func(reflect.Type) bool) (string, error) { return "", errPlain }

func (k *Machine) Has(call Call) bool { return has(k.boot(nil), call) }

func (k *Machine) CanInvoke(state []byte, env model.Env) bool {
	r := &rebuilding{Machine: k, env: env}
	m, err := r.replay(state, guard.Must1(k.wayTo(state, 0)))
	if err != nil {
		return true // the handler runs, and finds out
	}
	return canInvoke(m)
}

func (k *Machine) Place(call Call) place.Place { return place.OfMethod(k.t, methods[call]) }
