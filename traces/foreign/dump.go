package foreign

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/traces"
)

// readDump reads what TLC writes with -dumpTrace json:
//
//	{"counterexample": {"state": [[1, {…}], …],
//	  "action": [[[1, {…}], {"name": …, "parameters": […], "context": {…}}, [2, {…}]], …]},
//	 "vars": […]}
//
// Older versions of TLC write what is in counterexample alone, or the list of the states
// alone, without their numbers. An action whose target does not come after its source closes a lasso.
func readDump(data []byte) (*traces.Trace, error) {
	t, err := dump(data)
	if err != nil {
		return nil, fmt.Errorf("TLC's JSON dump: %w", err)
	}
	return t, nil
}

func dump(data []byte) (*traces.Trace, error) {
	v, err := traces.ReadValue(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if list, ok := v.(traces.Seq); ok {
		return stateList(list)
	}
	top, _ := v.(traces.Record)
	example, at := top, "" // at is where the example stands in the file
	if _, wrapped := top.Get("counterexample"); wrapped {
		var ok bool
		if example, ok = field[traces.Record](top, "counterexample"); !ok {
			return nil, errors.New("counterexample: want an object")
		}
		at = "counterexample."
	}
	states, ok := field[traces.Seq](example, "state")
	if !ok || len(states) == 0 {
		return nil, errors.New(at + "state: want a list of states")
	}
	names, err := varNames(top)
	if err != nil {
		return nil, err
	}
	t := unnamed()
	for i, s := range states {
		number, vars, err := numbered(s)
		if err != nil {
			return nil, fmt.Errorf("%sstate[%d]: %w", at, i, err)
		}
		if number != i+1 {
			return nil, fmt.Errorf("%sstate[%d]: state %d stands where state %d is due", at, i, number, i+1)
		}
		if vars, err = inOrder(vars, names); err != nil {
			return nil, fmt.Errorf("%sstate[%d]: %w", at, i, err)
		}
		t.States = append(t.States, traces.State{Vars: vars})
	}
	actions, ok := field[traces.Seq](example, "action")
	if !ok {
		return nil, errors.New(at + "action: want a list of actions")
	}
	for i, a := range actions {
		if err := addAction(t, a); err != nil {
			return nil, fmt.Errorf("%saction[%d]: %w", at, i, err)
		}
	}
	for i := range t.States[1:] {
		if t.States[i+1].Step == nil {
			return nil, fmt.Errorf("%saction: none leads to state %d", at, i+2)
		}
	}
	return t, nil
}

// unnamed is a counterexample without states.
func unnamed() *traces.Trace {
	return &traces.Trace{Loop: traces.NoLoop, Meta: traces.Meta{
		Tool: "TLC", Kind: traces.KindTLA, Violation: "a counterexample of TLC, whose JSON does not name the property",
	}}
}

// stateList is the run of a list of states, whose steps are not known.
func stateList(list traces.Seq) (*traces.Trace, error) {
	t := unnamed()
	for i, s := range list {
		vars, ok := s.(traces.Record)
		if !ok || len(vars) == 0 {
			return nil, fmt.Errorf("[%d]: want a state, an object with the variables", i)
		}
		t.States = append(t.States, traces.State{Vars: vars})
		if !sameNames(vars, t.States[0].Vars) {
			return nil, fmt.Errorf("[%d]: it has other variables than the first state", i)
		}
	}
	if len(t.States) == 0 {
		return nil, errors.New("want a list of states, and it is empty")
	}
	return t, nil
}

func sameNames(a, b traces.Record) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(f traces.Field) bool {
		_, found := b.Get(f.Name)
		return !found
	})
}

func field[T traces.Value](r traces.Record, name string) (value T, ok bool) {
	v, _ := r.Get(name)
	value, ok = v.(T)
	return value, ok
}

// varNames are the variables in the order of the spec; an older dump does not tell it.
func varNames(top traces.Record) ([]string, error) {
	if _, told := top.Get("vars"); !told {
		return nil, nil
	}
	list, ok := field[traces.Seq](top, "vars")
	if !ok {
		return nil, errors.New("vars: want a list of names")
	}
	var names []string
	for _, v := range list {
		name, ok := v.(traces.Str)
		if !ok {
			return nil, errors.New("vars: want a list of names")
		}
		names = append(names, string(name))
	}
	return names, nil
}

// numbered reads [1, {…}].
func numbered(v traces.Value) (int, traces.Record, error) {
	pair, _ := v.(traces.Seq)
	if len(pair) != 2 {
		return 0, nil, errors.New("want a number and a state")
	}
	number, isNumber := pair[0].(traces.Int)
	vars, isState := pair[1].(traces.Record)
	if !isNumber || !isState {
		return 0, nil, errors.New("want a number and a state")
	}
	return int(number), vars, nil
}

// inOrder puts the variables in the order of the spec. With an ALIAS the states
// have other variables than the spec; those stay in the dump's order.
func inOrder(vars traces.Record, names []string) (traces.Record, error) {
	if len(vars) == 0 {
		return nil, errors.New("a state without variables")
	}
	place := make(map[string]int, len(names))
	for i, name := range names {
		place[name] = i - len(names) // before all others
	}
	return slices.SortedStableFunc(slices.Values(vars), func(a, b traces.Field) int { return place[a.Name] - place[b.Name] }), nil
}

// addAction adds an action to the trace: as the step to its target, or as the way back.
func addAction(t *traces.Trace, v traces.Value) error {
	parts, _ := v.(traces.Seq)
	if len(parts) != 3 {
		return errors.New("want a state, an action and a state")
	}
	from, _, err := numbered(parts[0])
	if err != nil {
		return err
	}
	to, _, err := numbered(parts[2])
	if err != nil {
		return err
	}
	info, ok := parts[1].(traces.Record)
	name, named := field[traces.Str](info, "name")
	if !ok || !named {
		return errors.New("want an object with the name of the action")
	}
	if from < 1 || to < 1 || from > len(t.States) || to > len(t.States) {
		return fmt.Errorf("from state %d to state %d, and there are %d", from, to, len(t.States))
	}
	switch {
	case to == from+1:
		setModule(t, info)
		t.States[to-1].Step = &traces.Step{Kind: traces.StepAction, Name: string(name), Args: bound(info), Note: place(info)}
	case to <= from && from == len(t.States):
		t.Loop = to - 1
	default:
		return fmt.Errorf("it leads from state %d to state %d", from, to)
	}
	return nil
}

// bound are the values of an action's parameters, in their order.
func bound(info traces.Record) traces.Record {
	context, _ := field[traces.Record](info, "context")
	list, _ := field[traces.Seq](info, "parameters")
	var args traces.Record
	for _, p := range list {
		name, _ := p.(traces.Str)
		if v, ok := context.Get(string(name)); ok {
			args = append(args, traces.Field{Name: string(name), Value: v})
		}
	}
	return args
}

// setModule notes the module of an action.
func setModule(t *traces.Trace, info traces.Record) {
	at, _ := field[traces.Record](info, "location")
	if module, ok := field[traces.Str](at, "module"); ok && t.Meta.Extra == nil && !strings.HasPrefix(string(module), "--") {
		t.Meta.Extra = map[string]string{"module": string(module)}
	}
}

// place is where the action stands in the spec.
func place(info traces.Record) string {
	at, _ := field[traces.Record](info, "location")
	module, _ := field[traces.Str](at, "module")
	line, _ := field[traces.Int](at, "beginLine")
	if line == 0 || strings.HasPrefix(string(module), "--") {
		return ""
	}
	return fmt.Sprintf("line %d of module %s", line, module)
}
