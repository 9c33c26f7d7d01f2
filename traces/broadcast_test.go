package traces_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/synod-go/synod/traces"
)

func flights(list ...string) (out []traces.Flight) {
	for _, s := range list {
		parts := strings.Fields(s)
		out = append(out, traces.Flight{Packet: traces.Packet{From: parts[0], To: parts[1], Name: parts[2]}, Copies: 1})
	}
	return out
}

func grouped(list []traces.Flight) string {
	var out []string
	for _, b := range traces.Broadcasts(list) {
		out = append(out, b.String())
	}
	return strings.Join(out, "; ")
}

func TestBroadcasts(t *testing.T) {
	require.Equal(t, "S1→S2, S3 a", grouped(flights("S1 S2 a", "S1 S3 a")))
	require.Equal(t, "S1→S2, S3 a; S1→S2, S3 b", grouped(flights("S1 S2 a", "S1 S2 b", "S1 S3 a", "S1 S3 b")),
		"two broadcasts, receiver by receiver")
	require.Equal(t, "S1→S2 a; S1→S2 a", grouped(flights("S1 S2 a", "S1 S2 a")), "a second copy is no receiver")
	require.Equal(t, "S1→S2 a; S1→S3 b; S1→S3 a", grouped(flights("S1 S2 a", "S1 S3 b", "S1 S3 a")), "S3 gets b first")
	require.Equal(t, "S1→S2, S3, S10 a", grouped(flights("S1 S10 a", "S1 S3 a", "S1 S2 a")))
	require.Empty(t, traces.Broadcasts(nil))
	two := flights("S1 S2 a", "S1 S3 a")
	two[0].Copies, two[1].Copies = 2, 2
	require.Equal(t, "S1→S2, S3 a ×2", grouped(two))
	require.Equal(t, int64(4), traces.Broadcasts(two)[0].Messages())
}

// No message is lost or made, and what one node sends another stays in its order.
func TestBroadcastsKeepMessagesAndTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		node := rapid.SampledFrom([]string{"S1", "S2", "S3"})
		var list []traces.Flight
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			list = append(list, traces.Flight{Copies: 1, Packet: traces.Packet{
				From: node.Draw(t, "from"), To: node.Draw(t, "to"), Name: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "name"),
			}})
		}
		was, is := map[string][]string{}, map[string][]string{}
		for _, f := range list {
			way := f.From + f.To
			was[way] = append(was[way], f.Name)
		}
		for _, b := range traces.Broadcasts(list) {
			for _, to := range b.Receivers {
				is[b.From+to] = append(is[b.From+to], b.Name)
			}
		}
		require.Equal(t, fmt.Sprint(was), fmt.Sprint(is))
	})
}
