-------------------------- MODULE PaxosProgressDuel --------------------------
(***************************************************************************)
(* Two proposers that overtake each other for ever (Paxos Made Simple,     *)
(* Section 2.4), with numbers by difference, so that their loop closes:    *)
(*                                                                         *)
(*   explore -protocol paxos -network set -acceptors (how many) -crashes 0 *)
(*           -spread ... -property eventually-learned                      *)
(*                                                                         *)
(* When no number that counts is among the first ones, one for each        *)
(* proposer, all numbers are lowered by that (Shift).  What is forgotten   *)
(* then nobody can receive: requests below all promises, and promises for  *)
(* numbers that are given up.  Renumbered states behave alike, for Paxos   *)
(* compares numbers and no more; so a behaviour of this module, the shifts *)
(* taken out and the numbers put back, is one of Paxos with as many        *)
(* numbers as there are.                                                   *)
(*                                                                         *)
(* A shift comes before any other step.  Then no receipt is enabled, so    *)
(* that fairness of messages asks nothing of a loop with a shift, and      *)
(* rightly: there every message is lowered until nobody can receive it.    *)
(* Due is not put out by a shift: both timers fire in such a loop.         *)
(*                                                                         *)
(* Not the same as in the code: a proposal that was accepted, or heard of, *)
(* keeps the numbers from being lowered, where the code ranks it.  So this *)
(* module has fewer behaviours, and says something only when Learns is     *)
(* violated.                                                               *)
(***************************************************************************)
EXTENDS PaxosProgress

Low(n) == n \in 1..Proposers
LowProposal(p) == Low(p.number)

Lowered(n) == IF n = None THEN None ELSE n - Proposers
LoweredProposal(p) == [p EXCEPT !.number = Lowered(@)]

LoweredMessage(m) ==
    CASE m.type = "prepare" -> [m EXCEPT !.number = Lowered(@)]
      [] m.type = "promise" -> [m EXCEPT !.number = Lowered(@),
                                         !.accepted = LoweredProposal(@)]
      [] m.type = "accept" -> [m EXCEPT !.proposal = LoweredProposal(@)]
      [] m.type = "accepted" -> [m EXCEPT !.proposal = LoweredProposal(@)]
      [] m.type = "learned" -> m

(***************************************************************************)
(* Nobody can receive it, if all have tried and promised higher numbers.   *)
(***************************************************************************)
Dead(m) == \/ m.type \in {"prepare", "promise"} /\ Low(m.number)
           \/ m.type = "accept" /\ LowProposal(m.proposal)

CanShift ==
    /\ \A p \in Proposer : tried[p] > Proposers /\ ~LowProposal(highest[p])
    /\ \A a \in Acceptor : promised[a] > Proposers /\ ~LowProposal(accepted[a])
    /\ \A m \in msgs : /\ m.type = "accepted" => ~LowProposal(m.proposal)
                       /\ m.type = "promise" /\ ~Dead(m) => ~LowProposal(m.accepted)
    /\ \A l \in Learner : \A h \in heard[l] : ~LowProposal(h[2])

Shift ==
    /\ CanShift
    /\ tried' = [p \in Proposer |-> Lowered(tried[p])]
    /\ highest' = [p \in Proposer |-> LoweredProposal(highest[p])]
    /\ promised' = [a \in Acceptor |-> Lowered(promised[a])]
    /\ accepted' = [a \in Acceptor |-> LoweredProposal(accepted[a])]
    /\ heard' = [l \in Learner |-> {<<h[1], LoweredProposal(h[2])>> : h \in heard[l]}]
    /\ msgs' = {LoweredMessage(m) : m \in {k \in msgs : ~Dead(k)}}
    /\ UNCHANGED <<up, preparing, promises, learned, crashes, progressVars>>

DuelNext == Shift \/ (~CanShift /\ ProgressNext)

DuelSpec ==
    /\ ProgressInit /\ [][DuelNext]_all
    /\ \A p \in Proposer, m \in ToProposer : WF_all(~CanShift /\ AtProposer(p, m))
    /\ \A a \in Acceptor, m \in ToAcceptor : WF_all(~CanShift /\ AtAcceptor(a, m))
    /\ \A l \in Learner, m \in ToLearner : WF_all(~CanShift /\ AtLearner(l, m))
    /\ \A x \in Machine : WF_all(~CanShift /\ Returns(x))
    /\ WF_all(Shift)
    /\ FairTimers
=============================================================================
