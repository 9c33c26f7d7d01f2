---- MODULE RecAssignTwo ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES c, d
RECURSIVE F(_, _, _)
F(v, w, n) == IF n = 0 THEN v = 1 /\ w \in {2, n + 3} ELSE F(w, v, n - 1)
Init == F(c, d, 1)
Next == F(c', d', 2) \/ F(d', c', 2)
====
