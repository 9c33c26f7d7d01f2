----------------------------- MODULE MCMultiPaxos -----------------------------
(***************************************************************************)
(* The model of MultiPaxos that has the states of the Go code, one by one: *)
(*                                                                         *)
(*   explore -protocol pmmc -network set -servers Servers                  *)
(*           -phase1 Size1 -phase2 Size2                                   *)
(*           -clients (how many) -scripts Script -retries Retries          *)
(*           -ballots Ballots -scouts Scouts -slots Slots -window Window   *)
(*           -crashes Crashes -refusals Refusals                           *)
(*                                                                         *)
(* (with dead messages left in the network).  Clients do what a script     *)
(* says; crashes and retries have one budget each, and scouts have one for *)
(* each leader (docs/semantics.md).                                        *)
(***************************************************************************)
EXTENDS MultiPaxos

CONSTANTS
    Script,   \* Script[c][n] is the n-th operation of client c, and whom it asks
    Ballots,  \* the largest sequence number of a ballot
    Scouts,   \* how often the leaders of S1, S2, ... start a scout
    Retries,  \* how often clients ask again in all
    Crashes   \* how many crashes there are in all

VARIABLES scouts, retries, crashes  \* how much was used of them

budgets == <<scouts, retries, crashes>>

MCBallotNumber == 1..Ballots
MCClient == DOMAIN Script

(***************************************************************************)
(* Values for Script, as -scripts spells them: "p@1", "a@1+2", "a@1+2,g@2" *)
(* "p@1;g@2", "p@1;p@3" and "p@1;p@1".  Where no servers are named the     *)
(* client asks one that it likes.                                          *)
(***************************************************************************)
Put(servers) == [op |-> [kind |-> "put", key |-> "x"], servers |-> servers]
AppendTo(servers) == [op |-> [kind |-> "append", key |-> "x"], servers |-> servers]
Get(servers) == [op |-> [kind |-> "get", key |-> "x"], servers |-> servers]

OnePuts == <<<<Put({1})>>>>
OneAppendsAtTwo == <<<<AppendTo({1, 2})>>>>
OneAppendsAndGets == <<<<AppendTo({1, 2}), Get({2})>>>>
OnePutsOneGets == <<<<Put({1})>>, <<Get({2})>>>>
TwoPutApart == <<<<Put({1})>>, <<Put({3})>>>>
TwoPutTogether == <<<<Put({1})>>, <<Put({1})>>>>

(***************************************************************************)
(* Values for Scouts.  One that is as large as the number of ballots does  *)
(* not bound anything, for every scout has a higher ballot.                *)
(***************************************************************************)
OnlyS1 == [i \in Server |-> IF i = 1 THEN 1 ELSE 0]
OnceS1S2 == [i \in Server |-> IF i =< 2 THEN 1 ELSE 0]
OnceS1S3 == [i \in Server |-> IF i \in {1, 3} THEN 1 ELSE 0]
TwiceOnce == [i \in Server |-> CASE i = 1 -> 2 [] i = 2 -> 1 [] OTHER -> 0]
Unbounded == [i \in Server |-> Ballots]

MCInit == /\ Init
          /\ scouts = [i \in Server |-> 0]
          /\ retries = 0
          /\ crashes = 0

(***************************************************************************)
(* A scout is counted only where there is a bound on them.                 *)
(***************************************************************************)
MCScout(i) == /\ scouts[i] < Scouts[i]
              /\ Scout(i)
              /\ scouts' = IF Scouts = Unbounded
                           THEN scouts
                           ELSE [scouts EXCEPT ![i] = @ + 1]
              /\ UNCHANGED <<retries, crashes>>

MCHandleP1a(i, m) == HandleP1a(i, m) /\ UNCHANGED budgets

MCHandleP1b(i, m) == HandleP1b(i, m) /\ UNCHANGED budgets

MCHandleP2a(i, m) == HandleP2a(i, m) /\ UNCHANGED budgets

MCHandleP2b(i, m) == HandleP2b(i, m) /\ UNCHANGED budgets

MCHandleDecision(i, m) == HandleDecision(i, m) /\ UNCHANGED budgets

MCHandlePropose(i, m) == HandlePropose(i, m) /\ UNCHANGED budgets

MCHandleRequest(i, m) == HandleRequest(i, m) /\ UNCHANGED budgets

MCCrash(i) == /\ crashes < Crashes
              /\ Crash(i)
              /\ crashes' = crashes + 1
              /\ UNCHANGED <<scouts, retries>>

MCRestart(i) == Restart(i) /\ UNCHANGED budgets

MCInvoke(c) ==
    /\ client[c].started < Len(Script[c])
    /\ LET next == Script[c][client[c].started + 1]
       IN \E S \in IF next.servers = {} THEN {{i} : i \in Server} ELSE {next.servers} :
             Invoke(c, next.op, S)
    /\ UNCHANGED budgets

(***************************************************************************)
(* A retry that sends only what was sent before is no step in the Go       *)
(* system: it would use up the budget and do nothing else.                 *)
(***************************************************************************)
MCRetry(c, i) == /\ retries < Retries
                 /\ Retry(c, i)
                 /\ msgs' # msgs
                 /\ retries' = retries + 1
                 /\ UNCHANGED <<scouts, crashes>>

MCHandleReply(c, m) == HandleReply(c, m) /\ UNCHANGED budgets

MCNext ==
    \/ \E i \in Server :
          \/ MCScout(i)
          \/ \E m \in msgs : \/ MCHandleP1a(i, m)
                             \/ MCHandleP1b(i, m)
                             \/ MCHandleP2a(i, m)
                             \/ MCHandleP2b(i, m)
                             \/ MCHandleDecision(i, m)
                             \/ MCHandlePropose(i, m)
                             \/ MCHandleRequest(i, m)
          \/ MCCrash(i)
          \/ MCRestart(i)
    \/ \E c \in Client :
          \/ MCInvoke(c)
          \/ \E i \in Server : MCRetry(c, i)
          \/ \E m \in msgs : MCHandleReply(c, m)

MCSpec == MCInit /\ [][MCNext]_<<vars, budgets>>
=============================================================================
