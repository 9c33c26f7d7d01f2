--------------------------------- MODULE MCVR ---------------------------------
(***************************************************************************)
(* The model of VR that has the states of the Go code, one by one:         *)
(*                                                                         *)
(*   explore -protocol vr -network set -servers Servers                    *)
(*           -clients (how many) -scripts Script -retries Retries          *)
(*           -views Views -changes Changes -commits Commits                *)
(*           -recoveries Recoveries -crashes Crashes                       *)
(*                                                                         *)
(* (with dead messages left in the network).  Clients do what a script     *)
(* says; retries, Commit messages and crashes have one budget each, and    *)
(* view changes and repeated recoveries one for each replica               *)
(* (docs/semantics.md).                                                    *)
(***************************************************************************)
EXTENDS VR

CONSTANTS
    Script,      \* Script[c][n] is the n-th operation of client c
    Views,       \* the number of the last view
    Changes,     \* how often the view-change timers of S1, S2, ... fire
    Recoveries,  \* how often S1, S2, ... ask again while they recover
    Commits,     \* how often primaries tell what is committed, in all
    Retries,     \* how often clients ask again in all
    Crashes      \* how many crashes there are in all

VARIABLES changes, recoveries, commits, retries, crashes  \* how much was used of them

budgets == <<changes, recoveries, commits, retries, crashes>>

MCView == 1..Views
MCNonce == 1..(Crashes + 1)
MCClient == DOMAIN Script

(***************************************************************************)
(* Values for Script, as -scripts spells them: "p", "a,g", "p;g" and       *)
(* "p;p".                                                                  *)
(***************************************************************************)
Put == [kind |-> "put", key |-> "x"]
AppendTo == [kind |-> "append", key |-> "x"]
Get == [kind |-> "get", key |-> "x"]

OnePuts == <<<<Put>>>>
OneAppendsAndGets == <<<<AppendTo, Get>>>>
OnePutsOneGets == <<<<Put>>, <<Get>>>>
TwoPut == <<<<Put>>, <<Put>>>>

(***************************************************************************)
(* Values for Changes and Recoveries.                                      *)
(***************************************************************************)
Never == [i \in Server |-> 0]
OnlyS1 == [i \in Server |-> IF i = 1 THEN 1 ELSE 0]
OnlyS2 == [i \in Server |-> IF i = 2 THEN 1 ELSE 0]
OnceS2S3 == [i \in Server |-> IF i \in {2, 3} THEN 1 ELSE 0]

MCInit == /\ Init
          /\ changes = [i \in Server |-> 0]
          /\ recoveries = [i \in Server |-> 0]
          /\ commits = 0
          /\ retries = 0
          /\ crashes = 0

MCTimeout(i) == /\ changes[i] < Changes[i]
                /\ Timeout(i)
                /\ changes' = [changes EXCEPT ![i] = @ + 1]
                /\ UNCHANGED <<recoveries, commits, retries, crashes>>

(***************************************************************************)
(* What changes nothing is no step in the Go system: it would use up the   *)
(* budget and do nothing else.                                             *)
(***************************************************************************)
MCTellCommitted(i) == /\ commits < Commits
                      /\ TellCommitted(i)
                      /\ msgs' # msgs
                      /\ commits' = commits + 1
                      /\ UNCHANGED <<changes, recoveries, retries, crashes>>

MCRecoverAgain(i) == /\ recoveries[i] < Recoveries[i]
                     /\ RecoverAgain(i)
                     /\ <<msgs, replica>>' # <<msgs, replica>>
                     /\ recoveries' = [recoveries EXCEPT ![i] = @ + 1]
                     /\ UNCHANGED <<changes, commits, retries, crashes>>

MCHandleRequest(i, m) == HandleRequest(i, m) /\ UNCHANGED budgets

MCHandlePrepare(i, m) == HandlePrepare(i, m) /\ UNCHANGED budgets

MCHandlePrepareOK(i, m) == HandlePrepareOK(i, m) /\ UNCHANGED budgets

MCHandleCommit(i, m) == HandleCommit(i, m) /\ UNCHANGED budgets

MCHandleStartViewChange(i, m) == HandleStartViewChange(i, m) /\ UNCHANGED budgets

MCHandleDoViewChange(i, m) == HandleDoViewChange(i, m) /\ UNCHANGED budgets

MCHandleStartView(i, m) == HandleStartView(i, m) /\ UNCHANGED budgets

MCHandleRecovery(i, m) == HandleRecovery(i, m) /\ UNCHANGED budgets

MCHandleRecoveryResponse(i, m) == HandleRecoveryResponse(i, m) /\ UNCHANGED budgets

MCHandleGetState(i, m) == HandleGetState(i, m) /\ UNCHANGED budgets

MCHandleNewState(i, m) == HandleNewState(i, m) /\ UNCHANGED budgets

MCCrash(i) == /\ crashes < Crashes
              /\ Crash(i)
              /\ crashes' = crashes + 1
              /\ UNCHANGED <<changes, recoveries, commits, retries>>

MCRestart(i) == Restart(i) /\ UNCHANGED budgets

MCInvoke(c) == /\ client[c].started < Len(Script[c])
               /\ Invoke(c, Script[c][client[c].started + 1])
               /\ UNCHANGED budgets

MCRetry(c) == /\ retries < Retries
              /\ Retry(c)
              /\ <<msgs, client>>' # <<msgs, client>>
              /\ retries' = retries + 1
              /\ UNCHANGED <<changes, recoveries, commits, crashes>>

MCHandleReply(c, m) == HandleReply(c, m) /\ UNCHANGED budgets

MCNext ==
    \/ \E i \in Server :
          \/ MCTimeout(i)
          \/ MCTellCommitted(i)
          \/ MCRecoverAgain(i)
          \/ \E m \in msgs : \/ MCHandleRequest(i, m)
                             \/ MCHandlePrepare(i, m)
                             \/ MCHandlePrepareOK(i, m)
                             \/ MCHandleCommit(i, m)
                             \/ MCHandleStartViewChange(i, m)
                             \/ MCHandleDoViewChange(i, m)
                             \/ MCHandleStartView(i, m)
                             \/ MCHandleRecovery(i, m)
                             \/ MCHandleRecoveryResponse(i, m)
                             \/ MCHandleGetState(i, m)
                             \/ MCHandleNewState(i, m)
          \/ MCCrash(i)
          \/ MCRestart(i)
    \/ \E c \in Client :
          \/ MCInvoke(c)
          \/ MCRetry(c)
          \/ \E m \in msgs : MCHandleReply(c, m)

MCSpec == MCInit /\ [][MCNext]_<<vars, budgets>>
=============================================================================
