package spec

import (
	"fmt"

	"github.com/anishathalye/porcupine"
)

// RegisterOp is an operation on a register: a write of Value, or a read. A
// client records it as model.Invoke{Op: …}; the Result of its model.Return is
// Done{} for a write, and the value, an int, for a read.
type RegisterOp struct {
	Write bool
	Value int // what is written; 0 for a read
}

// Write is the operation that writes a value. Values that differ from write to
// write make lost and stale ones visible.
func Write(value int) RegisterOp { return RegisterOp{Write: true, Value: value} }

// Read is the operation that returns the register's value.
func Read() RegisterOp { return RegisterOp{} }

// Result is the result of the operation when the register answers with a value: Done{}
// for a write.
func (op RegisterOp) Result(value int) any {
	if op.Write {
		return Done{}
	}
	return value
}

// String returns the operation as text for people.
func (op RegisterOp) String() string {
	if op.Write {
		return fmt.Sprintf("write %d", op.Value)
	}
	return "read"
}

// Done is the result of an operation that returns nothing, such as a write.
type Done struct{}

// String returns "done".
func (Done) String() string { return "done" }

// Register is a register of one int that starts with the given value; its
// operations are RegisterOps.
func Register(initial int) Object {
	return Object{
		Model: porcupine.Model{
			Init: func() any { return initial },
			Step: func(state, input, output any) (bool, any) {
				switch op := input.(RegisterOp); {
				case op.Write:
					return true, op.Value
				default:
					return output == nil || output == state, state
				}
			},
			DescribeOperation: func(input, output any) string {
				if output == nil {
					return fmt.Sprintf("%v, no answer yet", input)
				}
				return fmt.Sprintf("%v → %v", input, output)
			},
		},
		ReadOnly: func(op any) bool { return !op.(RegisterOp).Write },
	}
}
