package library

import "strings"

// words are the names and numbers in TLC's text of the standard modules, in the order in which they first stand there, and the modules that
// they name. TLC orders strings by when their text first came up, be it as a name or as a string, so CHOOSE among strings that are also
// names of such a module's parameters ("a", "b", "n") depends on it.
var words = map[string]struct{ extends, instances, names string }{
	"Naturals":      {"", "", "Nat a b n TRUE"},
	"Integers":      {"Naturals", "", "Int a 0"},
	"Reals":         {"Integers", "", "Real a b m Infinity i r"},
	"Sequences":     {"", "Naturals", "Seq S 1 n Nat Len s t i Append e Head Tail SubSeq m SelectSeq Test F 0"},
	"FiniteSets":    {"", "Naturals Sequences", "IsFiniteSet S seq Seq s n 1 Len Cardinality CS T 0 x"},
	"Bags":          {"TLC", "Naturals", "IsABag B n Nat 0 BagToSet SetToBag S e 1 BagIn EmptyBag B1 B2 d Sum f DSum elt TRUE BagUnion SubBag RemoveFromDom x y Combine BagSet i Biggest Range r s RSB BB BagOfAll F BagCardinality CopiesIn"},
	"TLC":           {"", "Naturals Sequences FiniteSets", "Print out val PrintT TRUE Assert v JavaTime n Nat TLCGet i TLCSet d e x f g Permutations S w SortSeq s Op Perm p 1 Len j RandomElement Any ToString a b STRING TLCEval"},
	"Randomization": {"", "Naturals FiniteSets", "RandomSubset k S T Cardinality RandomSetOfSubsets n TestRandomSetOfSubsets i 1 5"},
}

// Words are the modules that a standard module extends in TLC, those of which it has instances, and the names and numbers in its text, in
// order.
func Words(module string) (extends, instances, names []string) {
	w := words[module]
	return strings.Fields(w.extends), strings.Fields(w.instances), strings.Fields(w.names)
}
