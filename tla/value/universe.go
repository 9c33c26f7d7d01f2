package value

import (
	"encoding/binary"
	"math"
	"strings"
	"sync"
)

// A symbol is what a string or a model value is made of.
type symbol struct {
	text string
	typ  byte // model values: the type, or 0
	u    *Universe
}

func (*symbol) extension() {}

// A Universe holds the strings and model values of one run and the order among them, which is the
// order in which their names were first seen. Values of different universes must not meet.
//
// While a spec is read (by one goroutine) every new name takes the next place. After [Universe.Freeze]
// names are no longer given a place: strings that are made by evaluation come after all others,
// ordered by their text, so that the order does not depend on which worker was first.
type Universe struct {
	mu      sync.RWMutex
	order   map[string]int32
	names   []string // by place
	strings map[string]Value
	models  map[string]Value
	domains map[string]Value // of records, by the sorted names, so that records share them
	list    []Value          // the model values in the order of their making
	frozen  bool
}

// late is the place of every string that was first seen after Freeze.
const late = math.MaxInt32

// NewUniverse is a universe without names.
func NewUniverse() *Universe {
	return &Universe{order: map[string]int32{}, strings: map[string]Value{}, models: map[string]Value{}, domains: map[string]Value{}}
}

// See gives each name its place in the order, unless it has one. TLC takes identifiers, string
// literals and the names in the model file into one order, as it reads them.
func (u *Universe) See(names ...string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, s := range names {
		u.place(s)
	}
}

// Freeze ends the reading of the spec.
func (u *Universe) Freeze() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.frozen = true
}

func (u *Universe) place(s string) int32 {
	n, ok := u.order[s]
	if !ok {
		if u.frozen {
			return late
		}
		n = int32(len(u.order))
		u.order[s] = n
		u.names = append(u.names, s)
	}
	return n
}

// name is the name at a place.
func (u *Universe) name(n uint64) (string, bool) {
	u.mu.RLock()
	defer u.mu.RUnlock()
	if n >= uint64(len(u.names)) {
		return "", false
	}
	return u.names[n], true
}

// String is the string value s.
func (u *Universe) String(s string) Value {
	u.mu.RLock()
	v, ok := u.strings[s]
	u.mu.RUnlock()
	if ok {
		return v
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if v, ok := u.strings[s]; ok {
		return v
	}
	s = strings.Clone(s)
	v = Value{tag: tagString, n: u.place(s), o: &object{hash: hashText(saltString, s), ext: &symbol{text: s, u: u}}}
	u.strings[s] = v
	return v
}

// Model is the model value called name. If the name is a letter, an underscore and more, it is typed.
func (u *Universe) Model(name string) Value {
	u.mu.Lock()
	defer u.mu.Unlock()
	if v, ok := u.models[name]; ok {
		return v
	}
	sym := &symbol{text: name, u: u, typ: modelType(name)}
	v := Value{tag: tagModel, flags: flagModel, n: u.place(name), o: &object{hash: hashText(saltModel, name), ext: sym}}
	if sym.typ != 0 {
		v.flags |= flagTyped
	}
	u.models[name] = v
	u.list = append(u.list, v)
	return v
}

// FindModel is the model value called name, if there is one.
func (u *Universe) FindModel(name string) (Value, bool) {
	u.mu.RLock()
	defer u.mu.RUnlock()
	v, ok := u.models[name]
	return v, ok
}

// Models are the model values in the order of their making.
func (u *Universe) Models() []Value {
	u.mu.RLock()
	defer u.mu.RUnlock()
	return append([]Value(nil), u.list...)
}

// shared marks the domain that all records with the same fields have.
type shared struct{}

func (shared) extension() {}

// recordDomain is the set of strings dom, as the one object that all records with these fields share.
func (u *Universe) recordDomain(dom Value) Value {
	if len(dom.o.elems) == 0 || dom.o.ext != nil {
		return dom
	}
	var key []byte
	for _, k := range dom.o.elems {
		text := k.sym().text
		key = append(binary.AppendUvarint(key, uint64(len(text))), text...)
	}
	u.mu.RLock()
	known, ok := u.domains[string(key)]
	u.mu.RUnlock()
	if ok {
		return known
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if known, ok := u.domains[string(key)]; ok {
		return known
	}
	dom.o = &object{hash: dom.o.hash, elems: dom.o.elems, ext: shared{}}
	u.domains[string(key)] = dom
	return dom
}
