---- MODULE ForkIfFails ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES m, j
Init == m = {} /\ j = 0
Next == \/ \E x \in m : (IF x.type = "a" THEN TRUE \/ x.n = 0 ELSE FALSE) /\ j' = (j + 1) % 3 /\ m' = m
        \/ m' = m \cup {[type |-> "a"]} /\ j' = j
====
