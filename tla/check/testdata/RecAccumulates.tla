---- MODULE RecAccumulates ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES q, ok
RECURSIVE All(_, _), Tails(_, _), Acc(_, _)
All(v, S) == IF S = {} THEN TRUE ELSE LET s == CHOOSE s \in S : TRUE IN v[s] < 3 /\ All(v, S \ {s})
Tails(v, n) == IF n = 0 THEN Len(v) >= 0 ELSE Tails(Tail(v), n - 1)
Acc(b, S) == IF S = {} THEN b ELSE LET s == CHOOSE s \in S : TRUE IN Acc(b /\ q'[s] < 3, S \ {s})
Init == q = <<0, 0, 0>> /\ ok = TRUE
Next == /\ \E i \in 1..3 : q' = [q EXCEPT ![i] = @ + 1]
        /\ All(q', 1..3) /\ Tails(q', 2) /\ Acc(TRUE, 1..3)
        /\ ok' = ok
====
