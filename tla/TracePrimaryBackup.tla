-------------------------- MODULE TracePrimaryBackup --------------------------
(***************************************************************************)
(* Is a log of events a behaviour of PrimaryBackup?                        *)
(*                                                                         *)
(* The log is the file that the environment variable TRACE names, in the   *)
(* format of docs/events.md.  Its first line is the header, the others are *)
(* the events: Trace[n] is the one that says of itself that it is number   *)
(* n.  The variable l is the number of the event that comes next.  The log *)
(* is a behaviour of PrimaryBackup exactly if a state can be reached in    *)
(* which l > TraceLength.                                                  *)
(*                                                                         *)
(*   explore validate -spec tla/PrimaryBackup.tla LOG                      *)
(*                                                                         *)
(*   invoke                  Invoke                                        *)
(*   timeout ping-check      Check                                         *)
(*   deliver                 HandlePing, LearnView and the other actions   *)
(*                           of a message, or none: the node has no use    *)
(*                           for it, or has stopped                        *)
(*   timeout ping, retry,    none: where messages are lost what was sent   *)
(*   deliver of a GetView    is sent again, which changes nothing in msgs  *)
(*   timeout stop            none, but from then on the node does nothing  *)
(*   drop, duplicate         none: messages in msgs may be lost, and may   *)
(*                           be received again, without                    *)
(*   start, partition, heal  none                                          *)
(*   cut-link, heal-link     none                                          *)
(*                                                                         *)
(* What the log does not say is not asked for: fields of messages and of   *)
(* states may be missing.  Whole events may be, too, if the header lists   *)
(* their kinds as unlogged: up to MaxUnlogged steps of these kinds may     *)
(* happen before each event.                                               *)
(***************************************************************************)
EXTENDS PrimaryBackup, TraceKeyValue, TLC

CONSTANT MaxUnlogged  \* how many unlogged steps there may be before an event

VARIABLES
    l,         \* the number of the event that comes next
    stopped,   \* the nodes that have stopped
    unlogged   \* how many unlogged steps there were since the last event

-----------------------------------------------------------------------------
(* The constants of PrimaryBackup, as the header says.  The servers come   *)
(* first among its nodes, then the view server, then the clients.          *)

Servers == atoi(Header.settings.servers)

TraceServer == {Header.nodes[k] : k \in 1..Servers}

ViewServer == Header.nodes[Servers + 1]

TraceNobody == "nobody"

TraceViewNumber == Nat \ {0}

TraceClient == {Header.nodes[k] : k \in (Servers + 2)..Len(Header.nodes)}

Stops == atoi(Header.settings.stops)  \* how many nodes may stop

(***************************************************************************)
(* Where messages may be lost a new view is told to who pings or asks, and *)
(* not to all at once.                                                     *)
(***************************************************************************)
TellsWhoAsks ==
    {"network", "drops"} \subseteq DOMAIN Header.settings
        => Header.settings.network # "set" \/ Header.settings.drops # "0"

IsUnlogged(kind) ==
    /\ "unlogged" \in DOMAIN Header
    /\ \E k \in DOMAIN Header.unlogged : Header.unlogged[k] = kind

-----------------------------------------------------------------------------
(* What events say, in the words of PrimaryBackup.                         *)

event == Trace[l]

ViewOf(x) == [number |-> x.Number, primary |-> x.Primary, backup |-> x.Backup]

OpOf(x) == [kind |-> x.Kind, key |-> x.Key]

OperationOf(x) == [client |-> x.Client, number |-> x.Number, op |-> OpOf(x.Op)]

OperationsOf(list) == [k \in 1..Len(list) |-> OperationOf(list[k])]

ApplicationOf(x) ==
    [store |-> StoreOf(x.Store, Key),
     last |-> LastOf(x.Last, Client),
     performed |-> [k \in 1..Len(x.Performed) |->
                       <<x.Performed[k].Client, x.Performed[k].Number>>]]

(***************************************************************************)
(* The fields of the messages of the log that tell something.              *)
(***************************************************************************)
FieldsOf ==
    [Ping |-> {"View"}, ViewReply |-> {"View"},
     Transfer |-> {"View", "State"}, TransferAck |-> {"View"},
     Forward |-> {"View", "Operation"}, ForwardAck |-> {"View", "Client", "Number"},
     Request |-> {"Number", "Op"}, Reply |-> {"Number", "Value"}]

TypeOf ==
    [Ping |-> "ping", ViewReply |-> "view", Transfer |-> "transfer",
     TransferAck |-> "transferred", Forward |-> "forward", ForwardAck |-> "forwarded",
     Request |-> "request", Reply |-> "reply"]

(***************************************************************************)
(* A message of the log, x from i to j, all of whose fields are there.     *)
(***************************************************************************)
MessageOf(i, j, x) ==
    CASE x.name = "Ping" -> [type |-> "ping", from |-> i, view |-> x.View]
      [] x.name = "ViewReply" -> [type |-> "view", view |-> ViewOf(x.View)]
      [] x.name = "Transfer" -> [type |-> "transfer", from |-> i, to |-> j, view |-> x.View,
                                 app |-> ApplicationOf(x.State)]
      [] x.name = "TransferAck" -> [type |-> "transferred", from |-> i, to |-> j, view |-> x.View]
      [] x.name = "Forward" -> [type |-> "forward", from |-> i, to |-> j, view |-> x.View,
                                operation |-> OperationOf(x.Operation)]
      [] x.name = "ForwardAck" -> [type |-> "forwarded", from |-> i, to |-> j, view |-> x.View,
                                   name |-> <<x.Client, x.Number>>]
      [] x.name = "Request" -> [type |-> "request", to |-> j,
                                operation |-> [client |-> i, number |-> x.Number,
                                               op |-> OpOf(x.Op)]]
      [] x.name = "Reply" -> [type |-> "reply", from |-> i, name |-> <<j, x.Number>>,
                              value |-> NamesOf(x.Value)]

(***************************************************************************)
(* Whether message m, which was sent, may be one that the log says came    *)
(* from i to j and has the fields that are there of x.                     *)
(***************************************************************************)
Agrees(m, i, j, x) ==
    LET Is(field, value) == field \in DOMAIN x => value
    IN /\ m.type = TypeOf[x.name]
       /\ "to" \in DOMAIN m => m.to = j
       /\ "from" \in DOMAIN m => m.from = i
       /\ CASE m.type = "view" -> Is("View", m.view = ViewOf(x.View))
            [] m.type = "request" -> /\ m.operation.client = i
                                     /\ Is("Number", m.operation.number = x.Number)
                                     /\ Is("Op", m.operation.op = OpOf(x.Op))
            [] m.type = "reply" -> /\ m.name[1] = j
                                   /\ Is("Number", m.name[2] = x.Number)
                                   /\ Is("Value", m.value = NamesOf(x.Value))
            [] m.type = "transfer" -> /\ Is("View", m.view = x.View)
                                      /\ Is("State", m.app = ApplicationOf(x.State))
            [] m.type = "forward" -> /\ Is("View", m.view = x.View)
                                     /\ Is("Operation", m.operation = OperationOf(x.Operation))
            [] m.type = "forwarded" -> /\ Is("View", m.view = x.View)
                                       /\ Is("Client", m.name[1] = x.Client)
                                       /\ Is("Number", m.name[2] = x.Number)
            [] OTHER -> Is("View", m.view = x.View)

(***************************************************************************)
(* Pings go to the view server, who alone tells of views.                  *)
(***************************************************************************)
IsMisdirected(i, j, x) ==
    \/ x.name = "Ping" /\ j # ViewServer
    \/ x.name = "ViewReply" /\ (i # ViewServer \/ j = ViewServer)

(***************************************************************************)
(* The messages that one of the log, x from i to j, may be.  If it is      *)
(* there with all its fields it is one; otherwise it is any that was sent  *)
(* and has the fields that are there.                                      *)
(***************************************************************************)
MessagesAmong(ms, i, j, x) ==
    IF x.name \notin DOMAIN TypeOf \/ IsMisdirected(i, j, x)
    THEN {}
    ELSE IF FieldsOf[x.name] \subseteq DOMAIN x
         THEN {MessageOf(i, j, x)}
         ELSE {m \in ms : Agrees(m, i, j, x)}

MessagesOf(i, j, x) == MessagesAmong(msgs, i, j, x)

(***************************************************************************)
(* Messages that PrimaryBackup does not know: the question for the view,   *)
(* and the answer that there is none yet.                                  *)
(***************************************************************************)
IsUnknown(x) ==
    \/ x.name = "GetView"
    \/ x.name = "ViewReply" /\ "View" \in DOMAIN x /\ x.View.Number = 0

-----------------------------------------------------------------------------
(* Observations: what the log says of the state after an event, and of     *)
(* what was sent.                                                          *)

Shows(field) == "state" \in DOMAIN event /\ field \in DOMAIN event.state

(***************************************************************************)
(* A cold standby has confirmed what is in its log, and not executed it.   *)
(* As PrimaryBackup sees it, it has.                                       *)
(***************************************************************************)
IsCold == "standby" \in DOMAIN Header.settings /\ Header.settings.standby = "cold"

RECURSIVE Performed(_, _)
Performed(a, log) == IF log = <<>> THEN a ELSE Performed(Perform(a, Head(log)), Tail(log))

ObservedServer(i) ==
    /\ Shows("View") => serverView'[i] = ViewOf(event.state.View)
    /\ Shows("Pings") => pings'[i] = event.state.Pings
    /\ Shows("Ready") => ready'[i] = event.state.Ready
    /\ Shows("App") /\ (Shows("Log") \/ ~IsCold) =>
          LET log == IF Shows("Log") THEN OperationsOf(event.state.Log) ELSE <<>>
          IN /\ \A k \in 1..Len(log) : log[k] \in Operation
             /\ app'[i] = Performed(ApplicationOf(event.state.App), log)
    /\ Shows("Pending") =>
          pending'[i] = IF DOMAIN event.state.Pending = {} THEN {}
                        ELSE {OperationOf(event.state.Pending)}

ObservedViewServer ==
    /\ Shows("View") => view' = ViewOf(event.state.View)
    /\ Shows("Acked") => acked' = event.state.Acked
    /\ Shows("Recent") => recent' = Range(event.state.Recent)
    /\ Shows("Before") => before' = Range(event.state.Before)

ObservedClient(c) ==
    /\ Shows("Started") => client'[c].started = event.state.Started
    /\ Shows("Waiting") => client'[c].waiting = event.state.Waiting
    /\ Shows("View") => client'[c].view = ViewOf(event.state.View)

Observed ==
    /\ event.node \in Server => ObservedServer(event.node)
    /\ event.node = ViewServer => ObservedViewServer
    /\ event.node \in Client => ObservedClient(event.node)
    /\ Shows("Stopped") =>
          event.state.Stopped = \/ event.node \in stopped
                                \/ event.event = "timeout" /\ event.name = "stop"

(***************************************************************************)
(* The log says that just this was sent: all that is new in msgs, except   *)
(* that a new view need not be told to anybody now: where messages are     *)
(* lost the view server tells who pings or asks.  A message that is in     *)
(* msgs already leaves no trace there when it is sent again: the log may   *)
(* have it or not, but if it does it must be one of the set again, of what *)
(* this action can have sent.                                              *)
(***************************************************************************)
Sent(again) ==
    "sent" \in DOMAIN event =>
        LET new == msgs' \ msgs
            told == {MessagesAmong(msgs', event.node, s.to, s.message) :
                        s \in {t \in Range(event.sent) : ~IsUnknown(t.message)}}
        IN /\ {m \in new : m.type = "view" => ~TellsWhoAsks} \subseteq UNION told
           /\ \A ms \in told : ms \cap (new \cup again) # {}

(***************************************************************************)
(* Messages that may be sent again.  With its ping timer a primary repeats *)
(* what it waits for an answer to.                                         *)
(***************************************************************************)
ViewAgain == IF TellsWhoAsks THEN {[type |-> "view", view |-> view']} \cap msgs ELSE {}

PingAgain == {Ping(event.node, pings'[event.node])} \cap msgs

AnswersAgain(type) ==
    {m \in msgs : m.type = type /\ m.from = event.node /\ m.to = event.from}

RepliesAgain ==
    {m \in msgs : m.type = "reply" /\ m.from = event.node /\ m.name[1] = event.from}

RequestsAgain ==
    LET c == client'[event.node]
    IN RequestsTo(c.view, event.node, c.started, c.op) \cap msgs

TimerAgain ==
    IF event.node \in Client THEN RequestsAgain
    ELSE PingAgain
         \cup {m \in msgs :
                  /\ m.type \in {"transfer", "forward"}
                  /\ m.from = event.node
                  /\ IsPrimary(event.node)
                  /\ m.view = serverView[event.node].number
                  /\ IF m.type = "transfer" THEN ~ready[event.node]
                                            ELSE m.operation \in pending[event.node]}

-----------------------------------------------------------------------------
TraceInit == Init /\ l = 1 /\ stopped = {} /\ unlogged = 0

(***************************************************************************)
(* The next event is of that kind.                                         *)
(***************************************************************************)
IsEvent(kind) == l =< TraceLength /\ event.event = kind

(***************************************************************************)
(* It has happened.                                                        *)
(***************************************************************************)
NextEvent == l' = l + 1 /\ unlogged' = 0 /\ UNCHANGED stopped

TraceInvoke ==
    /\ IsEvent("invoke")
    /\ event.node \in Client
    /\ \E op \in IF "message" \in DOMAIN event /\ {"Kind", "Key"} \subseteq DOMAIN event.message
                 THEN {OpOf(event.message)} ELSE Op :
          Invoke(event.node, op)
    /\ Observed
    /\ Sent({})
    /\ NextEvent

TraceCheck ==
    /\ IsEvent("timeout")
    /\ event.name = "ping-check"
    /\ event.node = ViewServer
    /\ event.node \notin stopped
    /\ Check
    /\ Observed
    /\ Sent({})
    /\ NextEvent

TraceAgain ==
    /\ IsEvent("timeout")
    /\ \/ event.name = "ping" /\ event.node \in Server
       \/ event.name = "retry" /\ event.node \in Client /\ client[event.node].waiting
    /\ event.node \notin stopped
    /\ UNCHANGED vars
    /\ Observed
    /\ Sent(TimerAgain)
    /\ NextEvent

TraceStop ==
    /\ IsEvent("timeout")
    /\ event.name = "stop"
    /\ event.node \notin stopped \cup Client
    /\ UNCHANGED vars
    /\ stopped' = stopped \cup {event.node}
    /\ Observed
    /\ Sent({})
    /\ l' = l + 1 /\ unlogged' = 0

IsDelivery(name, nodes) ==
    /\ IsEvent("deliver")
    /\ event.message.name = name
    /\ event.node \in nodes
    /\ event.node \notin stopped

Delivered == MessagesOf(event.from, event.node, event.message)

TraceHandlePing ==
    /\ IsDelivery("Ping", {ViewServer})
    /\ \E m \in Delivered : m \in msgs /\ HandlePing(m)
    /\ Observed
    /\ Sent(ViewAgain)
    /\ NextEvent

TraceLearnView ==
    /\ IsDelivery("ViewReply", Server)
    /\ \E m \in Delivered : m \in msgs /\ LearnView(event.node, m)
    /\ Observed
    /\ Sent({})
    /\ NextEvent

TraceHandleTransfer ==
    /\ IsDelivery("Transfer", Server)
    /\ \E m \in Delivered : m \in msgs /\ HandleTransfer(event.node, m)
    /\ Observed
    /\ Sent(AnswersAgain("transferred"))
    /\ NextEvent

TraceHandleTransferred ==
    /\ IsDelivery("TransferAck", Server)
    /\ \E m \in Delivered : m \in msgs /\ HandleTransferred(event.node, m)
    /\ Observed
    /\ Sent(PingAgain)
    /\ NextEvent

TraceHandleRequest ==
    /\ IsDelivery("Request", Server)
    /\ \E m \in Delivered : m \in msgs /\ HandleRequest(event.node, m)
    /\ Observed
    /\ Sent(RepliesAgain)
    /\ NextEvent

TraceHandleForward ==
    /\ IsDelivery("Forward", Server)
    /\ \E m \in Delivered : m \in msgs /\ HandleForward(event.node, m)
    /\ Observed
    /\ Sent(AnswersAgain("forwarded"))
    /\ NextEvent

TraceHandleForwarded ==
    /\ IsDelivery("ForwardAck", Server)
    /\ \E m \in Delivered : m \in msgs /\ HandleForwarded(event.node, m)
    /\ Observed
    /\ Sent({})
    /\ NextEvent

TraceClientLearnsView ==
    /\ IsDelivery("ViewReply", Client)
    /\ \E m \in Delivered : m \in msgs /\ ClientLearnsView(event.node, m)
    /\ Observed
    /\ Sent(RequestsAgain)
    /\ NextEvent

TraceHandleReply ==
    /\ IsDelivery("Reply", Client)
    /\ \E m \in Delivered : m \in msgs /\ HandleReply(event.node, m)
    /\ Observed
    /\ Sent({})
    /\ NextEvent

(***************************************************************************)
(* Server i, or client c, has no use for message m.                        *)
(***************************************************************************)
UselessToServer(i, m) ==
    CASE m.type = "view" ->
            m.view.number =< serverView[i].number
      [] m.type = "transfer" ->
            m.view # serverView[i].number \/ m.from # serverView[i].primary
      [] m.type = "transferred" ->
            m.view # serverView[i].number \/ ~IsPrimary(i)
      [] m.type = "request" ->
            \/ ~IsPrimary(i)
            \/ ~ready[i]
            \/ m.operation.number < app[i].last[m.operation.client].number
            \/ /\ m.operation.number > app[i].last[m.operation.client].number
               /\ pending[i] # {}
      [] m.type = "forward" ->
            \/ m.view # serverView[i].number
            \/ m.from # serverView[i].primary
            \/ ~ready[i]
      [] m.type = "forwarded" ->
            \/ m.view # serverView[i].number
            \/ \A o \in pending[i] : Name(o) # m.name
      [] OTHER ->
            FALSE

UselessToClient(c, m) ==
    CASE m.type = "view" -> ~client[c].waiting \/ m.view.number =< client[c].view.number
      [] m.type = "reply" -> ~client[c].waiting \/ m.name # <<c, client[c].started>>
      [] OTHER -> FALSE

TraceUseless ==
    /\ IsEvent("deliver")
    /\ ~IsUnknown(event.message)
    /\ \E m \in Delivered :
          /\ m \in msgs
          /\ \/ event.node \in stopped
             \/ event.node \in Server /\ UselessToServer(event.node, m)
             \/ event.node \in Client /\ UselessToClient(event.node, m)
    /\ UNCHANGED vars
    /\ Observed
    /\ Sent(IF event.node \in {ViewServer} \ stopped THEN ViewAgain ELSE {})
    /\ NextEvent

TraceUnknown ==
    /\ IsEvent("deliver")
    /\ IsUnknown(event.message)
    /\ UNCHANGED vars
    /\ Observed
    /\ Sent(IF event.node \in {ViewServer} \ stopped THEN ViewAgain ELSE {})
    /\ NextEvent

TraceNetwork ==
    /\ IsEvent("drop") \/ IsEvent("duplicate")
    /\ \/ IsUnknown(event.message)
       \/ \E m \in MessagesOf(event.from, event.to, event.message) : m \in msgs
    /\ UNCHANGED vars
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
    /\ \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout ping-check")
          /\ ViewServer \notin stopped
          /\ Check
       \/ /\ IsUnlogged("invoke")
          /\ \E c \in Client, op \in Op : Invoke(c, op)
       \/ /\ IsUnlogged("deliver")
          /\ \E m \in msgs :
                \/ ViewServer \notin stopped /\ HandlePing(m)
                \/ \E i \in Server \ stopped : \/ LearnView(i, m)
                                               \/ HandleTransfer(i, m)
                                               \/ HandleTransferred(i, m)
                                               \/ HandleRequest(i, m)
                                               \/ HandleForward(i, m)
                                               \/ HandleForwarded(i, m)
                \/ \E c \in Client : ClientLearnsView(c, m) \/ HandleReply(c, m)
    /\ vars' # vars
    /\ unlogged' = unlogged + 1
    /\ UNCHANGED <<l, stopped>>

UnloggedStop ==
    /\ l =< TraceLength
    /\ unlogged < MaxUnlogged
    /\ IsUnlogged("timeout") \/ IsUnlogged("timeout stop")
    /\ Cardinality(stopped) < Stops
    /\ \E i \in (Server \cup {ViewServer}) \ stopped : stopped' = stopped \cup {i}
    /\ UNCHANGED vars
    /\ unlogged' = unlogged + 1
    /\ UNCHANGED l

TraceNext ==
    \/ TraceInvoke
    \/ TraceCheck
    \/ TraceAgain
    \/ TraceStop
    \/ TraceHandlePing
    \/ TraceLearnView
    \/ TraceHandleTransfer
    \/ TraceHandleTransferred
    \/ TraceHandleRequest
    \/ TraceHandleForward
    \/ TraceHandleForwarded
    \/ TraceClientLearnsView
    \/ TraceHandleReply
    \/ TraceUseless
    \/ TraceUnknown
    \/ TraceNetwork
    \/ TraceNothing
    \/ Unlogged
    \/ UnloggedStop

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, l, stopped, unlogged>>

(***************************************************************************)
(* Violated, as an invariant, exactly when the log is a behaviour of       *)
(* PrimaryBackup.                                                          *)
(***************************************************************************)
TraceNotMatched == l =< TraceLength
=============================================================================
