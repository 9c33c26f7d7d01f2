package host_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/host"
)

// What an input costs: a handler with a message to itself and 1,000 words of state, with a
// log, with a disk that is written each time, with both; and where 16 inputs wait, which share a write
// and a sync.
func BenchmarkInput(b *testing.B) {
	for _, c := range []struct {
		name      string
		log, disk bool
		logging   host.Logging
		waiting   int
	}{
		{name: "handler"},
		{name: "log", log: true},
		{name: "log-messages", log: true, logging: host.Logging{Fields: []string{}}},
		{name: "log-all", log: true, logging: host.Logging{Most: -1}},
		{name: "disk", disk: true},
		{name: "disk-log", disk: true, log: true},
		{name: "disk-waiting", disk: true, waiting: 16},
		{name: "disk-log-waiting", disk: true, log: true, waiting: 16},
	} {
		b.Run(c.name, func(b *testing.B) {
			ctx, cancel := context.WithCancel(context.Background())
			left := b.N
			sys := toys(1, behaviour{
				start: func(n *toy, env model.Env) {
					n.Seen = make([]string, 1000)
					for range max(1, c.waiting) {
						env.Send(1, note{"go on"})
					}
				},
				receive: func(n *toy, env model.Env, _ model.NodeID, _ model.Message) {
					n.Count++
					if left--; left > 0 {
						env.Send(1, note{"go on"})
					} else {
						cancel()
					}
				},
			})
			cfg := host.Config{System: sys, Node: "T", Logger: quiet, Logging: c.logging}
			if c.log {
				cfg.Log = filepath.Join(b.TempDir(), "log")
			}
			if c.disk {
				cfg.Disk = b.TempDir()
			}
			h, err := host.New(cfg)
			require.NoError(b, err)
			b.ResetTimer()
			require.NoError(b, h.Run(ctx))
		})
	}
}
