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
EXTENDS Naturals, Sequences, RaftNames

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
Compactions == settings.compactions
Tries == IF settings.membership = "" THEN 0 ELSE settings["change-tries"]

Parts ==
    UNION {IF settings.compactions > 0 THEN {"snapshots"} ELSE {},
           IF settings.membership = "" THEN {} ELSE {settings.membership},
           IF Tries > 0 THEN {"no-ops"} ELSE {},
           IF settings["pre-vote"] THEN {"pre-vote"} ELSE {},
           IF settings["check-quorum"] THEN {"check-quorum"} ELSE {},
           IF settings.transfers > 0 /\ (settings["pre-vote"] \/ settings["check-quorum"])
           THEN {"transfers"} ELSE {}}

(***************************************************************************)
(* The first servers vote, those after them learn, and the others may join.*)
(***************************************************************************)
Voters == {names.S[k] : k \in 1..Servers}

Learners ==
    IF settings.membership = "" THEN {}
    ELSE {names.S[k] : k \in Servers+1..Servers+settings.learners}

(***************************************************************************)
(* The code says by -changes who may join and leave.                       *)
(***************************************************************************)
SetOf(s) == {s[k] : k \in DOMAIN s}

Changes ==
    IF Tries = 0 THEN {}
    ELSE LET list == fixed[names.S[1]].config.changes
         IN {[vote |-> list[k].Vote, learn |-> list[k].Learn, leave |-> list[k].Leave] :
                k \in DOMAIN list}

(***************************************************************************)
(* Where -elections says nothing of a server, the terms bound it.          *)
(***************************************************************************)
Elections ==
    [i \in Server |->
        LET k == CHOOSE k \in DOMAIN names.S : names.S[k] = i
        IN IF k =< Len(settings.elections) THEN settings.elections[k] ELSE Terms]

(***************************************************************************)
(* That a leader hands its leadership over is an election at any time to   *)
(* Raft: who is to succeed it times out, as anybody may, or with PreVote   *)
(* or CheckQuorum takes TimeoutNow.  The code does not count it as one.    *)
(***************************************************************************)
ASSUME TransfersAreNotCounted ==
    settings.transfers > 0 => \A i \in Server : Elections[i] >= Terms

-----------------------------------------------------------------------------
(* The variables of Raft.                                                  *)

CommandOf(c) == [from |-> c.From, number |-> c.Number]

EntryOf(e) ==
    IF IsConfiguration(e.Command.Op)
    THEN [term |-> e.Term, command |-> CommandOf(e.Command),
          config |-> ConfigurationNamed(e.Command.Op, Server)]
    ELSE [term |-> e.Term, command |-> CommandOf(e.Command)]

EntriesOf(log) == [k \in 1..Len(log) |-> EntryOf(log[k])]

MessageOf(p) ==
    LET m == p.message
    IN CASE p.name \in {"RequestVote", "RequestVoteNow", "PreVote"} ->
              [type |-> p.name, from |-> p.from, to |-> p.to, term |-> m.Term,
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
         [] p.name = "PreVoteReply" ->
              [type |-> "PreVoted", from |-> p.from, to |-> p.to, term |-> m.Term,
               granted |-> m.Granted]
         [] p.name = "InstallSnapshot" ->
              [type |-> "InstallSnapshot", from |-> p.from, to |-> p.to, term |-> m.Term,
               lastIndex |-> m.Snapshot.Index, lastTerm |-> m.Snapshot.Term,
               entries |-> EntriesOf(m.Snapshot.State)]
         [] p.name = "InstallSnapshotReply" ->
              [type |-> "Installed", from |-> p.from, to |-> p.to, term |-> m.Term,
               index |-> m.Index]

msgs == {MessageOf(p) : p \in {q \in network : q.name # "TimeoutNow"}}

up == [i \in Server |-> nodes[i].up]
currentTerm == [i \in Server |-> nodes[i].Term]
votedFor == [i \in Server |-> nodes[i].VotedFor]

(***************************************************************************)
(* The log of Raft has the entries that the code's snapshot stands for.    *)
(***************************************************************************)
snapshot == [i \in Server |-> IF Compactions > 0 THEN nodes[i].Snapshot.Index ELSE 0]
EntriesAt(i) ==
    IF Compactions > 0 THEN nodes[i].Snapshot.State \o nodes[i].Log ELSE nodes[i].Log
log == [i \in Server |-> EntriesOf(EntriesAt(i))]

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
        [k \in {n \in 1..nodes[i].LastApplied : n =< Len(EntriesAt(i))} |->
            CommandOf(EntriesAt(i)[k].Command)]]

(***************************************************************************)
(* The code has these two at leaders only.                                 *)
(***************************************************************************)
OfOthers(i, f, other) ==
    [j \in Server \ {i} |-> IF j \in DOMAIN f THEN f[j] ELSE other]

nextIndex == [i \in Server |-> OfOthers(i, nodes[i].NextIndex, 1)]
matchIndex == [i \in Server |-> OfOthers(i, nodes[i].MatchIndex, 0)]

heard ==
    [i \in Server |->
        IF settings["pre-vote"] \/ settings["check-quorum"] THEN nodes[i].Heard ELSE Nobody]
answered == [i \in Server |-> IF settings["check-quorum"] THEN nodes[i].Answered ELSE {}]

-----------------------------------------------------------------------------
(* The budgets of MCRaft.                                                  *)

Used(budget) == IF budget \in DOMAIN faults THEN faults[budget] ELSE 0

commands == Used("command")
heartbeats == Used("heartbeat")
crashes == Used("crashes")
compactions == Used("compact")
changes == Used("change")
elections ==
    [i \in Server |-> IF Elections[i] < Terms THEN Used("election of " \o i) ELSE 0]

Raft == INSTANCE MCRaft

Implements == Raft!MCSpec

THEOREM Implements
=============================================================================
