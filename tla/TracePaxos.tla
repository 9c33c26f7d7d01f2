------------------------------ MODULE TracePaxos ------------------------------
(***************************************************************************)
(* Is a log of events a behaviour of Paxos?                                *)
(*                                                                         *)
(* The log is the file that the environment variable TRACE names, in the   *)
(* format of docs/events.md.  Its first line is the header, the others are *)
(* the events: Trace[n] is the one that says of itself that it is number   *)
(* n.  The variable l is the number of the event that comes next.  The log *)
(* is a behaviour of Paxos exactly if a state can be reached in which      *)
(* l > TraceLength.                                                        *)
(*                                                                         *)
(*   explore validate -spec tla/Paxos.tla LOG                              *)
(*                                                                         *)
(* A machine has a number, its place among the header's nodes: first the   *)
(* proposers, then the acceptors, then the learners.  Where a machine of   *)
(* the log plays all roles (layout shared) it stands for a proposer, an    *)
(* acceptor and a learner of Paxos.  What they tell each other is in no    *)
(* event, so one event is then up to MaxParts steps of Paxos: the one that *)
(* it names, and steps of the same machine on messages of its own.  A      *)
(* crash is one of each role.                                              *)
(*                                                                         *)
(*   timeout propose         Prepare                                       *)
(*   deliver                 Promise, CountPromise, Accept, Hear, BeTold,  *)
(*                           or none: the machine has no use for it        *)
(*   crash, restart          Crash, Restart; before a crash, one step of   *)
(*                           the machine if events may be lost             *)
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
EXTENDS Paxos, Integers, Sequences, Json, IOUtils, TLC

CONSTANTS
    MaxUnlogged,  \* how many unlogged steps there may be before an event
    MaxParts      \* how many steps an event of a machine with all roles may be

VARIABLES
    l,         \* the number of the event that comes next
    parts,     \* how many steps of it were taken already
    fresh,     \* the messages that these have added to msgs
    unlogged   \* how many unlogged steps there were since the last event

Lines == ndJsonDeserialize(IOEnv.TRACE)

Header == Lines[1]

Trace == SubSeq(Lines, 2, Len(Lines))

TraceLength == Len(Trace)

-----------------------------------------------------------------------------
(* The constants of Paxos, as the header says.                             *)

IsShared == "layout" \in DOMAIN Header.settings /\ Header.settings.layout = "shared"

TraceProposers == atoi(Header.settings.proposers)

Acceptors == atoi(Header.settings.acceptors)

TraceNumber == Nat \ {0}

TraceAcceptor == (TraceProposers + 1)..(TraceProposers + Acceptors)

(***************************************************************************)
(* How many acceptors are a quorum of a phase: what the settings say, or,  *)
(* where that is nothing or 0, in phase 2 a majority, and in phase 1 a     *)
(* majority or as many more as it takes.                                   *)
(***************************************************************************)
Size(phase, otherwise) ==
    IF phase \in DOMAIN Header.settings /\ Header.settings[phase] # "0"
    THEN atoi(Header.settings[phase])
    ELSE otherwise

Majority == Acceptors \div 2 + 1

Size2 == Size("phase2", Majority)

Size1 == Size("phase1", IF Size2 < Majority THEN Acceptors + 1 - Size2 ELSE Majority)

TraceQuorum1 == {Q \in SUBSET TraceAcceptor : Cardinality(Q) >= Size1}

TraceQuorum2 == {Q \in SUBSET TraceAcceptor : Cardinality(Q) >= Size2}

TraceLearner ==
    (TraceProposers + Acceptors + 1)..
        (IF IsShared THEN TraceProposers + 2 * Acceptors ELSE Len(Header.nodes))

(***************************************************************************)
(* The machines of Paxos that a node of the log stands for.  Which of them *)
(* there are is another question: only the first nodes propose.            *)
(***************************************************************************)
Places == [name \in {Header.nodes[k] : k \in DOMAIN Header.nodes} |->
              CHOOSE k \in DOMAIN Header.nodes : Header.nodes[k] = name]

Place(name) == IF name \in DOMAIN Places THEN Places[name] ELSE 0

ProposerOf(name) == Place(name)

AcceptorOf(name) == IF IsShared THEN TraceProposers + Place(name) ELSE Place(name)

LearnerOf(name) ==
    IF IsShared THEN TraceProposers + Acceptors + Place(name) ELSE Place(name)

MachinesOf(name) == ({ProposerOf(name)} \cap Proposer)
                    \cup ({AcceptorOf(name)} \cap Acceptor)
                    \cup ({LearnerOf(name)} \cap Learner)

IsUnlogged(kind) ==
    /\ "unlogged" \in DOMAIN Header
    /\ \E k \in DOMAIN Header.unlogged : Header.unlogged[k] = kind

-----------------------------------------------------------------------------
(* What events say, in the words of Paxos.                                 *)

event == Trace[l]

Range(s) == {s[k] : k \in DOMAIN s}

(***************************************************************************)
(* The value with a name.  What names no value is none that is proposed.   *)
(***************************************************************************)
Values == [name \in {"nothing"} \cup {"v" \o ToString(v) : v \in 1..TraceProposers} |->
              IF name = "nothing" THEN None
              ELSE CHOOSE v \in 1..TraceProposers : name = "v" \o ToString(v)]

ValueNamed(name) == IF name \in DOMAIN Values THEN Values[name] ELSE TraceProposers + 1

ProposalOf(x) == [number |-> x.Number, value |-> ValueNamed(x.Value)]

TypeOf == [Prepare |-> "prepare", Promise |-> "promise", Accept |-> "accept",
           Accepted |-> "accepted", Learned |-> "learned"]

FieldOf == [Prepare |-> [Number |-> "number"],
            Promise |-> [Number |-> "number", Accepted |-> "accepted"],
            Accept |-> [Proposal |-> "proposal"],
            Accepted |-> [Proposal |-> "proposal"],
            Learned |-> [Value |-> "value"]]

(***************************************************************************)
(* A message of the log that came from i, all of whose fields are there.   *)
(***************************************************************************)
MessageOf(i, x) ==
    CASE x.name = "Prepare" -> [type |-> "prepare", number |-> x.Number]
      [] x.name = "Promise" -> [type |-> "promise", from |-> AcceptorOf(i), number |-> x.Number,
                                accepted |-> ProposalOf(x.Accepted)]
      [] x.name = "Accept" -> [type |-> "accept", proposal |-> ProposalOf(x.Proposal)]
      [] x.name = "Accepted" -> [type |-> "accepted", from |-> AcceptorOf(i),
                                 proposal |-> ProposalOf(x.Proposal)]
      [] x.name = "Learned" -> [type |-> "learned", value |-> ValueNamed(x.Value)]

(***************************************************************************)
(* Whether a message that was sent may be one that came from i.  Requests  *)
(* do not say who sent them, but their numbers do.                         *)
(***************************************************************************)
MayComeFrom(i, m) ==
    CASE m.type = "prepare" ->
            ProposerOf(i) \in Proposer /\ m.number \in NumbersOf(ProposerOf(i))
      [] m.type = "accept" ->
            ProposerOf(i) \in Proposer /\ m.proposal.number \in NumbersOf(ProposerOf(i))
      [] m.type \in {"promise", "accepted"} ->
            m.from = AcceptorOf(i)
      [] m.type = "learned" ->
            LearnerOf(i) \in Learner /\ learned[LearnerOf(i)] = m.value

(***************************************************************************)
(* Whether node j has the role that a message x of the log is for.         *)
(***************************************************************************)
IsFor(j, x) ==
    CASE x.name \in {"Prepare", "Accept"}   -> AcceptorOf(j) \in Acceptor
      [] x.name = "Promise"                 -> ProposerOf(j) \in Proposer
      [] x.name \in {"Accepted", "Learned"} -> LearnerOf(j) \in Learner
      [] OTHER                              -> FALSE

(***************************************************************************)
(* The messages that one of the log, x from i to j, may be.  If it is      *)
(* there with all its fields it is one; otherwise it is any that was sent  *)
(* and has the fields that are there.                                      *)
(***************************************************************************)
MessagesAmong(ms, i, j, x) ==
    IF ~IsFor(j, x)
    THEN {}
    ELSE LET field == FieldOf[x.name]
             ValueOf(f) == CASE f = "Number" -> x.Number
                             [] f = "Value" -> ValueNamed(x.Value)
                             [] OTHER -> ProposalOf(x[f])
         IN IF DOMAIN field \subseteq DOMAIN x
            THEN {MessageOf(i, x)}
            ELSE {m \in ms : /\ m.type = TypeOf[x.name]
                             /\ \A f \in DOMAIN field \cap DOMAIN x : m[field[f]] = ValueOf(f)}

MessagesOf(i, j, x) == MessagesAmong(msgs, i, j, x)

(***************************************************************************)
(* All numbers of which the log says something, and those that p may start *)
(* with next.  If the log does not show it, it is p's smallest above those *)
(* that it has used, or the smallest of which something is said: to leave  *)
(* that out would be to leave it out for good.                             *)
(***************************************************************************)
NumbersSaid ==
    LET Said(x) == (IF "Number" \in DOMAIN x THEN {x.Number} ELSE {}) \cup
                   (IF "Proposal" \in DOMAIN x THEN {x.Proposal.Number} ELSE {})
    IN UNION {Said(Trace[k].message) : k \in {n \in DOMAIN Trace : "message" \in DOMAIN Trace[n]}}

NextNumbers(p) ==
    LET next == IF tried[p] = None THEN p ELSE tried[p] + Proposers
        said == {n \in NumbersSaid : n \in NumbersOf(p) /\ n > tried[p]}
    IN {next} \cup {n \in said : \A k \in said : n =< k}

-----------------------------------------------------------------------------
(* Observations: what the log says of the state after an event, and of     *)
(* what was sent.                                                          *)

Shows(field) == "state" \in DOMAIN event /\ field \in DOMAIN event.state

HeardOf(x) ==
    UNION {UNION {{<<AcceptorOf(a), [number |-> atoi(n), value |-> ValueNamed(v)]>> :
                      a \in Range(x[n][v])} : v \in DOMAIN x[n]} : n \in DOMAIN x}

(***************************************************************************)
(* A node has the fields of its roles, and one with all roles those of a   *)
(* proposer also where it never proposes.                                  *)
(***************************************************************************)
ShowsAny(fields) == \E f \in fields : Shows(f)

ObservedProposer(p) ==
    /\ Shows("Tried") => tried'[p] = event.state.Tried
    /\ Shows("Preparing") => preparing'[p] = event.state.Preparing
    /\ Shows("Promises") => promises'[p] = {AcceptorOf(a) : a \in Range(event.state.Promises)}
    /\ Shows("Highest") => highest'[p] = ProposalOf(event.state.Highest)

ObservedAcceptor(a) ==
    /\ Shows("Promised") => promised'[a] = event.state.Promised
    /\ Shows("Accepted") => accepted'[a] = ProposalOf(event.state.Accepted)

ObservedLearner(n) ==
    /\ Shows("Learned") => learned'[n] = ValueNamed(event.state.Learned)
    /\ Shows("Heard") => heard'[n] = HeardOf(event.state.Heard)

Observed(i) ==
    /\ IF ProposerOf(i) \in Proposer
       THEN ObservedProposer(ProposerOf(i))
       ELSE ShowsAny({"Tried", "Preparing", "Promises", "Highest"}) => IsShared
    /\ IF AcceptorOf(i) \in Acceptor
       THEN ObservedAcceptor(AcceptorOf(i))
       ELSE ~ShowsAny({"Promised", "Accepted"})
    /\ IF LearnerOf(i) \in Learner
       THEN ObservedLearner(LearnerOf(i))
       ELSE ~ShowsAny({"Learned", "Heard"})

(***************************************************************************)
(* Messages that need not be seen when they are sent.  What a learner has  *)
(* learned only the distinguished one tells, if there is one.  And what a  *)
(* machine with all roles tells itself alone is in no event: the promise   *)
(* for its own number, the acceptance if it is the distinguished learner,  *)
(* and everything if there is no other machine.                            *)
(***************************************************************************)
Unseen(i) ==
    {m \in msgs' : \/ m.type = "learned"
                   \/ /\ IsShared
                      /\ \/ Acceptors = 1
                         \/ m.type = "promise" /\ m.number \in NumbersOf(ProposerOf(i))
                         \/ m.type = "accepted" /\ Place(i) = 1}

(***************************************************************************)
(* The log says that just this was sent: all that is new in msgs, by this  *)
(* step or the parts of the event before it.  A message that is in msgs    *)
(* already leaves no trace there when it is sent again: the log may have   *)
(* it or not, but if it does it must be one of the set again, of what this *)
(* event can have sent.                                                    *)
(***************************************************************************)
Sent(i, again) ==
    "sent" \in DOMAIN event =>
        LET new == fresh \cup (msgs' \ msgs)
            told == {MessagesAmong(msgs', i, s.to, s.message) : s \in Range(event.sent)}
        IN /\ new \ Unseen(i) \subseteq UNION told
           /\ \A ms \in told : ms \cap (new \cup again) # {}

(***************************************************************************)
(* Messages that machine i may send again: the same promise to the same    *)
(* request, the same acceptance, and, as learners do not say who they are, *)
(* what another has learned.                                               *)
(***************************************************************************)
Again(i) ==
    IF event.event # "deliver" THEN {}
    ELSE {m \in msgs :
             CASE m.type = "promise" ->
                     /\ event.message.name = "Prepare"
                     /\ m.from = AcceptorOf(i)
                     /\ m.number = promised'[m.from] /\ m.accepted = accepted'[m.from]
               [] m.type = "accepted" ->
                     /\ event.message.name = "Accept"
                     /\ m.from = AcceptorOf(i)
                     /\ "Proposal" \in DOMAIN event.message =>
                           m.proposal = ProposalOf(event.message.Proposal)
               [] m.type = "learned" ->
                     /\ event.message.name \in {"Accepted", "Accept"}
                     /\ LearnerOf(i) \in Learner
                     /\ learned[LearnerOf(i)] = None /\ learned'[LearnerOf(i)] = m.value
               [] OTHER -> FALSE}

-----------------------------------------------------------------------------
TraceInit == Init /\ l = 1 /\ parts = 0 /\ fresh = {} /\ unlogged = 0

(***************************************************************************)
(* The next event is of that kind, and nothing of it has happened yet.     *)
(***************************************************************************)
IsEvent(kind) == l =< TraceLength /\ event.event = kind /\ parts = 0

(***************************************************************************)
(* With this step it has happened, or a part of it has.                    *)
(***************************************************************************)
NextEvent == l' = l + 1 /\ parts' = 0 /\ fresh' = {} /\ unlogged' = 0

Done ==
    \/ Observed(event.node) /\ Sent(event.node, Again(event.node)) /\ NextEvent
    \/ /\ IsShared
       /\ parts + 1 < MaxParts
       /\ parts' = parts + 1
       /\ fresh' = IF "sent" \in DOMAIN event THEN fresh \cup (msgs' \ msgs) ELSE {}
       /\ UNCHANGED <<l, unlogged>>

TracePrepare ==
    /\ IsEvent("timeout")
    /\ event.name = "propose"
    /\ ProposerOf(event.node) \in Proposer
    /\ \E n \in IF Shows("Tried") THEN {event.state.Tried} ELSE NextNumbers(ProposerOf(event.node)) :
          Prepare(ProposerOf(event.node), n)
    /\ Done

IsDelivery(name) == IsEvent("deliver") /\ event.message.name = name

Delivered == MessagesOf(event.from, event.node, event.message)

TracePromise ==
    /\ IsDelivery("Prepare")
    /\ AcceptorOf(event.node) \in Acceptor
    /\ \E m \in Delivered : /\ m \in msgs
                            /\ MayComeFrom(event.from, m)
                            /\ Promise(AcceptorOf(event.node), m)
    /\ Done

TraceCountPromise ==
    /\ IsDelivery("Promise")
    /\ ProposerOf(event.node) \in Proposer
    /\ \E m \in Delivered : /\ m \in msgs
                            /\ MayComeFrom(event.from, m)
                            /\ CountPromise(ProposerOf(event.node), m)
    /\ Done

TraceAccept ==
    /\ IsDelivery("Accept")
    /\ AcceptorOf(event.node) \in Acceptor
    /\ \E m \in Delivered : /\ m \in msgs
                            /\ MayComeFrom(event.from, m)
                            /\ Accept(AcceptorOf(event.node), m)
    /\ Done

TraceHear ==
    /\ IsDelivery("Accepted")
    /\ LearnerOf(event.node) \in Learner
    /\ \E m \in Delivered : /\ m \in msgs
                            /\ MayComeFrom(event.from, m)
                            /\ Hear(LearnerOf(event.node), m)
    /\ Done

TraceBeTold ==
    /\ IsDelivery("Learned")
    /\ LearnerOf(event.node) \in Learner
    /\ \E m \in Delivered : /\ m \in msgs
                            /\ MayComeFrom(event.from, m)
                            /\ BeTold(LearnerOf(event.node), m)
    /\ Done

(***************************************************************************)
(* Machine i has no use for message m.                                     *)
(***************************************************************************)
Useless(i, m) ==
    CASE m.type = "prepare" ->
            AcceptorOf(i) \in Acceptor /\ m.number < promised[AcceptorOf(i)]
      [] m.type = "promise" ->
            /\ ProposerOf(i) \in Proposer
            /\ preparing[ProposerOf(i)] => m.number # tried[ProposerOf(i)]
      [] m.type = "accept" ->
            AcceptorOf(i) \in Acceptor /\ m.proposal.number < promised[AcceptorOf(i)]
      [] m.type \in {"accepted", "learned"} ->
            LearnerOf(i) \in Learner /\ learned[LearnerOf(i)] # None

TraceUseless ==
    /\ IsEvent("deliver")
    /\ \A x \in MachinesOf(event.node) : up[x]
    /\ \E m \in Delivered : m \in msgs /\ MayComeFrom(event.from, m) /\ Useless(event.node, m)
    /\ UNCHANGED vars
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

(***************************************************************************)
(* A machine with all roles goes on with a message of its own.             *)
(***************************************************************************)
OwnMessage(i) ==
    /\ \E m \in {x \in msgs : MayComeFrom(i, x)} :
          \/ Promise(AcceptorOf(i), m)
          \/ ProposerOf(i) \in Proposer /\ CountPromise(ProposerOf(i), m)
          \/ Accept(AcceptorOf(i), m)
          \/ Hear(LearnerOf(i), m)
    /\ vars' # vars

TraceOwnMessage ==
    /\ l =< TraceLength
    /\ parts > 0
    /\ event.event \in {"timeout", "deliver"}
    /\ OwnMessage(event.node)
    /\ Done

(***************************************************************************)
(* All roles of a machine crash, and restart, one after the other.         *)
(***************************************************************************)
TraceCrash ==
    /\ l =< TraceLength
    /\ event.event = "crash"
    /\ LET next == {x \in MachinesOf(event.node) : up[x]}
       IN /\ next # {}
          /\ Crash(CHOOSE x \in next : \A y \in next : x =< y)
          /\ IF Cardinality(next) = 1
             THEN Observed(event.node) /\ Sent(event.node, {}) /\ NextEvent
             ELSE parts' = parts + 1 /\ UNCHANGED <<l, fresh, unlogged>>

TraceRestart ==
    /\ l =< TraceLength
    /\ event.event = "restart"
    /\ LET next == {x \in MachinesOf(event.node) : ~up[x]}
       IN /\ next # {}
          /\ Restart(CHOOSE x \in next : \A y \in next : x =< y)
          /\ IF Cardinality(next) = 1
             THEN Observed(event.node) /\ Sent(event.node, {}) /\ NextEvent
             ELSE parts' = parts + 1 /\ UNCHANGED <<l, fresh, unlogged>>

TraceNetwork ==
    /\ IsEvent("drop") \/ IsEvent("duplicate")
    /\ \E m \in MessagesOf(event.from, event.to, event.message) :
          m \in msgs /\ MayComeFrom(event.from, m)
    /\ UNCHANGED vars
    /\ NextEvent

TraceNothing ==
    /\ \/ IsEvent("start") \/ IsEvent("partition") \/ IsEvent("heal")
       \/ IsEvent("cut-link") \/ IsEvent("heal-link")
    /\ UNCHANGED vars
    /\ NextEvent

(***************************************************************************)
(* A step of node i that was not logged: all of it at once, also where it  *)
(* has all roles.                                                          *)
(***************************************************************************)
Node == DOMAIN Places

UnloggedTimeout(i) ==
    /\ ProposerOf(i) \in Proposer
    /\ \E n \in NextNumbers(ProposerOf(i)) : Prepare(ProposerOf(i), n)

UnloggedDelivery(i) ==
    \E m \in msgs : \/ ProposerOf(i) \in Proposer /\ CountPromise(ProposerOf(i), m)
                    \/ AcceptorOf(i) \in Acceptor /\ (Promise(AcceptorOf(i), m) \/ Accept(AcceptorOf(i), m))
                    \/ LearnerOf(i) \in Learner /\ (Hear(LearnerOf(i), m) \/ BeTold(LearnerOf(i), m))

traceVars == <<l, parts, fresh, unlogged>>

GoesOn(i) ==
    /\ IF ENABLED OwnMessage(i) THEN OwnMessage(i) ELSE UNCHANGED vars
    /\ UNCHANGED traceVars

(***************************************************************************)
(* What it tells itself goes three steps on at most, if it takes others to *)
(* make a majority: it prepares, promises, and counts the promise.         *)
(***************************************************************************)
WithAllRoles(A, i) ==
    IF IsShared THEN (A /\ UNCHANGED traceVars) \cdot GoesOn(i) \cdot GoesOn(i)
                ELSE A /\ UNCHANGED traceVars

UnloggedCrash(i) ==
    LET Role(x) == Crash(x) /\ UNCHANGED traceVars
    IN CASE ~IsShared -> \E x \in MachinesOf(i) : Role(x)
         [] IsShared /\ ProposerOf(i) \in Proposer ->
               Role(ProposerOf(i)) \cdot Role(AcceptorOf(i)) \cdot Role(LearnerOf(i))
         [] OTHER -> Role(AcceptorOf(i)) \cdot Role(LearnerOf(i))

UnloggedRestart(i) ==
    LET Role(x) == Restart(x) /\ UNCHANGED traceVars
    IN CASE ~IsShared -> \E x \in MachinesOf(i) : Role(x)
         [] IsShared /\ ProposerOf(i) \in Proposer ->
               Role(ProposerOf(i)) \cdot Role(AcceptorOf(i)) \cdot Role(LearnerOf(i))
         [] OTHER -> Role(AcceptorOf(i)) \cdot Role(LearnerOf(i))

(***************************************************************************)
(* A machine was killed when it had taken a step and its disks had what is *)
(* durable, but the log had not: if the header says that events may be     *)
(* lost so.  No message of that step has left.                             *)
(***************************************************************************)
LostCrash(i) ==
    /\ "lost" \in DOMAIN Header
    /\ Header.lost
    /\ \E sent \in {msgs} :
          WithAllRoles(UnloggedTimeout(i) \/ UnloggedDelivery(i), i)
          \cdot (/\ msgs' = sent
                 /\ UNCHANGED <<up, proposerVars, acceptorVars, learnerVars>>
                 /\ UNCHANGED traceVars)
          \cdot UnloggedCrash(i)

TraceLostCrash ==
    /\ IsEvent("crash")
    /\ LostCrash(event.node)
       \cdot (UNCHANGED vars /\ Observed(event.node) /\ Sent(event.node, {}) /\ NextEvent)

(***************************************************************************)
(* A step that was not logged.  There is none after the last event.        *)
(***************************************************************************)
Unlogged ==
    /\ l =< TraceLength
    /\ parts = 0
    /\ unlogged < MaxUnlogged
    /\ (\E i \in Node :
          \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout propose")
             /\ WithAllRoles(UnloggedTimeout(i), i)
          \/ /\ IsUnlogged("deliver")
             /\ WithAllRoles(UnloggedDelivery(i), i)
          \/ IsUnlogged("crash") /\ (UnloggedCrash(i) \/ LostCrash(i))
          \/ IsUnlogged("restart") /\ UnloggedRestart(i))
       \cdot (unlogged' = unlogged + 1 /\ UNCHANGED <<vars, l, parts, fresh>>)
    /\ vars' # vars

TraceNext ==
    \/ TracePrepare
    \/ TracePromise
    \/ TraceCountPromise
    \/ TraceAccept
    \/ TraceHear
    \/ TraceBeTold
    \/ TraceUseless
    \/ TraceOwnMessage
    \/ TraceCrash
    \/ TraceLostCrash
    \/ TraceRestart
    \/ TraceNetwork
    \/ TraceNothing
    \/ Unlogged

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, l, parts, fresh, unlogged>>

(***************************************************************************)
(* Violated, as an invariant, exactly when the log is a behaviour of Paxos.*)
(***************************************************************************)
TraceNotMatched == l =< TraceLength
=============================================================================
