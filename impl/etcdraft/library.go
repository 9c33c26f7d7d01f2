package main

import (
	"go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
	"google.golang.org/protobuf/proto"

	"github.com/synod-go/synod/impl/internal/rawnode"
)

var library = rawnode.Library{
	Path: "go.etcd.io/raft/v3",
	Boot: func(c rawnode.Config, d rawnode.Disk, log *rawnode.Logger) *rawnode.RawNode {
		storage := raft.NewMemoryStorage()
		rawnode.Load(storage, d)
		config := raft.Config{Storage: storage, Logger: log}
		c.Configure(&config)
		if traced != nil {
			traced(&config, log)
		}
		n, err := raft.NewRawNode(&config)
		if err != nil {
			panic(err)
		}
		return rawnode.Bind(n, storage, encode, decode)
	},
	Async: true,
}

// traced lets the library tell what it does; see tracer.go.
var traced func(*raft.Config, *rawnode.Logger)

func encode(c rawnode.ConfChange) raftpb.ConfChangeI { return rawnode.To[*raftpb.ConfChangeV2](c) }

// decode decodes a change: up to v3.6 as gogo's protocol buffers, from v3.7 on as Google's.
func decode(data []byte) (raftpb.ConfChangeI, error) {
	c := new(raftpb.ConfChangeV2)
	if m, ok := any(c).(interface{ Unmarshal([]byte) error }); ok {
		return c, m.Unmarshal(data)
	}
	return c, proto.Unmarshal(data, any(c).(proto.Message))
}
