---- MODULE HoistConstantFails ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES m, j
Init == m = {1, 2} /\ j = 0
Next == \E a, b \in m : (1 = "a") /\ j = 5 /\ j' = j /\ m' = m
====
