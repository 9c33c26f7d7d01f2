--------------------------- MODULE TraceSwitchPaxos ---------------------------
(***************************************************************************)
(* Is a log of events a behaviour of SwitchPaxos?                          *)
(*                                                                         *)
(* The log is the file that the environment variable TRACE names, in the   *)
(* format of docs/events.md.  Its first line is the header, the others are *)
(* the events: Trace[n] is the one that says of itself that it is number   *)
(* n.  The variable l is the number of the event that comes next.  The log *)
(* is a behaviour of SwitchPaxos exactly if a state can be reached in      *)
(* which l > TraceLength.                                                  *)
(*                                                                         *)
(*   explore validate -spec tla/SwitchPaxos.tla LOG                        *)
(*                                                                         *)
(*   timeout recover         AskFor                                        *)
(*   timeout checkpoint      Save                                          *)
(*   suspect                 Reroute                                       *)
(*   deliver                 Number, TakeRequest, TakeRecover,             *)
(*                           CountPromise, HearCheckpoint, Promise,        *)
(*                           Accept, Clear, Hear, or none: the node has no *)
(*                           use for the message                           *)
(*   crash                   FailSwitch, FailAcceptor                      *)
(*   drop, duplicate         none: messages in msgs may be lost, and may   *)
(*                           be received again, without                    *)
(*   start, partition, heal  none                                          *)
(*   cut-link, heal-link     none                                          *)
(*                                                                         *)
(* A switch that has failed does not come back: a log with a restart is no *)
(* behaviour of SwitchPaxos.                                               *)
(*                                                                         *)
(* What the log does not say is not asked for: fields of messages and of   *)
(* states may be missing.  Whole events may be, too, if the header lists   *)
(* their kinds as unlogged: up to MaxUnlogged steps of these kinds may     *)
(* happen before each event.                                               *)
(***************************************************************************)
EXTENDS SwitchPaxos, Json, IOUtils, TLC

CONSTANT MaxUnlogged  \* how many unlogged steps there may be before an event

VARIABLES
    l,        \* the number of the event that comes next
    unlogged  \* how many unlogged steps there were since the last event

Lines == ndJsonDeserialize(IOEnv.TRACE)

Header == Lines[1]

Trace == SubSeq(Lines, 2, Len(Lines))

TraceLength == Len(Trace)

-----------------------------------------------------------------------------
(* The constants of SwitchPaxos, as the header says.  The proposers come   *)
(* first among its nodes, then the switch that numbers requests, its       *)
(* backup, the acceptors, and the learners.                                *)

TraceProposers == atoi(Header.settings.proposers)

Acceptors == atoi(Header.settings.acceptors)

Named(from, to) == {Header.nodes[k] : k \in from..to}

Switch == Header.nodes[TraceProposers + 1]

Backup == Header.nodes[TraceProposers + 2]

TraceAcceptor == Named(TraceProposers + 3, TraceProposers + 2 + Acceptors)

TraceLearner == Named(TraceProposers + 3 + Acceptors, Len(Header.nodes))

TraceSize == atoi(Header.settings.registers)

IsUnlogged(kind) ==
    /\ "unlogged" \in DOMAIN Header
    /\ \E k \in DOMAIN Header.unlogged : Header.unlogged[k] = kind

-----------------------------------------------------------------------------
(* What events say, in the words of SwitchPaxos.                           *)

event == Trace[l]

Range(s) == {s[k] : k \in DOMAIN s}

ProposerNames == [p \in Proposer |-> Header.nodes[p]]

IsProposer(name) == name \in Range(ProposerNames)

ProposerOf(name) == CHOOSE p \in Proposer : ProposerNames[p] = name

(***************************************************************************)
(* The value with a name.  What names no value is none that is proposed.   *)
(***************************************************************************)
Values == [name \in {"nothing", "no-op"} \cup {"v" \o ToString(p) : p \in Proposer} |->
              CASE name = "nothing" -> None
                [] name = "no-op" -> NoOp
                [] OTHER -> CHOOSE p \in Proposer : name = "v" \o ToString(p)]

ValueOf(name) == IF name \in DOMAIN Values THEN Values[name] ELSE NoOp + 1

VoteOf(x) == [round |-> x.Round, value |-> ValueOf(x.Value)]

(***************************************************************************)
(* A function of instances, which the log writes as texts.                 *)
(***************************************************************************)
ByInstance(x, Of(_)) ==
    [i \in {atoi(k) : k \in DOMAIN x} |-> Of(x[CHOOSE k \in DOMAIN x : atoi(k) = i])]

TypeOf == [Request |-> "request", Phase1A |-> "1a", Phase1B |-> "1b", Phase2A |-> "2a",
           Phase2B |-> "2b", Recover |-> "recover", Checkpoint |-> "checkpoint"]

(***************************************************************************)
(* Whether a message may go from node i to node j.  Requests of phases 1   *)
(* and 2 do not say who sent them, but their rounds do.                    *)
(***************************************************************************)
MayGo(i, j, m) ==
    CASE m.type = "request" ->
            /\ i = ProposerNames[m.value]
            /\ j = IF m.to = "switch" THEN Switch ELSE Backup
      [] m.type = "1a" ->
            i = Backup /\ j \in Acceptor
      [] m.type = "2a" ->
            /\ i = IF m.vote.round = FirstRound THEN Switch ELSE Backup
            /\ j \in Acceptor
      [] m.type \in {"1b", "recover"} ->
            i = m.from /\ j = Backup
      [] m.type = "2b" ->
            i = m.from /\ j \in Learner
      [] m.type = "checkpoint" ->
            i = m.from /\ j \in Acceptor \cup {Backup}

(***************************************************************************)
(* Whether message m may be the one that the log tells of with the fields  *)
(* that are there of x.                                                    *)
(***************************************************************************)
Agrees(m, x) ==
    LET Is(field, value) == field \in DOMAIN x => value
    IN /\ x.name \in DOMAIN TypeOf
       /\ m.type = TypeOf[x.name]
       /\ IF m.type = "request"
          THEN Is("Value", m.value = ValueOf(x.Value))
          ELSE Is("Instance", m.instance = x.Instance)
       /\ m.type \in {"1a", "1b"} => Is("Round", m.round = x.Round)
       /\ m.type = "1b" => Is("Accepted", m.accepted = VoteOf(x.Accepted))
       /\ m.type \in {"2a", "2b"} => Is("Vote", m.vote = VoteOf(x.Vote))

MessagesAmong(ms, i, j, x) == {m \in ms : Agrees(m, x) /\ MayGo(i, j, m)}

-----------------------------------------------------------------------------
(* Observations: what the log says of the state after an event, and of     *)
(* what was sent.                                                          *)

Shows(field) == "state" \in DOMAIN event /\ field \in DOMAIN event.state

RegisterOf(x) == [round |-> x.Round, accepted |-> VoteOf(x.Accepted)]

HeardOf(x) == [vote |-> VoteOf(x.Vote), by |-> Range(x.By)]

ObservedProposer(p) == Shows("Rerouted") => rerouted'[p] = event.state.Rerouted

ObservedSwitch == Shows("Instance") => sequence' = event.state.Instance

ObservedBackup ==
    /\ Shows("Round") => backup'.round = event.state.Round
    /\ Shows("Taken") => backup'.taken = event.state.Taken
    /\ Shows("Low") => backup'.low = event.state.Low
    /\ Shows("Instance") => backup'.instance = event.state.Instance
    /\ Shows("Value") => backup'.value = ValueOf(event.state.Value)
    /\ Shows("Promises") => backup'.promises = Range(event.state.Promises)
    /\ Shows("Highest") => backup'.highest = VoteOf(event.state.Highest)

ObservedAcceptor(a) ==
    /\ Shows("Registers") =>
          a.registers = [k \in 1..Len(event.state.Registers) |->
                            RegisterOf(event.state.Registers[k])]
    /\ Shows("Low") => a.low = event.state.Low
    /\ Shows("Checkpoints") =>
          a.checkpoints = [n \in Learner |-> IF n \in DOMAIN event.state.Checkpoints
                                             THEN event.state.Checkpoints[n] ELSE 0]

ObservedLearner(n) ==
    /\ Shows("Delivered") =>
          n.delivered = [k \in 1..Len(event.state.Delivered) |-> ValueOf(event.state.Delivered[k])]
    /\ Shows("Ahead") => n.ahead = ByInstance(event.state.Ahead, ValueOf)
    /\ Shows("Heard") => n.heard = ByInstance(event.state.Heard, HeardOf)
    /\ Shows("Saved") => n.saved = event.state.Saved

Observed ==
    CASE IsProposer(event.node) -> ObservedProposer(ProposerOf(event.node))
      [] event.node = Switch -> ObservedSwitch
      [] event.node = Backup -> ObservedBackup
      [] event.node \in Acceptor -> ObservedAcceptor(acceptor'[event.node])
      [] event.node \in Learner -> ObservedLearner(learner'[event.node])

(***************************************************************************)
(* The log says that just this was sent: all that is new in msgs.  A       *)
(* message that is there already leaves no trace in msgs when it is sent   *)
(* again: the log may have it or not, but if it does it must be one of the *)
(* set again, of what this action can have sent.                           *)
(***************************************************************************)
Sent(again) ==
    "sent" \in DOMAIN event =>
        LET new == msgs' \ msgs
            told == {MessagesAmong(msgs', event.node, s.to, s.message) : s \in Range(event.sent)}
        IN /\ new \subseteq UNION told
           /\ \A ms \in told : ms \cap (new \cup again) # {}

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

Happened(again) ==
    /\ Observed
    /\ Sent(again)
    /\ NextEvent

Delivered == MessagesAmong(msgs, event.from, event.node, event.message)

IsDelivery(name, nodes) ==
    /\ IsEvent("deliver")
    /\ event.message.name = name
    /\ event.node \in nodes

TraceNumber ==
    /\ IsDelivery("Request", {Switch})
    /\ \E m \in Delivered : Number(m)
    /\ Happened({})

TraceTakeRequest ==
    /\ IsDelivery("Request", {Backup})
    /\ \E m \in Delivered : TakeRequest(m)
    /\ Happened({})

TraceTakeRecover ==
    /\ IsDelivery("Recover", {Backup})
    /\ \E m \in Delivered : TakeRecover(m)
    /\ Happened({})

TraceCountPromise ==
    /\ IsDelivery("Phase1B", {Backup})
    /\ \E m \in Delivered : CountPromise(m)
    /\ Happened({})

TraceHearCheckpoint ==
    /\ IsDelivery("Checkpoint", {Backup})
    /\ \E m \in Delivered : HearCheckpoint(m)
    /\ Happened({})

(***************************************************************************)
(* An acceptor that is asked again may send the same answer again.         *)
(***************************************************************************)
Answers(a, type, m) ==
    {n \in msgs : n.type = type /\ n.from = a /\ n.instance = m.instance}

TracePromise ==
    /\ IsDelivery("Phase1A", Acceptor)
    /\ \E m \in Delivered :
          /\ Promise(event.node, m)
          /\ LET vote == acceptor[event.node].registers[Index(m.instance)].accepted
             IN Sent({n \in Answers(event.node, "1b", m) : n.round = m.round /\ n.accepted = vote})
    /\ Observed
    /\ NextEvent

TraceAccept ==
    /\ IsDelivery("Phase2A", Acceptor)
    /\ \E m \in Delivered :
          /\ Accept(event.node, m)
          /\ Sent({n \in Answers(event.node, "2b", m) : n.vote = m.vote})
    /\ Observed
    /\ NextEvent

TraceClear ==
    /\ IsDelivery("Checkpoint", Acceptor)
    /\ \E m \in Delivered : Clear(event.node, m)
    /\ Happened({})

TraceHear ==
    /\ IsDelivery("Phase2B", Learner)
    /\ \E m \in Delivered : Hear(event.node, m)
    /\ Happened({})

IsTimeout(name) == IsEvent("timeout") /\ event.name = name /\ event.node \in Learner

TraceAskFor ==
    /\ IsTimeout("recover")
    /\ AskFor(event.node)
    /\ Happened({m \in msgs : /\ m.type = "recover" /\ m.from = event.node
                              /\ m.instance = Expected(event.node)})

TraceSave ==
    /\ IsTimeout("checkpoint")
    /\ Save(event.node)
    /\ Happened({})

TraceReroute ==
    /\ IsEvent("suspect")
    /\ event.name = Switch
    /\ IsProposer(event.node)
    /\ Reroute(ProposerOf(event.node))
    /\ Happened({})

TraceFail ==
    /\ IsEvent("crash")
    /\ \/ event.node = Switch /\ FailSwitch
       \/ event.node \in Acceptor /\ FailAcceptor(event.node)
    /\ Happened({})

(***************************************************************************)
(* The node has no use for message m.                                      *)
(***************************************************************************)
UselessToBackup(m) ==
    CASE m.type = "request"    -> backup.instance # 0
      [] m.type = "recover"    -> backup.instance # 0 \/ m.instance =< backup.low
      [] m.type = "1b"         -> backup.instance # m.instance \/ backup.round # m.round
      [] m.type = "checkpoint" -> m.instance =< backup.low

UselessToAcceptor(a, m) ==
    LET HasPromised(r) == HasRegister(a, m.instance) /\ acceptor[a].registers[Index(m.instance)].round > r
    IN /\ a \notin failed
       /\ CASE m.type = "1a"         -> ~HasRegister(a, m.instance) \/ HasPromised(m.round)
            [] m.type = "2a"         -> ~HasRegister(a, m.instance) \/ HasPromised(m.vote.round)
            [] m.type = "checkpoint" -> m.instance =< acceptor[a].checkpoints[m.from]

UselessToLearner(n, m) ==
    \/ Knows(n, m.instance)
    \/ /\ m.instance \in DOMAIN learner[n].heard
       /\ learner[n].heard[m.instance].vote.round > m.vote.round

TraceUseless ==
    /\ IsEvent("deliver")
    /\ \E m \in Delivered :
          \/ event.node = Backup /\ UselessToBackup(m)
          \/ event.node \in Acceptor /\ UselessToAcceptor(event.node, m)
          \/ event.node \in Learner /\ UselessToLearner(event.node, m)
    /\ UNCHANGED vars
    /\ Happened({})

TraceNetwork ==
    /\ IsEvent("drop") \/ IsEvent("duplicate")
    /\ MessagesAmong(msgs, event.from, event.to, event.message) # {}
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
UnloggedTimeout(name) == IsUnlogged("timeout") \/ IsUnlogged("timeout " \o name)

Unlogged ==
    /\ l =< TraceLength
    /\ unlogged < MaxUnlogged
    /\ \/ /\ IsUnlogged("deliver")
          /\ \E m \in msgs :
                \/ Number(m) \/ TakeRequest(m) \/ TakeRecover(m) \/ CountPromise(m)
                \/ HearCheckpoint(m)
                \/ \E a \in Acceptor : Promise(a, m) \/ Accept(a, m) \/ Clear(a, m)
                \/ \E n \in Learner : Hear(n, m)
       \/ \E n \in Learner :
             \/ UnloggedTimeout("recover") /\ AskFor(n)
             \/ UnloggedTimeout("checkpoint") /\ Save(n)
       \/ IsUnlogged("suspect") /\ \E p \in Proposer : Reroute(p)
       \/ /\ IsUnlogged("crash")
          /\ FailSwitch \/ \E a \in Acceptor : FailAcceptor(a)
    /\ vars' # vars
    /\ unlogged' = unlogged + 1
    /\ UNCHANGED l

TraceNext ==
    \/ TraceNumber
    \/ TraceTakeRequest
    \/ TraceTakeRecover
    \/ TraceCountPromise
    \/ TraceHearCheckpoint
    \/ TracePromise
    \/ TraceAccept
    \/ TraceClear
    \/ TraceHear
    \/ TraceAskFor
    \/ TraceSave
    \/ TraceReroute
    \/ TraceFail
    \/ TraceUseless
    \/ TraceNetwork
    \/ TraceNothing
    \/ Unlogged

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, l, unlogged>>

(***************************************************************************)
(* Violated, as an invariant, exactly when the log is a behaviour of       *)
(* SwitchPaxos.                                                            *)
(***************************************************************************)
TraceNotMatched == l =< TraceLength
=============================================================================
