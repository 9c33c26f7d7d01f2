package cluster

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// The kinds of faults.
const (
	Crash     = "crash"
	Partition = "partition"
	Loss      = "loss"
	Delay     = "delay"
	Duplicate = "duplicate"
	Pause     = "pause"
	Clock     = "clock"
	Disk      = "disk"
)

// Kinds are the kinds of faults, in the order in which they are listed.
var Kinds = []string{Crash, Partition, Loss, Delay, Duplicate, Pause, Clock, Disk}

// The ways in which a disk can be bad.
const (
	diskSlow  = "slow"
	diskFull  = "full"
	diskLossy = "lossy" // and the node is killed
)

// Fault is something that goes wrong, at some time, for some time.
type Fault struct {
	Kind    string
	At, For time.Duration // since the start, and how long
	Nodes   []string      // of crash, pause, clock, disk
	Forever bool          // of crash: the node never comes back
	Sides   [][]string    // of partition
	Chance  float64       // of loss and duplicate: of each message
	Most    time.Duration // of delay and a slow disk: how much longer, at most
	Rate    float64       // of clock: how many times as fast it runs
	Disk    string        // of disk: what is wrong with it
	After   string        // of crash: the event that it waited for
}

// MarshalJSON writes the fields that a fault of its kind has.
func (f Fault) MarshalJSON() ([]byte, error) {
	type ms = float64
	in := func(d time.Duration) ms { return float64(d) / float64(time.Millisecond) }
	return json.Marshal(struct {
		Kind    string     `json:"kind"`
		At      ms         `json:"at_ms"`
		For     ms         `json:"for_ms"`
		What    string     `json:"what"`
		Nodes   []string   `json:"nodes,omitempty"`
		Forever bool       `json:"forever,omitempty"`
		Sides   [][]string `json:"sides,omitempty"`
		Chance  float64    `json:"chance,omitempty"`
		Most    ms         `json:"most_ms,omitempty"`
		Rate    float64    `json:"rate,omitempty"`
		Disk    string     `json:"disk,omitempty"`
	}{f.Kind, in(f.At), in(f.For), f.String(), f.Nodes, f.Forever, f.Sides, f.Chance, in(f.Most), f.Rate, f.Disk})
}

// String says what goes wrong, for people.
func (f Fault) String() string {
	nodes := strings.Join(f.Nodes, ", ")
	verb := " is "
	if len(f.Nodes) > 1 {
		verb = " are "
	}
	switch f.Kind {
	case Crash:
		text := nodes + verb + "killed"
		if f.Forever {
			text += " for ever"
		}
		if f.After != "" {
			text += " just after " + f.After
		}
		return text
	case Partition:
		var sides []string
		for _, side := range f.Sides {
			sides = append(sides, strings.Join(side, ", "))
		}
		return "the network is cut: " + strings.Join(sides, " | ")
	case Loss:
		return fmt.Sprintf("%.0f %% of the messages are lost", 100*f.Chance)
	case Delay:
		return fmt.Sprintf("messages take up to %s longer", f.Most)
	case Duplicate:
		return fmt.Sprintf("%.0f %% of the messages come twice", 100*f.Chance)
	case Pause:
		return nodes + " is stopped and continued"
	case Clock:
		return fmt.Sprintf("the clock of %s runs %.3g times as fast", nodes, f.Rate)
	}
	switch f.Disk {
	case diskSlow:
		return fmt.Sprintf("writes to the disk of %s take %s longer", nodes, f.Most)
	case diskFull:
		return "the disk of " + nodes + " is full"
	}
	return nodes + " is killed, and what was not synced is lost"
}

// Victims are the nodes that faults may hit.
type Victims struct {
	All      []string // all nodes of the system
	Servers  []string // those that run in processes of their own
	Crash    []string // those of them that may crash
	CrashFor []string // those of them that never come back
	Crashes  int      // how many of those may crash; of the others so many at a time
	Cut      []string // the nodes that a partition divides; nil is all
}

// When faults come: the first ones, how far apart, how long, and how long before the end
// the last one is over.
const (
	warmUp              = time.Second
	minCalm, maxCalm    = 700 * time.Millisecond, 1500 * time.Millisecond
	minFault, maxFault  = 200 * time.Millisecond, 1500 * time.Millisecond
	coolDown            = time.Second
	minRestart          = 20 * time.Millisecond // of a loop of restarts
	maxRestart          = 120 * time.Millisecond
	minBetween          = 50 * time.Millisecond
	maxBetween          = 350 * time.Millisecond
	maxDelay            = 80 * time.Millisecond
	minSlow, maxSlow    = 5 * time.Millisecond, 60 * time.Millisecond
	minChance, chances  = 0.05, 0.35
	minTwice, twiceMore = 0.1, 0.4
)

// planner makes a schedule.
type planner struct {
	Victims
	random *rand.Rand
}

func (p *planner) between(from, to time.Duration) time.Duration {
	return (from + time.Duration(p.random.Int64N(int64(to-from)+1))).Round(time.Millisecond)
}

// pick returns one of a list.
func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

// Plan makes the schedule of the faults of some kinds for a run of a length. Equal arguments
// make equal schedules.
func Plan(seed uint64, kinds []string, v Victims, length time.Duration) (faults []Fault) {
	p := &planner{v, rand.New(rand.NewPCG(seed, 1))}
	var round []string
	for at := min(warmUp, length/4); len(kinds) > 0; {
		if len(round) == 0 { // each kind once, then all anew
			round = slices.Clone(kinds)
			p.random.Shuffle(len(round), func(i, j int) { round[i], round[j] = round[j], round[i] })
		}
		kind := round[0]
		round = round[1:]
		f := p.fault(kind, at, min(p.between(minFault, maxFault), length/4))
		if f.At+f.For > length-min(coolDown, length/4) {
			return faults
		}
		if len(f.Nodes) > 0 || len(f.Sides) > 0 || f.Chance > 0 || f.Kind == Delay {
			faults = append(faults, f)
		}
		at = f.At + f.For + min(p.between(minCalm, maxCalm), length/4)
	}
	return faults
}

// Restarts makes a schedule of so many crashes, of one node after the other, and how long
// the run is.
func Restarts(seed uint64, v Victims, count int) (faults []Fault, length time.Duration) {
	p := &planner{v, rand.New(rand.NewPCG(seed, 2))}
	at := warmUp
	for range count {
		f := Fault{Kind: Crash, At: at, For: p.between(minRestart, maxRestart), Nodes: []string{pick(p.random, v.Crash)}}
		faults = append(faults, f)
		at += f.For + p.between(minBetween, maxBetween)
	}
	return faults, at + coolDown
}

// fault makes a fault of a kind.
func (p *planner) fault(kind string, at, length time.Duration) Fault {
	f := Fault{Kind: kind, At: at, For: length}
	if len(p.Servers) == 0 { // all are killed for ever
		return f
	}
	switch kind {
	case Crash:
		p.crash(&f)
	case Partition:
		f.Sides = p.sides()
	case Loss:
		f.Chance = minChance + p.random.Float64()*chances
	case Delay:
		f.Most = p.between(maxDelay/8, maxDelay)
	case Duplicate:
		f.Chance = minTwice + p.random.Float64()*twiceMore
	case Pause:
		f.Nodes = []string{pick(p.random, p.Servers)}
	case Clock:
		f.Nodes, f.Rate = []string{pick(p.random, p.Servers)}, pick(p.random, []float64{0.25, 0.5, 2, 4})
	case Disk:
		f.Nodes, f.Disk, f.Most = []string{pick(p.random, p.Servers)}, diskSlow, p.between(minSlow, maxSlow)
		if slices.Contains(p.Crash, f.Nodes[0]) && !slices.Contains(p.CrashFor, f.Nodes[0]) {
			f.Disk = pick(p.random, []string{diskSlow, diskFull, diskLossy})
		}
	}
	return f
}

// crash chooses who crashes: one node, or now and then all that may.
func (p *planner) crash(f *Fault) {
	for range 10 {
		if len(p.Crash) == 0 {
			return
		}
		who := pick(p.random, p.Crash)
		switch {
		case !slices.Contains(p.CrashFor, who):
			f.Nodes = []string{who}
			if p.random.IntN(6) == 0 && p.Crashes >= len(p.Crash)-len(p.CrashFor) {
				f.Nodes = slices.DeleteFunc(slices.Clone(p.Crash), func(n string) bool { return slices.Contains(p.CrashFor, n) })
			}
			return
		case p.Crashes > 0: // it does not come back, and does not crash again
			p.Crashes--
			p.Crash = slices.DeleteFunc(slices.Clone(p.Crash), func(n string) bool { return n == who })
			p.Servers = slices.DeleteFunc(slices.Clone(p.Servers), func(n string) bool { return n == who })
			f.Nodes, f.Forever = []string{who}, true
			return
		}
	}
}

// sides divides the nodes into two sides, with a node on each that can be cut off.
func (p *planner) sides() [][]string {
	cut := p.Cut
	if cut == nil {
		cut = p.Servers
	}
	if len(cut) < 2 {
		return nil
	}
	sides := make([][]string, 2)
	order := p.random.Perm(len(cut))
	size := 1 + p.random.IntN(len(cut)-1)
	for i, at := range order {
		side := 0
		if i >= size {
			side = 1
		}
		sides[side] = append(sides[side], cut[at])
	}
	for _, name := range p.All {
		if p.Cut == nil && !slices.Contains(cut, name) {
			side := p.random.IntN(2)
			sides[side] = append(sides[side], name)
		}
	}
	slices.Sort(sides[0])
	slices.Sort(sides[1])
	return sides
}
