------------------------------- MODULE TraceVR -------------------------------
(***************************************************************************)
(* Is a log of events a behaviour of VR?                                   *)
(*                                                                         *)
(* The log is the file that the environment variable TRACE names, in the   *)
(* format of docs/events.md.  Its first line is the header, the others are *)
(* the events: Trace[n] is the one that says of itself that it is number   *)
(* n.  The variable l is the number of the event that comes next.  The log *)
(* is a behaviour of VR exactly if a state can be reached in which         *)
(* l > TraceLength.                                                        *)
(*                                                                         *)
(*   explore validate -spec tla/VR.tla LOG                                 *)
(*                                                                         *)
(*   timeout view-change     Timeout                                       *)
(*   timeout commit          TellCommitted                                 *)
(*   timeout recover         RecoverAgain                                  *)
(*   deliver                 HandlePrepare and the other actions of a      *)
(*                           message, or none: the node has no use for it  *)
(*   crash, restart          Crash, Restart; before a crash, one step of   *)
(*                           the replica if events may be lost             *)
(*   invoke, timeout retry   Invoke, Retry                                 *)
(*   drop, duplicate         none: messages in msgs may be lost, and may   *)
(*                           be received again, without                    *)
(*   start, partition, heal  none                                          *)
(*   cut-link, heal-link     none                                          *)
(*                                                                         *)
(* Replicas are numbered as among the header's nodes, where they come      *)
(* before the clients.                                                     *)
(*                                                                         *)
(* What the log does not say is not asked for: fields of messages and of   *)
(* states may be missing.  Whole events may be, too, if the header lists   *)
(* their kinds as unlogged: up to MaxUnlogged steps of these kinds may     *)
(* happen before each event.                                               *)
(***************************************************************************)
EXTENDS VR, TraceKeyValue, TLC

CONSTANT MaxUnlogged  \* how many unlogged steps there may be before an event

VARIABLES
    l,        \* the number of the event that comes next
    unlogged  \* how many unlogged steps there were since the last event

-----------------------------------------------------------------------------
(* The constants of VR, as the header says.                                *)

TraceServers == atoi(Header.settings.servers)

(***************************************************************************)
(* Views and crashes are bounded in a search.  The log of a system that    *)
(* ran for real has no largest view.                                       *)
(***************************************************************************)
IsBounded == "views" \in DOMAIN Header.settings

TraceView == IF IsBounded THEN 1..atoi(Header.settings.views) ELSE Nat \ {0}

TraceNonce == IF IsBounded THEN 1..(atoi(Header.settings.crashes) + 1) ELSE Nat \ {0}

TraceClient == {Header.nodes[k] : k \in (TraceServers + 1)..Len(Header.nodes)}

IsUnlogged(kind) ==
    /\ "unlogged" \in DOMAIN Header
    /\ \E k \in DOMAIN Header.unlogged : Header.unlogged[k] = kind

-----------------------------------------------------------------------------
(* What events say, in the words of VR.                                    *)

event == Trace[l]

Places == [name \in {Header.nodes[k] : k \in 1..TraceServers} |->
              CHOOSE k \in 1..TraceServers : Header.nodes[k] = name]

ServerOf(name) == IF name \in DOMAIN Places THEN Places[name] ELSE 0

ServersOf(list) == {ServerOf(name) : name \in Range(list)}

OpOf(x) == [kind |-> x.Kind, key |-> x.Key]

OperationOf(x) == [client |-> x.Client, number |-> x.Number, op |-> OpOf(x.Op)]

LogOf(x) == [k \in 1..Len(x) |-> OperationOf(x[k])]

TypeOf ==
    [Request |-> "request", Reply |-> "reply", Prepare |-> "prepare",
     PrepareOK |-> "prepareOK", Commit |-> "commit", StartViewChange |-> "startViewChange",
     DoViewChange |-> "doViewChange", StartView |-> "startView", Recovery |-> "recovery",
     RecoveryResponse |-> "recoveryResponse", GetState |-> "getState",
     NewState |-> "newState"]

(***************************************************************************)
(* The fields of the messages between replicas, and what they are called   *)
(* in the spec.                                                            *)
(***************************************************************************)
FieldOf ==
    [Prepare |-> [View |-> "view", Command |-> "command", OpNumber |-> "op",
                  CommitNumber |-> "commit"],
     PrepareOK |-> [View |-> "view", OpNumber |-> "op"],
     Commit |-> [View |-> "view", CommitNumber |-> "commit"],
     StartViewChange |-> [View |-> "view"],
     DoViewChange |-> [View |-> "view", Log |-> "log", LastNormal |-> "lastNormal",
                       CommitNumber |-> "commit"],
     StartView |-> [View |-> "view", Log |-> "log", CommitNumber |-> "commit"],
     Recovery |-> [Nonce |-> "nonce"],
     RecoveryResponse |-> [View |-> "view", Nonce |-> "nonce", Log |-> "log",
                           CommitNumber |-> "commit"],
     GetState |-> [View |-> "view", OpNumber |-> "op"],
     NewState |-> [View |-> "view", Log |-> "log", OpNumber |-> "op",
                   CommitNumber |-> "commit"]]

ToAll == {"Prepare", "StartViewChange", "StartView"}

ValueIn(x, field) ==
    CASE field = "Log" -> LogOf(x.Log)
      [] field = "Command" -> OperationOf(x.Command)
      [] OTHER -> x[field]

(***************************************************************************)
(* Whether message m, which was sent, may be one that the log says came    *)
(* from i to j and has the fields that are there of x.                     *)
(***************************************************************************)
Agrees(m, i, j, x) ==
    LET Is(field, value) == field \in DOMAIN x => value
    IN /\ m.type = TypeOf[x.name]
       /\ "to" \in DOMAIN m => m.to = ServerOf(j)
       /\ "from" \in DOMAIN m => m.from = ServerOf(i)
       /\ CASE m.type = "request" -> /\ m.command.client = i
                                     /\ Is("Number", m.command.number = x.Number)
                                     /\ Is("Op", m.command.op = OpOf(x.Op))
            [] m.type = "reply" -> /\ m.name[1] = j
                                   /\ Is("Number", m.name[2] = x.Number)
                                   /\ Is("Value", m.value = NamesOf(x.Value))
            [] OTHER -> \A f \in DOMAIN FieldOf[x.name] \cap DOMAIN x :
                           m[FieldOf[x.name][f]] = ValueIn(x, f)

(***************************************************************************)
(* What goes to all replicas at once goes to no client, and not to its     *)
(* sender.                                                                 *)
(***************************************************************************)
IsMisdirected(i, j, x) == x.name \in ToAll /\ j \notin DOMAIN Places \ {i}

(***************************************************************************)
(* A message of the log, x from i to j, all of whose fields are there.     *)
(***************************************************************************)
IsWhole(x) ==
    (CASE x.name = "Request" -> {"Number", "Op"}
       [] x.name = "Reply" -> {"Number", "Value"}
       [] OTHER -> DOMAIN FieldOf[x.name]) \subseteq DOMAIN x

MessageOf(i, j, x) ==
    LET from == ServerOf(i)
        to == ServerOf(j)
    IN CASE x.name = "Request" ->
               [type |-> "request", to |-> to,
                command |-> [client |-> i, number |-> x.Number, op |-> OpOf(x.Op)]]
         [] x.name = "Reply" ->
               [type |-> "reply", from |-> from, name |-> <<j, x.Number>>,
                value |-> NamesOf(x.Value)]
         [] x.name = "Prepare" ->
               [type |-> "prepare", from |-> from, view |-> x.View,
                command |-> OperationOf(x.Command), op |-> x.OpNumber, commit |-> x.CommitNumber]
         [] x.name = "PrepareOK" ->
               [type |-> "prepareOK", from |-> from, to |-> to, view |-> x.View,
                op |-> x.OpNumber]
         [] x.name = "Commit" ->
               [type |-> "commit", from |-> from, to |-> to, view |-> x.View,
                commit |-> x.CommitNumber]
         [] x.name = "StartViewChange" ->
               [type |-> "startViewChange", from |-> from, view |-> x.View]
         [] x.name = "DoViewChange" ->
               [type |-> "doViewChange", from |-> from, to |-> to, view |-> x.View,
                log |-> LogOf(x.Log), lastNormal |-> x.LastNormal, commit |-> x.CommitNumber]
         [] x.name = "StartView" ->
               [type |-> "startView", from |-> from, view |-> x.View, log |-> LogOf(x.Log),
                commit |-> x.CommitNumber]
         [] x.name = "Recovery" ->
               [type |-> "recovery", from |-> from, to |-> to, nonce |-> x.Nonce]
         [] x.name = "RecoveryResponse" ->
               [type |-> "recoveryResponse", from |-> from, to |-> to, view |-> x.View,
                nonce |-> x.Nonce, log |-> LogOf(x.Log), commit |-> x.CommitNumber]
         [] x.name = "GetState" ->
               [type |-> "getState", from |-> from, to |-> to, view |-> x.View,
                op |-> x.OpNumber]
         [] x.name = "NewState" ->
               [type |-> "newState", from |-> from, to |-> to, view |-> x.View,
                log |-> LogOf(x.Log), op |-> x.OpNumber, commit |-> x.CommitNumber]

(***************************************************************************)
(* The messages, of some that were sent, that one of the log, x from i to  *)
(* j, may be: one at most, if it is there with all its fields.             *)
(***************************************************************************)
MessagesAmong(ms, i, j, x) ==
    IF x.name \notin DOMAIN TypeOf \/ IsMisdirected(i, j, x)
    THEN {}
    ELSE IF IsWhole(x)
         THEN {MessageOf(i, j, x)} \cap ms
         ELSE {m \in ms : Agrees(m, i, j, x)}

MessagesOf(i, j, x) == MessagesAmong(msgs, i, j, x)

-----------------------------------------------------------------------------
(* Observations: what the log says of the state after an event, and of     *)
(* what was sent.                                                          *)

Shows(field) == "state" \in DOMAIN event /\ field \in DOMAIN event.state

PreparedOf(x) ==
    [j \in Server |-> LET name == Header.nodes[j]
                      IN IF name \in DOMAIN x THEN x[name] ELSE 0]

ChangesOf(x) ==
    {[from |-> ServerOf(name), log |-> LogOf(x[name].Log), lastNormal |-> x[name].LastNormal,
      commit |-> x[name].CommitNumber] : name \in DOMAIN x}

ResponsesOf(x) ==
    IF DOMAIN x = {}
    THEN NoResponses
    ELSE [from |-> ServersOf(x.From), view |-> x.View, primary |-> x.Primary,
          log |-> LogOf(x.Log), commit |-> x.CommitNumber]

ObservedReplica(r) ==
    /\ Shows("View") => r.view = event.state.View
    /\ Shows("Boots") => r.boots = event.state.Boots
    /\ Shows("Status") => r.status = event.state.Status
    /\ Shows("LastNormal") => r.lastNormal = event.state.LastNormal
    /\ Shows("Log") => r.log = LogOf(event.state.Log)
    /\ Shows("CommitNumber") => r.commit = event.state.CommitNumber
    /\ Shows("Executed") => r.executed = LogOf(event.state.Executed)
    /\ Shows("Prepared") => r.prepared = PreparedOf(event.state.Prepared)
    /\ Shows("Asked") => r.asked = ServersOf(event.state.Asked)
    /\ Shows("HandedOver") => r.handedOver = event.state.HandedOver
    /\ Shows("Changes") => r.changes = ChangesOf(event.state.Changes)
    /\ Shows("Responses") => r.responses = ResponsesOf(event.state.Responses)

ObservedClient(c) ==
    /\ Shows("Started") => c.started = event.state.Started
    /\ Shows("Waiting") => c.waiting = event.state.Waiting
    /\ Shows("Primary") => c.primary = ServerOf(event.state.Primary)
    /\ Shows("ToAll") => c.toAll = event.state.ToAll

Observed ==
    IF event.node \in Client
    THEN ObservedClient(client'[event.node])
    ELSE ObservedReplica(replica'[ServerOf(event.node)])

(***************************************************************************)
(* The log says that just this was sent: all that is new in msgs.  A       *)
(* message that is there already leaves no trace in msgs when it is sent   *)
(* again: the log may have it or not, but if it does it must be one of     *)
(* which IsAgain holds, of what this action can have sent.                 *)
(***************************************************************************)
SentOrAgain(IsAgain(_)) ==
    "sent" \in DOMAIN event =>
        LET new == msgs' \ msgs
            told == {MessagesAmong(msgs', event.node, s.to, s.message) : s \in Range(event.sent)}
        IN /\ new \subseteq UNION told
           /\ \A ms \in told : \E m \in ms : m \in new \/ (m \in msgs /\ IsAgain(m))

Sent(again) == SentOrAgain(LAMBDA m : m \in again)

(***************************************************************************)
(* Messages that a replica may send again: a reply to an operation that it *)
(* executes now (after a crash, anew) or that is asked for again; that it  *)
(* has the log of its view; a question for the state; and an answer to     *)
(* the same question.                                                      *)
(***************************************************************************)
Node == ServerOf(event.node)

IsReply(m) ==
    /\ m.type = "reply" /\ m.from = Node
    /\ \E o \in Range(replica'[Node].executed) \ Range(replica[Node].executed) : Name(o) = m.name

HasLog ==
    LET r == replica'[Node]
    IN IF r.status = "normal" /\ Len(r.log) > r.commit
       THEN SendPrepareOK(Node, [replica |-> r, sent |-> {}]).sent
       ELSE {}

IsQuestion(m, n) ==
    /\ n.type = "getState" /\ n.from = Node /\ n.to = m.from
    /\ n.view = m.view
    /\ n.op = IF m.view > replica[Node].view THEN replica[Node].commit
                                             ELSE Len(replica[Node].log)

IsAnswer(type, m, n) ==
    LET r == replica[Node]
    IN /\ n.type = type /\ n.from = Node /\ n.to = m.from
       /\ n.view = r.view
       /\ type = "recoveryResponse" =>
             /\ n.nonce = m.nonce
             /\ n.log = IF Leads(Node, r) THEN r.log ELSE <<>>
             /\ n.commit = IF Leads(Node, r) THEN r.commit ELSE 0
       /\ type = "newState" =>
             /\ n.log = SubSeq(r.log, m.op + 1, Len(r.log))
             /\ n.op = Len(r.log) /\ n.commit = r.commit

-----------------------------------------------------------------------------
TraceInit == Init /\ l = 1 /\ unlogged = 0

(***************************************************************************)
(* The next event is of that kind, and of a replica or of a client.        *)
(***************************************************************************)
IsEvent(kind) == l =< TraceLength /\ event.event = kind

IsServerEvent(kind) == IsEvent(kind) /\ event.node \in DOMAIN Places

IsClientEvent(kind) == IsEvent(kind) /\ event.node \in Client

(***************************************************************************)
(* It has happened.                                                        *)
(***************************************************************************)
NextEvent == l' = l + 1 /\ unlogged' = 0

TraceTimeout ==
    /\ IsServerEvent("timeout")
    /\ event.name = "view-change"
    /\ Timeout(Node)
    /\ Observed
    /\ Sent({})
    /\ NextEvent

TraceTellCommitted ==
    /\ IsServerEvent("timeout")
    /\ event.name = "commit"
    /\ TellCommitted(Node)
    /\ Observed
    /\ SentOrAgain(LAMBDA m : /\ m.type = "commit" /\ m.from = Node
                              /\ m.view = replica[Node].view
                              /\ m.commit = replica[Node].commit)
    /\ NextEvent

TraceRecoverAgain ==
    /\ IsServerEvent("timeout")
    /\ event.name = "recover"
    /\ RecoverAgain(Node)
    /\ Observed
    /\ Sent(AskToRecover(Node, replica[Node]))
    /\ NextEvent

Delivered == MessagesOf(event.from, event.node, event.message)

IsDelivery(name) == IsServerEvent("deliver") /\ event.message.name = name

TraceHandleRequest ==
    /\ IsDelivery("Request")
    /\ \E m \in Delivered :
          /\ HandleRequest(Node, m)
          /\ SentOrAgain(LAMBDA n : /\ n.type = "reply" /\ n.from = Node
                                    /\ n.name = Name(m.command)
                                    /\ replica' = replica)
    /\ Observed
    /\ NextEvent

TraceHandlePrepare ==
    /\ IsDelivery("Prepare")
    /\ \E m \in Delivered :
          /\ HandlePrepare(Node, m)
          /\ IF replica'[Node].log = replica[Node].log
             THEN SentOrAgain(LAMBDA n : IsQuestion(m, n))
             ELSE Sent(SendPrepareOK(Node, [replica |-> replica'[Node], sent |-> {}]).sent)
    /\ Observed
    /\ NextEvent

TraceHandlePrepareOK ==
    /\ IsDelivery("PrepareOK")
    /\ \E m \in Delivered : HandlePrepareOK(Node, m)
    /\ Observed
    /\ SentOrAgain(IsReply)
    /\ NextEvent

TraceHandleCommit ==
    /\ IsDelivery("Commit")
    /\ \E m \in Delivered :
          /\ HandleCommit(Node, m)
          /\ IF m.view > replica[Node].view \/ m.commit > Len(replica[Node].log)
             THEN SentOrAgain(LAMBDA n : IsQuestion(m, n))
             ELSE Sent({})
    /\ Observed
    /\ NextEvent

TraceHandleStartViewChange ==
    /\ IsDelivery("StartViewChange")
    /\ \E m \in Delivered : HandleStartViewChange(Node, m)
    /\ Observed
    /\ SentOrAgain(IsReply)
    /\ NextEvent

TraceHandleDoViewChange ==
    /\ IsDelivery("DoViewChange")
    /\ \E m \in Delivered : HandleDoViewChange(Node, m)
    /\ Observed
    /\ SentOrAgain(IsReply)
    /\ NextEvent

TraceHandleStartView ==
    /\ IsDelivery("StartView")
    /\ \E m \in Delivered : HandleStartView(Node, m)
    /\ Observed
    /\ Sent(HasLog)
    /\ NextEvent

TraceHandleRecovery ==
    /\ IsDelivery("Recovery")
    /\ \E m \in Delivered :
          /\ HandleRecovery(Node, m)
          /\ SentOrAgain(LAMBDA n : IsAnswer("recoveryResponse", m, n))
    /\ Observed
    /\ NextEvent

TraceHandleRecoveryResponse ==
    /\ IsDelivery("RecoveryResponse")
    /\ \E m \in Delivered : HandleRecoveryResponse(Node, m)
    /\ Observed
    /\ Sent(HasLog)
    /\ NextEvent

TraceHandleGetState ==
    /\ IsDelivery("GetState")
    /\ \E m \in Delivered :
          /\ HandleGetState(Node, m)
          /\ SentOrAgain(LAMBDA n : IsAnswer("newState", m, n))
    /\ Observed
    /\ NextEvent

TraceHandleNewState ==
    /\ IsDelivery("NewState")
    /\ \E m \in Delivered : HandleNewState(Node, m)
    /\ Observed
    /\ Sent(HasLog)
    /\ NextEvent

TraceHandleReply ==
    /\ IsClientEvent("deliver")
    /\ event.message.name = "Reply"
    /\ \E m \in Delivered : HandleReply(event.node, m)
    /\ Observed
    /\ Sent({})
    /\ NextEvent

TraceInvoke ==
    /\ IsClientEvent("invoke")
    /\ \E op \in IF "message" \in DOMAIN event /\ {"Kind", "Key"} \subseteq DOMAIN event.message
                 THEN {OpOf(event.message)} ELSE Op :
          Invoke(event.node, op)
    /\ Observed
    /\ Sent({})
    /\ NextEvent

TraceRetry ==
    /\ IsClientEvent("timeout")
    /\ event.name = "retry"
    /\ Retry(event.node)
    /\ Observed
    /\ SentOrAgain(LAMBDA m : /\ m.type = "request"
                              /\ m.command.client = event.node
                              /\ m.command.number = client[event.node].started)
    /\ NextEvent

TraceCrash ==
    /\ IsServerEvent("crash")
    /\ Crash(Node)
    /\ Observed
    /\ Sent({})
    /\ NextEvent

TraceRestart ==
    /\ IsServerEvent("restart")
    /\ Restart(Node)
    /\ Observed
    /\ Sent({})
    /\ NextEvent

(***************************************************************************)
(* Replica i, or client c, has no use for message m.                       *)
(***************************************************************************)
OldView(r, m) == m.view < r.view

NotIn(r, m) == OldView(r, m) \/ (m.view = r.view /\ r.status # "normal")

UselessToReplica(i, m) ==
    LET r == replica[i]
        last == LastRequest(r.log, m.command.client)
    IN CASE m.type = "recoveryResponse" -> r.status # "recovering" \/ m.nonce # r.boots
         [] r.status = "recovering" -> TRUE
         [] m.type = "request" ->
               \/ ~Leads(i, r)
               \/ m.command.number < last
               \/ m.command.number = last /\ m.command \notin Range(r.executed)
         [] m.type = "prepare" -> NotIn(r, m) \/ (m.view = r.view /\ m.op =< Len(r.log))
         [] m.type = "prepareOK" ->
               ~Leads(i, r) \/ m.view # r.view \/ m.op =< Max(r.commit, r.prepared[m.from])
         [] m.type = "commit" -> NotIn(r, m)
         [] m.type = "startViewChange" ->
               OldView(r, m) \/ (m.view = r.view /\ (r.status # "view-change" \/ r.handedOver))
         [] m.type \in {"doViewChange", "startView"} ->
               OldView(r, m) \/ (m.view = r.view /\ r.status # "view-change")
         [] m.type = "recovery" -> r.status # "normal"
         [] m.type = "getState" -> m.view # r.view \/ r.status # "normal" \/ m.op > Len(r.log)
         [] m.type = "newState" ->
               LET before == m.op - Len(m.log)
               IN \/ OldView(r, m)
                  \/ IF m.view = r.view /\ r.status = "normal"
                     THEN m.op =< Len(r.log) \/ before > Len(r.log)
                     ELSE before > r.commit
         [] OTHER -> FALSE

UselessToClient(c, m) ==
    m.type = "reply" /\ (client[c].waiting => m.name # <<c, client[c].started>>)

TraceUseless ==
    /\ IsEvent("deliver")
    /\ \E m \in Delivered :
          IF event.node \in Client
          THEN UselessToClient(event.node, m)
          ELSE Up(Node) /\ UselessToReplica(Node, m)
    /\ UNCHANGED vars
    /\ Observed
    /\ Sent({})
    /\ NextEvent

TraceNetwork ==
    /\ IsEvent("drop") \/ IsEvent("duplicate")
    /\ MessagesOf(event.from, event.to, event.message) # {}
    /\ UNCHANGED vars
    /\ NextEvent

TraceNothing ==
    /\ \/ IsEvent("start") \/ IsEvent("partition") \/ IsEvent("heal")
       \/ IsEvent("cut-link") \/ IsEvent("heal-link")
    /\ UNCHANGED vars
    /\ NextEvent

(***************************************************************************)
(* A step of replica i, of a kind that may be taken.                       *)
(***************************************************************************)
StepOf(i, May(_)) ==
    LET Timer(name) == May("timeout") \/ May("timeout " \o name)
    IN \/ Timer("view-change") /\ Timeout(i)
       \/ Timer("commit") /\ TellCommitted(i)
       \/ Timer("recover") /\ RecoverAgain(i)
       \/ /\ May("deliver")
          /\ \E m \in msgs : \/ HandleRequest(i, m)
                             \/ HandlePrepare(i, m)
                             \/ HandlePrepareOK(i, m)
                             \/ HandleCommit(i, m)
                             \/ HandleStartViewChange(i, m)
                             \/ HandleDoViewChange(i, m)
                             \/ HandleStartView(i, m)
                             \/ HandleRecovery(i, m)
                             \/ HandleRecoveryResponse(i, m)
                             \/ HandleGetState(i, m)
                             \/ HandleNewState(i, m)

(***************************************************************************)
(* A replica was killed when it had taken a step and its disk had what is  *)
(* durable, but the log had not: if the header says that events may be     *)
(* lost so.  No message of that step has left.                             *)
(***************************************************************************)
LostCrash(i, Moved) ==
    /\ "lost" \in DOMAIN Header
    /\ Header.lost
    /\ \E sent \in {msgs} :
          (StepOf(i, LAMBDA kind : TRUE) /\ UNCHANGED <<l, unlogged>>)
          \cdot (msgs' = sent /\ UNCHANGED <<replica, client, l, unlogged>>)
          \cdot (Crash(i) /\ Moved)

TraceLostCrash ==
    /\ IsServerEvent("crash")
    /\ LostCrash(Node, NextEvent)
    /\ Observed
    /\ Sent({})

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
    /\ \/ \E i \in Server :
             \/ StepOf(i, IsUnlogged)
             \/ IsUnlogged("crash") /\ Crash(i)
             \/ IsUnlogged("restart") /\ Restart(i)
       \/ \E c \in Client :
             \/ IsUnlogged("invoke") /\ \E op \in Op : Invoke(c, op)
             \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout retry")
                /\ Retry(c)
             \/ IsUnlogged("deliver") /\ \E m \in msgs : HandleReply(c, m)
    /\ vars' # vars
    /\ UnloggedStep

TraceNext ==
    \/ TraceTimeout
    \/ TraceTellCommitted
    \/ TraceRecoverAgain
    \/ TraceHandleRequest
    \/ TraceHandlePrepare
    \/ TraceHandlePrepareOK
    \/ TraceHandleCommit
    \/ TraceHandleStartViewChange
    \/ TraceHandleDoViewChange
    \/ TraceHandleStartView
    \/ TraceHandleRecovery
    \/ TraceHandleRecoveryResponse
    \/ TraceHandleGetState
    \/ TraceHandleNewState
    \/ TraceHandleReply
    \/ TraceInvoke
    \/ TraceRetry
    \/ TraceCrash
    \/ TraceLostCrash
    \/ TraceRestart
    \/ TraceUseless
    \/ TraceNetwork
    \/ TraceNothing
    \/ Unlogged
    \/ UnloggedLostCrash

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, l, unlogged>>

(***************************************************************************)
(* Violated, as an invariant, exactly when the log is a behaviour of VR.   *)
(***************************************************************************)
TraceNotMatched == l =< TraceLength
=============================================================================
