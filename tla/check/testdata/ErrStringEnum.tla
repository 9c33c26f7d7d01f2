---------------------------- MODULE ErrStringEnum ----------------------------
\* STRING is enumerated.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => \E s \in STRING : s = "a" /\ x = 3
=============================================================================
