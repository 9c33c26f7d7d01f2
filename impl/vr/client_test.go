package vr

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/model/modeltest"
	"github.com/synod-go/synod/spec"
)

// Section 4.1: a client asks the primary, and all replicas when it has waited long enough.
func TestClientSection41(t *testing.T) {
	env := modeltest.New("C1", defaults.groups()...)
	c := &Client{Session: client.Session[spec.KeyValueOp]{Script: []spec.KeyValueOp{put.Op, get.Op}, Retry: retryTimer}}
	c.Start(env)
	c.Invoke(env)
	require.Equal(t, []string{"record Invoke{Op: put x 11}", "set retry", "send S1 Request{Number: 1, Op: put x 11}"}, env.Did())
	env.Take()
	env.Fire(c, retryTimer)
	require.True(t, c.ToAll)
	require.Equal(t, []string{
		"set retry",
		"send S1 Request{Number: 1, Op: put x 11}", "send S2 Request{Number: 1, Op: put x 11}", "send S3 Request{Number: 1, Op: put x 11}",
	}, env.Did())
	c.Receive(env, 2, Reply{Number: 1})
	require.False(t, c.ToAll)
	env.Did()
	c.Receive(env, 1, Reply{Number: 1})
	require.Empty(t, env.Did(), "it does not wait any more")
	c.Invoke(env)
	require.Equal(t, "send S2 Request{Number: 2, Op: get x}", env.Did()[2], "who has answered is the primary")
	c.Receive(env, 2, Reply{Number: 2, Value: "11"})
	require.Equal(t, "record Return{Result: \"11\"}", env.Did()[0])
	require.True(t, c.Done())
}

func TestParseOperation(t *testing.T) {
	for word, want := range map[string]spec.KeyValueOp{
		"p": spec.Put("x", "12"), "g": spec.Get("x"), "a": spec.Append("x", "12"), "gy": spec.Get("y"), "az": spec.Append("z", "12"),
	} {
		op, err := parseOperation(word, "12")
		require.NoError(t, err)
		require.Equal(t, want, op)
	}
	for _, word := range []string{"", "w", "pY", "pyy", "p@1"} {
		_, err := parseOperation(word, "12")
		require.ErrorContains(t, err, `is no operation; accepted are scripts like "p,g;ay"`)
	}
}
