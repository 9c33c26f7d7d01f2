---- MODULE RecFirstAccumulates ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES q, ok
RECURSIVE Acc(_, _)
Acc(b, S) == IF S = {} THEN b ELSE LET s == CHOOSE s \in S : \A t \in S : s =< t IN Acc(b /\ q[s] < 2, S \ {s})
Init == q = <<0, 0, 0>> /\ Acc(ok = TRUE, {}) /\ Acc(TRUE, 1..3)
Next == (\E i \in 1..3 : q' = [q EXCEPT ![i] = @ + 1]) /\ Acc(q[1] < 2, 1..3) /\ Acc(ok' = ok, {})
====
