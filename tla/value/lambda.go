package value

import "sync/atomic"

// A lambda is a function by its description: a domain that may be infinite, a rule, and the values that
// EXCEPT put in place of the rule's.
type lambda struct {
	dom     Value
	rule    func(x Value) (Value, error)
	changes []change // later ones win
	watch   *Watch   // that the rule tells what is asked
	listing atomic.Pointer[listing]
}

// A listing is what came of listing a symbolic set or function. It is kept without a lock: two
// goroutines may make it at once, and a rule that asks for the listing of its own function recurses
// until its evaluator stops it, instead of waiting for itself.
type listing struct {
	v   Value
	err error
}

// once gives the kept listing, or makes it.
func once(kept *atomic.Pointer[listing], make func() (Value, error)) (Value, error) {
	l := kept.Load()
	if l == nil {
		v, err := make()
		l = &listing{v, err}
		kept.Store(l)
	}
	return l.v, l.err
}

type change struct{ key, value Value }

func (*lambda) extension() {}

func (v Value) lambda() *lambda { return v.o.ext.(*lambda) }

// Lambda is the function on dom whose value at x is rule(x), worked out when asked for. dom may be
// infinite. rule must be a function in the mathematical sense and safe for several goroutines.
func Lambda(dom Value, rule func(x Value) (Value, error)) (Value, error) {
	if dom.Kind() != Set {
		return Value{}, errorf("|->", "Attempted to make a function whose domain is not a set:\n%v", dom)
	}
	return makeLambda(&lambda{dom: dom, rule: rule}), nil
}

func makeLambda(l *lambda) Value {
	n := l.dom.depth()
	for _, c := range l.changes {
		n = max(n, c.key.depth(), c.value.depth())
	}
	return Value{tag: tagLambda, flags: flagLazy, n: n + 1, o: &object{ext: l}}
}

func (l *lambda) apply(f, x Value) (Value, error) {
	in, err := Member(x, l.dom)
	if err != nil {
		return Value{}, err
	}
	if !in {
		return Value{}, outside(f, x)
	}
	if kept := l.listing.Load(); kept != nil && kept.err == nil {
		return Apply(kept.v, x)
	}
	return l.at(x)
}

// at is the value at x, which is in the domain.
func (l *lambda) at(x Value) (Value, error) {
	for i := len(l.changes) - 1; i >= 0; i-- {
		eq, err := Equal(l.changes[i].key, x)
		if err != nil {
			return Value{}, err
		}
		if eq {
			return l.changes[i].value, nil
		}
	}
	return l.rule(x)
}

func (l *lambda) except(f Value, path []Value, update func(Value) (Value, error)) (Value, bool, error) {
	in, err := Member(path[0], l.dom)
	if err != nil || !in {
		return f, false, err
	}
	old, err := l.apply(f, path[0])
	if err != nil {
		return Value{}, false, err
	}
	e, done, err := ExceptAt(old, path[1:], update)
	if err != nil || !done {
		return f, false, err
	}
	changes := append(l.changes[:len(l.changes):len(l.changes)], change{path[0], e})
	return Deepen(makeLambda(&lambda{dom: l.dom, rule: l.rule, changes: changes, watch: l.watch}), []Value{f}), true, nil
}

// list works the function out over its whole domain.
func (l *lambda) list() (Value, error) {
	return once(&l.listing, func() (Value, error) {
		return FuncOf(l.dom, l.at)
	})
}

// equalLambdas compares two functions of which at least one is symbolic.
func equalLambdas(a, b Value) (bool, error) {
	da, _ := Domain(a)
	db, _ := Domain(b)
	// TLC works finite functions out before it compares anything.
	for _, f := range []Value{a, b} {
		if dom, _ := Domain(f); f.tag == tagLambda {
			if finite, err := IsFinite(dom); err == nil && finite {
				if _, err := list(f); err != nil {
					return false, err
				}
			}
		}
	}
	eq, err := equalSets(da, db)
	if err != nil || !eq {
		return false, err
	}
	if a, err = list(a); err != nil {
		return false, err
	}
	if b, err = list(b); err != nil {
		return false, err
	}
	return equalFuncs(a, b)
}
