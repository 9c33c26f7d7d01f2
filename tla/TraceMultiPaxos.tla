--------------------------- MODULE TraceMultiPaxos ---------------------------
(***************************************************************************)
(* Is a log of events a behaviour of MultiPaxos?                           *)
(*                                                                         *)
(* The log is the file that the environment variable TRACE names, in the   *)
(* format of docs/events.md.  Its first line is the header, the others are *)
(* the events: Trace[n] is the one that says of itself that it is number   *)
(* n.  The variable l is the number of the event that comes next.  The log *)
(* is a behaviour of MultiPaxos exactly if a state can be reached in which *)
(* l > TraceLength.                                                        *)
(*                                                                         *)
(*   explore validate -spec tla/MultiPaxos.tla LOG                         *)
(*                                                                         *)
(*   timeout scout           Scout                                         *)
(*   deliver                 HandleP1a and the other actions of a message, *)
(*                           or none: the node has no use for it           *)
(*   crash, restart          Crash, Restart; before a crash, one step of   *)
(*                           the machine if events may be lost             *)
(*   invoke, timeout retry   Invoke, Retry                                 *)
(*   drop, duplicate         none: messages in msgs may be lost, and may   *)
(*                           be received again, without                    *)
(*   start, partition, heal  none                                          *)
(*   cut-link, heal-link     none                                          *)
(*                                                                         *)
(* Machines are numbered as among the header's nodes, where they come      *)
(* before the clients.  Whom a client asks is in the log only if it says   *)
(* what was sent; if not, the client is thought to ask all: whatever can   *)
(* happen otherwise can happen then, for msgs may have more than arrives.  *)
(*                                                                         *)
(* What the log does not say is not asked for: fields of messages and of   *)
(* states may be missing.  Whole events may be, too, if the header lists   *)
(* their kinds as unlogged: up to MaxUnlogged steps of these kinds may     *)
(* happen before each event.                                               *)
(***************************************************************************)
EXTENDS MultiPaxos, TraceKeyValue, TLC

CONSTANT MaxUnlogged  \* how many unlogged steps there may be before an event

VARIABLES
    l,        \* the number of the event that comes next
    unlogged  \* how many unlogged steps there were since the last event

-----------------------------------------------------------------------------
(* The constants of MultiPaxos, as the header says.                        *)

TraceServers == atoi(Header.settings.servers)

(***************************************************************************)
(* How many acceptors are a quorum of a phase: what the settings say, or,  *)
(* where that is nothing or 0, in phase 2 a majority, and in phase 1 a     *)
(* majority or as many more as it takes.                                   *)
(***************************************************************************)
Size(phase, otherwise) ==
    IF phase \in DOMAIN Header.settings /\ Header.settings[phase] # "0"
    THEN atoi(Header.settings[phase])
    ELSE otherwise

Majority == TraceServers \div 2 + 1

TraceSize2 == Size("phase2", Majority)

TraceSize1 ==
    Size("phase1", IF TraceSize2 < Majority THEN TraceServers + 1 - TraceSize2
                                            ELSE Majority)

(***************************************************************************)
(* Ballots and slots are bounded in a search.  The log of a system that    *)
(* ran for real has no such settings.                                      *)
(***************************************************************************)
TraceBallotNumber ==
    IF "ballots" \in DOMAIN Header.settings THEN 1..atoi(Header.settings.ballots) ELSE Nat \ {0}

TraceSlots ==
    IF "slots" \in DOMAIN Header.settings THEN atoi(Header.settings.slots) ELSE TraceLength

TraceWindow == atoi(Header.settings.window)

TraceRefusals == Header.settings.refusals = "true"

TraceClient == {Header.nodes[k] : k \in (TraceServers + 1)..Len(Header.nodes)}

IsUnlogged(kind) ==
    /\ "unlogged" \in DOMAIN Header
    /\ \E k \in DOMAIN Header.unlogged : Header.unlogged[k] = kind

-----------------------------------------------------------------------------
(* What events say, in the words of MultiPaxos.                            *)

event == Trace[l]

Places == [name \in {Header.nodes[k] : k \in 1..TraceServers} |->
              CHOOSE k \in 1..TraceServers : Header.nodes[k] = name]

MachineOf(name) == IF name \in DOMAIN Places THEN Places[name] ELSE Nobody

BallotOf(x) == [number |-> x.Number, leader |-> MachineOf(x.Leader)]

OpOf(x) == [kind |-> x.Kind, key |-> x.Key]

OperationOf(x) == [client |-> x.Client, number |-> x.Number, op |-> OpOf(x.Op)]

PairsOf(x) == {<<atoi(s), OperationOf(x[s])>> : s \in DOMAIN x}

PValuesOf(x) ==
    {[ballot |-> BallotOf(x[s].Ballot), slot |-> atoi(s), command |-> OperationOf(x[s].Command)] :
        s \in DOMAIN x}

TypeOf ==
    [Request |-> "request", Reply |-> "reply", Propose |-> "propose", P1a |-> "p1a",
     P1b |-> "p1b", P2a |-> "p2a", P2b |-> "p2b", Decision |-> "decision"]

FieldsOf ==
    [Request |-> {"Number", "Op"}, Reply |-> {"Number", "Value"},
     Propose |-> {"Slot", "Command"}, P1a |-> {"Ballot"}, P1b |-> {"Ballot", "Accepted"},
     P2a |-> {"Ballot", "Slot", "Command"}, P2b |-> {"Ballot", "Slot"},
     Decision |-> {"Slot", "Command"}]

(***************************************************************************)
(* A message of the log, x from i to j, all of whose fields are there.     *)
(***************************************************************************)
MessageOf(i, j, x) ==
    CASE x.name = "Request" ->
            [type |-> "request", to |-> MachineOf(j),
             command |-> [client |-> i, number |-> x.Number, op |-> OpOf(x.Op)]]
      [] x.name = "Reply" ->
            [type |-> "reply", from |-> MachineOf(i), name |-> <<j, x.Number>>,
             value |-> NamesOf(x.Value)]
      [] x.name = "Propose" ->
            [type |-> "propose", from |-> MachineOf(i), slot |-> x.Slot,
             command |-> OperationOf(x.Command)]
      [] x.name = "P1a" ->
            [type |-> "p1a", from |-> MachineOf(i), ballot |-> BallotOf(x.Ballot)]
      [] x.name = "P1b" ->
            [type |-> "p1b", from |-> MachineOf(i), to |-> MachineOf(j),
             ballot |-> BallotOf(x.Ballot), accepted |-> PValuesOf(x.Accepted)]
      [] x.name = "P2a" ->
            [type |-> "p2a", from |-> MachineOf(i), ballot |-> BallotOf(x.Ballot),
             slot |-> x.Slot, command |-> OperationOf(x.Command)]
      [] x.name = "P2b" ->
            [type |-> "p2b", from |-> MachineOf(i), to |-> MachineOf(j),
             ballot |-> BallotOf(x.Ballot), slot |-> x.Slot]
      [] x.name = "Decision" ->
            [type |-> "decision", from |-> MachineOf(i), slot |-> x.Slot,
             command |-> OperationOf(x.Command)]

(***************************************************************************)
(* Whether message m, which was sent, may be one that the log says came    *)
(* from i to j and has the fields that are there of x.                     *)
(***************************************************************************)
Agrees(m, i, j, x) ==
    LET Is(field, value) == field \in DOMAIN x => value
    IN /\ m.type = TypeOf[x.name]
       /\ "to" \in DOMAIN m => m.to = MachineOf(j)
       /\ "from" \in DOMAIN m => m.from = MachineOf(i)
       /\ "ballot" \in DOMAIN m => Is("Ballot", m.ballot = BallotOf(x.Ballot))
       /\ "slot" \in DOMAIN m => Is("Slot", m.slot = x.Slot)
       /\ CASE m.type = "request" -> /\ m.command.client = i
                                     /\ Is("Number", m.command.number = x.Number)
                                     /\ Is("Op", m.command.op = OpOf(x.Op))
            [] m.type = "reply" -> /\ m.name[1] = j
                                   /\ Is("Number", m.name[2] = x.Number)
                                   /\ Is("Value", m.value = NamesOf(x.Value))
            [] m.type \in {"propose", "p2a", "decision"} ->
                  Is("Command", m.command = OperationOf(x.Command))
            [] m.type = "p1b" -> Is("Accepted", m.accepted = PValuesOf(x.Accepted))
            [] OTHER -> TRUE

(***************************************************************************)
(* What goes to all machines at once goes to no client, and not to its     *)
(* sender.                                                                 *)
(***************************************************************************)
IsMisdirected(i, j, x) ==
    /\ x.name \in {"Propose", "P1a", "P2a", "Decision"}
    /\ j \notin DOMAIN Places \ {i}

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

-----------------------------------------------------------------------------
(* Observations: what the log says of the state after an event, and of     *)
(* what was sent.                                                          *)

Shows(field) == "state" \in DOMAIN event /\ field \in DOMAIN event.state

ObservedAcceptor(a) ==
    /\ Shows("Ballot") => a.ballot = BallotOf(event.state.Ballot)
    /\ Shows("Accepted") => a.accepted = PValuesOf(event.state.Accepted)

ObservedLeader(x) ==
    /\ Shows("Mode") => x.mode = event.state.Mode
    /\ Shows("ScoutDone") => x.scoutDone = event.state.ScoutDone
    /\ Shows("Scout") =>
          IF DOMAIN event.state.Scout = {}
          THEN x.heard = {} /\ x.pvalues = {}
          ELSE /\ x.heard = {MachineOf(n) : n \in Range(event.state.Scout.Heard)}
               /\ x.pvalues = PValuesOf(event.state.Scout.PValues)
    /\ Shows("Proposals") => x.proposals = PairsOf(event.state.Proposals)
    /\ Shows("Commanders") =>
          x.commanders = UNION {{<<atoi(s), MachineOf(n)>> : n \in Range(event.state.Commanders[s])} :
                                   s \in DOMAIN event.state.Commanders}

(***************************************************************************)
(* slotOut of a machine that is down means nothing: it is 0 in the code.   *)
(***************************************************************************)
ObservedReplica(r) ==
    /\ Shows("Decisions") => r.decisions = PairsOf(event.state.Decisions)
    /\ Shows("SlotOut") /\ event.event # "crash" => r.slotOut = event.state.SlotOut
    /\ Shows("Requests") =>
          r.requests = [k \in 1..Len(event.state.Requests) |-> OperationOf(event.state.Requests[k])]
    /\ Shows("Proposed") => r.proposed = PairsOf(event.state.Proposed)
    /\ Shows("Performed") =>
          r.app.performed = [k \in 1..Len(event.state.Performed) |->
                                Name(OperationOf(event.state.Performed[k]))]
    /\ Shows("Store") => r.app.store = StoreOf(event.state.Store, Key)
    /\ Shows("Results") => r.app.last = LastOf(event.state.Results, Client)

ObservedClient(c) ==
    /\ Shows("Started") => c.started = event.state.Started
    /\ Shows("Waiting") => c.waiting = event.state.Waiting

Observed ==
    /\ IF event.node \in Client
       THEN ObservedClient(client'[event.node])
       ELSE /\ ObservedAcceptor(acceptor'[MachineOf(event.node)])
            /\ ObservedLeader(leader'[MachineOf(event.node)])
            /\ ObservedReplica(replica'[MachineOf(event.node)])

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

SentNew == SentOrAgain(LAMBDA m : FALSE)

(***************************************************************************)
(* Messages that a machine may send again: the same answer to the leader   *)
(* that asked; a proposal, when it makes it anew after a crash or its      *)
(* leader is active no more; and a reply to an operation that was          *)
(* performed now (after a crash, anew) or that is asked for again.         *)
(***************************************************************************)
IsAnswer(type, m) ==
    LET i == MachineOf(event.node)
    IN /\ m.type = type
       /\ m.from = i /\ m.to = MachineOf(event.from)
       /\ m.ballot = acceptor'[i].ballot

IsProposal(m) ==
    LET i == MachineOf(event.node)
        wasActive == leader[i].mode = "active" /\ leader'[i].mode # "active"
    IN /\ m.type = "propose" /\ m.from = i
       /\ <<m.slot, m.command>> \in replica'[i].proposed
       /\ wasActive \/ <<m.slot, m.command>> \notin replica[i].proposed

PerformedNow(i, name) ==
    /\ \E k \in 1..Len(replica'[i].app.performed) : replica'[i].app.performed[k] = name
    /\ \A k \in 1..Len(replica[i].app.performed) : replica[i].app.performed[k] # name

IsReply(m) ==
    LET i == MachineOf(event.node)
    IN /\ m.type = "reply" /\ m.from = i
       /\ m.name[1] = event.from \/ PerformedNow(i, m.name)

IsProposalOrReply(m) == IsProposal(m) \/ IsReply(m)

-----------------------------------------------------------------------------
TraceInit == Init /\ l = 1 /\ unlogged = 0

(***************************************************************************)
(* The next event is of that kind, and of a machine or of a client.        *)
(***************************************************************************)
IsEvent(kind) == l =< TraceLength /\ event.event = kind

IsMachineEvent(kind) == IsEvent(kind) /\ event.node \in DOMAIN Places

IsClientEvent(kind) == IsEvent(kind) /\ event.node \in Client

(***************************************************************************)
(* It has happened.                                                        *)
(***************************************************************************)
NextEvent == l' = l + 1 /\ unlogged' = 0

TraceScout ==
    /\ IsMachineEvent("timeout")
    /\ event.name = "scout"
    /\ Scout(MachineOf(event.node))
    /\ Observed
    /\ SentNew
    /\ NextEvent

Delivered == MessagesOf(event.from, event.node, event.message)

IsDelivery(name) == IsMachineEvent("deliver") /\ event.message.name = name

TraceHandleP1a ==
    /\ IsDelivery("P1a")
    /\ \E m \in Delivered : m \in msgs /\ HandleP1a(MachineOf(event.node), m)
    /\ Observed
    /\ SentOrAgain(LAMBDA m : IsAnswer("p1b", m) \/ IsProposal(m))
    /\ NextEvent

TraceHandleP1b ==
    /\ IsDelivery("P1b")
    /\ \E m \in Delivered : m \in msgs /\ HandleP1b(MachineOf(event.node), m)
    /\ Observed
    /\ SentOrAgain(IsProposal)
    /\ NextEvent

TraceHandleP2a ==
    /\ IsDelivery("P2a")
    /\ \E m \in Delivered : m \in msgs /\ HandleP2a(MachineOf(event.node), m)
    /\ Observed
    /\ SentOrAgain(LAMBDA m : IsAnswer("p2b", m))
    /\ NextEvent

TraceHandleP2b ==
    /\ IsDelivery("P2b")
    /\ \E m \in Delivered : m \in msgs /\ HandleP2b(MachineOf(event.node), m)
    /\ Observed
    /\ SentOrAgain(IsProposalOrReply)
    /\ NextEvent

TraceHandleDecision ==
    /\ IsDelivery("Decision")
    /\ \E m \in Delivered : m \in msgs /\ HandleDecision(MachineOf(event.node), m)
    /\ Observed
    /\ SentOrAgain(IsProposalOrReply)
    /\ NextEvent

TraceHandlePropose ==
    /\ IsDelivery("Propose")
    /\ \E m \in Delivered : m \in msgs /\ HandlePropose(MachineOf(event.node), m)
    /\ Observed
    /\ SentNew
    /\ NextEvent

TraceHandleRequest ==
    /\ IsDelivery("Request")
    /\ \E m \in Delivered : m \in msgs /\ HandleRequest(MachineOf(event.node), m)
    /\ Observed
    /\ SentOrAgain(IsProposalOrReply)
    /\ NextEvent

TraceHandleReply ==
    /\ IsClientEvent("deliver")
    /\ event.message.name = "Reply"
    /\ \E m \in Delivered : m \in msgs /\ HandleReply(event.node, m)
    /\ Observed
    /\ SentNew
    /\ NextEvent

(***************************************************************************)
(* Whom the client of the event asks.                                      *)
(***************************************************************************)
AskedNow == IF "sent" \in DOMAIN event THEN {MachineOf(s.to) : s \in Range(event.sent)} ELSE Server

TraceInvoke ==
    /\ IsClientEvent("invoke")
    /\ \E op \in IF "message" \in DOMAIN event /\ {"Kind", "Key"} \subseteq DOMAIN event.message
                 THEN {OpOf(event.message)} ELSE Op :
          Invoke(event.node, op, AskedNow)
    /\ Observed
    /\ SentNew
    /\ NextEvent

(***************************************************************************)
(* A request that is still on its way is not sent again.                   *)
(***************************************************************************)
TraceRetry ==
    /\ IsClientEvent("timeout")
    /\ event.name = "retry"
    /\ client[event.node].waiting
    /\ IF AskedNow = {}
       THEN UNCHANGED vars
       ELSE \E i \in AskedNow : Retry(event.node, i)
    /\ Observed
    /\ SentOrAgain(LAMBDA m : /\ m.type = "request"
                              /\ m.command.client = event.node
                              /\ m.command.number = client[event.node].started)
    /\ NextEvent

TraceCrash ==
    /\ IsMachineEvent("crash")
    /\ Crash(MachineOf(event.node))
    /\ Observed
    /\ SentNew
    /\ NextEvent

TraceRestart ==
    /\ IsMachineEvent("restart")
    /\ Restart(MachineOf(event.node))
    /\ Observed
    /\ SentNew
    /\ NextEvent

(***************************************************************************)
(* Machine i, or client c, has no use for message m.                       *)
(***************************************************************************)
UselessToMachine(i, m) ==
    LET b == acceptor[i].ballot
        Refuses(ballot) == Refusals /\ Above(b, ballot) /\ b.leader # m.from
    IN CASE m.type = "p1a" -> Above(b, m.ballot) /\ ~Refuses(m.ballot)
         [] m.type = "p1b" -> /\ ~Above(m.ballot, b)
                              /\ m.ballot = b => leader[i].mode # "scouting"
         [] m.type = "p2a" -> m.ballot # b /\ ~Refuses(m.ballot)
         [] m.type = "p2b" -> /\ ~Above(m.ballot, b)
                              /\ m.ballot = b => m.slot \notin SlotsOf(leader[i].commanders)
         [] m.type = "decision" -> <<m.slot, m.command>> \in replica[i].decisions
         [] m.type = "propose" -> m.slot \in SlotsOf(leader[i].proposals \cup replica[i].decisions)
         [] m.type = "request" -> /\ m.command.number # replica[i].app.last[m.command.client].number
                                  /\ \/ WasPerformed(replica[i].app, m.command)
                                     \/ Asked(replica[i], m.command)
         [] OTHER -> FALSE

UselessToClient(c, m) ==
    m.type = "reply" /\ (client[c].waiting => m.name # <<c, client[c].started>>)

TraceUseless ==
    /\ IsEvent("deliver")
    /\ \E m \in Delivered :
          /\ m \in msgs
          /\ IF event.node \in Client
             THEN UselessToClient(event.node, m)
             ELSE up[MachineOf(event.node)] /\ UselessToMachine(MachineOf(event.node), m)
    /\ UNCHANGED vars
    /\ Observed
    /\ SentNew
    /\ NextEvent

TraceNetwork ==
    /\ IsEvent("drop") \/ IsEvent("duplicate")
    /\ \E m \in MessagesOf(event.from, event.to, event.message) : m \in msgs
    /\ UNCHANGED vars
    /\ NextEvent

TraceNothing ==
    /\ \/ IsEvent("start") \/ IsEvent("partition") \/ IsEvent("heal")
       \/ IsEvent("cut-link") \/ IsEvent("heal-link")
    /\ UNCHANGED vars
    /\ NextEvent

(***************************************************************************)
(* A step of machine i, of a kind that may be taken.                       *)
(***************************************************************************)
StepOf(i, May(_)) ==
    \/ /\ May("timeout") \/ May("timeout scout")
       /\ Scout(i)
    \/ /\ May("deliver")
       /\ \E m \in msgs : \/ HandleP1a(i, m)
                          \/ HandleP1b(i, m)
                          \/ HandleP2a(i, m)
                          \/ HandleP2b(i, m)
                          \/ HandleDecision(i, m)
                          \/ HandlePropose(i, m)
                          \/ HandleRequest(i, m)

(***************************************************************************)
(* A machine was killed when it had taken a step and its disk had what is  *)
(* durable, but the log had not: if the header says that events may be     *)
(* lost so.  No message of that step has left.                             *)
(***************************************************************************)
LostCrash(i, Moved) ==
    /\ "lost" \in DOMAIN Header
    /\ Header.lost
    /\ \E sent \in {msgs} :
          (StepOf(i, LAMBDA kind : TRUE) /\ UNCHANGED <<l, unlogged>>)
          \cdot (msgs' = sent /\ UNCHANGED <<up, acceptor, leader, replica, client, l, unlogged>>)
          \cdot (Crash(i) /\ Moved)

TraceLostCrash ==
    /\ IsMachineEvent("crash")
    /\ LostCrash(MachineOf(event.node), NextEvent)
    /\ Observed
    /\ SentNew

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
             \/ IsUnlogged("invoke") /\ \E op \in Op : Invoke(c, op, Server)
             \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout retry")
                /\ \E i \in Server : Retry(c, i)
             \/ IsUnlogged("deliver") /\ \E m \in msgs : HandleReply(c, m)
    /\ vars' # vars
    /\ UnloggedStep

TraceNext ==
    \/ TraceScout
    \/ TraceHandleP1a
    \/ TraceHandleP1b
    \/ TraceHandleP2a
    \/ TraceHandleP2b
    \/ TraceHandleDecision
    \/ TraceHandlePropose
    \/ TraceHandleRequest
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
(* Violated, as an invariant, exactly when the log is a behaviour of       *)
(* MultiPaxos.                                                             *)
(***************************************************************************)
TraceNotMatched == l =< TraceLength
=============================================================================
