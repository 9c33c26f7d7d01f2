------------------------------ MODULE TraceFTVM ------------------------------
(***************************************************************************)
(* Is a log of events a behaviour of FTVM?                                 *)
(*                                                                         *)
(* The log is the file that the environment variable TRACE names, in the   *)
(* format of docs/events.md.  Its first line is the header, the others are *)
(* the events: Trace[n] is the one that says of itself that it is number   *)
(* n.  The variable l is the number of the event that comes next.  The log *)
(* is a behaviour of FTVM exactly if a state can be reached in which       *)
(* l > TraceLength.                                                        *)
(*                                                                         *)
(*   explore validate -spec tla/FTVM.tla LOG                               *)
(*                                                                         *)
(*   invoke                  Invoke                                        *)
(*   timeout retry           Retry                                         *)
(*   timeout cpu             Instruction                                   *)
(*   timeout disk            CompleteWrite                                 *)
(*   timeout replay          Replay                                        *)
(*   timeout clone           Clone                                         *)
(*   deliver                 HandleRequest and the other actions of a      *)
(*                           message, which must be the next one from its  *)
(*                           sender                                        *)
(*   crash                   Fail                                          *)
(*   suspect                 Suspect                                       *)
(*   start, partition, heal  none                                          *)
(*   cut-link, heal-link     none                                          *)
(*                                                                         *)
(* Nothing else happens where links are reliable and servers fail-stop: a  *)
(* log with a drop, a duplicate or a restart is no behaviour of FTVM.      *)
(*                                                                         *)
(* A message that its client has no use for need not be logged when it is  *)
(* delivered.     What the log does not say is not asked for: fields of    *)
(* messages and of states may be missing.  Whole events may be, too, if    *)
(* the header lists their kinds as unlogged: up to MaxUnlogged steps of    *)
(* these kinds may happen before each event.                               *)
(***************************************************************************)
EXTENDS FTVM, TraceKeyValue, TLC

CONSTANT MaxUnlogged  \* how many unlogged steps there may be before an event

VARIABLES
    l,        \* the number of the event that comes next
    unlogged  \* how many unlogged steps there were since the last event

-----------------------------------------------------------------------------
(* The constants of FTVM, as the header says.  The servers come first      *)
(* among its nodes, then the shared storage, then the clients.             *)

Servers == atoi(Header.settings.servers)

TraceOrder == SubSeq(Header.nodes, 1, Servers)

TraceServer == Elements(TraceOrder)

TraceStorage == Header.nodes[Servers + 1]

TraceNobody == "nobody"

TraceClient == {Header.nodes[k] : k \in (Servers + 2)..Len(Header.nodes)}

TraceBuffer == atoi(Header.settings.buffer)

TraceLag == atoi(Header.settings.lag)

IsUnlogged(kind) ==
    /\ "unlogged" \in DOMAIN Header
    /\ \E k \in DOMAIN Header.unlogged : Header.unlogged[k] = kind

(***************************************************************************)
(* Nodes that run for real do not know what is on its way, and send an     *)
(* equal message again.  Their logs list drop as unlogged.                 *)
(***************************************************************************)
TraceSentOnce ==
    IF IsUnlogged("drop") THEN {} ELSE {"request", "reply"}

-----------------------------------------------------------------------------
(* What events say, in the words of FTVM.                                  *)

event == Trace[l]

OpOf(x) == [kind |-> x.Kind, key |-> x.Key]

OperationOf(x) == [client |-> x.Client, number |-> x.Number, op |-> OpOf(x.Op)]

OperationsOf(list) == [k \in 1..Len(list) |-> OperationOf(list[k])]

ThreadsOf(list) ==
    [k \in 1..Len(list) |->
        [operation |-> OperationOf(list[k]), progress |-> list[k].Progress]]

MachineOf(x) ==
    [since |-> x.Since, threads |-> ThreadsOf(x.Threads), done |-> OperationsOf(x.Done)]

AnswersOf(list) ==
    [k \in 1..Len(list) |->
        [client |-> list[k].Client, number |-> list[k].Number, value |-> NamesOf(list[k].Value)]]

UnackedOf(list) == [k \in 1..Len(list) |-> AnswersOf(list[k])]

(***************************************************************************)
(* An entry that is no packet has no operation.                            *)
(***************************************************************************)
EntryOpOf(kind, x) == IF kind = "packet" THEN OpOf(x) ELSE NoOp

EntryOf(x) ==
    [type |-> "entry", pair |-> x.Pair, kind |-> x.Kind, at |-> x.At, client |-> x.Client,
     number |-> x.Number, op |-> EntryOpOf(x.Kind, x.Op), clock |-> x.Clock]

LogOf(list) == [k \in 1..Len(list) |-> EntryOf(list[k])]

TypeOf ==
    [Request |-> "request", Reply |-> "reply", Announce |-> "announce", Entry |-> "entry",
     Ack |-> "ack", Copy |-> "copy", TestAndSet |-> "test-and-set", Flag |-> "flag"]

(***************************************************************************)
(* Whether message m may be the one that the log tells of with the fields  *)
(* that are there of x.                                                    *)
(***************************************************************************)
Agrees(m, x) ==
    LET Is(field, value) == field \in DOMAIN x => value
    IN /\ x.name \in DOMAIN TypeOf
       /\ m.type = TypeOf[x.name]
       /\ CASE m.type = "request" ->
                 /\ Is("Number", m.number = x.Number)
                 /\ Is("Op", m.op = OpOf(x.Op))
            [] m.type = "reply" ->
                 /\ Is("Number", m.number = x.Number)
                 /\ Is("Value", m.value = NamesOf(x.Value))
            [] m.type = "entry" ->
                 /\ Is("Pair", m.pair = x.Pair)
                 /\ Is("Kind", m.kind = x.Kind)
                 /\ Is("At", m.at = x.At)
                 /\ Is("Client", m.client = x.Client)
                 /\ Is("Number", m.number = x.Number)
                 /\ Is("Op", m.op = EntryOpOf(m.kind, x.Op))
                 /\ Is("Clock", m.clock = x.Clock)
            [] m.type = "copy" ->
                 /\ Is("Pair", m.pair = x.Pair)
                 /\ Is("Machine", m.machine = MachineOf(x.Machine))
            [] m.type = "flag" ->
                 /\ Is("Pair", m.pair = x.Pair)
                 /\ Is("WasSet", m.wasSet = x.WasSet)
            [] m.type \in {"announce", "ack", "test-and-set"} ->
                 Is("Pair", m.pair = x.Pair)

-----------------------------------------------------------------------------
(* Observations: what the log says of the state after an event, and of     *)
(* what was sent.                                                          *)

Shows(field) == "state" \in DOMAIN event /\ field \in DOMAIN event.state

ObservedServer(i) ==
    LET s == server'[i]
    IN /\ Shows("Role") => s.role = event.state.Role
       /\ Shows("Pair") => s.pair = event.state.Pair
       /\ Shows("Peer") => s.peer = event.state.Peer
       /\ Shows("Suspects") => s.suspects = event.state.Suspects
       /\ Shows("Machine") => s.machine = MachineOf(event.state.Machine)
       /\ Shows("Unacked") => s.unacked = UnackedOf(event.state.Unacked)
       /\ Shows("Log") => s.log = LogOf(event.state.Log)

FlagsOf(x) == {<<atoi(k), x[k]>> : k \in DOMAIN x}

ObservedStorage == Shows("Flags") => flag' = FlagsOf(event.state.Flags)

ObservedClient(c) ==
    /\ Shows("Started") => client'[c].started = event.state.Started
    /\ Shows("Waiting") => client'[c].waiting = event.state.Waiting
    /\ Shows("Server") => client'[c].server = event.state.Server
    /\ Shows("Pair") => client'[c].pair = event.state.Pair

Observed ==
    /\ event.node \in Server => ObservedServer(event.node)
    /\ event.node = Storage => ObservedStorage
    /\ event.node \in Client => ObservedClient(event.node)

(***************************************************************************)
(* The log says that just this was sent: a sequence of pairs <<receiver,   *)
(* message>>.  To each receiver it tells of the same messages, in the same *)
(* order.                                                                  *)
(***************************************************************************)
HasSent(sent) ==
    "sent" \in DOMAIN event =>
        \A j \in Node \cup {event.sent[k].to : k \in DOMAIN event.sent} :
            LET told == SelectSeq(event.sent, LAMBDA s : s.to = j)
                messages == MessagesTo(j, sent)
            IN /\ Len(told) = Len(messages)
               /\ \A k \in 1..Len(told) : Agrees(messages[k], told[k].message)

-----------------------------------------------------------------------------
TraceInit == Init /\ l = 1 /\ unlogged = 0

(***************************************************************************)
(* The next event is of that kind.                                         *)
(***************************************************************************)
IsEvent(kind) == l =< TraceLength /\ event.event = kind

(***************************************************************************)
(* It has happened, and was so much sent.                                  *)
(***************************************************************************)
Happened(sent) ==
    /\ Observed
    /\ HasSent(sent)
    /\ l' = l + 1
    /\ unlogged' = 0

IsTimeout(name, nodes) == IsEvent("timeout") /\ event.name = name /\ event.node \in nodes

TraceInvoke ==
    /\ IsEvent("invoke")
    /\ event.node \in Client
    /\ LET c == client[event.node]
       IN \E op \in IF "message" \in DOMAIN event /\ {"Kind", "Key"} \subseteq DOMAIN event.message
                    THEN {OpOf(event.message)} ELSE Op :
             /\ Invoke(event.node, op)
             /\ Happened(<<<<c.server, Request(c.started + 1, op)>>>>)

TraceRetry ==
    /\ IsTimeout("retry", Client)
    /\ LET c == client[event.node]
       IN /\ Retry(event.node)
          /\ Happened(<<<<c.server, Request(c.started, c.op)>>>>)

TraceInstruction ==
    /\ IsTimeout("cpu", Server)
    /\ \E clock \in Clocks(server[event.node].machine) :
          /\ Instruction(event.node, clock)
          /\ Happened(AfterInstruction(event.node, clock).sent)

TraceCompleteWrite ==
    /\ IsTimeout("disk", Server)
    /\ \E o \in Writes(server[event.node].machine) :
          /\ CompleteWrite(event.node, o)
          /\ Happened(AfterWrite(event.node, o).sent)

TraceReplay ==
    /\ IsTimeout("replay", Server)
    /\ Replay(event.node)
    /\ Happened(<<>>)

TraceClone ==
    /\ IsTimeout("clone", Server)
    /\ Clone(event.node)
    /\ Happened(AfterClone(event.node).sent)

(***************************************************************************)
(* A message of a type is delivered to one of some nodes.  It is the next  *)
(* one from its sender, and has the fields that are there.                 *)
(***************************************************************************)
IsDelivery(name, nodes) ==
    /\ IsEvent("deliver")
    /\ event.message.name = name
    /\ event.node \in nodes
    /\ event.from \in Node
    /\ channel[event.from][event.node] # <<>>
    /\ Agrees(Message(event.node, event.from), event.message)

TraceHandleRequest ==
    /\ IsDelivery("Request", Server)
    /\ HandleRequest(event.node, event.from)
    /\ Happened(OnRequest(event.node, event.from).sent)

TraceHandleEntry ==
    /\ IsDelivery("Entry", Server)
    /\ HandleEntry(event.node, event.from)
    /\ Happened(OnEntry(event.node, event.from).sent)

TraceHandleAck ==
    /\ IsDelivery("Ack", Server)
    /\ HandleAck(event.node, event.from)
    /\ Happened(OnAck(event.node, event.from).sent)

TraceHandleCopy ==
    /\ IsDelivery("Copy", Server)
    /\ HandleCopy(event.node, event.from)
    /\ Happened(<<>>)

TraceHandleFlag ==
    /\ IsDelivery("Flag", Server)
    /\ event.from = Storage
    /\ HandleFlag(event.node)
    /\ Happened(OnFlag(event.node).sent)

TraceHandleTestAndSet ==
    /\ IsDelivery("TestAndSet", {Storage})
    /\ event.from \in Server
    /\ HandleTestAndSet(event.from)
    /\ LET pair == Message(Storage, event.from).pair
       IN Happened(<<<<event.from, Flag(pair, IsSet(pair))>>>>)

TraceHandleReply ==
    /\ IsDelivery("Reply", Client)
    /\ HandleReply(event.node, event.from)
    /\ Happened(<<>>)

TraceHandleAnnounce ==
    /\ IsDelivery("Announce", Client)
    /\ HandleAnnounce(event.node, event.from)
    /\ Happened(<<>>)

(***************************************************************************)
(* A message that stands before the next one in its channel, and that its  *)
(* client has no use for, was delivered before.                            *)
(***************************************************************************)
Useless ==
    /\ IsEvent("deliver")
    /\ event.node \in Client
    /\ event.from \in Server
    /\ HandleReply(event.node, event.from) \/ HandleAnnounce(event.node, event.from)
    /\ UNCHANGED <<client, l, unlogged>>

TraceFail ==
    /\ IsEvent("crash")
    /\ event.node \in Server
    /\ Fail(event.node)
    /\ Happened(<<>>)

TraceSuspect ==
    /\ IsEvent("suspect")
    /\ event.node \in Server
    /\ event.name = server[event.node].peer
    /\ Suspect(event.node)
    /\ Happened(AfterSuspicion(event.node).sent)

TraceNothing ==
    /\ \/ IsEvent("start") \/ IsEvent("partition") \/ IsEvent("heal")
       \/ IsEvent("cut-link") \/ IsEvent("heal-link")
    /\ UNCHANGED vars
    /\ l' = l + 1
    /\ unlogged' = 0

(***************************************************************************)
(* A step that was not logged.  There is none after the last event.        *)
(***************************************************************************)
Unlogged ==
    /\ l =< TraceLength
    /\ unlogged < MaxUnlogged
    /\ \/ /\ IsUnlogged("crash")
          /\ \E i \in Server : Fail(i)
       \/ /\ IsUnlogged("suspect")
          /\ \E i \in Server : Suspect(i)
       \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout retry")
          /\ \E c \in Client : Retry(c)
       \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout cpu")
          /\ \E i \in Server : \E clock \in Clocks(server[i].machine) : Instruction(i, clock)
       \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout disk")
          /\ \E i \in Server : \E o \in Writes(server[i].machine) : CompleteWrite(i, o)
       \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout replay")
          /\ \E i \in Server : Replay(i)
       \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout clone")
          /\ \E i \in Server : Clone(i)
       \/ /\ IsUnlogged("invoke")
          /\ \E c \in Client, op \in Op : Invoke(c, op)
       \/ /\ IsUnlogged("deliver")
          /\ \E i \in Server :
                \/ \E c \in Client :
                      HandleRequest(i, c) \/ HandleReply(c, i) \/ HandleAnnounce(c, i)
                \/ \E j \in Server : HandleEntry(i, j) \/ HandleAck(i, j) \/ HandleCopy(i, j)
                \/ HandleFlag(i)
                \/ HandleTestAndSet(i)
    /\ vars' # vars
    /\ unlogged' = unlogged + 1
    /\ UNCHANGED l

TraceNext ==
    \/ TraceInvoke
    \/ TraceRetry
    \/ TraceInstruction
    \/ TraceCompleteWrite
    \/ TraceReplay
    \/ TraceClone
    \/ TraceHandleRequest
    \/ TraceHandleEntry
    \/ TraceHandleAck
    \/ TraceHandleCopy
    \/ TraceHandleFlag
    \/ TraceHandleTestAndSet
    \/ TraceHandleReply
    \/ TraceHandleAnnounce
    \/ Useless
    \/ TraceFail
    \/ TraceSuspect
    \/ TraceNothing
    \/ Unlogged

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, l, unlogged>>

(***************************************************************************)
(* Violated, as an invariant, exactly when the log is a behaviour of FTVM. *)
(***************************************************************************)
TraceNotMatched == l =< TraceLength
=============================================================================
