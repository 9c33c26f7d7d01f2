----------------------------- MODULE RefineParam -----------------------------
\* A parametrised instance as refinement, under a quantifier.
EXTENDS Naturals
VARIABLES f
I == 1..2
Init == f = [i \in I |-> 0]
Step(i) == f' = [f EXCEPT ![i] = (@ + 1) % (i + 1)]
Next == \E i \in I : Step(i)
Spec == Init /\ [][Next]_f /\ \A i \in I : WF_f(Step(i))
C(i, M) == INSTANCE Clock WITH t <- f[i]
All == \A i \in I : C(i, i + 1)!Spec
AllFair == \A i \in I : C(i, i + 1)!FairSpec
=============================================================================
