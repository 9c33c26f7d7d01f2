package cmd_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

func TestRecordIsDeterministic(t *testing.T) {
	args := []string{"explore", "record", "-protocol", "raft", "-seed", "3", "-steps", "80", "-drops", "3", "-sent"}
	var first, second, other, errors bytes.Buffer
	require.Zero(t, run(args, &first, &errors), errors.String())
	require.Zero(t, run(args, &second, &errors))
	require.Equal(t, first.String(), second.String())
	args[5] = "4"
	require.Zero(t, run(args, &other, &errors))
	require.NotEqual(t, first.String(), other.String())
	l, err := traces.ReadLog(&first)
	require.NoError(t, err)
	require.Equal(t, "raft", l.Protocol)
	require.Equal(t, []string{"S1", "S2", "S3"}, l.Nodes)
	require.EqualValues(t, 3, l.Seed)
}

func TestRecordRefuses(t *testing.T) {
	for _, c := range []struct {
		want string
		args []string
	}{
		{"-protocol is missing", nil},
		{"unknown protocol", []string{"-protocol", "nosuch"}},
		{"unknown mutant", []string{"-protocol", "raft", "-mutant", "nosuch"}},
		{`no node has a field "Terms"`, []string{"-protocol", "raft", "-observe", "Terms"}},
		{`"drops" is no kind of event`, []string{"-protocol", "raft", "-unlogged", "drops"}},
		{"-steps 0: accepted are", []string{"-protocol", "raft", "-steps", "0"}},
		{"-ballots is no flag of protocol raft", []string{"-protocol", "raft", "-ballots", "3"}},
		{"takes no argument", []string{"x"}},
	} {
		var out, errors bytes.Buffer
		require.Equal(t, exitUsage, run(append([]string{"explore", "record"}, c.args...), &out, &errors), c.args)
		require.Contains(t, errors.String(), c.want)
		require.Equal(t, 1, bytes.Count(errors.Bytes(), []byte("\n")))
		require.Empty(t, out.String())
	}
}
