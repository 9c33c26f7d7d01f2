--------------------------------- MODULE Raft ---------------------------------
(***************************************************************************)
(* Raft: leader election and log replication, as in Figure 2 of "In Search *)
(* of an Understandable Consensus Algorithm (Extended Version)" by Diego   *)
(* Ongaro and John Ousterhout; and, where the constant Parts asks for it,  *)
(* what Figure 2 leaves out: snapshots (Section 7), changes of the         *)
(* membership (Section 6, and Chapter 4 of Ongaro's dissertation           *)
(* "Consensus: Bridging Theory and Practice"), PreVote and CheckQuorum     *)
(* (its Sections 9.6 and 6.2).  A first reading may take Parts for the     *)
(* empty set.                                                              *)
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
(* Go (impl/raft; every variable is a field of Server, or of Extra):       *)
(*   currentTerm, votedFor, log    Term, VotedFor, Log    (durable)        *)
(*   role, votes                   Role, Votes                             *)
(*   commitIndex, lastApplied      CommitIndex, LastApplied                *)
(*   applied     the commands of the entries up to LastApplied; with       *)
(*               clients, Register is what the last write in it wrote      *)
(*   nextIndex, matchIndex         NextIndex, MatchIndex                   *)
(*   snapshot    Snapshot.Index    (durable); log has all entries, with    *)
(*               those of Snapshot.State, which the code has discarded     *)
(*   heard, answered               Heard, Answered                         *)
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
    Refusals,  \* whether servers also send the answers that tell their
               \* receiver nothing but a newer term, or nothing
    Parts,     \* what servers do beyond Figure 2
    Voters,    \* who votes at first: all servers, unless they join later
    Learners   \* who learns at first: gets the log, and does not vote

ASSUME TermAssumption == Term \subseteq Nat \ {0}

ASSUME RefusalsAssumption == Refusals \in BOOLEAN

(***************************************************************************)
(* The parts are                                                           *)
(*   "snapshots"     servers discard the beginnings of their logs          *)
(*   "single"        servers join and leave one at a time                  *)
(*   "joint"         they do several at once, by a joint configuration     *)
(*   "no-ops"        a leader begins with an entry that asks for nothing   *)
(*   "pre-vote"      a server asks first whether it would be elected       *)
(*   "check-quorum"  a leader that no majority answers steps down, and who *)
(*                   hears a leader leaves candidates alone                *)
(*   "transfers"     a leader may ask another server to start an election; *)
(*                   without the two parts above that is a Timeout.        *)
(***************************************************************************)
ASSUME PartsAssumption ==
    /\ Parts \subseteq {"snapshots", "single", "joint", "no-ops", "pre-vote",
                        "check-quorum", "transfers"}
    /\ ~({"single", "joint"} \subseteq Parts)
    /\ Parts \cap {"single", "joint"} = {} => Voters = Server
    /\ Voters \cup Learners \subseteq Server
    /\ Voters \cap Learners = {}

Snapshots == "snapshots" \in Parts
Membership == "single" \in Parts \/ "joint" \in Parts
NoOps == "no-ops" \in Parts
PreVotes == "pre-vote" \in Parts
CheckQuorum == "check-quorum" \in Parts
Transfers == "transfers" \in Parts

CONSTANT Nobody  \* no server

ASSUME NobodyAssumption == Nobody \notin Server

(***************************************************************************)
(* A configuration says which servers vote and which only learn; a joint   *)
(* one has the voters of the old configuration, too (Section 6).           *)
(***************************************************************************)
Configuration == [voters : SUBSET Server, old : SUBSET Server, learners : SUBSET Server]

(***************************************************************************)
(* An entry has a command.  Those that a leader makes of its own, which    *)
(* ask the state machine for nothing, are named after the leader and their *)
(* index; one with a configuration has that, too.                          *)
(***************************************************************************)
Own(i, index) == [from |-> i, number |-> index]

OwnCommand == IF NoOps \/ Membership THEN [from : Server, number : Nat \ {0}] ELSE {}

Entry == [term : Term, command : Command \cup OwnCommand]
         \cup [term : Term, command : OwnCommand, config : Configuration]

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
    matchIndex,   \* matchIndex[i][j]: the highest entry that i knows j has
    snapshot,     \* snapshot[i]: up to where i has a snapshot instead of entries
    heard,        \* heard[i]: the leader that i has heard within the minimum
                  \* election timeout, or Nobody
    answered      \* answered[i]: who has answered leader i since it last checked

(***************************************************************************)
(* The durable variables are written to stable storage before a server     *)
(* answers (Section 5.1, Figure 2); the others are lost in a crash.        *)
(***************************************************************************)
logVars == <<log, snapshot>>
durableVars == <<currentTerm, votedFor, logVars>>
electionVars == <<role, votes, heard>>
machineVars == <<commitIndex, lastApplied, applied>>
leaderVars == <<nextIndex, matchIndex, answered>>
vars == <<msgs, up, durableVars, electionVars, machineVars, leaderVars>>

Others(i) == Server \ {i}

Message ==
    [type : {"RequestVote", "RequestVoteNow"}, from : Server, to : Server, term : Term,
     lastIndex : Nat, lastTerm : Nat]
    \cup [type : {"Vote"}, from : Server, to : Server, term : Term, granted : BOOLEAN]
    \cup [type : {"AppendEntries"}, from : Server, to : Server, term : Term,
          prevIndex : Nat, prevTerm : Nat, entries : Seq(Entry), commit : Nat]
    \cup [type : {"Appended"}, from : Server, to : Server, term : Term,
          success : BOOLEAN, index : Nat]
    \cup [type : {"InstallSnapshot"}, from : Server, to : Server, term : Term,
          lastIndex : Nat, lastTerm : Nat, entries : Seq(Entry)]
    \cup [type : {"Installed"}, from : Server, to : Server, term : Term, index : Nat]
    \cup [type : {"PreVote"}, from : Server, to : Server, term : Nat,
          lastIndex : Nat, lastTerm : Nat]
    \cup [type : {"PreVoted"}, from : Server, to : Server, term : Nat, granted : BOOLEAN]

TypeOK ==
    /\ msgs \subseteq Message
    /\ up \in [Server -> BOOLEAN]
    /\ currentTerm \in [Server -> Term \cup {0}]
    /\ votedFor \in [Server -> Server \cup {Nobody}]
    /\ log \in [Server -> Seq(Entry)]
    /\ role \in [Server -> {"follower", "pre-candidate", "candidate", "leader"}]
    /\ votes \in [Server -> SUBSET Server]
    /\ commitIndex \in [Server -> Nat]
    /\ lastApplied \in [Server -> Nat]
    /\ applied \in [Server -> Seq(Command \cup OwnCommand)]
    /\ \A i \in Server : /\ nextIndex[i] \in [Others(i) -> Nat \ {0}]
                         /\ matchIndex[i] \in [Others(i) -> Nat]
                         /\ snapshot[i] \in 0..Len(log[i])
    /\ heard \in [Server -> Server \cup {Nobody}]
    /\ answered \in [Server -> SUBSET Server]

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
(* The configuration that i uses when it has these entries: the latest one *)
(* in them, committed or not (Section 6).  Who is not of the first         *)
(* configuration learns of the others from the log.                        *)
(***************************************************************************)
ConfigIndex(entries) ==
    LET at == {k \in 1..Len(entries) : "config" \in DOMAIN entries[k]}
    IN IF at = {} THEN 0 ELSE CHOOSE k \in at : \A n \in at : n =< k

FirstConfig(i) ==
    IF i \in Voters \cup Learners
    THEN [voters |-> Voters, old |-> {}, learners |-> Learners]
    ELSE [voters |-> {}, old |-> {}, learners |-> {}]

ConfigIn(i, entries) ==
    LET index == ConfigIndex(entries)
    IN IF index = 0 THEN FirstConfig(i) ELSE entries[index].config

(***************************************************************************)
(* Whether S is a majority by that configuration; by a joint one it must   *)
(* be one of the old voters and one of the new (Section 6).                *)
(***************************************************************************)
MajorityOf(S, V) == 2 * Cardinality(S \cap V) > Cardinality(V)

IsQuorum(i, entries, S) ==
    IF Membership
    THEN LET config == ConfigIn(i, entries)
         IN /\ MajorityOf(S, config.voters)
            /\ config.old # {} => MajorityOf(S, config.old)
    ELSE Majority(S)

(***************************************************************************)
(* To whom i replicates its log, and whom it asks for votes.               *)
(***************************************************************************)
Receivers(i, entries) ==
    IF Membership
    THEN LET config == ConfigIn(i, entries)
         IN Others(i) \cap (config.voters \cup config.old \cup config.learners)
    ELSE Others(i)

Electors(i) ==
    IF Membership
    THEN LET config == ConfigIn(i, log[i]) IN Others(i) \cap (config.voters \cup config.old)
    ELSE Others(i)

(***************************************************************************)
(* What i sends to j, given its log, the index it would send next, and its *)
(* commit index: all entries from there on, and what stands before them;   *)
(* or, if i has discarded some of these, its snapshot.  That is the state  *)
(* machine and the latest configuration, here as the entries that made     *)
(* them (Section 7, Figure 13).                                            *)
(***************************************************************************)
EntriesFor(i, j, term, entries, next, commit) ==
    IF next =< snapshot[i]
    THEN [type |-> "InstallSnapshot", from |-> i, to |-> j, term |-> term,
          lastIndex |-> snapshot[i],
          lastTerm |-> TermAt(entries, snapshot[i]),
          entries |-> SubSeq(entries, 1, snapshot[i])]
    ELSE [type |-> "AppendEntries", from |-> i, to |-> j, term |-> term,
          prevIndex |-> next - 1,
          prevTerm |-> TermAt(entries, next - 1),
          entries |-> SubSeq(entries, next, Len(entries)),
          commit |-> commit]

EntriesForAll(i, term, entries, next, commit) ==
    {EntriesFor(i, j, term, entries, next[j], commit) : j \in Receivers(i, entries)}

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
    /\ snapshot = [i \in Server |-> 0]
    /\ heard = [i \in Server |-> Nobody]
    /\ answered = [i \in Server |-> {}]

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
(* i gives up what only candidates and leaders have.  It hears a leader    *)
(* where somebody asks for that.                                           *)
(***************************************************************************)
FollowerOf(i, leader) ==
    /\ role' = [role EXCEPT ![i] = "follower"]
    /\ votes' = [votes EXCEPT ![i] = {}]
    /\ heard' = [heard EXCEPT ![i] = IF PreVotes \/ CheckQuorum THEN leader ELSE Nobody]
    /\ nextIndex' = [nextIndex EXCEPT ![i] = NoNext(i)]
    /\ matchIndex' = [matchIndex EXCEPT ![i] = NoMatch(i)]
    /\ answered' = [answered EXCEPT ![i] = {}]

BecomeFollower(i) == FollowerOf(i, Nobody)

(***************************************************************************)
(* i leads, and knows this of the others.                                  *)
(***************************************************************************)
Knowledge(i) == [next |-> nextIndex[i], match |-> matchIndex[i], answered |-> answered[i]]

LeaderWith(i, known) ==
    /\ role' = [role EXCEPT ![i] = "leader"]
    /\ votes' = [votes EXCEPT ![i] = {}]
    /\ heard' = [heard EXCEPT ![i] = Nobody]
    /\ nextIndex' = [nextIndex EXCEPT ![i] = known.next]
    /\ matchIndex' = [matchIndex EXCEPT ![i] = known.match]
    /\ answered' = [answered EXCEPT ![i] = known.answered]

(***************************************************************************)
(* The index up to which leader i may commit, when it has committed up to  *)
(* another one, and knows of the others what match says: the highest entry *)
(* of its own term that a majority has.  Entries of older terms are        *)
(* committed only with one of these above them: a majority that has them   *)
(* is not enough, for a server without them might still be elected         *)
(* (Section 5.4.2, Figure 8).                                              *)
(***************************************************************************)
Committable(i, term, entries, match, commit) ==
    LET Has(n) == {i} \cup {j \in Others(i) : match[j] >= n}
        ready == {n \in (commit + 1)..Len(entries) :
                     entries[n].term = term /\ IsQuorum(i, entries, Has(n))}
    IN IF ready = {} THEN commit
                     ELSE CHOOSE n \in ready : \A k \in ready : k =< n

(***************************************************************************)
(* Leader i has these entries, sends that, and commits what it may.        *)
(*                                                                         *)
(* When its configuration is committed then, a joint one is followed by    *)
(* the new one alone (Section 6), of which a single server is a majority   *)
(* at once.  A leader that is not in the configuration steps down          *)
(* (dissertation, Section 4.2.2).                                          *)
(***************************************************************************)
LeadAndCommit(i, term, entries, known, sent) ==
    LET commit == Committable(i, term, entries, known.match, commitIndex[i])
        config == ConfigIn(i, entries)
        decided == /\ Membership
                   /\ commit > commitIndex[i]
                   /\ ConfigIndex(entries) =< commit
    IN CASE decided /\ config.old # {} ->
              LET all == Append(entries, [term |-> term,
                                          command |-> Own(i, Len(entries) + 1),
                                          config |-> [config EXCEPT !.old = {}]])
              IN /\ LeaderWith(i, known)
                 /\ log' = [log EXCEPT ![i] = all]
                 /\ CommitTo(i, Committable(i, term, all, known.match, commit))
                 /\ msgs' = msgs \cup sent
                               \cup EntriesForAll(i, term, all, known.next, commit)
         [] decided /\ config.old = {} /\ i \notin config.voters ->
              /\ BecomeFollower(i)
              /\ log' = [log EXCEPT ![i] = entries]
              /\ CommitTo(i, commit)
              /\ msgs' = msgs \cup sent
         [] OTHER ->
              /\ LeaderWith(i, known)
              /\ log' = [log EXCEPT ![i] = entries]
              /\ CommitTo(i, commit)
              /\ msgs' = msgs \cup sent

(***************************************************************************)
(* Leader i appends an entry, and sends everybody what they are thought to *)
(* lack.  A single server is a majority at once.                           *)
(***************************************************************************)
AppendAndSend(i, term, entry, known, sent) ==
    LET entries == Append(log[i], entry)
    IN LeadAndCommit(i, term, entries, known,
                     sent \cup EntriesForAll(i, term, entries, known.next, commitIndex[i]))

(***************************************************************************)
(* i becomes a candidate with the votes given, and with a majority of them *)
(* leader at once: it sends everybody an AppendEntries, which says from    *)
(* where it would go on, and has no entries (Section 5.2); or, with        *)
(* "no-ops", an entry that asks for nothing, by which it soon has one of   *)
(* its own term committed (Section 8).                                     *)
(***************************************************************************)
CandidateWith(i, term, vs, sent) ==
    IF IsQuorum(i, log[i], vs)
    THEN LET known == [next |-> [j \in Others(i) |-> Len(log[i]) + 1],
                       match |-> NoMatch(i), answered |-> {}]
         IN IF NoOps
            THEN AppendAndSend(i, term,
                               [term |-> term, command |-> Own(i, Len(log[i]) + 1)],
                               known, sent)
            ELSE /\ LeaderWith(i, known)
                 /\ msgs' = msgs \cup sent
                       \cup {EntriesFor(i, j, term, log[i], known.next[j], commitIndex[i]) :
                                j \in Others(i)}
                 /\ UNCHANGED <<log, machineVars>>
    ELSE /\ role' = [role EXCEPT ![i] = "candidate"]
         /\ votes' = [votes EXCEPT ![i] = vs]
         /\ heard' = [heard EXCEPT ![i] = Nobody]
         /\ nextIndex' = [nextIndex EXCEPT ![i] = NoNext(i)]
         /\ matchIndex' = [matchIndex EXCEPT ![i] = NoMatch(i)]
         /\ answered' = [answered EXCEPT ![i] = {}]
         /\ msgs' = msgs \cup sent
         /\ UNCHANGED <<log, machineVars>>

(***************************************************************************)
(* What a candidate, or one that would be, asks: with it goes the end of   *)
(* its log (Section 5.4.1), be it in a snapshot or not.                    *)
(***************************************************************************)
Ask(i, type, term) ==
    {[type |-> type, from |-> i, to |-> j, term |-> term,
      lastIndex |-> Len(log[i]), lastTerm |-> LastTerm(log[i])] : j \in Electors(i)}

(***************************************************************************)
(* i starts an election: it goes to the next term, votes for itself, and   *)
(* asks all others (Section 5.2).                                          *)
(***************************************************************************)
StartElection(i, type) ==
    /\ currentTerm[i] + 1 \in Term
    /\ currentTerm' = [currentTerm EXCEPT ![i] = @ + 1]
    /\ votedFor' = [votedFor EXCEPT ![i] = i]
    /\ CandidateWith(i, currentTerm[i] + 1, {i}, Ask(i, type, currentTerm[i] + 1))
    /\ UNCHANGED <<up, snapshot>>

(***************************************************************************)
(* i asks first whether it would be elected in the next term, which        *)
(* changes nobody's term (dissertation, Section 9.6).                      *)
(***************************************************************************)
AskForPreVotes(i) ==
    IF IsQuorum(i, log[i], {i})
    THEN StartElection(i, "RequestVote")
    ELSE /\ role' = [role EXCEPT ![i] = "pre-candidate"]
         /\ votes' = [votes EXCEPT ![i] = {i}]
         /\ heard' = [heard EXCEPT ![i] = Nobody]
         /\ msgs' = msgs \cup Ask(i, "PreVote", currentTerm[i] + 1)
         /\ UNCHANGED <<up, durableVars, machineVars, leaderVars>>

(***************************************************************************)
(* Who starts elections: a server that votes, and one that is left out of  *)
(* a configuration that may not be committed, for then it may still be     *)
(* needed (dissertation, Section 4.2.2).                                   *)
(***************************************************************************)
Campaigns(i) ==
    Membership =>
        LET config == ConfigIn(i, log[i])
        IN \/ i \in config.voters \cup config.old
           \/ /\ config.voters # {}
              /\ i \notin config.learners
              /\ ConfigIndex(log[i]) > commitIndex[i]

(***************************************************************************)
(* The election timeout of i elapses, which is not shorter than the        *)
(* minimum one, so that it hears no leader any more.                       *)
(***************************************************************************)
Timeout(i) ==
    /\ up[i]
    /\ role[i] # "leader"
    /\ Campaigns(i)
    /\ IF PreVotes THEN AskForPreVotes(i) ELSE StartElection(i, "RequestVote")

(***************************************************************************)
(* The leader has asked i to succeed it (dissertation, Section 3.10), so   *)
(* that it asks nobody first, and is heeded also by those who hear that    *)
(* leader.  When leaders ask, whom, and how the request travels, is not    *)
(* modelled.                                                               *)
(***************************************************************************)
TimeoutNow(i) ==
    /\ Transfers
    /\ up[i]
    /\ role[i] # "leader"
    /\ Campaigns(i)
    /\ StartElection(i, IF CheckQuorum THEN "RequestVoteNow" ELSE "RequestVote")

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
(*                                                                         *)
(* With "check-quorum" one that hears a leader, or is one, leaves          *)
(* candidates alone, unless the leader has asked for the election          *)
(* (dissertation, Section 4.2.3).                                          *)
(***************************************************************************)
Led(i) == role[i] = "leader" \/ heard[i] # Nobody

HandleRequestVote(i, m) ==
    /\ up[i]
    /\ m.type \in {"RequestVote", "RequestVoteNow"} /\ m.to = i
    /\ CheckQuorum /\ Led(i) => m.type = "RequestVoteNow"
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
    /\ UNCHANGED <<up, logVars, machineVars>>

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
          /\ UNCHANGED <<msgs, log, machineVars>>
    /\ UNCHANGED <<up, snapshot>>

(***************************************************************************)
(* i receives a PreVote: it would vote for that candidate, and hears no    *)
(* leader (dissertation, Section 9.6).  A refusal tells of a newer term.   *)
(***************************************************************************)
HandlePreVote(i, m) ==
    /\ up[i]
    /\ m.type = "PreVote" /\ m.to = i
    /\ LET granted == /\ \/ m.term > currentTerm[i]
                         \/ m.term = currentTerm[i] /\ votedFor[i] \in {Nobody, m.from}
                      /\ UpToDate(m, log[i])
                      /\ ~Led(i)
       IN msgs' = IF granted \/ Refusals
                  THEN msgs \cup {[type |-> "PreVoted", from |-> i, to |-> m.from,
                                   term |-> IF granted THEN m.term ELSE currentTerm[i],
                                   granted |-> granted]}
                  ELSE msgs
    /\ UNCHANGED <<up, durableVars, electionVars, machineVars, leaderVars>>

(***************************************************************************)
(* i receives an answer to its PreVote, and with a majority starts the     *)
(* election.                                                               *)
(***************************************************************************)
HandlePreVoted(i, m) ==
    /\ up[i]
    /\ m.type = "PreVoted" /\ m.to = i
    /\ \/ /\ m.granted
          /\ m.term = currentTerm[i] + 1
          /\ role[i] = "pre-candidate"
          /\ IF IsQuorum(i, log[i], votes[i] \cup {m.from})
             THEN StartElection(i, "RequestVote")
             ELSE /\ votes' = [votes EXCEPT ![i] = @ \cup {m.from}]
                  /\ UNCHANGED <<msgs, up, durableVars, role, heard, machineVars, leaderVars>>
       \/ /\ ~m.granted
          /\ m.term > currentTerm[i]
          /\ SeeTerm(i, m.term)
          /\ votedFor' = [votedFor EXCEPT ![i] = Nobody]
          /\ UNCHANGED <<msgs, up, logVars, machineVars>>

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
(* (0 entries) is nothing new to the leader, unless it asks who answers.   *)
(*                                                                         *)
(* What i's snapshot stands for is committed, and so the leader's, too.    *)
(***************************************************************************)
HandleAppendEntries(i, m) ==
    /\ up[i]
    /\ m.type = "AppendEntries" /\ m.to = i
    /\ m.term >= currentTerm[i]
    /\ currentTerm' = [currentTerm EXCEPT ![i] = m.term]
    /\ votedFor' = [votedFor EXCEPT ![i] = IF m.term > currentTerm[i] THEN Nobody ELSE @]
    /\ FollowerOf(i, m.from)
    /\ LET last == Max(m.prevIndex + Len(m.entries), snapshot[i])
           Answer(success, index) ==
              msgs \cup {[type |-> "Appended", from |-> i, to |-> m.from,
                          term |-> m.term, success |-> success, index |-> index]}
       IN IF HasEntry(log[i], m.prevIndex) /\ TermAt(log[i], m.prevIndex) = m.prevTerm
          THEN /\ log' = [log EXCEPT ![i] = Stored(@, m.prevIndex, m.entries)]
               /\ CommitTo(i, Max(commitIndex[i], Min(m.commit, last)))
               /\ msgs' = IF last > 0 \/ Refusals \/ CheckQuorum
                          THEN Answer(TRUE, last)
                          ELSE msgs
          ELSE /\ msgs' = Answer(FALSE, m.prevIndex)
               /\ UNCHANGED <<log, machineVars>>
    /\ UNCHANGED <<up, snapshot>>

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
(* What leader i knows when j has everything up to an index, and when it   *)
(* has not; and that j has answered.                                       *)
(***************************************************************************)
Knows(i, j, next, match) ==
    [next |-> [nextIndex[i] EXCEPT ![j] = next],
     match |-> [matchIndex[i] EXCEPT ![j] = match],
     answered |-> IF CheckQuorum THEN answered[i] \cup {j} ELSE answered[i]]

(***************************************************************************)
(* Leader i receives an answer to an AppendEntries.                        *)
(*                                                                         *)
(* A success says what the follower has, and may commit entries.  After a  *)
(* failure the leader tries one entry earlier; of several failures only    *)
(* the one for its last try tells anything new.  With "check-quorum" it    *)
(* counts that somebody answers, whatever that is.                         *)
(***************************************************************************)
IsNews(i, m) ==
    /\ m.index > matchIndex[i][m.from]
    /\ ~m.success => m.index = nextIndex[i][m.from] - 1

HandleAppended(i, m) ==
    /\ up[i]
    /\ m.type = "Appended" /\ m.to = i
    /\ \/ /\ m.term = currentTerm[i]
          /\ role[i] = "leader"
          /\ m.success
          /\ IsNews(i, m)
          /\ LeadAndCommit(i, m.term, log[i], Knows(i, m.from, m.index + 1, m.index), {})
          /\ UNCHANGED <<currentTerm, votedFor>>
       \/ /\ m.term = currentTerm[i]
          /\ role[i] = "leader"
          /\ ~m.success
          /\ IsNews(i, m)
          /\ LeaderWith(i, Knows(i, m.from, m.index, matchIndex[i][m.from]))
          /\ msgs' = msgs \cup {EntriesFor(i, m.from, m.term, log[i], m.index,
                                           commitIndex[i])}
          /\ UNCHANGED <<currentTerm, votedFor, log, machineVars>>
       \/ /\ CheckQuorum
          /\ m.term = currentTerm[i]
          /\ role[i] = "leader"
          /\ ~IsNews(i, m)
          /\ answered' = [answered EXCEPT ![i] = @ \cup {m.from}]
          /\ UNCHANGED <<msgs, currentTerm, votedFor, log, electionVars, machineVars,
                         nextIndex, matchIndex>>
       \/ /\ m.term > currentTerm[i]
          /\ SeeTerm(i, m.term)
          /\ votedFor' = [votedFor EXCEPT ![i] = Nobody]
          /\ UNCHANGED <<msgs, log, machineVars>>
    /\ UNCHANGED <<up, snapshot>>

(***************************************************************************)
(* Leader i receives a command from a client, appends it to its log, and   *)
(* sends everybody what they are thought to lack.  A command that its log  *)
(* has already is the same request again, and is not appended twice.       *)
(***************************************************************************)
ClientRequest(i, c) ==
    /\ up[i]
    /\ role[i] = "leader"
    /\ \A k \in 1..Len(log[i]) : log[i][k].command # c
    /\ AppendAndSend(i, currentTerm[i], [term |-> currentTerm[i], command |-> c],
                     Knowledge(i), {})
    /\ UNCHANGED <<up, currentTerm, votedFor, snapshot>>

(***************************************************************************)
(* Leader i sends to everybody what they are thought to lack, or nothing;  *)
(* it is the heartbeat and the retry (Section 5.2).                        *)
(***************************************************************************)
Heartbeat(i) ==
    /\ up[i]
    /\ role[i] = "leader"
    /\ msgs' = msgs \cup EntriesForAll(i, currentTerm[i], log[i], nextIndex[i],
                                       commitIndex[i])
    /\ UNCHANGED <<up, durableVars, electionVars, machineVars, leaderVars>>

(***************************************************************************)
(* i takes a snapshot of what it has applied, and discards these entries   *)
(* (Section 7).  The variable log keeps them: what i does from now on does *)
(* not depend on them but in the snapshot that it sends.                   *)
(***************************************************************************)
Compact(i) ==
    /\ Snapshots
    /\ up[i]
    /\ lastApplied[i] > snapshot[i]
    /\ snapshot' = [snapshot EXCEPT ![i] = lastApplied[i]]
    /\ UNCHANGED <<msgs, up, currentTerm, votedFor, log, electionVars, machineVars,
                   leaderVars>>

(***************************************************************************)
(* i receives a snapshot from the leader of its term, or of a later one,   *)
(* which is its term then (Figure 13).  One that stands for no more than   *)
(* what i knows is committed is older than its log, and changes nothing.   *)
(* Otherwise entries that follow what it stands for stay (rule 6), unless  *)
(* the entry at its end is another one or missing: then the entire log     *)
(* goes (rule 7).                                                          *)
(***************************************************************************)
HandleInstallSnapshot(i, m) ==
    /\ up[i]
    /\ m.type = "InstallSnapshot" /\ m.to = i
    /\ m.term >= currentTerm[i]
    /\ currentTerm' = [currentTerm EXCEPT ![i] = m.term]
    /\ votedFor' = [votedFor EXCEPT ![i] = IF m.term > currentTerm[i] THEN Nobody ELSE @]
    /\ FollowerOf(i, m.from)
    /\ LET retained == IF /\ HasEntry(log[i], m.lastIndex)
                          /\ TermAt(log[i], m.lastIndex) = m.lastTerm
                       THEN SubSeq(log[i], m.lastIndex + 1, Len(log[i]))
                       ELSE <<>>
       IN IF m.lastIndex > commitIndex[i]
          THEN /\ log' = [log EXCEPT ![i] = m.entries \o retained]
               /\ snapshot' = [snapshot EXCEPT ![i] = m.lastIndex]
               /\ CommitTo(i, m.lastIndex)
          ELSE UNCHANGED <<logVars, machineVars>>
    /\ msgs' = msgs \cup {[type |-> "Installed", from |-> i, to |-> m.from,
                           term |-> m.term, index |-> m.lastIndex]}
    /\ UNCHANGED up

(***************************************************************************)
(* i refuses a snapshot of an older term.                                  *)
(***************************************************************************)
RefuseInstallSnapshot(i, m) ==
    /\ up[i]
    /\ Refusals
    /\ m.type = "InstallSnapshot" /\ m.to = i
    /\ m.term < currentTerm[i]
    /\ msgs' = msgs \cup {[type |-> "Installed", from |-> i, to |-> m.from,
                           term |-> currentTerm[i], index |-> 0]}
    /\ UNCHANGED <<up, durableVars, electionVars, machineVars, leaderVars>>

(***************************************************************************)
(* Leader i receives an answer to its snapshot: the follower has all that  *)
(* it stands for.  What came after it was not sent with it, and goes out   *)
(* now.                                                                    *)
(***************************************************************************)
HandleInstalled(i, m) ==
    /\ up[i]
    /\ m.type = "Installed" /\ m.to = i
    /\ \/ /\ m.term = currentTerm[i]
          /\ role[i] = "leader"
          /\ LET news == m.index > matchIndex[i][m.from]
                 known == IF news THEN Knows(i, m.from, m.index + 1, m.index)
                                  ELSE Knows(i, m.from, nextIndex[i][m.from],
                                             matchIndex[i][m.from])
                 rest == IF known.match[m.from] = m.index /\ m.index < Len(log[i])
                         THEN {EntriesFor(i, m.from, m.term, log[i], known.next[m.from],
                                          commitIndex[i])}
                         ELSE {}
             IN /\ LeaderWith(i, known)
                /\ msgs' = msgs \cup rest
          /\ UNCHANGED <<currentTerm, votedFor, log, machineVars>>
       \/ /\ m.term > currentTerm[i]
          /\ SeeTerm(i, m.term)
          /\ votedFor' = [votedFor EXCEPT ![i] = Nobody]
          /\ UNCHANGED <<msgs, log, machineVars>>
    /\ UNCHANGED <<up, snapshot>>

(***************************************************************************)
(* What a change makes of a configuration: c says who comes to vote, who   *)
(* to learn, and who leaves.                                               *)
(***************************************************************************)
Changed(config, c) ==
    LET moved == c.vote \cup c.learn \cup c.leave
    IN [voters |-> (config.voters \ moved) \cup c.vote,
        old |-> {},
        learners |-> (config.learners \ moved) \cup c.learn]

(***************************************************************************)
(* Leader i begins a change of the membership, if the last one is          *)
(* committed and so is an entry of its own term.  The second condition is  *)
(* missing in the dissertation (Ongaro, bug in single-server membership    *)
(* changes, raft-dev, 10 July 2015).  With "single" at most one server     *)
(* comes to vote, or no longer does; with "joint" a joint configuration    *)
(* goes before the new one.                                                *)
(***************************************************************************)
ChangeMembership(i, new) ==
    /\ up[i]
    /\ role[i] = "leader"
    /\ new.old = {} /\ new.voters # {}
    /\ LET config == ConfigIn(i, log[i])
       IN /\ ConfigIndex(log[i]) =< commitIndex[i]
          /\ config.old = {}
          /\ config # new
          /\ TermAt(log[i], commitIndex[i]) = currentTerm[i]
          /\ "single" \in Parts =>
                Cardinality((config.voters \ new.voters)
                              \cup (new.voters \ config.voters)) =< 1
          /\ AppendAndSend(i, currentTerm[i],
                           [term |-> currentTerm[i], command |-> Own(i, Len(log[i]) + 1),
                            config |-> [new EXCEPT !.old = IF "joint" \in Parts
                                                           THEN config.voters ELSE {}]],
                           Knowledge(i), {})
    /\ UNCHANGED <<up, currentTerm, votedFor, snapshot>>

(***************************************************************************)
(* The minimum election timeout elapses without i's hearing from its       *)
(* leader.                                                                 *)
(***************************************************************************)
Silence(i) ==
    /\ up[i]
    /\ heard[i] # Nobody
    /\ heard' = [heard EXCEPT ![i] = Nobody]
    /\ UNCHANGED <<msgs, up, durableVars, role, votes, machineVars, leaderVars>>

(***************************************************************************)
(* An election timeout elapses at leader i.  It steps down unless a        *)
(* majority has answered it meanwhile (dissertation, Section 6.2).         *)
(***************************************************************************)
CheckAnswers(i) ==
    /\ CheckQuorum
    /\ up[i]
    /\ role[i] = "leader"
    /\ IF IsQuorum(i, log[i], answered[i] \cup {i})
       THEN /\ answered' = [answered EXCEPT ![i] = {}]
            /\ UNCHANGED <<electionVars, nextIndex, matchIndex>>
       ELSE BecomeFollower(i)
    /\ UNCHANGED <<msgs, up, durableVars, machineVars>>

(***************************************************************************)
(* Server i crashes, and loses all that is not durable.  It comes back as  *)
(* a follower, and its state machine starts anew, or from the snapshot.    *)
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
    /\ commitIndex' = [commitIndex EXCEPT ![i] = snapshot[i]]
    /\ lastApplied' = [lastApplied EXCEPT ![i] = snapshot[i]]
    /\ applied' = [applied EXCEPT ![i] = [k \in 1..snapshot[i] |-> log[i][k].command]]
    /\ UNCHANGED <<msgs, durableVars, electionVars, leaderVars>>

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
        \/ Compact(i)
        \/ \E m \in IF Snapshots THEN msgs ELSE {} : \/ HandleInstallSnapshot(i, m)
                                                   \/ RefuseInstallSnapshot(i, m)
                                                   \/ HandleInstalled(i, m)
        \/ \E new \in IF Membership THEN Configuration ELSE {} : ChangeMembership(i, new)
        \/ \E m \in IF PreVotes THEN msgs ELSE {} : \/ HandlePreVote(i, m)
                                                  \/ HandlePreVoted(i, m)
        \/ Silence(i)
        \/ CheckAnswers(i)
        \/ TimeoutNow(i)

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
    \cup {<<m.from, m.term, m.from>> :
              m \in {v \in msgs : v.type \in {"RequestVote", "RequestVoteNow"}}}

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
(*                                                                         *)
(* A majority is one of all servers, so this and what builds on it is for  *)
(* a membership that does not change.                                      *)
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
(* The same where the membership changes, so that a majority is not always *)
(* one of all servers: what a server knows is committed is in the log of   *)
(* who leads its term or a later one.                                      *)
(***************************************************************************)
CommittedStays ==
    \A i, j \in Server :
        role[i] = "leader" /\ currentTerm[i] >= currentTerm[j]
            => \A k \in 1..commitIndex[j] : Holds(log[i], k, log[j][k])

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
