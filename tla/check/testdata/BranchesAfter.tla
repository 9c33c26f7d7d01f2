---------------------------- MODULE BranchesAfter ----------------------------
\* The same in Next: no test after the last assignment stops the branching.
EXTENDS Naturals
VARIABLES x
Init == x = 0
Next == /\ x' \in 0..2
        /\ (x' > 0 \/ x' > 1 \/ x' = 0)
        /\ \E i \in 1..2 : i >= x'
=============================================================================
