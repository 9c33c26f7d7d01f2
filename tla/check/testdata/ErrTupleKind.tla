---------------------------- MODULE ErrTupleKind ----------------------------
\* A tuple pattern against integers.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => \E <<a, b>> \in {1, x} : a > b
=============================================================================
