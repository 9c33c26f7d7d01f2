---------------------------- MODULE BranchesInit ----------------------------
\* Init branches like an action until all variables are assigned; then the rest is a test.
EXTENDS Naturals
VARIABLES x, y
Init == /\ (TRUE \/ TRUE)
        /\ \E i \in 1..3 : i > 1
        /\ (x = 1 \/ x = 2 \/ x = 1)
        /\ y \in {x, 2}
        /\ (y > 0 \/ y > 1)
        /\ \E i \in 1..3 : i >= y
Next == UNCHANGED <<x, y>>
=============================================================================
