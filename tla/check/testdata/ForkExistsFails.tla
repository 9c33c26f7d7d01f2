---- MODULE ForkExistsFails ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES m, j
Init == m = {} /\ j = 0
Next == \/ \E x \in m : (\E k \in {"a", "b"} : x.type = k \/ (k = "b" /\ x.n = 0)) /\ j' = (j + 1) % 3 /\ m' = m
        \/ m' = m \cup {[type |-> "a"]} /\ j' = j
====
