---- MODULE RecAssignIn ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLE c
RECURSIVE F(_, _)
F(v, n) == IF n = 0 THEN v \in {1, 2} ELSE F(v, n - 1)
Init == F(c, 1)
Next == F(c', 1)
====
