------------------------------ MODULE ErrAssume ------------------------------
EXTENDS Naturals
CONSTANT N
ASSUME N \in Nat
ASSUME Big == N > 5
VARIABLE x
Init == x = 0
Next == x' = x
=============================================================================
