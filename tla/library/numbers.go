package library

import "github.com/synod-go/synod/tla/value"

// Naturals, Integers and Reals. TLC knows no real numbers that are not integers, so there is no "/".
var numbers = []module{
	{name: "Naturals", ops: []Op{
		{Name: "Nat", Const: constant(value.Nat)},
		{Name: "+", Eval2: value.Plus},
		{Name: "-", Eval2: value.Minus},
		{Name: "*", Eval2: value.Times},
		{Name: "^", Eval2: value.Power},
		{Name: "\\div", Eval2: value.Div},
		{Name: "%", Eval2: value.Mod},
		{Name: "..", Eval2: value.Range},
		{Name: "<", Eval2: predicate2(value.Less)},
		{Name: ">", Eval2: predicate2(value.Greater)},
		{Name: "<=", Eval2: predicate2(value.LessEqual)},
		{Name: ">=", Eval2: predicate2(value.GreaterEqual)},
	}},
	{name: "Integers", extends: []string{"Naturals"}, ops: []Op{
		{Name: "Int", Const: constant(value.Integer)},
		{Name: "-.", Eval1: value.Negate},
	}},
	{name: "Reals", extends: []string{"Integers"}, ops: []Op{
		{Name: "Real", Const: constant(value.Real)},
		{Name: "/", Params: values(2), Refused: "there are no real numbers but the integers; use \\div"},
		{Name: "Infinity", Params: values(0), Refused: "there are no real numbers but the integers"},
	}},
}
