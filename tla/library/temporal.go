package library

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
)

// A temporal formula has no value, so an operator does not take one: but for those whose definition, in the text of the module, does no
// more with the argument than pass it on, or does not look at it.

// anything has the modules all of whose operators take temporal formulas.
var anything = map[string]bool{"CSV": true, "GraphViz": true, "IOUtils": true, "Statistics": true, "SVG": true, "TLAPS": true}

// takesTemporal has, by module and operator, the places of the arguments that may be temporal formulas.
var takesTemporal = map[string]map[string][]int{
	"Bags":          {"SetToBag": {0}},
	"BagsExt":       {"MapThenFoldBag": {3}},
	"Functions":     {"Inverse": {1, 2}, "Pointwise": {2}, "Restrict": {1}},
	"Json":          {"JsonDeserialize": {0}, "JsonSerialize": {0, 1}, "ndJsonDeserialize": {0}, "ndJsonSerialize": {0, 1}},
	"Randomization": {"RandomSetOfSubsets": {1}, "TestRandomSetOfSubsets": {1}},
	"Reals":         {"/": {1}},
	"SequencesExt":  {"ReplaceAll": {2}},
	"TLC": {":>": {1}, "Assert": {1}, "Print": {0, 1}, "PrintT": {0}, "RandomElement": {0}, "TLCEval": {0}, "TLCGet": {0},
		"TLCSet": {0, 1}},
	"TLCExt": {"AssertError": {1}, "PickSuccessor": {0}, "TLCCache": {0, 1}, "TLCDefer": {0}, "TLCEvalDefinition": {0}, "TLCFP": {0},
		"TLCGetAndSet": {0, 1, 2, 3}, "TLCGetOrDefault": {0, 1}, "TLCNoOp": {0}, "ToTrace": {0}},
	"VectorClocks": {"CausalOrder": {2, 3}},
}

// ofProofs are the modules of theorems, whose operators are for proofs.
func ofProofs(name string) bool {
	return slices.ContainsFunc(proofs, func(m module) bool { return m.name == name })
}

// most has the highest level of each argument.
func (o *Op) most() []syntax.Level {
	if anything[o.Module] || ofProofs(o.Module) {
		return nil
	}
	list := make([]syntax.Level, len(o.Params))
	for i := range list {
		list[i] = syntax.ActionLevel
		if slices.Contains(takesTemporal[o.Module][o.Name], i) {
			list[i] = syntax.TemporalLevel
		}
	}
	return list
}
