package spec

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// term is what a node has decided, in these tests.
func term(v model.View[*node]) (int, bool) { return v.Node.term, v.Node.term != 0 }

func TestDecidedGoals(t *testing.T) {
	for _, c := range []struct {
		term               int
		up, some, everyone bool
		text               string
	}{
		{0, true, false, false, ""},
		{0, false, false, true, "S2 has crashed"},
		{3, true, true, true, "S2 has decided 3"},
		{3, false, true, true, "S2 has decided 3"},
	} {
		v := view(2, &node{term: c.term})
		v.Up = c.up
		some, everyone := Decided(term), AllDecided(term)
		require.False(t, some.Every)
		require.True(t, everyone.Every)
		require.Equal(t, c.some, some.Check.Form().Node(v).Found)
		require.Equal(t, c.everyone, everyone.Check.Form().Node(v).Found)
		if c.everyone {
			require.Equal(t, c.text, everyone.Check.Form().Node(v).Text.Render(named))
		}
	}
}

func TestUniformAgreement(t *testing.T) {
	check := UniformAgreement(term)
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
