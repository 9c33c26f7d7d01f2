package resolve

import "github.com/synod-go/synod/tla/syntax"

// An info says what is known of an expression's level. Parameters (of operators and instances, and constants,
// for which an instance may substitute) have no level of their own: the level of a use depends on what they stand for.
type info struct {
	level  syntax.Level
	params []syntax.Decl // the level is at least that of what these stand for
	// max has for a parameter the highest level of what it may stand for.
	max map[syntax.Decl]syntax.Level
	// opaque has the parameters that stand below an operator like ' whose value depends on more than its argument's value.
	opaque map[syntax.Decl]bool
	// calls are the uses of operator parameters.
	calls []call
}

// A call is a use of an operator parameter: its i-th argument has this level.
type call struct {
	op     syntax.Decl
	i      int
	level  syntax.Level
	params []syntax.Decl
}

// maxCalls bounds the calls of one info, against artificial texts.
const maxCalls = 64

// opArg is an operator given as an argument.
type opArg struct {
	decl syntax.Decl // an operator parameter or constant, or nil
	own  []*syntax.Param
	sig  info
	max  []syntax.Level // of an operator of the language
	lang bool
	leib bool // lang: depends on the value of its argument only
}

// An argInfo is one argument: a value or an operator.
type argInfo struct {
	info
	op *opArg
}

func (in *info) addParam(p syntax.Decl) {
	for _, q := range in.params {
		if q == p {
			return
		}
	}
	in.params = append(in.params[:len(in.params):len(in.params)], p)
}

// limit notes that p stands for at most level.
func (in *info) limit(p syntax.Decl, level syntax.Level) {
	if old, ok := in.max[p]; ok && old <= level {
		return
	}
	if in.max == nil {
		in.max = map[syntax.Decl]syntax.Level{}
	}
	in.max[p] = level
}

func (in *info) hide(p syntax.Decl) {
	if in.opaque == nil {
		in.opaque = map[syntax.Decl]bool{}
	}
	in.opaque[p] = true
}

func (in *info) call(c call) {
	if len(in.calls) >= maxCalls {
		return
	}
	for _, d := range in.calls {
		if d.op == c.op && d.i == c.i && d.level == c.level && same(d.params, c.params) {
			return
		}
	}
	in.calls = append(in.calls[:len(in.calls):len(in.calls)], c)
}

func same(a, b []syntax.Decl) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// weigh makes the level at least that of b.
func (in *info) weigh(b info) {
	in.level = max(in.level, b.level)
	for _, p := range b.params {
		in.addParam(p)
	}
}

// constrain takes over what b demands of parameters.
func (in *info) constrain(b info) {
	for p, l := range b.max {
		in.limit(p, l)
	}
	for p := range b.opaque {
		in.hide(p)
	}
	for _, c := range b.calls {
		in.call(c)
	}
}

// join does both.
func (in *info) join(b info) {
	in.weigh(b)
	in.constrain(b)
}
