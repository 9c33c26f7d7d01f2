package eval

import (
	"sync"
	"sync/atomic"

	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Input is what a Program is made of.
type Input struct {
	Spec     *resolve.Spec
	Universe *value.Universe
	// Values gives declarations (constants, and definitions that a model file replaces) their values.
	Values map[syntax.Decl]value.Value
	// Replaced gives declarations the definition of the root module that stands for them.
	Replaced map[syntax.Decl]*syntax.Binding
	// Everywhere has those that are replaced in the copies too that an INSTANCE makes of their module.
	Everywhere map[syntax.Decl]bool
	Host       library.Host
	// Warn, if not nil, is told of what is allowed but hardly meant, once for each place. Workers call it at the same time.
	Warn func(at syntax.Span, msg string)
	// ExactJSON refuses a number of JSON that is not an integer. Otherwise it is warned of, and its fraction cut off.
	ExactJSON bool
	// Without are the caches that are switched off.
	Without Caches
	// Whole makes formulas look at variables only, not at what is derived from them (see Derived).
	Whole bool

	stop *atomic.Bool // see Interrupt
}

// Program is a spec ready to be compiled, expression by expression. Compiling is for one goroutine; what was compiled can run
// on many machines at once.
type Program struct {
	Input
	// Variables are those of the root module, in order; a state is a slice of their values.
	Variables []*syntax.Variable

	vars       map[syntax.Decl]int32
	fresh      map[defKey]int32 // variables that an ENABLED binds, after those of the spec
	freshNames []string
	root       *context
	contexts   map[contextKey]*context
	marked     map[syntax.Decl]bool // see reachesEnabled
	defs       map[defKey]*byName
	ops        map[defKey]*operator
	literals   map[syntax.Expr]*code

	derived []*byName
	// slotNames has the names of what stands in slots, for errors and for Access.
	slotNames map[int32]string

	banks, slots, cells, loops, regions, questions, nodes int32
	cellSlots                                             map[int32]bool // slots that keep the value of a name
	outcomes                                              atomic.Int64   // of regions, so far
	classes                                               map[classKey]*byName
	boundOver                                             map[int32]code // by slot, the constant set over which it is bound
	inlined                                               map[*syntax.OpDef]int32
	deepest                                               int // that depth was
	place

	// careful programs evaluate as late as TLC does and remember how they came where they are. They are slower; an error
	// is believed only when the careful program has it too.
	careful  bool
	mu       sync.Mutex
	twin     *Program
	machines sync.Pool

	// Growing says that some action adds to a set (see Machine.Grows).
	Growing bool

	// explains says that this is the program that says why an action leads nowhere; near is that program.
	explains bool
	near     *Program
	guards   int // how many guards were made (explaining programs only)

	// Impure says that something that was compiled depends on more than its arguments.
	Impure bool
	host   library.Host
}

// A place is where in the spec code is being made. It is put back when the making of some code failed and other code is made
// instead.
type place struct {
	depth      int         // how many pieces of code are being made inside of each other
	using      *use        // of operators, the innermost one
	outermost  syntax.Expr // of the formula
	inClass    bool        // it is a class
	inQuestion bool        // it is a question
	composing  bool        // it is a part of \cdot
	tracking   *tracking
	noting     *access  // of the action that is being made
	path       []string // of definitions (explaining programs only)
}

type contextKey struct {
	inst  *syntax.Instance
	ctx   *context
	apart separation
}

type defKey struct {
	decl syntax.Decl
	ctx  *context
}

// New prepares a spec.
func New(in Input) *Program {
	in.stop = &atomic.Bool{}
	return newProgram(in)
}

// Interrupt makes whatever is being evaluated, on any machine, fail soon with an error of kind Interrupted; FALSE lets evaluation go on.
// A single expression can take longer than anybody waits: \E s \in SUBSET (1..40) : ...
func (p *Program) Interrupt(stop bool) { p.stop.Store(stop) }

// Interrupted says whether evaluation is interrupted.
func (p *Program) Interrupted() bool { return p.stop.Load() }

func newProgram(in Input) *Program {
	p := &Program{
		Input: in, Variables: in.Spec.Root.Variables, vars: map[syntax.Decl]int32{}, fresh: map[defKey]int32{}, root: &context{},
		contexts: map[contextKey]*context{}, marked: map[syntax.Decl]bool{}, defs: map[defKey]*byName{}, ops: map[defKey]*operator{},
		literals: map[syntax.Expr]*code{}, banks: 2, inlined: map[*syntax.OpDef]int32{}, cellSlots: map[int32]bool{}, classes: map[classKey]*byName{}, slotNames: map[int32]string{}, boundOver: map[int32]code{}, host: in.Host,
	}
	for i, v := range p.Variables {
		p.vars[v] = int32(i)
	}
	p.machines.New = func() any { return p.NewMachine() }
	return p
}

// carefully gives the careful program of the same spec.
func (p *Program) carefully() *Program {
	if p.careful {
		return p
	}
	if p.twin == nil {
		p.twin = newProgram(p.Input)
		p.twin.careful = true
	}
	return p.twin
}

func (p *Program) newSlot() int32 {
	p.slots++
	return p.slots - 1
}

// namedSlot is a slot for something that has a name.
func (p *Program) namedSlot(name string) int32 {
	s := p.newSlot()
	p.slotNames[s] = name
	return s
}

// constantCell keeps the value of code that depends on nothing.
func constantCell(c code) code {
	var kept atomic.Pointer[value.Value]
	eval := c.eval
	out := code{simple: true, eval: func(m *Machine) value.Value {
		if v := kept.Load(); v != nil {
			return *v
		}
		v := eval(m)
		kept.Store(&v)
		return v
	}}
	if c.cond != nil {
		var known atomic.Int32
		cond := c.cond
		out.cond = func(m *Machine) bool {
			switch known.Load() {
			case 1:
				return false
			case 2:
				return true
			}
			b := cond(m)
			if b {
				known.Store(2)
			} else {
				known.Store(1)
			}
			return b
		}
	}
	return out
}

// sharedCell keeps the value of code that depends on nothing but variables, for as long as their banks stay the same.
func (p *Program) sharedCell(c code, md mode) code {
	at := p.cells
	p.cells++
	eval := c.eval
	cur, next := md.cur, md.next
	if next == none || !c.uses.readsBank(next) {
		next = cur
	}
	if p.Without.Cells {
		return c
	}
	out := code{uses: c.uses, eval: func(m *Machine) value.Value {
		k := &m.kept[at]
		if k.cur == m.stamps[cur] && k.next == m.stamps[next] && !k.v.IsNone() {
			return k.v
		}
		v := eval(m)
		m.kept[at] = stamped{v, m.stamps[cur], m.stamps[next]}
		return v
	}}
	if c.cond != nil {
		get := out.eval
		out.cond = func(m *Machine) bool { return get(m).IsTrue() }
	}
	return out
}
