package node

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/place"
	"github.com/synod-go/synod/model"
)

// code is the Kind of a model.Node: a struct whose fields are its state.
type code struct {
	make   func() model.Node
	fields *canon.StructCodec
}

// Of returns the kind of the nodes that a constructor makes. The name stands in the
// error, which says what is wrong with them.
func Of(codec *canon.Codec, name string, construct func() model.Node) (Kind, error) {
	first := construct()
	t := reflect.TypeOf(first)
	if t == nil {
		return nil, fmt.Errorf("node %s is nil; a node must be a pointer to a struct", name)
	}
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		return nil, fmt.Errorf("node %s is a %v; a node must be a pointer to a struct", name, t)
	}
	fields, err := codec.Struct(t.Elem())
	if err != nil {
		return nil, err
	}
	if _, err := fields.AppendFields(nil, first); err != nil {
		return nil, err
	}
	return &code{construct, fields}, nil
}

func (k *code) Boot() []byte { return guard.Must1(k.fields.AppendFields(nil, k.make())) }

// decode returns a fresh node in a state.
func (k *code) decode(state []byte) model.Node {
	n := k.make()
	guard.Must(k.fields.DecodeFields(state, n))
	return n
}

// errSettings says that a handler changed what is no part of the state.
var errSettings = errors.New(`the handler changed a setting (a field tagged model:"const")`)

func (k *code) Run(state []byte, env model.Env, in Input) (after []byte, err error) {
	n := k.decode(state)
	if in.Call == Invoke {
		now(env, InCanInvoke)
		if !k.decode(state).(invokes).CanInvoke() {
			return nil, ErrIdle
		}
		now(env, InHandler)
	}
	settings := guard.Must1(k.fields.AppendConst(nil, n))
	if in.Call == Start {
		fresh := k.make()
		guard.Must(k.fields.CopyDurable(n, fresh))
		n = fresh
	}
	give(n, env, in)
	if is := guard.Must1(k.fields.AppendConst(nil, n)); !bytes.Equal(settings, is) {
		return nil, errSettings
	}
	return k.fields.AppendFields(nil, n)
}

func (k *code) Disk(state []byte) []byte {
	n := k.decode(state)
	guard.Must(k.fields.ClearVolatile(n))
	return guard.Must1(k.fields.AppendFields(nil, n))
}

func (k *code) Show(state []byte) any { return k.decode(state) }

func (k *code) Intact(state []byte, shown any) bool {
	is, err := k.fields.AppendFields(nil, shown)
	return err == nil && bytes.Equal(is, state)
}

func (k *code) Check(state []byte) error { return k.fields.DecodeFields(state, k.make()) }

func (k *code) Hidden([]byte, []byte, model.Env) string { return "" }

func (k *code) Rename(state []byte, perm func(int) int) []byte {
	n := k.decode(state)
	guard.Must(k.fields.RenameFields(n, perm))
	return guard.Must1(k.fields.AppendFields(nil, n))
}

func (k *code) Renumber(state []byte, number canon.Renumbering) []byte {
	n := k.decode(state)
	guard.Must(k.fields.RenumberFields(n, number))
	return guard.Must1(k.fields.AppendFields(nil, n))
}

func (k *code) OtherSetting(other Kind, skip func(reflect.Type) bool) (path string, err error) {
	o, ok := other.(*code)
	if !ok {
		return "", fmt.Errorf("internal error: nodes of two kinds are compared")
	}
	return k.fields.OtherSetting(o.make(), k.make(), skip)
}

func (k *code) Has(call Call) bool { return has(k.make(), call) }

func (k *code) CanInvoke(state []byte, _ model.Env) bool {
	return canInvoke(k.decode(state))
}

// methods are the methods that take the calls.
var methods = [...]string{Start: "Start", Receive: "Receive", Timeout: "Timeout", Invoke: "Invoke", Suspect: "Suspect", Trust: "Trust"}

func (k *code) Place(call Call) place.Place {
	return place.OfMethod(reflect.TypeOf(k.make()), methods[call])
}
