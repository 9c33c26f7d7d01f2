----------------------------- MODULE ErrSetMixed -----------------------------
\* The members of one set must be comparable.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => Cardinality({1, "a", x}) = 3
=============================================================================
