package conform_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/impl/primarybackup"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/conform"
)

func TestTry(t *testing.T) {
	for _, c := range []struct {
		p     *model.Protocol
		given map[string]string
	}{
		{&raft.Protocol, map[string]string{"terms": "2", "commands": "1", "elections": "1,1,0", "crashes": "1"}},
		{&paxos.Protocol, map[string]string{"acceptors": "2", "ballots": "1,1", "crashes": "1"}},
		{&primarybackup.Protocol, map[string]string{"servers": "2", "clients": "1", "scripts": "append,get"}},
	} {
		start := time.Now()
		ch, err := conform.New(c.p, "", c.given, conform.Source{})
		require.NoError(t, err)
		r, err := ch.Run(context.Background(), explore.Options{})
		require.NoError(t, err)
		fmt.Println(c.p.Name, r.States, r.Steps, r.Images, r.Missed, r.Actions, r.Stutters, r.Several, r.SameStates(), time.Since(start))
		if r.Violation != nil {
			fmt.Println(r.Violation.Text, r.Violation.Length())
			fmt.Println(r.Departure)
		}
	}
}
