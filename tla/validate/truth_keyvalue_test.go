package validate_test

import (
	"fmt"
	"slices"
	"strings"
)

// keyValue says how a log tells of the application that pmmc and primary-backup replicate.
type keyValue struct {
	servers, clients []string
	keys             []string
}

// read finds the nodes and keys of a log, among whose nodes others stand between servers and clients.
func (k *keyValue) read(header object, servers, others int, events []object) {
	k.servers, k.clients, k.keys = nil, nil, []string{"x"}
	for i, name := range header["nodes"].([]any) {
		switch {
		case i < servers:
			k.servers = append(k.servers, name.(string))
		case i >= servers+others:
			k.clients = append(k.clients, name.(string))
		}
	}
	var look func(v any)
	look = func(v any) {
		switch v := v.(type) {
		case object:
			if key, ok := v["Key"].(string); ok && !slices.Contains(k.keys, key) {
				k.keys = append(k.keys, key)
			}
			for _, x := range v {
				look(x)
			}
		case []any:
			for _, x := range v {
				look(x)
			}
		}
	}
	for _, e := range events {
		look(e)
	}
	slices.Sort(k.keys)
}

func (k *keyValue) constants() [][2]string {
	return [][2]string{{"Client", setOf(k.clients)}, {"Operations", "9"}, {"Kind", `{"put", "append", "get"}`}, {"Key", setOf(k.keys)}}
}

func (k *keyValue) isServer(name any) bool { return slices.Contains(k.servers, fmt.Sprint(name)) }
func (k *keyValue) isClient(name any) bool { return slices.Contains(k.clients, fmt.Sprint(name)) }

func keyValueOp(x any) any { return object{"kind": x.(object)["Kind"], "key": x.(object)["Key"]} }

func keyValueOperation(x any) any {
	o := x.(object)
	return object{"client": o["Client"], "number": o["Number"], "op": keyValueOp(o["Op"])}
}

// value is the sequence of names that a text tells: two characters for each operation that put or appended, the how-manieth client it is
// of, and its number, as a digit or a letter.
func (k *keyValue) value(text any) any {
	list := []any{}
	s := text.(string)
	for len(s) >= 2 {
		client, number := strings.IndexByte("123456789", s[0]), strings.IndexByte("123456789", s[1])+1
		if number == 0 {
			number = strings.IndexByte("abcdefghi", s[1]) + 1
		}
		if client < 0 || client >= len(k.clients) || number == 0 {
			return "no value"
		}
		list = append(list, []any{k.clients[client], number})
		s = s[2:]
	}
	if s != "" {
		return "no value"
	}
	return list
}

// store is the store that a log tells: a key that it does not name has no value.
func (k *keyValue) store(x any) any {
	out := object{}
	for _, key := range k.keys {
		out[key] = []any{}
		if text, ok := x.(object)[key]; ok {
			out[key] = k.value(text)
		}
	}
	return out
}

// last are the answers to the clients' last operations.
func (k *keyValue) last(x any) any {
	out := object{}
	for _, c := range k.clients {
		out[c] = object{"number": 0, "value": []any{}}
		if a, ok := x.(object)[c].(object); ok {
			out[c] = object{"number": a["Number"], "value": k.value(a["Value"])}
		}
	}
	return out
}

// performed are the names of operations.
func performed(x any) any {
	list := []any{}
	for _, o := range x.([]any) {
		list = append(list, []any{o.(object)["Client"], o.(object)["Number"]})
	}
	return list
}

// mapped is a list with every member exchanged.
func mapped(x any, f func(any) any) []any {
	list := []any{}
	for _, y := range x.([]any) {
		list = append(list, f(y))
	}
	return list
}

// shown says whether a field of a message, if it is there, is what a message of the spec has.
func shown(x object, name string, same func(v any) bool) bool {
	v, ok := x[name]
	return !ok || same(v)
}

// shows is shown for a field that has the same value in the spec, or one that is made of it.
func shows(x object, name string, want any, of func(v any) any) bool {
	return shown(x, name, func(v any) bool {
		if of != nil {
			v = of(v)
		}
		return equal(want, v)
	})
}
