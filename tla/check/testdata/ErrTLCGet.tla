------------------------------ MODULE ErrTLCGet ------------------------------
\* A register that was never set.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => TLCGet(x) = 1
=============================================================================
