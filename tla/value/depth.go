package value

// How deep a value is nested is known from its making on, so that nobody walks down into one that is deeper than Go's stack:
// an overflow of that would be the end of the process. Composite values keep it in n.

// MaxDepth is how deep a value may be nested. Whoever evaluates refuses what is TooDeep.
const MaxDepth = 2_000

// depth is how deep v is nested: 0 for a number, 1 for a set of numbers. A set or function made from another by a small change
// can count as deep as that one.
func (v Value) depth() int32 {
	if v.tag < tagSet || v.tag == tagInterval || v.tag > tagLambda {
		return 0
	}
	return v.n
}

// TooDeep reports whether v is nested more than MaxDepth deep.
func TooDeep(v Value) bool { return v.depth() > MaxDepth }

// Deepen makes a symbolic set or function count as one that has the given values in it, because its rule uses them.
func Deepen(v Value, used []Value) Value {
	if v.tag == tagLazySet || v.tag == tagLambda {
		v.n = max(v.n, deepest(used)+1)
	}
	return v
}

// deepest is the depth of the deepest value.
func deepest(list []Value) (d int32) {
	for _, v := range list {
		d = max(d, v.depth())
	}
	return d
}

// parts are the values of which a description speaks.
func parts(d description) []Value {
	switch d := d.(type) {
	case *union:
		return []Value{d.a, d.b}
	case *intersection:
		return []Value{d.a, d.b}
	case *difference:
		return []Value{d.a, d.b}
	case *bigUnion:
		return []Value{d.sets}
	case *filtered:
		return []Value{d.base}
	case *functions:
		return []Value{d.dom, d.rng}
	case *product:
		return d.sets
	case *records:
		return d.sets
	case *sequences:
		return []Value{d.base}
	case *subsets:
		return []Value{d.base}
	}
	return nil
}
