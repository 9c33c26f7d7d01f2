------------------------------- MODULE FTVMCode -------------------------------
(***************************************************************************)
(* The Go code of impl/ftvm implements FTVM: what the variables of MCFTVM  *)
(* are in a state of the code.                                             *)
(*                                                                         *)
(* nodes, channels and faults are the state as a trace of explore shows    *)
(* it: nodes[n] has the fields of node n, channels are the messages in     *)
(* flight, of which those from one node to another are in order, faults    *)
(* what was used of the budgets.  settings are the flags of the protocol,  *)
(* names[k] the nodes of kind k, fixed[n] those fields of node n that      *)
(* never change.                                                           *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS settings, names, fixed

VARIABLES nodes, channels, faults

(***************************************************************************)
(* FTVM has the order of messages.  What it presumes besides, that none is *)
(* lost, and that a server fails for ever, is for the code to keep.        *)
(***************************************************************************)
ASSUME InOrder == settings.network = "fifo"

-----------------------------------------------------------------------------
(* The constants of MCFTVM.                                                *)

SetOf(list) == {list[k] : k \in DOMAIN list}

Server == SetOf(names.S)
Servers == Len(names.S)
Order == names.S
Storage == names.D[1]
Nobody == "nobody"
Client == SetOf(names.C)
Clients == Len(names.C)
Buffer == settings.buffer
Lag == settings.lag
Crashes == settings.crashes
Mistakes == settings.mistakes
Retries == settings.retries

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
(* The variables of FTVM.                                                  *)

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

MachineOf(m) ==
    [since |-> m.Since,
     threads |-> [k \in 1..Len(m.Threads) |->
                     [operation |-> OperationOf(m.Threads[k]),
                      progress |-> m.Threads[k].Progress]],
     done |-> [k \in 1..Len(m.Done) |-> OperationOf(m.Done[k])]]

AnswersOf(list) ==
    [k \in 1..Len(list) |->
        [client |-> list[k].Client, number |-> list[k].Number, value |-> ValueOf(list[k].Value)]]

EntryOf(e) ==
    [type |-> "entry", pair |-> e.Pair, kind |-> e.Kind, at |-> e.At, client |-> e.Client,
     number |-> e.Number,
     op |-> IF e.Kind = "packet" THEN OpOf(e.Op) ELSE [kind |-> "none", key |-> "none"],
     clock |-> e.Clock]

MessageOf(p) ==
    LET m == p.message
    IN CASE p.name = "Request" ->
              [type |-> "request", number |-> m.Number, op |-> OpOf(m.Op)]
         [] p.name = "Reply" ->
              [type |-> "reply", number |-> m.Number, value |-> ValueOf(m.Value)]
         [] p.name = "Announce" ->
              [type |-> "announce", pair |-> m.Pair]
         [] p.name = "Entry" ->
              EntryOf(m)
         [] p.name = "Ack" ->
              [type |-> "ack", pair |-> m.Pair]
         [] p.name = "Copy" ->
              [type |-> "copy", pair |-> m.Pair, machine |-> MachineOf(m.Machine)]
         [] p.name = "TestAndSet" ->
              [type |-> "test-and-set", pair |-> m.Pair]
         [] p.name = "Flag" ->
              [type |-> "flag", pair |-> m.Pair, wasSet |-> m.WasSet]

Node == Server \cup Client \cup {Storage}

channel ==
    [i \in Node |-> [j \in Node |->
        LET q == SelectSeq(channels, LAMBDA p : p.from = i /\ p.to = j)
        IN [k \in 1..Len(q) |-> MessageOf(q[k])]]]

up == [i \in Server |-> nodes[i].up]

server ==
    [i \in Server |->
        LET s == nodes[i]
        IN [role |-> s.Role, pair |-> s.Pair, peer |-> s.Peer, suspects |-> s.Suspects,
            machine |-> MachineOf(s.Machine),
            unacked |-> [k \in 1..Len(s.Unacked) |-> AnswersOf(s.Unacked[k])],
            log |-> [k \in 1..Len(s.Log) |-> EntryOf(s.Log[k])]]]

flag == LET flags == nodes[Storage].Flags IN {<<k, flags[k]>> : k \in DOMAIN flags}

client ==
    [c \in Client |->
        [started |-> nodes[c].Started,
         waiting |-> nodes[c].Waiting,
         op |-> IF nodes[c].Started = 0 THEN [kind |-> "none", key |-> "none"]
                                        ELSE Script[c][nodes[c].Started],
         server |-> nodes[c].Server,
         pair |-> nodes[c].Pair]]

crashes == IF "crashes" \in DOMAIN faults THEN faults.crashes ELSE 0

mistakes == IF "mistakes" \in DOMAIN faults THEN faults.mistakes ELSE 0

retries == IF "retry" \in DOMAIN faults THEN faults["retry"] ELSE 0

FTVM == INSTANCE MCFTVM

Implements == FTVM!MCSpec

THEOREM Implements
=============================================================================
