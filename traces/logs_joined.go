package traces

import (
	"slices"
	"time"
)

// Joined returns one log of the whole run, with the events of all sequences in the order of
// [Logs.Linear], and says where each comes from. Ids, clocks and times are left out of it,
// since their order is used. Fields that a message lacks where it is sent, and has under the same
// id where it is received, or the other way round, are put in.
//
// It leaves out every kind of event that one of the logs leaves out, and has Lost if one of
// them has.
func (j *Logs) Joined() (*Log, []Place, error) {
	order, err := j.Linear()
	if err != nil {
		return nil, nil, err
	}
	first := j.Sequences[0]
	l := &Log{Protocol: first.Protocol, Mutant: first.Mutant, Settings: first.Settings, Nodes: first.Nodes}
	for _, s := range j.Sequences {
		l.Lost = l.Lost || s.Lost
		for _, kind := range s.Unlogged {
			if !slices.Contains(l.Unlogged, kind) {
				l.Unlogged = append(l.Unlogged, kind)
			}
		}
	}
	said := j.said()
	l.Events = make([]LogEvent, len(order))
	for i, p := range order {
		e := *j.At(p)
		e.Message = completed(e.Message, said[e.ID])
		if e.SentIDs != nil {
			e.Sent = slices.Clone(e.Sent)
			for k, id := range e.SentIDs {
				e.Sent[k].Message = completed(e.Sent[k].Message, said[id])
			}
		}
		e.ID, e.SentIDs, e.Clock, e.Time = "", nil, nil, time.Time{}
		l.Events[i] = e
	}
	return l, order, nil
}

// said returns all that the logs say of each message, by its id.
func (j *Logs) said() map[string]Value {
	said := map[string]Value{}
	add := func(id string, m Value) {
		if id != "" {
			said[id] = completed(said[id], m)
		}
	}
	for _, l := range j.Sequences {
		for i := range l.Events {
			e := &l.Events[i]
			add(e.ID, e.Message)
			for k, id := range e.SentIDs {
				add(id, e.Sent[k].Message)
			}
		}
	}
	return said
}

// completed returns a message with the fields that it lacks and more has.
func completed(m, more Value) Value {
	if m == nil {
		return more
	}
	have, ok := m.(Record)
	other, also := more.(Record)
	if !ok || !also {
		return m
	}
	out := have
	for _, f := range other {
		if _, there := have.Get(f.Name); !there {
			out = append(slices.Clip(out), f)
		}
	}
	return out
}
