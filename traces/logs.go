package traces

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
)

// Logs is what several nodes or processes logged of one run: a sequence of events for each,
// and an order between them. The events of one sequence happened one after the other. An
// event of another sequence happened before if it sent the message that is received, or if
// the vector clocks say so. What is ordered by neither may have happened in any order.
//
// A log of the whole run is the case of a single sequence: its order is total.
type Logs struct {
	Sequences []*Log
	// Missing names the nodes of whose events there is no log.
	Missing []string

	waits [][][]Place // by sequence and event
}

// Place is an event of several logs: the index of its sequence, and its index there.
type Place struct{ Sequence, Event int }

// Join puts the logs of one run together. It fails when they are not of the same system,
// when two have the events of the same node, when a message is sent twice under one id, and
// when the order of their events is a circle.
func Join(logs ...*Log) (*Logs, error) {
	if len(logs) == 0 {
		return nil, errors.New("there is no log")
	}
	j := &Logs{Sequences: logs}
	owner := map[string]bool{}
	for i, l := range logs {
		if err := sameSystem(logs[0], l); err != nil {
			return nil, fmt.Errorf("log %d: %w", i+1, err)
		}
		only := l.Only
		if only == nil {
			if len(logs) > 1 {
				return nil, fmt.Errorf("log %d: it has the events of all nodes, and cannot be joined with another", i+1)
			}
			only = l.Nodes
		}
		for _, node := range only {
			if owner[node] {
				return nil, fmt.Errorf("log %d: %s has another log", i+1, node)
			}
			owner[node] = true
		}
	}
	for _, node := range logs[0].Nodes {
		if !owner[node] {
			j.Missing = append(j.Missing, node)
		}
	}
	if err := j.order(); err != nil {
		return nil, err
	}
	_, err := j.Linear()
	return j, err
}

func sameSystem(a, b *Log) error {
	switch {
	case a.Protocol != b.Protocol || a.Mutant != b.Mutant || !maps.Equal(a.Settings, b.Settings):
		return errors.New("it is of another system than the first")
	case !slices.Equal(a.Nodes, b.Nodes):
		return errors.New("it has other nodes than the first")
	}
	return nil
}

// order finds out which events of other sequences each event waits for.
func (j *Logs) order() error {
	j.waits = make([][][]Place, len(j.Sequences))
	for s, l := range j.Sequences {
		j.waits[s] = make([][]Place, len(l.Events))
	}
	sent, err := j.senders()
	if err != nil {
		return err
	}
	for s, l := range j.Sequences {
		for i := range l.Events {
			from, ok := sent[l.Events[i].ID]
			if !ok {
				continue // it was sent by what was not logged
			}
			if err := j.wait(Place{s, i}, from); err != nil {
				return err
			}
		}
	}
	for s := range j.Sequences {
		if err := j.clocksGrow(s); err != nil {
			return err
		}
	}
	for q := range j.Sequences {
		if err := j.clocks(q); err != nil {
			return err
		}
	}
	return nil
}

// wait has the event at p wait for the one at before.
func (j *Logs) wait(p, before Place) error {
	l := j.Sequences[p.Sequence]
	switch {
	case p.Sequence != before.Sequence:
		j.waits[p.Sequence][p.Event] = append(j.waits[p.Sequence][p.Event], before)
	case p.Event <= before.Event:
		return fmt.Errorf("log %d: %s needs %s to have happened", p.Sequence+1, l.eventName(p.Event), l.eventName(before.Event))
	}
	return nil
}

// senders returns where each message was sent, by its id.
func (j *Logs) senders() (map[string]Place, error) {
	sent := map[string]Place{}
	for s, l := range j.Sequences {
		for i := range l.Events {
			for _, id := range l.Events[i].SentIDs {
				if id == "" {
					continue
				}
				if from, twice := sent[id]; twice {
					return nil, fmt.Errorf("message %q is sent by %s of log %d and again by %s of log %d",
						shorten(id), j.Sequences[from.Sequence].eventName(from.Event), from.Sequence+1, l.eventName(i), s+1)
				}
				sent[id] = Place{s, i}
			}
		}
	}
	return sent, nil
}

// clocksGrow returns an error if the clocks of a sequence do not follow its order.
func (j *Logs) clocksGrow(s int) error {
	l := j.Sequences[s]
	last := map[string]int{} // the last event with a clock, by node
	for i := range l.Events {
		e := &l.Events[i]
		if e.Clock == nil {
			continue
		}
		if before, ok := last[e.Node]; ok && !after(e.Clock, l.Events[before].Clock) {
			return fmt.Errorf("log %d: the clock of %s is not after the clock of %s", s+1, l.eventName(i), l.eventName(before))
		}
		last[e.Node] = i
	}
	return nil
}

// clocks has all events wait for those of sequence q that their clocks know of. It is enough to
// wait for the last one of each node, and the clocks of a node grow.
func (j *Logs) clocks(q int) error {
	clocked := map[string][]int{} // events with a clock, by node
	for i := range j.Sequences[q].Events {
		if e := &j.Sequences[q].Events[i]; e.Clock != nil {
			clocked[e.Node] = append(clocked[e.Node], i)
		}
	}
	nodes := slices.Sorted(maps.Keys(clocked))
	for s, l := range j.Sequences {
		for i := range l.Events {
			if l.Events[i].Clock == nil {
				continue
			}
			for _, node := range nodes {
				list := clocked[node]
				known := sort.Search(len(list), func(k int) bool {
					return !after(l.Events[i].Clock, j.Sequences[q].Events[list[k]].Clock)
				})
				if known == 0 {
					continue
				}
				if err := j.wait(Place{s, i}, Place{q, list[known-1]}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// At returns the event at a place.
func (j *Logs) At(p Place) *LogEvent { return &j.Sequences[p.Sequence].Events[p.Event] }

// Len returns how many events there are in all sequences.
func (j *Logs) Len() int {
	n := 0
	for _, l := range j.Sequences {
		n += len(l.Events)
	}
	return n
}

// Next returns the events that may happen next once the first done[s] events of each sequence
// s have happened, in the order of the sequences.
func (j *Logs) Next(done []int) []Place {
	var next []Place
	for s, l := range j.Sequences {
		p := Place{s, done[s]}
		if p.Event == len(l.Events) {
			continue
		}
		if _, waits := j.Waits(p, done); !waits {
			next = append(next, p)
		}
	}
	return next
}

// Waits returns an event that must have happened before the one at p and is not among the
// first done[s] events of each sequence s, if there is one.
func (j *Logs) Waits(p Place, done []int) (before Place, waits bool) {
	list := j.waits[p.Sequence][p.Event]
	i := slices.IndexFunc(list, func(q Place) bool { return q.Event >= done[q.Sequence] })
	if i < 0 {
		return Place{}, false
	}
	return list[i], true
}

// Before returns the events of other sequences that must have happened before the one at p; not
// all that follows from them.
func (j *Logs) Before(p Place) []Place { return j.waits[p.Sequence][p.Event] }

// Linear returns one total order of all events that keeps the order between them: of the
// events that may happen next it takes one whose time is not known, or else the earliest; of
// equals the one of the first sequence. It fails when the order is a circle, which Join refuses.
func (j *Logs) Linear() ([]Place, error) {
	done := make([]int, len(j.Sequences))
	var all []Place
	for {
		next := j.Next(done)
		if len(next) == 0 {
			break
		}
		p := slices.MinFunc(next, func(a, b Place) int { return j.At(a).Time.Compare(j.At(b).Time) })
		all = append(all, p)
		done[p.Sequence]++
	}
	if len(all) == j.Len() {
		return all, nil
	}
	var stuck []string
	for s, l := range j.Sequences {
		if done[s] < len(l.Events) {
			stuck = append(stuck, fmt.Sprintf("%s of log %d", l.eventName(done[s]), s+1))
		}
	}
	return nil, fmt.Errorf("the order of the events is a circle: %s wait for each other", strings.Join(stuck, ", "))
}
