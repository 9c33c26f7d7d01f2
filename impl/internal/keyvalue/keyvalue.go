// Package keyvalue has what protocols share that replicate a key-value store: how the
// command line writes what clients do, and when they are done. "append,get;put:y" lets the
// first client append to key x and get it, and the second one put key y.
package keyvalue

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// defaultKey is the key of an operation that names none.
const defaultKey = "x"

const accepted = `scripts like "append,get;put:y": per client, separated by ";", at most 9 operations get, put or append, separated by ",", each with or without :KEY`

// Language returns the language of the scripts. What clients do that the scripts leave out
// they do by turns, as the defaults say.
func Language(defaults ...string) client.Language[spec.KeyValueOp] {
	return client.Language[spec.KeyValueOp]{
		Accepted:  accepted,
		Default:   func(client int) string { return defaults[(client-1)%len(defaults)] },
		Operation: operation,
	}
}

// operation reads the word for the n-th operation of a client.
func operation(word string, client, n int) (op spec.KeyValueOp, err error) {
	kind, key, named := strings.Cut(word, ":")
	if !named {
		key = defaultKey
	}
	switch kind {
	case "get":
		op = spec.Get(key)
	case "put":
		op = spec.Put(key, valueOf(client, n))
	case "append":
		op = spec.Append(key, valueOf(client, n))
	}
	if op.Key == "" {
		return op, fmt.Errorf("%q is no operation; accepted are %s", word, accepted)
	}
	return op, nil
}

// valueOf returns what the n-th operation (from 1) of the c-th client puts or appends. All
// values differ, and none is part of others put together: 1a, 1b, 2a.
func valueOf(c, n int) string {
	if n > 9 {
		return fmt.Sprintf("%d(%d)", c, n) // a script that began anew
	}
	return fmt.Sprintf("%d%c", c, 'a'+n-1)
}

// done is a node that is a client, such as one with a client.Session.
type done interface{ Done() bool }

// ClientDone is the goal that a client, of type N, has all its answers.
func ClientDone[N done]() model.Goal {
	return model.Goal{
		Name:  "client-done",
		Doc:   "A client has the answers to all its operations.",
		Check: model.Local(hasAll[N]),
	}
}

// AllClientsDone is the goal that all clients have.
func AllClientsDone[N done]() model.Goal {
	return model.Goal{
		Name:  "all-clients-done",
		Doc:   "All clients have the answers to all their operations.",
		Check: model.Local(hasAll[N]),
		Every: true,
	}
}

func hasAll[N done](n model.View[N]) model.Reached {
	return model.ReachedIf(n.Node.Done(), "%s has all its answers", n.Name)
}
