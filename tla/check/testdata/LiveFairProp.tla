---------------------------- MODULE LiveFairProp ----------------------------
\* WF and SF as properties.
EXTENDS Live
P == WF_vars(Inc) /\ WF_vars(Reset)
Q == SF_vars(Inc) \/ SF_vars(Flip)
R == \A v \in 0..2 : WF_vars(Inc /\ x = v)
=============================================================================
