---- MODULE ForkFunction ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES m, j
Init == m = {} /\ j = 0
Next == \/ \E x \in m : (LET f[k \in 0..2] == k = 0 \/ k < 2 IN f[x.n]) /\ j' = (j + 1) % 3 /\ m' = m
        \/ m' = m \cup {[type |-> IF j = 1 THEN "b" ELSE "a", n |-> j]} /\ j' = j
====
