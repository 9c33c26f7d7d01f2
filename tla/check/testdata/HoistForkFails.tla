---- MODULE HoistForkFails ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES m, j
Init == m = {1, 2} /\ j = 0
Next == \E a, b \in m : (j = 0 \/ 1 \div j = 2) /\ j = 5 /\ j' = j /\ m' = m
====
