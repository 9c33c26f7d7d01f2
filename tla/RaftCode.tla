------------------------------- MODULE RaftCode -------------------------------
(***************************************************************************)
(* The Go code of impl/raft implements Raft: what the variables of MCRaft  *)
(* are in a state of the code.                                             *)
(*                                                                         *)
(* nodes, network and faults are the state as a trace of explore shows it: *)
(* nodes[n] has the fields of node n, network is the set of the messages   *)
(* in flight, faults what was used of the budgets.  settings are the flags *)
(* of the protocol, names[k] the nodes of kind k, fixed[n] those fields of *)
(* node n that never change.                                               *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS settings, names, fixed

VARIABLES nodes, network, faults

(***************************************************************************)
(* Raft does not model clients: commands come out of nowhere.              *)
(***************************************************************************)
ASSUME WithoutClients == settings.clients = 0

(***************************************************************************)
(* MCRaft counts heartbeats; -1 is any number.                             *)
(***************************************************************************)
ASSUME CountedHeartbeats == settings.heartbeats >= 0

(***************************************************************************)
(* Raft is Figure 2.                                                       *)
(***************************************************************************)
ASSUME NothingBeyondFigure2 ==
    /\ ~settings["pre-vote"]
    /\ ~settings["check-quorum"]
    /\ settings.membership = ""
    /\ settings.compactions = 0

-----------------------------------------------------------------------------
(* The constants of MCRaft.                                                *)

Server == {names.S[k] : k \in DOMAIN names.S}
Nobody == "nobody"
Servers == settings.servers
Terms == settings.terms
Term == 1..Terms
Commands == settings.commands
Command == [from : Server, number : 1..Commands]
Heartbeats == settings.heartbeats
Crashes == settings.crashes
Refusals == settings.refusals

(***************************************************************************)
(* Where -elections says nothing of a server, the terms bound it.          *)
(***************************************************************************)
Elections ==
    [i \in Server |->
        LET k == CHOOSE k \in DOMAIN names.S : names.S[k] = i
        IN IF k =< Len(settings.elections) THEN settings.elections[k] ELSE Terms]

(***************************************************************************)
(* That a leader hands its leadership over is nothing to Raft: who is to   *)
(* succeed it times out, as anybody may.  MCRaft counts these elections.   *)
(***************************************************************************)
ASSUME TransfersAreTimeouts ==
    settings.transfers > 0 => \A i \in Server : Elections[i] >= Terms

-----------------------------------------------------------------------------
(* The variables of Raft.                                                  *)

CommandOf(c) == [from |-> c.From, number |-> c.Number]

EntriesOf(log) ==
    [k \in 1..Len(log) |-> [term |-> log[k].Term, command |-> CommandOf(log[k].Command)]]

MessageOf(p) ==
    LET m == p.message
    IN CASE p.name = "RequestVote" ->
              [type |-> "RequestVote", from |-> p.from, to |-> p.to, term |-> m.Term,
               lastIndex |-> m.LastLogIndex, lastTerm |-> m.LastLogTerm]
         [] p.name = "RequestVoteReply" ->
              [type |-> "Vote", from |-> p.from, to |-> p.to, term |-> m.Term,
               granted |-> m.Granted]
         [] p.name = "AppendEntries" ->
              [type |-> "AppendEntries", from |-> p.from, to |-> p.to, term |-> m.Term,
               prevIndex |-> m.PrevLogIndex, prevTerm |-> m.PrevLogTerm,
               entries |-> EntriesOf(m.Entries), commit |-> m.LeaderCommit]
         [] p.name = "AppendEntriesReply" ->
              [type |-> "Appended", from |-> p.from, to |-> p.to, term |-> m.Term,
               success |-> m.Success, index |-> m.Index]

msgs == {MessageOf(p) : p \in {q \in network : q.name # "TimeoutNow"}}

up == [i \in Server |-> nodes[i].up]
currentTerm == [i \in Server |-> nodes[i].Term]
votedFor == [i \in Server |-> nodes[i].VotedFor]
log == [i \in Server |-> EntriesOf(nodes[i].Log)]
role == [i \in Server |-> nodes[i].Role]
votes == [i \in Server |-> nodes[i].Votes]
commitIndex == [i \in Server |-> nodes[i].CommitIndex]
lastApplied == [i \in Server |-> nodes[i].LastApplied]

(***************************************************************************)
(* Without clients there is no state machine in the code, but it is known  *)
(* what was applied.                                                       *)
(***************************************************************************)
applied ==
    [i \in Server |->
        [k \in {n \in 1..nodes[i].LastApplied : n =< Len(nodes[i].Log)} |->
            CommandOf(nodes[i].Log[k].Command)]]

(***************************************************************************)
(* The code has these two at leaders only.                                 *)
(***************************************************************************)
OfOthers(i, f, other) ==
    [j \in Server \ {i} |-> IF j \in DOMAIN f THEN f[j] ELSE other]

nextIndex == [i \in Server |-> OfOthers(i, nodes[i].NextIndex, 1)]
matchIndex == [i \in Server |-> OfOthers(i, nodes[i].MatchIndex, 0)]

-----------------------------------------------------------------------------
(* The budgets of MCRaft.                                                  *)

Used(budget) == IF budget \in DOMAIN faults THEN faults[budget] ELSE 0

commands == Used("command")
heartbeats == Used("heartbeat")
crashes == Used("crashes")
elections ==
    [i \in Server |-> IF Elections[i] < Terms THEN Used("election of " \o i) ELSE 0]

Raft == INSTANCE MCRaft

Implements == Raft!MCSpec

THEOREM Implements
=============================================================================
