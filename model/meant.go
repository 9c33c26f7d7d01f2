package model

// Meant says that a warning of a system is meant.
type Meant struct {
	Warning string // a kind of warning (see package warn), or a kind and what it is about
	Reason  string // why, for the report
}
