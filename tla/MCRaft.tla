------------------------------- MODULE MCRaft -------------------------------
(***************************************************************************)
(* The model of Raft that has the states of the Go code, one by one:       *)
(*                                                                         *)
(*   explore -protocol raft -network set -servers Servers -terms Terms     *)
(*           -commands Commands -elections Elections -crashes Crashes      *)
(*           -heartbeats Heartbeats -refusals Refusals                     *)
(*                                                                         *)
(* (with dead messages left in the network).  Commands come out of         *)
(* nowhere, as in the Go system without clients: one is named after the    *)
(* leader that gets it and the index of its entry.  What happens at all    *)
(* servers together (commands, heartbeats, crashes) has one budget each,   *)
(* and elections have one for each server (docs/semantics.md).             *)
(***************************************************************************)
EXTENDS Raft

CONSTANTS
    Servers,     \* how many servers there are
    Terms,       \* the largest term in which an election starts
    Commands,    \* how many commands there are in all
    Elections,   \* how often S1, S2, ... start elections
    Heartbeats,  \* how many heartbeats there are in all
    Crashes      \* how many crashes there are in all

VARIABLES commands, elections, heartbeats, crashes  \* how much was used of them

budgets == <<commands, elections, heartbeats, crashes>>

MCServer == 1..Servers
MCNobody == 0
MCTerm == 1..Terms
MCCommand == [from : MCServer, number : 1..Commands]

(***************************************************************************)
(* Values for Elections.  One that is as large as the number of terms does *)
(* not bound anything, for every election has a higher term.               *)
(***************************************************************************)
OnceEach == [i \in MCServer |-> 1]
OnceButNotS3 == [i \in MCServer |-> IF i = 3 THEN 0 ELSE 1]
TwoOneNone == [i \in MCServer |-> IF i = 1 THEN 2 ELSE IF i = 2 THEN 1 ELSE 0]
Unbounded == [i \in MCServer |-> Terms]

MCInit == /\ Init
          /\ commands = 0
          /\ elections = [i \in Server |-> 0]
          /\ heartbeats = 0
          /\ crashes = 0

(***************************************************************************)
(* An election is counted only where there is a bound below that.          *)
(***************************************************************************)
MCTimeout(i) == /\ elections[i] < Elections[i]
                /\ Timeout(i)
                /\ elections' = IF Elections[i] < Terms
                                THEN [elections EXCEPT ![i] = @ + 1]
                                ELSE elections
                /\ UNCHANGED <<commands, heartbeats, crashes>>

MCHandleRequestVote(i, m) == HandleRequestVote(i, m) /\ UNCHANGED budgets

MCHandleVote(i, m) == HandleVote(i, m) /\ UNCHANGED budgets

MCHandleAppendEntries(i, m) == HandleAppendEntries(i, m) /\ UNCHANGED budgets

MCRefuseAppendEntries(i, m) == RefuseAppendEntries(i, m) /\ UNCHANGED budgets

MCHandleAppended(i, m) == HandleAppended(i, m) /\ UNCHANGED budgets

MCClientRequest(i) == /\ commands < Commands
                      /\ ClientRequest(i, [from |-> i, number |-> Len(log[i]) + 1])
                      /\ commands' = commands + 1
                      /\ UNCHANGED <<elections, heartbeats, crashes>>

(***************************************************************************)
(* A heartbeat that sends only what was sent before is no step in the Go   *)
(* system: it would use up the budget and do nothing else.                 *)
(***************************************************************************)
MCHeartbeat(i) == /\ heartbeats < Heartbeats
                  /\ Heartbeat(i)
                  /\ msgs' # msgs
                  /\ heartbeats' = heartbeats + 1
                  /\ UNCHANGED <<commands, elections, crashes>>

MCCrash(i) == /\ crashes < Crashes
              /\ Crash(i)
              /\ crashes' = crashes + 1
              /\ UNCHANGED <<commands, elections, heartbeats>>

MCRestart(i) == Restart(i) /\ UNCHANGED budgets

MCNext ==
    \E i \in Server :
        \/ MCTimeout(i)
        \/ \E m \in msgs : \/ MCHandleRequestVote(i, m)
                           \/ MCHandleVote(i, m)
                           \/ MCHandleAppendEntries(i, m)
                           \/ MCRefuseAppendEntries(i, m)
                           \/ MCHandleAppended(i, m)
        \/ MCClientRequest(i)
        \/ MCHeartbeat(i)
        \/ MCCrash(i)
        \/ MCRestart(i)

MCSpec == MCInit /\ [][MCNext]_<<vars, budgets>>
=============================================================================
