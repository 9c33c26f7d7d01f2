---------------------------- MODULE ErrIntChoose ----------------------------
\* CHOOSE from an infinite set.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => (CHOOSE y \in Int : y > x) > x
=============================================================================
