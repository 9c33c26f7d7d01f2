--------------------------- MODULE ErrApplyLambda ---------------------------
\* Outside of an infinite domain.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => [y \in Nat |-> y][x - 4] = 1
=============================================================================
