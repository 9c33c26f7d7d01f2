---- MODULE ForkLetFails ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES m, j
Init == m = {} /\ j = 0
Next == \/ \E x \in m : (LET k == x.n IN x.type = "a" \/ k = 0) /\ j' = (j + 1) % 3 /\ m' = m
        \/ m' = m \cup {[type |-> "a"]} /\ j' = j
====
