package shown

import (
	"fmt"
	"reflect"
	"sync"
	"time"
	"unicode/utf8"
	"unsafe"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/model"
)

// A user's type may have a String method, or an Error method, which comes first as in
// package fmt. It is user code, and it runs where nobody expects a failure. So it gets a
// copy of the value, which it may change, and it runs twice and must return the same text.
// If it panics, does not return, ends its goroutine or returns nothing, the value is shown
// as if it had no such method.

var (
	stringerType = reflect.TypeFor[fmt.Stringer]()
	errorType    = reflect.TypeFor[error]()
	textType     = reflect.TypeFor[model.Text]()
)

// maxText is how long a text may be, in bytes: a longer one is no name for a value.
const maxText = 500

// textTime is how long a text may take.
const textTime = 5 * time.Second

// silent has the types whose texts took too long once. Each such call leaves a goroutine
// behind, so there is no second one.
var silent sync.Map

// isWord reports whether v is a number, a boolean or a string whose own type, and not
// only the pointer to it, has a text: a word of an enumeration.
func isWord(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Bool, reflect.String,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return speaks(v.Type())
	}
	return false
}

// hasText reports whether to ask v, or the pointer to it, for a text. Interfaces and
// pointers are not asked: what they hold is. Neither are words, which were asked before.
func hasText(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		return false
	}
	return !isWord(v) && (speaks(v.Type()) || speaks(reflect.PointerTo(v.Type())))
}

func speaks(t reflect.Type) bool {
	return t != textType && (t.Implements(stringerType) || t.Implements(errorType))
}

// ownText returns what a value says of itself, and whether that is a text to show.
func ownText(v reflect.Value) (string, bool) {
	if _, was := silent.Load(v.Type()); was {
		return "", false
	}
	first, second := copyOf(v), copyOf(v)
	text, ended := within(textTime, func() (string, bool) {
		a, b := say(first), say(second)
		return a, a == b
	})
	if !ended {
		silent.Store(v.Type(), true)
	}
	fits := text != "" && len(text) <= maxText && utf8.ValidString(text)
	return text, fits && !isPromoted(v, text)
}

// isPromoted reports whether a struct has its text from the method of an embedded field.
// Such a text says nothing about the other fields.
func isPromoted(v reflect.Value, text string) bool {
	if v.Kind() != reflect.Struct {
		return false
	}
	for i := range v.NumField() {
		f := v.Field(i)
		if v.Type().Field(i).Anonymous && (isWord(f) || hasText(f)) {
			if inner, ok := ownText(f); ok && inner == text {
				return true
			}
		}
	}
	return false
}

// say asks a value, which is addressable, for its text.
func say(v reflect.Value) string {
	switch v := v.Addr().Interface().(type) {
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	}
	return ""
}

// within runs f, and returns what it does if that is true; "" when f panics, ends its
// goroutine or is not ended in time, which is reported too.
func within(limit time.Duration, f func() (string, bool)) (text string, ended bool) {
	done := make(chan string, 1)
	go func() {
		said := ""
		defer func() { done <- said }()
		defer rescue.Any(func(*rescue.Panic) {})
		if text, ok := f(); ok {
			said = text
		}
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case said := <-done:
		return said, true
	case <-timer.C:
		return "", false
	}
}

// copyOf returns an addressable deep copy of a value, also of one that was reached
// through an unexported field.
func copyOf(v reflect.Value) reflect.Value {
	fresh := reflect.New(v.Type()).Elem()
	copyInto(fresh, v, 0)
	return fresh
}

// maxNested bounds how deep a value is copied. Settings may be circular.
const maxNested = 1000

func copyInto(to, from reflect.Value, depth int) {
	if depth > maxNested {
		return
	}
	switch from.Kind() {
	case reflect.Bool:
		to.SetBool(from.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		to.SetInt(from.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		to.SetUint(from.Uint())
	case reflect.Float32, reflect.Float64:
		to.SetFloat(from.Float())
	case reflect.Complex64, reflect.Complex128:
		to.SetComplex(from.Complex())
	case reflect.String:
		to.SetString(from.String())
	case reflect.Array:
		for i := range from.Len() {
			copyInto(to.Index(i), from.Index(i), depth+1)
		}
	case reflect.Slice:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			copyInto(to.Index(i), from.Index(i), depth+1)
		}
	case reflect.Map:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeMapWithSize(from.Type(), from.Len()))
		for it := from.MapRange(); it.Next(); {
			key, value := reflect.New(from.Type().Key()).Elem(), reflect.New(from.Type().Elem()).Elem()
			copyInto(key, it.Key(), depth+1)
			copyInto(value, it.Value(), depth+1)
			to.SetMapIndex(key, value)
		}
	case reflect.Pointer, reflect.Interface:
		copyPointed(to, from, depth)
	case reflect.Struct:
		for i := range from.NumField() {
			copyField(to.Field(i), from.Field(i), from.Type().Field(i), depth)
		}
	}
	// A channel or a function is part of no state; in a setting it stays nil.
}

func copyPointed(to, from reflect.Value, depth int) {
	if from.IsNil() {
		return
	}
	fresh := reflect.New(from.Elem().Type())
	copyInto(fresh.Elem(), from.Elem(), depth+1)
	if from.Kind() == reflect.Interface {
		fresh = fresh.Elem()
	}
	to.Set(fresh)
}

// copyField copies a field of a struct. A setting is shared where it can be reached, for
// it may be anything.
func copyField(to, from reflect.Value, f reflect.StructField, depth int) {
	to = reflect.NewAt(f.Type, unsafe.Pointer(to.UnsafeAddr())).Elem() // unexported fields too
	if !isConst(f) {
		copyInto(to, from, depth+1)
		return
	}
	if from.CanAddr() {
		to.Set(reflect.NewAt(f.Type, unsafe.Pointer(from.UnsafeAddr())).Elem())
	}
}
