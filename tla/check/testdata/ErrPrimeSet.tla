----------------------------- MODULE ErrPrimeSet -----------------------------
\* The set after \in is an integer.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == \/ x < 2 /\ x' = x + 1
        \/ x = 2 /\ x' = 0 /\ x' \in x
=============================================================================
