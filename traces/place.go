package traces

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/quote"
)

// place is a position inside a value or a file: a path such as S1.log[2].term, kept
// as a chain and formatted only when needed. The nil place is the outermost value.
type place struct {
	parent *place
	part   string // ".term" or "[2]"
}

func (p *place) field(name string) *place {
	// A # is no part of a name elsewhere, but in a file the path to a set's
	// member reads better with "#set" as it stands there.
	if isName(strings.TrimPrefix(name, "#")) {
		return &place{p, "." + name}
	}
	return &place{p, "[" + quote.Quoted(name) + "]"}
}

func (p *place) index(i int) *place { return &place{p, "[" + strconv.Itoa(i) + "]"} }

func (p *place) key(k Value) *place {
	if s, ok := k.(Shown); ok {
		return &place{p, "[" + s.String() + "]"}
	}
	return &place{p, "[" + exact(k) + "]"}
}

// String returns the path; the path of the outermost value is empty.
func (p *place) String() string {
	var reversed []string
	for ; p != nil; p = p.parent {
		reversed = append(reversed, p.part)
	}
	slices.Reverse(reversed)
	return strings.TrimPrefix(strings.Join(reversed, ""), ".")
}

// orTop is String with "the trace" for the outermost value.
func (p *place) orTop() string {
	if p == nil {
		return "the trace"
	}
	return p.String()
}

// An inputError is a fault at a place of a trace.
type inputError struct {
	at   *place
	what string
}

func (e *inputError) Error() string {
	if e.at == nil {
		return e.what
	}
	return e.at.String() + ": " + e.what
}

func (p *place) errorf(format string, args ...any) error {
	return &inputError{p, fmt.Sprintf(format, args...)}
}
