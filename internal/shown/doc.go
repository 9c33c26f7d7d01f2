// Package shown turns Go values into values of traces, and texts about a state into
// words, with nodes by their names.
package shown
