----------------------------- MODULE ErrNotBool -----------------------------
\* The value of a conjunct of an action is no Boolean.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == \/ x < 2 /\ x' = x + 1
        \/ x = 2 /\ x' = 1 /\ x
=============================================================================
