// Etcdraft explores RawNode of go.etcd.io/etcd/raft/v3: the library itself, not a model of it.
package main

import (
	"github.com/synod-go/synod/cmd"
	"github.com/synod-go/synod/impl/internal/rawnode"
)

func main() { cmd.Main(rawnode.NewProtocol(&library)) }
