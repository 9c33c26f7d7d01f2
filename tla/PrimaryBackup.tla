---------------------------- MODULE PrimaryBackup ----------------------------
(***************************************************************************)
(* A key-value store on a primary and a backup, which a view server names  *)
(* (Lab 2 of DSLabs and of MIT 6.824).                                     *)
(*                                                                         *)
(* The view server goes through numbered views, each with a primary and,   *)
(* if there is anyone, a backup.  It takes a server for dead that it has   *)
(* not heard of between two of its checks, and it may be wrong: the old    *)
(* primary may only be slow, and go on.  These rules make that harmless:   *)
(*                                                                         *)
(*   - the primary of a view was primary or backup of the view before;     *)
(*   - a view ends only after its primary has acknowledged it, which it    *)
(*     does when its backup has the whole state;                           *)
(*   - the primary executes and answers an operation, reads too, only when *)
(*     its backup has executed it; a backup takes operations from the      *)
(*     primary of its own view only;                                       *)
(*   - what was answered to whom is part of the state that is transferred. *)
(*                                                                         *)
(* The network is the set of all messages that were ever sent.  One that   *)
(* is in it may be received at any later time, again and again, or never.  *)
(* Servers fail by stopping.  One that has stopped is one that receives    *)
(* nothing any more, so that needs no action, and nobody comes back.       *)
(* Where nothing is lost nobody needs to send anything again: one ping     *)
(* says all that repeated pings would.                                     *)
(*                                                                         *)
(* Go (impl/primarybackup; -network set is its default):                   *)
(*   view, acked, recent, before    fields of ViewServer                   *)
(*   serverView, pings, ready,      View, Pings, Ready, App, Pending of    *)
(*   app, pending                   Server; pending is a set, of one       *)
(*                                  operation or none                      *)
(*   client                         Started, Waiting and View of Client,   *)
(*                                  and its operation, which the script    *)
(*                                  names there                            *)
(*   msgs   all that was ever sent: without dead messages left out, what   *)
(*          is in the network.  The news of a view goes to everybody at    *)
(*          once, and is one message here.                                 *)
(* Timers add nothing: the view server's is set from the first view to the *)
(* last.                                                                   *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences, KeyValue

CONSTANTS
    Server,
    Nobody,     \* no server
    ViewNumber  \* the numbers that views may have

ASSUME NobodyAssumption == Nobody \notin Server

ASSUME ViewNumberAssumption == ViewNumber \subseteq Nat \ {0}

View == [number : ViewNumber \cup {0},
         primary : Server \cup {Nobody}, backup : Server \cup {Nobody}]

NoView == [number |-> 0, primary |-> Nobody, backup |-> Nobody]

VARIABLES
    msgs,        \* all messages ever sent

    view,        \* the view server's: the current view
    acked,       \* its primary has acknowledged it
    recent,      \* the servers that have pinged since the last check
    before,      \* those that have not, but did between the two checks before

    serverView,  \* serverView[i]: the newest view that server i has learned of
    pings,       \* pings[i]: the view that i's pings carry: the last it works in
    ready,       \* ready[i]: of a backup: it has the state; of a primary: its
                 \* backup has it, or there is none
    app,         \* app[i]: the application, if i has any use for it
    pending,     \* pending[i]: what i, as primary, has forwarded and waits for

    client       \* client[c]: what client c is doing

viewServerVars == <<view, acked, recent, before>>
serverVars == <<serverView, pings, ready, app, pending>>
vars == <<msgs, viewServerVars, serverVars, client>>

IsMessage(m) ==
    \/ /\ m.type = "ping"
       /\ m.from \in Server /\ m.view \in ViewNumber \cup {0}
    \/ /\ m.type = "view"
       /\ m.view \in View
    \/ /\ m.type = "transfer"
       /\ m.from \in Server /\ m.to \in Server /\ m.view \in ViewNumber
       /\ IsApplication(m.app)
    \/ /\ m.type = "transferred"
       /\ m.from \in Server /\ m.to \in Server /\ m.view \in ViewNumber
    \/ /\ m.type = "forward"
       /\ m.from \in Server /\ m.to \in Server /\ m.view \in ViewNumber
       /\ m.operation \in Operation
    \/ /\ m.type = "forwarded"
       /\ m.from \in Server /\ m.to \in Server /\ m.view \in ViewNumber
       /\ m.name \in Client \X (1..Operations)
    \/ /\ m.type = "request"
       /\ m.to \in Server /\ m.operation \in Operation
    \/ /\ m.type = "reply"
       /\ m.from \in Server /\ m.name \in Client \X (1..Operations)
       /\ IsValue(m.value)

TypeOK ==
    /\ \A m \in msgs : IsMessage(m)
    /\ view \in View
    /\ acked \in BOOLEAN
    /\ recent \subseteq Server /\ before \subseteq Server
    /\ serverView \in [Server -> View]
    /\ pings \in [Server -> ViewNumber \cup {0}]
    /\ ready \in [Server -> BOOLEAN]
    /\ DOMAIN app = Server /\ \A i \in Server : IsApplication(app[i])
    /\ \A i \in Server : pending[i] \subseteq Operation /\ Cardinality(pending[i]) =< 1
    /\ \A c \in Client : /\ client[c].started \in 0..Operations
                         /\ client[c].waiting \in BOOLEAN
                         /\ client[c].view \in View
                         /\ client[c].waiting => client[c].op \in Op

-----------------------------------------------------------------------------
NoOp == [kind |-> "none", key |-> "none"]

(***************************************************************************)
(* The view server does not know who there is: every server pings.         *)
(***************************************************************************)
Init ==
    /\ msgs = {[type |-> "ping", from |-> i, view |-> 0] : i \in Server}
    /\ view = NoView
    /\ acked = FALSE
    /\ recent = {} /\ before = {}
    /\ serverView = [i \in Server |-> NoView]
    /\ pings = [i \in Server |-> 0]
    /\ ready = [i \in Server |-> FALSE]
    /\ app = [i \in Server |-> EmptyApplication]
    /\ pending = [i \in Server |-> {}]
    /\ client = [c \in Client |->
                    [started |-> 0, waiting |-> FALSE, view |-> NoView, op |-> NoOp]]

-----------------------------------------------------------------------------
(* The view server.                                                        *)

(***************************************************************************)
(* Who may have which role after a view v, when servers in alive are not   *)
(* taken for dead; the empty set if v stays.  There is a next view         *)
(*                                                                         *)
(*   - at startup, for any server that has pinged;                         *)
(*   - when the primary or the backup is dead;                             *)
(*   - when there is no backup and another server is idle;                 *)
(*                                                                         *)
(* but none before the primary has acknowledged v, not even if it is dead: *)
(* it may not have heard of v, or its backup may not have the state.  When *)
(* the primary is dead and there is no live backup v stays for ever, for   *)
(* nobody else has the data.                                               *)
(***************************************************************************)
NextViews(v, isAcked, alive) ==
    LET idle == alive \ {v.primary, v.backup}
        WithBackup(p) == {[number |-> v.number + 1, primary |-> p, backup |-> b] :
                             b \in IF idle = {} THEN {Nobody} ELSE idle}
    IN CASE v.number = 0 ->
              {[number |-> 1, primary |-> p, backup |-> Nobody] : p \in alive}
         [] v.number > 0 /\ ~isAcked ->
              {}
         [] v.number > 0 /\ isAcked /\ v.primary \in alive ->
              IF v.backup \in alive \/ (v.backup = Nobody /\ idle = {})
              THEN {}
              ELSE WithBackup(v.primary)
         [] v.number > 0 /\ isAcked /\ v.primary \notin alive /\ v.backup \in alive ->
              WithBackup(v.backup)
         [] OTHER ->
              {}

(***************************************************************************)
(* The view server has heard of the servers in r since its last check and  *)
(* of those in b before that, and moves on to the next view if there is    *)
(* one.  It tells everybody.                                               *)
(***************************************************************************)
MoveOn(isAcked, r, b) ==
    LET next == NextViews(view, isAcked, r \cup b)
    IN IF next = {}
       THEN /\ acked' = isAcked
            /\ recent' = r
            /\ before' = b
            /\ UNCHANGED <<msgs, view>>
       ELSE \E v \in next :
            /\ view' = v
            /\ acked' = FALSE
            /\ recent' = r
            /\ before' = b
            /\ msgs' = msgs \cup {[type |-> "view", view |-> v]}

InLastView == view.number + 1 \notin ViewNumber

(***************************************************************************)
(* A ping arrives: its sender is alive.  From the primary, with the number *)
(* of the current view, it acknowledges that view.                         *)
(***************************************************************************)
HandlePing(m) ==
    /\ m.type = "ping"
    /\ ~InLastView
    /\ MoveOn(acked \/ (m.from = view.primary /\ m.view = view.number),
              recent \cup {m.from}, before \ {m.from})
    /\ UNCHANGED <<serverVars, client>>

(***************************************************************************)
(* The view server checks: who has not pinged since the check before is    *)
(* dead.  Checks begin with the first view.                                *)
(***************************************************************************)
Check ==
    /\ view.number > 0
    /\ ~InLastView
    /\ MoveOn(acked, {}, recent)
    /\ UNCHANGED <<serverVars, client>>

-----------------------------------------------------------------------------
(* The servers.                                                            *)

IsPrimary(i) == serverView[i].primary = i

IsBackup(i) == serverView[i].backup = i

Ping(i, n) == [type |-> "ping", from |-> i, view |-> n]

Transfer(i, v, a) ==
    [type |-> "transfer", from |-> i, to |-> v.backup, view |-> v.number, app |-> a]

(***************************************************************************)
(* Server i learns of a newer view.  An operation that the old backup did  *)
(* not confirm is given up: nobody has seen an answer.                     *)
(*                                                                         *)
(* A primary with a backup sends it the state, and acknowledges the view   *)
(* only when the backup has it.  All others acknowledge at once.  A new    *)
(* backup waits for the state, whatever it had, and an idle server has no  *)
(* use for one.                                                            *)
(***************************************************************************)
LearnView(i, m) ==
    /\ m.type = "view"
    /\ m.view.number > serverView[i].number
    /\ LET v == m.view
           transfers == v.primary = i /\ v.backup # Nobody
       IN /\ serverView' = [serverView EXCEPT ![i] = v]
          /\ pending' = [pending EXCEPT ![i] = {}]
          /\ ready' = [ready EXCEPT ![i] = v.primary = i /\ v.backup = Nobody]
          /\ app' = [app EXCEPT ![i] = IF v.primary = i THEN @ ELSE EmptyApplication]
          /\ pings' = [pings EXCEPT ![i] = IF transfers THEN @ ELSE v.number]
          /\ msgs' = msgs \cup {IF transfers THEN Transfer(i, v, app[i])
                                             ELSE Ping(i, v.number)}
    /\ UNCHANGED <<viewServerVars, client>>

(***************************************************************************)
(* Backup i receives the state from the primary of its view.  It takes the *)
(* first one only: the same again is older than what i has executed since. *)
(***************************************************************************)
HandleTransfer(i, m) ==
    /\ m.type = "transfer" /\ m.to = i
    /\ m.view = serverView[i].number
    /\ m.from = serverView[i].primary
    /\ ready' = [ready EXCEPT ![i] = TRUE]
    /\ app' = [app EXCEPT ![i] = IF ready[i] THEN @ ELSE m.app]
    /\ msgs' = msgs \cup {[type |-> "transferred", from |-> i, to |-> m.from,
                           view |-> m.view]}
    /\ UNCHANGED <<viewServerVars, serverView, pings, pending, client>>

(***************************************************************************)
(* Primary i hears that its backup has the state, and acknowledges the     *)
(* view.                                                                   *)
(***************************************************************************)
HandleTransferred(i, m) ==
    /\ m.type = "transferred" /\ m.to = i
    /\ m.view = serverView[i].number
    /\ IsPrimary(i)
    /\ ready' = [ready EXCEPT ![i] = TRUE]
    /\ pings' = [pings EXCEPT ![i] = m.view]
    /\ msgs' = msgs \cup {Ping(i, m.view)}
    /\ UNCHANGED <<viewServerVars, serverView, app, pending, client>>

Reply(i, name, value) ==
    [type |-> "reply", from |-> i, name |-> name, value |-> value]

(***************************************************************************)
(* i executes an operation and answers it.                                 *)
(***************************************************************************)
ExecuteAndAnswer(i, o) ==
    LET a == Perform(app[i], o)
    IN /\ app' = [app EXCEPT ![i] = a]
       /\ msgs' = msgs \cup {Reply(i, Name(o), a.last[o.client].value)}

(***************************************************************************)
(* Primary i receives a request.  The client's last operation gets the     *)
(* same answer again.  A new one is executed at once if there is no        *)
(* backup; else it is forwarded, one at a time.  A primary that waits      *)
(* leaves other requests alone.                                            *)
(***************************************************************************)
HandleRequest(i, m) ==
    /\ m.type = "request" /\ m.to = i
    /\ IsPrimary(i)
    /\ ready[i]
    /\ LET o == m.operation
           last == app[i].last[o.client]
       IN \/ /\ o.number = last.number
             /\ msgs' = msgs \cup {Reply(i, Name(o), last.value)}
             /\ UNCHANGED <<app, pending>>
          \/ /\ o.number > last.number
             /\ serverView[i].backup = Nobody
             /\ ExecuteAndAnswer(i, o)
             /\ UNCHANGED pending
          \/ /\ o.number > last.number
             /\ serverView[i].backup # Nobody
             /\ pending[i] = {}
             /\ pending' = [pending EXCEPT ![i] = {o}]
             /\ msgs' = msgs \cup
                   {[type |-> "forward", from |-> i, to |-> serverView[i].backup,
                     view |-> serverView[i].number, operation |-> o]}
             /\ UNCHANGED app
    /\ UNCHANGED <<viewServerVars, serverView, pings, ready, client>>

(***************************************************************************)
(* Backup i, when it has the state, executes what the primary of its own   *)
(* view forwards, and confirms it.  From a deposed primary, which is of    *)
(* another view, it takes nothing.                                         *)
(***************************************************************************)
HandleForward(i, m) ==
    /\ m.type = "forward" /\ m.to = i
    /\ m.view = serverView[i].number
    /\ m.from = serverView[i].primary
    /\ ready[i]
    /\ app' = [app EXCEPT ![i] = Perform(@, m.operation)]
    /\ msgs' = msgs \cup {[type |-> "forwarded", from |-> i, to |-> m.from,
                           view |-> m.view, name |-> Name(m.operation)]}
    /\ UNCHANGED <<viewServerVars, serverView, pings, ready, pending, client>>

(***************************************************************************)
(* Primary i executes and answers what its backup has executed.            *)
(***************************************************************************)
HandleForwarded(i, m) ==
    /\ m.type = "forwarded" /\ m.to = i
    /\ m.view = serverView[i].number
    /\ \E o \in pending[i] : Name(o) = m.name /\ ExecuteAndAnswer(i, o)
    /\ pending' = [pending EXCEPT ![i] = {}]
    /\ UNCHANGED <<viewServerVars, serverView, pings, ready, client>>

-----------------------------------------------------------------------------
(* The clients.                                                            *)

(***************************************************************************)
(* What client c, knowing view v, asks of its primary.                     *)
(***************************************************************************)
RequestsTo(v, c, number, op) ==
    IF v.primary = Nobody
    THEN {}
    ELSE {[type |-> "request", to |-> v.primary,
           operation |-> [client |-> c, number |-> number, op |-> op]]}

(***************************************************************************)
(* Client c, who waits for nothing, starts an operation.                   *)
(***************************************************************************)
Invoke(c, op) ==
    /\ ~client[c].waiting
    /\ client[c].started < Operations
    /\ client' = [client EXCEPT ![c].started = @ + 1,
                                ![c].waiting = TRUE,
                                ![c].op = op]
    /\ msgs' = msgs \cup RequestsTo(client[c].view, c, client[c].started + 1, op)
    /\ UNCHANGED <<viewServerVars, serverVars>>

(***************************************************************************)
(* Client c, while it waits, hears of a newer view, and asks again: the    *)
(* old primary may have failed.                                            *)
(***************************************************************************)
ClientLearnsView(c, m) ==
    /\ m.type = "view"
    /\ client[c].waiting
    /\ m.view.number > client[c].view.number
    /\ client' = [client EXCEPT ![c].view = m.view]
    /\ msgs' = msgs \cup RequestsTo(m.view, c, client[c].started, client[c].op)
    /\ UNCHANGED <<viewServerVars, serverVars>>

(***************************************************************************)
(* Client c gets its answer.                                               *)
(***************************************************************************)
HandleReply(c, m) ==
    /\ m.type = "reply"
    /\ client[c].waiting
    /\ m.name = <<c, client[c].started>>
    /\ client' = [client EXCEPT ![c].waiting = FALSE]
    /\ UNCHANGED <<msgs, viewServerVars, serverVars>>

-----------------------------------------------------------------------------
Next ==
    \/ Check
    \/ \E m \in msgs :
          \/ HandlePing(m)
          \/ \E i \in Server : \/ LearnView(i, m)
                               \/ HandleTransfer(i, m)
                               \/ HandleTransferred(i, m)
                               \/ HandleRequest(i, m)
                               \/ HandleForward(i, m)
                               \/ HandleForwarded(i, m)
          \/ \E c \in Client : \/ ClientLearnsView(c, m)
                               \/ HandleReply(c, m)
    \/ \E c \in Client, op \in Op : Invoke(c, op)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* A view's number says who has which role in it.                          *)
(***************************************************************************)
OnePrimaryPerView ==
    \A m, n \in {x \in msgs : x.type = "view"} :
        m.view.number = n.view.number => m = n

(***************************************************************************)
(* The primary of a view was primary or backup of the view before: nobody  *)
(* else has the data.                                                      *)
(***************************************************************************)
PrimaryHadRole ==
    \A m, n \in {x \in msgs : x.type = "view"} :
        n.view.number = m.view.number + 1
            => n.view.primary \in {m.view.primary, m.view.backup}

(***************************************************************************)
(* A view is left only when its primary has said that it works in it,      *)
(* which it says only when its backup, if any, has had the state.          *)
(***************************************************************************)
ViewsAcknowledged ==
    /\ \A v \in {x.view : x \in {y \in msgs : y.type = "view"}} :
          v.number < view.number => Ping(v.primary, v.number) \in msgs
    /\ \A v \in {x.view : x \in {y \in msgs : y.type = "view"}} :
          Ping(v.primary, v.number) \in msgs /\ v.backup # Nobody
              => [type |-> "transferred", from |-> v.backup, to |-> v.primary,
                  view |-> v.number] \in msgs

(***************************************************************************)
(* In one view, a primary that is ready and waits for nothing and its      *)
(* backup have the same application: the store, what was performed, and    *)
(* what was answered to whom.  While an operation is forwarded the backup  *)
(* may be ahead by that one.                                               *)
(***************************************************************************)
BackupEqualsPrimary ==
    \A i, j \in Server :
        /\ serverView[i] = serverView[j]
        /\ IsPrimary(i) /\ IsBackup(j)
        /\ ready[i] /\ ready[j]
        => \/ app[j] = app[i]
           \/ \E o \in pending[i] : app[j] = Perform(app[i], o)

(***************************************************************************)
(* Of two servers that both take themselves for the primary, the one of    *)
(* the later view has performed all that the other has, in that order, and *)
(* maybe more: whatever was answered by the old one is known to the new    *)
(* one.  This is why clients see one store, though there may be two        *)
(* primaries for a while.                                                  *)
(***************************************************************************)
NewPrimaryHasAll ==
    \A i, j \in Server :
        /\ IsPrimary(i) /\ IsPrimary(j)
        /\ serverView[i].number < serverView[j].number
        => IsPrefix(app[i].performed, app[j].performed)

(***************************************************************************)
(* No server performs an operation twice, not even if another server did   *)
(* it before: what was performed travels with the state.                   *)
(***************************************************************************)
AtMostOnce == \A i \in Server : NoneTwice(app[i].performed)

(***************************************************************************)
(* A primary that knows an operation as its client's last one knows the    *)
(* answer that was given: a request is answered alike however often it is  *)
(* sent, and by whom.  (A backup that was left behind may know another     *)
(* answer.  It executed what was given up when its primary went on without *)
(* it, and nobody has seen that.)                                          *)
(***************************************************************************)
AnswersRight ==
    \A m \in {x \in msgs : x.type = "reply"} :
        \A i \in Server :
            IsPrimary(i) /\ app[i].last[m.name[1]].number = m.name[2]
                => app[i].last[m.name[1]].value = m.value

(***************************************************************************)
(* What was answered is not lost: the primary of the newest view, when it  *)
(* is ready, has performed it.                                             *)
(***************************************************************************)
AnswersKept ==
    \A m \in {x \in msgs : x.type = "reply"} :
        \A i \in Server :
            (serverView[i] = view /\ IsPrimary(i) /\ ready[i])
                => \E k \in 1..Len(app[i].performed) : app[i].performed[k] = m.name

(***************************************************************************)
(* Who answers takes itself for the primary.  This speaks of steps: a      *)
(* backup that answers may well be a primary later.                        *)
(***************************************************************************)
AnswersFromPrimary ==
    [][\A m \in msgs' \ msgs :
          m.type = "reply" => serverView[m.from].primary = m.from]_msgs

(***************************************************************************)
(* The view server goes through the views one by one.                      *)
(***************************************************************************)
ViewsInOrder == [][view'.number = view.number + 1]_view

(***************************************************************************)
(* What a server stores, and answers, is what the operations that it       *)
(* performed make of it.                                                   *)
(***************************************************************************)
StoreRight ==
    \A i \in Server :
        PerformedRight(app[i], {m.operation : m \in {x \in msgs : x.type = "request"}})

THEOREM Spec => /\ [](TypeOK /\ OnePrimaryPerView /\ PrimaryHadRole)
                /\ [](ViewsAcknowledged /\ BackupEqualsPrimary /\ NewPrimaryHasAll)
                /\ [](AtMostOnce /\ StoreRight /\ AnswersRight /\ AnswersKept)
                /\ AnswersFromPrimary /\ ViewsInOrder
=============================================================================
