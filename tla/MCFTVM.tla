------------------------------- MODULE MCFTVM -------------------------------
(***************************************************************************)
(* The model of FTVM that has the states of the Go code, one by one:       *)
(*                                                                         *)
(*   explore -protocol ftvm -servers Servers -clients Clients              *)
(*           -scripts Script -buffer Buffer -lag Lag -crashes Crashes      *)
(*           -mistakes Mistakes -retries Retries                           *)
(*                                                                         *)
(* (with dead messages left in the channels).  Clients do what a script    *)
(* says; failures, wrong suspicions and retries have budgets.              *)
(***************************************************************************)
EXTENDS Integers, FTVM

CONSTANTS
    Servers,   \* how many servers there are
    Clients,   \* how many clients there are
    Script,    \* Script[c][n] is the n-th operation of client c
    Crashes,   \* how many servers fail at most
    Mistakes,  \* how often a server is suspected that is up at most
    Retries    \* how often clients ask again at most, all together; -1 is any number

VARIABLES
    crashes,   \* how many servers have failed
    mistakes,  \* how often a server was suspected that was up
    retries    \* how often clients have asked again

budgets == <<crashes, mistakes, retries>>

ServerNames == <<"S1", "S2", "S3", "S4", "S5", "S6">>
ClientNames == <<"C1", "C2", "C3">>

MCOrder == SubSeq(ServerNames, 1, Servers)
MCServer == Elements(MCOrder)
MCClient == {ClientNames[k] : k \in 1..Clients}
MCStorage == "D"
MCNobody == "nobody"

AppendX == [kind |-> "append", key |-> "x"]
GetX == [kind |-> "get", key |-> "x"]

(***************************************************************************)
(* Values for Script, as -scripts spells them: "append,get", "append;get"  *)
(* and "append;append".                                                    *)
(***************************************************************************)
OneAppendsAndGets == [c \in {"C1"} |-> <<AppendX, GetX>>]
OneAppendsOneGets == [c \in {"C1", "C2"} |-> IF c = "C1" THEN <<AppendX>> ELSE <<GetX>>]
BothAppend == [c \in {"C1", "C2"} |-> <<AppendX>>]

MCInit == Init /\ crashes = 0 /\ mistakes = 0 /\ retries = 0

MCHandleRequest(i, c) == HandleRequest(i, c) /\ UNCHANGED budgets

MCHandleEntry(i, j) == HandleEntry(i, j) /\ UNCHANGED budgets

MCHandleAck(i, j) == HandleAck(i, j) /\ UNCHANGED budgets

MCHandleCopy(i, j) == HandleCopy(i, j) /\ UNCHANGED budgets

MCHandleFlag(i) == HandleFlag(i) /\ UNCHANGED budgets

MCInstruction(i, clock) == Instruction(i, clock) /\ UNCHANGED budgets

MCCompleteWrite(i, o) == CompleteWrite(i, o) /\ UNCHANGED budgets

MCReplay(i) == Replay(i) /\ UNCHANGED budgets

(***************************************************************************)
(* To suspect a server that has failed costs nothing.                      *)
(***************************************************************************)
MCSuspect(i) ==
    /\ Suspect(i)
    /\ mistakes' = IF up[server[i].peer] THEN mistakes + 1 ELSE mistakes
    /\ mistakes' =< Mistakes
    /\ UNCHANGED <<crashes, retries>>

MCClone(i) == Clone(i) /\ UNCHANGED budgets

MCFail(i) ==
    /\ Fail(i) /\ crashes < Crashes /\ crashes' = crashes + 1 /\ UNCHANGED <<mistakes, retries>>

MCHandleTestAndSet(i) == HandleTestAndSet(i) /\ UNCHANGED budgets

MCInvoke(c) ==
    /\ client[c].started < Len(Script[c])
    /\ Invoke(c, Script[c][client[c].started + 1])
    /\ UNCHANGED budgets

(***************************************************************************)
(* To ask again while the request is on its way changes nothing.  It is no *)
(* step in the Go system, and uses up nothing of the budget.               *)
(***************************************************************************)
MCRetry(c) ==
    /\ Retries = -1 \/ retries < Retries
    /\ Retry(c)
    /\ channel' # channel
    /\ retries' = IF Retries = -1 THEN 0 ELSE retries + 1
    /\ UNCHANGED <<crashes, mistakes>>

MCHandleReply(c, i) == HandleReply(c, i) /\ UNCHANGED budgets

MCHandleAnnounce(c, i) == HandleAnnounce(c, i) /\ UNCHANGED budgets

MCNext ==
    \/ \E i \in Server :
          \/ \E c \in Client : MCHandleRequest(i, c)
          \/ \E j \in Server :
                \/ MCHandleEntry(i, j)
                \/ MCHandleAck(i, j)
                \/ MCHandleCopy(i, j)
          \/ MCHandleFlag(i)
          \/ \E clock \in Clocks(server[i].machine) : MCInstruction(i, clock)
          \/ \E o \in Writes(server[i].machine) : MCCompleteWrite(i, o)
          \/ MCReplay(i)
          \/ MCSuspect(i)
          \/ MCClone(i)
          \/ MCFail(i)
          \/ MCHandleTestAndSet(i)
    \/ \E c \in Client :
          \/ MCInvoke(c)
          \/ MCRetry(c)
          \/ \E i \in Server : MCHandleReply(c, i) \/ MCHandleAnnounce(c, i)

MCSpec == MCInit /\ [][MCNext]_<<vars, budgets>>
=============================================================================
