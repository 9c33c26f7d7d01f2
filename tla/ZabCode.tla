-------------------------------- MODULE ZabCode --------------------------------
(***************************************************************************)
(* The Go code of impl/zab implements Zab: what the variables of MCZab are *)
(* in a state of the code.                                                 *)
(*                                                                         *)
(* nodes, channels and faults are the state as a trace of explore shows    *)
(* it: nodes[n] has the fields of node n, channels are the messages in     *)
(* flight, of which those from one node to another are in order, faults    *)
(* what was used of the budgets.  settings are the flags of the protocol,  *)
(* names[k] the nodes of kind k.                                           *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS settings, names

VARIABLES nodes, channels, faults

(***************************************************************************)
(* Zab has the order of messages.  What it presumes besides, that none is  *)
(* lost and none comes twice, is for the code to keep.                     *)
(***************************************************************************)
ASSUME InOrder == settings.network = "fifo"

-----------------------------------------------------------------------------
(* The constants of MCZab.                                                 *)

Server == {names.S[k] : k \in DOMAIN names.S}
Servers == Len(names.S)
Nobody == "nobody"

NumberOf(i) == CHOOSE k \in DOMAIN names.S : names.S[k] = i

PerServer(list) ==
    [i \in Server |-> IF NumberOf(i) =< Len(list) THEN list[NumberOf(i)] ELSE 0]

Elections == PerServer(settings.elections)
GiveUps == PerServer(settings["give-ups"])
Changes == settings.changes
Crashes == settings.crashes

-----------------------------------------------------------------------------
(* The variables of Zab.                                                   *)

TxnOf(t) == [epoch |-> t.Epoch, counter |-> t.Counter]

HistoryOf(h) == [k \in 1..Len(h) |-> TxnOf(h[k])]

MessageOf(p) ==
    LET m == p.message
    IN CASE p.name = "Elected" ->
              [type |-> "elected"]
         [] p.name = "FollowerInfo" ->
              [type |-> "followerInfo", acceptedEpoch |-> m.AcceptedEpoch]
         [] p.name = "NewEpoch" ->
              [type |-> "newEpoch", epoch |-> m.Epoch]
         [] p.name = "AckEpoch" ->
              [type |-> "ackEpoch", epoch |-> m.Epoch, currentEpoch |-> m.CurrentEpoch,
               history |-> HistoryOf(m.History)]
         [] p.name = "NewLeader" ->
              [type |-> "newLeader", epoch |-> m.Epoch, history |-> HistoryOf(m.History)]
         [] p.name = "AckLeader" ->
              [type |-> "ackLeader", epoch |-> m.Epoch, length |-> m.Length]
         [] p.name = "Propose" ->
              [type |-> "propose", txn |-> TxnOf(m.Txn), index |-> m.Index]
         [] p.name = "Ack" ->
              [type |-> "ack", epoch |-> m.Epoch, index |-> m.Index]
         [] p.name = "Commit" ->
              [type |-> "commit", epoch |-> m.Epoch, index |-> m.Index]

channel ==
    [i \in Server |-> [j \in Server |->
        LET q == SelectSeq(channels, LAMBDA p : p.from = i /\ p.to = j)
        IN [k \in 1..Len(q) |-> MessageOf(q[k])]]]

up == [i \in Server |-> nodes[i].up]

LeadershipOf(l) ==
    IF l = <<>>
    THEN [epoch |-> 0, accepted |-> <<>>, reports |-> <<>>, members |-> {}, stored |-> <<>>,
          broadcast |-> FALSE]
    ELSE [epoch |-> l.Epoch,
          accepted |-> l.Accepted,
          reports |-> [j \in DOMAIN l.Reports |->
                          [currentEpoch |-> l.Reports[j].CurrentEpoch,
                           history |-> HistoryOf(l.Reports[j].History)]],
          members |-> l.Members,
          stored |-> l.Stored,
          broadcast |-> l.Broadcast]

server ==
    [i \in Server |->
        LET s == nodes[i]
        IN [acceptedEpoch |-> s.AcceptedEpoch, currentEpoch |-> s.CurrentEpoch,
            history |-> HistoryOf(s.History), role |-> s.Role, leader |-> s.Leader,
            committed |-> s.Committed, leadership |-> LeadershipOf(s.Leadership)]]

-----------------------------------------------------------------------------
(* The budgets of MCZab.                                                   *)

Used(budget) == IF budget \in DOMAIN faults THEN faults[budget] ELSE 0

elections == [i \in Server |-> Used("elect of " \o i)]
giveUps == [i \in Server |-> Used("lost of " \o i)]
changes == Used("change")
crashes == Used("crashes")

Zab == INSTANCE MCZab

Implements == Zab!MCSpec

THEOREM Implements
=============================================================================
