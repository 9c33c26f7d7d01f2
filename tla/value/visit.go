package value

// A Visitor is told what a value is made of, from left to right. Every Begin has its End. Functions
// that are neither sequences nor records give keys and values in turn.
type Visitor interface {
	Bool(b bool)
	Int(n int32)
	String(s string)
	Model(name string)
	BeginSet(n int)
	BeginSequence(n int)
	BeginRecord(n int)
	Field(name string) // before its value
	BeginFunction(n int)
	End()
	// Symbolic gets a set or function that cannot be listed, as it is printed.
	Symbolic(text string)
}

// Visit shows v to the visitor. Symbolic parts are listed where they can be.
func Visit(v Value, to Visitor) {
	switch v.tag {
	case tagNone:
		to.Symbolic(v.String())
	case tagBool:
		to.Bool(v.n != 0)
	case tagInt:
		to.Int(v.n)
	case tagString:
		to.String(v.sym().text)
	case tagModel:
		to.Model(v.sym().text)
	case tagLazySet, tagLambda, tagInterval, tagSet, tagGrown:
		l, err := list(v)
		if err != nil {
			to.Symbolic(v.String())
			return
		}
		if v = l; v.Kind() != Set {
			visitFunction(v, to)
			return
		}
		to.BeginSet(v.listedLen())
		for i := range v.listedLen() {
			Visit(v.at(i), to)
		}
		to.End()
	default:
		visitFunction(v, to)
	}
}

func visitFunction(f Value, to Visitor) {
	n := len(f.o.elems)
	switch f.tag {
	case tagTuple:
		to.BeginSequence(n)
	case tagRecord:
		to.BeginRecord(n)
	default:
		to.BeginFunction(n)
	}
	for i, e := range f.o.elems {
		switch f.tag {
		case tagRecord:
			to.Field(f.KeyAt(i).sym().text)
		case tagFunc:
			Visit(f.KeyAt(i), to)
		}
		Visit(e, to)
	}
	to.End()
}
