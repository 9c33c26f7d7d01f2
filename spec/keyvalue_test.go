package spec

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// keyValueHistory reads the events of a run: "1p:x:a 2g:x 2=a 1=done 1a:x:b" is
// client 1 invoking a put of a under x, client 2 a get of x, which returns a,
// client 1 getting its answer and invoking an append of b under x.
func keyValueHistory(text string) []recorded {
	var events []recorded
	for _, word := range strings.Fields(text) {
		by := model.NodeID(word[0] - '0')
		var e model.Event
		part := strings.Split(word[1:], ":")
		switch part[0] {
		case "p":
			e = model.Invoke{Op: Put(part[1], part[2])}
		case "a":
			e = model.Invoke{Op: Append(part[1], part[2])}
		case "g":
			e = model.Invoke{Op: Get(part[1])}
		case "=done":
			e = model.Return{Result: Done{}}
		default:
			e = model.Return{Result: part[0][1:]}
		}
		events = append(events, recorded{by, e})
	}
	return events
}

func TestKeyValueIsLinearizable(t *testing.T) {
	f := linearizability(KeyValue())
	for _, c := range []struct{ name, events, want string }{
		{"nothing answered", "1p:x:a 2g:x", "untested"},
		{"no value yet", "1g:x 1=", "holds"},
		{"read your put", "1p:x:a 1=done 1g:x 1=a", "holds"},
		{"keys do not mix", "1p:x:a 1=done 1g:y 1=", "holds"},
		{"one key's value under another", "1p:x:a 1=done 1g:y 1=a", `get y → "a"`},
		{"lost put", "1p:x:a 1=done 2g:x 2=", `S2, operation 1: get x → "" (invoked when of the others had returned: S1's first 1)`},
		{"append to nothing", "1a:x:a 1=done 1g:x 1=a", "holds"},
		{"append after put", "1p:x:a 1=done 1a:x:b 1=done 2g:x 2=ab", "holds"},
		{"appends in either order", "1a:x:a 2a:x:b 1=done 2=done 1g:x 1=ba", "holds"},
		{"append applied twice", "1a:x:a 1=done 1g:x 1=aa", "append x a → done"},
		{"appends the wrong way round", "1a:x:a 1=done 2a:x:b 2=done 1g:x 1=ba", "not linearizable"},
		{"a pending append may have taken effect", "1a:x:a 2g:x 2=a", "holds"},
		{"a pending append does not take effect twice", "1a:x:a 2g:x 2=a 2g:x 2=aa", "S1, operation 1: append x a, no answer yet"},
		{"seen and gone", "1p:x:a 2g:x 2=a 2g:x 2=", "not linearizable"},
		{"the second key is judged as well", "1p:x:a 1=done 1g:x 1=a 1p:y:b 1=done 1g:y 1=", "not linearizable"},
	} {
		t.Run(c.name, func(t *testing.T) { requireVerdict(t, c.want, f.judgeAll(keyValueHistory(c.events)...)) })
	}
}

func TestKeyValueOp(t *testing.T) {
	for _, c := range []struct {
		op          KeyValueOp
		text, after string
		readOnly    bool
	}{
		{Get("x"), "get x", "a", true},
		{Put("x", "b"), "put x b", "b", false},
		{Append("x", "b"), "append x b", "ab", false},
	} {
		require.Equal(t, c.text, c.op.String())
		require.Equal(t, c.after, c.op.Apply("a"))
		require.Equal(t, c.readOnly, c.op.ReadOnly())
	}
}
