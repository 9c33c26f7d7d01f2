------------------------------ MODULE RefineMap ------------------------------
\* Mapping by an expression; ENABLED of a mapped action (WF under substitution).
EXTENDS Naturals
VARIABLES n
Init == n = 0
Next == n' = (n + 1) % 12
Spec == Init /\ [][Next]_n /\ WF_n(Next)
C == INSTANCE Clock WITH t <- n \div 3, M <- 4
CSpec == C!FairSpec
Off == INSTANCE Clock WITH t <- n % 6, M <- 6
OffSpec == Off!StrongSpec
=============================================================================
