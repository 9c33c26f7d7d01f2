--------------------------- MODULE UnassignedLevel ---------------------------
\* The operator stands for the variable without an assignment in only one branch.
EXTENDS Naturals
VARIABLES x, y, z
Keep == UNCHANGED <<x, y>>
Init == x = 0 /\ y = 0 /\ z = 0
Next == \/ z < 2 /\ z' = z + 1 /\ Keep
        \/ z = 2 /\ Keep
=============================================================================
