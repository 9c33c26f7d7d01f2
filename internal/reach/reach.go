// Package reach writes down everything that can be reached from a value, unexported fields
// included: what tells the states of a machine apart (model.Machine).
//
// Unlike package canon it takes values that nobody made to be written down: pointers that
// are reached twice, circles, functions, floats. They cannot be read back. Pointers are
// numbered in the order in which they are met, so that the bytes do not depend on
// addresses: equal bytes mean values of the same shape with the same contents. A pointer
// into a slice or a struct and two slices of one array are not recognised as shared. A method
// value is told by the method and by where its receiver stands in what was reached.
package reach

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/model"
)

// Writer writes values down. Many goroutines may use it.
type Writer struct {
	omissions []string
	met       []atomic.Bool // by omission
	types     sync.Map      // reflect.Type → *typePlan
	packages  sync.Map      // number of an omission → path of the package whose type it names
	named     sync.Map      // name of a type → reflect.Type
}

// New returns a writer that leaves out values of types, pkg.Type, and fields, pkg.Type.field. In
// pkg is the name of a package, or, where types of two packages of one name are met, its path.
func New(omissions ...string) *Writer {
	return &Writer{omissions: omissions, met: make([]atomic.Bool, len(omissions))}
}

// Omissions returns what is left out.
func (w *Writer) Omissions() []string { return w.omissions }

// Unmet returns the omissions of which no value was met.
func (w *Writer) Unmet() (unmet []string) {
	for i := range w.met {
		if !w.met[i].Load() {
			unmet = append(unmet, w.omissions[i])
		}
	}
	return unmet
}

// Refusal says why a value cannot be written down, and where it is.
type Refusal struct{ Path, Reason string }

func (r *Refusal) Error() string { return r.Path + " " + r.Reason }

// Append appends what can be reached from v. The error is a *Refusal.
func (w *Writer) Append(dst []byte, v any) (out []byte, err error) {
	defer rescue.Known(func(r *Refusal) { out, err = dst, r })
	k := walk{Writer: w, at: "State()", out: dst}
	k.root(v)
	return k.out, nil
}

// Difference names the first place where two values differ, with what stands there, or
// returns "". Paths begin with root.
func (w *Writer) Difference(root string, a, b any) (text string) {
	defer rescue.Known(func(r *Refusal) { text = r.Error() })
	first, second := w.leaves(root, a), w.leaves(root, b)
	for i := range max(len(first), len(second)) {
		switch {
		case i >= len(first):
			return fmt.Sprintf("%s: nothing in one run, %s in the other", second[i].path, second[i].text)
		case i >= len(second):
			return fmt.Sprintf("%s: %s in one run, nothing in the other", first[i].path, first[i].text)
		case first[i].path != second[i].path:
			return fmt.Sprintf("%s = %s in one run, %s = %s in the other", first[i].path, first[i].text, second[i].path, second[i].text)
		case first[i].text != second[i].text:
			return fmt.Sprintf("%s: %s in one run, %s in the other", first[i].path, first[i].text, second[i].text)
		}
	}
	return ""
}

func (w *Writer) leaves(root string, v any) []leaf {
	k := walk{Writer: w, at: root, keep: true}
	k.root(v)
	return k.leaves
}

// typePlan is what the omissions say of a type.
type typePlan struct {
	omitted int   // 1 + the omission of all its values; 0 is none
	fields  []int // likewise of the fields of a struct
}

func (w *Writer) planOf(t reflect.Type) *typePlan {
	if p, ok := w.types.Load(t); ok {
		return p.(*typePlan)
	}
	p := &typePlan{omitted: w.omissionOf(t, "")}
	if t.Kind() == reflect.Struct {
		p.fields = make([]int, t.NumField())
		for i := range p.fields {
			p.fields[i] = w.omissionOf(t, "."+t.Field(i).Name)
		}
	}
	w.types.Store(t, p)
	return p
}

// omissionOf returns 1 + the number of the omission that names a type, or a field of it; 0 is
// none. One that names types of two packages is refused.
func (w *Writer) omissionOf(t reflect.Type, field string) int {
	if t.PkgPath() != "" {
		if i := slices.Index(w.omissions, t.PkgPath()+"."+t.Name()+field); i >= 0 {
			return 1 + i
		}
	}
	i := slices.Index(w.omissions, t.String()+field)
	if i < 0 {
		return 0
	}
	if first, _ := w.packages.LoadOrStore(i, t.PkgPath()); first != t.PkgPath() {
		paths := []string{first.(string), t.PkgPath()}
		slices.Sort(paths)
		panic(&Refusal{w.omissions[i], fmt.Sprintf("is an omission that names types of two packages, %s and %s; name one as %s.%s%s", paths[0], paths[1], paths[0], t.Name(), field)})
	}
	return 1 + i
}

// leaf is a value without parts, or the length of one with parts.
type leaf struct{ path, text string }

// walk goes through a value once.
type walk struct {
	*Writer
	at    string // where the walk began
	out   []byte
	steps []step

	pointers int // on the way
	seen     map[pointer]uint64
	keep     bool
	leaves   []leaf

	regions []region // in the order in which they were met
	bound   []bound
}

// pointer is where a pointer or a map leads, and as what: the first field of a struct has
// the address of the struct.
type pointer struct {
	address uintptr
	t       reflect.Type
}

// step is a step of a path: a field, or else an element.
type step struct {
	field string
	index int
}

// maxDepth bounds the depth of a value, for instance of a list by pointers: the steps to it, and
// the pointers on the way.
const maxDepth = 10_000

// shownSteps is how many steps of a path are shown.
const shownSteps = 40

// The marks before the parts of a value.
const (
	isNil = iota
	isNew // a pointer that leads somewhere new, a slice or a map that is not nil
	isSeen
)

func (k *walk) path() string {
	var b strings.Builder
	b.WriteString(k.at)
	for i := 0; i < len(k.steps); i++ {
		if left := len(k.steps) - shownSteps; left > 0 && i == shownSteps/2 {
			fmt.Fprintf(&b, " … (%d more) … ", left)
			i += left
		}
		if s := k.steps[i]; s.field != "" {
			b.WriteString("." + s.field)
		} else {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		}
	}
	return b.String()
}

func (k *walk) refuse(format string, args ...any) {
	panic(&Refusal{k.path(), fmt.Sprintf(format, args...)})
}

func (k *walk) leaf(format string, args ...any) {
	if k.keep {
		k.leaves = append(k.leaves, leaf{k.path(), fmt.Sprintf(format, args...)})
	}
}

func (k *walk) number(n uint64) { k.out = binary.AppendUvarint(k.out, n) }

func (k *walk) text(s string) {
	k.number(uint64(len(s)))
	k.out = append(k.out, s...)
}

// under walks a part of a value.
func (k *walk) under(s step, v reflect.Value) {
	if len(k.steps) == maxDepth {
		k.refuse("is more than %d levels deep", maxDepth)
	}
	k.steps = append(k.steps, s)
	k.value(v)
	k.steps = k.steps[:len(k.steps)-1]
}

func (k *walk) value(v reflect.Value) {
	if !v.IsValid() {
		k.number(isNil)
		k.leaf("nil")
		return
	}
	plan := k.planOf(v.Type())
	if plan.omitted != 0 {
		k.met[plan.omitted-1].Store(true)
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		n := uint64(0)
		if v.Bool() {
			n = 1
		}
		k.number(n)
		k.leaf("%t", v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		k.out = binary.AppendVarint(k.out, v.Int())
		k.leaf("%d", v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		k.number(v.Uint())
		k.leaf("%d", v.Uint())
	case reflect.Float32, reflect.Float64:
		k.out = binary.LittleEndian.AppendUint64(k.out, math.Float64bits(v.Float()))
		k.leaf("%v", v.Float())
	case reflect.Complex64, reflect.Complex128:
		c := v.Complex()
		k.out = binary.LittleEndian.AppendUint64(k.out, math.Float64bits(real(c)))
		k.out = binary.LittleEndian.AppendUint64(k.out, math.Float64bits(imag(c)))
		k.leaf("%v", c)
	case reflect.String:
		k.text(v.String())
		k.leaf("%q", v.String())
	case reflect.Func:
		k.function(v)
	case reflect.Chan, reflect.UnsafePointer, reflect.Uintptr:
		k.address(v)
	default:
		k.parts(v, plan)
	}
}

// parts walks a value that has parts.
func (k *walk) parts(v reflect.Value, plan *typePlan) {
	switch v.Kind() {
	case reflect.Pointer:
		k.pointer(v)
	case reflect.Interface:
		k.dynamic(v)
	case reflect.Slice:
		if v.IsNil() {
			k.number(isNil)
			k.leaf("nil")
			return
		}
		k.number(isNew)
		k.number(uint64(v.Len()))
		k.leaf("%d elements", v.Len())
		k.reaches(v.Pointer(), uintptr(v.Len())*v.Type().Elem().Size())
		k.elements(v)
	case reflect.Array:
		k.elements(v)
	case reflect.Map:
		k.mapping(v)
	case reflect.Struct:
		for i, omitted := range plan.fields {
			f := v.Type().Field(i)
			switch {
			case f.Name == "_":
			case omitted != 0:
				k.met[omitted-1].Store(true)
			default:
				k.under(step{field: f.Name}, v.Field(i))
			}
		}
	}
}

func (k *walk) elements(v reflect.Value) {
	switch {
	case v.Type().Elem().Kind() != reflect.Uint8 || k.keep:
	case v.Kind() == reflect.Slice || v.CanAddr():
		k.out = append(k.out, v.Bytes()...)
		return
	default: // an array among the keys or elements of a map, or in an interface
		for i := range v.Len() {
			k.out = append(k.out, byte(v.Index(i).Uint()))
		}
		return
	}
	for i := range v.Len() {
		k.under(step{index: i}, v.Index(i))
	}
}

var envType = reflect.TypeFor[model.Env]()

// pointer walks what a pointer leads to, once.
func (k *walk) pointer(v reflect.Value) {
	if v.IsNil() {
		k.number(isNil)
		k.leaf("nil")
		return
	}
	if v.Type() == locationType {
		k.location((*time.Location)(v.UnsafePointer()))
		return
	}
	if v.Type().Implements(envType) {
		k.refuse("is an Env, which is no part of a state: name the field in Group.Omit, and replace it in every handler")
	}
	if k.known(pointer{v.Pointer(), v.Type()}) {
		return
	}
	k.reaches(v.Pointer(), v.Type().Elem().Size())
	if k.pointers == maxDepth {
		k.refuse("is more than %d levels deep", maxDepth)
	}
	k.pointers++
	k.value(v.Elem())
	k.pointers--
}

var locationType = reflect.TypeFor[*time.Location]()

// location tells a time zone by its name, and by how far it was from UTC in 1970, since anybody can
// name one. The rest of it changes: the local zone is read when it is first used.
func (k *walk) location(l *time.Location) {
	_, offset := time.Unix(0, 0).In(l).Zone()
	k.number(isNew)
	k.text(l.String())
	k.out = binary.AppendVarint(k.out, int64(offset))
	k.leaf("time zone %s, %d s", l, offset)
}

// known writes a mark for a pointer and reports whether it was met before.
func (k *walk) known(p pointer) bool {
	if number, ok := k.seen[p]; ok {
		k.number(isSeen)
		k.number(number)
		k.leaf("what was reached before as number %d", number)
		return true
	}
	if k.seen == nil {
		k.seen = map[pointer]uint64{}
	}
	k.seen[p] = uint64(len(k.seen))
	k.number(isNew)
	return false
}

// dynamic walks what is in an interface.
func (k *walk) dynamic(v reflect.Value) {
	if v.IsNil() {
		k.number(isNil)
		k.leaf("nil")
		return
	}
	in := v.Elem()
	k.number(isNew)
	k.typed(in)
}

// root walks a value that is given as an interface.
func (k *walk) root(v any) {
	if in := reflect.ValueOf(v); in.IsValid() {
		at := reflect.New(in.Type()).Elem() // so that it has an address
		at.Set(in)
		k.typed(at)
	} else {
		k.value(in)
	}
	k.receivers()
}

// typed writes the type of a value before it.
func (k *walk) typed(v reflect.Value) {
	name := canon.TypeName(v.Type())
	if first, _ := k.named.LoadOrStore(name, v.Type()); first != v.Type() {
		k.refuse("is of one of two types that are both called %s; give one another name", name)
	}
	k.text(name)
	k.leaf("%s", name)
	k.value(v)
}

// mapping walks a map in the order of its keys' bytes.
func (k *walk) mapping(v reflect.Value) {
	if v.IsNil() {
		k.number(isNil)
		k.leaf("nil")
		return
	}
	if k.known(pointer{v.Pointer(), v.Type()}) {
		return
	}
	type entry struct {
		key         []byte
		name, value reflect.Value
	}
	entries := make([]entry, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		key := walk{Writer: k.Writer, at: k.at, steps: append(k.steps, step{field: "key"})}
		key.value(it.Key())
		if key.seen != nil {
			key.refuse("is reached through a pointer, which has no order among the keys of a map; name the field in Group.Omit")
		}
		entries = append(entries, entry{key.out, it.Key(), it.Value()})
	}
	slices.SortFunc(entries, func(a, b entry) int { return slices.Compare(a.key, b.key) })
	k.number(uint64(len(entries)))
	for i, e := range entries {
		if i > 0 && bytes.Equal(e.key, entries[i-1].key) {
			k.refuse("has two keys that differ in nothing that is looked at (%v); name the field in Group.Omit", e.name)
		}
		k.out = append(k.out, e.key...)
		k.leaf("key %v", e.name)
		k.under(step{index: i}, e.value)
	}
}

// The names that the compiler gives to functions that may have captured something, to method
// values, and to those whose receiver is a pointer. A closure ends in a number: after "func", after
// the name of the closure in which it stands, or after that of a function that was inlined there.
var (
	closure     = regexp.MustCompile(`(\.|\.func|\.gowrap|\.deferwrap|-range)\d+$`)
	reflected   = regexp.MustCompile(`^reflect\.(makeFuncStub|methodValueCall)$`)
	methodValue = regexp.MustCompile(`-fm$`)
	ofAPointer  = regexp.MustCompile(`\.\(\*[^)]+\)\.[^.]+-fm$`)
)

// function writes the name of a function, and where the receiver of a method value stands. What
// a closure has captured cannot be reached.
func (k *walk) function(v reflect.Value) {
	if v.IsNil() {
		k.number(isNil)
		k.leaf("nil")
		return
	}
	name := ""
	if f := runtime.FuncForPC(v.Pointer()); f != nil {
		name = f.Name()
	}
	if strings.Contains(name, "[...]") {
		k.refuse("is a generic function (%s), of which it cannot be told with which types; name the field in Group.Omit if it makes no difference", name)
	}
	if name == "" || closure.MatchString(name) {
		k.refuse("is a closure (%s %s): what it has captured cannot be told; name the field in Group.Omit if it makes no difference", v.Type(), name)
	}
	if reflected.MatchString(name) {
		k.refuse("is a function that package reflect made (%s): what it calls cannot be told; name the field in Group.Omit if it makes no difference", v.Type())
	}
	k.number(isNew)
	k.text(name)
	k.leaf("%s", name)
	switch {
	case !methodValue.MatchString(name):
	case !ofAPointer.MatchString(name):
		k.refuse("is a method of a copy that cannot be looked at (%s); name the field in Group.Omit if it makes no difference", name)
	case !v.CanAddr():
		k.refuse("is a method (%s) in a value without an address, whose receiver cannot be told: let the interface or the map that holds the value hold a pointer to it", name)
	default:
		k.bound = append(k.bound, bound{k.path(), name, receiver(v)})
	}
}

// receiver returns where the receiver of a method value leads, which is a pointer. The value is
// a pointer to the code and the receiver.
func receiver(v reflect.Value) uintptr {
	value := *(**[2]uintptr)(unsafe.Pointer(v.UnsafeAddr()))
	return value[1]
}

// bound is a method value, and where its receiver leads.
type bound struct {
	path, name string
	to         uintptr
}

// region is memory that was walked.
type region struct{ begin, size uintptr }

// reaches notes memory that is walked.
func (k *walk) reaches(begin, size uintptr) { k.regions = append(k.regions, region{begin, size}) }

// receivers writes which part of what was walked each method value has as its receiver.
func (k *walk) receivers() {
	for _, b := range k.bound {
		i := slices.IndexFunc(k.regions, func(r region) bool { return r.begin <= b.to && b.to-r.begin < max(r.size, 1) })
		if i < 0 {
			panic(&Refusal{b.path, fmt.Sprintf("is a method (%s) of a value that State does not reach, so what that holds is not known; name the field in Group.Omit if it makes no difference", b.name)})
		}
		k.number(uint64(i))
		k.number(uint64(b.to - k.regions[i].begin))
		if k.keep {
			k.leaves = append(k.leaves, leaf{b.path, fmt.Sprintf("%s of part %d, byte %d", b.name, i, b.to-k.regions[i].begin)})
		}
	}
}

// address refuses what only an address tells apart.
func (k *walk) address(v reflect.Value) {
	if v.IsZero() {
		k.number(isNil)
		k.leaf("nil")
		return
	}
	k.refuse("is a %s, which only its address tells from another; name the field in Group.Omit if it makes no difference", v.Type())
}
