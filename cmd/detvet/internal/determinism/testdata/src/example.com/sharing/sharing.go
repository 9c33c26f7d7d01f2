// Package sharing: messages that share memory with their sender.
package sharing

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
)

type Entry struct{ Term int }

type Vote struct {
	Slots map[int]int
}

type Append struct {
	Entries []Entry
	Term    int
}

type Copy struct {
	Data map[int]int
	Vote Vote
	P    *Entry
}

type Node struct {
	log    []Entry
	data   map[int]int
	vote   Vote
	p      *Entry
	term   int
	groups map[int][]Entry
	arr    [3]int
}

func (s *Node) Start(env model.Env) {
	env.Log("the log is %v", s.log)
	i := 1
	env.Broadcast(Append{Entries: s.log[i:], Term: s.term}) // want `the message holds s.log\[i:\], which stays the sender's`
	env.Send(1, &Append{Entries: s.log})                    // want `the message holds s.log`
	env.Resend(1, Append{s.log, 1})                         // want `the message holds s.log`
	env.Record(s.log)                                       // want `the message holds s.log`
	env.Record(Copy{Data: s.data, P: s.p})                  // want `holds s.data` `holds s.p`
	env.Record(Copy{Vote: s.vote})                          // want `holds s.vote`
	env.Record(&s.vote)                                     // want `holds &s.vote`
	env.Record([]any{s.term, s.log})                        // want `holds s.log`
	env.Record(Append{Entries: s.groups[1]})                // want `holds s.groups\[1\]`
	env.Record(Append{Entries: append(s.log, Entry{})})     // want `holds s.log`
	env.Record(s)                                           // want `holds s,`
}

func (s *Node) Receive(env model.Env, _ model.NodeID, m model.Message) {
	entries := s.log[1:]
	env.Broadcast(Append{Entries: entries}) // want `the message holds entries`

	msg := Append{Term: 1}
	msg.Entries = s.log // want `the message holds s.log`
	env.Broadcast(msg)

	env.Broadcast(s.message())
	env.Broadcast(Append{Entries: s.own()})

	p := s.p
	env.Record(Copy{P: p}) // want `the message holds p`
}

func (s *Node) message() Append { return Append{Entries: s.log} } // want `the message holds s.log`
func (s *Node) own() []Entry    { return s.log }                  // want `the message holds s.log`

func (s *Node) Timeout(env model.Env, _ model.Timer) {
	env.Broadcast(Append{Entries: slices.Clone(s.log[1:]), Term: s.term})
	env.Broadcast(Append{Entries: append([]Entry(nil), s.log...)})
	env.Broadcast(Append{Entries: append([]Entry{}, s.log...)})
	env.Broadcast(Append{Entries: append(s.log[:0:0], s.log...)})
	env.Record(Copy{Data: maps.Clone(s.data), P: &Entry{s.log[0].Term}})
	env.Record(s.log[0])
	env.Record(s.arr)
	env.Record(len(s.log))
	e := s.log[0]
	env.Record(e)
	entries := make([]Entry, len(s.log))
	copy(entries, s.log)
	env.Broadcast(Append{Entries: entries})
	env.Broadcast(s.cloned())
	env.Broadcast(Append{Term: s.last()})
}

func (s *Node) cloned() Append { return Append{Entries: slices.Clone(s.log)} }
func (s *Node) last() int      { return s.log[len(s.log)-1].Term }
