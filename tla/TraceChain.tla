------------------------------ MODULE TraceChain ------------------------------
(***************************************************************************)
(* Is a log of events a behaviour of Chain?                                *)
(*                                                                         *)
(* The log is the file that the environment variable TRACE names, in the   *)
(* format of docs/events.md.  Its first line is the header, the others are *)
(* the events: Trace[n] is the one that says of itself that it is number   *)
(* n.  The variable l is the number of the event that comes next.  The log *)
(* is a behaviour of Chain exactly if a state can be reached in which      *)
(* l > TraceLength.                                                        *)
(*                                                                         *)
(*   explore validate -spec tla/Chain.tla LOG                              *)
(*                                                                         *)
(*   invoke                  Invoke                                        *)
(*   timeout retry           Retry                                         *)
(*   deliver                 HandleRequest and the other actions of a      *)
(*                           message, which must be the next one from its  *)
(*                           sender                                        *)
(*   crash                   Fail                                          *)
(*   suspect                 HearOfFailure                                 *)
(*   start, partition, heal  none                                          *)
(*   cut-link, heal-link     none                                          *)
(*                                                                         *)
(* Nothing else happens where links are reliable and servers fail-stop: a  *)
(* log with a drop, a duplicate or a restart is no behaviour of Chain.     *)
(*                                                                         *)
(* A reply to an operation that has its answer already need not be logged  *)
(* when it is delivered.  What the log does not say is not asked for:      *)
(* fields of messages and of states may be missing.  Whole events may be,  *)
(* too, if the header lists their kinds as unlogged: up to MaxUnlogged     *)
(* steps of these kinds may happen before each event.                      *)
(***************************************************************************)
EXTENDS Chain, TraceKeyValue, TLC

CONSTANT MaxUnlogged  \* how many unlogged steps there may be before an event

VARIABLES
    l,        \* the number of the event that comes next
    unlogged  \* how many unlogged steps there were since the last event

-----------------------------------------------------------------------------
(* The constants of Chain, as the header says.  The servers come first     *)
(* among its nodes, then the master, then the clients.                     *)

Servers == atoi(Header.settings.servers)

TraceServer == {Header.nodes[k] : k \in 1..Servers}

TraceFirst == SubSeq(Header.nodes, 1, atoi(Header.settings.first))

TraceOthers == SubSeq(Header.nodes, atoi(Header.settings.first) + 1, Servers)

TraceMaster == Header.nodes[Servers + 1]

TraceNobody == "nobody"

TraceClient == {Header.nodes[k] : k \in (Servers + 2)..Len(Header.nodes)}

TraceApportioned == Header.settings.queries = "apportioned"

IsUnlogged(kind) ==
    /\ "unlogged" \in DOMAIN Header
    /\ \E k \in DOMAIN Header.unlogged : Header.unlogged[k] = kind

(***************************************************************************)
(* Nodes that run for real do not know what is on its way, and send an     *)
(* equal message again.  Their logs list drop as unlogged.                 *)
(***************************************************************************)
TraceSentOnce ==
    IF IsUnlogged("drop") THEN {} ELSE {"request", "reply", "version query", "version"}

-----------------------------------------------------------------------------
(* What events say, in the words of Chain.                                 *)

event == Trace[l]

OpOf(x) == [kind |-> x.Kind, key |-> x.Key]

UpdateOf(x) == [client |-> x.Client, number |-> x.Number, op |-> OpOf(x.Op)]

UpdatesOf(list) == [k \in 1..Len(list) |-> UpdateOf(list[k])]

TypeOf ==
    [Request |-> "request", Reply |-> "reply", Update |-> "update", Ack |-> "ack",
     NewPredecessor |-> "new predecessor", Linked |-> "linked",
     NewSuccessor |-> "new successor", Extend |-> "extend", Copy |-> "copy",
     Copied |-> "copied", Handover |-> "handover", Joined |-> "joined",
     Chain |-> "chain", VersionQuery |-> "version query", Version |-> "version"]

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
            [] m.type = "update" ->
                 /\ Is("Client", m.update.client = x.Client)
                 /\ Is("Number", m.update.number = x.Number)
                 /\ Is("Op", m.update.op = OpOf(x.Op))
            [] m.type = "ack" ->
                 Is("Processed", m.processed = x.Processed)
            [] m.type = "new predecessor" ->
                 Is("Server", m.server = x.Server)
            [] m.type = "linked" ->
                 /\ Is("Predecessor", m.predecessor = x.Predecessor)
                 /\ Is("Received", m.received = x.Received)
            [] m.type = "new successor" ->
                 /\ Is("Server", m.server = x.Server)
                 /\ Is("Received", m.received = x.Received)
            [] m.type = "extend" ->
                 /\ Is("Number", m.number = x.Number)
                 /\ Is("Server", m.server = x.Server)
            [] m.type = "copy" ->
                 /\ Is("Number", m.number = x.Number)
                 /\ Is("Hist", m.hist = UpdatesOf(x.Hist))
            [] m.type = "handover" ->
                 Is("Updates", m.updates = UpdatesOf(x.Updates))
            [] m.type = "joined" ->
                 Is("Predecessor", m.predecessor = x.Predecessor)
            [] m.type = "chain" ->
                 Is("Servers", m.servers = x.Servers)
            [] m.type \in {"version query", "version"} ->
                 /\ Is("Client", m.client = x.Client)
                 /\ Is("Number", m.number = x.Number)
                 /\ Is("Key", m.key = x.Key)
                 /\ m.type = "version" => Is("Processed", m.processed = x.Processed)
            [] OTHER ->
                 TRUE

-----------------------------------------------------------------------------
(* Observations: what the log says of the state after an event, and of     *)
(* what was sent.                                                          *)

Shows(field) == "state" \in DOMAIN event /\ field \in DOMAIN event.state

ObservedServer(i) ==
    LET s == server'[i]
    IN /\ Shows("Role") => s.role = event.state.Role
       /\ Shows("Pred") => s.pred = event.state.Pred
       /\ Shows("Succ") => s.succ = event.state.Succ
       /\ Shows("Hist") => s.hist = UpdatesOf(event.state.Hist)
       /\ Shows("Sent") => s.sent = UpdatesOf(event.state.Sent)
       /\ Shows("Number") => s.number = event.state.Number
       /\ Shows("Joining") => s.joining = event.state.Joining
       /\ Shows("Tail") => s.tail = event.state.Tail

ObservedMaster ==
    /\ Shows("Number") => master'.number = event.state.Number
    /\ Shows("Chain") => master'.chain = event.state.Chain
    /\ Shows("Failed") => master'.failed = Range(event.state.Failed)

ObservedClient(c) ==
    /\ Shows("Started") => client'[c].started = event.state.Started
    /\ Shows("Waiting") => client'[c].waiting = event.state.Waiting
    /\ Shows("Chain") => client'[c].chain = event.state.Chain

Observed ==
    /\ event.node \in Server => ObservedServer(event.node)
    /\ event.node = Master => ObservedMaster
    /\ event.node \in Client => ObservedClient(event.node)

(***************************************************************************)
(* The log says that just this was sent: a sequence of pairs <<receiver,   *)
(* message>>.  To each receiver it tells of the same messages, in the same *)
(* order.                                                                  *)
(***************************************************************************)
Sent(sent) ==
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
(* It has happened.                                                        *)
(***************************************************************************)
NextEvent == l' = l + 1 /\ unlogged' = 0

TraceInvoke ==
    /\ IsEvent("invoke")
    /\ event.node \in Client
    /\ \E op \in IF "message" \in DOMAIN event /\ {"Kind", "Key"} \subseteq DOMAIN event.message
                 THEN {OpOf(event.message)} ELSE Op :
          \E i \in Server :
             /\ Invoke(event.node, op, i)
             /\ Sent(<<<<i, Request(client[event.node].started + 1, op)>>>>)
    /\ Observed
    /\ NextEvent

TraceRetry ==
    /\ IsEvent("timeout")
    /\ event.name = "retry"
    /\ event.node \in Client
    /\ \E i \in Server :
          /\ Retry(event.node, i)
          /\ Sent(<<<<i, Request(client[event.node].started, client[event.node].op)>>>>)
    /\ Observed
    /\ NextEvent

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

Delivered(sent) ==
    /\ Observed
    /\ Sent(sent)
    /\ NextEvent

TraceHandleRequest ==
    /\ IsDelivery("Request", Server)
    /\ HandleRequest(event.node, event.from)
    /\ Delivered(OnRequest(event.node, event.from).sent)

TraceHandleUpdate ==
    /\ IsDelivery("Update", Server)
    /\ HandleUpdate(event.node, event.from)
    /\ Delivered(OnUpdate(event.node, event.from).sent)

TraceHandleAck ==
    /\ IsDelivery("Ack", Server)
    /\ HandleAck(event.node, event.from)
    /\ Delivered(OnAck(event.node, event.from).sent)

TraceHandleNewPredecessor ==
    /\ IsDelivery("NewPredecessor", Server)
    /\ HandleNewPredecessor(event.node, event.from)
    /\ Delivered(OnNewPredecessor(event.node, event.from).sent)

TraceHandleNewSuccessor ==
    /\ IsDelivery("NewSuccessor", Server)
    /\ HandleNewSuccessor(event.node, event.from)
    /\ Delivered(OnNewSuccessor(event.node, event.from).sent)

TraceHandleExtend ==
    /\ IsDelivery("Extend", Server)
    /\ HandleExtend(event.node, event.from)
    /\ Delivered(OnExtend(event.node, event.from).sent)

TraceHandleCopy ==
    /\ IsDelivery("Copy", Server)
    /\ HandleCopy(event.node, event.from)
    /\ Delivered(OnCopy(event.node, event.from).sent)

TraceHandleCopied ==
    /\ IsDelivery("Copied", Server)
    /\ HandleCopied(event.node, event.from)
    /\ Delivered(OnCopied(event.node, event.from).sent)

TraceHandleHandover ==
    /\ IsDelivery("Handover", Server)
    /\ HandleHandover(event.node, event.from)
    /\ Delivered(OnHandover(event.node, event.from).sent)

TraceHandleNews ==
    /\ IsDelivery("Chain", Server)
    /\ HandleNews(event.node, event.from)
    /\ Delivered(OnNews(event.node, event.from).sent)

TraceHandleVersionQuery ==
    /\ IsDelivery("VersionQuery", Server)
    /\ HandleVersionQuery(event.node, event.from)
    /\ Delivered(OnVersionQuery(event.node, event.from).sent)

TraceHandleVersion ==
    /\ IsDelivery("Version", Server)
    /\ HandleVersion(event.node, event.from)
    /\ Delivered(OnVersion(event.node, event.from).sent)

TraceHandleLinked ==
    /\ IsDelivery("Linked", {Master})
    /\ HandleLinked(event.from)
    /\ Delivered(OnLinked(event.from))

TraceHandleJoined ==
    /\ IsDelivery("Joined", {Master})
    /\ HandleJoined(event.from)
    /\ Delivered(OnJoined(event.from))

TraceHandleReply ==
    /\ IsDelivery("Reply", Client)
    /\ HandleReply(event.node, event.from)
    /\ Delivered(<<>>)

TraceClientHandleNews ==
    /\ IsDelivery("Chain", Client)
    /\ ClientHandleNews(event.node)
    /\ Delivered(<<>>)

(***************************************************************************)
(* A reply that stands before the next message in its channel, and that    *)
(* its client has no use for, was delivered before.                        *)
(***************************************************************************)
Useless ==
    /\ IsEvent("deliver")
    /\ event.node \in Client
    /\ event.from \in Server
    /\ HandleReply(event.node, event.from)
    /\ UNCHANGED <<client, l, unlogged>>

TraceFail ==
    /\ IsEvent("crash")
    /\ event.node \in Server
    /\ Fail(event.node)
    /\ Observed
    /\ Sent(<<>>)
    /\ NextEvent

TraceHearOfFailure ==
    /\ IsEvent("suspect")
    /\ event.node = Master
    /\ event.name \in Server
    /\ HearOfFailure(event.name)
    /\ Observed
    /\ Sent(OnFailure(event.name))
    /\ NextEvent

TraceNothing ==
    /\ \/ IsEvent("start") \/ IsEvent("partition") \/ IsEvent("heal")
       \/ IsEvent("cut-link") \/ IsEvent("heal-link")
    /\ UNCHANGED vars
    /\ NextEvent

(***************************************************************************)
(* A step that was not logged.  There is none after the last event.        *)
(***************************************************************************)
Unlogged ==
    /\ l =< TraceLength
    /\ unlogged < MaxUnlogged
    /\ \/ /\ IsUnlogged("crash")
          /\ \E i \in Server : Fail(i)
       \/ /\ IsUnlogged("suspect")
          /\ \E i \in Server : HearOfFailure(i)
       \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout retry")
          /\ \E c \in Client, i \in Server : Retry(c, i)
       \/ /\ IsUnlogged("invoke")
          /\ \E c \in Client, op \in Op, i \in Server : Invoke(c, op, i)
       \/ /\ IsUnlogged("deliver")
          /\ \/ \E i \in Server :
                   \/ \E c \in Client : HandleRequest(i, c) \/ HandleReply(c, i)
                   \/ \E j \in Server \cup {Master} :
                         \/ HandleUpdate(i, j)
                         \/ HandleAck(i, j)
                         \/ HandleNewPredecessor(i, j)
                         \/ HandleNewSuccessor(i, j)
                         \/ HandleExtend(i, j)
                         \/ HandleCopy(i, j)
                         \/ HandleCopied(i, j)
                         \/ HandleHandover(i, j)
                         \/ HandleNews(i, j)
                         \/ HandleVersionQuery(i, j)
                         \/ HandleVersion(i, j)
                   \/ HandleLinked(i)
                   \/ HandleJoined(i)
             \/ \E c \in Client : ClientHandleNews(c)
    /\ vars' # vars
    /\ unlogged' = unlogged + 1
    /\ UNCHANGED l

TraceNext ==
    \/ TraceInvoke
    \/ TraceRetry
    \/ TraceHandleRequest
    \/ TraceHandleUpdate
    \/ TraceHandleAck
    \/ TraceHandleNewPredecessor
    \/ TraceHandleNewSuccessor
    \/ TraceHandleExtend
    \/ TraceHandleCopy
    \/ TraceHandleCopied
    \/ TraceHandleHandover
    \/ TraceHandleNews
    \/ TraceHandleVersionQuery
    \/ TraceHandleVersion
    \/ TraceHandleLinked
    \/ TraceHandleJoined
    \/ TraceHandleReply
    \/ TraceClientHandleNews
    \/ Useless
    \/ TraceFail
    \/ TraceHearOfFailure
    \/ TraceNothing
    \/ Unlogged

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, l, unlogged>>

(***************************************************************************)
(* Violated, as an invariant, exactly when the log is a behaviour of       *)
(* Chain.                                                                  *)
(***************************************************************************)
TraceNotMatched == l =< TraceLength
=============================================================================
