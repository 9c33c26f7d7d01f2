package spec

import (
	"cmp"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/growing"
)

// ElectionSafety is "at most one leader can be elected in a given term"
// (Raft, Figure 3 and Section 5.2). The accessor returns the term of an event
// that says that its node was elected.
//
// It is folded over events, so that two leaders of one term are found even if
// the first has crashed, or learnt of a newer term, before the second was
// elected.
func ElectionSafety[T ~int](elected func(model.Event) (term T, ok bool)) model.Property {
	return model.Property{
		Name:   "election-safety",
		Doc:    "At most one leader is elected in a given term.",
		Source: raftPaper + ", Figure 3: Election Safety; Section 5.2",
		Check:  electionSafety(elected).check(),
	}
}

// ElectionNumbers is where ElectionSafety keeps terms, which are awaited by a system that
// takes them by difference: nobody is elected in a term that is below all that somebody is
// in, or that a message is of.
func ElectionNumbers[T ~int]() []growing.Field { return growing.Inside[numbered[T]]() }

func electionSafety[T ~int](elected func(model.Event) (term T, ok bool)) folded[numbered[T]] {
	return folded[numbered[T]]{
		monitor: &model.Monitor[numbered[T]]{
			Name: "elected",
			Fold: func(leaders numbered[T], n model.NodeID, e model.Event) numbered[T] {
				term, ok := elected(e)
				if !ok {
					return leaders
				}
				return leaders.with(term, n)
			},
		},
		judge: func(leaders numbered[T]) model.Verdict {
			return leaders.atMostOne("%s were elected leader of term %d")
		},
	}
}

// Commit is the claim of a leader that an entry is committed.
type Commit[E comparable] struct {
	// Term is the term of the leader that claims it, not that of the entry.
	Term int
	// Index is the entry's index in the log, from 1.
	Index int
	Entry E
}

// election is one election, with the log that the new leader had then. A leader
// only appends (leader append-only), so later entries cannot matter.
type election[E comparable] struct {
	Term   int
	Leader model.NodeID
	Log    []E
}

// leadership is the value that LeaderCompleteness folds: all elections, by term
// and leader, and of the claims for each entry the one with the lowest term,
// which binds the most leaders, by index and term. It keeps no order in which
// they came.
type leadership[E comparable] struct {
	Elected   []election[E]
	Committed []Commit[E]
}

func (l *leadership[E]) elect(e election[E]) {
	same := func(x election[E]) bool {
		return x.Term == e.Term && x.Leader == e.Leader && slices.Equal(x.Log, e.Log)
	}
	if slices.ContainsFunc(l.Elected, same) {
		return
	}
	l.Elected = append(l.Elected, e)
	slices.SortStableFunc(l.Elected, func(a, b election[E]) int {
		return cmp.Or(cmp.Compare(a.Term, b.Term), cmp.Compare(a.Leader, b.Leader))
	})
}

func (l *leadership[E]) commit(c Commit[E]) {
	same := func(x Commit[E]) bool { return x.Index == c.Index && x.Entry == c.Entry }
	if i := slices.IndexFunc(l.Committed, same); i >= 0 {
		if l.Committed[i].Term <= c.Term {
			return
		}
		l.Committed = slices.Delete(l.Committed, i, i+1)
	}
	l.Committed = append(l.Committed, c)
	slices.SortStableFunc(l.Committed, func(a, b Commit[E]) int {
		return cmp.Or(cmp.Compare(a.Index, b.Index), cmp.Compare(a.Term, b.Term))
	})
}

// leadersOf returns who was elected in a term.
func (l *leadership[E]) leadersOf(term int) (leaders model.NodeSet) {
	for _, e := range l.Elected {
		if e.Term == term {
			leaders = leaders.With(e.Leader)
		}
	}
	return leaders
}

// Leadership says which events LeaderCompleteness is folded over.
type Leadership[E comparable] struct {
	// Elected returns the term and the log of a node that was just elected.
	Elected func(model.Event) (term int, log []E, ok bool)
	// Committed returns the claim of a leader that an entry is committed.
	Committed func(model.Event) (c Commit[E], ok bool)
	// Show returns an entry as text for people. Nil prints it with %v.
	Show func(E) model.Text
	// TermName and LeaderName are what the protocol calls a term and a leader, if not so.
	TermName, LeaderName string
}

// LeaderCompleteness is "if a log entry is committed in a given term, then that
// entry will be present in the logs of the leaders for all higher-numbered
// terms" (Raft, Figure 3 and Section 5.4.3).
//
// Which of the two comes first does not matter: a leader of an old term that
// claims a commit although a leader of a higher term was elected without that
// entry breaks it as well.
func LeaderCompleteness[E comparable](l Leadership[E]) model.Property {
	return model.Property{
		Name: "leader-completeness",
		Doc: "An entry that is committed in a given term is in the logs of the leaders " +
			"of all higher terms.",
		Source: raftPaper + ", Figure 3: Leader Completeness; Section 5.4.3",
		Check:  leaderCompleteness(l).check(),
	}
}

func leaderCompleteness[E comparable](l Leadership[E]) folded[leadership[E]] {
	term, leader := cmp.Or(l.TermName, "term"), cmp.Or(l.LeaderName, "leader")
	return folded[leadership[E]]{
		monitor: &model.Monitor[leadership[E]]{
			Name: "leadership",
			Fold: func(v leadership[E], n model.NodeID, e model.Event) leadership[E] {
				if term, log, ok := l.Elected(e); ok {
					v.elect(election[E]{Term: term, Leader: n, Log: slices.Clone(log)})
				} else if c, ok := l.Committed(e); ok {
					v.commit(c)
				}
				return v
			},
		},
		judge: func(v leadership[E]) model.Verdict {
			verdict := model.Untested
			for _, c := range v.Committed {
				for _, e := range v.Elected {
					switch {
					case e.Term <= c.Term:
					case c.Index <= len(e.Log) && e.Log[c.Index-1] == c.Entry:
						verdict = model.Holds
					default:
						by := model.Textf("")
						if leaders := v.leadersOf(c.Term); leaders != 0 {
							by = model.Textf(" by %v", leaders)
						}
						return model.Violated("entry %d, %s, was committed in %s %d%s, but the %s of %s %d, %s, was elected without it (its log then: %s)",
							c.Index, entryText(l.Show, c.Entry), term, c.Term, by, leader, term, e.Term, e.Leader, logText(l.Show, e.Log))
					}
				}
			}
			return verdict
		},
	}
}

// LeaderAppendOnly is "a leader never overwrites or deletes entries in its log;
// it only appends new entries" (Raft, Figure 3 and Section 5.3). The accessor
// leads returns the term that a node leads, if it leads one.
func LeaderAppendOnly[N any, E comparable](logs Logs[N, E], leads func(model.View[N]) (term int, ok bool)) model.Property {
	return model.Property{
		Name:   "leader-append-only",
		Doc:    "A leader never overwrites or deletes entries in its log; it only appends new ones.",
		Source: raftPaper + ", Figure 3: Leader Append-Only; Section 5.3",
		Check: model.Step(func(before, after model.View[N]) model.Verdict {
			term, led := leads(before)
			now, leading := leads(after)
			if !led || !leading || term != now {
				return model.Untested
			}
			was, is := logs.Of(before), logs.Of(after)
			if len(is) >= len(was) && slices.Equal(is[:len(was)], was) {
				return model.Holds
			}
			return model.Violated("%s, leader of term %d, changed its log from %s to %s",
				before.Name, term, logs.Text(was), logs.Text(is))
		}),
	}
}

// MonotonicTerms is "current terms … increase monotonically over time" (Raft,
// Section 5.1, and Figure 2: "latest term server has seen … increases
// monotonically"), over crashes and restarts too. The accessor returns false
// for a node that has no term.
func MonotonicTerms[N any](term func(model.View[N]) (term int, ok bool)) model.Property {
	return model.Property{
		Name:   "monotonic-terms",
		Doc:    "The current term of a server never goes back.",
		Source: raftPaper + ", Section 5.1; Figure 2: currentTerm",
		Check: model.Step(func(before, after model.View[N]) model.Verdict {
			was, ok := term(before)
			is, still := term(after)
			switch {
			case !ok || !still:
				return model.Untested
			case is < was:
				return model.Violated("%s went back from term %d to term %d", before.Name, was, is)
			case is == was && is == 0:
				return model.Untested
			}
			return model.Holds
		}),
	}
}
