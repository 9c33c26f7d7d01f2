package value

// Patch stands for a function with other values at some keys, as Growth stands for a set with more members: pairs are key, value,
// key, value.
func Patch(pairs []Value) Value {
	flags := uint8(0)
	for _, v := range pairs {
		flags |= v.flags
	}
	return Value{tag: tagPatch, flags: flags, o: &object{elems: pairs}}
}

// IsPatch says whether v stands for values to be put into a function.
func (v Value) IsPatch() bool { return v.tag == tagPatch }

// IsDelta says whether v says only how a value changes: a growth or a patch.
func (v Value) IsDelta() bool { return v.tag == tagGrowth || v.tag == tagPatch }

// Pairs are the keys and values of a patch, one after the other.
func (v Value) Pairs() []Value { return v.o.elems }

// Patched is the value that a patch puts at a key that is a number, a text or a model value; ok is false if it puts none there, or
// the key is something else.
func (v Value) Patched(key Value) (e Value, ok bool) {
	for i := 0; i < len(v.o.elems); i += 2 {
		if v.o.elems[i].is(key) {
			return v.o.elems[i+1], true
		}
	}
	return Value{}, false
}

// Into is f with the values of the patch v put in.
func (v Value) Into(f Value) (Value, error) {
	var err error
	for i := 0; i < len(v.o.elems) && err == nil; i += 2 {
		f, _, err = Except(f, v.o.elems[i], v.o.elems[i+1])
	}
	return f, err
}

// PairHashOf is what a key with hash k and value with hash e add to the hash of their function.
func PairHashOf(k, e uint64) uint64 { return mixPair(k, e) }
