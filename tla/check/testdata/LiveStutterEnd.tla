--------------------------- MODULE LiveStutterEnd ---------------------------
\* The last state has no successor but stuttering; deadlock is not checked.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x < 3 /\ x' = x + 1
Spec == Init /\ [][Next]_x /\ WF_x(Next)
P == []<>(x = 0)
=============================================================================
