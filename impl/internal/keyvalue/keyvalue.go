// Package keyvalue has how the command line writes what clients of a key-value store do:
// "append,get;put:y" lets the first client append to key x and get it, and the second one
// put key y.
package keyvalue

import (
	"fmt"
	"strings"

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
func valueOf(c, n int) string { return fmt.Sprintf("%d%c", c, 'a'+n-1) }
