--------------------------- MODULE LiveSelfLoopWF ---------------------------
\* A step that changes nothing is no step of <<A>>_v.
EXTENDS Naturals
VARIABLES x
Init == x = 0
A == x' = x \/ (x < 2 /\ x' = x + 1)
Spec == Init /\ [][A]_x /\ WF_x(x' = x)
P == <>(x = 2)
=============================================================================
