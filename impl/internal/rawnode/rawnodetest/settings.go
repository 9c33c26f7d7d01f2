package rawnodetest

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/impl/internal/rawnode"
	"github.com/synod-go/synod/model"
)

// Messages wants messages of all types, with random contents, to go through the library's
// type unharmed.
func Messages(t *testing.T, through func(rawnode.Packet) rawnode.Packet) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	require.NotEmpty(t, rawnode.Messages())
	for _, m := range rawnode.Messages() {
		for range 200 {
			filled := reflect.New(reflect.TypeOf(m)).Elem()
			fill(filled, random)
			p := rawnode.Packet{From: 3, To: 2, Message: filled.Interface()}
			sent := p.From
			if from := filled.FieldByName("From"); from.IsValid() && from.Int() != 0 {
				sent = model.NodeID(from.Int()) // it says itself from whom it comes
			}
			got := through(p)
			require.Equal(t, rawnode.Packet{From: sent, To: 2, Message: p.Message}, got)
		}
	}
}

// fill sets a value to a random one, half of its numbers zero. Numbers are not negative, and
// a From is not the sender.
func fill(v reflect.Value, random *rand.Rand) {
	some := random.IntN(2) == 0
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), random)
		}
	case reflect.Bool:
		v.SetBool(some)
	case reflect.String:
		if some {
			v.SetString(string([]byte{byte(random.Uint32()), byte(random.Uint32()), 0}))
		}
	case reflect.Slice:
		for range random.IntN(3) {
			e := reflect.New(v.Type().Elem()).Elem()
			fill(e, random)
			v.Set(reflect.Append(v, e))
		}
	default:
		switch {
		case !some:
		case v.Type() != reflect.TypeFor[int](): // a node, or an enumeration, which has at least three words
			v.SetInt(1 + random.Int64N(2))
		default:
			v.SetInt(random.Int64())
		}
	}
}

// Settings wants state spaces to be complete and without a violation, and for one version of
// the library as large as is known.
func Settings(t *testing.T, l *rawnode.Library, version string, sizes map[string]checks.Size) {
	t.Helper()
	if l.Version() != version {
		t.Logf("the sizes are those of %s, and are not compared with %s", version, l.Version())
	}
	p := rawnode.NewProtocol(l)
	for flags, size := range sizes {
		t.Run(flags, func(t *testing.T) {
			r := checks.Explore(t, p.With(flags), synod.Options{})
			checks.NothingBroken(t, r)
			if l.Version() == version {
				require.Equal(t, size, checks.SizeOf(r))
			}
		})
	}
}

// Ticks wants the library's clock to be followed: nobody campaigns before the election
// timeout, which with -election-tick 2 is two or three ticks.
func Ticks(t *testing.T, p *model.Protocol) {
	t.Helper()
	elected := func(flags string) string {
		return checks.Explore(t, p.With(flags, "-scripts none -servers 1 -terms 2"), synod.Options{Until: "leader-elected"}).Verdict
	}
	require.Equal(t, synod.VerdictUnreached, elected("-ticks 1"))
	require.Equal(t, synod.VerdictReached, elected("-ticks 2"))
	require.Equal(t, synod.VerdictUnreached, elected("-ticks 2 -election-tick 3"))
}
