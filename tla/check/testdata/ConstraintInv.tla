---------------------------- MODULE ConstraintInv ----------------------------
\* The invariant is checked on a state that the constraint keeps out.
EXTENDS ConstraintNoDeadlock
Inv == x # 5
=============================================================================
