------------------------------- MODULE RaftNames -------------------------------
(***************************************************************************)
(* How the Go code of impl/raft writes a configuration in an entry, as     *)
(* states and logs show it: "configuration S2 S3" has two voters,          *)
(* "configuration S1 S2 to S2 S3, learners S4" is joint, from the voters   *)
(* S1 and S2.  No server's name is a part of another one's.                *)
(***************************************************************************)
EXTENDS Naturals, Sequences

Begins(text, part) == Len(text) >= Len(part) /\ SubSeq(text, 1, Len(part)) = part

(***************************************************************************)
(* Where a part begins in a text, and behind the text if it does not.      *)
(***************************************************************************)
Place(text, part) ==
    LET at == {k \in 1..Len(text) + 1 - Len(part) :
                  SubSeq(text, k, k + Len(part) - 1) = part}
    IN IF at = {} THEN Len(text) + 1 ELSE CHOOSE k \in at : \A n \in at : k =< n

IsConfiguration(op) == Begins(op, "configuration ")

ConfigurationNamed(op, Names) ==
    LET In(from, to) ==
           {s \in Names : Place(SubSeq(op, from, to), s) =< to - from + 1}
        learners == Place(op, ", learners ")
        new == IF Place(op, " to ") > Len(op) THEN 0 ELSE Place(op, " to ")
    IN [voters |-> In(new + 1, learners - 1),
        old |-> In(1, new),
        learners |-> In(learners, Len(op))]
=============================================================================
