package draw

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// lanes are the nodes of a protocol, or the sets of a spec that variables are
// functions of.
type lanes struct {
	names    []string
	protocol bool
	first    int // the index of the first element of a list
	// Of a spec: what each lane stands for, and the variables that are functions
	// of it.
	keys      []traces.Value
	functions [][]string
}

// domainSet is a set of a spec that variables are functions of.
type domainSet struct {
	keys      []traces.Value
	functions []string
	bound     int // how many steps bind a member first
}

// maxLanes is how many lanes are drawn for a spec; a larger set is no set of
// nodes.
const maxLanes = 24

// lanesOf finds the lanes of a run; bound is Options.Bound.
func lanesOf(t *traces.Trace, bound []traces.Value) *lanes {
	l := foundLanes(t, bound)
	if t.Meta.Kind == traces.KindTLA {
		l.first = 1
	}
	return l
}

func foundLanes(t *traces.Trace, bound []traces.Value) *lanes {
	if nodes, ok := traces.NodesOf(t.States[0].Vars); ok && len(nodes) > 0 {
		l := &lanes{protocol: true}
		for _, n := range nodes {
			l.names = append(l.names, n.Name)
		}
		return l
	}
	if l := domainLanes(t, bound); l != nil {
		return l
	}
	return &lanes{names: []string{"state"}}
}

// domainLanes finds the set that several variables are functions of in every
// state, or one variable if the first bound variables of actions are members. Of
// several such sets it is the one that explains most, variables and actions; and
// others with it whose members actions bind as well, as acceptors beside
// proposers, if they have no member in common.
func domainLanes(t *traces.Trace, bound []traces.Value) *lanes {
	var sets []*domainSet
	for _, f := range t.States[0].Vars {
		if _, list := f.Value.(traces.Seq); list && t.Meta.Kind != traces.KindTLA {
			continue // elsewhere a list is no function
		}
		keys, ok := domain(f.Value)
		known := slices.ContainsFunc(sets, func(s *domainSet) bool { return slices.Contains(s.functions, f.Name) })
		if !ok || known || len(keys) == 0 || len(keys) > maxLanes {
			continue
		}
		s := &domainSet{keys: keys}
		for _, g := range t.States[0].Vars {
			if s.isDomain(t, g.Name) {
				s.functions = append(s.functions, g.Name)
			}
		}
		for _, state := range t.States {
			if state.Step != nil && len(state.Step.Args) > 0 && s.has(state.Step.Args[0].Value) {
				s.bound++
			}
		}
		if slices.ContainsFunc(bound, s.has) {
			s.bound++
		}
		if len(s.functions) > 1 && len(keys) > 1 || len(s.functions) > 0 && s.bound > 0 {
			sets = append(sets, s)
		}
	}
	slices.SortStableFunc(sets, func(a, b *domainSet) int { return len(b.functions) + b.bound - len(a.functions) - a.bound })
	l := &lanes{}
	for i, s := range sets {
		shared := slices.ContainsFunc(s.keys, func(k traces.Value) bool { return l.key(k) >= 0 })
		if i > 0 && (s.bound == 0 || shared || len(l.keys)+len(s.keys) > maxLanes) {
			continue
		}
		for _, k := range s.keys {
			l.keys, l.names = append(l.keys, k), append(l.names, plainText(k))
		}
	}
	if len(l.names) < 2 {
		return nil
	}
	// A function of some of the lanes alone, such as of the acceptors, is one of
	// theirs. Numbers are too common for that: clients 1 and 2 are not servers 1 and 2.
	l.functions = make([][]string, len(l.keys))
	for _, f := range t.States[0].Vars {
		keys, ok := domain(f.Value)
		s := &domainSet{keys: keys}
		some := 0 < integers(keys) && integers(keys) < integers(l.keys)
		if !ok || some || slices.ContainsFunc(keys, func(k traces.Value) bool { return !l.has(k) }) || !s.isDomain(t, f.Name) {
			continue
		}
		for _, k := range keys {
			l.functions[l.key(k)] = append(l.functions[l.key(k)], f.Name)
		}
	}
	return l
}

// integers counts the numbers in a list.
func integers(list []traces.Value) int {
	n := 0
	for _, v := range list {
		if _, ok := v.(traces.Int); ok {
			n++
		}
	}
	return n
}

// has reports whether a value is a lane of a spec.
func (l *lanes) has(v traces.Value) bool {
	return slices.ContainsFunc(l.keys, func(k traces.Value) bool { return traces.Equal(k, v) })
}

// isDomain reports whether the variable is a function of the set in every state.
func (s *domainSet) isDomain(t *traces.Trace, name string) bool {
	for _, state := range t.States {
		v, ok := state.Vars.Get(name)
		if !ok {
			return slices.Contains(t.Params, name)
		}
		keys, ok := domain(v)
		if !ok || !slices.EqualFunc(keys, s.keys, traces.Equal) {
			return false
		}
	}
	return true
}

// TLC's JSON has the numbers of a domain as strings, so texts are compared.
func (s *domainSet) has(v traces.Value) bool {
	return slices.ContainsFunc(s.keys, func(k traces.Value) bool { return plainText(k) == plainText(v) })
}

// key returns the lane that a value of a spec names, or -1.
func (l *lanes) key(v traces.Value) int {
	return slices.IndexFunc(l.keys, func(k traces.Value) bool { return plainText(k) == plainText(v) })
}

// domain returns what v is a function of, in order: simple values only.
func domain(v traces.Value) ([]traces.Value, bool) {
	var keys []traces.Value
	switch v := v.(type) {
	case traces.Map:
		for _, p := range v {
			switch p.Key.(type) {
			case traces.Str, traces.Int, traces.Opaque:
			default:
				return nil, false
			}
			keys = append(keys, p.Key)
		}
	case traces.Record:
		for _, f := range v {
			keys = append(keys, traces.Str(f.Name))
		}
		slices.SortFunc(keys, traces.Compare)
	case traces.Seq:
		for i := range v {
			keys = append(keys, traces.Int(i+1))
		}
	default:
		return nil, false
	}
	return keys, true
}

// of returns a node's lane, or -1.
func (l *lanes) of(name string) int { return slices.Index(l.names, name) }

// changed returns the lane of a spec that a changed path is about, or -1.
func (l *lanes) changed(path string) int {
	for i, k := range l.keys {
		for _, f := range l.functions[i] {
			rest, ok := strings.CutPrefix(path, f)
			if !ok || rest == "" {
				continue
			}
			for _, at := range []string{"[" + k.String() + "]", "." + plainText(k), "[" + strconv.Quote(plainText(k)) + "]"} {
				if after, ok := strings.CutPrefix(rest, at); ok && (after == "" || after[0] == '.' || after[0] == '[') {
					return i
				}
			}
		}
	}
	return -1
}

// row describes state i, whose news are known.
func (l *lanes) row(t *traces.Trace, i int, news traces.News) Row {
	s := t.States[i]
	r := Row{First: i, Last: i, Lane: -1, Log: s.LogText(), Down: l.down(s.Vars)}
	switch {
	case i == 0:
		r.Kind, r.Label, r.Text = kindInitial, "", "initial state"
		return r
	case s.Step == nil:
		r.Kind, r.Text = kindNext, "next state"
	default:
		r.Kind, r.Text = s.Step.Kind, s.Step.String()
		r.Label = quote.Line(label(s.Step))
		r.Lane = l.acting(s.Step)
		for _, e := range s.Step.Recorded {
			if e.Node == s.Step.Node {
				e.Node = ""
			}
			r.Events = append(r.Events, e.String())
		}
	}
	type change struct {
		lane int
		text string
	}
	var changes []change
	for _, c := range news.Changes {
		lane := -1
		if l.protocol {
			node, _, _ := strings.Cut(c.Path, ".")
			if lane = l.of(node); lane < 0 {
				continue // monitors and budgets: the details have them
			}
			if c.Path == node+".timers" {
				continue // which timers run is seen when they fire
			}
		} else {
			lane = l.changed(c.Path)
		}
		if lane >= 0 && !slices.Contains(r.Touched, lane) {
			r.Touched = append(r.Touched, lane)
		}
		path := c.Path
		if l.protocol && lane == r.Lane {
			path = strings.TrimPrefix(path, l.names[lane]+".")
		}
		changes = append(changes, change{lane, changeText(path, c)})
	}
	if r.Kind == traces.StepAction && l.isAnothers(r, news.Changes) {
		r.Lane = -1
	}
	// A step that names nobody is about the only lane that it changed.
	if r.Lane < 0 && len(r.Touched) == 1 && (r.Kind == traces.StepAction || r.Kind == kindNext) {
		r.Lane = r.Touched[0]
	}
	if len(l.names) == 1 && !l.protocol {
		r.Lane = 0
	}
	// What changed in the lanes comes first: there may not be room for all.
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Compare(min(b.lane, 0), min(a.lane, 0)) })
	for _, c := range changes {
		r.Changes = append(r.Changes, c.text)
	}
	r.Touched = slices.DeleteFunc(r.Touched, func(lane int) bool { return lane == r.Lane })
	slices.Sort(r.Touched)
	return r
}

// isAnothers reports whether the number that a spec's step binds is not that of
// its lane: the lane has not changed, and a function of other things has there.
func (l *lanes) isAnothers(r Row, changes []traces.Change) bool {
	if l.protocol || r.Lane < 0 || slices.Contains(r.Touched, r.Lane) || len(l.keys) == 0 {
		return false
	}
	key := l.keys[r.Lane]
	return integers([]traces.Value{key}) > 0 && slices.ContainsFunc(changes, func(c traces.Change) bool {
		name, rest, indexed := strings.Cut(c.Path, "[")
		return indexed && strings.HasPrefix(rest, key.String()+"]") && !slices.Contains(l.functions[r.Lane], name)
	})
}

// acting returns the lane of who takes the step, or -1.
func (l *lanes) acting(s *traces.Step) int {
	switch s.Kind {
	case traces.StepDrop, traces.StepDuplicate:
		return l.of(s.To) // drawn just before the receiver
	case traces.StepAction:
		if len(s.Args) > 0 && !l.protocol {
			return l.key(s.Args[0].Value)
		}
		return -1
	}
	return l.of(s.Node)
}

// down tells which nodes of a protocol are down.
func (l *lanes) down(vars traces.Record) []bool {
	down := make([]bool, len(l.names))
	if !l.protocol {
		return down
	}
	nodes, _ := traces.NodesOf(vars)
	for i, name := range l.names {
		node, _ := nodes.Get(name)
		fields, _ := node.(traces.Record)
		up, _ := fields.Get("up")
		down[i] = traces.Equal(up, traces.Bool(false))
	}
	return down
}

// label is what stands at a step's mark: a word or two.
func label(s *traces.Step) string {
	switch s.Kind {
	case traces.StepRestart, traces.StepStart, traces.StepHeal:
		return s.Kind
	case traces.StepCrash:
		if len(s.Args) > 0 {
			return s.Kind + " for ever"
		}
		return s.Kind
	case traces.StepPartition, traces.StepCutLink, traces.StepHealLink, traces.StepStabilise:
		return s.String()
	case traces.StepSuspect, traces.StepTrust:
		return s.Kind + "s " + s.Name
	case traces.StepDrop, traces.StepDuplicate:
		return s.Kind + " " + s.Name
	}
	if s.Name == "" {
		return s.Kind
	}
	return s.Name
}

// changeText is a change in a line; its path may be left out.
func changeText(path string, c traces.Change) string {
	if path != "" {
		path += " "
	}
	return path + c.Text()
}

// plainText is a value without the quotes of a string.
func plainText(v traces.Value) string {
	if s, ok := v.(traces.Str); ok {
		return string(s)
	}
	return v.String()
}
