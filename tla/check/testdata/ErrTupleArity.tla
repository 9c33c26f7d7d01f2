---------------------------- MODULE ErrTupleArity ----------------------------
\* A tuple pattern against a longer tuple.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => \E <<a, b>> \in {<<1, x>>, <<1, 2, 3>>} : a > b
=============================================================================
