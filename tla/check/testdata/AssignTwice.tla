----------------------------- MODULE AssignTwice -----------------------------
\* The second equation is a test, not an assignment.
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y \in 0..2 /\ x = y
Next == /\ x' \in 0..3
        /\ y' = x'
        /\ x' # 2
        /\ y' \in {0, 1, 3}
        /\ x' = y'
=============================================================================
