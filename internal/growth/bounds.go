package growth

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
)

// isBounded reports whether a bound of the system would refuse a number in a state if
// it were much greater. A bound that panics then is taken for one that would.
func (f *finder) isBounded(k key, words []uint32) (yes bool) {
	defer rescue.Known(func(guard.System) { yes = true })
	switch k.place {
	case inNetwork:
		return f.sp.Sys.Model.InFlight > 0 || f.sp.Excludes(words, k.multiply)
	case inMessage:
		return f.sp.Excludes(words, k.enlargeMessages)
	case inNode:
		for i := range f.sp.Snapshot(words).Nodes() {
			if f.sp.Sys.GroupPrefix(i) == k.of && f.sp.RefusesNode(words, i, k.enlarge) {
				return true
			}
		}
	}
	return false
}

// multiply makes many more messages of those that the number counts.
func (k key) multiply(st *model.State) {
	for _, p := range st.InFlight {
		if k.of == "" || shown.TypeName(p.Message) == k.of {
			st.InFlight = append(st.InFlight, slices.Repeat([]model.Packet{p}, much)...)
			return
		}
	}
}

// enlargeMessages makes the number much greater in all messages that have it.
func (k key) enlargeMessages(st *model.State) {
	for i, p := range st.InFlight {
		if shown.TypeName(p.Message) != k.of {
			continue
		}
		v := reflect.ValueOf(p.Message)
		fresh := reflect.New(v.Type())
		fresh.Elem().Set(v)
		k.enlarge(fresh.Interface())
		st.InFlight[i].Message = fresh.Elem().Interface()
	}
}

// much is by how much a number is made greater: more than any bound that one would
// search with, and not so much that code that counts up to it does not return.
const much = 1 << 16

// enlarge makes the number much greater in what a pointer points to, where it can.
func (k key) enlarge(value any) {
	w := walker{visit: func(v reflect.Value, path string, kind kind, _ uint64) {
		if path != k.path || kind != k.kind || !v.CanAddr() {
			return
		}
		// A field that is not exported can be set through its address alone.
		v = reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
		switch kind {
		case number:
			enlargeNumber(v)
		case length:
			more := reflect.MakeSlice(v.Type(), much, much)
			if n := v.Len(); n > 0 {
				for i := range much {
					more.Index(i).Set(v.Index(n - 1))
				}
			}
			v.Set(reflect.AppendSlice(v, more))
		case text:
			v.SetString(v.String() + strings.Repeat("x", much))
		case size:
			enlargeMap(v)
		}
	}, open: map[reflect.Type]string{}}
	w.walk(reflect.ValueOf(value), "", 0)
}

func enlargeNumber(v reflect.Value) {
	switch {
	case v.CanUint():
		v.SetUint(min(v.Uint()+much, 1<<min(63, v.Type().Bits())-1))
	case v.Int() < 0:
		v.SetInt(max(v.Int()-much, -1<<(v.Type().Bits()-1)))
	default:
		v.SetInt(min(v.Int()+much, 1<<(v.Type().Bits()-1)-1))
	}
}

func enlargeMap(v reflect.Value) {
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	t := v.Type()
	for i := range much {
		k := reflect.New(t.Key()).Elem()
		switch {
		case k.CanInt():
			k.SetInt(min(int64(i)+much, 1<<(t.Key().Bits()-1)-1))
		case k.CanUint():
			k.SetUint(min(uint64(i)+much, 1<<min(63, t.Key().Bits())-1))
		case k.Kind() == reflect.String:
			k.SetString(fmt.Sprint(i + much))
		default:
			return
		}
		v.SetMapIndex(k, reflect.Zero(t.Elem()))
	}
}

// report lists what grows.
func (f *finder) report() (list []report.Growth) {
	for _, e := range f.kept() {
		by := e.raisedBy()
		list = append(list, report.Growth{
			What: e.what(), Kind: kindNames[e.kind], Start: e.start, Deepest: e.deepest, Depth: e.depth,
			Beyond: e.after.records[e.key], Steps: e.after.taken, By: by, Bound: f.bound(e, by),
		})
	}
	return list
}

// raisedBy lists the kinds of steps that make the number grow, the most frequent
// first.
func (e *evidence) raisedBy() []string {
	times := map[string]int{}
	for _, r := range e.after.raised[e.key] {
		times[r.by]++
	}
	all := slices.SortedFunc(maps.Keys(times), func(a, b string) int {
		return cmp.Or(-cmp.Compare(times[a], times[b]), cmp.Compare(a, b))
	})
	const most = 3
	return all[:min(len(all), most)]
}

var kindNames = [...]string{
	number: "number", length: "length", size: "size", text: "text", nesting: "nesting",
	flight: "messages", ofType: "messages", copies: "copies",
}

// what names the number for people.
func (e *evidence) what() string {
	name := e.of
	if strings.HasPrefix(e.path, "[") {
		name += e.path
	} else if e.path != "" {
		name += "." + e.path
	}
	switch e.place {
	case inMessage:
		name += " in messages"
	case inMonitor:
		name = "monitor " + name
	case inNetwork:
		if e.kind == copies {
			return "equal " + name + " messages in flight"
		}
		return strings.TrimSpace(name + " messages in flight")
	}
	switch e.kind {
	case length:
		return "the length of " + name
	case size:
		return "the size of " + name
	case text:
		return "the text " + name
	case nesting:
		return "the depth of " + name
	}
	return name
}

// bound says which bound would stop it.
func (f *finder) bound(e *evidence, by []string) string {
	var ways []string
	switch e.place {
	case inNode:
		ways = append(ways, f.limit(e))
	case inMessage:
		ways = append(ways, "System.Constraint on the messages in flight")
	case inMonitor:
		ways = append(ways, "a bound on what is recorded; or a Fold that keeps less")
	case inNetwork:
		if e.kind == copies {
			ways = append(ways, "Env.Resend, which sends only what is not in flight yet")
		}
		ways = append(ways, "System.InFlight")
	}
	if timers := timersOf(by); timers != nil {
		ways = append(ways, "a TimerBound of "+strings.Join(timers, " and of "))
	}
	if slices.ContainsFunc(by, func(b string) bool { return strings.HasSuffix(b, " invokes") }) {
		ways = append(ways, "fewer operations of the clients")
	}
	return strings.Join(ways, "; or ")
}

// limit is a model.Limit for a number of a node, as Go where that is one line.
func (f *finder) limit(e *evidence) string {
	var node any
	negative := false
	for i, id := range f.sp.Snapshot(e.after.words).Nodes() {
		if f.sp.Sys.GroupPrefix(i) == e.of {
			node = f.sp.View(id).Node
			negative = negative || e.isNegative(node)
		}
	}
	name := shown.TypeName(node)
	kind, plain := fieldOf(reflect.TypeOf(node), e.path)
	within := ""
	switch {
	case !plain || e.kind == nesting:
		return fmt.Sprintf("a model.Limit on %s of *%s", e.path, name)
	case e.kind != number:
		within = "len(n." + e.path + ") <= N"
	case kind <= reflect.Int64 && negative:
		within = "n." + e.path + " >= -N"
	default:
		within = "n." + e.path + " <= N"
	}
	return fmt.Sprintf("model.Limit(%q, \"N\", func(n *%s) bool { return %s })", strings.ToLower(lastName(e.path)), name, within)
}

// fieldOf returns the kind of the field that an expression in Go selects from a t, if
// one can be written.
func fieldOf(t reflect.Type, path string) (kind reflect.Kind, ok bool) {
	for name := range strings.SplitSeq(path, ".") {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return 0, false
		}
		f, found := t.FieldByName(name)
		if !found {
			return 0, false
		}
		t = f.Type
	}
	return t.Kind(), t.Kind() != reflect.Interface && t.Kind() != reflect.Pointer
}

// isNegative reports whether the number is below 0 in a node.
func (k key) isNegative(node any) (yes bool) {
	w := walker{visit: func(v reflect.Value, path string, kind kind, _ uint64) {
		yes = yes || path == k.path && kind == number && v.CanInt() && v.Int() < 0
	}, open: map[reflect.Type]string{}}
	w.walk(reflect.ValueOf(node), "", 0)
	return yes
}

func lastName(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// timersOf returns the timers whose firing makes something grow, when nothing else
// does.
func timersOf(by []string) (timers []string) {
	for _, b := range by {
		_, timer, isTimer := strings.Cut(b, " timeout ")
		if !isTimer {
			return nil
		}
		if !slices.Contains(timers, timer) {
			timers = append(timers, timer)
		}
	}
	return timers
}
