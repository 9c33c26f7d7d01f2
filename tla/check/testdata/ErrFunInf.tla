------------------------------ MODULE ErrFunInf ------------------------------
\* The functions from Nat are enumerated.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => \E f \in [Nat -> {x}] : TRUE
=============================================================================
