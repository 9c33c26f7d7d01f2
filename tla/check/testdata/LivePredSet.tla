----------------------------- MODULE LivePredSet -----------------------------
\* Quantifier over a set that depends on the state.
EXTENDS Live
P == []<>(\E i \in 0..x : i = 3)
Q == \A i \in {x} : <>(x = i + 1)
=============================================================================
