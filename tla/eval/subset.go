package eval

import (
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// subsetOfConstant is a \in SUBSET b for a constant b. Of a set that is listed each member is asked.
func (p *Program) subsetOfConstant(e syntax.Node, a, b code) code {
	out := boolCode(a.uses, func(m *Machine) bool {
		v := a.eval(m)
		n, ok := v.Len()
		if !ok || v.Kind() != value.Set {
			is, err := value.SubsetPausing(v, b.eval(m), func() { m.pause(e) })
			if err != nil {
				m.fail(e, err)
			}
			return is
		}
		for i := range n {
			is, err := value.Member(v.At(i), b.eval(m))
			if err != nil {
				m.fail(e, err)
			}
			if !is {
				return false
			}
		}
		return true
	})
	return out.overMembers(a, uses{})
}
