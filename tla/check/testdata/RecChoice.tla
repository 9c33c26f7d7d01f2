---- MODULE RecChoice ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES c, d
RECURSIVE F(_, _), G(_, _)
F(A, n) == IF n = 0 THEN A ELSE F(A, n - 1) \/ G(A, n - 1)
G(A, n) == IF n = 0 THEN A /\ d' = d ELSE F(A, n - 1) /\ d' = 1 - d
Init == c = 0 /\ d = 0
Next == \/ \E k \in 1..2 : F(\E l \in {k} : c' = (c + l) % 3 /\ d' = d, 3)
        \/ F(UNCHANGED <<c, d>>, 0) \/ G([c' = 1 - d]_c, 0)
====
