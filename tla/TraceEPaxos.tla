----------------------------- MODULE TraceEPaxos -----------------------------
(***************************************************************************)
(* Is a log of events a behaviour of EPaxos?                               *)
(*                                                                         *)
(* The log is the file that the environment variable TRACE names, in the   *)
(* format of docs/events.md.  Its first line is the header, the others are *)
(* the events: Trace[n] is the one that says of itself that it is number   *)
(* n.  The variable l is the number of the event that comes next.  The log *)
(* is a behaviour of EPaxos exactly if a state can be reached in which     *)
(* l > TraceLength.                                                        *)
(*                                                                         *)
(*   explore validate -spec tla/EPaxos.tla LOG                             *)
(*                                                                         *)
(*   timeout submit          Submit                                        *)
(*   timeout recover         StartRecovery, of any command                 *)
(*   deliver                 HandlePreAccept and the other actions of a    *)
(*                           message, or none: the server has no use for   *)
(*                           it                                            *)
(*   crash, restart          Crash, Restart; before a crash, one step of   *)
(*                           the server if events may be lost              *)
(*   drop, duplicate         none: messages in msgs may be lost, and may   *)
(*                           be received again, without                    *)
(*   start, partition, heal  none                                          *)
(*   cut-link, heal-link     none                                          *)
(*                                                                         *)
(* Servers are numbered as among the header's nodes.                       *)
(*                                                                         *)
(* What the log does not say is not asked for: fields of messages and of   *)
(* states may be missing.  Whole events may be, too, if the header lists   *)
(* their kinds as unlogged: up to MaxUnlogged steps of these kinds may     *)
(* happen before each event.                                               *)
(***************************************************************************)
EXTENDS EPaxos, EPaxosNames, Json, IOUtils

CONSTANT MaxUnlogged  \* how many unlogged steps there may be before an event

VARIABLES
    l,        \* the number of the event that comes next
    unlogged  \* how many unlogged steps there were since the last event

Lines == ndJsonDeserialize(IOEnv.TRACE)

Header == Lines[1]

Trace == SubSeq(Lines, 2, Len(Lines))

TraceLength == Len(Trace)

-----------------------------------------------------------------------------
(* The constants of EPaxos, as the header says.                            *)

TraceServers == Len(Header.nodes)

TraceCommands == atoi(Header.settings.commands)

IsUnlogged(kind) ==
    /\ "unlogged" \in DOMAIN Header
    /\ \E k \in DOMAIN Header.unlogged : Header.unlogged[k] = kind

-----------------------------------------------------------------------------
(* What events say, in the words of EPaxos.                                *)

event == Trace[l]

Places == [name \in Elements(Header.nodes) |-> CHOOSE k \in Server : Header.nodes[k] = name]

ServerOf(name) == IF name \in DOMAIN Places THEN Places[name] ELSE 0

ServersOf(list) == {ServerOf(name) : name \in Elements(list)}

TypeOf ==
    [PreAccept |-> "preAccept", PreAcceptOK |-> "preAcceptOK", Accept |-> "accept",
     AcceptOK |-> "acceptOK", Commit |-> "commit", Recover |-> "recover",
     RecoverOK |-> "recoverOK", Validate |-> "validate", ValidateOK |-> "validateOK",
     Waiting |-> "waiting"]

(***************************************************************************)
(* Whether a message may go from server i to server j.  What goes to all   *)
(* goes to all others.                                                     *)
(***************************************************************************)
MayGo(i, j, m) ==
    CASE m.type = "preAccept" ->
            i = m.command /\ j # i
      [] m.type = "preAcceptOK" ->
            i = m.from /\ j = m.command
      [] m.type \in {"accept", "commit", "recover"} ->
            i = Owner(m.ballot, m.command) /\ j # i
      [] m.type \in {"acceptOK", "recoverOK", "validateOK"} ->
            i = m.from /\ j = Owner(m.ballot, m.command)
      [] m.type = "validate" ->
            i = Owner(m.ballot, m.command) /\ j = m.to
      [] m.type = "waiting" ->
            i = m.from /\ j # i

(***************************************************************************)
(* Whether message m may be the one that the log tells of with the fields  *)
(* that are there of x.                                                    *)
(***************************************************************************)
Agrees(m, x) ==
    LET Is(field, value) == field \in DOMAIN x => value
    IN /\ x.name \in DOMAIN TypeOf
       /\ m.type = TypeOf[x.name]
       /\ Is("Command", m.command = CommandOf(x.Command))
       /\ m.type \notin {"preAccept", "preAcceptOK", "waiting"} => Is("Ballot", m.ballot = x.Ballot)
       /\ CASE m.type \in {"preAccept", "preAcceptOK"} ->
                 Is("Deps", m.deps = CommandsOf(x.Deps))
            [] m.type \in {"accept", "commit", "validate"} ->
                 Is("Proposal", m.proposal = ShownProposal(x.Proposal))
            [] m.type \in {"acceptOK", "recover"} ->
                 TRUE
            [] m.type = "recoverOK" ->
                 Is("Report", m.report = ShownReport(x.Report))
            [] m.type = "validateOK" ->
                 /\ Is("Against", m.against = CommandsOf(x.Against))
                 /\ Is("Committed", m.committed = x.Committed)
            [] m.type = "waiting" ->
                 Is("Support", m.support = x.Support)

MessagesAmong(ms, i, j, x) == {m \in ms : Agrees(m, x) /\ MayGo(i, j, m)}

-----------------------------------------------------------------------------
(* Observations: what the log says of the state after an event, and of     *)
(* what was sent.                                                          *)

Shows(field) == "state" \in DOMAIN event /\ field \in DOMAIN event.state

ReportsOf(x) ==
    [i \in {ServerOf(name) : name \in DOMAIN x} |-> ShownReport(x[Header.nodes[i]])]

AttemptOf(x) ==
    [stage |-> ShownStage(x.Stage), answered |-> ServersOf(x.Answered), deps |-> CommandsOf(x.Deps),
     same |-> x.Same, reports |-> ReportsOf(x.Reports), quorum |-> ServersOf(x.Quorum),
     support |-> x.Support, against |-> CommandsOf(x.Against), refuted |-> x.Refuted]

(***************************************************************************)
(* A server coordinates what it says, and nothing else.                    *)
(***************************************************************************)
AttemptsAre(attempt, x) ==
    /\ \A name \in DOMAIN x : CommandOf(name) \in Command
    /\ \A c \in Command :
          attempt[c] = IF Name(c) \in DOMAIN x THEN AttemptOf(x[Name(c)]) ELSE NoAttempt

Observed ==
    LET s == server'[ServerOf(event.node)]
    IN /\ Shows("Instances") =>
             /\ Len(event.state.Instances) = Commands
             /\ \A c \in Command : s.instance[c] = ShownInstance(event.state.Instances[c])
       /\ Shows("Executed") =>
             s.executed = [k \in 1..Len(event.state.Executed) |->
                              CommandOf(event.state.Executed[k])]
       /\ Shows("Attempts") => AttemptsAre(s.attempt, event.state.Attempts)
       /\ Shows("Blocking") => s.blocking = CommandsOf(event.state.Blocking)

(***************************************************************************)
(* The log says that just this was sent: all that is new in msgs.  A       *)
(* message that is there already leaves no trace in msgs when it is sent   *)
(* again: the log may have it or not.                                      *)
(***************************************************************************)
HasSent(sent) ==
    "sent" \in DOMAIN event =>
        LET told == {MessagesAmong(sent, ServerOf(event.node), ServerOf(s.to), s.message) :
                        s \in Elements(event.sent)}
        IN /\ sent \ msgs \subseteq UNION told
           /\ {} \notin told

-----------------------------------------------------------------------------
TraceInit == Init /\ l = 1 /\ unlogged = 0

(***************************************************************************)
(* The next event is of that kind, and of a server.                        *)
(***************************************************************************)
IsEvent(kind) == l =< TraceLength /\ event.event = kind

IsServerEvent(kind) == IsEvent(kind) /\ ServerOf(event.node) \in Server

Node == ServerOf(event.node)

(***************************************************************************)
(* It has happened, and was so much sent.                                  *)
(***************************************************************************)
NextEvent == l' = l + 1 /\ unlogged' = 0

Happened(sent) ==
    /\ Observed
    /\ HasSent(sent)
    /\ NextEvent

TraceSubmit ==
    /\ IsServerEvent("timeout")
    /\ event.name = "submit"
    /\ Submit(Node)
    /\ Happened(OnSubmit(Node).sent)

TraceStartRecovery ==
    /\ IsServerEvent("timeout")
    /\ event.name = "recover"
    /\ \E c \in Command : StartRecovery(Node, c) /\ Happened(OnRecovery(Node, c).sent)

(***************************************************************************)
(* The messages that the one which is delivered may be.  A message has the *)
(* fields that are there.                                                  *)
(***************************************************************************)
Delivered == MessagesAmong(msgs, ServerOf(event.from), Node, event.message)

IsDelivery(name) == IsServerEvent("deliver") /\ event.message.name = name

(***************************************************************************)
(* What a server has received lets other recoveries go on.                 *)
(***************************************************************************)
Handled(x) == Happened(GoesOn(x).sent)

TraceHandlePreAccept ==
    /\ IsDelivery("PreAccept")
    /\ \E m \in Delivered : HandlePreAccept(Node, m) /\ Handled(OnPreAccept(Node, m))

TraceHandlePreAcceptOK ==
    /\ IsDelivery("PreAcceptOK")
    /\ \E m \in Delivered : HandlePreAcceptOK(Node, m) /\ Handled(OnPreAcceptOK(Node, m))

TraceHandleAccept ==
    /\ IsDelivery("Accept")
    /\ \E m \in Delivered : HandleAccept(Node, m) /\ Handled(OnAccept(Node, m))

TraceHandleAcceptOK ==
    /\ IsDelivery("AcceptOK")
    /\ \E m \in Delivered : HandleAcceptOK(Node, m) /\ Handled(OnAcceptOK(Node, m))

TraceHandleCommit ==
    /\ IsDelivery("Commit")
    /\ \E m \in Delivered : HandleCommit(Node, m) /\ Handled(OnCommit(Node, m))

TraceHandleRecover ==
    /\ IsDelivery("Recover")
    /\ \E m \in Delivered : HandleRecover(Node, m) /\ Handled(OnRecover(Node, m))

TraceHandleRecoverOK ==
    /\ IsDelivery("RecoverOK")
    /\ \E m \in Delivered : HandleRecoverOK(Node, m) /\ Handled(OnRecoverOK(Node, m))

TraceHandleLateRecoverOK ==
    /\ IsDelivery("RecoverOK")
    /\ \E m \in Delivered : HandleLateRecoverOK(Node, m) /\ Handled(OnLateRecoverOK(Node, m))

TraceHandleValidate ==
    /\ IsDelivery("Validate")
    /\ \E m \in Delivered : HandleValidate(Node, m) /\ Handled(OnValidate(Node, m))

TraceHandleValidateOK ==
    /\ IsDelivery("ValidateOK")
    /\ \E m \in Delivered : HandleValidateOK(Node, m) /\ Handled(OnValidateOK(Node, m))

TraceHandleWaiting ==
    /\ IsDelivery("Waiting")
    /\ \E m \in Delivered : HandleWaiting(Node, m) /\ Handled(OnWaiting(Node, m))

(***************************************************************************)
(* Server i does something with message m.                                 *)
(***************************************************************************)
Handle(i, m) ==
    \/ HandlePreAccept(i, m)
    \/ HandlePreAcceptOK(i, m)
    \/ HandleAccept(i, m)
    \/ HandleAcceptOK(i, m)
    \/ HandleCommit(i, m)
    \/ HandleRecover(i, m)
    \/ HandleRecoverOK(i, m)
    \/ HandleLateRecoverOK(i, m)
    \/ HandleValidate(i, m)
    \/ HandleValidateOK(i, m)
    \/ HandleWaiting(i, m)

(***************************************************************************)
(* The server has no use for a message.                                    *)
(***************************************************************************)
TraceUseless ==
    /\ IsServerEvent("deliver")
    /\ up[Node]
    /\ \E m \in Delivered : ~ENABLED Handle(Node, m)
    /\ UNCHANGED vars
    /\ Happened({})

TraceCrash ==
    /\ IsServerEvent("crash")
    /\ Crash(Node)
    /\ Happened({})

TraceRestart ==
    /\ IsServerEvent("restart")
    /\ Restart(Node)
    /\ Happened({})

TraceNetwork ==
    /\ IsEvent("drop") \/ IsEvent("duplicate")
    /\ MessagesAmong(msgs, ServerOf(event.from), ServerOf(event.to), event.message) # {}
    /\ UNCHANGED vars
    /\ NextEvent

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
    IN \/ Timer("submit") /\ Submit(i)
       \/ Timer("recover") /\ \E c \in Command : StartRecovery(i, c)
       \/ May("deliver") /\ \E m \in msgs : Handle(i, m)

(***************************************************************************)
(* A server was killed when it had taken a step and its disk had what is   *)
(* durable, but the log had not: if the header says that events may be     *)
(* lost so.  No message of that step has left.                             *)
(***************************************************************************)
LostCrash(i, Moved) ==
    /\ "lost" \in DOMAIN Header
    /\ Header.lost
    /\ \E sent \in {msgs} :
          (StepOf(i, LAMBDA kind : TRUE) /\ UNCHANGED <<l, unlogged>>)
          \cdot (msgs' = sent /\ UNCHANGED <<up, server, l, unlogged>>)
          \cdot (Crash(i) /\ Moved)

TraceLostCrash ==
    /\ IsServerEvent("crash")
    /\ LostCrash(Node, NextEvent)
    /\ Observed
    /\ HasSent({})

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
    \/ TraceSubmit
    \/ TraceStartRecovery
    \/ TraceHandlePreAccept
    \/ TraceHandlePreAcceptOK
    \/ TraceHandleAccept
    \/ TraceHandleAcceptOK
    \/ TraceHandleCommit
    \/ TraceHandleRecover
    \/ TraceHandleRecoverOK
    \/ TraceHandleLateRecoverOK
    \/ TraceHandleValidate
    \/ TraceHandleValidateOK
    \/ TraceHandleWaiting
    \/ TraceUseless
    \/ TraceCrash
    \/ TraceLostCrash
    \/ TraceRestart
    \/ TraceNetwork
    \/ TraceNothing
    \/ Unlogged
    \/ UnloggedLostCrash

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, l, unlogged>>

(***************************************************************************)
(* Violated, as an invariant, exactly when the log is a behaviour of       *)
(* EPaxos.                                                                 *)
(***************************************************************************)
TraceNotMatched == l =< TraceLength
=============================================================================
