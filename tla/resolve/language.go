package resolve

import "github.com/synod-go/synod/tla/syntax"

// langOp is an operator of the language itself: known in every module, defined in none.
type langOp struct {
	arity int
	level syntax.Level // of every use, unless pass
	// pass says that a use has the level of its arguments. The other operators also look at more than the value of their
	// argument in one state: F(a) and F(b) can differ where a = b (they are not Leibniz).
	pass bool
	max  []syntax.Level // the highest level of each argument
}

const (
	constant = syntax.ConstantLevel
	state    = syntax.StateLevel
	action   = syntax.ActionLevel
	temporal = syntax.TemporalLevel
)

var language = map[string]langOp{}

// langDecls has the declaration of each.
var langDecls = map[string]*syntax.Builtin{}

func init() {
	add := func(o langOp, names ...string) {
		o.arity = len(o.max)
		for _, n := range names {
			language[n] = o
			langDecls[n] = &syntax.Builtin{Name: n, Arity: o.arity}
		}
	}
	lv := func(l ...syntax.Level) []syntax.Level { return l }
	add(langOp{pass: true}, "TRUE", "FALSE", "BOOLEAN", "STRING")
	add(langOp{pass: true, max: lv(action, action)}, "=", "/=", "\\subseteq", "\\in", "\\notin", "\\", "\\cap", "\\cup")
	add(langOp{pass: true, max: lv(temporal)}, "~")
	add(langOp{pass: true, max: lv(temporal, temporal)}, "/\\", "\\/", "=>", "<=>")
	add(langOp{pass: true, max: lv(action)}, "SUBSET", "UNION", "DOMAIN")
	add(langOp{level: action, max: lv(state)}, "'", "UNCHANGED")
	add(langOp{level: state, max: lv(action)}, "ENABLED")
	add(langOp{level: temporal, max: lv(temporal)}, "[]", "<>")
	add(langOp{level: temporal, max: lv(temporal, temporal)}, "~>", "-+->")
	add(langOp{level: action, max: lv(action, action)}, "\\cdot")
}
