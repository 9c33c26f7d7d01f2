------------------------------- MODULE MCEPaxos -------------------------------
(***************************************************************************)
(* The model of EPaxos that has the states of the Go code, one by one:     *)
(*                                                                         *)
(*   explore -protocol epaxos -network set -servers Servers                *)
(*           -commands Commands -recoveries Recoveries -crashes Crashes    *)
(*           -crash-stop=CrashStop                                         *)
(*                                                                         *)
(* (with dead messages left in the network).  Recoveries and crashes have  *)
(* budgets.                                                                *)
(***************************************************************************)
EXTENDS EPaxos

CONSTANTS
    Recoveries,  \* how often S1, S2, ... recover a command
    Crashes,     \* how many crashes there are in all
    CrashStop    \* whether a server that has crashed never comes back

VARIABLES recoveries, crashes  \* how much was used of them

budgets == <<recoveries, crashes>>

(***************************************************************************)
(* Values for Recoveries.                                                  *)
(***************************************************************************)
Never == [i \in Server |-> 0]
OnlyS2 == [i \in Server |-> IF i = 2 THEN 1 ELSE 0]
OnlyS3 == [i \in Server |-> IF i = 3 THEN 1 ELSE 0]
OnceS2S3 == [i \in Server |-> IF i \in {2, 3} THEN 1 ELSE 0]

MCInit == Init /\ recoveries = Never /\ crashes = 0

MCSubmit(i) == Submit(i) /\ UNCHANGED budgets

MCStartRecovery(i, c) == /\ recoveries[i] < Recoveries[i]
                         /\ StartRecovery(i, c)
                         /\ recoveries' = [recoveries EXCEPT ![i] = @ + 1]
                         /\ UNCHANGED crashes

MCHandlePreAccept(i, m) == HandlePreAccept(i, m) /\ UNCHANGED budgets

MCHandlePreAcceptOK(i, m) == HandlePreAcceptOK(i, m) /\ UNCHANGED budgets

MCHandleAccept(i, m) == HandleAccept(i, m) /\ UNCHANGED budgets

MCHandleAcceptOK(i, m) == HandleAcceptOK(i, m) /\ UNCHANGED budgets

MCHandleCommit(i, m) == HandleCommit(i, m) /\ UNCHANGED budgets

MCHandleRecover(i, m) == HandleRecover(i, m) /\ UNCHANGED budgets

MCHandleRecoverOK(i, m) == HandleRecoverOK(i, m) /\ UNCHANGED budgets

MCHandleLateRecoverOK(i, m) == HandleLateRecoverOK(i, m) /\ UNCHANGED budgets

MCHandleValidate(i, m) == HandleValidate(i, m) /\ UNCHANGED budgets

MCHandleValidateOK(i, m) == HandleValidateOK(i, m) /\ UNCHANGED budgets

MCHandleWaiting(i, m) == HandleWaiting(i, m) /\ UNCHANGED budgets

MCCrash(i) == /\ crashes < Crashes
              /\ Crash(i)
              /\ crashes' = crashes + 1
              /\ UNCHANGED recoveries

MCRestart(i) == ~CrashStop /\ Restart(i) /\ UNCHANGED budgets

MCNext ==
    \E i \in Server :
        \/ MCSubmit(i)
        \/ \E c \in Command : MCStartRecovery(i, c)
        \/ \E m \in msgs :
              \/ MCHandlePreAccept(i, m)
              \/ MCHandlePreAcceptOK(i, m)
              \/ MCHandleAccept(i, m)
              \/ MCHandleAcceptOK(i, m)
              \/ MCHandleCommit(i, m)
              \/ MCHandleRecover(i, m)
              \/ MCHandleRecoverOK(i, m)
              \/ MCHandleLateRecoverOK(i, m)
              \/ MCHandleValidate(i, m)
              \/ MCHandleValidateOK(i, m)
              \/ MCHandleWaiting(i, m)
        \/ MCCrash(i)
        \/ MCRestart(i)

MCSpec == MCInit /\ [][MCNext]_<<vars, budgets>>
=============================================================================
