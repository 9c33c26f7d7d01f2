package value

// Patch stands for a function with other values at some places, as Growth stands for a set with more members. A place is a path of
// depth keys, f[x][y] has one of depth 2; entries are a path and the value there, then the next path and its value.
func Patch(depth int, entries []Value) Value {
	flags := uint8(0)
	for _, v := range entries {
		flags |= v.flags
	}
	return Value{tag: tagPatch, flags: flags, n: int32(depth), o: &object{elems: entries}}
}

// IsPatch reports whether v stands for values to be put into a function.
func (v Value) IsPatch() bool { return v.tag == tagPatch }

// IsDelta reports whether v says only how a value changes: a growth or a patch.
func (v Value) IsDelta() bool { return v.tag == tagGrowth || v.tag == tagPatch }

// Entries are the paths and values of a patch, one after the other, and depth is the length of each path.
func (v Value) Entries() (entries []Value, depth int) { return v.o.elems, int(v.n) }

// Patched is the value that a patch puts at a key that is a number, a text or a model value; ok is false if it puts none there, only
// parts of one, or the key is something else.
func (v Value) Patched(key Value) (e Value, ok bool) {
	if v.n != 1 {
		return Value{}, false
	}
	for i := 0; i < len(v.o.elems); i += 2 {
		if v.o.elems[i].is(key) {
			return v.o.elems[i+1], true
		}
	}
	return Value{}, false
}

// Into is f with the values of the patch v put in.
func (v Value) Into(f Value) (Value, error) {
	entries, depth := v.Entries()
	for ; len(entries) > 0; entries = entries[depth+1:] {
		var err error
		f, _, err = ExceptAt(f, entries[:depth], func(Value) (Value, error) { return entries[depth], nil })
		if err != nil {
			return f, err
		}
	}
	return f, nil
}

// PairHashOf returns what a key with hash k and its value with hash e add to the hash of a function.
func PairHashOf(k, e uint64) uint64 { return mixPair(k, e) }

// DomainMark is the same for two listed functions exactly if their domains are: the domain, or the length of a sequence.
func DomainMark(f Value) Value {
	if f.tag == tagTuple {
		return MakeInt(int32(len(f.o.elems)))
	}
	return f.o.dom
}
