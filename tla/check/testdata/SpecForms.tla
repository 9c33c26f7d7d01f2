------------------------------ MODULE SpecForms ------------------------------
\* The conjuncts of a specification in another order, through definitions, with \A over fairness.
EXTENDS Naturals
VARIABLES x, y
vars == <<x, y>>
P == {1, 2}
Start == x = 0
Start2 == y \in 0..1
Inc(p) == x + p < 5 /\ x' = x + p /\ y' = y
Wrap == x >= 3 /\ x' = 0 /\ y' = 1 - y
Next == (\E p \in P : Inc(p)) \/ Wrap
Box == [][Next]_vars
Spec == /\ Box
        /\ \A p \in P : WF_vars(Inc(p))
        /\ Start /\ Start2
        /\ SF_vars(Wrap)
Live == \A i \in 0..1 : []<>(y = i)
=============================================================================
