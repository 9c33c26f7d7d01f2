----------------------------- MODULE ErrApplyInt -----------------------------
\* An integer is no function.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => x[1] = 1
=============================================================================
