// Package step holds the kinds of steps of a system, and how a step and what a node
// is given are packed into words: the labels of the engine, and the inputs by which
// the outcomes of handlers are looked up.
package step

import "github.com/synod-go/synod/traces"

// Kind is a kind of step.
type Kind uint8

// The kinds of steps.
const (
	Deliver Kind = iota
	Drop
	Duplicate
	Timeout
	Invoke
	Crash
	Restart
	Partition
	Heal
	CutLink
	HealLink
	Suspect
	Trust
	Stabilise
)

var names = [...]string{
	Deliver: traces.StepDeliver, Drop: traces.StepDrop, Duplicate: traces.StepDuplicate,
	Timeout: traces.StepTimeout, Invoke: traces.StepInvoke, Crash: traces.StepCrash,
	Restart: traces.StepRestart, Partition: traces.StepPartition, Heal: traces.StepHeal,
	CutLink: traces.StepCutLink, HealLink: traces.StepHealLink,
	Suspect: traces.StepSuspect, Trust: traces.StepTrust, Stabilise: traces.StepStabilise,
}

// String returns the kind as a trace spells it.
func (k Kind) String() string { return names[k] }

// Label is the code of a step: its kind, what it is about (the place of a message or
// channel in the network, a node, a node's timer, two nodes, a cut, a link, who leads), and the
// branch of Choose.
type Label uint32

const (
	kindBits  = 4
	aboutBits = 12
	// MaxAbout is the largest number that a label can be about.
	MaxAbout = 1<<aboutBits - 1

	timerBits = 5
	// MaxTimers is how many timers a node may have set.
	MaxTimers = 1 << timerBits
)

// LabelOf packs a step.
func LabelOf(kind Kind, about, branch int) Label {
	return Label(int(kind) | about<<kindBits | branch<<(kindBits+aboutBits))
}

// Kind returns the kind of the step.
func (l Label) Kind() Kind { return Kind(l & (1<<kindBits - 1)) }

// About returns what the step is about.
func (l Label) About() int { return int(l >> kindBits & MaxAbout) }

// Branch returns which branch of Choose the step takes.
func (l Label) Branch() int { return int(l >> (kindBits + aboutBits)) }

// AboutTimer returns what a timeout is about: a node, by its index, and the place of
// the timer among those that are set there.
func AboutTimer(node, place int) int { return node<<timerBits | place }

// TimerOf returns the node and the place of the timer that a timeout is about.
func TimerOf(about int) (node, place int) { return about >> timerBits, about & (MaxTimers - 1) }

const nodeBits = 6

// AboutPair returns what a suspicion is about: who suspects, and whom, by their indexes.
func AboutPair(node, whom int) int { return node<<nodeBits | whom }

// PairOf returns who suspects, and whom.
func PairOf(about int) (node, whom int) { return about >> nodeBits, about & (1<<nodeBits - 1) }
