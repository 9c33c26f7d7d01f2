--------------------------------- MODULE FTVM ---------------------------------
(***************************************************************************)
(* The fault-tolerant virtual machine: "The Design of a Practical System   *)
(* for Fault-Tolerant Virtual Machines" by Daniel J. Scales, Mike Nelson   *)
(* and Ganesh Venkitachalam (2010).                                        *)
(*                                                                         *)
(* A virtual machine runs on a primary server, which logs all that is not  *)
(* deterministic and sends it to a backup over the logging channel.  The   *)
(* backup replays the log.  An output leaves the primary when the backup   *)
(* has acknowledged the entry of the instruction that made it.  A server   *)
(* that suspects the other one of its pair tests and sets a flag on shared *)
(* storage: if it is the first it goes live, otherwise it halts.  A live   *)
(* server copies its machine to the next server, and they are a new pair.  *)
(*                                                                         *)
(* Servers fail by stopping, and one that has not failed may be suspected, *)
(* too.  The shared storage never fails.  The links are reliable and FIFO: *)
(* channel has a sequence for each pair of nodes.  What is sent to a       *)
(* server that has failed stays there.                                     *)
(*                                                                         *)
(* The machine is a key-value store with a thread for each operation.  An  *)
(* update takes two instructions, with a disk write between them, and a    *)
(* get one.  Where several threads are runnable the clock picks one.       *)
(*                                                                         *)
(* Go (impl/ftvm, -network fifo):                                          *)
(*   server[i]   .role Role, .pair Pair, .peer Peer, .suspects Suspects,   *)
(*               .machine Machine, .unacked Unacked, .log Log              *)
(*   flag        Flags of the shared storage, a set of <<pair, server>>    *)
(*   client[c]   .started Started, .waiting Waiting, .server Server, .pair *)
(*               Pair; .op is what the script names there                  *)
(*   up[i]       whether server i is up                                    *)
(*   channel     channel[i][j] are the messages on their way from i to j,  *)
(*               without dead messages left out                            *)
(* Timers add nothing: a server's are set when their action is enabled, a  *)
(* client's while it waits.                                                *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences, KeyValue

CONSTANTS
    Server,
    Order,    \* the servers, in the order in which they are used: the first primary, its
              \* backup, and the later backups
    Storage,  \* the shared storage
    Nobody,   \* no node
    Buffer,   \* how many entries may wait for their acknowledgements
    Lag       \* how many entries a backup may have received and not replayed

Elements(s) == {s[k] : k \in DOMAIN s}

Node == Server \cup Client \cup {Storage}

ASSUME NodeAssumption ==
    /\ Server \cap Client = {}
    /\ Storage \notin Server \cup Client
    /\ Nobody \notin Node

ASSUME OrderAssumption ==
    /\ Elements(Order) = Server
    /\ Len(Order) = Cardinality(Server)
    /\ Len(Order) > 1

ASSUME RoomAssumption == Buffer \in Nat \ {0} /\ Lag \in Nat

VARIABLES
    channel,  \* channel[i][j]: the messages on their way from i to j, in order
    up,       \* up[i]: server i has not failed
    server,   \* server[i]: what server i has
    flag,     \* the flags that are set: <<k, i>> if i was the first of pair k
    client    \* client[c]: what client c is doing

vars == <<channel, up, server, flag, client>>

-----------------------------------------------------------------------------
(* The virtual machine.                                                    *)

NoOp == [kind |-> "none", key |-> "none"]

EmptyMachine == [since |-> 0, threads |-> <<>>, done |-> <<>>]

Without(s, k) == SubSeq(s, 1, k - 1) \o SubSeq(s, k + 1, Len(s))

(***************************************************************************)
(* The threads that have an instruction to execute, by their places.       *)
(***************************************************************************)
Runnable(m) == {k \in 1..Len(m.threads) : m.threads[k].progress \in {"begins", "ends"}}

(***************************************************************************)
(* The clock shows one of these numbers: there is only 0 if it decides     *)
(* nothing.                                                                *)
(***************************************************************************)
Clocks(m) == 0..(Cardinality(Runnable(m)) - 1)

Picked(m, clock) ==
    CHOOSE k \in Runnable(m) : Cardinality({l \in Runnable(m) : l < k}) = clock

(***************************************************************************)
(* A packet is dropped if the machine is at its operation, or its client   *)
(* has asked for a later one since.                                        *)
(***************************************************************************)
Takes(m, o) ==
    /\ \A k \in 1..Len(m.threads) :
          LET p == m.threads[k].operation
          IN p.client = o.client => p.number < o.number
    /\ \A k \in 1..Len(m.done) : m.done[k].client = o.client => m.done[k].number =< o.number

(***************************************************************************)
(* An update begins with the disk write, unless it was executed before.    *)
(***************************************************************************)
Packet(m, o) ==
    LET progress == IF o.op.kind = "get" \/ o \in Elements(m.done) THEN "ends" ELSE "begins"
    IN [m EXCEPT !.threads = Append(@, [operation |-> o, progress |-> progress])]

IsWriting(t, c, n) ==
    t.progress = "writes" /\ t.operation.client = c /\ t.operation.number = n

Interrupt(m, c, n) ==
    [m EXCEPT !.threads =
        [k \in 1..Len(@) |-> IF IsWriting(@[k], c, n) THEN [@[k] EXCEPT !.progress = "ends"]
                                                       ELSE @[k]]]

Writes(m) ==
    {m.threads[k].operation : k \in {l \in 1..Len(m.threads) : m.threads[l].progress = "writes"}}

(***************************************************************************)
(* An instruction begins a disk write, or executes an operation, unless    *)
(* that was done before, and outputs the answer.                           *)
(***************************************************************************)
Execute(m, clock) ==
    LET k == Picked(m, clock)
        t == m.threads[k]
        after == IF t.operation \in Elements(m.done) THEN m.done ELSE Append(m.done, t.operation)
    IN CASE Runnable(m) = {} ->
              m
         [] Runnable(m) # {} /\ t.progress = "begins" ->
              [m EXCEPT !.threads[k].progress = "writes"]
         [] Runnable(m) # {} /\ t.progress = "ends" ->
              [m EXCEPT !.threads = Without(@, k), !.done = after]

AnswerTo(done, o) ==
    LET k == CHOOSE k \in 1..Len(done) : done[k] = o
    IN [client |-> o.client, number |-> o.number,
        value |-> IF o.op.kind = "get" THEN ValueAfter(SubSeq(done, 1, k - 1), o.op.key)
                                       ELSE <<>>]

Outputs(m, clock) ==
    LET t == m.threads[Picked(m, clock)]
    IN IF Runnable(m) # {} /\ t.progress = "ends"
       THEN <<AnswerTo(Execute(m, clock).done, t.operation)>>
       ELSE <<>>

-----------------------------------------------------------------------------
(* Messages.                                                               *)

Request(number, op) == [type |-> "request", number |-> number, op |-> op]

Reply(number, value) == [type |-> "reply", number |-> number, value |-> value]

Announce(pair) == [type |-> "announce", pair |-> pair]

Ack(pair) == [type |-> "ack", pair |-> pair]

Copy(pair, machine) == [type |-> "copy", pair |-> pair, machine |-> machine]

TestAndSet(pair) == [type |-> "test-and-set", pair |-> pair]

Flag(pair, wasSet) == [type |-> "flag", pair |-> pair, wasSet |-> wasSet]

(***************************************************************************)
(* An entry of the log says what has happened, and how many instructions   *)
(* after the entry before.                                                 *)
(***************************************************************************)
NoEntry ==
    [type |-> "entry", pair |-> 0, kind |-> "output", at |-> 0, client |-> Nobody, number |-> 0,
     op |-> NoOp, clock |-> 0]

PacketEntry(o) ==
    [NoEntry EXCEPT !.kind = "packet", !.client = o.client, !.number = o.number, !.op = o.op]

InterruptEntry(o) ==
    [NoEntry EXCEPT !.kind = "interrupt", !.client = o.client, !.number = o.number]

ClockEntry(clock) == [NoEntry EXCEPT !.kind = "clock", !.clock = clock]

OutputEntry == NoEntry

(***************************************************************************)
(* What is not sent while an equal message is on its way.                  *)
(***************************************************************************)
SentOnce == {"request", "reply"}

IsMachine(m) ==
    /\ DOMAIN m = {"since", "threads", "done"}
    /\ m.since \in Nat
    /\ \A k \in 1..Len(m.threads) : /\ m.threads[k].operation \in Operation
                                    /\ m.threads[k].progress \in {"begins", "writes", "ends"}
    /\ m.done \in Seq(Operation)

IsAnswer(a) ==
    /\ DOMAIN a = {"client", "number", "value"}
    /\ a.client \in Client /\ a.number \in 1..Operations /\ IsValue(a.value)

IsEntry(e) ==
    /\ DOMAIN e = DOMAIN NoEntry
    /\ e.type = "entry"
    /\ e.pair \in 1..Len(Order) /\ e.at \in Nat /\ e.clock \in Nat
    /\ \/ e.kind = "packet" /\ [client |-> e.client, number |-> e.number, op |-> e.op] \in Operation
       \/ e.kind = "interrupt" /\ e.client \in Client /\ e.number \in 1..Operations /\ e.op = NoOp
       \/ e.kind \in {"clock", "output"} /\ e.client = Nobody /\ e.number = 0 /\ e.op = NoOp

IsMessage(m) ==
    \/ m.type = "request" /\ m.number \in 1..Operations /\ m.op \in Op
    \/ m.type = "reply" /\ m.number \in 1..Operations /\ IsValue(m.value)
    \/ m.type \in {"announce", "ack", "test-and-set"} /\ m.pair \in 1..Len(Order)
    \/ m.type = "entry" /\ IsEntry(m)
    \/ m.type = "copy" /\ m.pair \in 1..Len(Order) /\ IsMachine(m.machine)
    \/ m.type = "flag" /\ m.pair \in 1..Len(Order) /\ m.wasSet \in BOOLEAN

IsServer(s) ==
    /\ DOMAIN s = {"role", "pair", "peer", "suspects", "machine", "unacked", "log"}
    /\ s.role \in {"down", "spare", "primary", "backup", "live", "halted"}
    /\ s.pair \in 0..Len(Order)
    /\ s.peer \in Server \cup {Nobody}
    /\ s.suspects \in BOOLEAN
    /\ IsMachine(s.machine)
    /\ \A k \in 1..Len(s.unacked) : \A l \in 1..Len(s.unacked[k]) : IsAnswer(s.unacked[k][l])
    /\ \A k \in 1..Len(s.log) : IsEntry(s.log[k])

IsClient(c) ==
    /\ DOMAIN c = {"started", "waiting", "op", "server", "pair"}
    /\ c.started \in 0..Operations
    /\ c.waiting \in BOOLEAN
    /\ c.waiting => c.op \in Op
    /\ c.server \in Server
    /\ c.pair \in 0..Len(Order)

TypeOK ==
    /\ DOMAIN channel = Node
    /\ \A i \in Node : /\ DOMAIN channel[i] = Node
                       /\ \A j \in Node : \A m \in Elements(channel[i][j]) : IsMessage(m)
    /\ up \in [Server -> BOOLEAN]
    /\ DOMAIN server = Server /\ \A i \in Server : IsServer(server[i])
    /\ \A i \in Server : up[i] <=> server[i].role # "down"
    /\ flag \subseteq (1..Len(Order)) \X Server
    /\ DOMAIN client = Client /\ \A c \in Client : IsClient(client[c])

-----------------------------------------------------------------------------
NewServer(role) ==
    [role |-> role, pair |-> 0, peer |-> Nobody, suspects |-> FALSE,
     machine |-> EmptyMachine, unacked |-> <<>>, log |-> <<>>]

FirstServer(i) ==
    CASE i = Order[1] -> [NewServer("primary") EXCEPT !.pair = 1, !.peer = Order[2]]
      [] i = Order[2] -> [NewServer("backup") EXCEPT !.pair = 1, !.peer = Order[1]]
      [] OTHER        -> NewServer("spare")

Init ==
    /\ channel = [i \in Node |-> [j \in Node |-> <<>>]]
    /\ up = [i \in Server |-> TRUE]
    /\ server = [i \in Server |-> FirstServer(i)]
    /\ flag = {}
    /\ client = [c \in Client |->
                    [started |-> 0, waiting |-> FALSE, op |-> NoOp, server |-> Order[1],
                     pair |-> 0]]

(***************************************************************************)
(* The channels after i has sent a sequence of pairs <<receiver, message>>.*)
(***************************************************************************)
RECURSIVE Appended(_, _)
Appended(q, messages) ==
    IF messages = <<>>
    THEN q
    ELSE LET m == Head(messages)
         IN Appended(IF m.type \in SentOnce /\ m \in Elements(q) THEN q ELSE Append(q, m),
                     Tail(messages))

MessagesTo(j, sent) ==
    LET to == SelectSeq(sent, LAMBDA p : p[1] = j)
    IN [k \in 1..Len(to) |-> to[k][2]]

Sending(channels, i, sent) ==
    [channels EXCEPT ![i] = [j \in Node |-> Appended(@[j], MessagesTo(j, sent))]]

-----------------------------------------------------------------------------
(* The servers.                                                            *)

(***************************************************************************)
(* What server i does in a step is written as functions from what it is to *)
(* what it becomes: a record of the server, and of what it has sent.       *)
(***************************************************************************)
Now(i) == [server |-> server[i], sent |-> <<>>]

Sends(x, j, m) == [x EXCEPT !.sent = Append(@, <<j, m>>)]

RECURSIVE SendsOut(_, _)
SendsOut(x, answers) ==
    IF answers = <<>>
    THEN x
    ELSE LET a == Head(answers)
         IN SendsOut(Sends(x, a.client, Reply(a.number, a.value)), Tail(answers))

IsNext(i, j, type) == channel[j][i] # <<>> /\ Head(channel[j][i]).type = type

Message(i, j) == Head(channel[j][i])

Received(i, j) == [channel EXCEPT ![j][i] = Tail(@)]

ServerReceives(i, j, type) == up[i] /\ IsNext(i, j, type)

Becomes(i, j, x) ==
    /\ server' = [server EXCEPT ![i] = x.server]
    /\ channel' = Sending(Received(i, j), i, x.sent)
    /\ UNCHANGED <<up, flag, client>>

BecomesAlone(i, x) ==
    /\ server' = [server EXCEPT ![i] = x.server]
    /\ channel' = Sending(channel, i, x.sent)
    /\ UNCHANGED <<up, flag, client>>

(***************************************************************************)
(* The logging channel of a server is open while it suspects nobody.  The  *)
(* machine runs on a live server, and on a primary whose log buffer has    *)
(* room.                                                                   *)
(***************************************************************************)
Records(s) == s.role = "primary" /\ ~s.suspects

Replays(s) == s.role = "backup" /\ ~s.suspects

Runs(s) == s.role = "live" \/ (Records(s) /\ Len(s.unacked) < Buffer)

(***************************************************************************)
(* A primary sends an entry of the log to the backup.  What the entry's    *)
(* instruction outputs waits until it is acknowledged.                     *)
(***************************************************************************)
Logs(x, e, answers) ==
    LET s == x.server
        y == [x EXCEPT !.server.machine.since = 0, !.server.unacked = Append(@, answers)]
    IN IF s.role = "primary"
       THEN Sends(y, s.peer, [e EXCEPT !.pair = s.pair, !.at = s.machine.since])
       ELSE x

OnRequest(i, c) ==
    LET m == Message(i, c)
        o == [client |-> c, number |-> m.number, op |-> m.op]
        x == Now(i)
    IN IF Runs(x.server) /\ Takes(x.server.machine, o)
       THEN [Logs(x, PacketEntry(o), <<>>) EXCEPT !.server.machine = Packet(@, o)]
       ELSE x

AfterWrite(i, o) ==
    [Logs(Now(i), InterruptEntry(o), <<>>) EXCEPT
        !.server.machine = Interrupt(@, o.client, o.number)]

(***************************************************************************)
(* An instruction is logged if it reads the clock, or is an output.  A     *)
(* live server outputs at once.                                            *)
(***************************************************************************)
AfterInstruction(i, clock) ==
    LET x == Now(i)
        m == x.server.machine
        outputs == Outputs(m, clock)
        y == [x EXCEPT !.server.machine = Execute(m, clock)]
    IN CASE x.server.role = "live" ->
              SendsOut(y, outputs)
         [] x.server.role # "live" /\ Cardinality(Runnable(m)) > 1 ->
              Logs(y, ClockEntry(clock), outputs)
         [] x.server.role # "live" /\ Cardinality(Runnable(m)) =< 1 /\ outputs # <<>> ->
              Logs(y, OutputEntry, outputs)
         [] OTHER ->
              [y EXCEPT !.server.machine.since = @ + 1]

(***************************************************************************)
(* The backup executes what is deterministic up to the point of an entry,  *)
(* and then does what the entry says.  Its outputs are dropped.            *)
(***************************************************************************)
RECURSIVE RunTo(_, _)
RunTo(m, at) ==
    IF m.since < at /\ Runnable(m) # {}
    THEN RunTo([Execute(m, 0) EXCEPT !.since = @ + 1], at)
    ELSE m

Replayed(m, e) ==
    LET n == RunTo(m, e.at)
        o == [client |-> e.client, number |-> e.number, op |-> e.op]
        after == CASE e.kind = "packet"    -> Packet(n, o)
                   [] e.kind = "interrupt" -> Interrupt(n, e.client, e.number)
                   [] e.kind = "clock"     -> Execute(n, e.clock)
                   [] e.kind = "output"    -> Execute(n, 0)
    IN [after EXCEPT !.since = 0]

ReplaysNext(s) == [s EXCEPT !.machine = Replayed(@, Head(s.log)), !.log = Tail(@)]

RECURSIVE ReplaysAll(_)
ReplaysAll(s) == IF s.log = <<>> THEN s ELSE ReplaysAll(ReplaysNext(s))

(***************************************************************************)
(* The backup acknowledges an entry, and replays it later.                 *)
(***************************************************************************)
OnEntry(i, j) ==
    LET e == Message(i, j)
        s == server[i]
        t == [s EXCEPT !.log = Append(@, e)]
        after == IF Len(t.log) > Lag THEN ReplaysNext(t) ELSE t
    IN IF Replays(s) /\ s.peer = j /\ s.pair = e.pair
       THEN [server |-> after, sent |-> <<<<j, Ack(e.pair)>>>>]
       ELSE Now(i)

(***************************************************************************)
(* The Output Rule: the oldest entry is acknowledged, and what it has held *)
(* back leaves.                                                            *)
(***************************************************************************)
OnAck(i, j) ==
    LET m == Message(i, j)
        x == Now(i)
        s == x.server
    IN IF Records(s) /\ s.peer = j /\ s.pair = m.pair /\ s.unacked # <<>>
       THEN SendsOut([x EXCEPT !.server.unacked = Tail(@)], Head(s.unacked))
       ELSE x

(***************************************************************************)
(* A spare server becomes the backup of a new pair.                        *)
(***************************************************************************)
OnCopy(i, j) ==
    LET m == Message(i, j)
        x == Now(i)
    IN IF x.server.role = "spare"
       THEN [x EXCEPT !.server.role = "backup", !.server.pair = m.pair,
                      !.server.peer = j, !.server.machine = m.machine]
       ELSE x

(***************************************************************************)
(* A server goes live.  A primary sends what it has held back; a backup    *)
(* replays the rest of the log, and tells clients where the machine is.    *)
(***************************************************************************)
RECURSIVE HeldBack(_)
HeldBack(unacked) == IF unacked = <<>> THEN <<>> ELSE Head(unacked) \o HeldBack(Tail(unacked))

RECURSIVE Each(_, _)
Each(nodes, m) ==
    IF nodes = {}
    THEN <<>>
    ELSE LET i == CHOOSE i \in nodes : TRUE
         IN <<<<i, m>>>> \o Each(nodes \ {i}, m)

GoesLive(x) ==
    LET s == ReplaysAll(x.server)
        t == [s EXCEPT !.role = "live", !.peer = Nobody, !.suspects = FALSE,
                       !.unacked = <<>>, !.machine.since = 0]
        y == SendsOut([x EXCEPT !.server = t], HeldBack(s.unacked))
    IN IF s.role = "backup" THEN [y EXCEPT !.sent = @ \o Each(Client, Announce(s.pair))] ELSE y

(***************************************************************************)
(* The shared storage has answered: the server is the first and goes live, *)
(* or halts.                                                               *)
(***************************************************************************)
OnFlag(i) ==
    LET m == Message(i, Storage)
        x == Now(i)
        s == x.server
    IN CASE ~s.suspects \/ s.pair # m.pair ->
              x
         [] s.suspects /\ s.pair = m.pair /\ m.wasSet ->
              [x EXCEPT !.server = [NewServer("halted") EXCEPT !.pair = s.pair]]
         [] s.suspects /\ s.pair = m.pair /\ ~m.wasSet ->
              GoesLive(x)

(***************************************************************************)
(* The actions: what server i does with the next message from j.           *)
(***************************************************************************)
HandleRequest(i, c) ==
    ServerReceives(i, c, "request") /\ Becomes(i, c, OnRequest(i, c))

HandleEntry(i, j) ==
    ServerReceives(i, j, "entry") /\ Becomes(i, j, OnEntry(i, j))

HandleAck(i, j) ==
    ServerReceives(i, j, "ack") /\ Becomes(i, j, OnAck(i, j))

HandleCopy(i, j) ==
    ServerReceives(i, j, "copy") /\ Becomes(i, j, OnCopy(i, j))

HandleFlag(i) ==
    ServerReceives(i, Storage, "flag") /\ Becomes(i, Storage, OnFlag(i))

(***************************************************************************)
(* What happens on server i of itself: the machine executes an instruction *)
(* in which the clock would show so much, the disk write of an operation   *)
(* is complete, and the backup replays an entry.                           *)
(***************************************************************************)
Instruction(i, clock) ==
    /\ Runs(server[i])
    /\ clock \in Clocks(server[i].machine)
    /\ BecomesAlone(i, AfterInstruction(i, clock))

CompleteWrite(i, o) ==
    /\ Runs(server[i])
    /\ o \in Writes(server[i].machine)
    /\ BecomesAlone(i, AfterWrite(i, o))

Replay(i) ==
    /\ Replays(server[i])
    /\ server[i].log # <<>>
    /\ BecomesAlone(i, [server |-> ReplaysNext(server[i]), sent |-> <<>>])

(***************************************************************************)
(* A server suspects the other one of its pair, whether that has failed or *)
(* not.                                                                    *)
(***************************************************************************)
AfterSuspicion(i) == Sends([Now(i) EXCEPT !.server.suspects = TRUE], Storage,
                           TestAndSet(server[i].pair))

Suspect(i) ==
    /\ Records(server[i]) \/ Replays(server[i])
    /\ BecomesAlone(i, AfterSuspicion(i))

(***************************************************************************)
(* A live server copies its machine to the next server, if there is one.   *)
(***************************************************************************)
AfterClone(i) ==
    LET s == server[i]
        next == Order[s.pair + 2]
    IN Sends([Now(i) EXCEPT !.server.role = "primary", !.server.pair = @ + 1,
                            !.server.peer = next],
             next, Copy(s.pair + 1, [s.machine EXCEPT !.since = 0]))

Clone(i) ==
    /\ server[i].role = "live"
    /\ server[i].pair + 2 =< Len(Order)
    /\ BecomesAlone(i, AfterClone(i))

(***************************************************************************)
(* Server i fails.                                                         *)
(***************************************************************************)
Fail(i) ==
    /\ up[i]
    /\ up' = [up EXCEPT ![i] = FALSE]
    /\ server' = [server EXCEPT ![i] = NewServer("down")]
    /\ UNCHANGED <<channel, flag, client>>

(***************************************************************************)
(* The shared storage tests and sets a flag in one step.                   *)
(***************************************************************************)
IsSet(pair) == \E i \in Server : <<pair, i>> \in flag

HandleTestAndSet(i) ==
    LET pair == Message(Storage, i).pair
    IN /\ IsNext(Storage, i, "test-and-set")
       /\ flag' = IF IsSet(pair) THEN flag ELSE flag \cup {<<pair, i>>}
       /\ channel' = Sending(Received(Storage, i), Storage, <<<<i, Flag(pair, IsSet(pair))>>>>)
       /\ UNCHANGED <<up, server, client>>

-----------------------------------------------------------------------------
(* The clients.                                                            *)

(***************************************************************************)
(* Client c, who waits for nothing, starts an operation.                   *)
(***************************************************************************)
Invoke(c, op) ==
    /\ ~client[c].waiting
    /\ client[c].started < Operations
    /\ client' = [client EXCEPT ![c].started = @ + 1,
                                ![c].waiting = TRUE,
                                ![c].op = op]
    /\ channel' = Sending(channel, c, <<<<client[c].server, Request(client[c].started + 1, op)>>>>)
    /\ UNCHANGED <<up, server, flag>>

(***************************************************************************)
(* It asks again.                                                          *)
(***************************************************************************)
Retry(c) ==
    /\ client[c].waiting
    /\ channel' = Sending(channel, c,
                          <<<<client[c].server, Request(client[c].started, client[c].op)>>>>)
    /\ UNCHANGED <<up, server, flag, client>>

HandleReply(c, i) ==
    /\ IsNext(c, i, "reply")
    /\ client' = IF client[c].waiting /\ Message(c, i).number = client[c].started
                 THEN [client EXCEPT ![c].waiting = FALSE]
                 ELSE client
    /\ channel' = Received(c, i)
    /\ UNCHANGED <<up, server, flag>>

HandleAnnounce(c, i) ==
    LET m == Message(c, i)
    IN /\ IsNext(c, i, "announce")
       /\ client' = IF m.pair >= client[c].pair
                    THEN [client EXCEPT ![c].server = i, ![c].pair = m.pair]
                    ELSE client
       /\ channel' = Received(c, i)
       /\ UNCHANGED <<up, server, flag>>

Next ==
    \/ \E i \in Server :
          \/ \E c \in Client : HandleRequest(i, c)
          \/ \E j \in Server : HandleEntry(i, j) \/ HandleAck(i, j) \/ HandleCopy(i, j)
          \/ HandleFlag(i)
          \/ \E clock \in Clocks(server[i].machine) : Instruction(i, clock)
          \/ \E o \in Writes(server[i].machine) : CompleteWrite(i, o)
          \/ Replay(i)
          \/ Suspect(i)
          \/ Clone(i)
          \/ Fail(i)
          \/ HandleTestAndSet(i)
    \/ \E c \in Client :
          \/ \E op \in Op : Invoke(c, op)
          \/ Retry(c)
          \/ \E i \in Server : HandleReply(c, i) \/ HandleAnnounce(c, i)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What holds.                                                             *)

(***************************************************************************)
(* Two servers are a pair, and the logging channel between them is open.   *)
(***************************************************************************)
IsPair(i, j) ==
    /\ Records(server[i]) /\ Replays(server[j])
    /\ server[i].peer = j /\ server[j].peer = i
    /\ server[i].pair = server[j].pair

(***************************************************************************)
(* Deterministic replay: the log, with what is on its way, leads from the  *)
(* backup's machine to the primary's.  The instructions that the primary   *)
(* has executed since are deterministic.                                   *)
(***************************************************************************)
RECURSIVE After(_, _)
After(m, log) == IF log = <<>> THEN m ELSE After(Replayed(m, Head(log)), Tail(log))

OnTheirWay(i, j) == SelectSeq(channel[i][j], LAMBDA m : m.type = "entry")

SameState ==
    \A i, j \in Server :
        IsPair(i, j) =>
            LET m == server[i].machine
            IN m = RunTo(After(server[j].machine, server[j].log \o OnTheirWay(i, j)), m.since)

(***************************************************************************)
(* What clients have been answered, and what is on its way to them.        *)
(***************************************************************************)
HasAnswer(c, n) == n =< client[c].started /\ (client[c].waiting => n < client[c].started)

Replies(i, c) == {m \in Elements(channel[i][c]) : m.type = "reply"}

Sent(c, n) == HasAnswer(c, n) \/ \E i \in Server : \E m \in Replies(i, c) : m.number = n

HasExecuted(m, c, n) == \E o \in Elements(m.done) : Name(o) = <<c, n>>

(***************************************************************************)
(* The Output Requirement: what was sent to the outside world a machine    *)
(* that is live has executed; so has a backup, if it goes live now.        *)
(***************************************************************************)
LivesOn(s) ==
    \/ s.role = "live"
    \/ s.role = "backup" /\ ~IsSet(s.pair)

OutputRequirement ==
    \A i \in Server : \A c \in Client : \A n \in 1..Operations :
        LivesOn(server[i]) /\ Sent(c, n) =>
            HasExecuted(ReplaysAll(server[i]).machine, c, n)

(***************************************************************************)
(* No two servers are live.                                                *)
(***************************************************************************)
OneLive ==
    \A i, j \in Server : server[i].role = "live" /\ server[j].role = "live" => i = j

(***************************************************************************)
(* Who is live has set the flag of its pair.                               *)
(***************************************************************************)
LiveByFlag ==
    \A i \in Server : server[i].role = "live" => <<server[i].pair, i>> \in flag

AtMostOnce == \A i \in Server : NoneTwice(server[i].machine.done)

(***************************************************************************)
(* A reply that a client takes tells what the operations make of its key,  *)
(* in the order in which a machine that has not halted has executed them.  *)
(***************************************************************************)
AnswersRight ==
    \A i \in Server : \A c \in Client : \A m \in Replies(i, c) :
        \A o \in Elements(server[i].machine.done) :
            Name(o) = <<c, m.number>> =>
                m.value = AnswerTo(server[i].machine.done, o).value

(***************************************************************************)
(* What a machine has executed it has executed, also when its server goes  *)
(* live.                                                                   *)
(***************************************************************************)
HistoryGrows ==
    [][\A i \in Server :
          server[i].role # "down" /\ server[i]'.role \notin {"down", "halted"} =>
              IsPrefix(server[i].machine.done, server[i]'.machine.done)]_vars

(***************************************************************************)
(* Of a server that halts another one has set the flag.                    *)
(***************************************************************************)
HaltsBehindOther ==
    [][\A i \in Server :
          server[i].role # "halted" /\ server[i]'.role = "halted" =>
              \E j \in Server \ {i} : <<server[i].pair, j>> \in flag]_vars
=============================================================================
