---- MODULE ForkOperator ----
EXTENDS Integers, Sequences, FiniteSets
Low(n) == n = 0 \/ n =< 1
Good(y) == y.type = "a" \/ Low(y.n)
VARIABLES m, j
Init == m = {} /\ j = 0
Next == \/ \E x \in m : Good(x) /\ j' = (j + 1) % 3 /\ m' = m
        \/ m' = m \cup {[type |-> IF j = 1 THEN "b" ELSE "a", n |-> j]} /\ j' = j
====
