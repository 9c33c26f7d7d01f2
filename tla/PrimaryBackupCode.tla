-------------------------- MODULE PrimaryBackupCode --------------------------
(***************************************************************************)
(* The Go code of impl/primarybackup implements PrimaryBackup: what the    *)
(* variables of MCPrimaryBackup are in a state of the code.                *)
(*                                                                         *)
(* nodes, network and faults are the state as a trace of explore shows it: *)
(* nodes[n] has the fields of node n, network is the set of the messages   *)
(* in flight, faults what was used of the budgets.  settings are the flags *)
(* of the protocol, names[k] the nodes of kind k, fixed[n] those fields of *)
(* node n that never change.                                               *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS settings, names, fixed

VARIABLES nodes, network, faults

(***************************************************************************)
(* Where messages can be lost, servers and clients of the code ask again   *)
(* and again.  In PrimaryBackup nobody needs to.  There a server that      *)
(* stops is one that receives nothing any more.                            *)
(***************************************************************************)
ASSUME NothingLost == ~fixed[names.V[1]].config.polls

ASSUME NoStops == settings.stops = 0

-----------------------------------------------------------------------------
(* The constants of MCPrimaryBackup.                                       *)

SetOf(list) == {list[k] : k \in DOMAIN list}

Server == SetOf(names.S)
Servers == Len(names.S)
Nobody == "nobody"
Client == SetOf(names.C)
Clients == Len(names.C)
Views == settings.views
ViewNumber == 1..Views
Checks == settings.checks

IndexOf(c) == CHOOSE k \in DOMAIN names.C : names.C[k] = c

OpOf(op) == [kind |-> op.Kind, key |-> op.Key]

Script ==
    [c \in Client |->
        [n \in 1..Len(fixed[c].Script) |-> OpOf(fixed[c].Script[n])]]

Ops == UNION {SetOf(Script[c]) : c \in Client}
Kind == {o.kind : o \in Ops}
Key == {o.key : o \in Ops}
Operations ==
    CHOOSE n \in {Len(Script[c]) : c \in Client} : \A c \in Client : Len(Script[c]) =< n

-----------------------------------------------------------------------------
(* The variables of PrimaryBackup.                                         *)

ViewOf(v) == [number |-> v.Number, primary |-> v.Primary, backup |-> v.Backup]

(***************************************************************************)
(* The n-th operation of a client writes the client's number and the n-th  *)
(* letter, so a value of the code is a text of two characters for every    *)
(* operation that made it.                                                 *)
(***************************************************************************)
Char(s, k) == SubSeq(s, k, k)
ClientDigit(d) == CHOOSE c \in Client : Char("123456789", IndexOf(c)) = d
Letter(l) == CHOOSE n \in 1..9 : Char("abcdefghi", n) = l
ValueOf(text) ==
    [k \in 1..(Len(text) \div 2) |->
        <<ClientDigit(Char(text, 2 * k - 1)), Letter(Char(text, 2 * k))>>]

OperationOf(o) == [client |-> o.Client, number |-> o.Number, op |-> OpOf(o.Op)]

ApplicationOf(a) ==
    [store |-> [k \in Key |-> IF k \in DOMAIN a.Store THEN ValueOf(a.Store[k]) ELSE <<>>],
     last |-> [c \in Client |->
                 IF c \in DOMAIN a.Last
                 THEN [number |-> a.Last[c].Number, value |-> ValueOf(a.Last[c].Value)]
                 ELSE [number |-> 0, value |-> <<>>]],
     performed |-> [k \in 1..Len(a.Performed) |->
                       <<a.Performed[k].Client, a.Performed[k].Number>>]]

(***************************************************************************)
(* A cold standby has the state to which its log leads: as PrimaryBackup   *)
(* sees it, it has executed what it has confirmed.                         *)
(***************************************************************************)
KV == INSTANCE KeyValue

RECURSIVE Replayed(_, _)
Replayed(a, log) ==
    IF log = <<>> THEN a ELSE Replayed(KV!Perform(a, OperationOf(Head(log))), Tail(log))

MessageOf(p) ==
    LET m == p.message
    IN CASE p.name = "Ping" ->
              [type |-> "ping", from |-> p.from, view |-> m.View]
         [] p.name = "ViewReply" ->
              [type |-> "view", view |-> ViewOf(m.View)]
         [] p.name = "Transfer" ->
              [type |-> "transfer", from |-> p.from, to |-> p.to, view |-> m.View,
               app |-> ApplicationOf(m.State)]
         [] p.name = "TransferAck" ->
              [type |-> "transferred", from |-> p.from, to |-> p.to, view |-> m.View]
         [] p.name = "Forward" ->
              [type |-> "forward", from |-> p.from, to |-> p.to, view |-> m.View,
               operation |-> OperationOf(m.Operation)]
         [] p.name = "ForwardAck" ->
              [type |-> "forwarded", from |-> p.from, to |-> p.to, view |-> m.View,
               name |-> <<m.Client, m.Number>>]
         [] p.name = "Request" ->
              [type |-> "request", to |-> p.to,
               operation |-> [client |-> p.from, number |-> m.Number, op |-> OpOf(m.Op)]]
         [] p.name = "Reply" ->
              [type |-> "reply", from |-> p.from, name |-> <<p.to, m.Number>>,
               value |-> ValueOf(m.Value)]

msgs == {MessageOf(p) : p \in network}

ViewServer == nodes[names.V[1]]

view == ViewOf(ViewServer.View)
acked == ViewServer.Acked
recent == ViewServer.Recent
before == ViewServer.Before

serverView == [i \in Server |-> ViewOf(nodes[i].View)]
pings == [i \in Server |-> nodes[i].Pings]
ready == [i \in Server |-> nodes[i].Ready]
app == [i \in Server |-> Replayed(ApplicationOf(nodes[i].App), nodes[i].Log)]
pending == [i \in Server |-> IF nodes[i].Pending = <<>> THEN {} ELSE {OperationOf(nodes[i].Pending)}]

client ==
    [c \in Client |->
        [started |-> nodes[c].Started,
         waiting |-> nodes[c].Waiting,
         view |-> ViewOf(nodes[c].View),
         op |-> IF nodes[c].Started = 0 THEN [kind |-> "none", key |-> "none"]
                                        ELSE Script[c][nodes[c].Started]]]

checks == IF "ping-check" \in DOMAIN faults THEN faults["ping-check"] ELSE 0

PrimaryBackup == INSTANCE MCPrimaryBackup

Implements == PrimaryBackup!MCSpec

THEOREM Implements
=============================================================================
