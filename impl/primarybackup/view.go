package primarybackup

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// View says who is primary and who is backup. The zero value is the view at
// startup, before the first server has pinged (STARTUP_VIEWNUM in DSLabs).
type View struct {
	Number int
	// Primary is nobody only at startup.
	Primary model.NodeID
	// Backup is nobody when no server was left for it.
	Backup model.NodeID
}

// Messages to and from the view server.
type (
	// Ping says that its sender is alive, and in which view it works. From the
	// primary of that view it is the acknowledgement of the view.
	Ping struct{ View int }
	// GetView is a client's question for the current view.
	GetView struct{}
	// ViewReply answers both: the current view.
	ViewReply struct{ View View }
)

// Messages between primary and backup. Each carries the number of the view in
// which it was sent.
type (
	// Transfer brings a new backup the whole state.
	Transfer struct {
		View  int
		State Application
	}
	// TransferAck says that the backup has the state.
	TransferAck struct{ View int }
	// Forward is an operation that the backup is to execute.
	Forward struct {
		View      int
		Operation Operation
	}
	// ForwardAck says that the backup has executed an operation.
	ForwardAck struct {
		View   int
		Client model.NodeID
		Number int
	}
)

// Messages between clients and servers.
type (
	// Request asks a server to execute an operation.
	Request struct {
		Number int // the client's how-manieth operation it is, from 1
		Op     spec.KeyValueOp
	}
	// Reply answers a Request.
	Reply struct {
		Number int
		Value  string // of a get; "" for the others
	}
)

// Operation is a client's request as servers pass it on.
type Operation struct {
	Client model.NodeID
	Number int
	Op     spec.KeyValueOp
}

// Application is the state that is replicated: the key-value store, and the last
// operation of every client with its answer, by which the same operation is known
// again and executed at most once. A client waits for its answer, so its last one
// is enough.
type Application struct {
	Store map[string]string
	Last  map[model.NodeID]Executed
	// Performed are the operations that made the store what it is and those that
	// read it, in order. Only properties look at it.
	Performed []OperationID
}

// OperationID says which operation one is, of which client.
type OperationID struct {
	Client model.NodeID
	Number int // as in Request
}

// Executed is an operation that was executed, and what is to be answered.
type Executed struct {
	Number int
	Value  string
}

// execute executes an operation, unless it or a later one of the same client was
// executed before. It returns what is to be answered.
func (a *Application) execute(op Operation) (value string) {
	if last := a.Last[op.Client]; op.Number <= last.Number {
		return last.Value
	}
	a.Performed = append(a.Performed, OperationID{op.Client, op.Number})
	done := Executed{Number: op.Number}
	if op.Op.ReadOnly() {
		done.Value = a.Store[op.Op.Key]
	} else {
		if a.Store == nil {
			a.Store = map[string]string{}
		}
		a.Store[op.Op.Key] = op.Op.Apply(a.Store[op.Op.Key])
	}
	if a.Last == nil {
		a.Last = map[model.NodeID]Executed{}
	}
	a.Last[op.Client] = done
	return done.Value
}

// clone returns a copy.
func (a *Application) clone() Application {
	return Application{Store: maps.Clone(a.Store), Last: maps.Clone(a.Last), Performed: slices.Clone(a.Performed)}
}

// equal reports whether two applications are the same in all that they hold.
func (a *Application) equal(b *Application) bool {
	return maps.Equal(a.Store, b.Store) && maps.Equal(a.Last, b.Last) && slices.Equal(a.Performed, b.Performed)
}
