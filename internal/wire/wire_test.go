package wire_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/wire"
	"github.com/synod-go/synod/model"
)

type (
	vote struct {
		Term   int
		hidden []string
		By     map[model.NodeID]bool
	}
	other  struct{ X int }
	holder struct{ Any any }
	ring   struct{ Next *ring }
)

func messages(t *testing.T, declared ...model.Message) *wire.Messages {
	t.Helper()
	m, err := wire.NewMessages(declared)
	require.NoError(t, err)
	return m
}

func TestMessagesComeBack(t *testing.T) {
	m := messages(t, vote{}, &other{}, 0, holder{})
	for _, v := range []model.Message{
		vote{Term: 3, hidden: []string{"a", ""}, By: map[model.NodeID]bool{1: true, 2: false}}, vote{}, &other{7}, -5, holder{vote{Term: 1}},
	} {
		b, err := m.Append(nil, v)
		require.NoError(t, err)
		back, err := m.Decode(b)
		require.NoError(t, err)
		require.Equal(t, v, back)
	}
}

func TestOnlyDeclaredTypes(t *testing.T) {
	m := messages(t, vote{}, holder{})
	_, err := m.Append(nil, other{})
	require.EqualError(t, err, "other is no declared message (Protocol.Messages); declared are holder, vote")
	b, err := messages(t, other{}).Append(nil, other{3})
	require.NoError(t, err)
	_, err = m.Decode(b)
	require.ErrorContains(t, err, "unknown type github.com/synod-go/synod/internal/wire_test.other")
	// What stands in an interface is known once it was sent; it is no message for that.
	inside, err := m.Append(nil, holder{other{3}})
	require.NoError(t, err)
	back, err := m.Decode(inside)
	require.NoError(t, err)
	require.Equal(t, holder{other{3}}, back)
	_, err = m.Decode(b)
	require.EqualError(t, err, "other is no declared message; declared are holder, vote")

	_, err = wire.NewMessages([]model.Message{make(chan int)})
	require.ErrorContains(t, err, "message chan int: ")
	_, err = wire.NewMessages([]model.Message{nil})
	require.EqualError(t, err, "nil is declared as a message; a message is a value")
	_, err = messages(t).Append(nil, 1)
	require.EqualError(t, err, "int is no declared message (Protocol.Messages); declared are none")
}

func TestSystemsAreToldApart(t *testing.T) {
	sys := func() *model.System {
		return &model.System{Protocol: "p", Settings: map[string]string{"a": "1", "b": "2"}, Groups: []model.Group{{Prefix: "S", Count: 3}}}
	}
	name := messages(t, vote{}, other{}).System(sys())
	require.Equal(t, name, messages(t, other{}, vote{}).System(sys()))
	require.NotEqual(t, name, messages(t, vote{}).System(sys()))
	require.NotEmpty(t, messages(t, ring{}).System(sys()), "a type that has itself inside")
	for what, change := range map[string]func(*model.System){
		"protocol": func(s *model.System) { s.Protocol = "q" },
		"mutant":   func(s *model.System) { s.Mutant = "m" },
		"setting":  func(s *model.System) { s.Settings["a"] = "2" },
		"nodes":    func(s *model.System) { s.Groups[0].Count = 4 },
	} {
		s := sys()
		change(s)
		require.NotEqual(t, name, messages(t, vote{}, other{}).System(s), what)
	}
	type vote struct{ Term, More int } // another vote
	require.NotEqual(t, name, messages(t, vote{}, other{}).System(sys()))
}

func reader(b []byte) *bufio.Reader { return bufio.NewReader(bytes.NewReader(b)) }

func frame(t *testing.T, v any) []byte {
	t.Helper()
	b, err := wire.AppendFrame([]byte{}, v)
	require.NoError(t, err)
	return b
}

func TestFrames(t *testing.T) {
	hello := wire.Hello{Magic: wire.Magic, Version: wire.Version, System: "abc", From: "S1", To: "S2"}
	b := frame(t, hello)
	b = append(b, frame(t, wire.Welcome{})...)
	b = append(b, frame(t, wire.Welcome{Refused: "no"})...)
	b = append(b, frame(t, wire.Packet{ID: "S1.1.1", Body: []byte{1, 2}})...)
	r := reader(b)
	got, err := wire.ReadHello(r)
	require.NoError(t, err)
	require.Equal(t, hello, got)
	require.NoError(t, wire.ReadWelcome(r))
	require.EqualError(t, wire.ReadWelcome(r), "it refuses: no")
	whole, err := wire.Next(r, nil, 100)
	require.NoError(t, err)
	p, err := wire.Parse[wire.Packet](whole)
	require.NoError(t, err)
	require.Equal(t, wire.Packet{ID: "S1.1.1", Body: []byte{1, 2}}, p)
	_, err = wire.Next(r, nil, 100)
	require.Equal(t, io.EOF, err)
}

func TestStrangersAreRefused(t *testing.T) {
	raw := func(v any) []byte {
		b, err := cbor.Marshal(v)
		require.NoError(t, err)
		return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...)
	}
	for want, b := range map[string][]byte{
		"it is no node of a system":                                         frame(t, wire.Hello{Magic: "http", Version: wire.Version}),
		"it speaks version 2; this program speaks version 1":                frame(t, wire.Hello{Magic: wire.Magic, Version: 2}),
		"the frame is too long: it has 1195725856 bytes, accepted are 4096": []byte("GET / HTTP/1.1\r\n\r\n"),
		"unexpected EOF":    frame(t, wire.Hello{Magic: wire.Magic})[:9],
		"EOF":               nil,
		"cannot unmarshal":  raw([]int{1, 2}),
		"unknown field":     raw(map[int]any{1: "synod", 99: 1}),
		"duplicate map key": {0, 0, 0, 7, 0xa2, 1, 0x61, 'a', 1, 0x61, 'b'},
		"exceeded max":      raw(map[int]any{3: [][][][][]int{{{{{1}}}}}}),
		"indefinite-length": {0, 0, 0, 2, 0xbf, 0xff},
		"extraneous data":   {0, 0, 0, 2, 0xa0, 0xa0},
	} {
		_, err := wire.ReadHello(reader(b))
		require.ErrorContains(t, err, want)
	}
}

func TestLongFramesAreNotRead(t *testing.T) {
	b := frame(t, wire.Packet{ID: "x", Body: make([]byte, 200)})
	_, err := wire.Next(reader(b), nil, 100)
	require.ErrorIs(t, err, wire.ErrTooLong)
	got, err := wire.Next(reader(b), make([]byte, 0, 1000), 1000)
	require.NoError(t, err)
	require.Len(t, got, len(b)-4)
}

// What comes from outside is refused in words, or is a message of a declared type that is
// written the same.
func FuzzPacket(f *testing.F) {
	m, err := wire.NewMessages([]model.Message{vote{}, &other{}, holder{}, ""})
	if err != nil {
		f.Fatal(err)
	}
	for _, v := range []model.Message{vote{Term: 2, By: map[model.NodeID]bool{1: true}}, &other{1}, holder{"x"}, strings.Repeat("y", 40)} {
		body, err := m.Append(nil, v)
		if err != nil {
			f.Fatal(err)
		}
		b, err := cbor.Marshal(wire.Packet{ID: "S1.1.1", Body: body})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := wire.Parse[wire.Packet](b)
		if err != nil {
			return
		}
		v, err := m.Decode(p.Body)
		if err != nil {
			require.NotContains(t, err.Error(), "runtime error")
			return
		}
		again, err := m.Append(nil, v)
		require.NoError(t, err)
		require.Equal(t, p.Body, again)
	})
}
