----------------------------- MODULE LiveForever -----------------------------
\* <>[] : a counter that stops.
EXTENDS Naturals
VARIABLES x, z
Init == x = 0 /\ z = 0
Up == x < 3 /\ x' = x + 1 /\ z' = z
Spin == z' = 1 - z /\ x' = x
Next == Up \/ Spin
Spec == Init /\ [][Next]_<<x, z>> /\ WF_<<x, z>>(Up)
P == <>[](x = 3)
Q == <>[][x' = x]_x
R == []<>(z = 0) \/ []<>(z = 1)
S == <>[](x > 1) /\ ~<>[](x = 0)
=============================================================================
