---- MODULE ForkOperatorFails ----
EXTENDS Integers, Sequences, FiniteSets
Good(y) == y.type = "a" \/ y.n = 0
VARIABLES m, j
Init == m = {} /\ j = 0
Next == \/ \E x \in m : Good(x) /\ j' = (j + 1) % 3 /\ m' = m
        \/ m' = m \cup {[type |-> "a"]} /\ j' = j
====
