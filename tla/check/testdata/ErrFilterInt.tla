---------------------------- MODULE ErrFilterInt ----------------------------
\* The predicate of a filter is an integer.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => {y \in {1, x} : y} = {}
=============================================================================
