------------------------- MODULE LiveConstraintLoop -------------------------
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' \in {x + 1, 0}
Spec == Init /\ [][Next]_x /\ WF_x(Next)
Bound == x < 5
P == <>(x = 77)
=============================================================================
