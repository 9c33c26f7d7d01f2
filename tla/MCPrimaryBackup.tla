--------------------------- MODULE MCPrimaryBackup ---------------------------
(***************************************************************************)
(* The model of PrimaryBackup that has the states of the Go code, one by   *)
(* one:                                                                    *)
(*                                                                         *)
(*   explore -protocol primarybackup -servers Servers -clients Clients     *)
(*           -scripts Script -views Views -checks Checks                   *)
(*                                                                         *)
(* (with dead messages left in the network).  Clients do what a script     *)
(* says, and the view server has a budget of checks.                       *)
(***************************************************************************)
EXTENDS PrimaryBackup

CONSTANTS
    Servers,  \* how many servers there are
    Clients,  \* how many clients there are
    Script,   \* Script[c][n] is the n-th operation of client c
    Views,    \* the number of the last view
    Checks    \* how many checks the view server makes at most

VARIABLE checks  \* how many it has made

MCServer == 1..Servers
MCNobody == 0
MCClient == 1..Clients
MCViewNumber == 1..Views

AppendX == [kind |-> "append", key |-> "x"]
GetX == [kind |-> "get", key |-> "x"]

(***************************************************************************)
(* Values for Script, as -scripts spells them: "append,get" and            *)
(* "append;get".                                                           *)
(***************************************************************************)
OneAppendsAndGets == <<<<AppendX, GetX>>>>
OneAppendsOneGets == <<<<AppendX>>, <<GetX>>>>
OneAppendsTwice == <<<<AppendX, AppendX>>>>

MCInit == Init /\ checks = 0

(***************************************************************************)
(* A check that changes nothing is no step in the Go system, and uses up   *)
(* nothing of the budget.                                                  *)
(***************************************************************************)
MCCheck == /\ checks < Checks
           /\ Check
           /\ viewServerVars' # viewServerVars
           /\ checks' = checks + 1

MCHandlePing(m) == HandlePing(m) /\ UNCHANGED checks

MCLearnView(i, m) == LearnView(i, m) /\ UNCHANGED checks

MCHandleTransfer(i, m) == HandleTransfer(i, m) /\ UNCHANGED checks

MCHandleTransferred(i, m) == HandleTransferred(i, m) /\ UNCHANGED checks

MCHandleRequest(i, m) == HandleRequest(i, m) /\ UNCHANGED checks

MCHandleForward(i, m) == HandleForward(i, m) /\ UNCHANGED checks

MCHandleForwarded(i, m) == HandleForwarded(i, m) /\ UNCHANGED checks

MCClientLearnsView(c, m) == ClientLearnsView(c, m) /\ UNCHANGED checks

MCHandleReply(c, m) == HandleReply(c, m) /\ UNCHANGED checks

MCInvoke(c) == /\ client[c].started < Len(Script[c])
               /\ Invoke(c, Script[c][client[c].started + 1])
               /\ UNCHANGED checks

MCNext ==
    \/ MCCheck
    \/ \E m \in msgs :
          \/ MCHandlePing(m)
          \/ \E i \in Server : \/ MCLearnView(i, m)
                               \/ MCHandleTransfer(i, m)
                               \/ MCHandleTransferred(i, m)
                               \/ MCHandleRequest(i, m)
                               \/ MCHandleForward(i, m)
                               \/ MCHandleForwarded(i, m)
          \/ \E c \in Client : \/ MCClientLearnsView(c, m)
                               \/ MCHandleReply(c, m)
    \/ \E c \in Client : MCInvoke(c)

MCSpec == MCInit /\ [][MCNext]_<<vars, checks>>
=============================================================================
