------------------------------ MODULE MultiPaxos ------------------------------
(***************************************************************************)
(* Multi-decree Paxos: machines agree on a command for each of many slots, *)
(* and all perform the commands in the order of the slots, so that their   *)
(* key-value stores go through the same states.  It is "Paxos Made         *)
(* Moderately Complex" by Robbert van Renesse and Deniz Altinbuken, with   *)
(* its roles, names and sets of pairs; reconfiguration is left out.        *)
(*                                                                         *)
(* Each machine hosts three roles (Section 4.4):                           *)
(*                                                                         *)
(*   - an acceptor, who remembers what it accepted in which ballot;        *)
(*   - a leader, who gets commands decided: its scout asks a quorum of     *)
(*     the acceptors to adopt its ballot, once for all slots, and then a   *)
(*     commander for each slot asks them to accept a command;              *)
(*   - a replica, who proposes commands for slots, performs what is        *)
(*     decided, and answers clients.                                       *)
(*                                                                         *)
(* What the roles of a machine tell each other takes no step: a machine    *)
(* handles one message, or starts one scout, in one step, with all that    *)
(* follows at that machine.  So a leader is preempted by what its own      *)
(* acceptor adopts, and the acceptor's ballot is the leader's as well.     *)
(*                                                                         *)
(* The network is the set of all messages that were ever sent.  One that   *)
(* is in it may be received at any later time, again and again, or never,  *)
(* so that loss, duplication and delay need no actions of their own.       *)
(*                                                                         *)
(* Go (impl/pmmc; every name below is a field of Server or Client):        *)
(*   acceptor[i]   .ballot Ballot, .accepted Accepted         (durable)    *)
(*   leader[i]     .mode Mode, .scoutDone ScoutDone (durable), .heard and  *)
(*                 .pvalues Scout.Heard and .PValues, .proposals           *)
(*                 Proposals, .commanders Commanders                       *)
(*   replica[i]    .decisions Decisions (durable), .slotOut SlotOut,       *)
(*                 .requests Requests, .proposed Proposed, .app Store,     *)
(*                 Results and Performed                                   *)
(*   client[c]     .started Started, .waiting Waiting; .op is what the     *)
(*                 script names there                                      *)
(*   up[i]         whether machine i is up                                 *)
(*   msgs          all that was ever sent: on -network set, without dead   *)
(*                 messages left out, what is in the network.  What goes   *)
(*                 to all other machines at once is one message here.      *)
(* The Go maps by slot are sets of pairs <<slot, what it has>> here, as in *)
(* the paper, and Commanders, whose values are sets, is one of all pairs   *)
(* <<slot, acceptor>>.  Timers add nothing: a passive leader's is set      *)
(* while there is another ballot for it.                                   *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences, KeyValue

CONSTANTS
    Servers,       \* how many machines there are
    Size1,         \* how many acceptors are a quorum in phase 1, to adopt a ballot
    Size2,         \* how many are one in phase 2, to decide
    BallotNumber,  \* the sequence numbers that ballots may have
    Slots,         \* how many slots there are
    Window,        \* from the first slot that is not decided on, how many a
                   \* replica proposes for
    Refusals       \* whether acceptors also answer what is below their ballot,
                   \* which tells the asker that it is preempted

(***************************************************************************)
(* Machines are numbered, for ballots are ordered by who made them.        *)
(***************************************************************************)
Server == 1..Servers
Nobody == 0

Slot == 1..Slots

ASSUME ServersAssumption == Servers \in Nat

ASSUME BallotNumberAssumption == BallotNumber \subseteq Nat \ {0}

ASSUME SlotsAssumption == Slots \in Nat /\ Window \in Nat \ {0}

ASSUME RefusalsAssumption == Refusals \in BOOLEAN

(***************************************************************************)
(* Any quorum of phase 1 and any of phase 2 have a member in common, as    *)
(* majorities have (Howard, Malkhi and Spiegelman, Flexible Paxos, 2016).  *)
(* One machine alone is none: it would be done in the step that asks.      *)
(***************************************************************************)
ASSUME QuorumAssumption ==
    /\ Size1 \in 2..Servers /\ Size2 \in 2..Servers
    /\ Size1 + Size2 > Servers

IsQuorum1(S) == Cardinality(S) >= Size1

IsQuorum2(S) == Cardinality(S) >= Size2

(***************************************************************************)
(* A ballot is a sequence number and the leader that made it, so that no   *)
(* two leaders have one in common.  They are ordered lexicographically     *)
(* (Section 2.2).                                                          *)
(***************************************************************************)
Ballot == [number : BallotNumber, leader : Server]

NoBallot == [number |-> 0, leader |-> Nobody]

Above(b, c) == \/ b.number > c.number
               \/ b.number = c.number /\ b.leader > c.leader

(***************************************************************************)
(* A command is an Operation of KeyValue.  A proposal, and a decision, is  *)
(* a pair of a slot and a command.  What an acceptor has accepted is a     *)
(* pvalue: a ballot, a slot and a command.                                 *)
(***************************************************************************)
Pair == Slot \X Operation

PValue == [ballot : Ballot, slot : Slot, command : Operation]

SlotsOf(pairs) == {p[1] : p \in pairs}

(***************************************************************************)
(* The paper's x (+) y, for sets of pairs: y, and of x what y has no slot  *)
(* for (Section 2.4).  Its pmax(pvals): for each slot the command of the   *)
(* pvalue with the highest ballot.                                         *)
(***************************************************************************)
Override(x, y) == y \cup {p \in x : p[1] \notin SlotsOf(y)}

Highest(pvalues) ==
    {p \in pvalues : \A q \in pvalues : q.slot = p.slot => ~Above(q.ballot, p.ballot)}

PMax(pvalues) == {<<p.slot, p.command>> : p \in Highest(pvalues)}

Message ==
    [type : {"request"}, to : Server, command : Operation]
    \cup [type : {"reply"}, from : Server, name : Client \X (1..Operations),
          value : Seq(Client \X (1..Operations))]
    \cup [type : {"propose"}, from : Server, slot : Slot, command : Operation]
    \cup [type : {"p1a"}, from : Server, ballot : Ballot]
    \cup [type : {"p1b"}, from : Server, to : Server, ballot : Ballot,
          accepted : SUBSET PValue]
    \cup [type : {"p2a"}, from : Server, ballot : Ballot, slot : Slot,
          command : Operation]
    \cup [type : {"p2b"}, from : Server, to : Server, ballot : Ballot, slot : Slot]
    \cup [type : {"decision"}, from : Server, slot : Slot, command : Operation]

VARIABLES
    msgs,      \* all messages ever sent
    up,        \* up[i]: machine i has not crashed, or was restarted since
    acceptor,  \* acceptor[i], leader[i], replica[i]: the roles of machine i
    leader,
    replica,
    client     \* client[c]: what client c is doing

vars == <<msgs, up, acceptor, leader, replica, client>>

(***************************************************************************)
(* An acceptor: the ballot that it adopted last, and what it accepted; of  *)
(* several pvalues in a slot only the one with the highest ballot (Section *)
(* 4.1).                                                                   *)
(***************************************************************************)
IsAcceptor(a) ==
    /\ DOMAIN a = {"ballot", "accepted"}
    /\ a.ballot \in Ballot \cup {NoBallot}
    /\ a.accepted \subseteq PValue
    /\ \A p, q \in a.accepted : p.slot = q.slot => p = q

(***************************************************************************)
(* A leader: while it is scouting, who has adopted its ballot and the      *)
(* highest pvalues that they told of; what it proposes, for each slot from *)
(* when it hears of a command until it knows the decision (Section 4.2);   *)
(* for each commander at work, who has accepted its command.  scoutDone    *)
(* says that the scout of the acceptor's ballot, if that is this leader's, *)
(* has left; nothing is decided by it.                                     *)
(***************************************************************************)
IsLeader(l) ==
    /\ DOMAIN l = {"mode", "scoutDone", "heard", "pvalues", "proposals", "commanders"}
    /\ l.mode \in {"passive", "scouting", "active"}
    /\ l.scoutDone \in BOOLEAN
    /\ l.heard \subseteq Server
    /\ l.pvalues \subseteq PValue
    /\ l.proposals \subseteq Pair
    /\ Cardinality(SlotsOf(l.proposals)) = Cardinality(l.proposals)
    /\ l.commanders \subseteq Slot \X Server
    /\ l.heard # {} <=> l.mode = "scouting"
    /\ l.commanders # {} => l.mode = "active"
    /\ SlotsOf(l.commanders) \subseteq SlotsOf(l.proposals)

(***************************************************************************)
(* A replica: the decisions that it knows; slotOut, the slot that it       *)
(* performs next; requests, what clients asked it for and is not proposed  *)
(* yet; what it has proposed itself, until the slot is performed; and the  *)
(* application.                                                            *)
(***************************************************************************)
IsReplica(r) ==
    /\ DOMAIN r = {"decisions", "slotOut", "requests", "proposed", "app"}
    /\ r.decisions \subseteq Pair
    /\ Cardinality(SlotsOf(r.decisions)) = Cardinality(r.decisions)
    /\ r.slotOut \in 1..(Slots + 1)
    /\ r.requests \in Seq(Operation)
    /\ r.proposed \subseteq Pair
    /\ Cardinality(SlotsOf(r.proposed)) = Cardinality(r.proposed)
    /\ IsApplication(r.app)

IsClient(c) ==
    /\ DOMAIN c = {"started", "waiting", "op"}
    /\ c.started \in 0..Operations
    /\ c.waiting \in BOOLEAN
    /\ c.waiting => c.op \in Op

TypeOK ==
    /\ msgs \subseteq Message
    /\ up \in [Server -> BOOLEAN]
    /\ DOMAIN acceptor = Server /\ \A i \in Server : IsAcceptor(acceptor[i])
    /\ DOMAIN leader = Server /\ \A i \in Server : IsLeader(leader[i])
    /\ DOMAIN replica = Server /\ \A i \in Server : IsReplica(replica[i])
    /\ DOMAIN client = Client /\ \A c \in Client : IsClient(client[c])

-----------------------------------------------------------------------------
NewLeader ==
    [mode |-> "passive", scoutDone |-> FALSE, heard |-> {}, pvalues |-> {},
     proposals |-> {}, commanders |-> {}]

NewReplica ==
    [decisions |-> {}, slotOut |-> 1, requests |-> <<>>, proposed |-> {},
     app |-> EmptyApplication]

NoOp == [kind |-> "none", key |-> "none"]

Init ==
    /\ msgs = {}
    /\ up = [i \in Server |-> TRUE]
    /\ acceptor = [i \in Server |-> [ballot |-> NoBallot, accepted |-> {}]]
    /\ leader = [i \in Server |-> NewLeader]
    /\ replica = [i \in Server |-> NewReplica]
    /\ client = [c \in Client |-> [started |-> 0, waiting |-> FALSE, op |-> NoOp]]

-----------------------------------------------------------------------------
(***************************************************************************)
(* What happens at machine i in one step is written as functions from what *)
(* it is to what it becomes: a record of its roles, and of what it has     *)
(* sent in this step.                                                      *)
(***************************************************************************)
Machine(i) ==
    [acceptor |-> acceptor[i], leader |-> leader[i], replica |-> replica[i],
     sent |-> {}]

Becomes(i, x) ==
    /\ acceptor' = [acceptor EXCEPT ![i] = x.acceptor]
    /\ leader' = [leader EXCEPT ![i] = x.leader]
    /\ replica' = [replica EXCEPT ![i] = x.replica]
    /\ msgs' = msgs \cup x.sent

Sends(x, ms) == [x EXCEPT !.sent = @ \cup ms]

DecidedSlots(x) == SlotsOf(x.replica.decisions)

(***************************************************************************)
(* The acceptor accepts a pvalue.  Ballots being adopted in increasing     *)
(* order (A1, A2) it has the highest so far, and takes the slot's place.   *)
(***************************************************************************)
Accept(x, p) ==
    LET others == {q \in x.acceptor.accepted : q.slot # p.slot}
        same == {q \in x.acceptor.accepted : q.slot = p.slot}
    IN IF \E q \in same : Above(q.ballot, p.ballot)
       THEN x
       ELSE [x EXCEPT !.acceptor.accepted = others \cup {p}]

(***************************************************************************)
(* What machine i has proposed and knows no decision of it tells all other *)
(* leaders.  Figure 1 does so with every proposal from the start.  Here a  *)
(* replica does so only while the machine's own leader is not active, and  *)
(* when that ceases to be.                                                 *)
(***************************************************************************)
TellLeaders(i, x, pairs) ==
    Sends(x, {[type |-> "propose", from |-> i, slot |-> p[1], command |-> p[2]] :
                 p \in pairs})

(***************************************************************************)
(* The acceptor adopts a higher ballot of another leader, which preempts   *)
(* the machine's own (Figure 7).                                           *)
(***************************************************************************)
Adopt(i, x, b) ==
    LET y == [x EXCEPT !.acceptor.ballot = b,
                       !.leader = [NewLeader EXCEPT !.proposals = x.leader.proposals]]
    IN IF x.leader.mode = "active"
       THEN TellLeaders(i, y, {p \in y.replica.proposed : p[1] \notin DecidedSlots(y)})
       ELSE y

(***************************************************************************)
(* The leader starts a commander for a slot (Figure 6a), with the          *)
(* machine's own acceptor first.                                           *)
(***************************************************************************)
CommandOf(pairs, s) == (CHOOSE p \in pairs : p[1] = s)[2]

SpawnCommander(i, x, s) ==
    LET c == CommandOf(x.leader.proposals, s)
        b == x.acceptor.ballot
        y == Accept(x, [ballot |-> b, slot |-> s, command |-> c])
    IN Sends([y EXCEPT !.leader.commanders = {p \in @ : p[1] # s} \cup {<<s, i>>}],
             {[type |-> "p2a", from |-> i, ballot |-> b, slot |-> s, command |-> c]})

RECURSIVE SpawnCommanders(_, _, _)
SpawnCommanders(i, x, slots) ==
    IF slots = {}
    THEN x
    ELSE LET s == CHOOSE s \in slots : \A t \in slots : s =< t
         IN SpawnCommanders(i, SpawnCommander(i, x, s), slots \ {s})

(***************************************************************************)
(* The leader gets a proposal (Figure 7).  The first for a slot counts, a  *)
(* decided slot needs none.                                                *)
(***************************************************************************)
Propose(i, x, s, c) ==
    IF s \in SlotsOf(x.leader.proposals) \cup DecidedSlots(x)
    THEN x
    ELSE LET y == [x EXCEPT !.leader.proposals = @ \cup {<<s, c>>}]
         IN IF y.leader.mode = "active" THEN SpawnCommander(i, y, s) ELSE y

(***************************************************************************)
(* slot_in: the first slot that the replica has no proposal for and knows  *)
(* no decision of (Figure 1).  It may be one past the last slot.           *)
(***************************************************************************)
RECURSIVE FirstFree(_, _)
FirstFree(taken, s) == IF s \in taken THEN FirstFree(taken, s + 1) ELSE s

SlotIn(r) == FirstFree(SlotsOf(r.proposed) \cup SlotsOf(r.decisions), r.slotOut)

(***************************************************************************)
(* propose() of Figure 1: requests become proposals for the free slots of  *)
(* the window (R5).                                                        *)
(***************************************************************************)
RECURSIVE ProposeRequests(_, _)
ProposeRequests(i, x) ==
    LET r == x.replica
        s == SlotIn(r)
    IN IF r.requests = <<>> \/ s >= r.slotOut + Window \/ s > Slots
       THEN x
       ELSE LET c == Head(r.requests)
                y == [x EXCEPT !.replica.requests = Tail(@),
                               !.replica.proposed = @ \cup {<<s, c>>}]
                z == Propose(i, y, s, c)
            IN ProposeRequests(i, IF z.leader.mode = "active"
                                  THEN z
                                  ELSE TellLeaders(i, z, {<<s, c>>}))

(***************************************************************************)
(* Whether a client waits for this replica to perform a command.           *)
(***************************************************************************)
Asked(r, c) ==
    \/ \E k \in 1..Len(r.requests) : r.requests[k] = c
    \/ \E p \in r.proposed : p[2] = c

Reply(i, a, o) ==
    [type |-> "reply", from |-> i, name |-> Name(o), value |-> a.last[o.client].value]

(***************************************************************************)
(* The replica performs the command of a slot, unless it is one that was   *)
(* performed already, having been decided in an earlier slot, too (Figure  *)
(* 1).  It answers if it was asked.  What it proposed for the slot in vain *)
(* is a request again.                                                     *)
(***************************************************************************)
PerformSlot(i, x, s) ==
    LET r == x.replica
        c == CommandOf(r.decisions, s)
        a == Perform(r.app, c)
        isNew == ~WasPerformed(r.app, c)
        mine == {p[2] : p \in {q \in r.proposed : q[1] = s}}
        inVain == {o \in mine : o # c /\ ~WasPerformed(a, o)}
        waiting == SelectSeq(r.requests, LAMBDA o : o # c)
        y == [x EXCEPT !.replica.app = a,
                       !.replica.requests = IF inVain = {}
                                            THEN waiting
                                            ELSE Append(waiting, CHOOSE o \in inVain : TRUE),
                       !.replica.proposed = {p \in @ : p[1] # s}]
    IN IF isNew /\ Asked(r, c) THEN Sends(y, {Reply(i, a, c)}) ELSE y

(***************************************************************************)
(* It performs what is decided, slot by slot, without gaps (R2, R3).       *)
(***************************************************************************)
RECURSIVE Advance(_, _)
Advance(i, x) ==
    LET s == x.replica.slotOut
    IN IF s \in DecidedSlots(x)
       THEN Advance(i, [PerformSlot(i, x, s) EXCEPT !.replica.slotOut = @ + 1])
       ELSE x

(***************************************************************************)
(* The replica learns a decision.  The leader is done with that slot.      *)
(***************************************************************************)
Learn(i, x, s, c) ==
    LET y == [x EXCEPT !.replica.decisions = Override(@, {<<s, c>>}),
                       !.leader.proposals = {p \in @ : p[1] # s},
                       !.leader.commanders = {p \in @ : p[1] # s}]
    IN ProposeRequests(i, Advance(i, y))

-----------------------------------------------------------------------------
(***************************************************************************)
(* The leader of machine i starts phase 1 with the next ballot (Figure 7,  *)
(* spawn Scout).  A preempted leader does so in the paper; here it may at  *)
(* any time.  Its own acceptor adopts the ballot before anybody hears of   *)
(* it, so that it is never used twice, not even after a crash.             *)
(***************************************************************************)
Scout(i) ==
    LET b == [number |-> acceptor[i].ballot.number + 1, leader |-> i]
        x == [Machine(i) EXCEPT !.acceptor.ballot = b,
                                !.leader.mode = "scouting",
                                !.leader.scoutDone = FALSE,
                                !.leader.heard = {i},
                                !.leader.pvalues = acceptor[i].accepted]
    IN /\ up[i]
       /\ leader[i].mode = "passive"
       /\ b.number \in BallotNumber
       /\ Becomes(i, Sends(x, {[type |-> "p1a", from |-> i, ballot |-> b]}))
       /\ UNCHANGED <<up, client>>

(***************************************************************************)
(* The acceptor of machine i is asked to adopt a ballot (Figure 4).  It    *)
(* does if that is higher than its own, and answers with what it has       *)
(* accepted.  A refusal has nothing, and goes only to who can learn from   *)
(* it: to its own leader a ballot of its own would be an answer to another *)
(* scout.                                                                  *)
(***************************************************************************)
HandleP1a(i, m) ==
    LET b == acceptor[i].ballot
        x == Machine(i)
        Answer(y, ballot, pvalues) ==
            Sends(y, {[type |-> "p1b", from |-> i, to |-> m.from, ballot |-> ballot,
                       accepted |-> pvalues]})
    IN /\ up[i]
       /\ m.type = "p1a" /\ m.from # i
       /\ \/ /\ m.ballot = b
             /\ Becomes(i, Answer(x, b, x.acceptor.accepted))
          \/ /\ Above(m.ballot, b)
             /\ Becomes(i, Answer(Adopt(i, x, m.ballot), m.ballot, x.acceptor.accepted))
          \/ /\ Above(b, m.ballot) /\ Refusals /\ b.leader # m.from
             /\ Becomes(i, Answer(x, b, {}))
       /\ UNCHANGED <<up, client>>

(***************************************************************************)
(* The leader of machine i gets an answer to its scout (Figure 6b).  With  *)
(* a quorum the ballot is adopted (Figure 7): for every slot that the      *)
(* acceptors have told of, the command with the highest ballot, which may  *)
(* have been decided, takes the place of what the leader would propose; it *)
(* is active, with a commander for each proposal.  A higher ballot         *)
(* preempts it.                                                            *)
(***************************************************************************)
HandleP1b(i, m) ==
    LET b == acceptor[i].ballot
        x == Machine(i)
        heard == x.leader.heard \cup {m.from}
        pvalues == Highest(x.leader.pvalues \cup m.accepted)
        found == {p \in PMax(pvalues) : p[1] \notin DecidedSlots(x)}
        adopted == [x EXCEPT !.leader.mode = "active",
                             !.leader.scoutDone = TRUE,
                             !.leader.heard = {},
                             !.leader.pvalues = {},
                             !.leader.proposals = Override(@, found)]
    IN /\ up[i]
       /\ m.type = "p1b" /\ m.to = i
       /\ \/ /\ m.ballot = b
             /\ leader[i].mode = "scouting"
             /\ Becomes(i, IF IsQuorum1(heard)
                           THEN SpawnCommanders(i, adopted, SlotsOf(adopted.leader.proposals))
                           ELSE [x EXCEPT !.leader.heard = heard,
                                          !.leader.pvalues = pvalues])
          \/ /\ Above(m.ballot, b)
             /\ Becomes(i, Adopt(i, x, m.ballot))
       /\ UNCHANGED <<up, client>>

(***************************************************************************)
(* The acceptor of machine i is asked to accept a pvalue (Figure 4).  It   *)
(* does if the ballot is the one that it has adopted.  What comes before   *)
(* the p1a of its ballot is left alone, and waits for that.                *)
(***************************************************************************)
HandleP2a(i, m) ==
    LET b == acceptor[i].ballot
        x == Machine(i)
        p == [ballot |-> m.ballot, slot |-> m.slot, command |-> m.command]
        Answer(y, ballot) ==
            Sends(y, {[type |-> "p2b", from |-> i, to |-> m.from, ballot |-> ballot,
                       slot |-> m.slot]})
    IN /\ up[i]
       /\ m.type = "p2a" /\ m.from # i
       /\ \/ /\ m.ballot = b
             /\ Becomes(i, Answer(Accept(x, p), b))
          \/ /\ Above(b, m.ballot) /\ Refusals /\ b.leader # m.from
             /\ Becomes(i, Answer(x, b))
       /\ UNCHANGED <<up, client>>

(***************************************************************************)
(* The leader of machine i gets an answer to a commander (Figure 6a).      *)
(* When a quorum has accepted the command it is decided: all replicas      *)
(* are told.  A higher ballot preempts the leader.                         *)
(***************************************************************************)
HandleP2b(i, m) ==
    LET b == acceptor[i].ballot
        x == Machine(i)
        s == m.slot
        commanders == x.leader.commanders \cup {<<s, m.from>>}
        c == CommandOf(x.leader.proposals, s)
        decision == [type |-> "decision", from |-> i, slot |-> s, command |-> c]
    IN /\ up[i]
       /\ m.type = "p2b" /\ m.to = i
       /\ \/ /\ m.ballot = b
             /\ s \in SlotsOf(leader[i].commanders)
             /\ Becomes(i, IF IsQuorum2({j \in Server : <<s, j>> \in commanders})
                           THEN Learn(i, Sends(x, {decision}), s, c)
                           ELSE [x EXCEPT !.leader.commanders = commanders])
          \/ /\ Above(m.ballot, b)
             /\ Becomes(i, Adopt(i, x, m.ballot))
       /\ UNCHANGED <<up, client>>

(***************************************************************************)
(* The replica of machine i hears of a decision.                           *)
(***************************************************************************)
HandleDecision(i, m) ==
    /\ up[i]
    /\ m.type = "decision" /\ m.from # i
    /\ <<m.slot, m.command>> \notin replica[i].decisions
    /\ Becomes(i, Learn(i, Machine(i), m.slot, m.command))
    /\ UNCHANGED <<up, client>>

(***************************************************************************)
(* The leader of machine i is asked to get a command decided in a slot.    *)
(***************************************************************************)
HandlePropose(i, m) ==
    /\ up[i]
    /\ m.type = "propose" /\ m.from # i
    /\ m.slot \notin SlotsOf(leader[i].proposals \cup replica[i].decisions)
    /\ Becomes(i, Propose(i, Machine(i), m.slot, m.command))
    /\ UNCHANGED <<up, client>>

(***************************************************************************)
(* The replica of machine i is asked by a client (Figure 1).  The client's *)
(* last command gets the same answer again, if it was performed; what the  *)
(* replica is asked for already it leaves alone.                           *)
(***************************************************************************)
HandleRequest(i, m) ==
    LET c == m.command
        r == replica[i]
        x == Machine(i)
    IN /\ up[i]
       /\ m.type = "request" /\ m.to = i
       /\ \/ /\ c.number = r.app.last[c.client].number
             /\ Becomes(i, Sends(x, {Reply(i, r.app, c)}))
          \/ /\ ~WasPerformed(r.app, c)
             /\ ~Asked(r, c)
             /\ Becomes(i, ProposeRequests(i, [x EXCEPT !.replica.requests = Append(@, c)]))
       /\ UNCHANGED <<up, client>>

-----------------------------------------------------------------------------
(* The clients.                                                            *)

Requests(c, number, op, S) ==
    {[type |-> "request", to |-> i,
      command |-> [client |-> c, number |-> number, op |-> op]] : i \in S}

(***************************************************************************)
(* Client c, who waits for nothing, starts an operation and asks some      *)
(* replicas for it (in the paper all: Section 2.1).                        *)
(***************************************************************************)
Invoke(c, op, S) ==
    /\ ~client[c].waiting
    /\ client[c].started < Operations
    /\ client' = [client EXCEPT ![c] = [started |-> @.started + 1, waiting |-> TRUE,
                                        op |-> op]]
    /\ msgs' = msgs \cup Requests(c, client[c].started + 1, op, S)
    /\ UNCHANGED <<up, acceptor, leader, replica>>

(***************************************************************************)
(* Client c is tired of waiting and asks replica i.                        *)
(***************************************************************************)
Retry(c, i) ==
    /\ client[c].waiting
    /\ msgs' = msgs \cup Requests(c, client[c].started, client[c].op, {i})
    /\ UNCHANGED <<up, acceptor, leader, replica, client>>

(***************************************************************************)
(* Client c gets its answer.                                               *)
(***************************************************************************)
HandleReply(c, m) ==
    /\ m.type = "reply"
    /\ client[c].waiting
    /\ m.name = <<c, client[c].started>>
    /\ client' = [client EXCEPT ![c].waiting = FALSE]
    /\ UNCHANGED <<msgs, up, acceptor, leader, replica>>

-----------------------------------------------------------------------------
(***************************************************************************)
(* Machine i crashes.  What its acceptor has is in stable storage, and so  *)
(* are the decisions that its replica knows (Section 4.3); a leader has    *)
(* nothing to lose.                                                        *)
(***************************************************************************)
Crash(i) ==
    /\ up[i]
    /\ up' = [up EXCEPT ![i] = FALSE]
    /\ leader' = [leader EXCEPT ![i] = [NewLeader EXCEPT !.scoutDone = leader[i].scoutDone]]
    /\ replica' = [replica EXCEPT
                      ![i] = [NewReplica EXCEPT !.decisions = replica[i].decisions]]
    /\ UNCHANGED <<msgs, acceptor, client>>

(***************************************************************************)
(* It comes back, and performs anew what it knows to be decided.  Nobody   *)
(* waits for the answers.  A ballot that its leader had is not used again. *)
(***************************************************************************)
Restart(i) ==
    LET x == [Machine(i) EXCEPT
                 !.leader.scoutDone = @ \/ acceptor[i].ballot.leader = i]
    IN /\ ~up[i]
       /\ up' = [up EXCEPT ![i] = TRUE]
       /\ Becomes(i, Advance(i, x))
       /\ UNCHANGED client

-----------------------------------------------------------------------------
Next ==
    \/ \E i \in Server :
          \/ Scout(i)
          \/ \E m \in msgs : \/ HandleP1a(i, m)
                             \/ HandleP1b(i, m)
                             \/ HandleP2a(i, m)
                             \/ HandleP2b(i, m)
                             \/ HandleDecision(i, m)
                             \/ HandlePropose(i, m)
                             \/ HandleRequest(i, m)
          \/ Crash(i)
          \/ Restart(i)
    \/ \E c \in Client :
          \/ \E op \in Op, S \in SUBSET Server \ {{}} : Invoke(c, op, S)
          \/ \E i \in Server : Retry(c, i)
          \/ \E m \in msgs : HandleReply(c, m)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* Who has accepted what is read off the messages, which forget nothing: a *)
(* leader that asks others to accept has done so itself, and the others    *)
(* have told it.                                                           *)
(***************************************************************************)
AcceptedBy(m) ==
    {m.from} \cup {n.from : n \in {k \in msgs : /\ k.type = "p2b"
                                                /\ k.to = m.from
                                                /\ k.ballot = m.ballot
                                                /\ k.slot = m.slot}}

P2as == {m \in msgs : m.type = "p2a"}

(***************************************************************************)
(* A command is chosen in a slot when a quorum has accepted it in one      *)
(* ballot, whether or not anybody knows.                                   *)
(***************************************************************************)
Chosen(s) == {m.command : m \in {p \in P2as : p.slot = s /\ IsQuorum2(AcceptedBy(p))}}

(***************************************************************************)
(* MultiPaxos implements Consensus, once for each slot.  TLC does not      *)
(* quantify over specifications; what it checks is the same, with the      *)
(* quantifier moved inwards.                                               *)
(***************************************************************************)
C(s) == INSTANCE Consensus WITH Value <- Operation, chosen <- Chosen(s)

ImplementsConsensus == \A s \in Slot : C(s)!Spec

ConsensusInEverySlot ==
    /\ \A s \in Slot : C(s)!Init
    /\ [][\A s \in Slot : C(s)!Next \/ UNCHANGED Chosen(s)]_msgs

(***************************************************************************)
(* Uniformity (R1, A5): no two commands are ever chosen in one slot.       *)
(***************************************************************************)
Agreement == \A s \in Slot : Cardinality(Chosen(s)) =< 1

(***************************************************************************)
(* A replica takes for decided only what is chosen in that slot.           *)
(***************************************************************************)
LearnOnlyChosen == \A i \in Server : \A p \in replica[i].decisions : p[2] \in Chosen(p[1])

(***************************************************************************)
(* In one ballot and slot one command is proposed (A4, C1).  This needs a  *)
(* leader to use a ballot once, also over a crash, and no two leaders to   *)
(* have one in common.                                                     *)
(***************************************************************************)
OneCommandPerBallot ==
    \A m, n \in P2as : m.ballot = n.ballot /\ m.slot = n.slot => m = n

(***************************************************************************)
(* What is accepted in a ballot at or above one in which another command   *)
(* was chosen is that command (A5, C2).  This breaks before a second       *)
(* command is chosen.                                                      *)
(***************************************************************************)
ChosenStaysSafe ==
    \A m, n \in P2as :
        /\ m.slot = n.slot
        /\ IsQuorum2(AcceptedBy(m))
        /\ ~Above(m.ballot, n.ballot)
        => n.command = m.command

(***************************************************************************)
(* What an acceptor remembers of a slot is the highest that it accepted,   *)
(* in no ballot above the one that it has adopted; and with an answer to a *)
(* scout it is bound: nothing was accepted below the ballot that is not in *)
(* the answer, or less than what is (A2, A3).  This is what a crash must   *)
(* not take away.                                                          *)
(***************************************************************************)
Covers(pvalues, m) ==
    \E p \in pvalues : /\ p.slot = m.slot
                       /\ ~Above(m.ballot, p.ballot)
                       /\ m.ballot = p.ballot => m.command = p.command

AcceptorsRemember ==
    \A m \in P2as : \A a \in AcceptedBy(m) :
        /\ ~Above(m.ballot, acceptor[a].ballot)
        /\ Covers(acceptor[a].accepted, m)
        /\ \A n \in msgs :
              /\ n.type = "p1b" /\ n.from = a /\ n.ballot.leader = n.to
              /\ Above(n.ballot, m.ballot)
              => Covers(n.accepted, m)

(***************************************************************************)
(* Each machine's acceptor never goes back to a lower ballot (A1), and a   *)
(* leader at work has one of its own.                                      *)
(***************************************************************************)
OwnBallot ==
    \A i \in Server : leader[i].mode # "passive" => acceptor[i].ballot.leader = i

BallotsRise == [][\A i \in Server : ~Above(acceptor[i].ballot, acceptor'[i].ballot)]_acceptor

(***************************************************************************)
(* A slot's decision, once a replica knows it, never changes and is never  *)
(* lost (R1, R2).                                                          *)
(***************************************************************************)
Irrevocable ==
    [][\A i \in Server : replica[i].decisions \subseteq replica'[i].decisions]_replica

(***************************************************************************)
(* A replica's application is what the decisions of the slots below        *)
(* slotOut make of it, one after the other without gaps, each command once *)
(* (R3).                                                                   *)
(***************************************************************************)
RECURSIVE ApplicationAfter(_, _)
ApplicationAfter(decisions, n) ==
    IF n = 0 THEN EmptyApplication
             ELSE Perform(ApplicationAfter(decisions, n - 1), CommandOf(decisions, n))

PerformedInOrder ==
    \A i \in Server :
        /\ 1..(replica[i].slotOut - 1) \subseteq SlotsOf(replica[i].decisions)
        /\ replica[i].app = ApplicationAfter(replica[i].decisions, replica[i].slotOut - 1)

(***************************************************************************)
(* Of what two replicas have performed, one's is a prefix of the other's;  *)
(* and neither has performed a command twice.                              *)
(***************************************************************************)
SamePrefix ==
    \A i, j \in Server :
        \/ IsPrefix(replica[i].app.performed, replica[j].app.performed)
        \/ IsPrefix(replica[j].app.performed, replica[i].app.performed)

AtMostOnce == \A i \in Server : NoneTwice(replica[i].app.performed)

(***************************************************************************)
(* An operation is answered alike, whoever answers and however often.      *)
(***************************************************************************)
AnswersRight ==
    \A m \in {x \in msgs : x.type = "reply"} :
        /\ \A n \in msgs : n.type = "reply" /\ n.name = m.name => n.value = m.value
        /\ \A i \in Server :
              replica[i].app.last[m.name[1]].number = m.name[2]
                  => replica[i].app.last[m.name[1]].value = m.value

(***************************************************************************)
(* What a server stores, and answers, is what the operations that it       *)
(* performed make of it.                                                   *)
(***************************************************************************)
StoreRight ==
    \A i \in Server :
        PerformedRight(replica[i].app, {m.command : m \in {x \in msgs : x.type = "request"}})

THEOREM Spec => /\ [](TypeOK /\ Agreement /\ LearnOnlyChosen)
                /\ [](OneCommandPerBallot /\ ChosenStaysSafe)
                /\ [](AcceptorsRemember /\ OwnBallot)
                /\ [](PerformedInOrder /\ SamePrefix /\ AtMostOnce /\ StoreRight /\ AnswersRight)
                /\ BallotsRise /\ Irrevocable
                /\ ImplementsConsensus /\ ConsensusInEverySlot
=============================================================================
