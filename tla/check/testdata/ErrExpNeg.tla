------------------------------ MODULE ErrExpNeg ------------------------------
\* A negative exponent.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => 2 ^ (x - 4) = 0
=============================================================================
