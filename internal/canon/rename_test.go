package canon

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func perm(to ...int) func(int) int { return func(i int) int { return append([]int{0}, to...)[i] } }

func TestRenameReachesEveryPlace(t *testing.T) {
	c := newTestCodec()
	p := perm(2, 3, 1)
	for _, x := range []struct{ v, want any }{
		{nil, nil},
		{1, 1},
		{nodeID(1), nodeID(2)},
		{nodeID(0), nodeID(0)},
		{nodeSet(1<<1 | 1<<3), nodeSet(1<<2 | 1<<1)},
		{slot{1, 3}, slot{1, 1}},
		{[2]nodeID{1, 2}, [2]nodeID{2, 3}},
		{[]slot{{1, 1}, {2, 2}}, []slot{{1, 2}, {2, 3}}},
		{map[nodeID]int{1: 1, 2: 2, 3: 3}, map[nodeID]int{2: 1, 3: 2, 1: 3}},
		{map[slot]nodeSet{{1, 1}: 1 << 2}, map[slot]nodeSet{{1, 2}: 1 << 3}},
		{map[int]*nodeID{7: new(nodeID)}, map[int]*nodeID{7: new(nodeID)}},
		{map[any]bool{nodeID(1): true, slot{0, 2}: true, 1: true}, map[any]bool{nodeID(2): true, slot{0, 3}: true, 1: true}},
		{[]any{&slot{1, 1}, single{&slot{1, 2}}, []nodeID{3}}, []any{&slot{1, 2}, single{&slot{1, 3}}, []nodeID{1}}},
		{&rich{next: &rich{any: nodeID(1), Votes: 1 << 1}}, &rich{next: &rich{any: nodeID(2), Votes: 1 << 2}}},
		{idList{1, &idList{2, nil}}, idList{2, &idList{3, nil}}},
		{&idList{1, &idList{2, nil}}, &idList{2, &idList{3, nil}}},
	} {
		got, err := c.Rename(x.v, p)
		require.NoError(t, err)
		require.Equal(t, x.want, got)
	}
}

type idList struct {
	id   nodeID
	next *idList
}

func TestRenameIsAGroupAction(t *testing.T) {
	c := newTestCodec()
	rapid.Check(t, func(t *rapid.T) {
		v := genAny(2).Draw(t, "v")
		before := mustAppend(t, c, v)
		p := rapid.Permutation([]int{1, 2, 3}).Draw(t, "p")
		q := rapid.Permutation([]int{1, 2, 3}).Draw(t, "q")
		rename := func(v any, to ...int) any {
			w, err := c.Rename(v, perm(to...))
			require.NoError(t, err)
			return w
		}
		inverse, product := make([]int, 3), make([]int, 3)
		for i := range p {
			inverse[p[i]-1] = i + 1
			product[i] = q[p[i]-1]
		}
		w := rename(v, p...)
		require.Equal(t, before, mustAppend(t, c, v), "the value itself stays")
		require.Equal(t, before, mustAppend(t, c, rename(w, inverse...)))
		require.Equal(t, mustAppend(t, c, rename(v, product...)), mustAppend(t, c, rename(w, q...)))
	})
}

func TestRenameFields(t *testing.T) {
	s := newNodeCodec(t)
	n := newNode()
	require.NoError(t, s.RenameFields(n, perm(2, 3, 1)))
	want := newNode()
	want.Log, want.Votes, want.next, want.leader = []slot{{1, 3}}, 1<<2|1<<1, map[nodeID]int{2: 10, 3: 20}, 1
	want.extra = slot{7, 2}
	n.conf, want.conf = settings{}, settings{}
	require.Equal(t, want, n, "settings are not renamed")
}

func TestNothingToRename(t *testing.T) {
	v, err := New(Options{}).Rename([]any{nodeID(1)}, perm(2, 1))
	require.NoError(t, err)
	require.Equal(t, []any{nodeID(1)}, v)
	require.Nil(t, newTestCodec().planOf(reflect.TypeFor[[]base](), strict).ren)
}
