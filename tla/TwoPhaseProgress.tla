-------------------------- MODULE TwoPhaseProgress --------------------------
(***************************************************************************)
(* What must happen in two-phase commit: all that are up decide.  The      *)
(* questions are those of impl/twophase/progress.go, and the states those  *)
(* of                                                                      *)
(*                                                                         *)
(*   explore -protocol twophase -servers (how many) -crashes Crashes       *)
(*           -crash-stop=CrashStop                                         *)
(*                                                                         *)
(* The same as in the code: what is fair (the delivery of each message to  *)
(* each manager; each of the timers, which are the spontaneous moves; a    *)
(* restart), and that a receipt which would change nothing is no step.     *)
(* Crashes are faults with a budget and not fair, so that no bound refuses *)
(* a step of the protocol: every verdict is definite.  In the code there   *)
(* is no mutant that waits; the test that holds the code against this      *)
(* module makes it (tla/check, TestProgress).                              *)
(***************************************************************************)
EXTENDS TwoPhase

CONSTANT Waits  \* the mistake: the transaction manager never aborts, but waits

ASSUME WaitsAssumption == Waits \in BOOLEAN

GiveUp == ~Waits /\ Abort

ProgressNext ==
    \/ \E r \in RM : \/ Prepare(r) \/ ChooseAbort(r)
                     \/ HearReady(r)
                     \/ ObeyCommit(r) \/ ObeyAbort(r)
    \/ Commit \/ GiveUp
    \/ \E x \in Manager : Crash(x) \/ Restart(x)

Unfair == Init /\ [][ProgressNext]_vars

FairMessages ==
    \A r \in RM : /\ WF_vars(HearReady(r))
                  /\ WF_vars(ObeyCommit(r))
                  /\ WF_vars(ObeyAbort(r))

FairTimers ==
    /\ \A r \in RM : WF_vars(Prepare(r)) /\ WF_vars(ChooseAbort(r))
    /\ WF_vars(Commit)
    /\ WF_vars(GiveUp)

FairRestarts == \A x \in Manager : WF_vars(Restart(x))

ProgressSpec == Unfair /\ FairMessages /\ FairTimers /\ FairRestarts

NoFairMessages == Unfair /\ FairTimers /\ FairRestarts
NoFairRestarts == Unfair /\ FairMessages /\ FairTimers

(***************************************************************************)
(* All resource managers that are up eventually have committed or aborted. *)
(***************************************************************************)
Decided(r) == state[r] \in {"committed", "aborted"}

AllDecide == <>(\A r \in RM : up[r] => Decided(r))

THEOREM ~Waits /\ ~CrashStop /\ ProgressSpec => AllDecide
=============================================================================
