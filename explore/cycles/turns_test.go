package cycles_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore/cycles"
)

// Whether a loop is fair is as the definitions say, condition by condition.
func TestNeglected(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	some := func(n uint32) (list []uint32) {
		for range r.IntN(3) {
			list = append(list, r.Uint32N(n))
		}
		return list
	}
	kinds := map[string]int{}
	for range 20_000 {
		const marks, conditions = 4, 3
		var of [marks + 1]cycles.Stakes // weak conditions are below 10, strong ones from there on
		for m := 1; m <= marks; m++ {
			s := cycles.Stakes{Weak: some(conditions), FleetingWeak: some(conditions), Passes: r.IntN(6) == 0, Idle: r.IntN(6) == 0}
			for _, c := range some(conditions) {
				s.Strong = append(s.Strong, 10+c)
			}
			for _, c := range some(conditions) {
				s.FleetingStrong = append(s.FleetingStrong, 10+c)
			}
			of[m] = s
		}
		loop := make([]cycles.Turn, 1+r.IntN(3))
		for i := range loop {
			for range r.IntN(3) {
				loop[i].Enabled = append(loop[i].Enabled, 1+r.Uint32N(marks))
			}
			if n := len(loop[i].Enabled); n > 0 && r.IntN(4) > 0 {
				loop[i].Taken = loop[i].Enabled[r.IntN(n)]
			}
		}
		broken := brokenBy(loop, func(mark uint32) cycles.Stakes { return of[mark] })
		c, strong, found := cycles.Neglected(loop, func(mark uint32) cycles.Stakes { return of[mark] })
		require.Equal(t, len(broken) > 0, found, "%v %v", loop, of)
		switch {
		case !found:
			kinds["fair"]++
			continue
		case strong:
			kinds["strong"]++
			require.Equal(t, broken[len(broken)-1] >= 10 && broken[0] >= 10, true, "a weak one comes first")
		default:
			kinds["weak"]++
		}
		require.Contains(t, broken, c)
		require.Equal(t, strong, c >= 10)
	}
	for _, kind := range []string{"fair", "weak", "strong"} {
		require.Greater(t, kinds[kind], 1000, kind)
	}
}

// brokenBy returns the conditions that a loop breaks, in order.
func brokenBy(loop []cycles.Turn, fair cycles.Fairness) (broken []uint32) {
	lists := func(s cycles.Stakes) []uint32 {
		return slices.Concat(s.Weak, s.FleetingWeak, s.Strong, s.FleetingStrong)
	}
	passes := slices.ContainsFunc(loop, func(turn cycles.Turn) bool { return turn.Taken != 0 && fair(turn.Taken).Passes })
	for c := range uint32(20) {
		enabled, met, fleeting := 0, false, false
		for _, turn := range loop {
			here := false
			for _, mark := range turn.Enabled {
				s := fair(mark)
				has := slices.Contains(lists(s), c)
				here = here || has
				met = met || has && (s.Idle || mark == turn.Taken)
				fleeting = fleeting || slices.Contains(slices.Concat(s.FleetingWeak, s.FleetingStrong), c)
			}
			if here {
				enabled++
			}
		}
		weak := c < 10
		if !met && !(fleeting && passes) && (weak && enabled == len(loop) || !weak && enabled > 0) {
			broken = append(broken, c)
		}
	}
	return broken
}
