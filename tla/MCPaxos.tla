------------------------------- MODULE MCPaxos -------------------------------
(***************************************************************************)
(* The model of Paxos that has the states of the Go code, one by one:      *)
(*                                                                         *)
(*   explore -protocol paxos -network set -proposers Proposers             *)
(*           -acceptors (how many) -learners (how many) -ballots ...       *)
(*           -crashes Crashes                                              *)
(*                                                                         *)
(* (with dead messages left in the network).  Quorums are the majorities,  *)
(* a proposer uses its numbers one after the other, none left out, and     *)
(* there is a budget of crashes, as in the Go system (docs/semantics.md).  *)
(* Acceptors are interchangeable; no model counts on it, to have as many   *)
(* states as the code.                                                     *)
(***************************************************************************)
EXTENDS Paxos, TLC

CONSTANT Crashes  \* how many crashes there may be, of all machines together

VARIABLE crashes  \* how many there were

MCQuorum == {Q \in SUBSET Acceptor : 2 * Cardinality(Q) > Cardinality(Acceptor)}

Interchangeable == Permutations(Acceptor)

MCInit == Init /\ crashes = 0

MCPrepare(p, n) == /\ \A k \in NumbersOf(p) : k < n => k =< tried[p]
                   /\ Prepare(p, n)
                   /\ UNCHANGED crashes

MCCountPromise(p, m) == CountPromise(p, m) /\ UNCHANGED crashes

MCPromise(a, m) == Promise(a, m) /\ UNCHANGED crashes

MCAccept(a, m) == Accept(a, m) /\ UNCHANGED crashes

MCHear(l, m) == Hear(l, m) /\ UNCHANGED crashes

MCBeTold(l, m) == BeTold(l, m) /\ UNCHANGED crashes

MCCrash(x) == /\ crashes < Crashes
              /\ Crash(x)
              /\ crashes' = crashes + 1

MCRestart(x) == Restart(x) /\ UNCHANGED crashes

MCNext ==
    \/ \E p \in Proposer : \/ \E n \in Number : MCPrepare(p, n)
                           \/ \E m \in msgs : MCCountPromise(p, m)
    \/ \E a \in Acceptor, m \in msgs : MCPromise(a, m) \/ MCAccept(a, m)
    \/ \E l \in Learner, m \in msgs : MCHear(l, m) \/ MCBeTold(l, m)
    \/ \E x \in Machine : MCCrash(x) \/ MCRestart(x)

MCSpec == MCInit /\ [][MCNext]_<<vars, crashes>>
=============================================================================
