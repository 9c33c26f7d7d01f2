---- MODULE RecLambda ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLE c
RECURSIVE F(_, _), H(_)
F(G(_), n) == IF n = 0 THEN G(0) ELSE F(G, n - 1) + G(n)
H(k) == IF k = 0 THEN 0 ELSE F(LAMBDA y : y + k + H(k - 1), 1) + H(k - 1)
Init == c = H(3)
Next == c' = (c + H(2)) % 7
====
