---------------------------- MODULE PaxosProgress ----------------------------
(***************************************************************************)
(* What must happen in Paxos: a value is learned, if one proposer alone    *)
(* goes on from some point on and waits for its answers (Section 2.4 of    *)
(* Paxos Made Simple).  The questions are those of impl/paxos/progress.go, *)
(* and without dead messages left out the states are those of              *)
(*                                                                         *)
(*   explore -protocol paxos -network set -proposers Proposers             *)
(*           -acceptors (how many) -learners (how many) -ballots Before    *)
(*           -crashes Crashes -assume Assume                               *)
(*                                                                         *)
(* The same as in the code: what is fair (a message that can be received   *)
(* from some point on is received, for each receiver and content; the      *)
(* timer of a proposer; a restart); that a receipt which would change      *)
(* nothing is no step; what happens before and after stabilisation         *)
(* (docs/semantics.md); that only behaviours that stabilise count, where   *)
(* something is assumed; and that a step which only a bound refuses counts *)
(* as enabled.  So a behaviour that ends where the next number is not in   *)
(* Number, or is above Before, is not fair, and breaks nothing.            *)
(*                                                                         *)
(* Not the same: TLA+ has no verdict "open".  Where it is one in the code, *)
(* Learns is true here and NothingRefused is not: a proposer was refused a *)
(* number while nothing was learned.  And here Number bounds the numbers   *)
(* after stabilisation, which nothing but the spread of numbers by         *)
(* difference does in the code.  Since numbers are absolute, no loop of    *)
(* duelling proposers closes: see PaxosProgressDuel.                       *)
(***************************************************************************)
EXTENDS MCPaxos

CONSTANTS
    Before,     \* how many numbers each proposer may use before stabilisation
    Assume,     \* what holds from some point on: "nothing", "stable", "leader"
    SingleTry   \* the mutant single-try: a proposer does not set its timer again

ASSUME BeforeAssumption == Before \in Nat

ASSUME AssumeAssumption == Assume \in {"nothing", "stable", "leader"}

ASSUME SingleTryAssumption == SingleTry \in BOOLEAN

VARIABLES
    timer,      \* timer[p]: p's timer is set
    stable,     \* whether nothing goes wrong any more
    going       \* the proposers whose timers may fire

progressVars == <<timer, stable, going>>
all == <<vars, crashes, progressVars>>

ProgressTypeOK ==
    /\ TypeOK
    /\ timer \in [Proposer -> BOOLEAN]
    /\ stable \in BOOLEAN
    /\ going \in SUBSET Proposer

ProgressInit ==
    /\ MCInit
    /\ timer = [p \in Proposer |-> TRUE]
    /\ stable = FALSE
    /\ going = Proposer

-----------------------------------------------------------------------------
(* A machine receives a message.  Messages are listed by who receives      *)
(* them, since fairness is for each message that there can be.             *)

ToProposer == {m \in Message : m.type = "promise"}
ToAcceptor == {m \in Message : m.type \in {"prepare", "accept"}}
ToLearner == {m \in Message : m.type \in {"accepted", "learned"}}

AtProposer(p, m) ==
    m \in msgs /\ MCCountPromise(p, m) /\ UNCHANGED progressVars
AtAcceptor(a, m) ==
    m \in msgs /\ (MCPromise(a, m) \/ MCAccept(a, m)) /\ UNCHANGED progressVars
AtLearner(l, m) ==
    m \in msgs /\ (MCHear(l, m) \/ MCBeTold(l, m)) /\ UNCHANGED progressVars

Receipt ==
    \E m \in msgs : \/ \E p \in Proposer : AtProposer(p, m)
                    \/ \E a \in Acceptor : AtAcceptor(a, m)
                    \/ \E l \in Learner : AtLearner(l, m)

-----------------------------------------------------------------------------
(***************************************************************************)
(* The timer of p may fire, bounds aside.  That of a leader does only when *)
(* nothing can be received: time-outs are longer than a round trip.        *)
(***************************************************************************)
Due(p) ==
    /\ up[p]
    /\ timer[p]
    /\ p \in going
    /\ stable /\ Assume = "leader" => ~ENABLED <<Receipt>>_all

(***************************************************************************)
(* The next number of p, and whether a bound refuses it.                   *)
(***************************************************************************)
NextNumber(p) == IF tried[p] = None THEN p ELSE tried[p] + Proposers

Refused(p) ==
    \/ NextNumber(p) \notin Number
    \/ ~stable /\ NextNumber(p) > Proposers * Before

Try(p) ==
    /\ Due(p)
    /\ ~Refused(p)
    /\ MCPrepare(p, NextNumber(p))
    /\ timer' = [timer EXCEPT ![p] = ~SingleTry]
    /\ UNCHANGED <<stable, going>>

Fails(x) ==
    /\ ~stable
    /\ MCCrash(x)
    /\ timer' = [p \in Proposer |-> p # x /\ timer[p]]
    /\ UNCHANGED <<stable, going>>

Returns(x) ==
    /\ MCRestart(x)
    /\ timer' = [p \in Proposer |-> p = x \/ timer[p]]
    /\ UNCHANGED <<stable, going>>

(***************************************************************************)
(* From here on nothing goes wrong.  What was used of the budget of        *)
(* crashes matters no more.                                                *)
(***************************************************************************)
Stabilise ==
    /\ ~stable
    /\ stable' = TRUE
    /\ \/ Assume = "stable" /\ UNCHANGED going
       \/ Assume = "leader" /\ \E p \in Proposer : up[p] /\ going' = {p}
    /\ crashes' = 0
    /\ UNCHANGED <<vars, timer>>

ProgressNext ==
    \/ Receipt
    \/ \E p \in Proposer : Try(p)
    \/ \E x \in Machine : Fails(x) \/ Returns(x)
    \/ Stabilise

IsLearned == \E l \in Learner : learned[l] # None

(***************************************************************************)
(* A timer that is due from some point on fires.  This is weak fairness,   *)
(* but for what the bounds refuse: there Due is true, and Try is not       *)
(* enabled.  Once a value is learned there is no more to ask, so that what *)
(* bounds refuse then makes no behaviour unfair.                           *)
(***************************************************************************)
FairTimers ==
    \A p \in Proposer : []<>(~Due(p) \/ IsLearned) \/ []<><<Try(p)>>_all

FairMessages ==
    /\ \A p \in Proposer, m \in ToProposer : WF_all(AtProposer(p, m))
    /\ \A a \in Acceptor, m \in ToAcceptor : WF_all(AtAcceptor(a, m))
    /\ \A l \in Learner, m \in ToLearner : WF_all(AtLearner(l, m))

FairRestarts == \A x \in Machine : WF_all(Returns(x))

Unfair == ProgressInit /\ [][ProgressNext]_all

ProgressSpec == Unfair /\ FairMessages /\ FairTimers /\ FairRestarts

(***************************************************************************)
(* Without one of the three.                                               *)
(***************************************************************************)
NoFairMessages == Unfair /\ FairTimers /\ FairRestarts
NoFairTimers == Unfair /\ FairMessages /\ FairRestarts
NoFairRestarts == Unfair /\ FairMessages /\ FairTimers

-----------------------------------------------------------------------------
(***************************************************************************)
(* Some learner eventually learns a value.                                 *)
(***************************************************************************)
Learns == (Assume = "nothing" \/ <>stable) => <>IsLearned

(***************************************************************************)
(* No bound refuses a proposer a number in a state that counts, before     *)
(* something is learned.                                                   *)
(***************************************************************************)
NothingRefused ==
    \A p \in Proposer :
        Due(p) /\ Refused(p) /\ (Assume = "nothing" \/ stable) => IsLearned

THEOREM Assume = "leader" /\ ~SingleTry /\ ProgressSpec => Learns
=============================================================================
