----------------------------- MODULE ErrNatEnum -----------------------------
\* An infinite set is enumerated.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => \E y \in Nat : y < 0 /\ x = 3
=============================================================================
