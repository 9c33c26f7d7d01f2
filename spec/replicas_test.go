package spec

import (
	"testing"
)

func TestSamePrefix(t *testing.T) {
	check := SamePrefix(logs)
	for _, c := range []struct{ name, a, b, want string }{
		{"nothing applied", "", "", "untested"},
		{"one has applied nothing", "1a", "", "untested"},
		{"a prefix", "1a 1b", "1a", "holds"},
		{"the same", "1a 1b", "1a 1b", "holds"},
		{"another one", "1a 1b", "1a 1c", "S1 applied [1a, 1b], S3 applied [1a, 1c]"},
		{"one left out", "1a 1b 1c", "1a 1c", "S3 applied [1a, 1c]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireVerdict(t, c.want, ask(check, view(1, &node{log: entries(c.a)}), view(3, &node{log: entries(c.b)})))
		})
	}
}

func TestAtMostOnce(t *testing.T) {
	check := AtMostOnce(logs)
	for _, c := range []struct{ name, log, want string }{
		{"nothing applied", "", "untested"},
		{"all different", "1a 1b 2a", "holds"},
		{"twice in a row", "1a 1a", "S2 applied 1a twice: [1a, 1a]"},
		{"twice with others between", "1a 1b 1a", "S2 applied 1a twice"},
	} {
		t.Run(c.name, func(t *testing.T) { requireVerdict(t, c.want, ask(check, view(2, &node{log: entries(c.log)}))) })
	}
}
