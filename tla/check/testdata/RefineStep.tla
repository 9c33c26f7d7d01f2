----------------------------- MODULE RefineStep -----------------------------
EXTENDS Naturals
VARIABLES h
Init == h = 0
Next == h' = IF h = 2 THEN 0 ELSE h + 1
Spec == Init /\ [][Next]_h
C == INSTANCE Clock WITH t <- h, M <- 4
CSpec == C!Spec
=============================================================================
