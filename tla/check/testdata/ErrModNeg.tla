------------------------------ MODULE ErrModNeg ------------------------------
\* A negative divisor of %.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => 5 % (x - 5) = 1
=============================================================================
