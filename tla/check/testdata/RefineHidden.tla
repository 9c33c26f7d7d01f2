---------------------------- MODULE RefineHidden ----------------------------
\* Implicit substitution (the same name on both sides), two levels of instances.
EXTENDS Naturals
VARIABLES t
M == 3
Middle == INSTANCE RefineMiddle
Init == t = 0
Next == t' = (t + 1) % M
Spec == Init /\ [][Next]_t
Goal == Middle!Inner!Spec /\ Middle!Spec
=============================================================================
