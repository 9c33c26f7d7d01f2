package main

import (
	"testing"

	"go.etcd.io/etcd/raft/v3/raftpb"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/impl/internal/rawnode"
	"github.com/synod-go/synod/impl/internal/rawnode/rawnodetest"
)

func TestMessages(t *testing.T) { rawnodetest.Messages(t, rawnode.Through[*raftpb.Message]) }

func TestTicks(t *testing.T) { rawnodetest.Ticks(t, rawnode.NewProtocol(&library)) }

// The state spaces of settings, each alone.
func TestSettings(t *testing.T) {
	rawnodetest.Settings(t, &library, "v3.5.0", map[string]checks.Size{
		"-ready apply -scripts w -terms 2":                                {States: 19367, Steps: 72647, Depth: 33},
		"-ready parallel -scripts w -terms 2 -elections 1":                {States: 14388, Steps: 57000, Depth: 37},
		"-scripts w -transfers 1 -terms 2":                                {States: 10747, Steps: 36125, Depth: 27},
		"-scripts w -compactions 1":                                       {States: 48299, Steps: 138868, Depth: 34},
		"-scripts w -learners 1 -terms 2":                                 {States: 37402, Steps: 146783, Depth: 31},
		"-scripts w -pre-vote -terms 2":                                   {States: 27808, Steps: 94522, Depth: 33},
		"-scripts w -heartbeats 1 -terms 2":                               {States: 32273, Steps: 107729, Depth: 33},
		"-scripts w -crashes 1":                                           {States: 88852, Steps: 258027, Depth: 33},
		"-scripts w -network multiset -terms 2":                           {States: 63864, Steps: 204438, Depth: 27},
		"-scripts none -changes r3":                                       {States: 19010, Steps: 49844, Depth: 30},
		"-scripts none -spares 1 -changes l4,v4 -terms 2":                 {States: 29336, Steps: 108018, Depth: 34},
		"-scripts none -spares 1 -changes auto:v4r3 -terms 2":             {States: 9446, Steps: 30136, Depth: 33},
		"-scripts none -spares 1 -changes joint:v4r3,leave -terms 2":      {States: 24326, Steps: 89500, Depth: 34},
		"-scripts none -servers 2 -ticks 3 -terms 2":                      {States: 564, Steps: 1034, Depth: 14},
		"-scripts w -servers 2 -ticks 3 -check-quorum -terms 2":           {States: 2046, Steps: 4327, Depth: 20},
		"-scripts w -servers 2 -ticks 3 -check-quorum -pre-vote -terms 2": {States: 4263, Steps: 9248, Depth: 23},
	})
}
