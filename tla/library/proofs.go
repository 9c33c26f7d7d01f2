package library

import "github.com/synod-go/synod/tla/value"

// The modules that specs extend for the sake of their proofs, which are not checked here. What TLAPS defines
// are names of provers and tactics, all of them TRUE. Of the theorem modules the definitions are here;
// the theorems are only named in proofs, and proofs are skipped.
var proofs = []module{
	{name: "TLAPS", ops: append(tactics(),
		Op{Name: "EnabledWrapper", Params: []int{1}, Eval: func(*Call) (value.Value, error) { return value.False, nil }},
		Op{Name: "CdotWrapper", Params: []int{1}, Eval: func(*Call) (value.Value, error) { return value.False, nil }},
	)},
	{name: "NaturalsInduction", extends: []string{"Integers"}, ops: []Op{
		{Name: "factorial", Const: constant(factorials)},
		{Name: "NatInductiveDefHypothesis", Params: []int{0, 0, 2}, Refused: onlyProofs},
		{Name: "NatInductiveDefConclusion", Params: []int{0, 0, 2}, Refused: onlyProofs},
		{Name: "FiniteNatInductiveDefHypothesis", Params: []int{0, 0, 2, 0, 0}, Refused: onlyProofs},
		{Name: "FiniteNatInductiveDefConclusion", Params: []int{0, 0, 2, 0, 0}, Eval: finiteInductive},
	}},
	{name: "WellFoundedInduction", extends: []string{"NaturalsInduction"}, ops: []Op{
		{Name: "IsTransitivelyClosedOn", Eval2: predicate2(isTransitivelyClosedOn)},
		{Name: "IsWellFoundedOn", Eval2: predicate2(isWellFoundedOn)},
		{Name: "SetLessThan", Params: values(3), Eval: setLessThan},
		{Name: "WFDefOn", Params: []int{0, 0, 2}, Refused: onlyProofs},
		{Name: "OpDefinesFcn", Params: []int{0, 0, 2}, Refused: onlyProofs},
		{Name: "WFInductiveDefines", Params: []int{0, 0, 2}, Refused: onlyProofs},
		{Name: "WFInductiveUnique", Params: []int{0, 2}, Refused: onlyProofs},
		{Name: "TransitiveClosureOn", Eval2: transitiveClosureOn},
		{Name: "OpToRel", Params: []int{2, 0}, Eval: func(c *Call) (value.Value, error) {
			return pairsWhere(c.Value(1), c.relation("OpToRel", 0))
		}},
		{Name: "PreImage", Params: []int{1, 0, 0}, Eval: func(c *Call) (value.Value, error) {
			s, r := c.Value(1), c.Value(2)
			return pairsWhere(s, func(x, y value.Value) (bool, error) {
				return value.Member(value.Tuple(c.apply(0, x), c.apply(0, y)), r)
			})
		}},
		{Name: "LexPairOrdering", Params: values(4), Refused: onlyProofs},
		{Name: "LexProductOrdering", Params: values(3), Refused: onlyProofs},
	}},
	{name: "FiniteSetTheorems", extends: []string{"FiniteSets", "Integers", "Functions", "WellFoundedInduction"}, ops: []Op{
		{Name: "FiniteSubsetsOf", Eval1: func(s value.Value) (value.Value, error) {
			all, err := value.Subsets(s)
			if err != nil {
				return value.Value{}, err
			}
			if finite, err := value.IsFinite(s); err != nil || finite {
				return all, err
			}
			return value.Filter(all, true, value.IsFinite)
		}},
		{Name: "StrictSubsetOrdering", Eval1: func(s value.Value) (value.Value, error) {
			all, err := value.Subsets(s)
			if err != nil {
				return value.Value{}, err
			}
			return pairsWhere(all, func(x, y value.Value) (bool, error) {
				if in, err := value.Subset(x, y); err != nil || !in {
					return false, err
				}
				same, err := value.Equal(x, y)
				return !same, err
			})
		}},
	}},
	{name: "SequenceTheorems", extends: []string{"Sequences", "Functions"}},
	{name: "FunctionTheorems", extends: []string{"Functions", "Integers", "FiniteSets"}},
	{name: "FoldsTheorems", extends: []string{"Folds", "FiniteSets"}},
	{name: "FiniteSetsExtTheorems", extends: []string{"FiniteSetsExt", "FiniteSets", "Integers"}},
	{name: "GraphTheorems", extends: []string{"Graphs", "Sequences"}},
	{name: "QuorumTheorems", extends: []string{"Quorum", "Integers", "FiniteSets"}},
	{name: "SequencesExtTheorems", extends: []string{"Sequences", "SequencesExt", "Functions", "Integers", "WellFoundedInduction"}, ops: []Op{
		{Name: "StrictPrefixesDetermineDef", Params: []int{0, 2}, Refused: onlyProofs},
		{Name: "StrictSuffixesDetermineDef", Params: []int{0, 2}, Refused: onlyProofs},
		{Name: "TailInductiveDefHypothesis", Params: []int{0, 0, 0, 2}, Refused: onlyProofs},
		{Name: "TailInductiveDefConclusion", Params: []int{0, 0, 0, 2}, Refused: onlyProofs},
		{Name: "FrontInductiveDefHypothesis", Params: []int{0, 0, 0, 2}, Refused: onlyProofs},
		{Name: "FrontInductiveDefConclusion", Params: []int{0, 0, 0, 2}, Refused: onlyProofs},
	}},
	{name: "BagsTheorems", extends: []string{"Bags"}},
}

const onlyProofs = "it is for proofs, which are not checked"

// tactics are the names of TLAPS by the number of their parameters.
func tactics() []Op {
	var ops []Op
	for n, names := range [][]string{
		{"SimpleArithmetic", "SMT", "CVC3", "CVC4", "Yices", "veriT", "Zipper", "Z3", "Spass", "LS4", "PTL", "PropositionalTemporalLogic",
			"Zenon", "SlowZenon", "SlowerZenon", "VerySlowZenon", "SlowestZenon", "Isa", "IsaWithSetExtensionality",
			"Auto", "SlowAuto", "SlowerAuto", "SlowestAuto", "Force", "SlowForce", "SlowerForce", "SlowestForce",
			"SimplifyAndSolve", "SlowSimplifyAndSolve", "SlowerSimplifyAndSolve", "SlowestSimplifyAndSolve",
			"Simplification", "SlowSimplification", "SlowerSimplification", "SlowestSimplification",
			"Blast", "SlowBlast", "SlowerBlast", "SlowestBlast", "AutoBlast",
			"AllProvers", "AllSMT", "AllIsa", "ExpandENABLED", "ExpandCdot", "AutoUSE", "Lambdify", "ENABLEDaxioms", "LevelComparison", "Trivial"},
		{"SMTT", "CVC3T", "CVC4T", "YicesT", "veriTT", "ZipperT", "Z3T", "SpassT", "LS4T", "ZenonT", "IsaT", "IsaM", "AllProversT", "AllSMTT", "AllIsaT"},
		{"IsaMT"},
	} {
		for _, name := range names {
			ops = append(ops, Op{Name: name, Params: values(n), Eval: func(*Call) (value.Value, error) { return value.True, nil }})
		}
	}
	return ops
}

// finiteInductive is f = [i \in m..n |-> IF i = m THEN base ELSE Def(f[i-1], i)].
func finiteInductive(c *Call) (value.Value, error) {
	f, base := c.Value(0), c.Value(1)
	m := c.Value(3)
	dom, err := value.Range(m, c.Value(4))
	if err != nil {
		return value.Value{}, err
	}
	g, err := value.FuncOf(dom, func(i value.Value) (value.Value, error) {
		if first, err := value.Equal(i, m); err != nil || first {
			return base, err
		}
		before, err := value.Minus(i, value.MakeInt(1))
		if err != nil {
			return value.Value{}, err
		}
		if before, err = value.Apply(f, before); err != nil {
			return value.Value{}, err
		}
		return c.apply(2, before, i), nil
	})
	if err != nil {
		return value.Value{}, err
	}
	return is(value.Equal(f, g))
}

// inSet is the relation that a set of pairs is.
func inSet(r value.Value) related {
	return func(x, y value.Value) (bool, error) { return value.Member(value.Tuple(x, y), r) }
}

func isTransitivelyClosedOn(r, s value.Value) (bool, error) {
	list, err := members("IsTransitivelyClosedOn", 1, s)
	if err != nil {
		return false, err
	}
	return transitive(inSet(r), list)
}

// isWellFoundedOn of a finite set asks for cycles.
func isWellFoundedOn(r, s value.Value) (bool, error) {
	list, err := members("IsWellFoundedOn", 1, s)
	if err != nil {
		return false, err
	}
	less := inSet(r)
	to, err := reach(len(list), func(i, j int) (bool, error) { return less(list[i], list[j]) })
	if err != nil {
		return false, err
	}
	for i := range to {
		if to[i][i] {
			return false, nil
		}
	}
	return true, nil
}

func setLessThan(c *Call) (value.Value, error) {
	x, r := c.Value(0), c.Value(1)
	return value.Filter(c.Value(2), false, func(y value.Value) (bool, error) { return value.Member(value.Tuple(y, x), r) })
}

func transitiveClosureOn(r, s value.Value) (value.Value, error) {
	list, err := members("TransitiveClosureOn", 1, s)
	if err != nil {
		return value.Value{}, err
	}
	related := inSet(r)
	to, err := reach(len(list), func(i, j int) (bool, error) { return related(list[i], list[j]) })
	if err != nil {
		return value.Value{}, err
	}
	var pairs []value.Value
	for i, row := range to {
		for j, ok := range row {
			if ok {
				pairs = append(pairs, value.Tuple(list[i], list[j]))
			}
		}
	}
	return value.MakeSet(pairs)
}

// pairsWhere is {<<x, y>> \in s \X s : test(x, y)}.
func pairsWhere(s value.Value, test func(x, y value.Value) (bool, error)) (value.Value, error) {
	pairs, err := value.Product(s, s)
	if err != nil {
		return value.Value{}, err
	}
	return value.Filter(pairs, false, func(p value.Value) (bool, error) {
		x, err := value.Apply(p, value.MakeInt(1))
		if err != nil {
			return false, err
		}
		y, err := value.Apply(p, value.MakeInt(2))
		if err != nil {
			return false, err
		}
		return test(x, y)
	})
}
