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
(* Values are texts, with a part for each operation that put or appended:  *)
(* the ordinal of its client, a digit, and its number, which is a digit or *)
(* a letter, or digits in parentheses.  What is written otherwise is the   *)
(* name of no operation.                                                   *)
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

IsDigit(c) == c \in {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}

(***************************************************************************)
(* The first character of a text from the k-th on that is no digit; one    *)
(* past its end if there is none.                                          *)
(***************************************************************************)
RECURSIVE BehindDigits(_, _)
BehindDigits(text, k) ==
    IF k =< Len(text) /\ IsDigit(SubSeq(text, k, k)) THEN BehindDigits(text, k + 1) ELSE k

(***************************************************************************)
(* What stands in a text from its k-th character on.                       *)
(***************************************************************************)
RECURSIVE NamesFrom(_, _)
NamesFrom(text, k) ==
    LET client == ClientNumbered(CharacterAt(text, k))
        end == BehindDigits(text, k + 2)
        InParentheses == /\ k + 2 =< Len(text) /\ SubSeq(text, k + 1, k + 1) = "("
                         /\ end =< Len(text) /\ SubSeq(text, end, end) = ")"
                         /\ end > k + 2 /\ end < k + 12
    IN CASE k > Len(text) -> <<>>
         [] k =< Len(text) /\ InParentheses ->
               <<<<client, atoi(SubSeq(text, k + 2, end - 1))>>>> \o NamesFrom(text, end + 1)
         [] OTHER ->
               <<<<client, CharacterAt(text, k + 1)>>>> \o NamesFrom(text, k + 2)

NamesOf(text) == NamesFrom(text, 1)

StoreOf(x, keys) == [k \in keys |-> IF k \in DOMAIN x THEN NamesOf(x[k]) ELSE <<>>]

LastOf(x, clients) ==
    [c \in clients |-> IF c \in DOMAIN x
                       THEN [number |-> x[c].Number, value |-> NamesOf(x[c].Value)]
                       ELSE [number |-> 0, value |-> <<>>]]

(***************************************************************************)
(* The other constants of KeyValue: clients start no more operations than  *)
(* there are events, or nine, on the keys that some operation of the log   *)
(* names.                                                                  *)
(***************************************************************************)
TraceOperations == IF TraceLength > 9 THEN TraceLength ELSE 9

TraceKind == {"put", "append", "get"}

KeysIn(x) ==
    (IF "Key" \in DOMAIN x THEN {x.Key} ELSE {})
    \cup (IF "Op" \in DOMAIN x THEN {x.Op.Key} ELSE {})
    \cup (IF "Operation" \in DOMAIN x THEN {x.Operation.Op.Key} ELSE {})
    \cup (IF "Command" \in DOMAIN x THEN {x.Command.Op.Key} ELSE {})

TraceKey ==
    {"x"} \cup UNION {KeysIn(Trace[k].message) : k \in {n \in DOMAIN Trace : "message" \in DOMAIN Trace[n]}}
=============================================================================
