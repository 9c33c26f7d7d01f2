------------------------------ MODULE SpecForm ------------------------------
EXTENDS Naturals
VARIABLES x
vars == <<x>>
Init == x = 0
Inc == x < 3 /\ x' = x + 1
Reset == x = 3 /\ x' = 0
Next == Inc \/ Reset
Fair == WF_vars(Inc) /\ SF_vars(Reset)
Spec == Init /\ [][Next]_vars /\ Fair
Live == []<>(x = 0)
=============================================================================
