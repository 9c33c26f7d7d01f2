-------------------------------- MODULE Chain --------------------------------
(***************************************************************************)
(* Chain replication: "Chain Replication for Supporting High Throughput    *)
(* and Availability" by Robbert van Renesse and Fred B. Schneider (OSDI    *)
(* 2004), and with Apportioned its variant CRAQ: "Object Storage on CRAQ"  *)
(* by Jeff Terrace and Michael J. Freedman (USENIX ATC 2009).              *)
(*                                                                         *)
(* Servers stand in a chain.  Updates go to the head, and from each server *)
(* to the next one; the tail replies, and answers queries.  A server keeps *)
(* in its Sent list what it has forwarded and the tail has not             *)
(* acknowledged.  A master, who never fails, is told of each server that   *)
(* fails, and removes it; it adds others as new tails, one at a time.      *)
(*                                                                         *)
(* Servers are fail-stop: one that has failed does nothing any more, and   *)
(* is never suspected before.  The links are reliable and FIFO: channel    *)
(* has a sequence for each pair of nodes.  What is sent to a server that   *)
(* has failed stays there.                                                 *)
(*                                                                         *)
(* Go (impl/chain, -network fifo):                                         *)
(*   server[i]   .role Role, .pred Pred, .succ Succ, .hist Hist, .sent     *)
(*               Sent, .number Number, .joining Joining, .tail Tail        *)
(*   master      .number Number, .chain Chain, .failed Failed              *)
(*   client[c]   .started Started, .waiting Waiting, .chain Chain; .op is  *)
(*               what the script names there                               *)
(*   up[i]       whether server i is up                                    *)
(*   channel     channel[i][j] are the messages on their way from i to j,  *)
(*               without dead messages left out                            *)
(* Timers add nothing: a client's is set while it waits.                   *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences, KeyValue

CONSTANTS
    Server,
    Master,
    Nobody,      \* no node
    First,       \* the first chain, a sequence of servers, the head first
    Others,      \* the other servers, in the order in which they are added
    Apportioned  \* whether any server answers queries

Elements(s) == {s[k] : k \in DOMAIN s}

Last(s) == s[Len(s)]

Node == Server \cup Client \cup {Master}

ASSUME NodeAssumption ==
    /\ Server \cap Client = {}
    /\ Master \notin Server \cup Client
    /\ Nobody \notin Node

ASSUME ServerAssumption ==
    /\ First # <<>>
    /\ Elements(First) \cup Elements(Others) = Server
    /\ Len(First) + Len(Others) = Cardinality(Server)

ASSUME ApportionedAssumption == Apportioned \in BOOLEAN

VARIABLES
    channel,  \* channel[i][j]: the messages on their way from i to j, in order
    up,       \* up[i]: server i has not failed
    server,   \* server[i]: what server i knows
    master,   \* what the master knows
    client    \* client[c]: what client c is doing

vars == <<channel, up, server, master, client>>

-----------------------------------------------------------------------------
(* Messages.  An update is an Operation of KeyValue that is no get.        *)

Request(number, op) == [type |-> "request", number |-> number, op |-> op]

Reply(number, value) == [type |-> "reply", number |-> number, value |-> value]

UpdateMessage(u) == [type |-> "update", update |-> u]

Ack(processed) == [type |-> "ack", processed |-> processed]

NewPredecessor(i) == [type |-> "new predecessor", server |-> i]

Linked(pred, received) ==
    [type |-> "linked", predecessor |-> pred, received |-> received]

NewSuccessor(i, received) ==
    [type |-> "new successor", server |-> i, received |-> received]

Extend(number, i) == [type |-> "extend", number |-> number, server |-> i]

Copy(number, hist) == [type |-> "copy", number |-> number, hist |-> hist]

Copied == [type |-> "copied"]

Handover(updates) == [type |-> "handover", updates |-> updates]

Joined(pred) == [type |-> "joined", predecessor |-> pred]

News(chain) == [type |-> "chain", servers |-> chain]

(***************************************************************************)
(* A query, of which a server asks the tail how many updates count.        *)
(***************************************************************************)
VersionQuery(c, number, key) ==
    [type |-> "version query", client |-> c, number |-> number, key |-> key]

Version(q, processed) ==
    [type |-> "version", client |-> q.client, number |-> q.number, key |-> q.key,
     processed |-> processed]

(***************************************************************************)
(* What is not sent while an equal message is on its way: what clients and *)
(* servers may send again and again.                                       *)
(***************************************************************************)
SentOnce == {"request", "reply", "version query", "version"}

IsUpdates(s) ==
    /\ s \in Seq(Operation)
    /\ \A k \in 1..Len(s) : s[k].op.kind # "get"

IsChain(s) ==
    /\ s \in Seq(Server)
    /\ \A k, l \in 1..Len(s) : s[k] = s[l] => k = l

IsMessage(m) ==
    \/ m.type = "request" /\ m.number \in 1..Operations /\ m.op \in Op
    \/ m.type = "reply" /\ m.number \in 1..Operations /\ IsValue(m.value)
    \/ m.type = "update" /\ IsUpdates(<<m.update>>)
    \/ m.type = "ack" /\ m.processed \in Nat
    \/ m.type = "new predecessor" /\ m.server \in Server \cup {Nobody}
    \/ m.type = "linked" /\ m.predecessor \in Server /\ m.received \in Nat
    \/ m.type = "new successor" /\ m.server \in Server \cup {Nobody} /\ m.received \in Nat
    \/ m.type = "extend" /\ m.number \in Nat /\ m.server \in Server
    \/ m.type = "copy" /\ m.number \in Nat /\ IsUpdates(m.hist)
    \/ m.type = "copied"
    \/ m.type = "handover" /\ IsUpdates(m.updates)
    \/ m.type = "joined" /\ m.predecessor \in Server
    \/ m.type = "chain" /\ IsChain(m.servers)
    \/ /\ m.type \in {"version query", "version"}
       /\ m.client \in Client /\ m.number \in 1..Operations /\ m.key \in Key
       /\ m.type = "version" => m.processed \in Nat

IsServer(s) ==
    /\ DOMAIN s = {"role", "pred", "succ", "hist", "sent", "number", "joining", "tail"}
    /\ s.role \in {"down", "spare", "copier", "member"}
    /\ {s.pred, s.succ, s.joining, s.tail} \subseteq Server \cup {Nobody}
    /\ IsUpdates(s.hist) /\ IsUpdates(s.sent)
    /\ s.number \in Nat

IsClient(c) ==
    /\ DOMAIN c = {"started", "waiting", "op", "chain"}
    /\ c.started \in 0..Operations
    /\ c.waiting \in BOOLEAN
    /\ c.waiting => c.op \in Op
    /\ IsChain(c.chain) /\ c.chain # <<>>

TypeOK ==
    /\ DOMAIN channel = Node
    /\ \A i \in Node : /\ DOMAIN channel[i] = Node
                       /\ \A j \in Node : \A m \in Elements(channel[i][j]) : IsMessage(m)
    /\ up \in [Server -> BOOLEAN]
    /\ DOMAIN server = Server /\ \A i \in Server : IsServer(server[i])
    /\ \A i \in Server : up[i] <=> server[i].role # "down"
    /\ DOMAIN master = {"number", "chain", "failed"}
    /\ master.number \in Nat /\ IsChain(master.chain)
    /\ master.failed \subseteq Server \ Elements(master.chain)
    /\ DOMAIN client = Client /\ \A c \in Client : IsClient(client[c])

-----------------------------------------------------------------------------
(***************************************************************************)
(* Who stands before and behind a place of a chain.                        *)
(***************************************************************************)
Before(chain, k) == IF k = 1 THEN Nobody ELSE chain[k - 1]

Behind(chain, k) == IF k = Len(chain) THEN Nobody ELSE chain[k + 1]

PlaceIn(chain, i) == CHOOSE k \in 1..Len(chain) : chain[k] = i

NewServer(role) ==
    [role |-> role, pred |-> Nobody, succ |-> Nobody, hist |-> <<>>, sent |-> <<>>,
     number |-> 0, joining |-> Nobody, tail |-> Nobody]

FirstServer(i) ==
    IF i \notin Elements(First)
    THEN NewServer("spare")
    ELSE [NewServer("member") EXCEPT
             !.pred = Before(First, PlaceIn(First, i)),
             !.succ = Behind(First, PlaceIn(First, i)),
             !.tail = IF Apportioned THEN Last(First) ELSE Nobody]

NoOp == [kind |-> "none", key |-> "none"]

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

(***************************************************************************)
(* The server that is to be the new tail of a chain, if there is any.      *)
(***************************************************************************)
NextToJoin(chain, failed) ==
    LET left == SelectSeq(Others, LAMBDA i : i \notin Elements(chain) \cup failed)
    IN IF left = <<>> THEN Nobody ELSE Head(left)

Extending(m) ==
    LET next == NextToJoin(m.chain, m.failed)
    IN IF next = Nobody THEN <<>> ELSE <<<<Last(m.chain), Extend(m.number, next)>>>>

Init ==
    LET m == [number |-> 1, chain |-> First, failed |-> {}]
    IN /\ master = m
       /\ channel = Sending([i \in Node |-> [j \in Node |-> <<>>]], Master, Extending(m))
       /\ up = [i \in Server |-> TRUE]
       /\ server = [i \in Server |-> FirstServer(i)]
       /\ client = [c \in Client |->
                       [started |-> 0, waiting |-> FALSE, op |-> NoOp, chain |-> First]]

-----------------------------------------------------------------------------
(* The servers.                                                            *)

(***************************************************************************)
(* What server i does when it receives a message is written as functions   *)
(* from what it is to what it becomes: a record of the server, and of what *)
(* it has sent in this step.                                               *)
(***************************************************************************)
Machine(i) == [server |-> server[i], sent |-> <<>>]

Sends(x, j, m) == [x EXCEPT !.sent = Append(@, <<j, m>>)]

(***************************************************************************)
(* A message of a type is the next one from j to i.  To receive it takes   *)
(* it out of the channel, whether i has any use for it or not.             *)
(***************************************************************************)
IsNext(i, j, type) == channel[j][i] # <<>> /\ Head(channel[j][i]).type = type

Message(i, j) == Head(channel[j][i])

Received(i, j) == [channel EXCEPT ![j][i] = Tail(@)]

ServerReceives(i, j, type) == up[i] /\ IsNext(i, j, type)

Becomes(i, j, x) ==
    /\ server' = [server EXCEPT ![i] = x.server]
    /\ channel' = Sending(Received(i, j), i, x.sent)
    /\ UNCHANGED <<up, master, client>>

(***************************************************************************)
(* The tail is a member of the chain without a successor, also while it    *)
(* copies its history to a new one.  The head has no predecessor.          *)
(***************************************************************************)
IsTail(s) == s.role = "member" /\ s.succ = Nobody

IsHead(s) == s.role = "member" /\ s.pred = Nobody

(***************************************************************************)
(* How many updates the tail has processed, as far as a server knows.      *)
(***************************************************************************)
Processed(s) == IF IsTail(s) THEN Len(s.hist) ELSE Len(s.hist) - Len(s.sent)

Acknowledge(x) ==
    IF x.server.pred = Nobody
    THEN x
    ELSE Sends(x, x.server.pred, Ack(Processed(x.server)))

(***************************************************************************)
(* A server processes an update and forwards it.  The tail replies to the  *)
(* client, and acknowledges it.                                            *)
(***************************************************************************)
Process(x, u) ==
    LET s == x.server
        y == [x EXCEPT !.server.hist = Append(@, u),
                       !.server.sent = IF s.succ = Nobody /\ s.joining = Nobody
                                       THEN @ ELSE Append(@, u)]
    IN IF s.succ = Nobody
       THEN Acknowledge(Sends(y, u.client, Reply(u.number, <<>>)))
       ELSE Sends(y, s.succ, UpdateMessage(u))

(***************************************************************************)
(* A query is answered with what the first n updates make of its key.      *)
(***************************************************************************)
Answer(x, q, n) ==
    Sends(x, q.client, Reply(q.number, ValueAfter(SubSeq(x.server.hist, 1, n), q.key)))

IsDirty(s, key) == \E k \in 1..Len(s.sent) : s.sent[k].op.key = key

(***************************************************************************)
(* The tail answers queries.  If they are apportioned any server does; one *)
(* that has a dirty version of the key asks the tail first.                *)
(***************************************************************************)
Query(x, q) ==
    LET s == x.server
    IN CASE s.role = "member" /\ (IsTail(s) \/ (Apportioned /\ ~IsDirty(s, q.key))) ->
              Answer(x, q, Len(s.hist))
         [] s.role = "member" /\ ~IsTail(s) /\ Apportioned /\ IsDirty(s, q.key) ->
              Sends(x, s.tail, q)
         [] OTHER ->
              x

(***************************************************************************)
(* The head processes an update unless it has done so before.  Then it     *)
(* replies if the tail has processed it, too.                              *)
(***************************************************************************)
Update(x, u) ==
    LET s == x.server
    IN CASE IsHead(s) /\ u \notin Elements(s.hist) ->
              Process(x, u)
         [] IsHead(s) /\ u \in Elements(s.hist) /\ (IsTail(s) \/ u \notin Elements(s.sent)) ->
              Sends(x, u.client, Reply(u.number, <<>>))
         [] OTHER ->
              x

OnRequest(i, c) ==
    LET m == Message(i, c)
    IN IF m.op.kind = "get"
       THEN Query(Machine(i), VersionQuery(c, m.number, m.op.key))
       ELSE Update(Machine(i), [client |-> c, number |-> m.number, op |-> m.op])

(***************************************************************************)
(* A server takes updates from its predecessor alone.                      *)
(***************************************************************************)
OnUpdate(i, j) ==
    LET x == Machine(i)
    IN IF x.server.role = "member" /\ x.server.pred = j
       THEN Process(x, Message(i, j).update)
       ELSE x

(***************************************************************************)
(* What the tail has processed leaves the Sent list.  The acknowledgement  *)
(* is true, whoever it comes from.                                         *)
(***************************************************************************)
OnAck(i, j) ==
    LET x == Machine(i)
        news == Message(i, j).processed + Len(x.server.sent) - Len(x.server.hist)
    IN IF news \in 1..Len(x.server.sent)
       THEN Acknowledge([x EXCEPT !.server.sent = SubSeq(@, news + 1, Len(@))])
       ELSE x

(***************************************************************************)
(* The predecessor of i has failed.  What it has sent and has not arrived  *)
(* counts no longer.  Server i tells the master how much it has, and the   *)
(* new predecessor what was acknowledged.  With none it is the head.       *)
(***************************************************************************)
OnNewPredecessor(i, j) ==
    LET m == Message(i, j)
        x == [Machine(i) EXCEPT !.server.pred = m.server]
        y == Sends(x, Master, Linked(m.server, Len(x.server.hist)))
    IN CASE m.server = Nobody                             -> x
         [] m.server # Nobody /\ Processed(x.server) = 0 -> y
         [] m.server # Nobody /\ Processed(x.server) > 0 -> Acknowledge(y)

(***************************************************************************)
(* Server i learns of its new successor, and sends it what it has missed   *)
(* of the Sent list.  With none it is the tail: it replies to what is in   *)
(* the list, and acknowledges it.  (If it was the tail before, and another *)
(* was to join behind it, it has done so.)                                 *)
(***************************************************************************)
RECURSIVE ToSuccessor(_, _)
ToSuccessor(x, updates) ==
    IF updates = <<>>
    THEN x
    ELSE ToSuccessor(Sends(x, x.server.succ, UpdateMessage(Head(updates))), Tail(updates))

RECURSIVE ReplyTo(_, _)
ReplyTo(x, updates) ==
    IF updates = <<>>
    THEN x
    ELSE ReplyTo(Sends(x, Head(updates).client, Reply(Head(updates).number, <<>>)),
                 Tail(updates))

OnNewSuccessor(i, j) ==
    LET m == Message(i, j)
        s == server[i]
        x == [Machine(i) EXCEPT !.server.succ = m.server, !.server.joining = Nobody]
        has == IF m.received > Processed(s) THEN m.received - Processed(s) ELSE 0
        y == [x EXCEPT !.server.sent = <<>>]
    IN CASE m.server # Nobody ->
              ToSuccessor(x, SubSeq(s.sent, has + 1, Len(s.sent)))
         [] m.server = Nobody /\ s.succ # Nobody /\ s.sent # <<>> ->
              Acknowledge(ReplyTo(y, s.sent))
         [] OTHER ->
              y

(***************************************************************************)
(* The tail is to make another server the tail, and copies its history to  *)
(* it.  It remains the tail until that has arrived.                        *)
(***************************************************************************)
OnExtend(i, j) ==
    LET m == Message(i, j)
        x == [Machine(i) EXCEPT !.server.joining = m.server]
    IN Sends(x, m.server, Copy(m.number, x.server.hist))

(***************************************************************************)
(* The new server takes a copy, unless it has one that was begun later.    *)
(***************************************************************************)
OnCopy(i, j) ==
    LET m == Message(i, j)
        x == Machine(i)
        y == [x EXCEPT !.server.role = "copier",
                       !.server.pred = j,
                       !.server.number = m.number,
                       !.server.hist = m.hist]
    IN IF m.number > x.server.number THEN Sends(y, j, Copied) ELSE x

(***************************************************************************)
(* The old tail hands over what it has processed since, and is the tail no *)
(* longer.                                                                 *)
(***************************************************************************)
OnCopied(i, j) ==
    LET x == Machine(i)
        y == [x EXCEPT !.server.succ = j,
                       !.server.joining = Nobody,
                       !.server.tail = IF Apportioned THEN j ELSE @]
    IN IF x.server.joining = j THEN Sends(y, j, Handover(x.server.sent)) ELSE x

(***************************************************************************)
(* The new server is the tail, and tells the master.                       *)
(***************************************************************************)
OnHandover(i, j) ==
    LET m == Message(i, j)
        x == Machine(i)
        y == [x EXCEPT !.server.hist = @ \o m.updates, !.server.role = "member"]
        z == Sends(y, Master, Joined(j))
    IN CASE x.server.pred # j                      -> x
         [] x.server.pred = j /\ m.updates = <<>> -> z
         [] x.server.pred = j /\ m.updates # <<>> -> Acknowledge(z)

(***************************************************************************)
(* A server learns who is the tail, to ask it about versions.              *)
(***************************************************************************)
OnNews(i, j) == [Machine(i) EXCEPT !.server.tail = Last(Message(i, j).servers)]

(***************************************************************************)
(* The tail tells how many updates it has processed, and who has asked     *)
(* answers the query with that version.                                    *)
(***************************************************************************)
OnVersionQuery(i, j) ==
    LET x == Machine(i)
    IN IF IsTail(x.server)
       THEN Sends(x, j, Version(Message(i, j), Len(x.server.hist)))
       ELSE x

OnVersion(i, j) ==
    LET m == Message(i, j)
        x == Machine(i)
    IN IF m.processed =< Len(x.server.hist) THEN Answer(x, m, m.processed) ELSE x

(***************************************************************************)
(* The actions: what server i does with the next message from j.           *)
(***************************************************************************)
HandleRequest(i, c) ==
    ServerReceives(i, c, "request") /\ Becomes(i, c, OnRequest(i, c))

HandleUpdate(i, j) ==
    ServerReceives(i, j, "update") /\ Becomes(i, j, OnUpdate(i, j))

HandleAck(i, j) ==
    ServerReceives(i, j, "ack") /\ Becomes(i, j, OnAck(i, j))

HandleNewPredecessor(i, j) ==
    ServerReceives(i, j, "new predecessor") /\ Becomes(i, j, OnNewPredecessor(i, j))

HandleNewSuccessor(i, j) ==
    ServerReceives(i, j, "new successor") /\ Becomes(i, j, OnNewSuccessor(i, j))

HandleExtend(i, j) ==
    ServerReceives(i, j, "extend") /\ Becomes(i, j, OnExtend(i, j))

HandleCopy(i, j) ==
    ServerReceives(i, j, "copy") /\ Becomes(i, j, OnCopy(i, j))

HandleCopied(i, j) ==
    ServerReceives(i, j, "copied") /\ Becomes(i, j, OnCopied(i, j))

HandleHandover(i, j) ==
    ServerReceives(i, j, "handover") /\ Becomes(i, j, OnHandover(i, j))

HandleNews(i, j) ==
    ServerReceives(i, j, "chain") /\ Becomes(i, j, OnNews(i, j))

HandleVersionQuery(i, j) ==
    ServerReceives(i, j, "version query") /\ Becomes(i, j, OnVersionQuery(i, j))

HandleVersion(i, j) ==
    ServerReceives(i, j, "version") /\ Becomes(i, j, OnVersion(i, j))

(***************************************************************************)
(* Server i fails.                                                         *)
(***************************************************************************)
Fail(i) ==
    /\ up[i]
    /\ up' = [up EXCEPT ![i] = FALSE]
    /\ server' = [server EXCEPT ![i] = NewServer("down")]
    /\ UNCHANGED <<channel, master, client>>

-----------------------------------------------------------------------------
(* The master.                                                             *)

(***************************************************************************)
(* The news of a chain go to the clients, and where queries are            *)
(* apportioned to its servers.                                             *)
(***************************************************************************)
RECURSIVE Each(_, _)
Each(nodes, m) ==
    IF nodes = {}
    THEN <<>>
    ELSE LET i == CHOOSE i \in nodes : TRUE
         IN <<<<i, m>>>> \o Each(nodes \ {i}, m)

Telling(chain) ==
    Each(Client \cup IF Apportioned THEN Elements(chain) ELSE {}, News(chain))

Without(chain, i) == SelectSeq(chain, LAMBDA j : j # i)

(***************************************************************************)
(* The master hears of the failure of server i: what it knows then, and    *)
(* what it sends.  Of the neighbours of i the one behind is told first.    *)
(* If i was the tail, the one before it is the tail now, and begins anew   *)
(* to make another server the tail.  When the last server of the chain has *)
(* failed nobody has the data.                                             *)
(***************************************************************************)
AfterFailure(i) ==
    [number |-> master.number + 1,
     chain |-> Without(master.chain, i),
     failed |-> master.failed \cup {i}]

OnFailure(i) ==
    LET m == AfterFailure(i)
        k == PlaceIn(master.chain, i)
        pred == Before(master.chain, k)
        succ == Behind(master.chain, k)
    IN CASE i \in Elements(master.chain) /\ m.chain = <<>> ->
              <<>>
         [] i \in Elements(master.chain) /\ m.chain # <<>> /\ succ # Nobody ->
              <<<<succ, NewPredecessor(pred)>>>> \o Telling(m.chain)
         [] i \in Elements(master.chain) /\ m.chain # <<>> /\ succ = Nobody ->
              <<<<pred, NewSuccessor(Nobody, 0)>>>> \o Telling(m.chain) \o Extending(m)
         [] i = NextToJoin(master.chain, master.failed) /\ m.chain # <<>> ->
              <<<<Last(m.chain), NewSuccessor(Nobody, 0)>>>> \o Extending(m)
         [] OTHER ->
              <<>>

HearOfFailure(i) ==
    /\ ~up[i]
    /\ i \notin master.failed
    /\ master' = AfterFailure(i)
    /\ channel' = Sending(channel, Master, OnFailure(i))
    /\ UNCHANGED <<up, server, client>>

(***************************************************************************)
(* Server i knows its predecessor, who is told of it, if both are          *)
(* neighbours still.                                                       *)
(***************************************************************************)
OnLinked(i) ==
    LET m == Message(Master, i)
        chain == master.chain
    IN IF i \in Elements(chain) /\ Before(chain, PlaceIn(chain, i)) = m.predecessor
       THEN <<<<m.predecessor, NewSuccessor(i, m.received)>>>>
       ELSE <<>>

HandleLinked(i) ==
    /\ IsNext(Master, i, "linked")
    /\ channel' = Sending(Received(Master, i), Master, OnLinked(i))
    /\ UNCHANGED <<up, server, master, client>>

(***************************************************************************)
(* Server i is the new tail, if it has joined the tail of the chain.       *)
(***************************************************************************)
Joins(i) ==
    /\ master.chain # <<>>
    /\ i = NextToJoin(master.chain, master.failed)
    /\ Message(Master, i).predecessor = Last(master.chain)

AfterJoined(i) ==
    IF Joins(i)
    THEN [master EXCEPT !.number = @ + 1, !.chain = Append(@, i)]
    ELSE master

OnJoined(i) ==
    LET m == AfterJoined(i)
    IN IF Joins(i) THEN Telling(m.chain) \o Extending(m) ELSE <<>>

HandleJoined(i) ==
    /\ IsNext(Master, i, "joined")
    /\ master' = AfterJoined(i)
    /\ channel' = Sending(Received(Master, i), Master, OnJoined(i))
    /\ UNCHANGED <<up, server, client>>

-----------------------------------------------------------------------------
(* The clients.                                                            *)

(***************************************************************************)
(* Whom client c may ask: the head to update something, and for a query    *)
(* the tail, or any server if queries are apportioned.                     *)
(***************************************************************************)
Asked(c, op) ==
    LET chain == client[c].chain
    IN CASE op.kind # "get"                -> {chain[1]}
         [] op.kind = "get" /\ Apportioned  -> Elements(chain)
         [] op.kind = "get" /\ ~Apportioned -> {Last(chain)}

(***************************************************************************)
(* Client c, who waits for nothing, starts an operation, and asks i.       *)
(***************************************************************************)
Invoke(c, op, i) ==
    /\ ~client[c].waiting
    /\ client[c].started < Operations
    /\ i \in Asked(c, op)
    /\ client' = [client EXCEPT ![c].started = @ + 1,
                                ![c].waiting = TRUE,
                                ![c].op = op]
    /\ channel' = Sending(channel, c, <<<<i, Request(client[c].started + 1, op)>>>>)
    /\ UNCHANGED <<up, server, master>>

(***************************************************************************)
(* It asks again.                                                          *)
(***************************************************************************)
Retry(c, i) ==
    /\ client[c].waiting
    /\ i \in Asked(c, client[c].op)
    /\ channel' = Sending(channel, c, <<<<i, Request(client[c].started, client[c].op)>>>>)
    /\ UNCHANGED <<up, server, master, client>>

(***************************************************************************)
(* It gets an answer: that to the running operation, or one that it has    *)
(* already.                                                                *)
(***************************************************************************)
HandleReply(c, i) ==
    /\ IsNext(c, i, "reply")
    /\ client' = [client EXCEPT ![c].waiting = @ /\ Message(c, i).number # client[c].started]
    /\ channel' = Received(c, i)
    /\ UNCHANGED <<up, server, master>>

(***************************************************************************)
(* It hears who is in the chain.                                           *)
(***************************************************************************)
ClientHandleNews(c) ==
    /\ IsNext(c, Master, "chain")
    /\ client' = [client EXCEPT ![c].chain = Message(c, Master).servers]
    /\ channel' = Received(c, Master)
    /\ UNCHANGED <<up, server, master>>

-----------------------------------------------------------------------------
Next ==
    \/ \E i \in Server :
          \/ \E c \in Client : HandleRequest(i, c)
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
          \/ Fail(i)
          \/ HearOfFailure(i)
          \/ HandleLinked(i)
          \/ HandleJoined(i)
    \/ \E c \in Client :
          \/ \E i \in Server : \/ \E op \in Op : Invoke(c, op, i)
                               \/ Retry(c, i)
                               \/ HandleReply(c, i)
          \/ ClientHandleNews(c)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* The servers of the chain that are up, by their places.                  *)
(***************************************************************************)
Places == {k \in 1..Len(master.chain) : up[master.chain[k]]}

Hist(k) == server[master.chain[k]].hist

(***************************************************************************)
(* The Update Propagation Invariant (Section 3.1): what a server has       *)
(* processed all servers before it in the chain have processed, in the     *)
(* same order.                                                             *)
(***************************************************************************)
UpdatePropagation ==
    \A k, l \in Places : k =< l => IsPrefix(Hist(l), Hist(k))

(***************************************************************************)
(* The Inprocess Requests Invariant (Section 3.1): what a server has       *)
(* processed, and one behind it has not, is in its Sent list.              *)
(***************************************************************************)
Follows(s, t) == s \o SelectSeq(t, LAMBDA u : u \notin Elements(s))

InprocessRequests ==
    \A k, l \in Places :
        k < l => Hist(k) = Follows(Hist(l), server[master.chain[k]].sent)

(***************************************************************************)
(* Who takes whom for a neighbour: of two servers that are up, what one    *)
(* has copied or received is a prefix of what its predecessor has, and     *)
(* this one has the rest in its Sent list.                                 *)
(***************************************************************************)
NeighboursRight ==
    \A i, j \in Server :
        (up[i] /\ server[j].pred = i)
            => /\ IsPrefix(server[j].hist, server[i].hist)
               /\ server[i].hist = Follows(server[j].hist, server[i].sent)

(***************************************************************************)
(* No server processes an update twice.                                    *)
(***************************************************************************)
AtMostOnce == \A i \in Server : NoneTwice(server[i].hist)

(***************************************************************************)
(* An update that its client has an answer to, or that is answered, is not *)
(* lost: all servers of the chain have processed it.                       *)
(***************************************************************************)
IsDone(c) ==
    \/ ~client[c].waiting
    \/ \E i \in Server : \E m \in Elements(channel[i][c]) :
          m.type = "reply" /\ m.number = client[c].started

AnswersKept ==
    \A c \in Client :
        LET op == client[c].op
            u == [client |-> c, number |-> client[c].started, op |-> op]
        IN (client[c].started > 0 /\ op.kind # "get" /\ IsDone(c))
              => \A k \in Places : u \in Elements(Hist(k))

(***************************************************************************)
(* The answer to a query is what updates that all servers of the chain     *)
(* have processed make of its key.                                         *)
(***************************************************************************)
AnswersRight ==
    \A c \in Client, i \in Server : \A m \in Elements(channel[i][c]) :
        (/\ m.type = "reply" /\ m.number = client[c].started
         /\ client[c].op.kind = "get")
            => \A k \in Places :
                  \E n \in 0..Len(Hist(k)) :
                      m.value = ValueAfter(SubSeq(Hist(k), 1, n), client[c].op.key)

(***************************************************************************)
(* A server of the chain forgets nothing, as long as it is up.             *)
(***************************************************************************)
HistoriesGrow ==
    [][\A i \in Server :
          (server[i].role = "member" /\ up'[i]) => IsPrefix(server[i].hist, server'[i].hist)]_server

(***************************************************************************)
(* A server that answers a query at once, without asking the tail, answers *)
(* with what the last server of the chain has: nothing that was answered   *)
(* before is missing.                                                      *)
(***************************************************************************)
QueriesFresh ==
    [][\A c \in Client, i \in Server :
          (/\ IsNext(i, c, "request") /\ Message(i, c).op.kind = "get"
           /\ channel'[c][i] = Tail(channel[c][i])
           /\ Len(channel'[i][c]) > Len(channel[i][c])
           /\ Places # {})
              => LET k == CHOOSE k \in Places : \A l \in Places : l =< k
                 IN Last(channel'[i][c]).value = ValueAfter(Hist(k), Message(i, c).op.key)]_channel

THEOREM Spec => /\ [](TypeOK /\ UpdatePropagation /\ InprocessRequests)
                /\ [](NeighboursRight /\ AtMostOnce /\ AnswersKept /\ AnswersRight)
                /\ HistoriesGrow /\ QueriesFresh
=============================================================================
