package check

import (
	"fmt"
	"math"

	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// untraced is the value of a trace as one of TLA+: a record or a map is a function, a list or a tuple a sequence. What is not
// there (a nil pointer) is << >>, for it is compared with records; any other opaque value is its text. A string is the model value
// of that name, if the universe has one: a trace has model values as strings.
func untraced(u *value.Universe, v traces.Value) (value.Value, error) {
	switch v := v.(type) {
	case traces.Bool:
		return value.MakeBool(bool(v)), nil
	case traces.Int:
		if v < math.MinInt32 || v > math.MaxInt32 {
			return value.Value{}, fmt.Errorf("%d does not fit into 32 bits", int64(v))
		}
		return value.MakeInt(int32(v)), nil
	case traces.Str:
		if m, ok := u.FindModel(string(v)); ok {
			return m, nil
		}
		return u.String(string(v)), nil
	case traces.Opaque:
		if v == "nil" {
			return value.EmptyTuple, nil
		}
		return u.String(string(v)), nil
	case traces.Seq:
		list, err := untracedAll(u, v)
		return value.Tuple(list...), err
	case traces.Tuple:
		list, err := untracedAll(u, v)
		return value.Tuple(list...), err
	case traces.Set:
		list, err := untracedAll(u, v)
		if err != nil {
			return value.Value{}, err
		}
		return value.MakeSet(list)
	case traces.Record:
		names, vals := make([]string, len(v)), make([]value.Value, len(v))
		for i, f := range v {
			var err error
			if vals[i], err = untraced(u, f.Value); err != nil {
				return value.Value{}, err
			}
			names[i] = f.Name
		}
		return u.MakeRecord(names, vals)
	case traces.Map:
		return untracedMap(u, v)
	case traces.Shown:
		return untraced(u, v.Value)
	}
	return value.Value{}, fmt.Errorf("%v has no value in TLA+", v)
}

func untracedAll[T ~[]traces.Value](u *value.Universe, list T) ([]value.Value, error) {
	out := make([]value.Value, len(list))
	for i, e := range list {
		var err error
		if out[i], err = untraced(u, e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func untracedMap(u *value.Universe, m traces.Map) (value.Value, error) {
	keys := make([]value.Value, len(m))
	vals := map[string]value.Value{}
	for i, p := range m {
		k, err := untraced(u, p.Key)
		if err != nil {
			return value.Value{}, err
		}
		v, err := untraced(u, p.Value)
		if err != nil {
			return value.Value{}, err
		}
		keys[i], vals[k.String()] = k, v
	}
	dom, err := value.MakeSet(keys)
	if err != nil {
		return value.Value{}, err
	}
	return value.FuncOf(dom, func(k value.Value) (value.Value, error) { return vals[k.String()], nil })
}
