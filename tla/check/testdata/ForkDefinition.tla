---- MODULE ForkDefinition ----
EXTENDS Integers, Sequences, FiniteSets
Some(P(_), y) == P(y) \/ P(y)
VARIABLES m, j
Init == m = {} /\ j = 0
Next == \/ \E x \in m : Some(LAMBDA y : y.n = 0, x) /\ j' = (j + 1) % 3 /\ m' = m
        \/ m' = m \cup {[type |-> IF j = 1 THEN "b" ELSE "a", n |-> j]} /\ j' = j
====
