---------------------------- MODULE TraceKeyValue ----------------------------
(***************************************************************************)
(* What TraceMultiPaxos, TracePrimaryBackup and TraceChain have in common: *)
(* the log, and how it writes the store of KeyValue.                       *)
(***************************************************************************)
EXTENDS Naturals, Sequences, Json, IOUtils

Lines == ndJsonDeserialize(IOEnv.TRACE)

Header == Lines[1]

Trace == SubSeq(Lines, 2, Len(Lines))

TraceLength == Len(Trace)

Range(s) == {s[k] : k \in DOMAIN s}

(***************************************************************************)
(* Values are texts of two characters for each operation that put or       *)
(* appended: the how-manieth client it is of, and its number, which is a   *)
(* digit or a letter.  Other characters make it the name of no operation.  *)
(***************************************************************************)
Digits == "123456789"
Letters == "abcdefghi"

Characters ==
    [d \in {SubSeq(Digits, k, k) : k \in 1..9} \cup {SubSeq(Letters, k, k) : k \in 1..9} |->
        CHOOSE k \in 1..9 : d = SubSeq(Digits, k, k) \/ d = SubSeq(Letters, k, k)]

CharacterAt(text, k) ==
    LET d == IF k =< Len(text) THEN SubSeq(text, k, k) ELSE ""
    IN IF d \in DOMAIN Characters THEN Characters[d] ELSE 0

FirstClient == CHOOSE k \in DOMAIN Header.nodes : Header.nodes[k] \in {"C", "C1"}

ClientNumbered(k) ==
    IF k > 0 /\ FirstClient - 1 + k =< Len(Header.nodes)
    THEN Header.nodes[FirstClient - 1 + k]
    ELSE "nobody"

NamesOf(text) ==
    [k \in 1..((Len(text) + 1) \div 2) |->
        <<ClientNumbered(CharacterAt(text, 2 * k - 1)), CharacterAt(text, 2 * k)>>]

StoreOf(x, keys) == [k \in keys |-> IF k \in DOMAIN x THEN NamesOf(x[k]) ELSE <<>>]

LastOf(x, clients) ==
    [c \in clients |-> IF c \in DOMAIN x
                       THEN [number |-> x[c].Number, value |-> NamesOf(x[c].Value)]
                       ELSE [number |-> 0, value |-> <<>>]]

(***************************************************************************)
(* The other constants of KeyValue: clients start nine operations at most, *)
(* on the keys that some operation of the log names.                       *)
(***************************************************************************)
TraceOperations == 9

TraceKind == {"put", "append", "get"}

KeysIn(x) ==
    (IF "Key" \in DOMAIN x THEN {x.Key} ELSE {})
    \cup (IF "Op" \in DOMAIN x THEN {x.Op.Key} ELSE {})
    \cup (IF "Operation" \in DOMAIN x THEN {x.Operation.Op.Key} ELSE {})
    \cup (IF "Command" \in DOMAIN x THEN {x.Command.Op.Key} ELSE {})

TraceKey ==
    {"x"} \cup UNION {KeysIn(Trace[k].message) : k \in {n \in DOMAIN Trace : "message" \in DOMAIN Trace[n]}}
=============================================================================
