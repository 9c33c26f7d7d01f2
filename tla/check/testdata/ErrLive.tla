------------------------------- MODULE ErrLive -------------------------------
\* A temporal property cannot be evaluated in some state.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Spec == Init /\ [][Next]_x /\ WF_x(Next)
P == []<>(x = IF x = 2 THEN "a" ELSE 0)
=============================================================================
