------------------------ MODULE ConstraintNoDeadlock ------------------------
\* All successors of x = 3 lie outside of the constraint: no deadlock.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' \in {x + 1, x + 2}
Bound == x <= 3
=============================================================================
