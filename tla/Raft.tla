--------------------------------- MODULE Raft ---------------------------------
(***************************************************************************)
(* Raft: leader election and log replication, as in Figure 2 of "In Search *)
(* of an Understandable Consensus Algorithm (Extended Version)" by Diego   *)
(* Ongaro and John Ousterhout, without log compaction and membership       *)
(* changes.                                                                *)
(*                                                                         *)
(* The network is the set of all messages that were ever sent.  One that   *)
(* is in it may be received at any later time, again and again, or never,  *)
(* so that loss, duplication and delay need no actions of their own.       *)
(*                                                                         *)
(* What a server does on one message or timeout is one step, as it is in   *)
(* the code: a vote that makes a majority makes a leader, who sends its    *)
(* first AppendEntries; an acknowledgement that commits an entry applies   *)
(* it.  There is no time: a timeout may come whenever it likes.            *)
(*                                                                         *)
(* Go (impl/raft; every variable is a field of Server):                    *)
(*   currentTerm, votedFor, log    Term, VotedFor, Log    (durable)        *)
(*   role, votes                   Role, Votes                             *)
(*   commitIndex, lastApplied      CommitIndex, LastApplied                *)
(*   applied     the commands of the entries up to LastApplied; with       *)
(*               clients, Register is what the last write in it wrote      *)
(*   nextIndex, matchIndex         NextIndex, MatchIndex                   *)
(*   up          whether the server is up                                  *)
(*   msgs        all that was ever sent between servers: on -network set,  *)
(*               without dead messages left out, what is in the network    *)
(* Timers add nothing: which of them are set follows from role and term.   *)
(* A Command is From and Number of the Go Command, which name it.  Clients *)
(* are not modelled: that a request arrives is the action ClientRequest.   *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
    Server,
    Command,   \* what clients ask for
    Term,      \* the terms in which an election may start
    Refusals   \* whether servers also send the answers that tell their
               \* receiver nothing but a newer term, or nothing

ASSUME TermAssumption == Term \subseteq Nat \ {0}

ASSUME RefusalsAssumption == Refusals \in BOOLEAN

CONSTANT Nobody  \* no server

ASSUME NobodyAssumption == Nobody \notin Server

Entry == [term : Term, command : Command]

VARIABLES
    msgs,         \* all messages ever sent
    up,           \* up[i]: server i has not crashed, or was restarted since
    currentTerm,  \* currentTerm[i]: the latest term that i has seen
    votedFor,     \* votedFor[i]: who got i's vote in that term
    log,          \* log[i]: i's entries; the first has index 1
    role,         \* role[i]: "follower", "candidate" or "leader"
    votes,        \* votes[i]: who voted for the candidate i
    commitIndex,  \* commitIndex[i]: the highest entry that i knows is committed
    lastApplied,  \* lastApplied[i]: the highest entry that i has applied
    applied,      \* applied[i]: i's state machine, as the commands that made it
    nextIndex,    \* nextIndex[i][j]: the next entry that leader i sends to j
    matchIndex    \* matchIndex[i][j]: the highest entry that i knows j has

(***************************************************************************)
(* The durable variables are written to stable storage before a server     *)
(* answers (Section 5.1, Figure 2); the others are lost in a crash.        *)
(***************************************************************************)
durableVars == <<currentTerm, votedFor, log>>
electionVars == <<role, votes>>
machineVars == <<commitIndex, lastApplied, applied>>
leaderVars == <<nextIndex, matchIndex>>
vars == <<msgs, up, durableVars, electionVars, machineVars, leaderVars>>

Others(i) == Server \ {i}

Message ==
    [type : {"RequestVote"}, from : Server, to : Server, term : Term,
     lastIndex : Nat, lastTerm : Nat]
    \cup [type : {"Vote"}, from : Server, to : Server, term : Term, granted : BOOLEAN]
    \cup [type : {"AppendEntries"}, from : Server, to : Server, term : Term,
          prevIndex : Nat, prevTerm : Nat, entries : Seq(Entry), commit : Nat]
    \cup [type : {"Appended"}, from : Server, to : Server, term : Term,
          success : BOOLEAN, index : Nat]

TypeOK ==
    /\ msgs \subseteq Message
    /\ up \in [Server -> BOOLEAN]
    /\ currentTerm \in [Server -> Term \cup {0}]
    /\ votedFor \in [Server -> Server \cup {Nobody}]
    /\ log \in [Server -> Seq(Entry)]
    /\ role \in [Server -> {"follower", "candidate", "leader"}]
    /\ votes \in [Server -> SUBSET Server]
    /\ commitIndex \in [Server -> Nat]
    /\ lastApplied \in [Server -> Nat]
    /\ applied \in [Server -> Seq(Command)]
    /\ \A i \in Server : /\ nextIndex[i] \in [Others(i) -> Nat \ {0}]
                         /\ matchIndex[i] \in [Others(i) -> Nat]

-----------------------------------------------------------------------------
Majority(S) == 2 * Cardinality(S) > Cardinality(Server)

Min(x, y) == IF x < y THEN x ELSE y

Max(x, y) == IF x > y THEN x ELSE y

(***************************************************************************)
(* The term of the entry at an index.  Before the first entry it is 0;     *)
(* past the end of the log HasEntry is false, and it is nobody's term.     *)
(***************************************************************************)
HasEntry(entries, index) == index =< Len(entries)

TermAt(entries, index) == IF index = 0 THEN 0 ELSE entries[index].term

LastTerm(entries) == TermAt(entries, Len(entries))

(***************************************************************************)
(* What i sends to j, given its log, the index it would send next, and its *)
(* commit index: all entries from there on, and what stands before them.   *)
(***************************************************************************)
EntriesFor(i, j, term, entries, next, commit) ==
    [type |-> "AppendEntries", from |-> i, to |-> j, term |-> term,
     prevIndex |-> next - 1,
     prevTerm |-> TermAt(entries, next - 1),
     entries |-> SubSeq(entries, next, Len(entries)),
     commit |-> commit]

(***************************************************************************)
(* What i knows of the other servers when it does not lead.                *)
(***************************************************************************)
NoNext(i) == [j \in Others(i) |-> 1]
NoMatch(i) == [j \in Others(i) |-> 0]

Init ==
    /\ msgs = {}
    /\ up = [i \in Server |-> TRUE]
    /\ currentTerm = [i \in Server |-> 0]
    /\ votedFor = [i \in Server |-> Nobody]
    /\ log = [i \in Server |-> <<>>]
    /\ role = [i \in Server |-> "follower"]
    /\ votes = [i \in Server |-> {}]
    /\ commitIndex = [i \in Server |-> 0]
    /\ lastApplied = [i \in Server |-> 0]
    /\ applied = [i \in Server |-> <<>>]
    /\ nextIndex = [i \in Server |-> NoNext(i)]
    /\ matchIndex = [i \in Server |-> NoMatch(i)]

(***************************************************************************)
(* i commits up to an index and applies all that is newly committed, in    *)
(* order (Section 5.3).                                                    *)
(***************************************************************************)
CommitTo(i, index) ==
    /\ commitIndex' = [commitIndex EXCEPT ![i] = index]
    /\ lastApplied' = [lastApplied EXCEPT ![i] = Max(@, index)]
    /\ applied' = [applied EXCEPT
                      ![i] = @ \o [k \in 1..(index - lastApplied[i]) |->
                                      log'[i][lastApplied[i] + k].command]]

(***************************************************************************)
(* i becomes a candidate with the votes given, and with a majority of them *)
(* leader at once: it sends everybody an AppendEntries, which says from    *)
(* where it would go on, and has no entries (Section 5.2).                 *)
(***************************************************************************)
CandidateWith(i, term, vs, sent) ==
    IF Majority(vs)
    THEN /\ role' = [role EXCEPT ![i] = "leader"]
         /\ votes' = [votes EXCEPT ![i] = {}]
         /\ nextIndex' = [nextIndex EXCEPT
                             ![i] = [j \in Others(i) |-> Len(log[i]) + 1]]
         /\ matchIndex' = [matchIndex EXCEPT ![i] = NoMatch(i)]
         /\ msgs' = msgs \cup sent
                \cup {EntriesFor(i, j, term, log[i], Len(log[i]) + 1, commitIndex[i]) :
                         j \in Others(i)}
    ELSE /\ role' = [role EXCEPT ![i] = "candidate"]
         /\ votes' = [votes EXCEPT ![i] = vs]
         /\ nextIndex' = [nextIndex EXCEPT ![i] = NoNext(i)]
         /\ matchIndex' = [matchIndex EXCEPT ![i] = NoMatch(i)]
         /\ msgs' = msgs \cup sent

(***************************************************************************)
(* i starts an election: it goes to the next term, votes for itself, and   *)
(* asks all others (Section 5.2).                                          *)
(***************************************************************************)
Timeout(i) ==
    /\ up[i]
    /\ role[i] # "leader"
    /\ currentTerm[i] + 1 \in Term
    /\ currentTerm' = [currentTerm EXCEPT ![i] = @ + 1]
    /\ votedFor' = [votedFor EXCEPT ![i] = i]
    /\ CandidateWith(i, currentTerm[i] + 1, {i},
                     {[type |-> "RequestVote", from |-> i, to |-> j,
                       term |-> currentTerm[i] + 1,
                       lastIndex |-> Len(log[i]), lastTerm |-> LastTerm(log[i])] :
                         j \in Others(i)})
    /\ UNCHANGED <<up, log, machineVars>>

(***************************************************************************)
(* i gives up what only candidates and leaders have.                       *)
(***************************************************************************)
BecomeFollower(i) ==
    /\ role' = [role EXCEPT ![i] = "follower"]
    /\ votes' = [votes EXCEPT ![i] = {}]
    /\ nextIndex' = [nextIndex EXCEPT ![i] = NoNext(i)]
    /\ matchIndex' = [matchIndex EXCEPT ![i] = NoMatch(i)]

(***************************************************************************)
(* Messages of a higher term first make i a follower in that term, that    *)
(* has not voted (Figure 2, Rules for All Servers).                        *)
(***************************************************************************)
SeeTerm(i, term) ==
    /\ currentTerm' = [currentTerm EXCEPT ![i] = Max(@, term)]
    /\ IF term > currentTerm[i] THEN BecomeFollower(i)
                                ELSE UNCHANGED <<electionVars, leaderVars>>

(***************************************************************************)
(* The election restriction (Section 5.4.1): the log with the later last   *)
(* term is more up-to-date; of two with the same last term, the longer.    *)
(***************************************************************************)
UpToDate(m, entries) ==
    \/ m.lastTerm > LastTerm(entries)
    \/ m.lastTerm = LastTerm(entries) /\ m.lastIndex >= Len(entries)

(***************************************************************************)
(* i receives a RequestVote.  It gives its vote in a term to one candidate *)
(* at most, first come first served, and only to one whose log is at least *)
(* as up-to-date as its own.  The same candidate is answered again.        *)
(***************************************************************************)
HandleRequestVote(i, m) ==
    /\ up[i]
    /\ m.type = "RequestVote" /\ m.to = i
    /\ LET had == IF m.term > currentTerm[i] THEN Nobody ELSE votedFor[i]
           granted == /\ m.term >= currentTerm[i]
                      /\ had \in {Nobody, m.from}
                      /\ UpToDate(m, log[i])
       IN /\ votedFor' = [votedFor EXCEPT ![i] = IF granted THEN m.from ELSE had]
          /\ SeeTerm(i, m.term)
          /\ msgs' = IF granted \/ Refusals
                     THEN msgs \cup {[type |-> "Vote", from |-> i, to |-> m.from,
                                      term |-> currentTerm'[i], granted |-> granted]}
                     ELSE msgs
    /\ UNCHANGED <<up, log, machineVars>>

(***************************************************************************)
(* i receives an answer to its RequestVote.  Only a candidate of that term *)
(* can use it.                                                             *)
(***************************************************************************)
HandleVote(i, m) ==
    /\ up[i]
    /\ m.type = "Vote" /\ m.to = i
    /\ \/ /\ m.term = currentTerm[i]
          /\ role[i] = "candidate"
          /\ m.granted
          /\ CandidateWith(i, m.term, votes[i] \cup {m.from}, {})
          /\ UNCHANGED <<currentTerm, votedFor>>
       \/ /\ m.term > currentTerm[i]
          /\ SeeTerm(i, m.term)
          /\ votedFor' = [votedFor EXCEPT ![i] = Nobody]
          /\ UNCHANGED msgs
    /\ UNCHANGED <<up, log, machineVars>>

(***************************************************************************)
(* A log with entries stored behind an index: from the first one on that   *)
(* has another term than what stands in its place, everything is           *)
(* exchanged.  If there is none, nothing is deleted: the request may be    *)
(* older than what the log has from a later one.                           *)
(***************************************************************************)
Stored(entries, prev, new) ==
    LET Conflict(k) == \/ ~HasEntry(entries, prev + k)
                       \/ entries[prev + k].term # new[k].term
    IN IF \E k \in 1..Len(new) : Conflict(k)
       THEN SubSeq(entries, 1, prev) \o new
       ELSE entries

(***************************************************************************)
(* i receives an AppendEntries of its term, or of a later one, which is    *)
(* its term then; the sender is that term's leader.  Unless i's log has    *)
(* the entry before the new ones, nothing is stored.  Otherwise i knows    *)
(* that its log up to the last new entry is the leader's, and that what    *)
(* the leader has committed of that is committed.  That nothing matches    *)
(* (0 entries) is nothing new to the leader.                               *)
(***************************************************************************)
HandleAppendEntries(i, m) ==
    /\ up[i]
    /\ m.type = "AppendEntries" /\ m.to = i
    /\ m.term >= currentTerm[i]
    /\ currentTerm' = [currentTerm EXCEPT ![i] = m.term]
    /\ votedFor' = [votedFor EXCEPT ![i] = IF m.term > currentTerm[i] THEN Nobody ELSE @]
    /\ BecomeFollower(i)
    /\ LET last == m.prevIndex + Len(m.entries)
           Answer(success, index) ==
              msgs \cup {[type |-> "Appended", from |-> i, to |-> m.from,
                          term |-> m.term, success |-> success, index |-> index]}
       IN IF HasEntry(log[i], m.prevIndex) /\ TermAt(log[i], m.prevIndex) = m.prevTerm
          THEN /\ log' = [log EXCEPT ![i] = Stored(@, m.prevIndex, m.entries)]
               /\ CommitTo(i, Max(commitIndex[i], Min(m.commit, last)))
               /\ msgs' = IF last > 0 \/ Refusals THEN Answer(TRUE, last) ELSE msgs
          ELSE /\ msgs' = Answer(FALSE, m.prevIndex)
               /\ UNCHANGED <<log, machineVars>>
    /\ UNCHANGED up

(***************************************************************************)
(* i refuses an AppendEntries of an older term.                            *)
(***************************************************************************)
RefuseAppendEntries(i, m) ==
    /\ up[i]
    /\ Refusals
    /\ m.type = "AppendEntries" /\ m.to = i
    /\ m.term < currentTerm[i]
    /\ msgs' = msgs \cup {[type |-> "Appended", from |-> i, to |-> m.from,
                           term |-> currentTerm[i], success |-> FALSE,
                           index |-> m.prevIndex]}
    /\ UNCHANGED <<up, durableVars, electionVars, machineVars, leaderVars>>

(***************************************************************************)
(* The index up to which leader i may commit, when it knows of the others  *)
(* what match says: the highest entry of its own term that a majority has. *)
(* Entries of older terms are committed only with one of these above them: *)
(* a majority that has them is not enough, for a server without them might *)
(* still be elected (Section 5.4.2, Figure 8).                             *)
(***************************************************************************)
Committable(i, entries, match) ==
    LET Has(n) == {i} \cup {j \in Others(i) : match[j] >= n}
        ready == {n \in (commitIndex[i] + 1)..Len(entries) :
                     entries[n].term = currentTerm[i] /\ Majority(Has(n))}
    IN IF ready = {} THEN commitIndex[i]
                     ELSE CHOOSE n \in ready : \A k \in ready : k =< n

(***************************************************************************)
(* Leader i receives an answer to an AppendEntries.                        *)
(*                                                                         *)
(* A success says what the follower has, and may commit entries.  After a  *)
(* failure the leader tries one entry earlier; of several failures only    *)
(* the one for its last try tells anything new.                            *)
(***************************************************************************)
HandleAppended(i, m) ==
    /\ up[i]
    /\ m.type = "Appended" /\ m.to = i
    /\ \/ /\ m.term = currentTerm[i]
          /\ role[i] = "leader"
          /\ m.success
          /\ m.index > matchIndex[i][m.from]
          /\ matchIndex' = [matchIndex EXCEPT ![i][m.from] = m.index]
          /\ nextIndex' = [nextIndex EXCEPT ![i][m.from] = m.index + 1]
          /\ UNCHANGED <<msgs, durableVars, electionVars>>
          /\ CommitTo(i, Committable(i, log[i], matchIndex'[i]))
       \/ /\ m.term = currentTerm[i]
          /\ role[i] = "leader"
          /\ ~m.success
          /\ m.index = nextIndex[i][m.from] - 1
          /\ m.index > matchIndex[i][m.from]
          /\ nextIndex' = [nextIndex EXCEPT ![i][m.from] = m.index]
          /\ msgs' = msgs \cup {EntriesFor(i, m.from, m.term, log[i], m.index,
                                           commitIndex[i])}
          /\ UNCHANGED <<durableVars, electionVars, machineVars, matchIndex>>
       \/ /\ m.term > currentTerm[i]
          /\ SeeTerm(i, m.term)
          /\ votedFor' = [votedFor EXCEPT ![i] = Nobody]
          /\ UNCHANGED <<msgs, log, machineVars>>
    /\ UNCHANGED up

(***************************************************************************)
(* Leader i receives a command from a client, appends it to its log, and   *)
(* sends everybody what they are thought to lack.  A command that its log  *)
(* has already is the same request again, and is not appended twice.       *)
(***************************************************************************)
ClientRequest(i, c) ==
    /\ up[i]
    /\ role[i] = "leader"
    /\ \A k \in 1..Len(log[i]) : log[i][k].command # c
    /\ log' = [log EXCEPT ![i] = Append(@, [term |-> currentTerm[i], command |-> c])]
    /\ msgs' = msgs \cup {EntriesFor(i, j, currentTerm[i], log'[i], nextIndex[i][j],
                                     commitIndex[i]) : j \in Others(i)}
    /\ CommitTo(i, Committable(i, log'[i], matchIndex[i]))
    /\ UNCHANGED <<up, currentTerm, votedFor, electionVars, leaderVars>>

(***************************************************************************)
(* Leader i sends to everybody what they are thought to lack, or nothing;  *)
(* it is the heartbeat and the retry (Section 5.2).                        *)
(***************************************************************************)
Heartbeat(i) ==
    /\ up[i]
    /\ role[i] = "leader"
    /\ msgs' = msgs \cup {EntriesFor(i, j, currentTerm[i], log[i], nextIndex[i][j],
                                     commitIndex[i]) : j \in Others(i)}
    /\ UNCHANGED <<up, durableVars, electionVars, machineVars, leaderVars>>

(***************************************************************************)
(* Server i crashes, and loses all that is not durable.  It comes back as  *)
(* a follower, and its state machine starts anew.                          *)
(***************************************************************************)
Crash(i) ==
    /\ up[i]
    /\ up' = [up EXCEPT ![i] = FALSE]
    /\ BecomeFollower(i)
    /\ commitIndex' = [commitIndex EXCEPT ![i] = 0]
    /\ lastApplied' = [lastApplied EXCEPT ![i] = 0]
    /\ applied' = [applied EXCEPT ![i] = <<>>]
    /\ UNCHANGED <<msgs, durableVars>>

Restart(i) ==
    /\ ~up[i]
    /\ up' = [up EXCEPT ![i] = TRUE]
    /\ UNCHANGED <<msgs, durableVars, electionVars, machineVars, leaderVars>>

Next ==
    \E i \in Server :
        \/ Timeout(i)
        \/ \E m \in msgs : \/ HandleRequestVote(i, m)
                           \/ HandleVote(i, m)
                           \/ HandleAppendEntries(i, m)
                           \/ RefuseAppendEntries(i, m)
                           \/ HandleAppended(i, m)
        \/ \E c \in Command : ClientRequest(i, c)
        \/ Heartbeat(i)
        \/ Crash(i)
        \/ Restart(i)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* What a state is like, whatever servers are called and whatever numbers  *)
(* terms and entries have.  A long run and a bounded model, which have few *)
(* states in common, are compared by this (explore cluster).  A server's   *)
(* shape is whether it is up, its role, whom it voted for, how many votes  *)
(* it has, how many different terms, last terms and lengths of logs above  *)
(* its own there are, and whether it knows that all its entries are        *)
(* committed; and it is counted how many servers have a shape.             *)
(***************************************************************************)
Above(f, i) == Cardinality({f[j] : j \in {k \in Server : f[k] > f[i]}})

ShapeOf(i) ==
    <<up[i], role[i],
      CASE votedFor[i] = Nobody -> "voted for nobody"
        [] votedFor[i] = i      -> "voted for itself"
        [] OTHER                -> "voted for another",
      Cardinality(votes[i]),
      Above(currentTerm, i),
      Above([j \in Server |-> LastTerm(log[j])], i),
      Above([j \in Server |-> Len(log[j])], i),
      commitIndex[i] = Len(log[i])>>

Abstract ==
    {<<Cardinality({i \in Server : ShapeOf(i) = shape}), shape>> :
        shape \in {ShapeOf(i) : i \in Server}}

-----------------------------------------------------------------------------
(***************************************************************************)
(* A server gives its vote in a term to one candidate, a crash in between  *)
(* or not.  Its answers are there for ever, and a candidate's question     *)
(* says that it has voted for itself.                                      *)
(***************************************************************************)
VotesGiven ==
    {<<m.from, m.term, m.to>> : m \in {v \in msgs : v.type = "Vote" /\ v.granted}}
    \cup {<<m.from, m.term, m.from>> : m \in {v \in msgs : v.type = "RequestVote"}}

OneVotePerTerm ==
    \A v, w \in VotesGiven : v[1] = w[1] /\ v[2] = w[2] => v[3] = w[3]

(***************************************************************************)
(* Election Safety (Figure 3): at most one leader in a term, also one that *)
(* has crashed since: only a leader sends AppendEntries.                   *)
(***************************************************************************)
ElectionSafety ==
    /\ \A i, j \in Server :
          role[i] = "leader" /\ role[j] = "leader" /\ currentTerm[i] = currentTerm[j]
              => i = j
    /\ \A m, n \in {a \in msgs : a.type = "AppendEntries"} :
          m.term = n.term => m.from = n.from

(***************************************************************************)
(* Log Matching (Figure 3): if two logs have an entry with the same index  *)
(* and term, then they are the same up to there.                           *)
(***************************************************************************)
LogMatching ==
    \A i, j \in Server : \A k \in 1..Min(Len(log[i]), Len(log[j])) :
        log[i][k].term = log[j][k].term
            => SubSeq(log[i], 1, k) = SubSeq(log[j], 1, k)

(***************************************************************************)
(* All entries that were ever committed by a majority's having them in     *)
(* their own term, as triples of that term, index and entry.  They are     *)
(* read off the messages, which forget nothing: the leader has sent the    *)
(* entry, and that others have it they have told.  What stands below such  *)
(* an entry in the leader's log is committed with it.                      *)
(***************************************************************************)
CommitPoints ==
    UNION {{<<m.term, m.prevIndex + k, m.entries[k]>> :
               k \in {n \in 1..Len(m.entries) :
                         /\ m.entries[n].term = m.term
                         /\ Majority({m.from} \cup
                               {a.from : a \in {b \in msgs :
                                   /\ b.type = "Appended" /\ b.success
                                   /\ b.term = m.term
                                   /\ b.index >= m.prevIndex + n}})}} :
           m \in {a \in msgs : a.type = "AppendEntries"}}

Holds(entries, index, e) == HasEntry(entries, index) /\ entries[index] = e

(***************************************************************************)
(* Leader Completeness (Figure 3): what was committed in a term is in the  *)
(* logs of the leaders of all higher terms.                                *)
(***************************************************************************)
LeaderCompleteness ==
    \A p \in CommitPoints, i \in Server :
        role[i] = "leader" /\ currentTerm[i] > p[1] => Holds(log[i], p[2], p[3])

(***************************************************************************)
(* A server takes for committed only what is: some committed entry stands  *)
(* at its commit index or above, and below that its log is right.  This is *)
(* what goes wrong when entries of older terms are counted (Figure 8),     *)
(* long before any is lost.                                                *)
(***************************************************************************)
CommitIsRight ==
    \A i \in Server : commitIndex[i] > 0 =>
        /\ HasEntry(log[i], commitIndex[i])
        /\ \E p \in CommitPoints : /\ p[1] =< currentTerm[i]
                                   /\ p[2] >= commitIndex[i]
        /\ \A p \in CommitPoints :
              p[2] =< commitIndex[i] => Holds(log[i], p[2], p[3])

(***************************************************************************)
(* State Machine Safety (Figure 3): no two servers apply different         *)
(* commands at the same index; a server applies exactly what its log has   *)
(* up to the commit index, in order, each entry once.                      *)
(***************************************************************************)
StateMachineSafety ==
    /\ \A i \in Server :
          /\ lastApplied[i] = commitIndex[i]
          /\ Len(applied[i]) = lastApplied[i]
          /\ \A k \in 1..Len(applied[i]) :
                HasEntry(log[i], k) /\ log[i][k].command = applied[i][k]
    /\ \A i, j \in Server : \A k \in 1..Min(Len(applied[i]), Len(applied[j])) :
          applied[i][k] = applied[j][k]

(***************************************************************************)
(* A command stands in a log once, so that it is applied once.             *)
(***************************************************************************)
AtMostOnce ==
    \A i \in Server : \A k, n \in 1..Len(log[i]) :
        log[i][k].command = log[i][n].command => k = n

(***************************************************************************)
(* Terms never go back, not even over a crash.                             *)
(***************************************************************************)
MonotonicTerms == [][\A i \in Server : currentTerm'[i] >= currentTerm[i]]_currentTerm

(***************************************************************************)
(* Leader Append-Only (Figure 3): a leader never changes or deletes        *)
(* entries of its log.                                                     *)
(***************************************************************************)
LeaderAppendOnly ==
    [][\A i \in Server :
          role[i] = "leader" /\ role'[i] = "leader" /\ currentTerm'[i] = currentTerm[i]
              => /\ Len(log'[i]) >= Len(log[i])
                 /\ SubSeq(log'[i], 1, Len(log[i])) = log[i]]_<<role, currentTerm, log>>

THEOREM Spec => /\ [](TypeOK /\ OneVotePerTerm /\ ElectionSafety /\ LogMatching)
                /\ [](LeaderCompleteness /\ CommitIsRight)
                /\ [](StateMachineSafety /\ AtMostOnce)
                /\ MonotonicTerms /\ LeaderAppendOnly
=============================================================================
