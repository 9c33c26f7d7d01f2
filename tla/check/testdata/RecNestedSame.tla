---- MODULE RecNestedSame ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES c, d
RECURSIVE F(_, _)
F(A, n) == IF n = 0 THEN A ELSE \E k \in {n} : F(A, k - 1)
Init == c = 0 /\ d = 0
Next == \E k \in 0..1 : F(F(c' = (c + k) % 3, 1) /\ F(d' = k, k), 1 + k)
====
