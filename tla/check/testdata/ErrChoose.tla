------------------------------ MODULE ErrChoose ------------------------------
\* CHOOSE without a witness.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => 0 < CHOOSE y \in 1..3 : y > x
=============================================================================
