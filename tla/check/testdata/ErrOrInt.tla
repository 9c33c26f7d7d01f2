------------------------------ MODULE ErrOrInt ------------------------------
\* A disjunct is a string.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => (FALSE \/ "s")
=============================================================================
