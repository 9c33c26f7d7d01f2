------------------------------- MODULE MCRaft -------------------------------
(***************************************************************************)
(* The model of Raft that has the states of the Go code, one by one:       *)
(*                                                                         *)
(*   explore -protocol raft -network set -servers Servers -terms Terms     *)
(*           -commands Commands -elections Elections -crashes Crashes      *)
(*           -heartbeats Heartbeats -refusals Refusals                     *)
(*           -compactions Compactions -changes Changes -change-tries Tries *)
(*                                                                         *)
(* (with dead messages left in the network).  Commands come out of         *)
(* nowhere, as in the Go system without clients: one is named after the    *)
(* leader that gets it and the index of its entry.  What happens at all    *)
(* servers together (commands, heartbeats, crashes, ...) has one budget    *)
(* each, and elections have one for each server (docs/semantics.md).       *)
(***************************************************************************)
EXTENDS Raft

CONSTANTS
    Servers,     \* how many servers there are
    Terms,       \* the largest term in which an election starts
    Commands,    \* how many commands there are in all
    Elections,   \* how often S1, S2, ... start elections
    Heartbeats,  \* how many heartbeats there are in all
    Crashes,     \* how many crashes there are in all
    Compactions, \* how many snapshots are taken in all
    Changes,     \* the changes of the membership that leaders may begin:
                 \* who comes to vote, to learn, and who leaves
    Tries        \* how often they do in all

VARIABLES  \* how much was used of them
    commands, elections, heartbeats, crashes, compactions, changes

budgets == <<commands, elections, heartbeats, crashes, compactions, changes>>

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
OnceS1 == [i \in MCServer |-> IF i = 1 THEN 1 ELSE 0]
Unbounded == [i \in MCServer |-> Terms]

(***************************************************************************)
(* Values for Changes.                                                     *)
(***************************************************************************)
S3Leaves == {[vote |-> {}, learn |-> {}, leave |-> {3}]}
S4ForS1 == {[vote |-> {4}, learn |-> {}, leave |-> {1}]}

MCInit == /\ Init
          /\ commands = 0
          /\ elections = [i \in Server |-> 0]
          /\ heartbeats = 0
          /\ crashes = 0
          /\ compactions = 0
          /\ changes = 0

(***************************************************************************)
(* An election is counted only where there is a bound below that.  A       *)
(* server that asks the same again of all is no step.                      *)
(***************************************************************************)
MCTimeout(i) == /\ elections[i] < Elections[i]
                /\ Timeout(i)
                /\ PreVotes => vars' # vars
                /\ elections' = IF Elections[i] < Terms
                                THEN [elections EXCEPT ![i] = @ + 1]
                                ELSE elections
                /\ UNCHANGED <<commands, heartbeats, crashes, compactions, changes>>

MCTimeoutNow(i) == TimeoutNow(i) /\ UNCHANGED budgets

MCHandleRequestVote(i, m) == HandleRequestVote(i, m) /\ UNCHANGED budgets

MCHandleVote(i, m) == HandleVote(i, m) /\ UNCHANGED budgets

MCHandlePreVote(i, m) == HandlePreVote(i, m) /\ UNCHANGED budgets

MCHandlePreVoted(i, m) == HandlePreVoted(i, m) /\ UNCHANGED budgets

MCHandleAppendEntries(i, m) == HandleAppendEntries(i, m) /\ UNCHANGED budgets

MCRefuseAppendEntries(i, m) == RefuseAppendEntries(i, m) /\ UNCHANGED budgets

MCHandleAppended(i, m) == HandleAppended(i, m) /\ UNCHANGED budgets

MCHandleInstallSnapshot(i, m) == HandleInstallSnapshot(i, m) /\ UNCHANGED budgets

MCRefuseInstallSnapshot(i, m) == RefuseInstallSnapshot(i, m) /\ UNCHANGED budgets

MCHandleInstalled(i, m) == HandleInstalled(i, m) /\ UNCHANGED budgets

MCClientRequest(i) == /\ commands < Commands
                      /\ ClientRequest(i, [from |-> i, number |-> Len(log[i]) + 1])
                      /\ commands' = commands + 1
                      /\ UNCHANGED <<elections, heartbeats, crashes, compactions, changes>>

(***************************************************************************)
(* A heartbeat that sends only what was sent before is no step in the Go   *)
(* system: it would use up the budget and do nothing else.                 *)
(***************************************************************************)
MCHeartbeat(i) == /\ heartbeats < Heartbeats
                  /\ Heartbeat(i)
                  /\ msgs' # msgs
                  /\ heartbeats' = heartbeats + 1
                  /\ UNCHANGED <<commands, elections, crashes, compactions, changes>>

MCCrash(i) == /\ crashes < Crashes
              /\ Crash(i)
              /\ crashes' = crashes + 1
              /\ UNCHANGED <<commands, elections, heartbeats, compactions, changes>>

MCRestart(i) == Restart(i) /\ UNCHANGED budgets

MCCompact(i) == /\ compactions < Compactions
                /\ Compact(i)
                /\ compactions' = compactions + 1
                /\ UNCHANGED <<commands, elections, heartbeats, crashes, changes>>

MCChangeMembership(i, c) ==
    /\ changes < Tries
    /\ LET config == ConfigIn(i, log[i])
       IN /\ c.leave \subseteq config.voters \cup config.old \cup config.learners
          /\ ChangeMembership(i, Changed(config, c))
    /\ changes' = changes + 1
    /\ UNCHANGED <<commands, elections, heartbeats, crashes, compactions>>

MCSilence(i) == Silence(i) /\ UNCHANGED budgets

MCCheckAnswers(i) == CheckAnswers(i) /\ UNCHANGED budgets

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
        \/ MCCompact(i)
        \/ \E m \in IF Snapshots THEN msgs ELSE {} : \/ MCHandleInstallSnapshot(i, m)
                                                   \/ MCRefuseInstallSnapshot(i, m)
                                                   \/ MCHandleInstalled(i, m)
        \/ \E c \in Changes : MCChangeMembership(i, c)
        \/ \E m \in IF PreVotes THEN msgs ELSE {} : \/ MCHandlePreVote(i, m)
                                                  \/ MCHandlePreVoted(i, m)
        \/ MCSilence(i)
        \/ MCCheckAnswers(i)
        \/ MCTimeoutNow(i)

MCSpec == MCInit /\ [][MCNext]_<<vars, budgets>>
=============================================================================
