------------------------------- MODULE KeyValue -------------------------------
(***************************************************************************)
(* The application that MultiPaxos, PrimaryBackup and Chain replicate: a   *)
(* key-value store, together with what is needed to perform every          *)
(* operation once though its client may ask again.  Chain has a history    *)
(* instead of an application; its operations, names and values are these.  *)
(*                                                                         *)
(* Operations are named by their client and a number.  What an operation   *)
(* puts or appends is its name, so that from a value it can be read off    *)
(* what made it: values are sequences of names.                            *)
(*                                                                         *)
(* Go: spec.KeyValueOp (op), Command in impl/pmmc and Operation in         *)
(* impl/primarybackup (Operation).  Application in impl/primarybackup, and *)
(* Store, Results and Performed of Server in impl/pmmc, are store, last    *)
(* and performed.  The Go values "11" and "1a" are <<name>>, "1121" and    *)
(* "1a2a" are <<name1, name2>>, "" is <<>>.                                *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
    Client,
    Operations,  \* how many operations a client starts at most
    Kind,        \* what clients do, out of "put", "append" and "get"
    Key          \* the keys that they use

ASSUME KindAssumption == Kind \subseteq {"put", "append", "get"}

ASSUME OperationsAssumption == Operations \in Nat

Op == [kind : Kind, key : Key]

Operation == [client : Client, number : 1..Operations, op : Op]

Name(o) == <<o.client, o.number>>

(***************************************************************************)
(* What can be said of an application: store[k] is the value of key k;     *)
(* last[c] is the last operation of client c that was performed and what   *)
(* is to be answered, the filter against duplicates.  A client waits for   *)
(* its answer, so its last operation is enough.  performed are the names   *)
(* of all operations that were performed, in order; nothing is decided by  *)
(* it, invariants look at it.                                              *)
(***************************************************************************)
EmptyApplication ==
    [store |-> [k \in Key |-> <<>>],
     last |-> [c \in Client |-> [number |-> 0, value |-> <<>>]],
     performed |-> <<>>]

IsValue(v) == v \in Seq(Client \X (1..Operations))

IsApplication(a) ==
    /\ DOMAIN a = {"store", "last", "performed"}
    /\ DOMAIN a.store = Key
    /\ \A k \in Key : IsValue(a.store[k])
    /\ DOMAIN a.last = Client
    /\ \A c \in Client : /\ DOMAIN a.last[c] = {"number", "value"}
                         /\ a.last[c].number \in 0..Operations
                         /\ IsValue(a.last[c].value)
    /\ IsValue(a.performed)

(***************************************************************************)
(* Whether an operation, or a later one of its client, was performed.      *)
(***************************************************************************)
WasPerformed(a, o) == o.number =< a.last[o.client].number

(***************************************************************************)
(* The application after an operation.  One that was performed already     *)
(* does nothing.  A get is answered with the value of its key, the others  *)
(* with nothing.                                                           *)
(***************************************************************************)
Perform(a, o) ==
    LET k == o.op.key
        answer == IF o.op.kind = "get" THEN a.store[k] ELSE <<>>
        value == CASE o.op.kind = "get"    -> a.store[k]
                   [] o.op.kind = "put"    -> <<Name(o)>>
                   [] o.op.kind = "append" -> Append(a.store[k], Name(o))
    IN IF WasPerformed(a, o)
       THEN a
       ELSE [store |-> [a.store EXCEPT ![k] = value],
             last |-> [a.last EXCEPT ![o.client] =
                          [number |-> o.number, value |-> answer]],
             performed |-> Append(a.performed, Name(o))]

(***************************************************************************)
(* What invariants say of sequences of names.                              *)
(***************************************************************************)
IsPrefix(s, t) == Len(s) =< Len(t) /\ SubSeq(t, 1, Len(s)) = s

NoneTwice(s) == \A i, j \in 1..Len(s) : s[i] = s[j] => i = j

(***************************************************************************)
(* Whether an application is what the operations that it says it performed *)
(* make of it, told without Perform: the value of a key is what was put    *)
(* last and all that was appended since, and a get is answered with the    *)
(* value before it.  asked are the operations that clients asked for.      *)
(***************************************************************************)
ValueAfter(done, k) ==
    LET writes == SelectSeq(done, LAMBDA o : o.op.key = k /\ o.op.kind # "get")
        puts   == {j \in 1..Len(writes) : writes[j].op.kind = "put"}
        first  == IF puts = {} THEN 1 ELSE CHOOSE j \in puts : \A l \in puts : l =< j
    IN [j \in 1..(Len(writes) + 1 - first) |-> Name(writes[first + j - 1])]

PerformedRight(a, asked) ==
    LET Named(n) == CHOOSE o \in asked : Name(o) = n
        done     == [j \in 1..Len(a.performed) |-> Named(a.performed[j])]
    IN /\ \A k \in Key : a.store[k] = ValueAfter(done, k)
       /\ \A j \in 1..Len(done) :
             LET o == done[j]
             IN a.last[o.client].number = o.number =>
                   a.last[o.client].value =
                      IF o.op.kind = "get"
                      THEN ValueAfter(SubSeq(done, 1, j - 1), o.op.key)
                      ELSE <<>>
=============================================================================
