------------------------------- MODULE Refine -------------------------------
\* A clock with a minute hand implements the clock that has only hours.
EXTENDS Naturals
VARIABLES h, m
Init == h = 0 /\ m = 0
Next == IF m = 2 THEN m' = 0 /\ h' = (h + 1) % 4 ELSE m' = m + 1 /\ h' = h
Spec == Init /\ [][Next]_<<h, m>>
C == INSTANCE Clock WITH t <- h, M <- 4
CSpec == C!Spec
=============================================================================
