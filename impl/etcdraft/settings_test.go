package main

import (
	"testing"

	"go.etcd.io/raft/v3/raftpb"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/impl/internal/rawnode"
	"github.com/synod-go/synod/impl/internal/rawnode/rawnodetest"
)

func TestMessages(t *testing.T) { rawnodetest.Messages(t, rawnode.Through[*raftpb.Message]) }

func TestTicks(t *testing.T) { rawnodetest.Ticks(t, rawnode.NewProtocol(&library)) }

// The state spaces of settings, each alone.
func TestSettings(t *testing.T) {
	rawnodetest.Settings(t, &library, "v3.7.0", map[string]checks.Size{
		"-ready apply -scripts w -terms 2":                                {States: 22983, Steps: 87853, Depth: 33},
		"-ready parallel -scripts w -terms 2 -elections 1":                {States: 19796, Steps: 81872, Depth: 38},
		"-ready async -scripts w -terms 2 -elections 1":                   {States: 54564, Steps: 259692, Depth: 39},
		"-scripts w -transfers 1 -terms 2":                                {States: 10747, Steps: 36125, Depth: 27},
		"-scripts w -compactions 1":                                       {States: 48797, Steps: 140222, Depth: 33},
		"-scripts w -learners 1 -terms 2":                                 {States: 25751, Steps: 97218, Depth: 30},
		"-scripts w -pre-vote -terms 2":                                   {States: 27808, Steps: 94522, Depth: 33},
		"-scripts w -heartbeats 1 -terms 2":                               {States: 32681, Steps: 108965, Depth: 32},
		"-scripts w -crashes 1":                                           {States: 90682, Steps: 262870, Depth: 33},
		"-scripts w -network multiset -terms 2":                           {States: 57396, Steps: 190438, Depth: 27},
		"-scripts none -changes r3":                                       {States: 19188, Steps: 50252, Depth: 30},
		"-scripts none -spares 1 -changes l4,v4 -terms 2":                 {States: 29336, Steps: 108018, Depth: 34},
		"-scripts none -spares 1 -changes auto:v4r3 -terms 2":             {States: 17846, Steps: 62856, Depth: 35},
		"-scripts none -spares 1 -changes joint:v4r3,leave -terms 2":      {States: 24326, Steps: 89500, Depth: 34},
		"-scripts none -servers 2 -ticks 3 -terms 2":                      {States: 564, Steps: 1034, Depth: 14},
		"-scripts w -servers 2 -ticks 3 -check-quorum -terms 2":           {States: 2046, Steps: 4327, Depth: 20},
		"-scripts w -servers 2 -ticks 3 -check-quorum -pre-vote -terms 2": {States: 4293, Steps: 9309, Depth: 23},
	})
}
