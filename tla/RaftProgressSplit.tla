-------------------------- MODULE RaftProgressSplit --------------------------
(***************************************************************************)
(* Candidates that split the votes for ever (Section 5.2 of the Raft       *)
(* paper), with terms by difference, so that their loop closes:            *)
(*                                                                         *)
(*   explore -protocol raft -network set -commands 0 -crashes 0            *)
(*           -spread ...                                                   *)
(*                                                                         *)
(* When all servers are beyond term 1, all terms are lowered by one        *)
(* (Shift), and the messages of term 1 are forgotten, which nobody can     *)
(* receive any more.  Why that is right, and fair, is what                 *)
(* PaxosProgressDuel says of numbers.                                      *)
(***************************************************************************)
EXTENDS RaftProgress

CanShift == \A i \in Server : currentTerm[i] > 1

Shift ==
    /\ CanShift
    /\ currentTerm' = [i \in Server |-> currentTerm[i] - 1]
    /\ msgs' = {[m EXCEPT !.term = @ - 1] : m \in {k \in msgs : k.term > 1}}
    /\ UNCHANGED <<up, votedFor, logVars, electionVars, machineVars, leaderVars,
                   budgets, progressVars>>

SplitNext == Shift \/ (~CanShift /\ ProgressNext)

(***************************************************************************)
(* WasElected goes by messages, which are forgotten here, so timers are    *)
(* fair throughout.                                                        *)
(***************************************************************************)
FairElections ==
    \A i \in Server : []<>~Due(i) \/ []<><<Elect(i)>>_all

SplitSpec ==
    /\ ProgressInit /\ [][SplitNext]_all
    /\ \A i \in Server : \A m \in {n \in Sent : n.to = i /\ n.from # i} :
          WF_all(~CanShift /\ Receive(i, m))
    /\ \A i \in Server : WF_all(~CanShift /\ Returns(i))
    /\ WF_all(Shift)
    /\ FairElections
=============================================================================
