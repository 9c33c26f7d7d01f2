package node

import (
	"bytes"
	"fmt"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/model"
)

// Alive is a node that runs for real: it is booted once, and then given one input after
// the other, with the rules that a search has. It is used by one goroutine at a time.
// A panic of its code goes on.
type Alive interface {
	// Give runs the handler of an input. The first is a Start. The error says which rule
	// the handler broke; the node is useless after it.
	Give(env model.Env, in Input) error
	// AppendDisk appends what a crash would leave of the node now. It is empty for one that
	// keeps nothing.
	AppendDisk(dst []byte) ([]byte, error)
	// AppendState appends what tells the node's states apart: equal bytes are equal states. Of a
	// machine it is what tells them apart in a search; if that cannot be told, what is in its
	// State counts no more.
	AppendState(dst []byte) ([]byte, error)
	// Show returns what checks see of the node now. It must not be changed, and is valid
	// until the next input.
	Show() any
	// CanInvoke reports whether the client may start an operation. The node has the
	// handler Invoke.
	CanInvoke() bool
}

// Revive returns the node after a crash that left a disk, or before its first boot.
func (k *code) Revive(disk []byte, boot bool) (Alive, error) {
	n := k.make()
	if !boot {
		if err := k.fields.DecodeDurable(disk, n); err != nil {
			return nil, err
		}
	}
	state, err := k.fields.AppendFields(nil, n)
	return &alive{kind: k, n: n, state: state}, err
}

// alive is a model.Node that runs for real. Before each handler it is made anew from its
// state, so that a handler sees what it sees in a search: no memory that two fields share,
// no slice with room behind it, no empty map that is not nil.
type alive struct {
	kind  *code
	n     model.Node
	state []byte
}

func (a *alive) Give(env model.Env, in Input) error {
	k := a.kind
	n := k.decode(a.state)
	settings := guard.Must1(k.fields.AppendConst(nil, n))
	give(n, env, in)
	if is := guard.Must1(k.fields.AppendConst(nil, n)); !bytes.Equal(settings, is) {
		return errSettings
	}
	state, err := k.fields.AppendFields(a.state[:0], n)
	a.n, a.state = n, state
	return err
}

func (a *alive) AppendDisk(dst []byte) ([]byte, error) {
	if !a.kind.fields.HasDurable() {
		return dst, nil
	}
	return a.kind.fields.AppendDurable(dst, a.n)
}

func (a *alive) AppendState(dst []byte) ([]byte, error) { return append(dst, a.state...), nil }

func (a *alive) Show() any { return a.n }

func (a *alive) CanInvoke() bool { return canInvoke(a.kind.decode(a.state)) }

// Revive boots the machine from the disk that a crash left, or for the first time.
func (k *Machine) Revive(disk []byte, boot bool) (Alive, error) {
	var saved any
	if !boot {
		// The codec knows only types that it has seen in this process.
		_, err := k.codec.Append(nil, k.boot(nil).Disk())
		if err == nil {
			saved, err = k.codec.Decode(disk)
		}
		if err != nil {
			return nil, err
		}
	}
	return &aliveMachine{k, k.boot(saved)}, nil
}

// aliveMachine is a model.Machine that runs for real. It stays as it is between handlers,
// for its state cannot be copied.
type aliveMachine struct {
	kind *Machine
	m    model.Machine
}

func (a *aliveMachine) Give(env model.Env, in Input) error {
	var said []byte
	if in.Call == Receive {
		said = guard.Must1(a.kind.codec.Append(nil, in.Message))
	}
	give(a.m, env, in)
	if in.Call == Receive {
		if is, err := a.kind.codec.Append(nil, in.Message); err != nil || !bytes.Equal(said, is) {
			return changed(in.Message, "it")
		}
	}
	return nil
}

func (a *aliveMachine) AppendDisk(dst []byte) ([]byte, error) {
	out, err := a.kind.codec.Append(dst, a.m.Disk())
	if err != nil {
		return dst, fmt.Errorf("what Disk returned: %w", err)
	}
	return out, nil
}

func (a *aliveMachine) AppendState(dst []byte) ([]byte, error) {
	if state, err := a.kind.state(a.m, func(Doing) {}); err == nil {
		return append(dst, state...), nil
	}
	dst, err := a.AppendDisk(dst)
	if err != nil {
		return dst, err
	}
	return a.kind.codec.Append(dst, a.m.Shown())
}

func (a *aliveMachine) Show() any { return a.m.Shown() }

func (a *aliveMachine) CanInvoke() bool { return canInvoke(a.m) }
