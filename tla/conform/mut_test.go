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

func TestMut(t *testing.T) {
	for _, losses := range []bool{true, false} {
		for _, p := range []*model.Protocol{&raft.Protocol, &paxos.Protocol, &primarybackup.Protocol} {
			for _, m := range p.Mutants {
				start := time.Now()
				ch, err := conform.New(p, m.Name, nil, conform.Source{Losses: losses})
				require.NoError(t, err)
				r, err := ch.Run(context.Background(), explore.Options{Time: 40 * time.Second})
				require.NoError(t, err)
				l, txt := -1, ""
				if r.Violation != nil {
					l = r.Violation.Length()
					txt = r.Violation.Text + " " + r.Violation.Trace.States[l].Step.String()
				}
				fmt.Println(losses, p.Name, m.Name, m.Length, "conform", l, r.States, r.BoundedBy, time.Since(start), txt)
			}
		}
	}
}
