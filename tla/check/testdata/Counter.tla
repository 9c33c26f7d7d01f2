------------------------------- MODULE Counter -------------------------------
EXTENDS Naturals
CONSTANT N
VARIABLE x
Init == x = 0
Next == IF x < N THEN x' = x + 1 ELSE x' = 0
TypeOK == x \in 0..N
=============================================================================
