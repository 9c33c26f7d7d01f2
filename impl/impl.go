// Package impl lists the protocols of this module. Each has a package of its own
// below this one.
package impl

import (
	"github.com/synod-go/synod/impl/abd"
	"github.com/synod-go/synod/impl/benor"
	"github.com/synod-go/synod/impl/chain"
	"github.com/synod-go/synod/impl/epaxos"
	"github.com/synod-go/synod/impl/ftvm"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/impl/paxosregister"
	"github.com/synod-go/synod/impl/pmmc"
	"github.com/synod-go/synod/impl/primarybackup"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/rotating"
	"github.com/synod-go/synod/impl/singlecopy"
	"github.com/synod-go/synod/impl/switchpaxos"
	"github.com/synod-go/synod/impl/threephase"
	"github.com/synod-go/synod/impl/twophase"
	"github.com/synod-go/synod/impl/vr"
	"github.com/synod-go/synod/impl/zab"
	"github.com/synod-go/synod/model"
)

// Protocols returns the protocols, in the order in which they are listed.
func Protocols() []*model.Protocol {
	return []*model.Protocol{
		&raft.Protocol, &paxosregister.Protocol, &abd.Protocol, &singlecopy.Protocol,
		&twophase.Protocol, &paxos.Protocol, &pmmc.Protocol, &primarybackup.Protocol, &chain.Protocol,
		&rotating.Protocol, &benor.Protocol, &threephase.Protocol, &vr.Protocol, &ftvm.Protocol, &zab.Protocol,
		&switchpaxos.Protocol, &epaxos.Protocol,
	}
}
