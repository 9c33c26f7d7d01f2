------------------------------- MODULE TwoPhase -------------------------------
(***************************************************************************)
(* Two-phase commit, as in Consensus on Transaction Commit by Jim Gray and *)
(* Leslie Lamport, Section 3: resource managers prepare of themselves, or  *)
(* abort; the transaction manager commits when all have prepared, and may  *)
(* abort at any time before that.                                          *)
(*                                                                         *)
(* The network is the set of all messages that were ever sent.             *)
(*                                                                         *)
(* Go (impl/twophase; every variable is a field):                          *)
(*   state, decision, prepared   ResourceManager.State,                    *)
(*                               TransactionManager.State, .Prepared       *)
(*   up                          whether a manager is up                   *)
(*   msgs                        what is in the network on -network set; a *)
(*                               decision goes to all resource managers at *)
(*                               once, and is one message here.            *)
(* Timers add nothing: which of them are set follows from the states.      *)
(* What managers know is in stable storage.                                *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    RM,         \* the resource managers
    TM,         \* the transaction manager
    Crashes,    \* how many crashes there may be, of all managers together
    CrashStop   \* whether one that has crashed never comes back

ASSUME ManagerAssumption == TM \notin RM

ASSUME CrashesAssumption == Crashes \in Nat

ASSUME CrashStopAssumption == CrashStop \in BOOLEAN

Manager == RM \cup {TM}

Message == [type : {"ready"}, from : RM] \cup [type : {"commit", "abort"}]

VARIABLES
    msgs,       \* all messages ever sent
    up,         \* up[x]: manager x has not crashed, or was restarted since
    state,      \* state[r]: where resource manager r stands
    decision,   \* what the transaction manager has decided; "working" is nothing
    prepared,   \* of whom the transaction manager knows that they have prepared
    crashes     \* how many crashes there were

vars == <<msgs, up, state, decision, prepared, crashes>>

TypeOK ==
    /\ msgs \subseteq Message
    /\ up \in [Manager -> BOOLEAN]
    /\ state \in [RM -> {"working", "prepared", "committed", "aborted"}]
    /\ decision \in {"working", "committed", "aborted"}
    /\ prepared \subseteq RM
    /\ crashes \in 0..Crashes

Init ==
    /\ msgs = {}
    /\ up = [x \in Manager |-> TRUE]
    /\ state = [r \in RM |-> "working"]
    /\ decision = "working"
    /\ prepared = {}
    /\ crashes = 0

(***************************************************************************)
(* A resource manager prepares and says so, or aborts and tells nobody.    *)
(***************************************************************************)
Prepare(r) ==
    /\ up[r]
    /\ state[r] = "working"
    /\ state' = [state EXCEPT ![r] = "prepared"]
    /\ msgs' = msgs \cup {[type |-> "ready", from |-> r]}
    /\ UNCHANGED <<up, decision, prepared, crashes>>

ChooseAbort(r) ==
    /\ up[r]
    /\ state[r] = "working"
    /\ state' = [state EXCEPT ![r] = "aborted"]
    /\ UNCHANGED <<msgs, up, decision, prepared, crashes>>

(***************************************************************************)
(* The transaction manager hears that a resource manager has prepared.     *)
(***************************************************************************)
HearReady(r) ==
    /\ up[TM]
    /\ decision = "working"
    /\ [type |-> "ready", from |-> r] \in msgs
    /\ prepared' = prepared \cup {r}
    /\ UNCHANGED <<msgs, up, state, decision, crashes>>

(***************************************************************************)
(* It decides.                                                             *)
(***************************************************************************)
Commit ==
    /\ up[TM]
    /\ decision = "working"
    /\ prepared = RM
    /\ decision' = "committed"
    /\ msgs' = msgs \cup {[type |-> "commit"]}
    /\ UNCHANGED <<up, state, prepared, crashes>>

Abort ==
    /\ up[TM]
    /\ decision = "working"
    /\ decision' = "aborted"
    /\ msgs' = msgs \cup {[type |-> "abort"]}
    /\ UNCHANGED <<up, state, prepared, crashes>>

(***************************************************************************)
(* A resource manager obeys the decision.                                  *)
(***************************************************************************)
ObeyCommit(r) ==
    /\ up[r]
    /\ [type |-> "commit"] \in msgs
    /\ state' = [state EXCEPT ![r] = "committed"]
    /\ UNCHANGED <<msgs, up, decision, prepared, crashes>>

ObeyAbort(r) ==
    /\ up[r]
    /\ [type |-> "abort"] \in msgs
    /\ state' = [state EXCEPT ![r] = "aborted"]
    /\ UNCHANGED <<msgs, up, decision, prepared, crashes>>

Crash(x) ==
    /\ up[x]
    /\ crashes < Crashes
    /\ up' = [up EXCEPT ![x] = FALSE]
    /\ crashes' = crashes + 1
    /\ UNCHANGED <<msgs, state, decision, prepared>>

Restart(x) ==
    /\ ~up[x]
    /\ ~CrashStop
    /\ up' = [up EXCEPT ![x] = TRUE]
    /\ UNCHANGED <<msgs, state, decision, prepared, crashes>>

Next ==
    \/ \E r \in RM : \/ Prepare(r) \/ ChooseAbort(r)
                     \/ HearReady(r)
                     \/ ObeyCommit(r) \/ ObeyAbort(r)
    \/ Commit \/ Abort
    \/ \E x \in Manager : Crash(x) \/ Restart(x)

Spec == Init /\ [][Next]_vars

(***************************************************************************)
(* No resource manager has committed while another has aborted.            *)
(***************************************************************************)
Consistency ==
    \A r, s \in RM : ~(state[r] = "committed" /\ state[s] = "aborted")

THEOREM Spec => [](TypeOK /\ Consistency)
=============================================================================
