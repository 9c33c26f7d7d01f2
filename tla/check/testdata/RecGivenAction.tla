---- MODULE RecGivenAction ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES c, d
RECURSIVE F(_, _), Or(_, _, _)
F(A, n) == IF n = 0 THEN A ELSE F(A, n - 1)
Or(A, B, n) == IF n = 0 THEN A \/ B ELSE Or(B, A, n - 1)
Init == F(c = 0 /\ d \in {0, 1}, 2)
Up == c' = (c + 1) % 3
Next == \/ F(Up, 1) /\ F(d' = c, 2)
        \/ \E k \in 0..1 : F(d' = k, k) /\ Or(Up, c' = k, 1)
====
