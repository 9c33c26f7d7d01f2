---------------------------- MODULE ImpliesAction ----------------------------
\* A => B as an action: A is evaluated, then B.
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y = 0
Next == /\ x' = (x + 1) % 3
        /\ (x > 0) => (y' = x)
        /\ (x = 0) => (y' = 7)
        /\ y' \in {0, 1, 2, 7}
=============================================================================
