---------------------------- MODULE ErrNatSubset ----------------------------
\* Inclusion of an infinite set.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => Nat \subseteq 0..x
=============================================================================
