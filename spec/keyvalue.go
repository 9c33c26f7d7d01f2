package spec

import (
	"fmt"

	"github.com/anishathalye/porcupine"
)

// KeyValueKind is what a KeyValueOp does.
type KeyValueKind int

const (
	KeyValueGet    KeyValueKind = iota // returns the key's value, "" if it has none
	KeyValuePut                        // sets the key's value
	KeyValueAppend                     // puts text behind the key's value
)

// String returns the kind's name.
func (k KeyValueKind) String() string {
	switch k {
	case KeyValueGet:
		return "get"
	case KeyValuePut:
		return "put"
	case KeyValueAppend:
		return "append"
	}
	return "unknown"
}

// KeyValueOp is an operation on a key-value store. A client records it as
// model.Invoke{Op: …}; the Result of its model.Return is Done{} for a put or an
// append, and the value, a string, for a get.
type KeyValueOp struct {
	Kind  KeyValueKind
	Key   string
	Value string // what is put or appended; "" for a get
}

// Get is the operation that returns a key's value, "" if it has none.
func Get(key string) KeyValueOp { return KeyValueOp{Kind: KeyValueGet, Key: key} }

// Put is the operation that sets a key's value. Values that differ from put to
// put make lost and stale ones visible.
func Put(key, value string) KeyValueOp {
	return KeyValueOp{Kind: KeyValuePut, Key: key, Value: value}
}

// Append is the operation that puts text behind a key's value. It shows what a
// put cannot: an operation that takes effect twice.
func Append(key, value string) KeyValueOp {
	return KeyValueOp{Kind: KeyValueAppend, Key: key, Value: value}
}

// ReadOnly says that the operation never changes the store.
func (op KeyValueOp) ReadOnly() bool { return op.Kind == KeyValueGet }

// Result is the result of the operation when the store answers with a value: Done{} for
// a put or an append.
func (op KeyValueOp) Result(value string) any {
	if op.ReadOnly() {
		return value
	}
	return Done{}
}

// Apply returns the key's value after the operation on one whose value is was.
func (op KeyValueOp) Apply(was string) string {
	switch op.Kind {
	case KeyValuePut:
		return op.Value
	case KeyValueAppend:
		return was + op.Value
	}
	return was
}

// String returns the operation as text for people.
func (op KeyValueOp) String() string {
	if op.ReadOnly() {
		return fmt.Sprintf("%v %s", op.Kind, op.Key)
	}
	return fmt.Sprintf("%v %s %s", op.Kind, op.Key, op.Value)
}

// KeyValue is a key-value store in which no key has a value at first; its
// operations are KeyValueOps.
//
// A history is linearizable exactly when that of each key is (Herlihy and Wing,
// Section 3.1: linearizability is a local property), so each is judged alone.
func KeyValue() Object {
	return Object{
		Model: porcupine.Model{
			Partition: byKey,
			Init:      func() any { return "" },
			Step: func(state, input, output any) (bool, any) {
				op := input.(KeyValueOp)
				if op.ReadOnly() {
					return output == nil || output == state, state
				}
				return true, op.Apply(state.(string))
			},
			DescribeOperation: describeOperation,
		},
		ReadOnly: func(op any) bool { return op.(KeyValueOp).ReadOnly() },
	}
}

// byKey takes a history apart, key by key, in the order of the keys.
func byKey(history []porcupine.Operation) [][]porcupine.Operation {
	keys := map[string][]porcupine.Operation{}
	for _, op := range history {
		key := op.Input.(KeyValueOp).Key
		keys[key] = append(keys[key], op)
	}
	var parts [][]porcupine.Operation
	for _, key := range sortedKeys(keys) {
		parts = append(parts, keys[key])
	}
	return parts
}

// describeOperation is an operation and what came of it, for people.
func describeOperation(input, output any) string {
	if output == nil {
		return fmt.Sprintf("%v, no answer yet", input)
	}
	if text, ok := output.(string); ok {
		return fmt.Sprintf("%v → %q", input, text)
	}
	return fmt.Sprintf("%v → %v", input, output)
}
