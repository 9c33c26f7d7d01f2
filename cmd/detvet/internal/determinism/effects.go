package determinism

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// params is a set of parameters, the receiver first: their own memory, and that
// which is reached through it.
type params uint64

func (s params) has(k int) bool { return k < 32 && s>>k&1 != 0 }

func (s params) hasDeep(k int) bool { return k < 32 && s>>(32+k)&1 != 0 }

func (s params) any(k int) bool { return s.has(k) || s.hasDeep(k) }

// effects are what a caller must know of a function.
type effects struct {
	// Env is what the function, or what it calls, does with its environment.
	Env envUse
	// Holds are the parameters whose memory is in each result.
	Holds []params
	// Sends are the parameters whose memory gets into messages.
	Sends params
	// Writes are the parameters whose memory is changed; Lasts those of them in
	// which the last of several calls wins, or something like it.
	Writes, Lasts params
	// Keyed are the parameters that tell the places apart that are changed.
	Keyed params
	// Sorts are the parameters that are sorted.
	Sorts params
	// Tolerates are the parameters whose order makes no difference.
	Tolerates params
	// Prints are the parameters that are formatted by package fmt.
	Prints params
	// Unordered are the results that are in a map's order.
	Unordered params
	// Global is a package variable whose memory the first result holds, "" if none
	// does; globals are all of them, for this package.
	Global  string
	globals set
	// Picks is set if one of the parameters is returned, as by max.
	Picks bool
	// Stateful is set if a result is a function that changes what it captured.
	Stateful bool
}

func (e *effects) none() bool {
	for _, h := range e.Holds {
		if h != 0 {
			return false
		}
	}
	return e.Global == "" && e.Env == 0 && !e.Picks && !e.Stateful &&
		e.Sends|e.Writes|e.Sorts|e.Tolerates|e.Prints|e.Unordered == 0
}

// envUse is a set of ways to use model.Env.
type envUse uint8

const (
	sends  envUse = 1 << iota // or records, or chooses
	sets                      // a timer
	clears                    // a timer
)

// ordered reports whether the order of two such uses makes a difference.
func (u envUse) ordered() bool { return u&sends != 0 || u&(sets|clears) == sets|clears }

func useOf(method string) envUse {
	switch method {
	case "", "ID", "Peers", "Group":
		return 0
	case "SetTimer":
		return sets
	case "StopTimer":
		return clears
	case "Log":
		return 0
	}
	return sends
}

// complete computes the effects of all functions: first where memory gets, until
// nothing new is learnt, then what depends on the order of loops.
func (p *program) complete() {
	for _, fn := range p.funcs {
		p.effects[fn] = &effects{Holds: make([]params, fn.Signature.Results().Len())}
	}
	for changed := true; changed; {
		changed = false
		for _, fn := range p.funcs {
			if fn.Parent() == nil {
				p.pointsOf(fn).solve()
			}
		}
		for _, fn := range p.funcs {
			changed = p.learn(fn) || changed
		}
	}
	if p.standard {
		for _, e := range p.effects {
			e.Lasts = e.Writes
		}
		return
	}
	for _, fn := range p.funcs {
		p.effects[fn].Stateful = p.returnsState(fn)
	}
	p.completed = true
	for _, fn := range p.funcs {
		p.orderOf(fn)
	}
}

// effectsOf returns what is known of a function, here or elsewhere.
func (p *program) effectsOf(c callee) *effects {
	if c.fn != nil {
		if e := p.effects[c.fn]; e != nil {
			if p.completed {
				p.orderOf(c.fn)
			}
			return e
		}
	}
	if c.obj == nil || isMethodOf(c.obj, "strings") && strings.HasPrefix(nameOf(c.obj), "strings.Replacer") {
		return new(effects)
	}
	var f fact
	if c.obj.Pkg() != p.pass.Pkg && p.pass.ImportObjectFact(c.obj, &f) {
		e := f.Effects
		return &e
	}
	return p.opaque(c)
}

// opaque guesses the effects of a function whose code is not at hand: a method
// changes its receiver if it is behind a pointer, and a writer is written.
func (p *program) opaque(c callee) *effects {
	e := new(effects)
	if c.obj == nil || c.obj.Pkg() == nil || !isStandardPath(p.pass, c.obj.Pkg().Path()) || unchanging[c.obj.Pkg().Path()] {
		return e
	}
	sig := c.obj.Signature()
	k := 0
	if r := sig.Recv(); r != nil {
		if _, ok := r.Type().(*types.Pointer); ok && !readOnly[c.obj.Name()] {
			e.Writes |= 1
		}
		k = 1
	}
	for i := range sig.Params().Len() {
		t := sig.Params().At(i).Type()
		n, ok := types.Unalias(t).(*types.Named)
		if ok && (n.Obj().Name() == "Writer" || n.Obj().Name() == "Reader") ||
			(isFunc(c.obj, "encoding/json", "Unmarshal") || isFunc(c.obj, "encoding/xml", "Unmarshal")) && i == 1 {
			e.Writes |= 1 << (k + i)
		}
	}
	if isFunc(c.obj, "fmt", "Sscan Sscanf Sscanln Fscan Fscanf Fscanln") {
		e.Writes |= 1 << (32 + sig.Params().Len() - 1)
	}
	if isMethodOf(c.obj, "reflect") || isFunc(c.obj, "reflect", "ValueOf Indirect") {
		e.Holds = []params{1}
		if strings.HasPrefix(c.obj.Name(), "Set") {
			e.Writes |= 1
		}
	}
	e.Lasts = e.Writes
	return e
}

// unchanging are the packages whose methods change nothing that is seen.
var unchanging = words(`errors html/template regexp text/template time`)

// readOnly are methods of pointers that change nothing, by their usual names.
var readOnly = words(`String Error Len Cap Less Equal Cmp Sign Bytes IsZero Format GoString MarshalJSON MarshalText
	Unwrap Is As`)

// learn adds to the effects of fn what its code and its callees say now.
func (p *program) learn(fn *ssa.Function) bool {
	e, pt := p.effects[fn], p.pointsOf(fn)
	old := *e
	old.Holds = slices.Clone(e.Holds)
	grown := false
	for _, ret := range returns(fn) {
		for k, v := range ret.Results {
			if k == 0 && mayPoint(v.Type()) && !p.standard {
				grown = e.addGlobals(pt.of(v)) || grown
			}
			if k < len(e.Holds) && mayPoint(v.Type()) {
				e.Holds[k] |= p.paramsIn(fn, pt.all(pt.of(v)))
			}
		}
	}
	look := func(instr ssa.Instruction) {
		for _, w := range pt.writes(instr) {
			e.Writes |= p.paramsIn(fn, w.to)
		}
		switch i := instr.(type) {
		case ssa.CallInstruction:
			p.learnCall(fn, e, pt, i)
		case *ssa.MakeClosure: // what a literal does, it may do here
			if lit := p.effects[i.Fn.(*ssa.Function)]; lit != nil {
				e.Env |= lit.Env
			}
		}
	}
	if fn.Parent() == nil {
		pt.each(fn, look) // in its literals, too
	} else {
		for instr := range instructions(fn) {
			look(instr)
		}
	}
	return grown || !slices.Equal(old.Holds, e.Holds) || old.Env != e.Env ||
		old.Sends != e.Sends || old.Writes != e.Writes || old.Prints != e.Prints
}

// addGlobals notes the package variables among memory.
func (e *effects) addGlobals(s set) bool {
	grown := false
	for r := range s {
		name := ""
		switch r := r.(type) {
		case *ssa.Global:
			if r.Object() != nil {
				name = r.Name()
			}
		case foreign:
			name = r.name
		}
		if name == "" || e.globals[r] {
			continue
		}
		if e.globals == nil {
			e.globals = set{}
		}
		e.globals[r], grown = true, true
		if e.Global == "" || name < e.Global { // the first by the alphabet
			e.Global = name
		}
	}
	return grown
}

func (p *program) learnCall(fn *ssa.Function, e *effects, pt *points, c ssa.CallInstruction) {
	e.Env |= useOf(p.envMethod(c.Common()))
	if !p.ignores.has(c.Pos()) { // what is silenced here is no fault of the callers, either
		e.Sends |= p.paramsIn(fn, pt.sent(c))
	}
	for _, to := range p.callees(c) {
		e.Env |= p.effectsOf(to).Env
		for k, a := range to.args {
			if a != nil && p.prints(to).any(k) {
				e.Prints |= p.printed(fn, a)
			}
		}
	}
}
