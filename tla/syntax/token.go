package syntax

// Kind is the kind of a token.
type Kind int8

// The kinds of tokens.
const (
	EOF         Kind = iota
	Ident            // a name; also @
	Num              // Text is the number in decimal
	Dec              // 1.5
	Str              // Text is the value
	Op               // an operator symbol; Text is its canonical spelling
	Keyword          // Text is the keyword
	Punct            // ( ) [ ] { } << >> , : :: . ! == -> <- |-> ]_ >>_ _ \A \E \AA \EE WF_ SF_
	StepName         // <1>2.
	Separator        // ----
	ModuleStart      // ---- MODULE
	ModuleEnd        // ====
)

// A Token is one word of the text.
type Token struct {
	Span
	Kind Kind
	Text string // canonical
	Raw  string // as written
}

// Is reports whether the token is this keyword, punctuation or operator.
func (t *Token) Is(text string) bool {
	return (t.Kind == Keyword || t.Kind == Punct || t.Kind == Op) && t.Text == text
}

// Describe is the token for error messages.
func (t *Token) Describe() string {
	switch t.Kind {
	case EOF:
		return "the end of the text"
	case Str:
		return "a string"
	case Separator:
		return "----"
	case ModuleEnd:
		return "the end of the module (====)"
	case Num, Dec:
		return "the number " + short(t.Raw)
	}
	return short(t.Raw)
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}

// keywords are the reserved words. Prefix operators that are words (SUBSET, ENABLED ...) are operators.
var keywords = map[string]bool{}

func init() {
	for _, w := range []string{"ACTION", "ACTIONS", "ASSUME", "ASSUMPTION", "AXIOM", "CASE", "CHOOSE", "CONSTANT", "CONSTANTS", "ELSE",
		"EXCEPT", "EXTENDS", "IF", "INSTANCE", "LET", "IN", "LOCAL", "MODULE", "NEW", "OTHER", "PROPOSITION", "LEMMA", "COROLLARY",
		"THEN", "BY", "ONLY", "DEFINE", "DEF", "DEFS", "THEOREM", "USE", "HIDE", "HAVE", "OBVIOUS", "OMITTED", "LAMBDA", "TAKE",
		"PROOF", "PROVE", "QED", "RECURSIVE", "STATE", "TEMPORAL", "TEMPORALS", "PICK", "WITNESS", "SUFFICES", "VARIABLE", "VARIABLES",
		"WITH"} {
		keywords[w] = true
	}
}

// symbols maps every spelling that is not a word to the kind and canonical text of its token.
var symbols = map[string]Token{}

// longestSymbol is the length in bytes of the longest symbol.
var longestSymbol int

func init() {
	for spelling, name := range canonical {
		symbols[spelling] = Token{Kind: Op, Text: name}
	}
	for _, w := range []string{"SUBSET", "UNION", "DOMAIN", "ENABLED", "UNCHANGED"} {
		delete(symbols, w)
	}
	for name, spellings := range map[string][]string{
		"(": {}, ")": {}, "[": {}, "]": {}, "{": {}, "}": {}, ",": {}, ":": {}, ".": {}, "!": {}, "_": {},
		"<<": {"⟨"}, ">>": {"⟩"}, "]_": {}, ">>_": {"⟩_"}, "==": {"≜"}, "->": {"→"}, "<-": {"←"}, "|->": {"↦"}, "::": {"∷"},
		"\\A": {"\\forall", "∀"}, "\\E": {"\\exists", "∃"}, "\\AA": {}, "\\EE": {}, "[]ASSUME": {}, "[]PROVE": {},
	} {
		symbols[name] = Token{Kind: Punct, Text: name}
		for _, s := range spellings {
			symbols[s] = Token{Kind: Punct, Text: name}
		}
	}
	for s := range symbols {
		longestSymbol = max(longestSymbol, len(s))
	}
}
