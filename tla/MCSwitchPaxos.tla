---------------------------- MODULE MCSwitchPaxos -----------------------------
(***************************************************************************)
(* The model of SwitchPaxos that has the states of the Go code, one by     *)
(* one:                                                                    *)
(*                                                                         *)
(*   explore -protocol switchpaxos -network set -proposers Proposers       *)
(*           -acceptors (how many) -learners (how many) -registers Size    *)
(*           -instances Instances -rounds Rounds -recovers Recovers        *)
(*           -checkpoints Checkpoints -crashes Crashes -mistakes Mistakes  *)
(*                                                                         *)
(* (with dead messages left in the network, and no symmetry).  What is     *)
(* bounded in the code is counted (docs/semantics.md).                     *)
(***************************************************************************)
EXTENDS SwitchPaxos

CONSTANTS
    Instances,    \* the last instance that the switch uses
    Rounds,       \* the last round
    Recovers,     \* how often learners ask for what they have missed
    Checkpoints,  \* how often applications save their state
    Crashes,      \* how many switches fail
    Mistakes      \* how often a switch that is up is taken for failed

VARIABLES recovers, checkpoints, crashes, mistakes  \* how much was used of them

budgets == <<recovers, checkpoints, crashes, mistakes>>

MCInit == Init /\ recovers = 0 /\ checkpoints = 0 /\ crashes = 0 /\ mistakes = 0

MCNumber(m) == sequence < Instances /\ Number(m) /\ UNCHANGED budgets

MCTakeRequest(m) == TakeRequest(m) /\ backup'.round =< Rounds /\ UNCHANGED budgets

MCTakeRecover(m) == TakeRecover(m) /\ backup'.round =< Rounds /\ UNCHANGED budgets

MCCountPromise(m) == CountPromise(m) /\ UNCHANGED budgets

MCHearCheckpoint(m) == HearCheckpoint(m) /\ UNCHANGED budgets

MCPromise(a, m) == Promise(a, m) /\ UNCHANGED budgets

MCAccept(a, m) == Accept(a, m) /\ UNCHANGED budgets

MCClear(a, m) == Clear(a, m) /\ UNCHANGED budgets

MCHear(l, m) == Hear(l, m) /\ UNCHANGED budgets

MCReroute(p) == /\ ~switchUp \/ mistakes < Mistakes
                /\ Reroute(p)
                /\ mistakes' = IF switchUp THEN mistakes + 1 ELSE mistakes
                /\ UNCHANGED <<recovers, checkpoints, crashes>>

(***************************************************************************)
(* To ask again for what was asked for already is no step in the Go        *)
(* system.                                                                 *)
(***************************************************************************)
MCAskFor(l) == /\ recovers < Recovers
               /\ AskFor(l)
               /\ msgs' # msgs
               /\ recovers' = recovers + 1
               /\ UNCHANGED <<checkpoints, crashes, mistakes>>

MCSave(l) == /\ checkpoints < Checkpoints
             /\ Save(l)
             /\ checkpoints' = checkpoints + 1
             /\ UNCHANGED <<recovers, crashes, mistakes>>

MCFailSwitch == /\ crashes < Crashes
                /\ FailSwitch
                /\ crashes' = crashes + 1
                /\ UNCHANGED <<recovers, checkpoints, mistakes>>

MCFailAcceptor(a) == /\ crashes < Crashes
                     /\ FailAcceptor(a)
                     /\ crashes' = crashes + 1
                     /\ UNCHANGED <<recovers, checkpoints, mistakes>>

MCNext ==
    \/ \E m \in msgs :
          \/ MCNumber(m) \/ MCTakeRequest(m) \/ MCTakeRecover(m)
          \/ MCCountPromise(m) \/ MCHearCheckpoint(m)
          \/ \E a \in Acceptor : MCPromise(a, m) \/ MCAccept(a, m) \/ MCClear(a, m)
          \/ \E l \in Learner : MCHear(l, m)
    \/ \E p \in Proposer : MCReroute(p)
    \/ \E l \in Learner : MCAskFor(l) \/ MCSave(l)
    \/ MCFailSwitch
    \/ \E a \in Acceptor : MCFailAcceptor(a)

MCSpec == MCInit /\ [][MCNext]_<<vars, budgets>>
=============================================================================
