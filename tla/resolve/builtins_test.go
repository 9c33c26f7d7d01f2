package resolve_test

import (
	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
)

func ops(list map[string][]int) map[string]resolve.BuiltinOp {
	out := map[string]resolve.BuiltinOp{}
	for n, p := range list {
		out[n] = resolve.BuiltinOp{Params: p}
	}
	return out
}

var (
	none = []int{}
	one  = []int{0}
	two  = []int{0, 0}
)

// testBuiltins is a small table of built-in modules.
var testBuiltins = map[string]resolve.BuiltinModule{
	"Naturals": {Ops: ops(map[string][]int{"Nat": none, "+": two, "-": two, "*": two, "^": two, "\\div": two, "%": two, "..": two,
		"<": two, ">": two, "\\leq": two, "\\geq": two})},
	"Integers":   {Extends: []string{"Naturals"}, Ops: ops(map[string][]int{"Int": none, "-.": one})},
	"Reals":      {Extends: []string{"Integers"}, Ops: ops(map[string][]int{"Real": none, "/": two, "Infinity": none})},
	"FiniteSets": {Ops: ops(map[string][]int{"IsFiniteSet": one, "Cardinality": one})},
	"Sequences": {Ops: ops(map[string][]int{"Seq": one, "Len": one, "Append": two, "\\o": two, "Head": one, "Tail": one, "SubSeq": {0, 0, 0},
		"SelectSeq": {0, 1}})},
	"TLC": {Ops: map[string]resolve.BuiltinOp{"Print": {Params: two}, "PrintT": {Params: one}, "Assert": {Params: two},
		"TLCGet": {Params: one, Level: syntax.StateLevel}}},
	"TLAPS": {},
}
