---------------------------- MODULE RaftProgress ----------------------------
(***************************************************************************)
(* What must happen in Raft's elections: a leader is elected, if from some *)
(* point on one server alone starts elections and waits for its answers    *)
(* (Section 5.2).  There are no commands.  The questions are those of      *)
(* impl/raft/progress.go, and the states those of                          *)
(*                                                                         *)
(*   explore -protocol raft -network set -servers Servers -terms Before    *)
(*           -commands 0 -crashes Crashes -assume Assume                   *)
(*                                                                         *)
(* (with dead messages left in the network).  What is the same as in the   *)
(* code, and what is not, is what PaxosProgress says, with terms for       *)
(* numbers: a server that waits for a term which a bound refuses is        *)
(* waiting, so that no behaviour that ends there is fair; NothingRefused   *)
(* says that there is none.                                                *)
(***************************************************************************)
EXTENDS MCRaft

CONSTANTS
    Before,         \* the largest term in which an election starts before stabilisation
    Assume,         \* what holds from some point on: "nothing", "stable", "leader"
    SingleElection  \* the mutant single-election: a candidate does not set its timer again

ASSUME BeforeAssumption == Before \in Nat

ASSUME AssumeAssumption == Assume \in {"nothing", "stable", "leader"}

ASSUME SingleElectionAssumption == SingleElection \in BOOLEAN

ASSUME ElectionsAlone == Commands = 0 /\ Heartbeats = 0 /\ ~Refusals /\ Parts = {}

VARIABLES
    timer,      \* timer[i]: i's election timer is set
    stable,     \* whether nothing goes wrong any more
    going       \* the servers whose timers may fire

progressVars == <<timer, stable, going>>
all == <<vars, budgets, progressVars>>

ProgressTypeOK ==
    /\ TypeOK
    /\ timer \in [Server -> BOOLEAN]
    /\ stable \in BOOLEAN
    /\ going \in SUBSET Server

ProgressInit ==
    /\ MCInit
    /\ timer = [i \in Server |-> TRUE]
    /\ stable = FALSE
    /\ going = Server

(***************************************************************************)
(* A server that becomes a follower sets its timer, and a leader has none. *)
(***************************************************************************)
Receive(i, m) ==
    /\ m \in msgs
    /\ \/ MCHandleRequestVote(i, m)
       \/ MCHandleVote(i, m)
       \/ MCHandleAppendEntries(i, m)
    /\ timer' = [timer EXCEPT ![i] =
                    CASE role'[i] = "follower" -> TRUE
                      [] role'[i] = "candidate" -> @
                      [] role'[i] = "leader" -> FALSE]
    /\ UNCHANGED <<stable, going>>

Receipt == \E i \in Server, m \in msgs : Receive(i, m)

Due(i) ==
    /\ up[i]
    /\ timer[i]
    /\ i \in going
    /\ stable /\ Assume = "leader" => ~ENABLED <<Receipt>>_all

Refused(i) ==
    \/ currentTerm[i] + 1 \notin Term
    \/ ~stable /\ currentTerm[i] + 1 > Before

Elect(i) ==
    /\ Due(i)
    /\ ~Refused(i)
    /\ MCTimeout(i)
    /\ timer' = [timer EXCEPT ![i] = ~SingleElection /\ role'[i] = "candidate"]
    /\ UNCHANGED <<stable, going>>

Fails(i) ==
    /\ ~stable
    /\ MCCrash(i)
    /\ timer' = [timer EXCEPT ![i] = FALSE]
    /\ UNCHANGED <<stable, going>>

Returns(i) ==
    /\ MCRestart(i)
    /\ timer' = [timer EXCEPT ![i] = TRUE]
    /\ UNCHANGED <<stable, going>>

(***************************************************************************)
(* From here on nothing goes wrong.  What was used of the budgets matters  *)
(* no more.                                                                *)
(***************************************************************************)
Stabilise ==
    /\ ~stable
    /\ stable' = TRUE
    /\ \/ Assume = "stable" /\ UNCHANGED going
       \/ Assume = "leader" /\ \E i \in Server : up[i] /\ going' = {i}
    /\ crashes' = 0
    /\ UNCHANGED <<vars, commands, elections, heartbeats, compactions, changes, timer>>

ProgressNext ==
    \/ Receipt
    \/ \E i \in Server : Elect(i) \/ Fails(i) \/ Returns(i)
    \/ Stabilise

IsElected == \E i \in Server : role[i] = "leader"

(***************************************************************************)
(* Whether there ever was a leader: each sends AppendEntries at once, and  *)
(* msgs forgets nothing.                                                   *)
(***************************************************************************)
WasElected == \E m \in msgs : m.type = "AppendEntries"

(***************************************************************************)
(* Fairness is for each message that there can be: without entries, all    *)
(* logs are empty.                                                         *)
(***************************************************************************)
Sent ==
    [type : {"RequestVote"}, from : Server, to : Server, term : Term,
     lastIndex : {0}, lastTerm : {0}]
    \cup [type : {"Vote"}, from : Server, to : Server, term : Term, granted : {TRUE}]
    \cup [type : {"AppendEntries"}, from : Server, to : Server, term : Term,
          prevIndex : {0}, prevTerm : {0}, entries : {<<>>}, commit : {0}]

OnlySent == msgs \subseteq {m \in Sent : m.from # m.to}

FairMessages == \A i \in Server : \A m \in {n \in Sent : n.to = i /\ n.from # i} :
                    WF_all(Receive(i, m))

(***************************************************************************)
(* A timer that is due from some point on fires: weak fairness, but for    *)
(* what bounds refuse, where Due is true and Elect is not enabled.  Once a *)
(* leader was elected there is no more to ask.                             *)
(***************************************************************************)
FairTimers ==
    \A i \in Server : []<>(~Due(i) \/ WasElected) \/ []<><<Elect(i)>>_all

FairRestarts == \A i \in Server : WF_all(Returns(i))

Unfair == ProgressInit /\ [][ProgressNext]_all

ProgressSpec == Unfair /\ FairMessages /\ FairTimers /\ FairRestarts

NoFairMessages == Unfair /\ FairTimers /\ FairRestarts
NoFairTimers == Unfair /\ FairMessages /\ FairRestarts

-----------------------------------------------------------------------------
(***************************************************************************)
(* A leader is eventually elected.                                         *)
(***************************************************************************)
Elects == (Assume = "nothing" \/ <>stable) => <>IsElected

(***************************************************************************)
(* No bound refuses a server a term in a state that counts, before there   *)
(* was a leader.                                                           *)
(***************************************************************************)
NothingRefused ==
    \A i \in Server :
        Due(i) /\ Refused(i) /\ (Assume = "nothing" \/ stable) => WasElected

THEOREM Assume = "leader" /\ ~SingleElection /\ ProgressSpec => Elects
=============================================================================
