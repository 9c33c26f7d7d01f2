package rawnode

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// convert copies a value of the library to one of this package, or back: field by field,
// by name. The types of the library differ from version to version. Up to v3.6 the fields
// of a message are plain, from v3.7 on most are pointers; a field may be new. So this is
// done by reflection, and a field that has no counterpart must be zero: nothing is lost.
//
// Of a pointer to zero and a nil pointer the library makes no difference: it reads through
// getters alone. Zero becomes nil.
func convert(dst, src reflect.Value) {
	for src.Kind() == reflect.Pointer {
		if src.IsNil() {
			return
		}
		src = src.Elem()
	}
	switch dst.Kind() {
	case reflect.Pointer:
		if !isEmpty(src) {
			dst.Set(reflect.New(dst.Type().Elem()))
			convert(dst.Elem(), src)
		}
	case reflect.Struct:
		planOf(dst.Type(), src.Type()).fields(dst, src)
	case reflect.Bool:
		dst.SetBool(src.Bool())
	case reflect.String:
		dst.SetString(text(src))
	case reflect.Slice:
		convertSlice(dst, src)
	default:
		convertInt(dst, src)
	}
}

// text returns a string, or bytes as one.
func text(v reflect.Value) string {
	if v.Kind() == reflect.Slice {
		return string(v.Bytes())
	}
	return v.String()
}

func convertSlice(dst, src reflect.Value) {
	n := src.Len()
	switch {
	case n == 0:
		return
	case src.Kind() == reflect.String:
		dst.SetBytes([]byte(src.String()))
		return
	}
	dst.Set(reflect.MakeSlice(dst.Type(), n, n))
	for i := range n {
		to := dst.Index(i)
		if to.Kind() == reflect.Pointer { // an element is there, even if it is zero
			to.Set(reflect.New(to.Type().Elem()))
			to = to.Elem()
		}
		convert(to, src.Index(i))
	}
}

func convertInt(dst, src reflect.Value) {
	var n uint64
	if src.CanInt() {
		n = uint64(src.Int())
	} else {
		n = src.Uint()
	}
	if dst.CanInt() {
		dst.SetInt(int64(n))
	} else {
		dst.SetUint(n)
	}
}

// isEmpty reports whether a value says nothing: it is zero, or has only such parts.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return v.IsNil() || isEmpty(v.Elem())
	case reflect.Slice, reflect.String, reflect.Map:
		return v.Len() == 0
	case reflect.Struct:
		for i := range v.NumField() {
			if isData(v.Type().Field(i)) && !isEmpty(v.Field(i)) {
				return false
			}
		}
		return true
	}
	return v.IsZero()
}

// isData reports whether a field of a struct of the library is one of the message, and not
// of the machinery of protocol buffers.
func isData(f reflect.StructField) bool {
	return f.IsExported() && !strings.HasPrefix(f.Name, "XXX_")
}

// plan is how a struct is converted.
type plan struct {
	pairs [][2]int // fields of dst and of src
	alone []int    // fields of src without a counterpart
}

type pairOfTypes struct{ dst, src reflect.Type }

var plans sync.Map // pairOfTypes → *plan

func planOf(dst, src reflect.Type) *plan {
	if p, ok := plans.Load(pairOfTypes{dst, src}); ok {
		return p.(*plan)
	}
	p := &plan{}
	for i := range src.NumField() {
		f := src.Field(i)
		if !isData(f) {
			continue
		}
		to, ok := dst.FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, f.Name) })
		if ok && len(to.Index) == 1 {
			p.pairs = append(p.pairs, [2]int{to.Index[0], i})
		} else {
			p.alone = append(p.alone, i)
		}
	}
	plans.Store(pairOfTypes{dst, src}, p)
	return p
}

func (p *plan) fields(dst, src reflect.Value) {
	for _, i := range p.alone {
		if !isEmpty(src.Field(i)) {
			panic(fmt.Sprintf("%v has no field for %s of %v, which is %v", dst.Type(), src.Type().Field(i).Name, src.Type(), src.Field(i)))
		}
	}
	for _, pair := range p.pairs {
		convert(dst.Field(pair[0]), src.Field(pair[1]))
	}
}

// from returns a value of the library as one of this package.
func from[T any](v any) (plain T) {
	convert(reflect.ValueOf(&plain).Elem(), reflect.ValueOf(v))
	return plain
}

// To returns a value of this package as one of the library; a pointer is never nil.
func To[T any](plain any) (v T) {
	dst := reflect.ValueOf(&v).Elem()
	if dst.Kind() == reflect.Pointer {
		dst.Set(reflect.New(dst.Type().Elem()))
		dst = dst.Elem()
	}
	convert(dst, reflect.ValueOf(plain))
	return v
}
