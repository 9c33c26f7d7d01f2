package reach_test

import (
	html "html/template"
	"testing"
	text "text/template"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/reach"
)

type hashed struct {
	head  [4]byte
	known map[[4]byte][2]byte
	any   any
}

func written(t *testing.T, v any) string {
	b, err := reach.New().Append(nil, v)
	require.NoError(t, err)
	return string(b)
}

// Arrays of bytes, such as hashes, count with each of their bytes, wherever they are.
func TestArraysOfBytes(t *testing.T) {
	one := func(change func(*hashed)) *hashed {
		h := &hashed{[4]byte{1, 2, 3, 200}, map[[4]byte][2]byte{{1}: {2, 3}, {0, 1}: {4}}, [3]byte{5, 6, 7}}
		change(h)
		return h
	}
	same := written(t, one(func(*hashed) {}))
	require.Equal(t, same, written(t, one(func(*hashed) {})))
	for name, change := range map[string]func(*hashed){
		"field":        func(h *hashed) { h.head[3] = 201 },
		"key":          func(h *hashed) { h.known[[4]byte{0, 0, 1}] = h.known[[4]byte{0, 1}]; delete(h.known, [4]byte{0, 1}) },
		"element":      func(h *hashed) { h.known[[4]byte{1}] = [2]byte{3, 2} },
		"in interface": func(h *hashed) { h.any = [3]byte{5, 6, 8} },
		"type":         func(h *hashed) { h.any = [2]byte{5, 6} },
	} {
		require.NotEqual(t, same, written(t, one(change)), name)
	}
	other := one(func(h *hashed) { h.head[3] = 201 })
	require.Equal(t, "State().head[3]: 200 in one run, 201 in the other", reach.New().Difference(one(func(*hashed) {}), other))
}

// An omission names types of one package. Where two packages have one name, it is told by its path.
func TestOmissionsOfPackagesOfOneName(t *testing.T) {
	type both struct {
		A text.Template
		B html.Template
	}
	_, err := reach.New("template.Template").Append(nil, &both{})
	require.EqualError(t, err, "template.Template is an omission that names types of two packages, html/template and text/template; name one as html/template.Template")
	_, err = reach.New("template.Template.Tree").Append(nil, &both{})
	require.EqualError(t, err, "template.Template.Tree is an omission that names types of two packages, html/template and text/template; name one as html/template.Template.Tree")
	w := reach.New("html/template.Template", "text/template.Template")
	b, err := w.Append(nil, &both{})
	require.NoError(t, err)
	other, err := w.Append(nil, &both{A: *text.New("other"), B: *html.New("other")})
	require.NoError(t, err)
	require.Equal(t, b, other)
	require.Empty(t, w.Unmet())
	_, err = reach.New("html/template.Template").Append(nil, &both{})
	require.NoError(t, err)
}
