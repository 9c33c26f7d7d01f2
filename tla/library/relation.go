package library

import "github.com/synod-go/synod/tla/value"

// Relation: a relation on a set is a function from pairs to truth values, or, for the operators whose
// names end in Under, an operator.
var relations = []module{
	{name: "Relation", extends: []string{"Naturals", "FiniteSets"}, ops: append(properties(
		property{"IsReflexive", reflexive},
		property{"IsIrreflexive", irreflexive},
		property{"IsSymmetric", symmetric},
		property{"IsAntiSymmetric", antiSymmetric},
		property{"IsAsymmetric", asymmetric},
		property{"IsTransitive", transitive},
		property{"IsStrictlyPartiallyOrdered", all(irreflexive, antiSymmetric, transitive)},
		property{"IsPartiallyOrdered", all(reflexive, antiSymmetric, transitive)},
		property{"IsStrictlyTotallyOrdered", all(irreflexive, antiSymmetric, transitive, connex)},
		property{"IsTotallyOrdered", all(reflexive, antiSymmetric, transitive, total)},
	),
		Op{Name: "TransitiveClosure", Eval2: func(r, s value.Value) (value.Value, error) { return closure(r, s, false) }},
		Op{Name: "ReflexiveTransitiveClosure", Eval2: func(r, s value.Value) (value.Value, error) { return closure(r, s, true) }},
		Op{Name: "IsConnected", Eval2: isConnected},
	)},
}

// A related relation says whether two values are related.
type related func(x, y value.Value) (bool, error)

type property struct {
	name  string
	holds func(r related, s []value.Value) (bool, error)
}

// properties makes both forms of each.
func properties(list ...property) []Op {
	var ops []Op
	for _, p := range list {
		ops = append(ops, Op{Name: p.name, Eval2: func(r, s value.Value) (value.Value, error) {
			list, err := members(p.name, 1, s)
			if err != nil {
				return value.Value{}, err
			}
			return is(p.holds(relatedBy(p.name, r), list))
		}}, Op{Name: p.name + "Under", Params: []int{2, 0}, Eval: func(c *Call) (value.Value, error) {
			list, err := members(p.name+"Under", 1, c.Value(1))
			if err != nil {
				return value.Value{}, err
			}
			return is(p.holds(c.relation(p.name+"Under", 0), list))
		}})
	}
	return ops
}

// relatedBy is r[x, y].
func relatedBy(op string, r value.Value) related {
	return func(x, y value.Value) (bool, error) {
		v, err := value.Apply(r, value.Args(x, y))
		if err != nil {
			return false, err
		}
		return truth(op, 0, v)
	}
}

// every reports whether test holds for all pairs.
func every(s []value.Value, test func(x, y value.Value) (bool, error)) (bool, error) {
	for _, x := range s {
		for _, y := range s {
			if ok, err := test(x, y); err != nil || !ok {
				return false, err
			}
		}
	}
	return true, nil
}

func all(tests ...func(r related, s []value.Value) (bool, error)) func(r related, s []value.Value) (bool, error) {
	return func(r related, s []value.Value) (bool, error) {
		for _, test := range tests {
			if ok, err := test(r, s); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	}
}

func reflexive(r related, s []value.Value) (bool, error) {
	for _, x := range s {
		if ok, err := r(x, x); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

func irreflexive(r related, s []value.Value) (bool, error) {
	for _, x := range s {
		if ok, err := r(x, x); err != nil || ok {
			return false, err
		}
	}
	return true, nil
}

func symmetric(r related, s []value.Value) (bool, error) {
	return every(s, func(x, y value.Value) (bool, error) {
		there, err := r(x, y)
		if err != nil {
			return false, err
		}
		back, err := r(y, x)
		return there == back, err
	})
}

// both reports whether x and y are related in both directions.
func (r related) both(x, y value.Value) (bool, error) {
	if ok, err := r(x, y); err != nil || !ok {
		return false, err
	}
	return r(y, x)
}

// either reports whether x and y are related in some direction.
func (r related) either(x, y value.Value) (bool, error) {
	if ok, err := r(x, y); err != nil || ok {
		return ok, err
	}
	return r(y, x)
}

func antiSymmetric(r related, s []value.Value) (bool, error) {
	return every(s, func(x, y value.Value) (bool, error) {
		if ok, err := r.both(x, y); err != nil || !ok {
			return err == nil, err
		}
		return value.Equal(x, y)
	})
}

func asymmetric(r related, s []value.Value) (bool, error) {
	return every(s, func(x, y value.Value) (bool, error) {
		ok, err := r.both(x, y)
		return !ok, err
	})
}

func transitive(r related, s []value.Value) (bool, error) {
	return every(s, func(x, y value.Value) (bool, error) {
		if ok, err := r(x, y); err != nil || !ok {
			return err == nil, err
		}
		for _, z := range s {
			if ok, err := r(y, z); err != nil {
				return false, err
			} else if !ok {
				continue
			}
			if ok, err := r(x, z); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	})
}

// connex is total without the pairs of an element with itself.
func connex(r related, s []value.Value) (bool, error) {
	return every(s, func(x, y value.Value) (bool, error) {
		if same, err := value.Equal(x, y); err != nil || same {
			return same, err
		}
		return r.either(x, y)
	})
}

func total(r related, s []value.Value) (bool, error) { return every(s, r.either) }

// reach is the transitive closure of a relation on n things.
func reach(n int, edge func(i, j int) (bool, error)) ([][]bool, error) {
	to := make([][]bool, n)
	for i := range to {
		to[i] = make([]bool, n)
		for j := range to[i] {
			var err error
			if to[i][j], err = edge(i, j); err != nil {
				return nil, err
			}
		}
	}
	for k := range to {
		for i := range to {
			if to[i][k] {
				for j, ok := range to[k] {
					to[i][j] = to[i][j] || ok
				}
			}
		}
	}
	return to, nil
}

// closed is the transitive closure of r on the members of s.
func closed(op string, r, s value.Value, reflexive bool) ([][]bool, error) {
	list, err := members(op, 1, s)
	if err != nil {
		return nil, err
	}
	edge := relatedBy(op, r)
	to, err := reach(len(list), func(i, j int) (bool, error) { return edge(list[i], list[j]) })
	if err != nil {
		return nil, err
	}
	for i := range to {
		to[i][i] = to[i][i] || reflexive
	}
	return to, nil
}

func closure(r, s value.Value, reflexive bool) (value.Value, error) {
	to, err := closed("TransitiveClosure", r, s, reflexive)
	if err != nil {
		return value.Value{}, err
	}
	pairs, err := value.Product(s, s)
	if err != nil {
		return value.Value{}, err
	}
	var holds []value.Value // pairs of the same length are in the order of their elements
	for _, row := range to {
		for _, ok := range row {
			holds = append(holds, value.MakeBool(ok))
		}
	}
	return value.MakeFunc(pairs, holds)
}

func isConnected(r, s value.Value) (value.Value, error) {
	to, err := closed("IsConnected", r, s, true)
	if err != nil {
		return value.Value{}, err
	}
	return value.MakeBool(allTrue(to)), nil
}

func allTrue(rows [][]bool) bool {
	for _, row := range rows {
		for _, ok := range row {
			if !ok {
				return false
			}
		}
	}
	return true
}
