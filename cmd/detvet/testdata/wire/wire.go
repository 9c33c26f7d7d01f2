// Package wire has the message of packages planted and clean.
package wire

// Log is a message.
type Log struct{ Entries []int }

// Message holds what it is given.
func Message(entries []int) Log { return Log{Entries: entries} }
