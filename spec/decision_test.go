package spec

import (
	"testing"

	"github.com/synod-go/synod/model"
)

func TestUniformAgreement(t *testing.T) {
	check := UniformAgreement(func(v model.View[*node]) (int, bool) { return v.Node.term, v.Node.term != 0 })
	for _, c := range []struct {
		name string
		a, b int
		want string
	}{
		{"nothing decided", 0, 0, "untested"},
		{"one has decided", 1, 0, "untested"},
		{"the other has decided", 0, 1, "untested"},
		{"the same", 2, 2, "holds"},
		{"another", 1, 2, "S1 has decided 1, and S3 has decided 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireVerdict(t, c.want, ask(check, view(1, &node{term: c.a}), view(3, &node{term: c.b})))
		})
	}
}
