//lint:file-ignore U1000 reflection reads fields that no code names

package canon

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// replica is a node as protocols have it.
type replica struct {
	Term     int
	VotedFor nodeID
	Log      []command
	Commit   int
	Applied  int
	Role     uint8
	Leader   nodeID
	Votes    nodeSet
	Busy     bool
	Name     string
	last     [2]int
}

type command struct {
	Term int
	Key  string
	N    uint32
}

func newReplica() *replica {
	return &replica{
		Term: 3, VotedFor: 1, Commit: 2, Role: 1, Votes: 6, Name: "S1",
		Log: []command{{1, "x", 1}, {1, "y", 2}, {2, "x", 3}, {3, "z", 400}, {3, "x", 5}},
	}
}

func benchFields(b *testing.B, v any) (*StructCodec, []byte) {
	s, err := newTestCodec().Struct(reflect.TypeOf(v).Elem())
	require.NoError(b, err)
	bytes, err := s.AppendFields(nil, v)
	require.NoError(b, err)
	b.ReportAllocs()
	b.ResetTimer()
	return s, bytes
}

func BenchmarkAppendFields(b *testing.B) {
	r := newReplica()
	s, dst := benchFields(b, r)
	for b.Loop() {
		dst, _ = s.AppendFields(dst[:0], r)
	}
}

func BenchmarkDecodeFields(b *testing.B) {
	r := newReplica()
	s, bytes := benchFields(b, r)
	for b.Loop() {
		_ = s.DecodeFields(bytes, r)
	}
}

func BenchmarkMaps(b *testing.B) {
	type node struct {
		next map[nodeID]int
		log  map[int]slot
		any  any
	}
	n := &node{map[nodeID]int{1: 1, 2: 2, 3: 3}, map[int]slot{1: {1, 1}, 2: {1, 1}, 3: {2, 2}}, slot{1, 1}}
	b.Run("append", func(b *testing.B) {
		s, dst := benchFields(b, n)
		for b.Loop() {
			dst, _ = s.AppendFields(dst[:0], n)
		}
	})
	b.Run("decode", func(b *testing.B) {
		s, bytes := benchFields(b, n)
		for b.Loop() {
			_ = s.DecodeFields(bytes, n)
		}
	})
}

func BenchmarkMessage(b *testing.B) {
	c := newTestCodec()
	var m any = struct {
		Term int
		Log  []command
	}{3, newReplica().Log[:2]}
	bytes, err := c.Append(nil, m)
	require.NoError(b, err)
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			bytes, _ = c.Append(bytes[:0], m)
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = c.Decode(bytes)
		}
	})
}
