---------------------------------- MODULE VR ----------------------------------
(***************************************************************************)
(* Viewstamped Replication, as in "Viewstamped Replication Revisited" by   *)
(* Barbara Liskov and James Cowling: normal operation, view changes,       *)
(* recovery and state transfer.  In each view one replica is the primary,  *)
(* who orders the requests of clients, and the others are its backups.     *)
(* Reconfiguration, checkpoints and the recovery of clients are left out.  *)
(*                                                                         *)
(* As published the protocol is not safe.  Here, as in the code, the       *)
(* view-number is on disk, and a replica recovers to no earlier view; a    *)
(* replica keeps its log and its view until it has the state of a later    *)
(* one; and a StartView is only for replicas that are not in its view yet. *)
(*                                                                         *)
(* The network is the set of all messages that were ever sent.  One that   *)
(* is in it may be received at any later time, again and again, or never,  *)
(* so that loss, duplication and delay need no actions of their own.       *)
(*                                                                         *)
(* What a replica does on one message or timeout is one step, as it is in  *)
(* the code.  There is no time: a timeout may come whenever it likes.      *)
(*                                                                         *)
(* Go (impl/vr; every name below is a field of Server or Client):          *)
(*   replica[i]    .view View and .boots Boots (durable), .status Status,  *)
(*                 .lastNormal LastNormal, .log Log, .commit CommitNumber, *)
(*                 .executed Executed, .prepared Prepared, .asked Asked,   *)
(*                 .handedOver HandedOver, .changes Changes, .responses    *)
(*                 Responses                                               *)
(*   client[c]     .started Started, .waiting Waiting, .primary Primary,   *)
(*                 .toAll ToAll; .op is what the script names there        *)
(*   msgs          all that was ever sent: on -network set, without dead   *)
(*                 messages left out, what is in the network.  What goes   *)
(*                 to all other replicas at once is one message here, but  *)
(*                 for what may be sent again: Commit and Recovery.        *)
(* Timers add nothing: which of them are set follows from the status.      *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences, KeyValue

CONSTANTS
    Servers,  \* how many replicas there are: 2f+1
    View,     \* the numbers that views may have
    Nonce     \* the nonces that there are: how often a replica has started

(***************************************************************************)
(* Replicas are numbered, for they take turns as primary (Section 4).      *)
(***************************************************************************)
Server == 1..Servers

F == Servers \div 2

ASSUME ServersAssumption == Servers \in Nat /\ Servers = 2 * F + 1 /\ F > 0

ASSUME ViewAssumption == View \subseteq Nat \ {0} /\ 1 \in View

ASSUME NonceAssumption == Nonce \subseteq Nat \ {0} /\ 1 \in Nonce

PrimaryOf(v) == ((v - 1) % Servers) + 1

Statuses == {"down", "normal", "view-change", "recovering"}

VARIABLES
    msgs,     \* all messages ever sent
    replica,  \* replica[i]: what replica i is
    client    \* client[c]: what client c is doing

vars == <<msgs, replica, client>>

(***************************************************************************)
(* What a replica hands over in a view change, and what one that recovers  *)
(* has been told: by whom, the latest view that it has heard of, and if    *)
(* the primary of that view is among them, what that has.                  *)
(***************************************************************************)
Change == [from : Server, log : Seq(Operation), lastNormal : View \cup {0}, commit : Nat]

Responses == [from : SUBSET Server, view : View \cup {0}, primary : BOOLEAN,
              log : Seq(Operation), commit : Nat]

NoResponses == [from |-> {}, view |-> 0, primary |-> FALSE, log |-> <<>>, commit |-> 0]

(***************************************************************************)
(* A replica (Figure 2).  The op-number is the length of the log.          *)
(* executed is the application: the operations that were executed, in      *)
(* order.  prepared, at a primary, is up to which op-number each other     *)
(* replica has the log, where that is more than the commit-number, and     *)
(* else 0.  The client-table is no variable: it is a function of the log.  *)
(***************************************************************************)
IsReplica(r) ==
    /\ DOMAIN r = {"view", "boots", "status", "lastNormal", "log", "commit", "executed",
                   "prepared", "asked", "handedOver", "changes", "responses"}
    /\ r.view \in View
    /\ r.boots \in Nonce
    /\ r.status \in Statuses
    /\ r.lastNormal \in View \cup {0}
    /\ r.log \in Seq(Operation)
    /\ r.commit \in 0..Len(r.log)
    /\ r.executed = SubSeq(r.log, 1, r.commit)
    /\ r.prepared \in [Server -> Nat]
    /\ r.asked \subseteq Server
    /\ r.handedOver \in BOOLEAN
    /\ r.changes \subseteq Change
    /\ r.responses \in Responses
    /\ r.status = "normal" <=> r.lastNormal = r.view
    /\ r.asked # {} \/ r.handedOver \/ r.changes # {} => r.status = "view-change"
    /\ r.responses # NoResponses => r.status = "recovering"

IsClient(c) ==
    /\ DOMAIN c = {"started", "waiting", "op", "primary", "toAll"}
    /\ c.started \in 0..Operations
    /\ c.waiting \in BOOLEAN
    /\ c.waiting => c.op \in Op
    /\ c.primary \in Server
    /\ c.toAll \in BOOLEAN
    /\ c.toAll => c.waiting

Message ==
    [type : {"request"}, to : Server, command : Operation]
    \cup [type : {"reply"}, from : Server, name : Client \X (1..Operations),
          value : Seq(Client \X (1..Operations))]
    \cup [type : {"prepare"}, from : Server, view : View, command : Operation, op : Nat,
          commit : Nat]
    \cup [type : {"prepareOK"}, from : Server, to : Server, view : View, op : Nat]
    \cup [type : {"commit"}, from : Server, to : Server, view : View, commit : Nat]
    \cup [type : {"startViewChange"}, from : Server, view : View]
    \cup [type : {"doViewChange"}, from : Server, to : Server, view : View,
          log : Seq(Operation), lastNormal : View, commit : Nat]
    \cup [type : {"startView"}, from : Server, view : View, log : Seq(Operation),
          commit : Nat]
    \cup [type : {"recovery"}, from : Server, to : Server, nonce : Nonce]
    \cup [type : {"recoveryResponse"}, from : Server, to : Server, view : View,
          nonce : Nonce, log : Seq(Operation), commit : Nat]
    \cup [type : {"getState"}, from : Server, to : Server, view : View, op : Nat]
    \cup [type : {"newState"}, from : Server, to : Server, view : View,
          log : Seq(Operation), op : Nat, commit : Nat]

TypeOK ==
    /\ msgs \subseteq Message
    /\ DOMAIN replica = Server /\ \A i \in Server : IsReplica(replica[i])
    /\ DOMAIN client = Client /\ \A c \in Client : IsClient(client[c])

-----------------------------------------------------------------------------
NonePrepared == [j \in Server |-> 0]

NewReplica ==
    [view |-> 1, boots |-> 1, status |-> "normal", lastNormal |-> 1, log |-> <<>>,
     commit |-> 0, executed |-> <<>>, prepared |-> NonePrepared, asked |-> {},
     handedOver |-> FALSE, changes |-> {}, responses |-> NoResponses]

NoOp == [kind |-> "none", key |-> "none"]

Init ==
    /\ msgs = {}
    /\ replica = [i \in Server |-> NewReplica]
    /\ client = [c \in Client |-> [started |-> 0, waiting |-> FALSE, op |-> NoOp,
                                   primary |-> 1, toAll |-> FALSE]]

-----------------------------------------------------------------------------
(***************************************************************************)
(* What happens at replica i in one step is written as functions from what *)
(* it is to what it becomes: a record of the replica, and of what it has   *)
(* sent in this step.                                                      *)
(***************************************************************************)
At(i) == [replica |-> replica[i], sent |-> {}]

Becomes(i, x) ==
    /\ replica' = [replica EXCEPT ![i] = x.replica]
    /\ msgs' = msgs \cup x.sent
    /\ UNCHANGED client

Sends(x, ms) == [x EXCEPT !.sent = @ \cup ms]

Up(i) == replica[i].status # "down"

Leads(i, r) == r.status = "normal" /\ PrimaryOf(r.view) = i

Min(x, y) == IF x < y THEN x ELSE y

Max(x, y) == IF x > y THEN x ELSE y

Largest(S) == CHOOSE n \in S : \A k \in S : k =< n

(***************************************************************************)
(* What came of the operation that was executed last: a get is answered    *)
(* with what those before it have made of its key.                         *)
(***************************************************************************)
ResultOf(done) ==
    LET o == done[Len(done)]
    IN IF o.op.kind = "get" THEN ValueAfter(SubSeq(done, 1, Len(done) - 1), o.op.key)
                            ELSE <<>>

Reply(i, done) ==
    [type |-> "reply", from |-> i, name |-> Name(done[Len(done)]), value |-> ResultOf(done)]

(***************************************************************************)
(* The client-table (Section 4.1): the last request of each client in the  *)
(* log.                                                                    *)
(***************************************************************************)
LastRequest(log, c) == Largest({0} \cup {o.number : o \in {log[k] : k \in
                                            {n \in 1..Len(log) : log[n].client = c}}})

(***************************************************************************)
(* The replica executes what is committed, in order, as far as its log     *)
(* goes; a primary answers the clients.                                    *)
(***************************************************************************)
ExecuteTo(i, x, commit) ==
    LET r == x.replica
        last == Max(r.commit, Min(commit, Len(r.log)))
        done(n) == r.executed \o SubSeq(r.log, r.commit + 1, n)
    IN Sends([x EXCEPT !.replica.commit = last, !.replica.executed = done(last)],
             IF Leads(i, r) THEN {Reply(i, done(n)) : n \in (r.commit + 1)..last} ELSE {})

(***************************************************************************)
(* The primary commits what it and f backups have.  What is committed need *)
(* not be counted any more.                                                *)
(***************************************************************************)
CommitPrepared(i, x) ==
    LET r == x.replica
        ready == {n \in (r.commit + 1)..Len(r.log) :
                     Cardinality({j \in Server : r.prepared[j] >= n}) >= F}
        last == Largest({r.commit} \cup ready)
        y == ExecuteTo(i, x, last)
    IN [y EXCEPT !.replica.prepared = [j \in Server |-> IF @[j] =< last THEN 0 ELSE @[j]]]

(***************************************************************************)
(* A replica tells the primary that its log is the same up to here.        *)
(***************************************************************************)
SendPrepareOK(i, x) ==
    Sends(x, {[type |-> "prepareOK", from |-> i, to |-> PrimaryOf(x.replica.view),
               view |-> x.replica.view, op |-> Len(x.replica.log)]})

AskForState(i, x, to, v, op) ==
    Sends(x, {[type |-> "getState", from |-> i, to |-> to, view |-> v, op |-> op]})

(***************************************************************************)
(* The replica is in a view, with a log.                                   *)
(***************************************************************************)
Enter(x, v, log) ==
    [x EXCEPT !.replica = [@ EXCEPT !.view = v, !.lastNormal = v, !.status = "normal",
                                    !.log = log, !.prepared = NonePrepared, !.asked = {},
                                    !.handedOver = FALSE, !.changes = {},
                                    !.responses = NoResponses]]

(***************************************************************************)
(* A backup that has the log of its view tells the primary of requests     *)
(* that are not committed, and executes those that are.                    *)
(***************************************************************************)
Joined(i, x, commit) ==
    LET y == IF Len(x.replica.log) > Max(x.replica.commit, commit)
             THEN SendPrepareOK(i, x)
             ELSE x
    IN ExecuteTo(i, y, commit)

-----------------------------------------------------------------------------
(* Normal operation (Section 4.1).                                         *)

Working(i) == Up(i) /\ replica[i].status # "recovering"

(***************************************************************************)
(* The primary is asked by a client.  A new request it stores, and tells   *)
(* the backups; to the client's last one it answers again, if that is      *)
(* executed.                                                               *)
(***************************************************************************)
HandleRequest(i, m) ==
    LET r == replica[i]
        c == m.command
        x == At(i)
        y == [x EXCEPT !.replica.log = Append(@, c)]
    IN /\ m.type = "request" /\ m.to = i
       /\ Leads(i, r)
       /\ \/ /\ c.number > LastRequest(r.log, c.client)
             /\ Becomes(i, Sends(y, {[type |-> "prepare", from |-> i, view |-> r.view,
                                      command |-> c, op |-> Len(r.log) + 1,
                                      commit |-> r.commit]}))
          \/ /\ c.number = LastRequest(r.log, c.client)
             /\ \E k \in 1..Len(r.executed) :
                   /\ r.executed[k] = c
                   /\ Becomes(i, Sends(x, {Reply(i, SubSeq(r.executed, 1, k))}))

(***************************************************************************)
(* A message of normal operation that is of a later view: the replica is   *)
(* behind, and asks the sender for what follows its commit-number (Section *)
(* 5.2).  Nothing else changes until it has that.                          *)
(***************************************************************************)
Behind(i, m) ==
    /\ m.view > replica[i].view
    /\ Becomes(i, AskForState(i, At(i), m.from, m.view, replica[i].commit))

(***************************************************************************)
(* A backup is told of a request.  It stores it if it has all earlier      *)
(* ones, and says so; otherwise it asks for those that it lacks.           *)
(***************************************************************************)
HandlePrepare(i, m) ==
    LET r == replica[i]
        x == [At(i) EXCEPT !.replica.log = Append(@, m.command)]
    IN /\ Working(i)
       /\ m.type = "prepare" /\ m.from # i
       /\ \/ Behind(i, m)
          \/ /\ m.view = r.view /\ r.status = "normal"
             /\ m.op = Len(r.log) + 1
             /\ Becomes(i, ExecuteTo(i, SendPrepareOK(i, x), m.commit))
          \/ /\ m.view = r.view /\ r.status = "normal"
             /\ m.op > Len(r.log) + 1
             /\ Becomes(i, AskForState(i, At(i), m.from, m.view, Len(r.log)))

(***************************************************************************)
(* The primary hears of what a backup has.                                 *)
(***************************************************************************)
HandlePrepareOK(i, m) ==
    LET r == replica[i]
    IN /\ m.type = "prepareOK" /\ m.to = i
       /\ Leads(i, r) /\ m.view = r.view
       /\ m.op > Max(r.commit, r.prepared[m.from])
       /\ Becomes(i, CommitPrepared(i, [At(i) EXCEPT !.replica.prepared[m.from] = m.op]))

(***************************************************************************)
(* The primary tells the backups what is committed, and they execute it.   *)
(***************************************************************************)
TellCommitted(i) ==
    LET r == replica[i]
    IN /\ Leads(i, r)
       /\ Becomes(i, Sends(At(i), {[type |-> "commit", from |-> i, to |-> j, view |-> r.view,
                                    commit |-> r.commit] : j \in Server \ {i}}))

HandleCommit(i, m) ==
    LET r == replica[i]
    IN /\ Working(i)
       /\ m.type = "commit" /\ m.to = i
       /\ \/ Behind(i, m)
          \/ /\ m.view = r.view /\ r.status = "normal"
             /\ Becomes(i, IF m.commit > Len(r.log)
                           THEN AskForState(i, At(i), m.from, m.view, Len(r.log))
                           ELSE ExecuteTo(i, At(i), m.commit))

-----------------------------------------------------------------------------
(* View changes (Section 4.2).                                             *)

(***************************************************************************)
(* The replica advances its view-number, and tells all others.             *)
(***************************************************************************)
ChangeView(i, x, v) ==
    Sends([x EXCEPT !.replica = [@ EXCEPT !.view = v, !.status = "view-change",
                                          !.prepared = NonePrepared, !.asked = {},
                                          !.handedOver = FALSE, !.changes = {}]],
          {[type |-> "startViewChange", from |-> i, view |-> v]})

Later(i, x, v) == IF v > x.replica.view THEN ChangeView(i, x, v) ELSE x

Timeout(i) ==
    /\ Working(i)
    /\ ~Leads(i, replica[i])
    /\ replica[i].view + 1 \in View
    /\ Becomes(i, ChangeView(i, At(i), replica[i].view + 1))

(***************************************************************************)
(* Whether a is rather the log of the new view than b: that of the later   *)
(* normal view, and in the same the longer.                                *)
(***************************************************************************)
Newer(a, b) ==
    \/ a.lastNormal > b.lastNormal
    \/ a.lastNormal = b.lastNormal /\ Len(a.log) > Len(b.log)

(***************************************************************************)
(* The new primary is handed a log.  With f+1, its own among them, it      *)
(* starts the view.                                                        *)
(***************************************************************************)
Take(i, x, change) ==
    LET changes == {c \in x.replica.changes : c.from # change.from} \cup {change}
        best == CHOOSE c \in changes : \A d \in changes : ~Newer(d, c)
        commit == Largest({c.commit : c \in changes})
        v == x.replica.view
    IN IF (\E c \in changes : c.from = i) /\ Cardinality(changes) > F
       THEN ExecuteTo(i, Sends(Enter(x, v, best.log),
                               {[type |-> "startView", from |-> i, view |-> v,
                                 log |-> best.log, commit |-> commit]}),
                      commit)
       ELSE [x EXCEPT !.replica.changes = changes]

(***************************************************************************)
(* The replica hands its log over to the new primary, or keeps it if it is *)
(* that itself.                                                            *)
(***************************************************************************)
HandOver(i, x) ==
    LET r == x.replica
        y == [x EXCEPT !.replica.asked = {}, !.replica.handedOver = TRUE]
    IN IF PrimaryOf(r.view) = i
       THEN Take(i, y, [from |-> i, log |-> r.log, lastNormal |-> r.lastNormal,
                        commit |-> r.commit])
       ELSE Sends(y, {[type |-> "doViewChange", from |-> i, to |-> PrimaryOf(r.view),
                       view |-> r.view, log |-> r.log, lastNormal |-> r.lastNormal,
                       commit |-> r.commit]})

(***************************************************************************)
(* Another replica changes to a view.  When f do, the replica hands its    *)
(* log over, once.                                                         *)
(***************************************************************************)
HandleStartViewChange(i, m) ==
    LET x == Later(i, At(i), m.view)
        asked == x.replica.asked \cup {m.from}
    IN /\ Working(i)
       /\ m.type = "startViewChange" /\ m.from # i
       /\ m.view = x.replica.view /\ x.replica.status = "view-change"
       /\ ~x.replica.handedOver
       /\ Becomes(i, IF Cardinality(asked) >= F
                     THEN HandOver(i, x)
                     ELSE [x EXCEPT !.replica.asked = asked])

HandleDoViewChange(i, m) ==
    LET x == Later(i, At(i), m.view)
    IN /\ Working(i)
       /\ m.type = "doViewChange" /\ m.to = i
       /\ m.view = x.replica.view /\ x.replica.status = "view-change"
       /\ Becomes(i, Take(i, x, [from |-> m.from, log |-> m.log,
                                 lastNormal |-> m.lastNormal, commit |-> m.commit]))

(***************************************************************************)
(* The others take over the log with which the view starts, unless they    *)
(* are in it already.                                                      *)
(***************************************************************************)
HandleStartView(i, m) ==
    LET r == replica[i]
    IN /\ Working(i)
       /\ m.type = "startView" /\ m.from # i
       /\ m.view > r.view \/ (m.view = r.view /\ r.status = "view-change")
       /\ Becomes(i, Joined(i, Enter(At(i), m.view, m.log), m.commit))

-----------------------------------------------------------------------------
(* State transfer (Section 5.2).                                           *)

HandleGetState(i, m) ==
    LET r == replica[i]
    IN /\ Working(i)
       /\ m.type = "getState" /\ m.to = i
       /\ m.view = r.view /\ r.status = "normal"
       /\ m.op =< Len(r.log)
       /\ Becomes(i, Sends(At(i), {[type |-> "newState", from |-> i, to |-> m.from,
                                    view |-> r.view,
                                    log |-> SubSeq(r.log, m.op + 1, Len(r.log)),
                                    op |-> Len(r.log), commit |-> r.commit]}))

(***************************************************************************)
(* A replica of the view appends what it lacks.  One that is not in it yet *)
(* joins it, and keeps its log up to where the new entries begin, which is *)
(* not behind its commit-number.                                           *)
(***************************************************************************)
HandleNewState(i, m) ==
    LET r == replica[i]
        before == m.op - Len(m.log)
        lacks == SubSeq(m.log, Len(r.log) - before + 1, Len(m.log))
    IN /\ Working(i)
       /\ m.type = "newState" /\ m.to = i
       /\ \/ /\ m.view = r.view /\ r.status = "normal"
             /\ m.op > Len(r.log) /\ before =< Len(r.log)
             /\ Becomes(i, Joined(i, [At(i) EXCEPT !.replica.log = @ \o lacks], m.commit))
          \/ /\ m.view > r.view \/ (m.view = r.view /\ r.status = "view-change")
             /\ before =< r.commit
             /\ Becomes(i, Joined(i, Enter(At(i), m.view, SubSeq(r.log, 1, before) \o m.log),
                                  m.commit))

-----------------------------------------------------------------------------
(* Crashes and recovery (Section 4.3).                                     *)

(***************************************************************************)
(* A replica that crashes loses all but its view-number, and how often it  *)
(* has booted.                                                             *)
(***************************************************************************)
Crash(i) ==
    /\ Up(i)
    /\ Becomes(i, [replica |-> [NewReplica EXCEPT !.view = replica[i].view,
                                                  !.boots = replica[i].boots,
                                                  !.status = "down",
                                                  !.lastNormal = 0],
                   sent |-> {}])

AskToRecover(i, r) ==
    {[type |-> "recovery", from |-> i, to |-> j, nonce |-> r.boots] : j \in Server \ {i}}

Restart(i) ==
    LET x == [At(i) EXCEPT !.replica.status = "recovering", !.replica.boots = @ + 1]
    IN /\ ~Up(i)
       /\ x.replica.boots \in Nonce
       /\ Becomes(i, Sends(x, AskToRecover(i, x.replica)))

(***************************************************************************)
(* It may ask again, and forgets what it has been told.                    *)
(***************************************************************************)
RecoverAgain(i) ==
    /\ replica[i].status = "recovering"
    /\ Becomes(i, Sends([At(i) EXCEPT !.replica.responses = NoResponses],
                        AskToRecover(i, replica[i])))

(***************************************************************************)
(* Who is normal answers, and only a primary with what it has.             *)
(***************************************************************************)
HandleRecovery(i, m) ==
    LET r == replica[i]
        Has(log, commit) ==
            {[type |-> "recoveryResponse", from |-> i, to |-> m.from, view |-> r.view,
              nonce |-> m.nonce, log |-> log, commit |-> commit]}
    IN /\ m.type = "recovery" /\ m.to = i
       /\ r.status = "normal"
       /\ Becomes(i, Sends(At(i), IF Leads(i, r) THEN Has(r.log, r.commit) ELSE Has(<<>>, 0)))

(***************************************************************************)
(* The replica waits for f+1 answers with its nonce, among them that of    *)
(* the primary of the latest view that it hears of, which is not before    *)
(* the view on its disk.                                                   *)
(***************************************************************************)
Heard(responses, m) ==
    LET told == [responses EXCEPT !.from = @ \cup {m.from}]
        now == IF m.view > told.view
               THEN [NoResponses EXCEPT !.from = told.from, !.view = m.view]
               ELSE told
    IN IF m.view = now.view /\ m.from = PrimaryOf(m.view)
       THEN [now EXCEPT !.primary = TRUE, !.log = m.log, !.commit = m.commit]
       ELSE now

HandleRecoveryResponse(i, m) ==
    LET r == replica[i]
        heard == Heard(r.responses, m)
    IN /\ r.status = "recovering"
       /\ m.type = "recoveryResponse" /\ m.to = i
       /\ m.nonce = r.boots
       /\ Becomes(i, IF /\ Cardinality(heard.from) > F
                        /\ heard.primary
                        /\ heard.view >= r.view
                     THEN Joined(i, Enter(At(i), heard.view, heard.log), heard.commit)
                     ELSE [At(i) EXCEPT !.replica.responses = heard])

-----------------------------------------------------------------------------
(* The clients.                                                            *)

Requests(c, number, op, S) ==
    {[type |-> "request", to |-> i,
      command |-> [client |-> c, number |-> number, op |-> op]] : i \in S}

(***************************************************************************)
(* Client c, who waits for nothing, starts an operation and asks who has   *)
(* answered last.                                                          *)
(***************************************************************************)
Invoke(c, op) ==
    /\ ~client[c].waiting
    /\ client[c].started < Operations
    /\ client' = [client EXCEPT ![c].started = @ + 1, ![c].waiting = TRUE, ![c].op = op]
    /\ msgs' = msgs \cup Requests(c, client[c].started + 1, op, {client[c].primary})
    /\ UNCHANGED replica

(***************************************************************************)
(* Client c is tired of waiting and asks all replicas.                     *)
(***************************************************************************)
Retry(c) ==
    /\ client[c].waiting
    /\ client' = [client EXCEPT ![c].toAll = TRUE]
    /\ msgs' = msgs \cup Requests(c, client[c].started, client[c].op, Server)
    /\ UNCHANGED replica

(***************************************************************************)
(* Client c gets its answer.                                               *)
(***************************************************************************)
HandleReply(c, m) ==
    /\ m.type = "reply"
    /\ client[c].waiting
    /\ m.name = <<c, client[c].started>>
    /\ client' = [client EXCEPT ![c].waiting = FALSE, ![c].primary = m.from,
                                ![c].toAll = FALSE]
    /\ UNCHANGED <<msgs, replica>>

-----------------------------------------------------------------------------
Next ==
    \/ \E i \in Server :
          \/ Timeout(i)
          \/ TellCommitted(i)
          \/ RecoverAgain(i)
          \/ \E m \in msgs : \/ HandleRequest(i, m)
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
          \/ Crash(i)
          \/ Restart(i)
    \/ \E c \in Client :
          \/ \E op \in Op : Invoke(c, op)
          \/ Retry(c)
          \/ \E m \in msgs : HandleReply(c, m)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* What the primary of a view has in its log, as triples of the view, the  *)
(* op-number and the operation.  It is read off the messages, which forget *)
(* nothing: the log with which the view starts, and what is prepared.      *)
(***************************************************************************)
InView ==
    {<<m.view, m.op, m.command>> : m \in {p \in msgs : p.type = "prepare"}}
    \cup UNION {{<<m.view, k, m.log[k]>> : k \in 1..Len(m.log)} :
                   m \in {s \in msgs : s.type = "startView"}}

(***************************************************************************)
(* All that was ever committed: f backups have told the primary of a view  *)
(* that they have it, whether or not anybody knows.                        *)
(***************************************************************************)
Committed ==
    {p \in InView :
        Cardinality({m.from : m \in {a \in msgs : /\ a.type = "prepareOK"
                                                  /\ a.view = p[1]
                                                  /\ a.op >= p[2]}}) >= F}

Holds(log, n, o) == n =< Len(log) /\ log[n] = o

(***************************************************************************)
(* What is committed in a view is in the logs with which all later views   *)
(* start, in its place (Section 8.1).                                      *)
(***************************************************************************)
ViewCompleteness ==
    \A p \in Committed : \A m \in msgs :
        m.type = "startView" /\ m.view > p[1] => Holds(m.log, p[2], p[3])

(***************************************************************************)
(* A view starts once, and has one operation for each op-number.           *)
(***************************************************************************)
OneOrderPerView ==
    /\ \A m, n \in msgs : m.type = "startView" /\ n.type = "startView" /\ m.view = n.view
                             => m = n
    /\ \A p, q \in InView : p[1] = q[1] /\ p[2] = q[2] => p = q

(***************************************************************************)
(* Of the logs of two replicas that are in the same view one is a prefix   *)
(* of the other.                                                           *)
(***************************************************************************)
OneLogPerView ==
    \A i, j \in Server :
        LET r == replica[i]
            s == replica[j]
        IN r.status = "normal" /\ s.status = "normal" /\ r.view = s.view
              => IsPrefix(r.log, s.log) \/ IsPrefix(s.log, r.log)

(***************************************************************************)
(* A replica takes for committed only what is: some committed operation    *)
(* has its commit-number or a higher one, and its log is right below that. *)
(***************************************************************************)
CommitIsRight ==
    \A i \in Server : LET r == replica[i] IN r.commit > 0 =>
        /\ \E p \in Committed : p[2] >= r.commit
        /\ \A p \in Committed : p[2] =< r.commit => Holds(r.log, p[2], p[3])

(***************************************************************************)
(* What a replica has told others it keeps, over a crash as well: it has   *)
(* what it has acknowledged, in that view or in a later one, and takes no  *)
(* part in views before the one for which it has handed its log over.      *)
(***************************************************************************)
PromisesKept ==
    \A i \in Server : LET r == replica[i] IN r.status \in {"normal", "view-change"} =>
        \A m \in {n \in msgs : n.type \in {"prepareOK", "doViewChange"} /\ n.from = i} :
            /\ m.type = "doViewChange" => r.view >= m.view
            /\ m.type = "prepareOK" => \/ r.lastNormal > m.view
                                       \/ r.lastNormal = m.view /\ Len(r.log) >= m.op

(***************************************************************************)
(* Of what two replicas have executed, one's is a prefix of the other's;   *)
(* and neither has executed an operation twice.                            *)
(***************************************************************************)
SamePrefix ==
    \A i, j \in Server :
        \/ IsPrefix(replica[i].executed, replica[j].executed)
        \/ IsPrefix(replica[j].executed, replica[i].executed)

AtMostOnce == \A i \in Server : NoneTwice(replica[i].executed)

(***************************************************************************)
(* An operation is answered alike, whoever answers and however often.      *)
(***************************************************************************)
AnswersRight ==
    \A m, n \in {x \in msgs : x.type = "reply"} : n.name = m.name => n.value = m.value

(***************************************************************************)
(* The view-number of a replica never goes back, not even over a crash.    *)
(***************************************************************************)
ViewsRise == [][\A i \in Server : replica'[i].view >= replica[i].view]_replica

(***************************************************************************)
(* What a replica knows to be committed it keeps until it crashes.         *)
(***************************************************************************)
CommitsStay ==
    [][\A i \in Server :
          replica'[i].status # "down"
              => /\ replica'[i].commit >= replica[i].commit
                 /\ IsPrefix(replica[i].executed, replica'[i].executed)]_replica

THEOREM Spec => /\ [](TypeOK /\ ViewCompleteness /\ OneOrderPerView /\ OneLogPerView)
                /\ [](CommitIsRight /\ PromisesKept)
                /\ [](SamePrefix /\ AtMostOnce /\ AnswersRight)
                /\ ViewsRise /\ CommitsStay
=============================================================================
