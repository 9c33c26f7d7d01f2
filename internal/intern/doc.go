// Package intern holds the tables in which the machinery keeps things once and finds
// them by number: a Table gives byte strings ids, a Flat grows while others read it, a
// Memo maps words to words, and Bitset, PairSet and IdleSet remember what one worker
// has seen. They know nothing of protocols.
package intern
