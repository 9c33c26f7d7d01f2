---- MODULE ForkBetweenFails ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES m, j
Init == m = {} /\ j = 0
Next == \/ \E k \in {7, 8}, l \in 1..2 : j' = k /\ m' = m /\ l = 3
        \/ \E k \in {7, 8} : \E x \in m : x.type = "a" /\ (x.type = "a" \/ x.q = 0) /\ x.n = k /\ j' = (j + 1) % 3 /\ m' = m
        \/ m' = m \cup {[type |-> "a", n |-> j]} /\ j' = j
====
