package syntax

// An operator symbol of TLA+'s table: how it may be written, and how strongly it binds.
// Two neighbours whose ranges overlap need parentheses (Specifying Systems, section 15.2.1).
type operator struct {
	name   string // canonical spelling
	fix    Fix
	lo, hi int8 // range of precedences; a higher one binds tighter
	left   bool // a op b op c is (a op b) op c; without it the chain is refused
}

// The table, as in SANY's TLA+ version 2 (which differs from Table 6 of the book in SUBSET, UNION and DOMAIN).
var operatorTable = []operator{
	// Prefix.
	{"~", Prefix, 4, 4, true},
	{"[]", Prefix, 4, 15, false},
	{"<>", Prefix, 4, 15, false},
	{"ENABLED", Prefix, 4, 15, false},
	{"UNCHANGED", Prefix, 4, 15, false},
	{"SUBSET", Prefix, 10, 13, false},
	{"UNION", Prefix, 10, 13, false},
	{"DOMAIN", Prefix, 10, 13, false},
	{"-.", Prefix, 12, 12, false},
	// Postfix.
	{"'", Postfix, 15, 15, false},
	{"^+", Postfix, 15, 15, false},
	{"^*", Postfix, 15, 15, false},
	{"^#", Postfix, 15, 15, false},
	// Infix.
	{"=>", Infix, 1, 1, false},
	{"<=>", Infix, 2, 2, false},
	{"~>", Infix, 2, 2, false},
	{"-+->", Infix, 2, 2, false},
	{"/\\", Infix, 3, 3, true},
	{"\\/", Infix, 3, 3, true},
	{"=", Infix, 5, 5, false},
	{"/=", Infix, 5, 5, false},
	{"\\in", Infix, 5, 5, false},
	{"\\notin", Infix, 5, 5, false},
	{"<", Infix, 5, 5, false},
	{">", Infix, 5, 5, false},
	{"<=", Infix, 5, 5, false},
	{">=", Infix, 5, 5, false},
	{"\\subseteq", Infix, 5, 5, false},
	{"\\subset", Infix, 5, 5, false},
	{"\\supset", Infix, 5, 5, false},
	{"\\supseteq", Infix, 5, 5, false},
	{"\\sqsubset", Infix, 5, 5, false},
	{"\\sqsubseteq", Infix, 5, 5, false},
	{"\\sqsupset", Infix, 5, 5, false},
	{"\\sqsupseteq", Infix, 5, 5, false},
	{"\\prec", Infix, 5, 5, false},
	{"\\preceq", Infix, 5, 5, false},
	{"\\succ", Infix, 5, 5, false},
	{"\\succeq", Infix, 5, 5, false},
	{"\\sim", Infix, 5, 5, false},
	{"\\simeq", Infix, 5, 5, false},
	{"\\ll", Infix, 5, 5, false},
	{"\\gg", Infix, 5, 5, false},
	{"\\asymp", Infix, 5, 5, false},
	{"\\approx", Infix, 5, 5, false},
	{"\\cong", Infix, 5, 5, false},
	{"\\doteq", Infix, 5, 5, false},
	{"\\propto", Infix, 5, 5, false},
	{"|-", Infix, 5, 5, false},
	{"|=", Infix, 5, 5, false},
	{"-|", Infix, 5, 5, false},
	{"=|", Infix, 5, 5, false},
	{":=", Infix, 5, 5, false},
	{"::=", Infix, 5, 5, false},
	{"\\cdot", Infix, 5, 14, true},
	{"@@", Infix, 6, 6, true},
	{":>", Infix, 7, 7, false},
	{"<:", Infix, 7, 7, false},
	{"\\", Infix, 8, 8, false},
	{"\\cap", Infix, 8, 8, true},
	{"\\cup", Infix, 8, 8, true},
	{"..", Infix, 9, 9, false},
	{"...", Infix, 9, 9, false},
	{"!!", Infix, 9, 13, false},
	{"##", Infix, 9, 13, true},
	{"$", Infix, 9, 13, true},
	{"$$", Infix, 9, 13, true},
	{"??", Infix, 9, 13, true},
	{"\\sqcap", Infix, 9, 13, true},
	{"\\sqcup", Infix, 9, 13, true},
	{"\\uplus", Infix, 9, 13, true},
	{"\\wr", Infix, 9, 14, false},
	{"+", Infix, 10, 10, true},
	{"++", Infix, 10, 10, true},
	{"\\oplus", Infix, 10, 10, true},
	{"%", Infix, 10, 11, false},
	{"%%", Infix, 10, 11, true},
	{"|", Infix, 10, 11, true},
	{"||", Infix, 10, 11, true},
	{"\\X", Infix, 10, 13, true},
	{"-", Infix, 11, 11, true},
	{"--", Infix, 11, 11, true},
	{"\\ominus", Infix, 11, 11, true},
	{"&", Infix, 13, 13, true},
	{"&&", Infix, 13, 13, true},
	{"*", Infix, 13, 13, true},
	{"**", Infix, 13, 13, true},
	{"/", Infix, 13, 13, false},
	{"//", Infix, 13, 13, false},
	{"\\div", Infix, 13, 13, false},
	{"\\o", Infix, 13, 13, true},
	{"\\odot", Infix, 13, 13, true},
	{"\\oslash", Infix, 13, 13, false},
	{"\\otimes", Infix, 13, 13, true},
	{"\\star", Infix, 13, 13, true},
	{"\\bigcirc", Infix, 13, 13, true},
	{"\\bullet", Infix, 13, 13, true},
	{"^", Infix, 14, 14, false},
	{"^^", Infix, 14, 14, false},
}

// funcApply is how f[x] binds.
var funcApply = operator{"[", Postfix, 16, 16, true}

// synonyms are other spellings, of which the first of each line is the canonical one.
var synonyms = [][]string{
	{"~", "\\lnot", "\\neg", "¬"},
	{"[]", "□"},
	{"<>", "◇"},
	{"'"},
	{"^+", "⁺"},
	{"=>", "⇒"},
	{"<=>", "\\equiv", "≡", "⇔"},
	{"~>", "↝"},
	{"-+->", "⇸"},
	{"/\\", "\\land", "∧"},
	{"\\/", "\\lor", "∨"},
	{"/=", "#", "≠"},
	{"\\in", "∈"},
	{"\\notin", "∉"},
	{"<=", "=<", "\\leq", "≤"},
	{">=", "\\geq", "≥"},
	{"\\subseteq", "⊆"},
	{"\\subset", "⊂"},
	{"\\supset", "⊃"},
	{"\\supseteq", "⊇"},
	{"\\sqsubset", "⊏"},
	{"\\sqsubseteq", "⊑"},
	{"\\sqsupset", "⊐"},
	{"\\sqsupseteq", "⊒"},
	{"\\prec", "≺"},
	{"\\preceq", "⪯"},
	{"\\succ", "≻"},
	{"\\succeq", "⪰"},
	{"\\sim", "∼"},
	{"\\simeq", "≃"},
	{"\\ll", "≪"},
	{"\\gg", "≫"},
	{"\\asymp", "≍"},
	{"\\approx", "≈"},
	{"\\cong", "≅"},
	{"\\doteq", "≐"},
	{"\\propto", "∝"},
	{"|-", "⊢"},
	{"|=", "⊨"},
	{"-|", "⊣"},
	{"=|", "⫤"},
	{":=", "≔"},
	{"::=", "⩴"},
	{"\\cdot", "⋅"},
	{"\\cap", "\\intersect", "∩"},
	{"\\cup", "\\union", "∪"},
	{"..", "‥"},
	{"...", "…"},
	{"!!", "‼"},
	{"??", "⁇"},
	{"\\sqcap", "⊓"},
	{"\\sqcup", "⊔"},
	{"\\uplus", "⊎"},
	{"\\wr", "≀"},
	{"\\oplus", "(+)", "⊕"},
	{"\\ominus", "(-)", "⊖"},
	{"\\odot", "(.)", "⊙"},
	{"\\oslash", "(/)", "⊘"},
	{"\\otimes", "(\\X)", "⊗"},
	{"||", "‖"},
	{"\\X", "\\times", "×"},
	{"\\div", "÷"},
	{"\\o", "\\circ", "∘"},
	{"\\star", "⋆"},
	{"\\bigcirc", "◯"},
	{"\\bullet", "●"},
}

var (
	prefixOps  = map[string]*operator{}
	infixOps   = map[string]*operator{}
	postfixOps = map[string]*operator{}
	canonical  = map[string]string{} // every spelling of every symbol
)

func init() {
	for i := range operatorTable {
		op := &operatorTable[i]
		switch op.fix {
		case Prefix:
			prefixOps[op.name] = op
		case Infix:
			infixOps[op.name] = op
		case Postfix:
			postfixOps[op.name] = op
		}
		canonical[op.name] = op.name
	}
	for _, line := range synonyms {
		for _, s := range line {
			canonical[s] = line[0]
		}
	}
}

// Canonical gives the one spelling under which an operator symbol is known in the tree ("\leq" and "=<" are "<=").
// Other names are returned as they are. Prefix minus is "-.".
func Canonical(symbol string) string {
	if c, ok := canonical[symbol]; ok {
		return c
	}
	return symbol
}

// FixOf says how an operator symbol is written; Nonfix for a name that is no symbol.
func FixOf(symbol string) Fix {
	switch s := Canonical(symbol); {
	case infixOps[s] != nil:
		return Infix
	case prefixOps[s] != nil:
		return Prefix
	case postfixOps[s] != nil:
		return Postfix
	}
	return Nonfix
}
