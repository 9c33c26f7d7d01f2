--------------------------------- MODULE MCZab ---------------------------------
(***************************************************************************)
(* The model of Zab that has the states of the Go code, one by one:        *)
(*                                                                         *)
(*   explore -protocol zab -servers Servers -elections Elections           *)
(*           -give-ups GiveUps -changes Changes -crashes Crashes           *)
(*                                                                         *)
(* Elections, give-ups, transactions and crashes have budgets.             *)
(***************************************************************************)
EXTENDS Integers, Zab

CONSTANTS
    Servers,    \* how many servers there are
    Elections,  \* how often the oracle names S1, S2, ...
    GiveUps,    \* how often S1, S2, ... give up leading or following
    Changes,    \* how many transactions leaders broadcast, in all
    Crashes     \* how many crashes there are in all

VARIABLES elections, giveUps, changes, crashes  \* how much was used of them

budgets == <<elections, giveUps, changes, crashes>>

ServerNames == <<"S1", "S2", "S3", "S4", "S5">>

MCServer == {ServerNames[k] : k \in 1..Servers}
MCNobody == "nobody"

(***************************************************************************)
(* Values for Elections and GiveUps.                                       *)
(***************************************************************************)
Once(S) == [i \in Server |-> IF i \in S THEN 1 ELSE 0]

Never == Once({})
OnlyS1 == Once({"S1"})
OnlyS3 == Once({"S3"})
OnceS1S2 == Once({"S1", "S2"})
OnceS2S3 == Once({"S2", "S3"})
TwiceS1 == [Never EXCEPT !["S1"] = 2]

MCInit == /\ Init
          /\ elections = Never
          /\ giveUps = Never
          /\ changes = 0
          /\ crashes = 0

MCElect(i) == /\ elections[i] < Elections[i]
              /\ Elect(i)
              /\ elections' = [elections EXCEPT ![i] = @ + 1]
              /\ UNCHANGED <<giveUps, changes, crashes>>

MCGiveUp(i) == /\ giveUps[i] < GiveUps[i]
               /\ GiveUp(i)
               /\ giveUps' = [giveUps EXCEPT ![i] = @ + 1]
               /\ UNCHANGED <<elections, changes, crashes>>

MCChange(i) == /\ changes < Changes
               /\ Change(i)
               /\ changes' = changes + 1
               /\ UNCHANGED <<elections, giveUps, crashes>>

MCHandleElected(i, j) == HandleElected(i, j) /\ UNCHANGED budgets

MCHandleFollowerInfo(i, j) == HandleFollowerInfo(i, j) /\ UNCHANGED budgets

MCHandleNewEpoch(i, j) == HandleNewEpoch(i, j) /\ UNCHANGED budgets

MCHandleAckEpoch(i, j) == HandleAckEpoch(i, j) /\ UNCHANGED budgets

MCHandleNewLeader(i, j) == HandleNewLeader(i, j) /\ UNCHANGED budgets

MCHandleAckLeader(i, j) == HandleAckLeader(i, j) /\ UNCHANGED budgets

MCHandlePropose(i, j) == HandlePropose(i, j) /\ UNCHANGED budgets

MCHandleAck(i, j) == HandleAck(i, j) /\ UNCHANGED budgets

MCHandleCommit(i, j) == HandleCommit(i, j) /\ UNCHANGED budgets

MCCrash(i) == /\ crashes < Crashes
              /\ Crash(i)
              /\ crashes' = crashes + 1
              /\ UNCHANGED <<elections, giveUps, changes>>

MCRestart(i) == Restart(i) /\ UNCHANGED budgets

MCNext ==
    \E i \in Server :
        \/ MCElect(i)
        \/ MCGiveUp(i)
        \/ MCChange(i)
        \/ \E j \in Server :
              \/ MCHandleElected(i, j)
              \/ MCHandleFollowerInfo(i, j)
              \/ MCHandleNewEpoch(i, j)
              \/ MCHandleAckEpoch(i, j)
              \/ MCHandleNewLeader(i, j)
              \/ MCHandleAckLeader(i, j)
              \/ MCHandlePropose(i, j)
              \/ MCHandleAck(i, j)
              \/ MCHandleCommit(i, j)
        \/ MCCrash(i)
        \/ MCRestart(i)

MCSpec == MCInit /\ [][MCNext]_<<vars, budgets>>
=============================================================================
