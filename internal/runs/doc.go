// Package runs takes one run of a system: step by step (Run), again (Replay), at random
// (Wander), and to where a search is to start (From).
package runs
