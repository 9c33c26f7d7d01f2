---- MODULE BoundsFailBehind ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES m, j
Init == m = {1, 2} /\ j = 0
Next == \E a \in m, b \in {1 \div j} : j = 5 /\ j' = j /\ m' = m
====
