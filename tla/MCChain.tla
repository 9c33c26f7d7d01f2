------------------------------- MODULE MCChain -------------------------------
(***************************************************************************)
(* The model of Chain that has the states of the Go code, one by one:      *)
(*                                                                         *)
(*   explore -protocol chain -servers Servers -first Firsts                *)
(*           -clients Clients -scripts Script -queries tail|apportioned    *)
(*           -crashes Crashes -retries Retries                             *)
(*                                                                         *)
(* (with dead messages left in the channels).  Clients do what a script    *)
(* says; failures and retries have budgets.                                *)
(***************************************************************************)
EXTENDS Integers, Chain

CONSTANTS
    Servers,  \* how many servers there are
    Firsts,   \* how many of them are the first chain
    Clients,  \* how many clients there are
    Script,   \* Script[c][n] is the n-th operation of client c
    Crashes,  \* how many servers fail at most
    Retries   \* how often clients ask again at most, all together; -1 is any number

VARIABLES
    crashes,  \* how many servers have failed
    retries   \* how often clients have asked again

budgets == <<crashes, retries>>

ServerNames == <<"S1", "S2", "S3", "S4", "S5", "S6">>
ClientNames == <<"C1", "C2", "C3">>

MCServer == {ServerNames[k] : k \in 1..Servers}
MCClient == {ClientNames[k] : k \in 1..Clients}
MCMaster == "M"
MCNobody == "nobody"
MCFirst == SubSeq(ServerNames, 1, Firsts)
MCOthers == SubSeq(ServerNames, Firsts + 1, Servers)

AppendX == [kind |-> "append", key |-> "x"]
GetX == [kind |-> "get", key |-> "x"]

(***************************************************************************)
(* Values for Script, as -scripts spells them: "append,get", "append;get"  *)
(* and "append;append".                                                    *)
(***************************************************************************)
OneAppendsAndGets == [c \in {"C1"} |-> <<AppendX, GetX>>]
OneAppendsOneGets == [c \in {"C1", "C2"} |-> IF c = "C1" THEN <<AppendX>> ELSE <<GetX>>]
BothAppend == [c \in {"C1", "C2"} |-> <<AppendX>>]

MCInit == Init /\ crashes = 0 /\ retries = 0

MCHandleRequest(i, c) == HandleRequest(i, c) /\ UNCHANGED budgets

MCHandleUpdate(i, j) == HandleUpdate(i, j) /\ UNCHANGED budgets

MCHandleAck(i, j) == HandleAck(i, j) /\ UNCHANGED budgets

MCHandleNewPredecessor(i, j) == HandleNewPredecessor(i, j) /\ UNCHANGED budgets

MCHandleNewSuccessor(i, j) == HandleNewSuccessor(i, j) /\ UNCHANGED budgets

MCHandleExtend(i, j) == HandleExtend(i, j) /\ UNCHANGED budgets

MCHandleCopy(i, j) == HandleCopy(i, j) /\ UNCHANGED budgets

MCHandleCopied(i, j) == HandleCopied(i, j) /\ UNCHANGED budgets

MCHandleHandover(i, j) == HandleHandover(i, j) /\ UNCHANGED budgets

MCHandleNews(i, j) == HandleNews(i, j) /\ UNCHANGED budgets

MCHandleVersionQuery(i, j) == HandleVersionQuery(i, j) /\ UNCHANGED budgets

MCHandleVersion(i, j) == HandleVersion(i, j) /\ UNCHANGED budgets

MCFail(i) == Fail(i) /\ crashes < Crashes /\ crashes' = crashes + 1 /\ UNCHANGED retries

MCHearOfFailure(i) == HearOfFailure(i) /\ UNCHANGED budgets

MCHandleLinked(i) == HandleLinked(i) /\ UNCHANGED budgets

MCHandleJoined(i) == HandleJoined(i) /\ UNCHANGED budgets

MCInvoke(c, i) == /\ client[c].started < Len(Script[c])
                  /\ Invoke(c, Script[c][client[c].started + 1], i)
                  /\ UNCHANGED budgets

(***************************************************************************)
(* To ask again while the request is on its way changes nothing.  It is no *)
(* step in the Go system, and uses up nothing of the budget.               *)
(***************************************************************************)
MCRetry(c, i) == /\ Retries = -1 \/ retries < Retries
                 /\ Retry(c, i)
                 /\ channel' # channel
                 /\ retries' = IF Retries = -1 THEN 0 ELSE retries + 1
                 /\ UNCHANGED crashes

MCHandleReply(c, i) == HandleReply(c, i) /\ UNCHANGED budgets

MCClientHandleNews(c) == ClientHandleNews(c) /\ UNCHANGED budgets

MCNext ==
    \/ \E i \in Server :
          \/ \E c \in Client : MCHandleRequest(i, c)
          \/ \E j \in Server \cup {Master} :
                \/ MCHandleUpdate(i, j)
                \/ MCHandleAck(i, j)
                \/ MCHandleNewPredecessor(i, j)
                \/ MCHandleNewSuccessor(i, j)
                \/ MCHandleExtend(i, j)
                \/ MCHandleCopy(i, j)
                \/ MCHandleCopied(i, j)
                \/ MCHandleHandover(i, j)
                \/ MCHandleNews(i, j)
                \/ MCHandleVersionQuery(i, j)
                \/ MCHandleVersion(i, j)
          \/ MCFail(i)
          \/ MCHearOfFailure(i)
          \/ MCHandleLinked(i)
          \/ MCHandleJoined(i)
    \/ \E c \in Client :
          \/ \E i \in Server : \/ MCInvoke(c, i)
                               \/ MCRetry(c, i)
                               \/ MCHandleReply(c, i)
          \/ MCClientHandleNews(c)

MCSpec == MCInit /\ [][MCNext]_<<vars, budgets>>
=============================================================================
