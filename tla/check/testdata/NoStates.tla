---- MODULE NoStates ----
VARIABLE x
Init == x = 0 /\ FALSE
Next == x' = x
====
