package rawnode

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/synod-go/synod/model"
)

// Command is what an entry does to the state machine, a register. Its client and number
// tell it from others: one that is in the log twice is executed once.
type Command struct {
	Client model.NodeID
	Number int
	Value  int // what is written
}

// command returns the command of an entry, if it has one.
func (e Entry) command() (c Command, ok bool) {
	if e.Type != Normal || e.Data == "" {
		return c, false
	}
	if _, err := fmt.Sscanf(e.Data, "%d.%d=%d", &c.Client, &c.Number, &c.Value); err != nil {
		panic(fmt.Sprintf("entry %d has the data %q, which is no command: %v", e.Index, e.Data, err))
	}
	return c, true
}

func (c Command) data() string { return fmt.Sprintf("%d.%d=%d", c.Client, c.Number, c.Value) }

// text is an entry for people.
func (e Entry) text() model.Text {
	if c, ok := e.command(); ok {
		return model.Textf("write %d of %v (term %d)", c.Value, c.Client, e.Term)
	}
	if e.Type == Normal {
		return model.Textf("nothing (term %d)", e.Term)
	}
	return model.Textf("%q (term %d)", e.Data, e.Term)
}

// The register is a function of the entries that were applied. So the state machine is the
// list of them, from the first: a snapshot has it whole.

// register returns the value that is in the register.
func register(applied []Entry) (value int) {
	for i, e := range applied {
		if c, ok := e.command(); ok && !executed(applied[:i], c) {
			value = c.Value
		}
	}
	return value
}

// executed reports whether some entries execute a command.
func executed(applied []Entry, c Command) bool { return executor(applied, c.Client, c.Number) != nil }

// executor returns the first entry with a client's command of a number, or nil.
func executor(applied []Entry, client model.NodeID, number int) *Entry {
	for i := range applied {
		if c, ok := applied[i].command(); ok && c.Client == client && c.Number == number {
			return &applied[i]
		}
	}
	return nil
}

// snapshotData returns what a snapshot says of the state machine: an entry a line.
func snapshotData(applied []Entry) string {
	var b strings.Builder
	for _, e := range applied {
		fmt.Fprintf(&b, "%d %d %d %q\n", e.Term, e.Index, e.Type, e.Data)
	}
	return b.String()
}

// read are the entries of snapshots that were read before, by their data. Nobody changes
// them.
var read sync.Map

// applied returns the entries that a snapshot stands for.
func (s Snapshot) applied() (entries []Entry) {
	if known, ok := read.Load(s.Data); ok {
		return slices.Clip(known.([]Entry))
	}
	for line := range strings.Lines(s.Data) {
		var e Entry
		if _, err := fmt.Sscanf(line, "%d %d %d %q", &e.Term, &e.Index, &e.Type, &e.Data); err != nil {
			panic(fmt.Sprintf("a snapshot has the line %q: %v", line, err))
		}
		entries = append(entries, e)
	}
	read.Store(s.Data, entries)
	return slices.Clip(entries)
}
