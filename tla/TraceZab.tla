------------------------------- MODULE TraceZab -------------------------------
(***************************************************************************)
(* Is a log of events a behaviour of Zab?                                  *)
(*                                                                         *)
(* The log is the file that the environment variable TRACE names, in the   *)
(* format of docs/events.md.  Its first line is the header, the others are *)
(* the events: Trace[n] is the one that says of itself that it is number   *)
(* n.  The variable l is the number of the event that comes next.  The log *)
(* is a behaviour of Zab exactly if a state can be reached in which        *)
(* l > TraceLength.                                                        *)
(*                                                                         *)
(*   explore validate -spec tla/Zab.tla LOG                                *)
(*                                                                         *)
(*   timeout elect           Elect                                         *)
(*   timeout lost            GiveUp                                        *)
(*   timeout change          Change                                        *)
(*   deliver                 HandleElected and the other actions of a      *)
(*                           message, which must be the next one from its  *)
(*                           sender                                        *)
(*   crash, restart          Crash, Restart; before a crash, one step of   *)
(*                           the server if events may be lost              *)
(*   drop                    none: the message leaves its channel          *)
(*   start, partition, heal  none                                          *)
(*   cut-link, heal-link     none                                          *)
(*                                                                         *)
(* Zab presumes that no message is lost, comes twice, or overtakes another *)
(* one.  A log with a duplicate is no behaviour of it.  A log may tell of  *)
(* messages that are lost, since a connection may break: the others keep   *)
(* their order.  A log that lists drop as unlogged, as those of servers    *)
(* that run for real do, may have lost any message that stands before one  *)
(* that is delivered.                                                      *)
(*                                                                         *)
(* What the log does not say is not asked for: fields of messages and of   *)
(* states may be missing.  Whole events may be, too, if the header lists   *)
(* their kinds as unlogged: up to MaxUnlogged steps of these kinds may     *)
(* happen before each event.                                               *)
(***************************************************************************)
EXTENDS Zab, Json, IOUtils

CONSTANT MaxUnlogged  \* how many unlogged steps there may be before an event

VARIABLES
    l,        \* the number of the event that comes next
    unlogged  \* how many unlogged steps there were since the last event

Lines == ndJsonDeserialize(IOEnv.TRACE)

Header == Lines[1]

Trace == SubSeq(Lines, 2, Len(Lines))

TraceLength == Len(Trace)

(***************************************************************************)
(* Zab has the order of messages.                                          *)
(***************************************************************************)
ASSUME OrderAssumption == Header.settings.network = "fifo"

-----------------------------------------------------------------------------
(* The constants of Zab, as the header says.                               *)

TraceServer == Elements(Header.nodes)

TraceNobody == "nobody"

IsUnlogged(kind) ==
    /\ "unlogged" \in DOMAIN Header
    /\ \E k \in DOMAIN Header.unlogged : Header.unlogged[k] = kind

-----------------------------------------------------------------------------
(* What events say, in the words of Zab.                                   *)

event == Trace[l]

TxnOf(x) == [epoch |-> x.Epoch, counter |-> x.Counter]

HistoryOf(list) == [k \in 1..Len(list) |-> TxnOf(list[k])]

LeadershipOf(x) ==
    IF DOMAIN x = {}
    THEN NoLeadership
    ELSE [epoch |-> x.Epoch,
          accepted |-> x.Accepted,
          reports |-> [j \in DOMAIN x.Reports |->
                          Report(x.Reports[j].CurrentEpoch, HistoryOf(x.Reports[j].History))],
          members |-> Elements(x.Members),
          stored |-> x.Stored,
          broadcast |-> x.Broadcast]

TypeOf ==
    [Elected |-> "elected", FollowerInfo |-> "followerInfo", NewEpoch |-> "newEpoch",
     AckEpoch |-> "ackEpoch", NewLeader |-> "newLeader", AckLeader |-> "ackLeader",
     Propose |-> "propose", Ack |-> "ack", Commit |-> "commit"]

(***************************************************************************)
(* Whether message m may be the one that the log tells of with the fields  *)
(* that are there of x.                                                    *)
(***************************************************************************)
Agrees(m, x) ==
    LET Is(field, value) == field \in DOMAIN x => value
    IN /\ x.name \in DOMAIN TypeOf
       /\ m.type = TypeOf[x.name]
       /\ CASE m.type = "elected" ->
                 TRUE
            [] m.type = "followerInfo" ->
                 Is("AcceptedEpoch", m.acceptedEpoch = x.AcceptedEpoch)
            [] m.type = "newEpoch" ->
                 Is("Epoch", m.epoch = x.Epoch)
            [] m.type = "ackEpoch" ->
                 /\ Is("Epoch", m.epoch = x.Epoch)
                 /\ Is("CurrentEpoch", m.currentEpoch = x.CurrentEpoch)
                 /\ Is("History", m.history = HistoryOf(x.History))
            [] m.type = "newLeader" ->
                 /\ Is("Epoch", m.epoch = x.Epoch)
                 /\ Is("History", m.history = HistoryOf(x.History))
            [] m.type = "ackLeader" ->
                 /\ Is("Epoch", m.epoch = x.Epoch)
                 /\ Is("Length", m.length = x.Length)
            [] m.type = "propose" ->
                 /\ Is("Txn", m.txn = TxnOf(x.Txn))
                 /\ Is("Index", m.index = x.Index)
            [] m.type \in {"ack", "commit"} ->
                 /\ Is("Epoch", m.epoch = x.Epoch)
                 /\ Is("Index", m.index = x.Index)

-----------------------------------------------------------------------------
(* Observations: what the log says of the state after an event, and of     *)
(* what was sent.                                                          *)

Shows(field) == "state" \in DOMAIN event /\ field \in DOMAIN event.state

Observed ==
    LET s == server'[event.node]
    IN /\ Shows("AcceptedEpoch") => s.acceptedEpoch = event.state.AcceptedEpoch
       /\ Shows("CurrentEpoch") => s.currentEpoch = event.state.CurrentEpoch
       /\ Shows("History") => s.history = HistoryOf(event.state.History)
       /\ Shows("Role") => s.role = event.state.Role
       /\ Shows("Leader") => s.leader = event.state.Leader
       /\ Shows("Committed") => s.committed = event.state.Committed
       /\ Shows("Leadership") => s.leadership = LeadershipOf(event.state.Leadership)

(***************************************************************************)
(* The log says that just this was sent: sent[j] to server j.  To each     *)
(* receiver it tells of the same messages, in the same order.              *)
(***************************************************************************)
HasSent(sent) ==
    "sent" \in DOMAIN event =>
        /\ \A k \in DOMAIN event.sent : event.sent[k].to \in Server
        /\ \A j \in Server :
              LET told == SelectSeq(event.sent, LAMBDA s : s.to = j)
              IN /\ Len(told) = Len(sent[j])
                 /\ \A k \in 1..Len(told) : Agrees(sent[j][k], told[k].message)

SentNothing == [j \in Server |-> <<>>]

-----------------------------------------------------------------------------
TraceInit == Init /\ l = 1 /\ unlogged = 0

(***************************************************************************)
(* The next event is of that kind, and of a server.                        *)
(***************************************************************************)
IsEvent(kind) == l =< TraceLength /\ event.event = kind

IsServerEvent(kind) == IsEvent(kind) /\ event.node \in Server

(***************************************************************************)
(* It has happened, and was so much sent.                                  *)
(***************************************************************************)
NextEvent == l' = l + 1 /\ unlogged' = 0

Happened(sent) ==
    /\ Observed
    /\ HasSent(sent)
    /\ NextEvent

TraceElect ==
    /\ IsServerEvent("timeout")
    /\ event.name = "elect"
    /\ Elect(event.node)
    /\ Happened(AfterElection(event.node).sent)

TraceGiveUp ==
    /\ IsServerEvent("timeout")
    /\ event.name = "lost"
    /\ GiveUp(event.node)
    /\ Happened(SentNothing)

TraceChange ==
    /\ IsServerEvent("timeout")
    /\ event.name = "change"
    /\ Change(event.node)
    /\ Happened(AfterChange(event.node).sent)

(***************************************************************************)
(* A message of a type is delivered.  It is the next one from its sender,  *)
(* and has the fields that are there.                                      *)
(***************************************************************************)
IsDelivery(name) ==
    /\ IsServerEvent("deliver")
    /\ event.message.name = name
    /\ event.from \in Server
    /\ channel[event.from][event.node] # <<>>
    /\ Agrees(Message(event.node, event.from), event.message)

TraceHandleElected ==
    /\ IsDelivery("Elected")
    /\ HandleElected(event.node, event.from)
    /\ Happened(OnElected(event.node, event.from).sent)

TraceHandleFollowerInfo ==
    /\ IsDelivery("FollowerInfo")
    /\ HandleFollowerInfo(event.node, event.from)
    /\ Happened(OnFollowerInfo(event.node, event.from).sent)

TraceHandleNewEpoch ==
    /\ IsDelivery("NewEpoch")
    /\ HandleNewEpoch(event.node, event.from)
    /\ Happened(OnNewEpoch(event.node, event.from).sent)

TraceHandleAckEpoch ==
    /\ IsDelivery("AckEpoch")
    /\ HandleAckEpoch(event.node, event.from)
    /\ Happened(OnAckEpoch(event.node, event.from).sent)

TraceHandleNewLeader ==
    /\ IsDelivery("NewLeader")
    /\ HandleNewLeader(event.node, event.from)
    /\ Happened(OnNewLeader(event.node, event.from).sent)

TraceHandleAckLeader ==
    /\ IsDelivery("AckLeader")
    /\ HandleAckLeader(event.node, event.from)
    /\ Happened(OnAckLeader(event.node, event.from).sent)

TraceHandlePropose ==
    /\ IsDelivery("Propose")
    /\ HandlePropose(event.node, event.from)
    /\ Happened(OnPropose(event.node, event.from).sent)

TraceHandleAck ==
    /\ IsDelivery("Ack")
    /\ HandleAck(event.node, event.from)
    /\ Happened(OnAck(event.node, event.from).sent)

TraceHandleCommit ==
    /\ IsDelivery("Commit")
    /\ HandleCommit(event.node, event.from)
    /\ Happened(OnCommit(event.node, event.from).sent)

TraceCrash ==
    /\ IsServerEvent("crash")
    /\ Crash(event.node)
    /\ Happened(SentNothing)

TraceRestart ==
    /\ IsServerEvent("restart")
    /\ Restart(event.node)
    /\ Happened(SentNothing)

(***************************************************************************)
(* The k-th message from i to j is lost.                                   *)
(***************************************************************************)
Lose(i, j, k) ==
    /\ channel' = [channel EXCEPT ![i][j] = SubSeq(@, 1, k - 1) \o SubSeq(@, k + 1, Len(@))]
    /\ UNCHANGED <<up, server>>

(***************************************************************************)
(* Where not all losses are logged, it may be one that was found before.   *)
(***************************************************************************)
TraceDrop ==
    /\ IsEvent("drop")
    /\ event.from \in Server /\ event.to \in Server
    /\ LET sent == channel[event.from][event.to]
           these == {k \in DOMAIN sent : Agrees(sent[k], event.message)}
       IN \/ \E k \in these : Lose(event.from, event.to, k)
          \/ these = {} /\ IsUnlogged("drop") /\ UNCHANGED vars
    /\ NextEvent

(***************************************************************************)
(* Where not all losses are logged, the message that is next may be lost   *)
(* when one from the same sender is delivered.                             *)
(***************************************************************************)
Lost ==
    /\ IsServerEvent("deliver")
    /\ IsUnlogged("drop")
    /\ event.from \in Server
    /\ channel[event.from][event.node] # <<>>
    /\ Lose(event.from, event.node, 1)
    /\ UNCHANGED <<l, unlogged>>

TraceNothing ==
    /\ \/ IsEvent("start") \/ IsEvent("partition") \/ IsEvent("heal")
       \/ IsEvent("cut-link") \/ IsEvent("heal-link")
    /\ UNCHANGED vars
    /\ NextEvent

(***************************************************************************)
(* A step of server i, of a kind that may be taken.                        *)
(***************************************************************************)
StepOf(i, May(_)) ==
    LET Timer(name) == May("timeout") \/ May("timeout " \o name)
    IN \/ Timer("elect") /\ Elect(i)
       \/ Timer("lost") /\ GiveUp(i)
       \/ Timer("change") /\ Change(i)
       \/ /\ May("deliver")
          /\ \E j \in Server : \/ HandleElected(i, j)
                               \/ HandleFollowerInfo(i, j)
                               \/ HandleNewEpoch(i, j)
                               \/ HandleAckEpoch(i, j)
                               \/ HandleNewLeader(i, j)
                               \/ HandleAckLeader(i, j)
                               \/ HandlePropose(i, j)
                               \/ HandleAck(i, j)
                               \/ HandleCommit(i, j)

(***************************************************************************)
(* A server was killed when it had taken a step and its disk had what is   *)
(* durable, but the log had not: if the header says that events may be     *)
(* lost so.  It has the message that it received; none of its own has      *)
(* left.                                                                   *)
(***************************************************************************)
LostCrash(i, Moved) ==
    /\ "lost" \in DOMAIN Header
    /\ Header.lost
    /\ \E sent \in {channel[i]} :
          (StepOf(i, LAMBDA kind : TRUE) /\ UNCHANGED <<l, unlogged>>)
          \cdot (channel' = [channel EXCEPT ![i] = sent] /\ UNCHANGED <<up, server, l, unlogged>>)
          \cdot (Crash(i) /\ Moved)

TraceLostCrash ==
    /\ IsServerEvent("crash")
    /\ LostCrash(event.node, NextEvent)
    /\ Observed
    /\ HasSent(SentNothing)

(***************************************************************************)
(* A step that was not logged.  There is none after the last event.        *)
(***************************************************************************)
UnloggedStep == unlogged' = unlogged + 1 /\ UNCHANGED l

UnloggedLostCrash ==
    /\ l =< TraceLength
    /\ unlogged < MaxUnlogged
    /\ IsUnlogged("crash")
    /\ \E i \in Server : LostCrash(i, UnloggedStep)

Unlogged ==
    /\ l =< TraceLength
    /\ unlogged < MaxUnlogged
    /\ \E i \in Server :
          \/ StepOf(i, IsUnlogged)
          \/ IsUnlogged("crash") /\ Crash(i)
          \/ IsUnlogged("restart") /\ Restart(i)
    /\ vars' # vars
    /\ UnloggedStep

TraceNext ==
    \/ TraceElect
    \/ TraceGiveUp
    \/ TraceChange
    \/ TraceHandleElected
    \/ TraceHandleFollowerInfo
    \/ TraceHandleNewEpoch
    \/ TraceHandleAckEpoch
    \/ TraceHandleNewLeader
    \/ TraceHandleAckLeader
    \/ TraceHandlePropose
    \/ TraceHandleAck
    \/ TraceHandleCommit
    \/ TraceCrash
    \/ TraceLostCrash
    \/ TraceRestart
    \/ TraceDrop
    \/ Lost
    \/ TraceNothing
    \/ Unlogged
    \/ UnloggedLostCrash

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, l, unlogged>>

(***************************************************************************)
(* Violated, as an invariant, exactly when the log is a behaviour of Zab.  *)
(***************************************************************************)
TraceNotMatched == l =< TraceLength
=============================================================================
