---- MODULE ForkIf ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES m, j
Init == m = {} /\ j = 0
Next == \/ \E x \in m : (IF x.n = 0 THEN x.type = "a" \/ x.n < 3 ELSE x.n = 1) /\ j' = (j + 1) % 3 /\ m' = m
        \/ m' = m \cup {[type |-> IF j = 1 THEN "b" ELSE "a", n |-> j]} /\ j' = j
====
