package rawnode

import (
	"fmt"

	"github.com/synod-go/synod/model"
)

// What the library calls raftpb, as plain data. The names are its own.

// EntryType says what an entry is.
type EntryType int

// The types of entries.
const (
	Normal EntryType = iota
	ChangeV1
	Change
)

// Entry is an entry of the log. Its data is a command (see command.go), a change of the
// configuration as the library encodes it, or nothing.
type Entry struct {
	Term, Index int
	Type        EntryType
	Data        string
}

// HardState is what a server must keep before it sends messages.
type HardState struct {
	Term   int
	Vote   model.NodeID
	Commit int
}

// ConfState is a configuration. The outgoing voters are those of the configuration that a
// joint one leaves.
type ConfState struct {
	Voters, Learners, VotersOutgoing, LearnersNext []model.NodeID
	AutoLeave                                      bool
}

// Snapshot stands for the log up to an index.
type Snapshot struct {
	Data     string
	Metadata SnapshotMetadata
}

// SnapshotMetadata says which entry a snapshot ends with, and the configuration there.
type SnapshotMetadata struct {
	ConfState   ConfState
	Index, Term int
}

// ConfChange is a change of the configuration (ConfChangeV2).
type ConfChange struct {
	Transition Transition
	Changes    []ConfChangeSingle
	Context    string
}

// Transition says how a configuration changes.
type Transition int

// The transitions. With Auto the library goes through a joint configuration if it must, and
// leaves it by itself.
const (
	Auto Transition = iota
	JointImplicit
	JointExplicit
)

// ConfChangeSingle is a change of one server's role.
type ConfChangeSingle struct {
	Type   ChangeType
	NodeID model.NodeID
}

// ChangeType says what a server becomes.
type ChangeType int

// The changes.
const (
	AddNode ChangeType = iota
	RemoveNode
	UpdateNode
	AddLearnerNode
)

// Role is what a server is at the moment.
type Role int

// The roles.
const (
	Follower Role = iota
	Candidate
	Leader
	PreCandidate
)

// String returns the role in small letters.
func (r Role) String() string {
	return word([]string{"follower", "candidate", "leader", "pre-candidate"}, int(r))
}

func word(words []string, i int) string {
	if i < 0 || i >= len(words) {
		return fmt.Sprint(i)
	}
	return words[i]
}

// SoftState is what a server knows and need not keep.
type SoftState struct {
	Lead      model.NodeID
	RaftState Role
}

// ReadState is the answer to RawNode.ReadIndex: once the entries up to Index are applied,
// the read with this context may be answered.
type ReadState struct {
	Index      int
	RequestCtx string
}

// Ready is what a RawNode wants done.
type Ready struct {
	SoftState        *SoftState
	HardState        HardState
	ReadStates       []ReadState
	Entries          []Entry
	Snapshot         Snapshot
	CommittedEntries []Entry
	MustSync         bool
	Messages         []Packet
}

// Status is what a RawNode says of itself.
type Status struct {
	ID             model.NodeID
	HardState      HardState
	SoftState      SoftState
	Applied        int
	LeadTransferee model.NodeID
}

// Disk is what a MemoryStorage holds: it survives a crash.
type Disk struct {
	HardState HardState
	Snapshot  Snapshot
	Entries   []Entry
}
