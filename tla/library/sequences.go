package library

import "github.com/synod-go/synod/tla/value"

var sequences = []module{
	{name: "Sequences", ops: []Op{
		{Name: "Seq", Eval1: value.Sequences},
		{Name: "Len", Eval1: value.Len},
		{Name: "\\o", Eval2: value.Concat},
		{Name: "Append", Eval2: value.Append},
		{Name: "Head", Eval1: value.Head},
		{Name: "Tail", Eval1: value.Tail},
		{Name: "SubSeq", Params: values(3), Eval: func(c *Call) (value.Value, error) {
			s, m := c.Value(0), c.Value(1)
			return value.SubSeq(s, m, c.Value(2))
		}},
		{Name: "SelectSeq", Params: []int{0, 1}, Eval: func(c *Call) (value.Value, error) {
			return value.SelectSeq(c.Value(0), c.test("SelectSeq", 1))
		}},
	}},
}

var finiteSets = []module{
	{name: "FiniteSets", ops: []Op{
		{Name: "IsFiniteSet", Eval1: predicate1(value.IsFinite)},
		{Name: "Cardinality", Eval1: value.Cardinality},
	}},
}
