package cluster

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/raft"
)

func TestTriggersMatch(t *testing.T) {
	grant := `{"n":7,"event":"deliver","node":"S1","from":"S2","message":{"name":"RequestVote","Term":2},` +
		`"state":{"Term":2,"Role":"follower","VotedFor":"S2"},"sent":[{"to":"S3","message":{"name":"AppendEntriesReply"}},{"to":"S2","message":{"name":"RequestVoteReply","Term":2,"Granted":true}}]}`
	for text, want := range map[string]bool{
		"sent":                               true,
		"sent RequestVoteReply":              true,
		"sent RequestVoteReply Granted=true": true,
		"sent RequestVoteReply Granted=true Term=2 state.VotedFor=S2": true,
		"sent RequestVoteReply Granted=false":                         false,
		"sent RequestVoteReply Granted=true state.VotedFor=S3":        false,
		"sent AppendEntriesReply Granted=true":                        false,
		"sent Term=2":                                                 true,
		"sent RequestVote":                                            false,
		"deliver":                                                     true,
		"deliver RequestVote":                                         true,
		"deliver RequestVote Term=2 state.Role=follower":              true,
		"deliver RequestVote Granted=true":                            false,
		"deliver AppendEntries":                                       false,
		"timeout":                                                     false,
		"deliver RequestVote Missing=":                                false,
	} {
		trigger, err := ParseTrigger(raft.Protocol.With(), text)
		require.NoError(t, err, text)
		require.Equal(t, text, trigger.String())
		require.Equal(t, want, trigger.matches([]byte(grant)), text)
	}
	election, err := ParseTrigger(raft.Protocol.With(), "  timeout   election state.Term=3 ")
	require.NoError(t, err)
	require.Equal(t, "timeout election state.Term=3", election.String())
	require.True(t, election.matches([]byte(`{"n":1,"event":"timeout","node":"S1","name":"election","state":{"Term":3}}`)))
	require.False(t, election.matches([]byte(`{"n":1,"event":"timeout","node":"S1","name":"heartbeat","state":{"Term":3}}`)))
	require.False(t, election.matches([]byte(`{"n":1,"event":"timeout"`)))
}

func TestTriggersThatAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "begins with no kind of event; accepted are sent, ",
		"granted":                    `"granted" begins with no kind of event`,
		"sent Vote":                  `there is no message "Vote"; the messages of raft are AppendEntries, `,
		"sent RequestVoteReply Term": `"Term" is no FIELD=VALUE`,
		"sent =3":                    `"=3" is no FIELD=VALUE`,
	} {
		_, err := ParseTrigger(raft.Protocol.With(), text)
		require.ErrorContains(t, err, want, text)
	}
}

// Only what is logged after the wait began counts, and a line counts when it is whole.
func TestTriggersWaitForEvents(t *testing.T) {
	dir := t.TempDir()
	log := func(node string) string { return filepath.Join(dir, node) }
	write := func(node, text string) {
		f, err := os.OpenFile(log(node), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
		require.NoError(t, err)
		_, err = f.WriteString(text)
		require.NoError(t, err)
		require.NoError(t, f.Close())
	}
	trigger, err := ParseTrigger(raft.Protocol.With(), "timeout election")
	require.NoError(t, err)
	event := `{"n":1,"event":"timeout","node":"A","name":"election"}` + "\n"
	write("A", event)
	_, ok := trigger.await(context.Background(), []string{"A", "B"}, log, time.Now().Add(20*time.Millisecond))
	require.False(t, ok, "the event is old")

	go func() {
		time.Sleep(10 * time.Millisecond)
		write("B", event[:20])
		time.Sleep(10 * time.Millisecond)
		write("B", event[20:])
	}()
	node, ok := trigger.await(context.Background(), []string{"A", "B"}, log, time.Now().Add(time.Minute))
	require.True(t, ok)
	require.Equal(t, "B", node)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, ok = trigger.await(ctx, []string{"A"}, log, time.Now().Add(time.Minute))
	require.False(t, ok, "the context is done")
}
