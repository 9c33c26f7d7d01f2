---- MODULE RecEnabled ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLE c
RECURSIVE F(_, _)
F(v, n) == IF n = 0 THEN v = 1 ELSE F(v, n - 1)
Init == c = 0
Next == c' = (c + 1) % 3
Inv == ENABLED F(c', 2) /\ ~ENABLED (F(c', 1) /\ c' = 2) /\ ~ENABLED (c' = 2 /\ F(c', 1))
====
