------------------------------ MODULE ErrApply ------------------------------
\* A function applied outside of its domain.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => [y \in 1..2 |-> y][x] = 1
=============================================================================
