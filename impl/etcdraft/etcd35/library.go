package main

import (
	"go.etcd.io/etcd/raft/v3"
	"go.etcd.io/etcd/raft/v3/raftpb"

	"github.com/synod-go/synod/impl/internal/rawnode"
)

var library = rawnode.Library{
	Path: "go.etcd.io/etcd/raft/v3",
	Boot: func(c rawnode.Config, d rawnode.Disk, log *rawnode.Logger) *rawnode.RawNode {
		storage := raft.NewMemoryStorage()
		rawnode.Load(storage, d)
		config := raft.Config{Storage: storage, Logger: log}
		c.Configure(&config)
		n, err := raft.NewRawNode(&config)
		if err != nil {
			panic(err)
		}
		return rawnode.Bind(n, storage, encode, decode)
	},
}

func encode(c rawnode.ConfChange) raftpb.ConfChangeI { return rawnode.To[*raftpb.ConfChangeV2](c) }

func decode(data []byte) (raftpb.ConfChangeI, error) {
	c := new(raftpb.ConfChangeV2)
	return c, c.Unmarshal(data)
}
