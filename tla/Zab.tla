---------------------------------- MODULE Zab ----------------------------------
(***************************************************************************)
(* Zab, the atomic broadcast of ZooKeeper: "Zab: High-performance          *)
(* broadcast for primary-backup systems" by Flavio Junqueira, Benjamin     *)
(* Reed and Marco Serafini (DSN 2011).                                     *)
(*                                                                         *)
(* Servers elect a leader, who learns from a quorum which epoch comes next *)
(* (Phase 1), gives a quorum the history with which that epoch begins      *)
(* (Phase 2), and broadcasts transactions (Phase 3).  A transaction is     *)
(* delivered when a quorum has it on disk.                                 *)
(*                                                                         *)
(* Who leads is for an oracle to say, which may be wrong: any server that  *)
(* looks for a leader may take itself for it.  A leader or follower that   *)
(* hears too little gives up and looks again; there is no time, so it may  *)
(* do so whenever it likes.  Histories are sent whole.                     *)
(*                                                                         *)
(* Servers crash and come back with what they have on disk.  The links are *)
(* reliable and FIFO: channel has a sequence for each pair of servers.     *)
(* What is sent to a server that is down waits for it there.               *)
(*                                                                         *)
(* Go (impl/zab, -network fifo):                                           *)
(*   server[i]   .acceptedEpoch AcceptedEpoch, .currentEpoch CurrentEpoch, *)
(*               .history History (durable), .role Role, .leader Leader,   *)
(*               .committed Committed, .leadership Leadership              *)
(*   up[i]       whether server i is up                                    *)
(*   channel     channel[i][j] are the messages on their way from i to j   *)
(* Timers add nothing: which of them are set follows from the role.        *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
    Server,
    Nobody   \* no server

ASSUME ServerAssumption ==
    /\ IsFiniteSet(Server) /\ Cardinality(Server) > 1
    /\ Nobody \notin Server

VARIABLES
    channel,  \* channel[i][j]: the messages on their way from i to j, in order
    up,       \* up[i]: server i is not down
    server    \* server[i]: what server i has

vars == <<channel, up, server>>

Quorum(S) == 2 * Cardinality(S) > Cardinality(Server)

Elements(s) == {s[k] : k \in DOMAIN s}

Max(x, y) == IF x > y THEN x ELSE y

Min(x, y) == IF x < y THEN x ELSE y

Largest(S) == CHOOSE n \in S : \A k \in S : k =< n

IsPrefix(s, t) == Len(s) =< Len(t) /\ s = SubSeq(t, 1, Len(s))

(***************************************************************************)
(* Functions of some of the servers: of none, of one, and with one more.   *)
(***************************************************************************)
None == <<>>

Only(i, v) == [j \in {i} |-> v]

With(f, i, v) == [j \in DOMAIN f \cup {i} |-> IF j = i THEN v ELSE f[j]]

-----------------------------------------------------------------------------
(***************************************************************************)
(* A transaction is known by its zxid.  Epochs begin with 1; 0 is before   *)
(* the first one.  So do the counters of each epoch.                       *)
(***************************************************************************)
IsTxn(t) ==
    /\ DOMAIN t = {"epoch", "counter"}
    /\ t.epoch \in Nat \ {0} /\ t.counter \in Nat \ {0}

IsHistory(h) == \A k \in 1..Len(h) : IsTxn(h[k])

(***************************************************************************)
(* The messages.  The names of the paper stand beside those of phases 1    *)
(* and 2.                                                                  *)
(***************************************************************************)
Elected == [type |-> "elected"]

FollowerInfo(accepted) == [type |-> "followerInfo", acceptedEpoch |-> accepted]  \* CEPOCH

NewEpoch(e) == [type |-> "newEpoch", epoch |-> e]

AckEpoch(e, current, h) ==  \* ACK-E
    [type |-> "ackEpoch", epoch |-> e, currentEpoch |-> current, history |-> h]

NewLeader(e, h) == [type |-> "newLeader", epoch |-> e, history |-> h]

AckLeader(e, length) == [type |-> "ackLeader", epoch |-> e, length |-> length]  \* ACK-LD

Propose(txn, index) == [type |-> "propose", txn |-> txn, index |-> index]

Ack(e, index) == [type |-> "ack", epoch |-> e, index |-> index]

Commit(e, index) == [type |-> "commit", epoch |-> e, index |-> index]

IsMessage(m) ==
    \/ m = Elected
    \/ m.type = "followerInfo" /\ m.acceptedEpoch \in Nat
    \/ m.type = "newEpoch" /\ m.epoch \in Nat \ {0}
    \/ /\ m.type = "ackEpoch"
       /\ m.epoch \in Nat \ {0} /\ m.currentEpoch \in Nat /\ IsHistory(m.history)
    \/ m.type = "newLeader" /\ m.epoch \in Nat \ {0} /\ IsHistory(m.history)
    \/ m.type = "ackLeader" /\ m.epoch \in Nat \ {0} /\ m.length \in Nat
    \/ m.type = "propose" /\ IsTxn(m.txn) /\ m.index \in Nat \ {0}
    \/ m.type \in {"ack", "commit"} /\ m.epoch \in Nat \ {0} /\ m.index \in Nat \ {0}

(***************************************************************************)
(* What a leader knows of its followers.  epoch is 0 until a quorum        *)
(* follows; until then accepted has the epochs that followers have         *)
(* accepted.  reports has their histories, until a quorum has accepted the *)
(* epoch.  From then on members get the transactions of the epoch, and     *)
(* stored is how much of the history they have on disk, as far as they     *)
(* have said.  broadcast is whether Phase 3 has begun.                     *)
(***************************************************************************)
NoLeadership ==
    [epoch |-> 0, accepted |-> None, reports |-> None, members |-> {}, stored |-> None,
     broadcast |-> FALSE]

Report(current, h) == [currentEpoch |-> current, history |-> h]

IsLeadership(l) ==
    /\ DOMAIN l = DOMAIN NoLeadership
    /\ l.epoch \in Nat
    /\ DOMAIN l.accepted \subseteq Server
    /\ \A j \in DOMAIN l.accepted : l.accepted[j] \in Nat
    /\ DOMAIN l.reports \subseteq Server
    /\ \A j \in DOMAIN l.reports : /\ l.reports[j].currentEpoch \in Nat
                                   /\ IsHistory(l.reports[j].history)
    /\ l.members \subseteq Server
    /\ DOMAIN l.stored \subseteq l.members
    /\ \A j \in DOMAIN l.stored : l.stored[j] \in Nat
    /\ l.broadcast => Quorum(l.members)

(***************************************************************************)
(* A server.  acceptedEpoch is the last epoch that it has acknowledged,    *)
(* currentEpoch the last one whose history it has.                         *)
(***************************************************************************)
NewServer ==
    [acceptedEpoch |-> 0, currentEpoch |-> 0, history |-> <<>>, role |-> "looking",
     leader |-> Nobody, committed |-> 0, leadership |-> NoLeadership]

IsServer(s) ==
    /\ DOMAIN s = DOMAIN NewServer
    /\ s.acceptedEpoch \in Nat
    /\ s.currentEpoch \in 0..s.acceptedEpoch
    /\ IsHistory(s.history)
    /\ s.role \in {"looking", "following", "leading"}
    /\ s.leader \in Server \cup {Nobody}
    /\ s.leader # Nobody <=> s.role = "following"
    /\ s.committed \in 0..Len(s.history)
    /\ IsLeadership(s.leadership)
    /\ s.leadership # NoLeadership <=> s.role = "leading"

TypeOK ==
    /\ DOMAIN channel = Server
    /\ \A i \in Server :
          /\ DOMAIN channel[i] = Server
          /\ channel[i][i] = <<>>
          /\ \A j \in Server : \A m \in Elements(channel[i][j]) : IsMessage(m)
    /\ up \in [Server -> BOOLEAN]
    /\ DOMAIN server = Server /\ \A i \in Server : IsServer(server[i])
    /\ \A i \in Server : ~up[i] => server[i].role = "looking" /\ server[i].committed = 0

-----------------------------------------------------------------------------
Init ==
    /\ channel = [i \in Server |-> [j \in Server |-> <<>>]]
    /\ up = [i \in Server |-> TRUE]
    /\ server = [i \in Server |-> NewServer]

(***************************************************************************)
(* What server i does in a step is written as functions from what it is to *)
(* what it becomes: a record of the server, and of what it has sent to     *)
(* each other one.                                                         *)
(***************************************************************************)
Now(i) == [server |-> server[i], sent |-> [j \in Server |-> <<>>]]

Sends(x, j, m) == [x EXCEPT !.sent[j] = Append(@, m)]

SendsAll(x, S, m) ==
    [x EXCEPT !.sent = [j \in Server |-> IF j \in S THEN Append(@[j], m) ELSE @[j]]]

Sending(channels, i, sent) == [channels EXCEPT ![i] = [j \in Server |-> @[j] \o sent[j]]]

Message(i, j) == Head(channel[j][i])

Receives(i, j, type) == up[i] /\ channel[j][i] # <<>> /\ Message(i, j).type = type

Becomes(i, j, x) ==
    /\ server' = [server EXCEPT ![i] = x.server]
    /\ channel' = Sending([channel EXCEPT ![j][i] = Tail(@)], i, x.sent)
    /\ UNCHANGED up

BecomesAlone(i, x) ==
    /\ server' = [server EXCEPT ![i] = x.server]
    /\ channel' = Sending(channel, i, x.sent)
    /\ UNCHANGED up

(***************************************************************************)
(* The server gives up what it is, and looks for a leader.                 *)
(***************************************************************************)
Looks(x) ==
    [x EXCEPT !.server.role = "looking", !.server.leader = Nobody,
              !.server.leadership = NoLeadership]

(***************************************************************************)
(* It delivers the history up to an index.                                 *)
(***************************************************************************)
Delivers(x, index) == [x EXCEPT !.server.committed = Max(@, index)]

Leads(i) == server[i].role = "leading"

Follows(i, j) == server[i].role = "following" /\ server[i].leader = j

-----------------------------------------------------------------------------
(* The oracle, and Phase 1: discovery.                                     *)

(***************************************************************************)
(* Server i is to lead, and tells all others.                              *)
(***************************************************************************)
AfterElection(i) ==
    SendsAll([Now(i) EXCEPT !.server.role = "leading",
                            !.server.leadership.accepted = Only(i, server[i].acceptedEpoch)],
             Server \ {i}, Elected)

Elect(i) ==
    /\ up[i] /\ server[i].role = "looking"
    /\ BecomesAlone(i, AfterElection(i))

GiveUp(i) ==
    /\ server[i].role # "looking"
    /\ BecomesAlone(i, Looks(Now(i)))

(***************************************************************************)
(* A server that looks for a leader follows the one that it is told.       *)
(***************************************************************************)
OnElected(i, j) ==
    LET x == Now(i)
        y == [x EXCEPT !.server.role = "following", !.server.leader = j]
    IN IF server[i].role = "looking"
       THEN Sends(y, j, FollowerInfo(server[i].acceptedEpoch))
       ELSE x

(***************************************************************************)
(* The leader has a follower.  When a quorum follows, the epoch is one     *)
(* that is later than all that it has accepted.                            *)
(***************************************************************************)
Discovers(i, x, accepted) ==
    LET s == x.server
        epoch == 1 + Largest({accepted[k] : k \in DOMAIN accepted})
        y == [x EXCEPT !.server.acceptedEpoch = epoch,
                       !.server.leadership.epoch = epoch,
                       !.server.leadership.accepted = None,
                       !.server.leadership.reports = Only(i, Report(s.currentEpoch, s.history))]
    IN IF Quorum(DOMAIN accepted)
       THEN SendsAll(y, DOMAIN accepted \ {i}, NewEpoch(epoch))
       ELSE [x EXCEPT !.server.leadership.accepted = accepted]

OnFollowerInfo(i, j) ==
    LET x == Now(i)
        l == server[i].leadership
    IN CASE ~Leads(i) ->
              x
         [] Leads(i) /\ l.epoch = 0 ->
              Discovers(i, x, With(l.accepted, j, Message(i, j).acceptedEpoch))
         [] Leads(i) /\ l.epoch # 0 ->
              Sends(x, j, NewEpoch(l.epoch))

(***************************************************************************)
(* A follower takes part in no epoch that is earlier than one that it has  *)
(* accepted, and accepts none twice.                                       *)
(***************************************************************************)
OnNewEpoch(i, j) ==
    LET m == Message(i, j)
        x == Now(i)
        s == server[i]
    IN CASE ~Follows(i, j) ->
              x
         [] Follows(i, j) /\ m.epoch > s.acceptedEpoch ->
              Sends([x EXCEPT !.server.acceptedEpoch = m.epoch], j,
                    AckEpoch(m.epoch, s.currentEpoch, s.history))
         [] OTHER ->
              Looks(x)

-----------------------------------------------------------------------------
(* Phase 2: synchronization.                                               *)

(***************************************************************************)
(* Whether report a is later than b: by the epoch whose history it is,     *)
(* then by the last transaction.  Two of which neither is later are equal. *)
(***************************************************************************)
Later(a, b) ==
    \/ a.currentEpoch > b.currentEpoch
    \/ a.currentEpoch = b.currentEpoch /\ Len(a.history) > Len(b.history)

Latest(reports) ==
    LET best == CHOOSE k \in DOMAIN reports :
                   \A j \in DOMAIN reports : ~Later(reports[j], reports[k])
    IN reports[best].history

(***************************************************************************)
(* Servers take part in the epoch of the leader, and get its history.      *)
(***************************************************************************)
Welcomes(x, S) ==
    SendsAll([x EXCEPT !.server.leadership.members = @ \cup S], S,
             NewLeader(x.server.leadership.epoch, x.server.history))

(***************************************************************************)
(* When a quorum has accepted the epoch, the latest of their histories is  *)
(* that of the epoch.                                                      *)
(***************************************************************************)
Synchronizes(i, x, reports) ==
    LET h == Latest(reports)
        y == [x EXCEPT !.server.history = h,
                       !.server.currentEpoch = x.server.leadership.epoch,
                       !.server.leadership.reports = None,
                       !.server.leadership.members = {i},
                       !.server.leadership.stored = Only(i, Len(h))]
    IN IF Quorum(DOMAIN reports)
       THEN Welcomes(y, DOMAIN reports \ {i})
       ELSE [x EXCEPT !.server.leadership.reports = reports]

OnAckEpoch(i, j) ==
    LET m == Message(i, j)
        x == Now(i)
        l == server[i].leadership
    IN CASE ~Leads(i) \/ m.epoch # l.epoch ->
              x
         [] Leads(i) /\ m.epoch = l.epoch /\ l.members = {} ->
              Synchronizes(i, x, With(l.reports, j, Report(m.currentEpoch, m.history)))
         [] Leads(i) /\ m.epoch = l.epoch /\ l.members # {} ->
              Welcomes(x, {j})

(***************************************************************************)
(* A follower has both the epoch and its history on disk before it says    *)
(* so.                                                                     *)
(***************************************************************************)
TakesHistory(x, j, m) ==
    Sends([x EXCEPT !.server.currentEpoch = m.epoch, !.server.history = m.history], j,
          AckLeader(m.epoch, Len(m.history)))

OnNewLeader(i, j) ==
    LET m == Message(i, j)
        x == Now(i)
    IN CASE ~Follows(i, j) ->
              x
         [] Follows(i, j) /\ m.epoch = server[i].acceptedEpoch ->
              TakesHistory(x, j, m)
         [] Follows(i, j) /\ m.epoch # server[i].acceptedEpoch ->
              Looks(x)

(***************************************************************************)
(* A leader tells all members what is committed, if anything is.           *)
(***************************************************************************)
TellsCommitted(i, x, S) ==
    LET s == x.server
    IN IF s.committed = 0 THEN x ELSE SendsAll(x, S \ {i}, Commit(s.leadership.epoch, s.committed))

(***************************************************************************)
(* When a quorum has the history of the epoch, it is committed, and the    *)
(* leader begins to broadcast.                                             *)
(***************************************************************************)
Broadcasts(i, x) ==
    LET y == Delivers([x EXCEPT !.server.leadership.broadcast = TRUE], Len(x.server.history))
    IN TellsCommitted(i, y, y.server.leadership.members)

Establishes(i, x) ==
    LET l == x.server.leadership
    IN IF l.broadcast \/ ~Quorum(DOMAIN l.stored) THEN x ELSE Broadcasts(i, x)

-----------------------------------------------------------------------------
(* Phase 3: broadcast.                                                     *)

(***************************************************************************)
(* A leader commits what a quorum has on disk.                             *)
(***************************************************************************)
CommitsStored(i, x) ==
    LET l == x.server.leadership
        Stored(n) == Quorum({j \in DOMAIN l.stored : l.stored[j] >= n})
        last == Largest({0} \cup {n \in 1..Len(x.server.history) : Stored(n)})
    IN IF l.broadcast /\ last > x.server.committed
       THEN TellsCommitted(i, Delivers(x, last), l.members)
       ELSE x

(***************************************************************************)
(* A member has the history on disk up to an index.                        *)
(***************************************************************************)
TakesPart(i, j, epoch) ==
    Leads(i) /\ j \in server[i].leadership.members /\ epoch = server[i].leadership.epoch

Stores(x, j, index) ==
    LET had == x.server.leadership.stored
    IN [x EXCEPT !.server.leadership.stored =
           With(had, j, IF j \in DOMAIN had THEN Max(had[j], index) ELSE index)]

(***************************************************************************)
(* A follower that has the history of the epoch is told what is committed. *)
(***************************************************************************)
OnAckLeader(i, j) ==
    LET m == Message(i, j)
        x == Now(i)
        y == CommitsStored(i, Establishes(i, Stores(x, j, m.length)))
    IN CASE ~TakesPart(i, j, m.epoch) ->
              x
         [] TakesPart(i, j, m.epoch) /\ y.server.leadership.broadcast ->
              TellsCommitted(i, y, {j})
         [] TakesPart(i, j, m.epoch) /\ ~y.server.leadership.broadcast ->
              y

OnAck(i, j) ==
    LET m == Message(i, j)
    IN IF TakesPart(i, j, m.epoch) THEN CommitsStored(i, Stores(Now(i), j, m.index)) ELSE Now(i)

(***************************************************************************)
(* Leader i broadcasts a transaction.                                      *)
(***************************************************************************)
NextTxn(h, epoch) ==
    LET n == Len(h)
    IN [epoch |-> epoch,
        counter |-> IF n > 0 /\ h[n].epoch = epoch THEN h[n].counter + 1 ELSE 1]

AfterChange(i) ==
    LET s == server[i]
        l == s.leadership
        txn == NextTxn(s.history, l.epoch)
        index == Len(s.history) + 1
    IN SendsAll([Now(i) EXCEPT !.server.history = Append(@, txn),
                               !.server.leadership.stored = With(@, i, index)],
                l.members \ {i}, Propose(txn, index))

Change(i) ==
    /\ server[i].leadership.broadcast
    /\ BecomesAlone(i, AfterChange(i))

(***************************************************************************)
(* A follower takes the transactions of its epoch in order.                *)
(***************************************************************************)
OnPropose(i, j) ==
    LET m == Message(i, j)
        s == server[i]
    IN IF /\ Follows(i, j)
          /\ m.txn.epoch = s.currentEpoch
          /\ m.index = Len(s.history) + 1
       THEN Sends([Now(i) EXCEPT !.server.history = Append(@, m.txn)], j,
                  Ack(m.txn.epoch, m.index))
       ELSE Now(i)

OnCommit(i, j) ==
    LET m == Message(i, j)
        s == server[i]
    IN IF Follows(i, j) /\ m.epoch = s.currentEpoch
       THEN Delivers(Now(i), Min(m.index, Len(s.history)))
       ELSE Now(i)

-----------------------------------------------------------------------------
(***************************************************************************)
(* The actions: what server i does with the next message from j.           *)
(***************************************************************************)
HandleElected(i, j) == Receives(i, j, "elected") /\ Becomes(i, j, OnElected(i, j))

HandleFollowerInfo(i, j) ==
    Receives(i, j, "followerInfo") /\ Becomes(i, j, OnFollowerInfo(i, j))

HandleNewEpoch(i, j) == Receives(i, j, "newEpoch") /\ Becomes(i, j, OnNewEpoch(i, j))

HandleAckEpoch(i, j) == Receives(i, j, "ackEpoch") /\ Becomes(i, j, OnAckEpoch(i, j))

HandleNewLeader(i, j) == Receives(i, j, "newLeader") /\ Becomes(i, j, OnNewLeader(i, j))

HandleAckLeader(i, j) == Receives(i, j, "ackLeader") /\ Becomes(i, j, OnAckLeader(i, j))

HandlePropose(i, j) == Receives(i, j, "propose") /\ Becomes(i, j, OnPropose(i, j))

HandleAck(i, j) == Receives(i, j, "ack") /\ Becomes(i, j, OnAck(i, j))

HandleCommit(i, j) == Receives(i, j, "commit") /\ Becomes(i, j, OnCommit(i, j))

(***************************************************************************)
(* Server i crashes: only what is on disk stays.  How much of its history  *)
(* it has delivered is not.                                                *)
(***************************************************************************)
Crash(i) ==
    /\ up[i]
    /\ up' = [up EXCEPT ![i] = FALSE]
    /\ server' = [server EXCEPT ![i] = [Looks(Now(i)).server EXCEPT !.committed = 0]]
    /\ UNCHANGED channel

Restart(i) ==
    /\ ~up[i]
    /\ up' = [up EXCEPT ![i] = TRUE]
    /\ UNCHANGED <<channel, server>>

Next ==
    \E i \in Server :
        \/ Elect(i)
        \/ GiveUp(i)
        \/ Change(i)
        \/ \E j \in Server :
              \/ HandleElected(i, j)
              \/ HandleFollowerInfo(i, j)
              \/ HandleNewEpoch(i, j)
              \/ HandleAckEpoch(i, j)
              \/ HandleNewLeader(i, j)
              \/ HandleAckLeader(i, j)
              \/ HandlePropose(i, j)
              \/ HandleAck(i, j)
              \/ HandleCommit(i, j)
        \/ Crash(i)
        \/ Restart(i)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What holds.                                                             *)

Delivered(i) == SubSeq(server[i].history, 1, server[i].committed)

(***************************************************************************)
(* Total order: of what two servers have delivered one is the beginning of *)
(* the other.                                                              *)
(***************************************************************************)
TotalOrder ==
    \A i, j \in Server :
        IsPrefix(Delivered(i), Delivered(j)) \/ IsPrefix(Delivered(j), Delivered(i))

(***************************************************************************)
(* Primary order: the transactions of a history are in the order of their  *)
(* epochs, and those of one epoch are in the order in which they were      *)
(* broadcast, with none left out.                                          *)
(***************************************************************************)
InOrder(h) ==
    \A k \in 1..Len(h) :
        /\ k > 1 => h[k - 1].epoch =< h[k].epoch
        /\ h[k] = NextTxn(SubSeq(h, 1, k - 1), h[k].epoch)

PrimaryOrder == \A i \in Server : InOrder(server[i].history)

(***************************************************************************)
(* Primary integrity: who broadcasts in an epoch has all that others have  *)
(* delivered in this epoch and in earlier ones.                            *)
(***************************************************************************)
PrimaryIntegrity ==
    \A i, j \in Server :
        server[i].leadership.broadcast /\ server[j].currentEpoch =< server[i].leadership.epoch =>
            IsPrefix(Delivered(j), server[i].history)

(***************************************************************************)
(* No two leaders give an epoch its history.                               *)
(***************************************************************************)
OnePrimaryPerEpoch ==
    \A i, j \in Server :
        /\ server[i].leadership.members # {} /\ server[j].leadership.members # {}
        /\ server[i].leadership.epoch = server[j].leadership.epoch
        => i = j

(***************************************************************************)
(* Of two histories of one epoch one is the beginning of the other.        *)
(***************************************************************************)
OneHistoryPerEpoch ==
    \A i, j \in Server :
        server[i].currentEpoch = server[j].currentEpoch =>
            \/ IsPrefix(server[i].history, server[j].history)
            \/ IsPrefix(server[j].history, server[i].history)

(***************************************************************************)
(* What is delivered a quorum has on disk.                                 *)
(***************************************************************************)
DeliveredIsStored ==
    \A i \in Server :
        Quorum({j \in Server : IsPrefix(Delivered(i), server[j].history)})

(***************************************************************************)
(* Recovery: the latest history of any quorum has all that is delivered.   *)
(***************************************************************************)
RecoveryKeepsDelivered ==
    \A Q \in SUBSET Server :
        Quorum(Q) =>
            LET h == Latest([j \in Q |-> Report(server[j].currentEpoch, server[j].history)])
            IN \A i \in Server : IsPrefix(Delivered(i), h)

(***************************************************************************)
(* No epoch of a server goes back.                                         *)
(***************************************************************************)
EpochsRise ==
    [][\A i \in Server : /\ server[i]'.acceptedEpoch >= server[i].acceptedEpoch
                         /\ server[i]'.currentEpoch >= server[i].currentEpoch]_vars

(***************************************************************************)
(* What a server has delivered stays in its history.                       *)
(***************************************************************************)
DeliveredStays ==
    [][\A i \in Server : IsPrefix(Delivered(i), server[i]'.history)]_vars
=============================================================================
