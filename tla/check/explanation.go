package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
)

// Explanation is what the checker has found out about a model without searching.
type Explanation struct {
	Module string
	// Config is the name of the model file.
	Config string
	// Constants are those of the root module, and definitions that the model file replaces.
	Constants []ExplainedConstant
	Variables []string
	Initial   []ExplainedFormula
	Actions   []ExplainedAction
	Derived   []ExplainedDerived
	Claims    []ExplainedClaim
	Fairness  []ExplainedFairness
	// FairnessUsed says that there is a temporal property, which may assume the fairness.
	FairnessUsed bool
	// Symmetry is the name of the symmetry set, and Group the size of the group that it generates.
	Symmetry string
	Group    int
	// SymmetryUsed says that no temporal property forbids to use it.
	SymmetryUsed bool
	View, Alias  string
	Deadlock     bool // is looked for
	// Impure says that what the search evaluates depends on more than states, so states are
	// visited one by one.
	Impure bool
}

// ExplainedConstant is a constant: its value, or the definition that stands for it, or both.
type ExplainedConstant struct{ Name, Definition, Value string }

// ExplainedFormula is a formula of the spec, and the definition that it comes from.
type ExplainedFormula struct{ Name, Text, Place string }

// ExplainedAction is an action of the next-state relation.
type ExplainedAction struct {
	Name, Place string
	// Known says that the reads and writes are known. They are not where the action is recursive
	// or uses \cdot.
	Known bool
	// Reads are variables, parts of them like term[i], variables of the next state like x', and
	// derived variables, in their order.
	Reads  []string
	Writes []ExplainedWrite
	// Unchanged are variables that some branch of the action leaves as they are, and none writes.
	Unchanged []string
	// Impure says that it depends on more than variables.
	Impure bool
}

// ExplainedWrite is a variable, or a part of one, that an action writes, and how.
type ExplainedWrite struct {
	Variable string
	// How is "value", "one of a set", "adds to" or "put in". The last two are deltas: the rest of
	// the variable is not looked at.
	How string
}

// Delta says that only what changes is kept.
func (w ExplainedWrite) Delta() bool { return w.How == howGrown || w.How == howPatched }

const (
	howAssigned = "value"
	howChosen   = "one of a set"
	howGrown    = "adds to"
	howPatched  = "put in"
)

// ExplainedDerived is a derived variable, which the checker carries along with a state.
type ExplainedDerived struct {
	Name string
	// Kind is "class", "index" or "substitution", which stands for a variable of an instanced
	// module.
	Kind string
	Text string
}

// ExplainedClaim is a part of an entry of the model file.
type ExplainedClaim struct {
	Keyword, Name string
	// Part is the definition that the part comes from.
	Part, Text, Place string
	Level             string
	How               string
	Reads             []string
	// Impure says that it depends on more than variables, so its verdicts are not kept.
	Impure bool
	// Refused says why a search refuses it, or is empty.
	Refused string
}

// ExplainedFairness is a fairness conjunct of the specification.
type ExplainedFairness struct {
	// Kind is WF, SF or temporal.
	Kind, Action, Subscript, Place string
	// Times is how often it stands in the specification: once for each value of the quantifiers
	// around it.
	Times int
}

// How claims are checked.
const (
	onceInitially = "once, in each initial state"
	perState      = "per state"
	perStep       = "per step"
	byCycles      = "by the search for cycles"
	onceAtEnd     = "once, at the end"
	onceAtStart   = "once, before the search"
)

// Explain says what the checker has found out about the model. It does not search. It evaluates
// definitions that stand for constants; when ctx is done it leaves out the values that are not
// known yet.
func (m *Model) Explain(ctx context.Context) (*Explanation, error) {
	r, err := m.start(ctx)
	if err != nil {
		return nil, err
	}
	defer r.interruptedBy(ctx)()
	return r.explain()
}

func (m *run) explain() (*Explanation, error) {
	e := &Explanation{
		Module:       m.Name,
		Config:       m.config.File.Name,
		FairnessUsed: len(m.temporal) > 0,
		Symmetry:     m.config.Symmetry.Text,
		Group:        len(m.group),
		SymmetryUsed: m.group != nil && len(m.temporal) == 0,
		View:         m.config.View.Text,
		Alias:        m.config.Alias.Text,
		Deadlock:     m.deadlock && m.next != nil,
		Impure:       m.impure,
	}
	x := &explaining{m}
	e.Constants = x.constants()
	for _, v := range m.prog.Variables {
		e.Variables = append(e.Variables, v.Name.Text)
	}
	if m.init != nil {
		list, err := m.init.Conjuncts()
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			e.Initial = append(e.Initial, formulaOf(c.Name, c.Expr))
		}
	}
	if m.next != nil {
		for i := range m.next.Actions {
			e.Actions = append(e.Actions, x.action(i))
		}
	}
	for i := range m.derived {
		e.Derived = append(e.Derived, x.derived(i))
	}
	e.Claims = x.claims()
	e.Fairness = x.fairness()
	return e, nil
}

// explaining explains a model.
type explaining struct{ *run }

func formulaOf(name string, e syntax.Expr) ExplainedFormula {
	return ExplainedFormula{name, oneLine(e.GetSpan().Text()), e.GetSpan().String()}
}

func (x *explaining) constants() (list []ExplainedConstant) {
	named := map[syntax.Decl]bool{}
	add := func(name string, d syntax.Decl) {
		if named[d] {
			return
		}
		named[d] = true
		c := ExplainedConstant{Name: name}
		if v, ok := x.prog.Values[d]; ok {
			c.Value = oneLine(v.String())
		}
		if b := x.prog.Replaced[d]; b != nil {
			c.Definition = b.Decl.DeclName()
			if _, listed := b.Decl.(*syntax.Builtin); listed {
				c.Definition = "the model file's table"
			}
			c.Value = x.replacement(b)
		}
		list = append(list, c)
	}
	for _, c := range x.spec.Root.Constants {
		add(c.Name.Text, c)
	}
	for _, k := range x.config.Constants {
		if b := x.spec.Root.Lookup(k.Name.Text); b != nil && k.Module.Text == "" {
			add(k.Name.Text, b.Decl)
		}
	}
	return list
}

// replacement is the value of a definition that stands for a constant; "" if that cannot be told.
func (x *explaining) replacement(b *syntax.Binding) string {
	d, ok := b.Decl.(*syntax.OpDef)
	if !ok || len(d.Params) > 0 || d.Level != syntax.ConstantLevel {
		return ""
	}
	e, err := x.reference(d.Name)
	if err != nil {
		return ""
	}
	f, err := x.prog.Formula(e, false)
	if err != nil || f.Impure {
		return ""
	}
	v, err := f.Value(x.prog.NewMachine())
	if err != nil {
		return ""
	}
	return oneLine(v.String())
}

func (x *explaining) action(i int) ExplainedAction {
	a := &x.next.Actions[i]
	out := ExplainedAction{Name: a.Name, Place: a.Span.String()}
	found, ok := x.next.Access(i)
	if out.Known = ok; !ok {
		return out
	}
	out.Impure = found.Impure
	out.Reads = x.reads(found.Reads)
	slices.SortFunc(found.Writes, func(a, b eval.AccessWrite) int {
		return cmp.Or(a.Variable-b.Variable, strings.Compare(a.Part, b.Part), int(a.Kind-b.Kind))
	})
	written := map[int]bool{}
	for _, w := range found.Writes {
		if w.Kind == eval.Kept {
			continue
		}
		written[w.Variable] = true
		how := [...]string{howAssigned, howChosen, howGrown, howPatched}[w.Kind]
		name := x.prog.Variables[w.Variable].Name.Text
		out.Writes = append(out.Writes, ExplainedWrite{name + w.Part, how})
	}
	for _, w := range found.Writes {
		if w.Kind == eval.Kept && !written[w.Variable] {
			written[w.Variable] = true
			out.Unchanged = append(out.Unchanged, x.prog.Variables[w.Variable].Name.Text)
		}
	}
	return out
}

// reads names what is read.
func (x *explaining) reads(list []eval.AccessRead) (out []string) {
	for _, r := range list {
		prime := ""
		if r.Bank == eval.Next {
			prime = "'"
		}
		name := ""
		if base := len(x.prog.Variables); r.Place < base {
			name = x.prog.Variables[r.Place].Name.Text
		} else {
			name = x.derived(r.Place - base).Name
		}
		out = append(out, name+prime+r.Part)
	}
	return out
}

// derived explains a derived variable. A class is called after its variable, with a number.
func (x *explaining) derived(i int) ExplainedDerived {
	d := x.prog.DerivedText(i)
	if d.Class < 0 {
		text := d.Expr.GetSpan().Text()
		if r, ok := d.Expr.(*syntax.Ref); ok && len(r.Args) == 0 && !strings.Contains(text, "!") {
			text = r.Name.Text // the text of an implicit substitution is the name of the module
		}
		return ExplainedDerived{d.Name, "substitution", d.Name + " <- " + oneLine(text)}
	}
	number := 1
	for j := range i {
		if v, ok := x.prog.Class(j); ok && v == d.Class {
			number++
		}
	}
	of := x.prog.Variables[d.Class].Name.Text
	out := ExplainedDerived{Name: fmt.Sprintf("%s#%d", of, number), Kind: "class"}
	text := func(list []syntax.Expr, between string) string {
		var words []string
		for _, e := range list {
			words = append(words, e.GetSpan().Text())
		}
		return oneLine(strings.Join(words, between))
	}
	out.Text = fmt.Sprintf("%s \\in %s", d.Member, of)
	if len(d.Tests) > 0 {
		out.Text += " : " + text(d.Tests, " /\\ ")
	}
	out.Text = "{" + out.Text + "}"
	if len(d.Keys) > 0 {
		out.Kind = "index"
		out.Text += " by " + text(d.Keys, ", ")
	}
	return out
}

func (x *explaining) claims() (list []ExplainedClaim) {
	keyword := map[string]string{}
	for _, n := range x.config.Properties {
		keyword[n.Text] = "PROPERTY"
	}
	for _, n := range x.config.Invariants {
		keyword[n.Text] = "INVARIANT"
	}
	add := func(keyword, how string, c claim) {
		e := c.f.Expr()
		level := e.GetLevel()
		if how == perStep {
			level = max(level, syntax.ActionLevel) // a [A]_v is one
		}
		list = append(list, ExplainedClaim{
			Keyword: keyword, Name: c.name, Part: c.part,
			Text: oneLine(claimText(e)), Place: e.GetSpan().String(),
			Level: level.String(), How: how, Reads: x.reads(c.f.Uses()), Impure: c.f.Impure,
		})
	}
	for _, c := range x.invariants {
		add(keyword[c.name], perState, c)
	}
	for _, c := range x.initials {
		add("PROPERTY", onceInitially, c)
	}
	for _, c := range x.steps {
		add("PROPERTY", perStep, c)
	}
	for i, c := range x.temporal {
		f := formulaOf(c.clause.Name, c.clause.Expr)
		t := ExplainedClaim{
			Keyword: "PROPERTY", Name: c.name, Part: f.Name, Text: f.Text, Place: f.Place,
			Level: syntax.TemporalLevel.String(), How: byCycles,
		}
		if x.live != nil {
			t.Reads, t.Impure = x.atomReads(x.live.properties[i])
		}
		if x.liveErr != nil {
			t.Refused = oneLine(x.liveErr.Error())
		}
		list = append(list, t)
	}
	x.byEntry(list)
	for _, c := range x.constraints {
		add("CONSTRAINT", perState, c)
	}
	for _, c := range x.actionLimit {
		add("ACTION_CONSTRAINT", perStep, c)
	}
	for _, c := range x.post {
		add("POSTCONDITION", onceAtEnd, c)
	}
	for _, a := range x.assumptions {
		add("ASSUME", onceAtStart, claim{name: a.name, span: a.span, f: a.f})
	}
	return list
}

// byEntry orders parts by the entries of the model file.
func (x *explaining) byEntry(list []ExplainedClaim) {
	place := map[string]int{}
	for _, n := range slices.Concat(x.config.Invariants, x.config.Properties) {
		if _, ok := place[n.Text]; !ok {
			place[n.Text] = len(place)
		}
	}
	slices.SortStableFunc(list, func(a, b ExplainedClaim) int { return place[a.Name] - place[b.Name] })
}

// atomReads is what the atoms of a temporal formula read.
func (x *explaining) atomReads(t *eval.Temporal) (reads []string, impure bool) {
	var uses []eval.AccessRead
	var look func(t *eval.Temporal)
	look = func(t *eval.Temporal) {
		if t.Op == eval.StateAtom || t.Op == eval.StepAtom {
			f := x.live.atoms[t.Atom]
			impure = impure || f.Impure
			for _, r := range f.Uses() {
				if !slices.Contains(uses, r) {
					uses = append(uses, r)
				}
			}
		}
		for _, a := range t.Args {
			look(a)
		}
	}
	look(t)
	return x.reads(uses), impure
}

// claimText is the text of a claim. Of one that is a part of \A x \in S : a /\ b or of p => a /\ b
// it leaves out the other parts.
func claimText(e syntax.Expr) string {
	switch e := e.(type) {
	case *syntax.Quant:
		if e.Kind == syntax.Forall {
			var bounds []string
			for _, b := range e.Bounds {
				bounds = append(bounds, b.GetSpan().Text())
			}
			return "\\A " + strings.Join(bounds, ", ") + " : " + claimText(e.Body)
		}
	case *syntax.Ref:
		if e.Name.Text == "=>" && len(e.Args) == 2 {
			return premiseText(e) + " => " + claimText(e.Args[1])
		}
		if e.Bind == nil || e.Bind.Sub != nil || len(e.Bind.Args) > 0 {
			break
		}
		if d, ok := e.Bind.Decl.(*syntax.OpDef); ok && !d.Function {
			return d.Body.GetSpan().Text()
		}
	}
	return e.GetSpan().Text()
}

// premiseText is the left side of =>, with its parentheses.
func premiseText(e *syntax.Ref) string {
	left := syntax.Span{File: e.Span.File, Start: e.Span.Start, End: e.Name.Span.Start}
	text := strings.TrimSpace(left.Text())
	if text == "" || strings.Count(text, "(") != strings.Count(text, ")") {
		return "(" + e.Args[0].GetSpan().Text() + ")"
	}
	return text
}

func (x *explaining) fairness() (list []ExplainedFairness) {
	for i := range x.run.fairness {
		cl := &x.run.fairness[i]
		at := cl.Expr.GetSpan()
		f := ExplainedFairness{
			Kind: "temporal", Action: oneLine(at.Text()), Place: at.String(), Times: 1,
		}
		if e, ok := cl.Expr.(*syntax.Fairness); ok {
			f.Kind = "WF"
			f.Action = oneLine(e.Action.GetSpan().Text())
			f.Subscript = oneLine(e.Sub.GetSpan().Text())
			if e.Strong {
				f.Kind = "SF"
			}
		}
		same := slices.IndexFunc(list, func(g ExplainedFairness) bool {
			g.Times = 1
			return g == f
		})
		if same >= 0 {
			list[same].Times++
			continue
		}
		list = append(list, f)
	}
	return list
}
