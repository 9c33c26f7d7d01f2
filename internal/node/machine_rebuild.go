package node

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
)

// Doing says which code of a node runs.
type Doing int32

// What a node can be doing.
const (
	InHandler Doing = iota
	InBoot
	InReplay // a handler that ran before, on the way to the state
	InDisk
	InState
	InShown
	InCanInvoke
)

func (d Doing) String() string {
	return [...]string{"the handler", "Boot", "the handler of an earlier input, which was given again,", "Disk", "State", "Shown", "CanInvoke"}[d]
}

// Follower is an Env that wants to know which code of a node runs.
type Follower interface {
	// Now is called before the code.
	Now(doing Doing)
}

// Diverged says that inputs that led to a state before do not lead to it again, or that a
// machine does not do again what it did.
type Diverged struct {
	Text  string
	Input *Input  // the one whose handler did something else; nil if that is not known
	Asked []Asked // what that asked of its Env this time
	Was   []Asked // and before, if Known
	Known bool
}

func (e *Diverged) Error() string { return e.Text }

// ErrIdle says that the client may not start an operation.
var ErrIdle = errors.New("the client may not start an operation (CanInvoke)")

// rebuilding is how a machine is brought to a state again.
type rebuilding struct {
	*Machine
	env      model.Env
	observed bool      // the machine is looked at after each handler, as a search does not
	given    []message // that the machine was given on the way
	last     []Asked   // what its last handler asked for
	late     late
}

// message is a message that a machine was given, and what it said then.
type message struct {
	message model.Message
	said    []byte
}

// now says which code of a node runs.
func now(env model.Env, doing Doing) {
	if f, ok := env.(Follower); ok {
		f.Now(doing)
	}
}

func (r *rebuilding) now(doing Doing) { now(r.env, doing) }

// Run implements Kind.
func (k *Machine) Run(state []byte, env model.Env, in Input) (after []byte, err error) {
	before, err := k.wayTo(state, in.Way)
	if err != nil {
		return nil, err
	}
	r := &rebuilding{Machine: k, env: env, observed: in.Observed}
	m, err := r.rebuild(state, before)
	if err == nil && in.Call == Invoke {
		err = r.mayInvoke(m, state)
	}
	if err != nil {
		return nil, err
	}
	last := &past{from: state, before: before, in: in}
	last.in.Message, last.in.Way, last.in.Observed = nil, 0, false
	if in.Call == Receive {
		last.said = guard.Must1(k.codec.Append(nil, in.Message))
		r.given = append(r.given, message{in.Message, last.said})
	}
	noting := &noting{asking: asking{Env: env, codec: k.codec}}
	r.now(InHandler)
	give(m, noting, in)
	noting.over.Store(true)
	last.chosen, last.did = noting.made, noting.did
	if r.observed {
		r.observe(m)
	}
	if after, err = k.state(m, r.now); err != nil {
		return nil, err
	}
	if err := r.misused(noting, in); err != nil {
		return nil, err
	}
	k.remember(after, last)
	return after, nil
}

// misused says what a machine did with an Env after its handler, or with a message that it was
// given.
func (r *rebuilding) misused(last *noting, in Input) error {
	const valid = "an Env is valid only until its handler returns"
	if method := r.late.method.Load(); method != nil {
		return fmt.Errorf("the method %s of the Env of an earlier handler was called; %s, so what was asked for is lost: take the Env of each handler anew", *method, valid)
	}
	if method := last.late.method.Load(); method != nil {
		return fmt.Errorf("the method %s of the Env was called after the handler had returned, by Disk, State, Shown or a goroutine; %s", *method, valid)
	}
	if in.Way == 0 { // one look is enough: a message that is changed is changed in both runs
		return nil
	}
	for i, g := range r.given {
		if is, err := r.codec.Append(nil, g.message); err == nil && bytes.Equal(is, g.said) {
			continue
		}
		if in.Call == Receive && i == len(r.given)-1 {
			return changed(g.message, "it")
		}
		return changed(g.message, "an earlier handler")
	}
	return nil
}

// changed says that a machine changed a message.
func changed(m model.Message, whose string) error {
	return fmt.Errorf("the machine changed a message that %s was given (%s), which its sender may still hold; copy it first", whose, shown.TypeName(m))
}

// mayInvoke returns ErrIdle if a client may not start an operation, and another error if asking
// it changes the client, which is in a state.
func (r *rebuilding) mayInvoke(m model.Machine, state []byte) error {
	r.now(InCanInvoke)
	may := m.(invokes).CanInvoke()
	if r.observed {
		is, err := r.state(m, r.now)
		if err != nil {
			return err
		}
		if !bytes.Equal(is, state) {
			return fmt.Errorf("CanInvoke changes the machine: %s; it may be called at any time, any number of times", r.elsewhere(m, is, state))
		}
	}
	if !may {
		return ErrIdle
	}
	return nil
}

// observe looks at a machine once more than need be. That must change nothing.
func (r *rebuilding) observe(m model.Machine) {
	r.now(InDisk)
	m.Disk()
	r.now(InShown)
	m.Shown()
	r.now(InState)
	m.State()
}

// rebuild returns a fresh machine in a state.
func (r *rebuilding) rebuild(state []byte, way *past) (model.Machine, error) {
	m, err := r.replay(state, way)
	if err != nil || way == nil {
		return m, err
	}
	is, err := r.state(m, r.now)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(is, state) {
		return nil, &Diverged{Text: givenAgain + " and led to another state; " + r.elsewhere(m, is, state)}
	}
	return m, nil
}

// replay boots a machine and gives it the inputs of a way again. A nil way ends in the
// state before the start.
func (r *rebuilding) replay(state []byte, way *past) (m model.Machine, err error) {
	defer rescue.Any(func(p *rescue.Panic) {
		if guard.IsOurs(p.Value) {
			panic(p)
		}
		err = &Diverged{Text: fmt.Sprintf("%s and now one of them panicked: %v\n%s", givenAgain, p.Value, guard.Stack(p.Stack))}
	})
	steps := way.steps()
	if len(steps) > 0 {
		state = steps[0].from
	}
	r.now(InBoot)
	m = r.start(state[1:])
	if r.observed {
		r.now(InShown)
		m.Shown() // alone: the others may want a machine that was started
	}
	for _, p := range steps {
		in := r.input(p)
		if in.Call == Receive {
			r.given = append(r.given, message{in.Message, p.said})
		}
		silent := &silent{asking: asking{Env: r.env, codec: r.codec, shared: &r.late}, chosen: p.chosen}
		r.now(InReplay)
		give(m, silent, in)
		silent.over.Store(true)
		r.last = silent.asked
		if silent.did != p.did {
			was, known := r.asked(p)
			return nil, &Diverged{givenAgain + " and one of them sent, set, stopped or recorded something else now", &in, silent.asked, was, known}
		}
		if r.observed {
			r.observe(m)
		}
	}
	return m, nil
}

// asked returns what the last handler of a way asked for when the search found it.
func (r *rebuilding) asked(p *past) (asked []Asked, known bool) {
	found := r.found(p)
	if found == nil {
		return nil, false
	}
	before := &rebuilding{Machine: r.Machine, env: r.env}
	_, err := before.replay(found.from, found)
	return before.last, err == nil
}

// found returns the way of the search that has the last step of another way.
func (k *Machine) found(p *past) *past {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, ways := range k.ways {
		if i := slices.IndexFunc(ways, p.sameStep); i >= 0 && ways[i] != p {
			return ways[i]
		}
	}
	return nil
}

const givenAgain = "the inputs that led to the state before were given again,"

// tries is how often a machine is rebuilt in search of one that is in a state.
const tries = 4

// elsewhere says how a machine differs from the state that it should be in: another machine is
// brought to that, if one can be.
func (r *rebuilding) elsewhere(m model.Machine, is, state []byte) string {
	unlike := r.unlike(is, state)
	if !strings.HasPrefix(unlike, inState) {
		return unlike
	}
	for _, observed := range []bool{false, true} {
		for number := range max(r.Ways(state), tries) {
			way, err := r.wayTo(state, number)
			if err != nil {
				return unlike
			}
			other := &rebuilding{Machine: r.Machine, env: r.env, observed: observed}
			should, err := other.replay(state, way)
			if err != nil {
				continue
			}
			if text := r.reach.Difference("State()", should.State(), m.State()); text != "" {
				return text
			}
		}
	}
	return unlike
}

// inState is what is said of a difference that is only in what State reaches.
const inState = "what State reaches differs"

// unlike says in which part two states differ.
func (k *Machine) unlike(a, b []byte) string {
	if a[0] != b[0] {
		return "one machine runs, the other does not"
	}
	aDisk, aShown := partsOf(a)
	bDisk, bShown := partsOf(b)
	part := func(method string, a, b []byte) string {
		if text := k.reach.Difference(method+"()", guard.Must1(k.codec.Decode(a)), guard.Must1(k.codec.Decode(b))); text != "" {
			return text
		}
		return "what " + method + " returns differs"
	}
	switch {
	case !bytes.Equal(aShown, bShown):
		return part("Shown", aShown, bShown)
	case !bytes.Equal(aDisk, bDisk):
		return part("Disk", aDisk, bDisk)
	}
	return inState
}

// Hidden says how two states differ that are shown alike, each as the last of its runs
// left it.
func (k *Machine) Hidden(a, b []byte, env model.Env) string {
	if a[0] != machineUp || b[0] != machineUp {
		return ""
	}
	_, aShown := partsOf(a)
	_, bShown := partsOf(b)
	if !bytes.Equal(aShown, bShown) {
		return ""
	}
	for _, observed := range []bool{false, true} { // a look may make the difference
		first, other := k.again(a, env, false), k.again(b, env, observed)
		if first == nil || other == nil {
			continue
		}
		// What is random is another state this time, but in the same place.
		if text := k.reach.Difference("State()", first.State(), other.State()); text != "" {
			return text
		}
	}
	return k.unlike(a, b)
}

// again returns a machine that was given again what led to a state; nil if that cannot be had.
func (k *Machine) again(state []byte, env model.Env, observed bool) model.Machine {
	way, err := k.wayTo(state, 0)
	if err != nil {
		return nil
	}
	r := &rebuilding{Machine: k, env: env, observed: observed}
	m, _ := r.replay(state, way)
	return m
}
