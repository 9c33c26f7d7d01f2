---------------------------- MODULE LiveFairImpl ----------------------------
\* Fairness as the assumption of a property.
EXTENDS Live
P == WF_vars(Inc) /\ WF_vars(Reset) => []<>(x = 3)
Q == SF_vars(Flip) /\ WF_vars(Inc) /\ WF_vars(Reset) => []<>(y = 1)
R == WF_vars(Next) => []<>(x = 3) \/ <>[](x = 2)
=============================================================================
