package check

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// Expressions are TLA+ expressions that are evaluated in the states of runs. They are for one goroutine.
type Expressions struct {
	texts    []string
	run      *run
	formulas []expression
}

type expression struct {
	f        *eval.Formula
	overStep bool
}

// NewExpressions reads expressions about runs of the system that t is a run of. A run of a TLA+ spec has them evaluated as if they
// stood at the end of the spec's root module, which is read again. For every other run they stand in a module of its own: the
// variables are those of the run, the modules Integers, Sequences, FiniteSets and TLC are extended, and a node of a protocol can be
// named without nodes: S1.term is nodes.S1.term.
func NewExpressions(t *traces.Trace, texts ...string) (*Expressions, error) {
	src := Sources{Spec: "Run.tla", FS: embed.FS{}, root: moduleOf(t), model: "\\* a run is no behaviour of its own\n"}
	if t.Meta.Kind == traces.KindTLA {
		var err error
		if src, err = SourcesOf(t); err != nil {
			return nil, err
		}
	}
	r, err := loadRun(src)
	if err != nil {
		return nil, fmt.Errorf("the module in which expressions are evaluated: %w", err)
	}
	x := &Expressions{run: r}
	for _, text := range texts {
		x.texts = append(x.texts, strings.Join(strings.Fields(text), " "))
		f, overStep, err := r.expression(text)
		if err != nil {
			return nil, err
		}
		x.formulas = append(x.formulas, expression{f, overStep})
	}
	return x, nil
}

// moduleOf is a module whose variables are those of a run.
func moduleOf(t *traces.Trace) string {
	var b strings.Builder
	b.WriteString("---- MODULE Run ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\n")
	var names []string
	declare := func(name, declaration string) {
		if isName(name) && !slices.Contains(names, name) {
			names = append(names, name)
			b.WriteString(declaration)
		}
	}
	for _, f := range t.States[0].Vars {
		declare(f.Name, "VARIABLE "+f.Name+"\n")
	}
	nodes, _ := traces.NodesOf(t.States[0].Vars)
	for _, n := range nodes {
		declare(n.Name, n.Name+" == nodes."+n.Name+"\n")
	}
	b.WriteString("====\n")
	return b.String()
}

// isName reports whether a text is an identifier of TLA+.
func isName(text string) bool {
	e, err := syntax.ParseExpr(&syntax.File{Name: "name", Src: text})
	ref, ok := e.(*syntax.Ref)
	return err == nil && ok && ref.Name.Text == text
}

// Values evaluates the expressions in the states of a run, as [traces.Trace.Closed] has them: a record for each state, with a field
// for each expression. An expression with primes is evaluated over the step that follows the state. Where one cannot be evaluated
// the value says why. The error is that of the first expression that can be evaluated in no state.
func (x *Expressions) Values(t *traces.Trace) ([]traces.Record, error) {
	t = t.Closed()
	states, errs := make([][]value.Value, len(t.States)), make([]error, len(t.States))
	for i := range t.States {
		states[i], errs[i] = x.state(t, i)
	}
	records, mach := make([]traces.Record, len(t.States)), x.run.prog.NewMachine()
	var nowhere error
	for n, text := range x.texts {
		var first error
		known := false
		for i := range t.States {
			v, err := x.value(t, n, i, states, errs, mach)
			known = known || err == nil
			if err != nil {
				v, first = traces.Opaque(cannotEvaluate(err)), cmp.Or(first, err)
			}
			records[i] = append(records[i], traces.Field{Name: text, Value: v})
		}
		if !known && nowhere == nil {
			nowhere = fmt.Errorf("%s can be evaluated in no state of the run: %w", text, first)
		}
	}
	return records, nowhere
}

// state are the variables in state i.
func (x *Expressions) state(t *traces.Trace, i int) ([]value.Value, error) {
	vals := make([]value.Value, len(x.run.prog.Variables))
	for n, variable := range x.run.prog.Variables {
		name := variable.Name.Text
		v, ok := t.States[i].Vars.Get(name)
		if !ok && slices.Contains(t.Params, name) {
			v, ok = t.States[0].Vars.Get(name)
		}
		if !ok {
			return nil, fmt.Errorf("the state has no variable %s", name)
		}
		var err error
		if vals[n], err = untraced(x.run.universe, v); err != nil {
			return nil, fmt.Errorf("variable %s: %w", name, err)
		}
	}
	return vals, nil
}

// value evaluates expression n in state i.
func (x *Expressions) value(t *traces.Trace, n, i int, states [][]value.Value, errs []error, mach *eval.Machine) (traces.Value, error) {
	if errs[i] != nil {
		return nil, errs[i]
	}
	mach.Load(eval.Current, states[i])
	if x.formulas[n].overStep {
		next := nextOf(t, i)
		switch {
		case next < 0:
			return nil, errors.New("no step follows")
		case errs[next] != nil:
			return nil, errs[next]
		}
		mach.Load(eval.Next, states[next])
	}
	defer x.run.host.standOn(states[:i+1], t.States[i].Step)()
	v, err := x.formulas[n].f.Value(mach)
	if err == nil {
		v, err = value.Normalize(v)
	}
	if err != nil {
		return nil, err
	}
	return traced(v), nil
}

// nextOf is the state that follows state i of a closed run; -1 if none is known.
func nextOf(t *traces.Trace, i int) int {
	switch last := len(t.States) - 1; {
	case i < last:
		return i + 1
	case t.Stutters():
		return i
	case t.Again && t.Meta.UpTo == "":
		return min(t.Loop+1, last)
	}
	return -1
}
