----------------------------- MODULE RefineInit -----------------------------
EXTENDS Naturals
VARIABLES h
Init == h \in {0, 1}
Next == h' = (h + 1) % 4
Spec == Init /\ [][Next]_h
C == INSTANCE Clock WITH t <- h, M <- 4
CSpec == C!Spec
=============================================================================
