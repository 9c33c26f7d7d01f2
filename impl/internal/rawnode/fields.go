package rawnode

import (
	"reflect"
	"slices"
	"strings"

	"github.com/synod-go/synod/spec"
)

// Fields are the fields of the library's own structs that a RawNode leads to, as
// Group.Omit names them, in order.
func (l *Library) Fields() (fields []string) {
	h := &harness{library: l, form: oneStep, electionTick: 2, servers: 1, scripts: make([][]spec.RegisterOp, 1)}
	h.initial.Voters = append(h.initial.Voters, 1)
	s := h.boot(1, nil).(*server)
	seen := map[reflect.Type]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(t.Elem())
		case reflect.Map:
			walk(t.Key())
			walk(t.Elem())
		case reflect.Struct:
			for i := range t.NumField() {
				if strings.HasPrefix(t.PkgPath(), l.Path) && !strings.HasSuffix(t.PkgPath(), "/raftpb") {
					fields = append(fields, t.String()+"."+t.Field(i).Name)
				}
				walk(t.Field(i).Type)
			}
		}
	}
	walk(reflect.TypeOf(s.start().raw))
	return slices.DeleteFunc(fields, func(name string) bool { return omissions[name] != "" })
}
