package zab

// Epoch is the number of an epoch, in which one primary broadcasts; 0 is before the first one.
type Epoch int

// Txn is a transaction: a change of the state, which the primary of an epoch has broadcast.
// Epoch and Counter are its zxid.
type Txn struct {
	Epoch   Epoch
	Counter int // from 1, in each epoch
}

// Elected tells a server that the sender is to be followed. It stands for the leader oracle of
// the paper, which may be wrong.
type Elected struct{}

// Phase 1, discovery.

// FollowerInfo is CEPOCH: the sender follows the receiver.
type FollowerInfo struct{ AcceptedEpoch Epoch }

// NewEpoch proposes an epoch, which is later than all that a quorum has accepted.
type NewEpoch struct{ Epoch Epoch }

// AckEpoch is ACK-E: the sender takes part in no earlier epoch any more.
type AckEpoch struct {
	Epoch        Epoch
	CurrentEpoch Epoch // the last epoch whose history the sender has taken
	History      []Txn
}

// Phase 2, synchronization.

// NewLeader has the history with which an epoch begins.
type NewLeader struct {
	Epoch   Epoch
	History []Txn
}

// AckLeader is ACK-LD: the sender has that history on disk.
type AckLeader struct {
	Epoch  Epoch
	Length int // of the history
}

// Phase 3, broadcast.

// Propose has a transaction for a place in the history.
type Propose struct {
	Txn   Txn
	Index int // from 1
}

// Ack says that the sender has the history up to an index on disk.
type Ack struct {
	Epoch Epoch
	Index int
}

// Commit says that the history is committed up to an index.
type Commit struct {
	Epoch Epoch
	Index int
}

// Events.

// Established is the event that a leader begins to broadcast, with the history of its epoch.
type Established struct {
	Epoch   Epoch
	History []Txn
}

// Delivered is the event that a server delivers a transaction, in an epoch.
type Delivered struct {
	Epoch Epoch
	Index int
	Txn   Txn
}
