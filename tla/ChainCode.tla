------------------------------ MODULE ChainCode ------------------------------
(***************************************************************************)
(* The Go code of impl/chain implements Chain: what the variables of       *)
(* MCChain are in a state of the code.                                     *)
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
(* Chain has the order of messages.  What it presumes besides, that none   *)
(* is lost, that a server fails for ever, and is not suspected before, is  *)
(* for the code to keep.                                                   *)
(***************************************************************************)
ASSUME InOrder == settings.network = "fifo"

-----------------------------------------------------------------------------
(* The constants of MCChain.                                               *)

SetOf(list) == {list[k] : k \in DOMAIN list}

Server == SetOf(names.S)
Servers == Len(names.S)
Firsts == settings.first
First == SubSeq(names.S, 1, Firsts)
Others == SubSeq(names.S, Firsts + 1, Servers)
Master == names.M[1]
Nobody == "nobody"
Client == SetOf(names.C)
Clients == Len(names.C)
Apportioned == settings.queries = "apportioned"
Crashes == settings.crashes
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
(* The variables of Chain.                                                 *)

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

UpdateOf(u) == [client |-> u.Client, number |-> u.Number, op |-> OpOf(u.Op)]

UpdatesOf(list) == [k \in 1..Len(list) |-> UpdateOf(list[k])]

MessageOf(p) ==
    LET m == p.message
    IN CASE p.name = "Request" ->
              [type |-> "request", number |-> m.Number, op |-> OpOf(m.Op)]
         [] p.name = "Reply" ->
              [type |-> "reply", number |-> m.Number, value |-> ValueOf(m.Value)]
         [] p.name = "Update" ->
              [type |-> "update", update |-> UpdateOf(m)]
         [] p.name = "Ack" ->
              [type |-> "ack", processed |-> m.Processed]
         [] p.name = "NewPredecessor" ->
              [type |-> "new predecessor", server |-> m.Server]
         [] p.name = "Linked" ->
              [type |-> "linked", predecessor |-> m.Predecessor, received |-> m.Received]
         [] p.name = "NewSuccessor" ->
              [type |-> "new successor", server |-> m.Server, received |-> m.Received]
         [] p.name = "Extend" ->
              [type |-> "extend", number |-> m.Number, server |-> m.Server]
         [] p.name = "Copy" ->
              [type |-> "copy", number |-> m.Number, hist |-> UpdatesOf(m.Hist)]
         [] p.name = "Copied" ->
              [type |-> "copied"]
         [] p.name = "Handover" ->
              [type |-> "handover", updates |-> UpdatesOf(m.Updates)]
         [] p.name = "Joined" ->
              [type |-> "joined", predecessor |-> m.Predecessor]
         [] p.name = "Chain" ->
              [type |-> "chain", servers |-> m.Servers]
         [] p.name = "VersionQuery" ->
              [type |-> "version query", client |-> m.Client, number |-> m.Number, key |-> m.Key]
         [] p.name = "Version" ->
              [type |-> "version", client |-> m.Client, number |-> m.Number, key |-> m.Key,
               processed |-> m.Processed]

Node == Server \cup Client \cup {Master}

channel ==
    [i \in Node |-> [j \in Node |->
        LET q == SelectSeq(channels, LAMBDA p : p.from = i /\ p.to = j)
        IN [k \in 1..Len(q) |-> MessageOf(q[k])]]]

up == [i \in Server |-> nodes[i].up]

server ==
    [i \in Server |->
        [role |-> nodes[i].Role, pred |-> nodes[i].Pred, succ |-> nodes[i].Succ,
         hist |-> UpdatesOf(nodes[i].Hist), sent |-> UpdatesOf(nodes[i].Sent),
         number |-> nodes[i].Number, joining |-> nodes[i].Joining, tail |-> nodes[i].Tail]]

master ==
    LET m == nodes[Master]
    IN [number |-> m.Number, chain |-> m.Chain, failed |-> m.Failed]

client ==
    [c \in Client |->
        [started |-> nodes[c].Started,
         waiting |-> nodes[c].Waiting,
         op |-> IF nodes[c].Started = 0 THEN [kind |-> "none", key |-> "none"]
                                        ELSE Script[c][nodes[c].Started],
         chain |-> nodes[c].Chain]]

crashes == IF "crashes" \in DOMAIN faults THEN faults.crashes ELSE 0

retries == IF "retry" \in DOMAIN faults THEN faults["retry"] ELSE 0

Chain == INSTANCE MCChain

Implements == Chain!MCSpec

THEOREM Implements
=============================================================================
