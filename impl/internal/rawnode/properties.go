package rawnode

import (
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// The events that servers record.
type (
	// Elected says that the server became leader.
	Elected struct {
		Term int
		Log  []Entry
	}
	// Applied says that the server applied an entry.
	Applied struct{ Entry Entry }
	// Configured says that the server has a configuration since the entry at an index.
	Configured struct {
		Index  int
		Config ConfState
	}
	// Acknowledged says that the server told a client that an entry is executed.
	Acknowledged struct{ Entry Entry }
)

const raftPaper = "Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm (Extended Version)"

var logs = spec.Logs[*Server, Entry]{
	Of:   func(v model.View[*Server]) []Entry { return v.Node.Log },
	Term: func(e Entry) int { return e.Term },
	Show: Entry.text,
}

// properties are what must hold.
func properties() []model.Property {
	return []model.Property{
		spec.ElectionSafety(func(e model.Event) (int, bool) {
			elected, ok := e.(Elected)
			return elected.Term, ok
		}),
		spec.LogMatching(logs),
		commitSafety,
		stateMachineSafety(),
		oneConfiguration(),
		leaderCompleteness(),
		durability(),
		spec.Linearizability(spec.Register(0)),
	}
}

// commitSafety is about what servers know to be committed; they may not have applied it.
var commitSafety = model.Property{
	Name:   "commit-safety",
	Doc:    "No two servers know different entries to be committed at one index.",
	Source: raftPaper + ", Section 5.4.3: an entry that is committed is in the logs of all later leaders",
	Check: model.Pairwise(func(a, b model.View[*Server]) model.Verdict {
		x, y := a.Node, b.Node
		n := min(x.Commit, y.Commit, len(x.Log), len(y.Log))
		for i := range n {
			if x.Log[i] != y.Log[i] {
				return model.Violated("at index %d %s knows %s to be committed, %s %s", i+1, a.Name, x.Log[i].text(), b.Name, y.Log[i].text())
			}
		}
		if n <= 1 { // the first entry was there before
			return model.Untested
		}
		return model.Holds
	}),
}

// first is the first thing at each index, and what contradicts it. Who came with it, and
// in which order, is left out.
type first[T any] struct {
	At       []T // by index, from 1; zero where there was nothing
	Conflict *conflict[T]
}

type conflict[T any] struct {
	Index  int
	Before T
	Now    T
	By     model.NodeID
}

// put notes what node by has at an index.
func (f first[T]) put(index int, v T, by model.NodeID, same func(a, b T) bool, none func(T) bool) first[T] {
	for len(f.At) < index {
		var zero T
		f.At = append(f.At, zero)
	}
	switch had := f.At[index-1]; {
	case none(had):
		f.At[index-1] = v
	case f.Conflict == nil && !same(had, v):
		f.Conflict = &conflict[T]{index, had, v, by}
	}
	return f
}

// stateMachineSafety is spec.StateMachineSafety, which keeps who was first: a fact that
// makes many states of one here.
func stateMachineSafety() model.Property {
	m := &model.Monitor[first[Entry]]{Name: "applied", Fold: func(f first[Entry], n model.NodeID, e model.Event) first[Entry] {
		applied, ok := e.(Applied)
		if !ok {
			return f
		}
		return f.put(applied.Entry.Index, applied.Entry, n, func(a, b Entry) bool { return a == b }, func(e Entry) bool { return e == Entry{} })
	}}
	return model.Property{
		Name:   "state-machine-safety",
		Doc:    "If a server has applied an entry at a given index, no server ever applies a different one there.",
		Source: raftPaper + ", Figure 3: State Machine Safety; Section 5.4.3",
		Check: model.Judge(m, func(f first[Entry]) model.Verdict {
			switch c := f.Conflict; {
			case len(f.At) == 0:
				return model.Untested
			case c != nil:
				return model.Violated("at index %d %s was applied, and now %s applied %s", c.Index, c.Before.text(), c.By, c.Now.text())
			}
			return model.Holds
		}),
	}
}

func oneConfiguration() model.Property {
	none := func(c ConfState) bool { return len(c.Voters) == 0 }
	same := func(a, b ConfState) bool {
		return slices.Equal(a.Voters, b.Voters) && slices.Equal(a.Learners, b.Learners) &&
			slices.Equal(a.VotersOutgoing, b.VotersOutgoing) && slices.Equal(a.LearnersNext, b.LearnersNext) && a.AutoLeave == b.AutoLeave
	}
	m := &model.Monitor[first[ConfState]]{Name: "configured", Fold: func(f first[ConfState], n model.NodeID, e model.Event) first[ConfState] {
		if c, ok := e.(Configured); ok {
			return f.put(c.Index, c.Config, n, same, none)
		}
		return f
	}}
	return model.Property{
		Name:   "one-configuration",
		Doc:    "All servers that have applied the log up to an index have one configuration there.",
		Source: raftPaper + ", Section 6",
		With:   "changes",
		Check: model.Judge(m, func(f first[ConfState]) model.Verdict {
			switch c := f.Conflict; {
			case len(f.At) == 0:
				return model.Untested
			case c != nil:
				return model.Violated("with the entry at index %d the configuration was %+v, and now %s has %+v", c.Index, c.Before, c.By, c.Now)
			}
			return model.Holds
		}),
	}
}

// kept is what must be in the log of every leader that is elected, and the first that was
// in one's log not.
type kept struct {
	Entries []Entry // by index
	Lost    *lost
	Elected bool // a leader was elected when there was something to keep
}

type lost struct {
	Entry  Entry
	Leader model.NodeID
	Term   int
}

// keep notes an entry.
func (k kept) keep(e Entry) kept {
	at, found := slices.BinarySearchFunc(k.Entries, e.Index, func(a Entry, index int) int { return a.Index - index })
	if !found {
		k.Entries = slices.Insert(k.Entries, at, e)
	}
	return k
}

// elect notes an election.
func (k kept) elect(by model.NodeID, e Elected) kept {
	for _, entry := range k.Entries {
		k.Elected = k.Elected || entry.Term < e.Term
		if k.Lost == nil && entry.Term < e.Term && (len(e.Log) < entry.Index || e.Log[entry.Index-1] != entry) {
			k.Lost = &lost{entry, by, e.Term}
		}
	}
	return k
}

// keeping is a property that what some events say is in the log of every later leader.
func keeping(p model.Property, what string, entry func(model.Event) (Entry, bool)) model.Property {
	m := &model.Monitor[kept]{Name: p.Name, Fold: func(k kept, n model.NodeID, e model.Event) kept {
		if kept, ok := entry(e); ok {
			return k.keep(kept)
		}
		if elected, ok := e.(Elected); ok {
			return k.elect(n, elected)
		}
		return k
	}}
	p.Check = model.Judge(m, func(k kept) model.Verdict {
		switch {
		case k.Lost != nil:
			return model.Violated("%s is leader of term %d and does not have the entry at index %d, %s, which was %s", k.Lost.Leader, k.Lost.Term, k.Lost.Entry.Index, k.Lost.Entry.text(), what)
		case k.Elected:
			return model.Holds
		}
		return model.Untested
	})
	return p
}

// durability is that what was acknowledged is never lost.
func durability() model.Property {
	return keeping(model.Property{
		Name:   "durability",
		Doc:    "A write that was acknowledged is in the log of every leader that is elected later.",
		Source: raftPaper + ", Section 5.4.3: Leader Completeness, of what a client was told",
	}, "acknowledged", func(e model.Event) (Entry, bool) {
		a, ok := e.(Acknowledged)
		return a.Entry, ok
	})
}

// leaderCompleteness is about all that was applied, not just what was acknowledged.
func leaderCompleteness() model.Property {
	return keeping(model.Property{
		Name:   "leader-completeness",
		Doc:    "An entry that was applied is in the log of every leader that is elected later.",
		Source: raftPaper + ", Figure 3: Leader Completeness; Section 5.4.3",
		Asked:  true,
	}, "applied", func(e model.Event) (Entry, bool) {
		a, ok := e.(Applied)
		return a.Entry, ok
	})
}
