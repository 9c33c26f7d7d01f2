-------------------------- MODULE EnabledConstraint --------------------------
\* ENABLED ignores the constraints.
EXTENDS Naturals
VARIABLES x
Init == x = 0
Next == x < 9 /\ x' = x + 1
Bound == x < 4
Step == x' < 3
Inv == ENABLED Next
InvAngle == ENABLED <<Next>>_x /\ ~ENABLED <<x' = x>>_x /\ ENABLED [x' = x /\ x = 77]_x
=============================================================================
