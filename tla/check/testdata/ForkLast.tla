---- MODULE ForkLast ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES m, j
Init == m = {} /\ j = 0
Next == \/ \E x \in m : x.type = "a" /\ (x.n = 0 \/ x.n < 2) /\ j' = (j + 1) % 3 /\ m' = m
        \/ m' = m \cup {[type |-> IF j = 1 THEN "b" ELSE "a", n |-> j]} /\ j' = j
====
