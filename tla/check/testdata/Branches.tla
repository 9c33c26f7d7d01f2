------------------------------ MODULE Branches ------------------------------
\* Every branch that survives counts in the total, also one without primes.
EXTENDS Naturals
VARIABLE x
Init == x = 0
A == x' = (x + 1) % 3
B == (x < 2 \/ x > 0) /\ x' = 0
C == (\E i \in 1..3 : i > x) /\ x' = 1
D == \E i \in 1..4, j \in {5, 6} : i > 2 /\ x' = 2
E == IF x = 0 \/ x = 0 THEN x' = 1 ELSE FALSE
Next == A \/ A \/ B \/ C \/ D \/ E
=============================================================================
