package serve

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/synod-go/synod/traces"
)

// maxSteps is how long a run can become here. A person does not read a longer one.
const maxSteps = 2000

// An address is the codes of a run: of its initial state, and of its steps.
type address []string

// The lengths of codes. A part of 4 letters has 24 bits, and only steps of one state
// are told apart by it.
const (
	part     = 4
	stepCode = 2 * part // what it is, and the state that it leads to
)

// parseAddress reads an address. "" is the empty one.
func parseAddress(text string) (address, error) {
	if text == "" {
		return nil, nil
	}
	if len(text) > part+maxSteps*(stepCode+1) {
		return nil, fmt.Errorf("the address has more than %d steps; no longer run is shown", maxSteps)
	}
	a := address(strings.Split(text, "."))
	for i, code := range a {
		want := stepCode
		if i == 0 {
			want = part
		}
		if _, err := base64.RawURLEncoding.DecodeString(code); err != nil || len(code) != want {
			return nil, fmt.Errorf("the address is not that of a run; one looks like %s", address{"nTr2", "Zx0Jq81a", "9ePRkA3c"})
		}
	}
	return a, nil
}

func (a address) String() string { return strings.Join(a, ".") }

// addressOf is the address of where a live system is. It leaves it at the beginning
// of the run: only there the first state is what the system makes of it, and not
// what another run had as its end.
func addressOf(l traces.Live) (a address) {
	for l.Len() > 0 {
		a = append(a, codeOf(l.State()))
		l.Back()
	}
	a = append(a, stateCode(l.State().Vars))
	slices.Reverse(a)
	return a
}

// codeOf is the code of the step that led to a state.
func codeOf(s traces.State) string { return whatCode(s.Step) + stateCode(s.Vars) }

// whatCode tells which step it is: equal for steps that are the same
// (traces.Step.Same).
func whatCode(s *traces.Step) string {
	return hash(fmt.Sprintf("%q %q %q %q %q %v %v %v", s.Kind, s.Node, s.From, s.To, s.Name, s.Message, s.Choices, s.Args))
}

func stateCode(vars traces.Record) string { return hash(vars.String()) }

func hash(s string) string {
	h := xxh3.HashString(s)
	return base64.RawURLEncoding.EncodeToString([]byte{byte(h), byte(h >> 8), byte(h >> 16)})
}
