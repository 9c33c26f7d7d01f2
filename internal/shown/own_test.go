package shown_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

var names = shown.Names{"nobody", "S1", "S2"}

// write is an operation as users write them.
type write struct {
	key   string
	value int
}

func (w write) String() string { return fmt.Sprintf("put %s=%d", w.key, w.value) }

// read has its text at the pointer.
type read struct{ Key string }

func (r *read) String() string { return "get " + r.Key }

type phase int

func (p phase) String() string { return [...]string{"idle", "busy"}[p] }

// mark is a word of which only the pointer has a text.
type mark int

func (m *mark) String() string { return fmt.Sprintf("mark %d", int(*m)) }

type path []string

func (p path) String() string { return strings.Join(p, "/") }

// vote holds a node, which its text shows as a number: fmt knows no names.
type vote struct{ For model.NodeID }

func (v vote) String() string { return fmt.Sprintf("for %v", v.For) }

type wrapped struct {
	phase
	N int
}

type peers struct {
	model.NodeSet
	N int
}

type faulty struct{ How string }

var calls atomic.Int64

func (f *faulty) String() string {
	switch f.How {
	case "panics":
		panic("no")
	case "ends":
		runtime.Goexit()
	case "changes":
		return fmt.Sprint(calls.Add(1))
	case "writes":
		f.How += "!"
		return "wrote " + f.How
	case "long":
		return strings.Repeat("x", 501)
	case "bytes":
		return "\xff"
	case "lines":
		return "a\nb"
	}
	return ""
}

func TestTextsOfValues(t *testing.T) {
	type all struct {
		op    any
		inner write
		By    *read
		At    phase
		Mark  mark
		Path  path
		Vote  vote
		Err   error
		ByOp  map[write]int
		Nodes []model.NodeID
	}
	v := names.Value(all{
		op: write{"x", 1}, inner: write{"y", 2}, By: &read{"z"}, At: 1, Mark: 3, Path: path{"a", "b"}, Vote: vote{2},
		Err: errors.New("no quorum"), ByOp: map[write]int{{"k", 3}: 4}, Nodes: []model.NodeID{1, 2},
	})
	require.Equal(t, "{op: put x=1, inner: put y=2, By: get z, At: busy, Mark: mark 3, Path: a/b, Vote: for 2, "+
		"Err: no quorum, ByOp: {put k=3: 4}, Nodes: [S1, S2]}", v.String())

	get := func(name string) traces.Value {
		field, ok := v.(traces.Record).Get(name)
		require.True(t, ok)
		return field
	}
	require.Equal(t, traces.Shown{Text: "put x=1", Value: traces.Record{
		{Name: "tag", Value: traces.Str("write")},
		{Name: "value", Value: traces.Record{{Name: "key", Value: traces.Str("x")}, {Name: "value", Value: traces.Int(1)}}},
	}}, get("op"), "the structured value stays")
	require.Equal(t, traces.Shown{Text: "for 2", Value: traces.Record{{Name: "For", Value: traces.Str("S2")}}}, get("Vote"))
	require.Equal(t, traces.Str("busy"), get("At"), "a word is its text, as it is in logs and specs")
	require.Equal(t, traces.Shown{Text: "mark 3", Value: traces.Int(3)}, get("Mark"))

	require.Equal(t, "{By: {Key: z}}", names.Plain(struct{ By *read }{&read{"z"}}).String())
	require.Equal(t, "write(put x=1)", names.Message(write{"x", 1}))
	require.Equal(t, "read(get x)", names.Message(&read{"x"}))
}

func TestTextsThatFailAreNotUsed(t *testing.T) {
	for how, want := range map[string]string{
		"panics": "{How: panics}", "ends": "{How: ends}", "changes": "{How: changes}", "silent": "{How: silent}",
		"long": "{How: long}", "bytes": "{How: bytes}", "writes": "wrote writes!", "lines": `"a\nb"`,
	} {
		v := &faulty{how}
		require.Equal(t, want, names.Value(v).String(), how)
		require.Equal(t, how, v.How, "the state is not touched")
	}
	require.Equal(t, "7", names.Value(phase(7)).String(), "a word without a text is its number")
	require.Equal(t, "nil", names.Value((*read)(nil)).String())
	// The method of an embedded field says nothing of the other fields.
	require.Equal(t, "{phase: busy, N: 2}", names.Value(wrapped{1, 2}).String())
	require.Equal(t, "{NodeSet: {S1}, N: 2}", names.Value(peers{model.SetOf(1), 2}).String())
}

// endless does not return.
type endless struct{ N int }

func (endless) String() string { select {} }

func TestTextsThatDoNotReturn(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for them")
	}
	require.Equal(t, "[{N: 1}, {N: 2}]", names.Value([]endless{{1}, {2}}).String())
	require.Equal(t, "(no text: a String method has not returned for 5s)", names.Text(model.Textf("%v", endless{})))
}

func TestTextsOfPropertiesAreTheSameInEveryRun(t *testing.T) {
	type entry struct {
		N    int
		Next *entry
	}
	require.Equal(t, "{N: 1, Next: {N: 2, Next: nil}}", names.Text(model.Textf("%v", entry{1, &entry{2, nil}})), "no address")
	require.Equal(t, "[put x=1]", names.Text(model.Textf("%v", []*write{{"x", 1}})))
	require.Equal(t, "put x=1 busy", names.Text(model.Textf("%v %s", write{"x", 1}, phase(1))))
}
